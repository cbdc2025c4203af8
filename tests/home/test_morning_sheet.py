"""The morning sheet: heaps by role, on screen and on A5; its numbers agree with the lists and with the record."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import CASE_ROLES, Status, Step
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk, desk_of
from tests.factories import MONDAY, make_absence, make_dossier, make_officer, make_procedure

SHEET = "/can-bo/viec-hom-nay.pdf"
DAY = timedelta(days=1)
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


def running(name: str, **fields: Any) -> Dossier:
    plain = {"status": Status.PROCESSING, "received_at": MONDAY - 9 * DAY, "due_at": MONDAY + 9 * DAY}
    return make_dossier(applicant_name=name, **plain | fields)


def day_of(client: FlaskClient) -> str:
    answer = client.get("/can-bo")
    assert answer.status_code == 200
    return answer.text.partition('<main id="main"')[2]


def heaps_on(page: str) -> dict[str, list[str]]:
    """Return each heap of the page: title with number, and the plain words of its lines."""
    parts = re.split(r"<h2[^>]*>", page.partition("<aside")[0])[1:]
    return {
        part.partition("</h2>")[0]: [
            " ".join(re.sub("<[^>]*>", " ", line).split()) for line in re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
        ]
        for part in parts
    }


def test_a_specialist_reads_what_is_due_waited_for_and_handed_over(app: Flask) -> None:
    me = make_officer(Role.SPECIALIST, department="Phòng Kinh tế")
    binh = make_officer(Role.SPECIALIST, name="Trần Thị Bình")
    make_absence(binh, me, TODAY, TODAY)
    running("Trễ Rồi", due_at=MONDAY - DAY)
    running("Hôm Nay", due_at=MONDAY + timedelta(hours=1))
    running("Ngày Mai", due_at=MONDAY + DAY)
    running("Của Bình", officer_id=binh.id)
    running("Của Tôi", officer_id=me.id)
    running("Của Phòng", department="Phòng Kinh tế")
    heaps = heaps_on(day_of(desk_of(app, me)))
    assert list(heaps) == [
        "Trễ hạn (1)",
        "Đến hạn hôm nay (1)",
        "Đến hạn mai (1)",
        "Của tôi (2)",
        "Phòng tôi, chưa ai nhận (1)",
    ]
    mine = heaps["Của tôi (2)"]
    assert "Của Bình (thay cho Trần Thị Bình)" in mine[0] and "thay cho" not in mine[1]
    assert "Của Phòng" in heaps["Phòng tôi, chưa ai nhận (1)"][0]


def test_reception_reads_how_long_citizens_and_results_have_waited(app: Flask) -> None:
    me = make_officer(Role.RECEPTION, Role.SPECIALIST)
    asked, to_pay = running("Thiếu Giấy"), running("Nộp Phí")
    decisions.request_supplement(asked, me, ["Ảnh"], "", MONDAY - 3 * DAY)
    actions.request_payment(to_pay, me, "Lệ phí", MONDAY)
    ready = {"status": Status.RESOLVED, "result_on_paper": True}
    running("Kết Quả Cũ", resolved_at=MONDAY - 8 * DAY, shelf="A3", **ready)
    running("Kết Quả Mới", resolved_at=MONDAY, **ready)
    db.session.commit()
    heaps = heaps_on(day_of(desk_of(app, me)))
    assert heaps["Chờ người dân bổ sung (1)"][0].endswith("Chờ 3 ngày")
    assert heaps["Chờ người dân nộp phí (1)"][0].endswith("Từ hôm nay")
    oldest, newest = heaps["Chờ trả kết quả (2)"]
    assert oldest.endswith("Kết Quả Cũ Kệ A3, chờ 8 ngày") and newest.endswith("Kết Quả Mới Chưa xếp kệ, từ hôm nay")


def test_a_leader_reads_what_waits_for_a_decision(app: Flask) -> None:
    dossier = running("Xin Dừng")
    actions.propose_stop(dossier, make_officer(Role.SPECIALIST), "Không còn căn cứ.", MONDAY)
    db.session.commit()
    heaps = heaps_on(day_of(desk(app, Role.LEADER)))
    assert "Xin Dừng" in heaps["Chờ lãnh đạo quyết định (1)"][0]
    assert "Chờ lãnh đạo quyết định (1)" not in heaps_on(day_of(desk(app, Role.SPECIALIST)))


def text_of(content: bytes) -> str:
    paper = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in paper).split())


def test_a_heap_that_goes_on_overleaf_is_named_again_and_texts_are_only_counted(app: Flask) -> None:
    for number in range(40):
        running(f"Người {'Một' if number % 2 else 'Hai'}", due_at=MONDAY - DAY)
    waiting = make_dossier(applicant_name="Bùi Chờ Tin", status=Status.RETURNED, ended_at=MONDAY)
    by_hand = {"channel": Channel.BY_HAND, "status": DeliveryStatus.PENDING, "recipient": "0900000123"}
    about = {"about_kind": "dossier", "about_id": waiting.id, "event": "return_result", "subject": "", "body": "Tin"}
    db.session.add(Notification(key="mot-tin", created_at=MONDAY, due_at=MONDAY, **by_hand, **about))
    db.session.commit()
    content = desk(app, Role.LEADER).get(SHEET).data
    pages = pypdfium2.PdfDocument(content)
    first, *others = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]
    assert "Trễ hạn (40)" in first and "(tiếp)" not in first
    assert "Trễ hạn (40) (tiếp)" in others[0]
    assert "Tin chờ gửi tay: 1 hồ sơ" in " ".join(others) and "Bùi Chờ Tin" not in " ".join(others)


def test_the_sheet_is_a5_says_the_same_as_the_page_and_its_print_is_recorded(app: Flask) -> None:
    me = make_officer(Role.RECEPTION, name="Nguyễn Thị Hạnh")
    late = running("Đặng Thị Đào", due_at=MONDAY - DAY)
    new = make_dossier(applicant_name="Lê Văn Bảy")
    client = desk_of(app, me)
    answer = client.get(SHEET)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    paper = pypdfium2.PdfDocument(answer.data)
    assert [round(side * 25.4 / 72) for side in paper[0].get_size()] == [148, 210]
    text = text_of(answer.data)
    for words in ("Việc hôm nay", "thứ Hai, 23/11/2026", "Nguyễn Thị Hạnh, Xã An Phước", "Đặng Thị Đào", "Lê Văn Bảy"):
        assert words in text
    for title in heaps_on(day_of(client)):
        assert title in text
    assert str(late.code).removeprefix("H19.00.00-") in text and "H19.00.00" not in text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "print")).one()
    assert (entry.officer_id, entry.object_kind, entry.object_id) == (me.id, "morning_sheet", "2026-11-23")
    assert entry.details == {"dossiers": [late.id, new.id]}
    assert SHEET in day_of(client)


def test_a_long_day_takes_more_sheets_and_names_what_is_not_on_them(app: Flask) -> None:
    version = make_procedure(name="Thủ tục có tên rất dài để dòng phải xuống hàng " * 3)
    for number in range(50):
        running(f"Người Thứ {number}", version=version, due_at=MONDAY - DAY)
    content = desk(app, Role.LEADER).get(SHEET).data
    assert len(pypdfium2.PdfDocument(content)) > 1
    text = text_of(content)
    assert "Trễ hạn (50)" in text and "và 10 việc nữa" in text


def test_an_empty_day_has_a_sheet_too(app: Flask) -> None:
    assert "Không có việc nào đang chờ." in text_of(desk(app, Role.SPECIALIST).get(SHEET).data)


def test_who_opens_no_dossier_prints_no_names(app: Flask) -> None:
    assert browser(app).get(SHEET).location.startswith("/dang-nhap")
    for role in (Role.ADMINISTRATOR, Role.OVERSEER):
        client = desk(app, role)
        assert client.get(SHEET).status_code == 403
        assert SHEET not in day_of(client)


# The numbers agree


WAYS: tuple[Callable[[Dossier, Officer, datetime], object], ...] = (
    lambda dossier, officer, at: decisions.accept(dossier, officer, Limit(1, Unit.WORKING_DAY), at),
    actions.begin,
    lambda dossier, officer, at: decisions.request_supplement(dossier, officer, ["Ảnh"], "", at),
    lambda dossier, officer, at: actions.answer_supplement(dossier, "", at, officer),
    lambda dossier, officer, at: actions.request_payment(dossier, officer, "Lệ phí", at),
    lambda dossier, officer, at: actions.propose_stop(dossier, officer, "Hết hạn.", at),
    lambda dossier, officer, at: actions.assign(dossier, officer, officer, "", at),
    lambda dossier, officer, at: actions.assign(dossier, officer, "Phòng Kinh tế", "", at),
    lambda dossier, officer, at: actions.resolve(dossier, officer, "Giấy", at, on_paper=True),
    lambda dossier, officer, at: actions.return_result(dossier, officer, "Người nhận", at),
)


def play(officer: Officer, moves: int) -> None:
    """Make dossiers and move them at random, by the real actions, over the last days."""
    chance = random.Random(11)
    dossiers = [make_dossier(make_procedure()) for _each in range(20)]
    for number in range(moves):
        dossier, at = chance.choice(dossiers), MONDAY - (moves - number) * timedelta(hours=2)
        try:
            with clock.frozen(at), db.session.begin_nested():
                chance.choice(WAYS)(dossier, officer, at)
        except RuleBroken:
            db.session.expire_all()
    db.session.commit()


def last_states() -> list[Status]:
    """Return where each dossier stands by its events alone."""
    last = select(func.max(DossierEvent.id)).group_by(DossierEvent.dossier_id)
    return list(db.session.scalars(select(DossierEvent.to_status).where(DossierEvent.id.in_(last))))


@pytest.mark.proof
def test_numbers_lists_heaps_and_record_agree(app: Flask) -> None:
    me = make_officer(*CASE_ROLES, department="Phòng Kinh tế")
    play(me, 160)
    client = desk_of(app, me)
    page = day_of(client)
    numbers = {
        label: (href, int(count)) for href, count, label in re.findall(r'href="([^"]+)"><b>(\d+)</b> ([^<]+)</a>', page)
    }
    texts = numbers.pop("Tin chờ gửi tay")[1]
    for label, (href, count) in numbers.items():
        listed = client.get(href.replace("&amp;", "&")).text
        assert (f"{count} hồ sơ</caption>" in listed) == (count > 0), label
    states = last_states()
    by_record = {
        "Chờ tiếp nhận": states.count(Status.SUBMITTED),
        "Chờ bổ sung": states.count(Status.AWAITING_SUPPLEMENT),
        "Chờ nộp phí": states.count(Status.AWAITING_PAYMENT),
        "Chờ trả kết quả": states.count(Status.RESOLVED),
    }
    assert {label: numbers[label][1] for label in by_record} == by_record
    assert sum(by_record.values()) > 3 and numbers["Chờ lãnh đạo quyết định"][1] > 0 and numbers["Trễ hạn"][1] > 0
    waiting = select(func.count(Notification.about_id.distinct())).where(
        Notification.status == DeliveryStatus.PENDING, Notification.channel == Channel.BY_HAND
    )
    assert texts == db.session.scalar(waiting)
    for title, lines in heaps_on(page).items():
        total = int(re.findall(r"\((\d+)\)", title)[0])
        assert len(lines) == min(total, 8 if title.startswith("Tin") else 5), title


@pytest.mark.proof
def test_the_number_for_the_leader_agrees_with_a_reading_of_the_events(app: Flask) -> None:
    me = make_officer(*CASE_ROLES, department="Phòng Kinh tế")
    play(me, 160)
    expected = 0
    for dossier in db.session.scalars(select(Dossier)):
        laid = (Step.PROPOSE_STOP, Step.ASSIGN, Step.EXTEND)
        steps = [event for event in dossier.events if event.step in laid or event.from_status is not event.to_status]
        since: list[Step] = []
        for event in steps:  # what was laid before a leader since the state last changed
            since = [] if event.from_status is not event.to_status else [*since, event.step]
        handed = since[-1:] == [Step.ASSIGN] and dossier.officer_id == me.id
        again = bool(dossier.supplements) and dossier.status in (Status.SUBMITTED, Status.ACCEPTED, Status.PROCESSING)
        asked = again or Step.PROPOSE_STOP in since
        is_open = dossier.status not in (Status.RESOLVED, Status.RETURNED)
        expected += is_open and (since[-1:] == [Step.PROPOSE_STOP] or (handed and asked))
    page = day_of(desk_of(app, me))
    assert f"<b>{expected}</b> Chờ lãnh đạo quyết định" in page
