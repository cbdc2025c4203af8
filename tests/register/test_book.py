"""The register says what the record says: every dossier in its place, and sums that agree."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, PaperKind
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.papers.issuing import reissue
from cqtt.dossiers.rules import Status, Timeliness
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureField
from cqtt.register.book import PART, Sheet, page_of, parts_of, totals_of
from cqtt.register.rules import Period, PeriodRefused, month_of, read_period
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk, desk_of
from tests.factories import MONDAY, make_dossier, make_hamlet, make_procedure
from tests.register.filing import (
    THREE_DAYS,
    accepted,
    begun,
    make_all_hands,
    many_returned,
    refused,
    resolved,
    returned,
)

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
ALL_OF_NOVEMBER = Sheet(NOVEMBER)
UNIT = "Ủy ban nhân dân xã An Phước"
BOOK = "/can-bo/so-theo-doi"


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_all_hands()


def lines(sheet: Sheet = ALL_OF_NOVEMBER) -> list[tuple[str, str]]:
    return [(line.number, line.code) for part in parts_of(sheet, UNIT) for line in part]


def test_lines_stand_in_the_order_of_their_numbers_and_refusals_after_them(officer: Officer) -> None:
    no = refused(officer)
    second = make_dossier()
    first = accepted(officer, MONDAY + timedelta(hours=1))
    decisions.accept(second, officer, THREE_DAYS, MONDAY)
    db.session.commit()
    make_dossier()  # not accepted: in no book
    assert lines() == [("01", first.code), ("02", second.code), ("01/TCHS", no.code)]


@pytest.mark.parametrize(
    ("at", "belongs"),
    [
        (datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC), False),  # 23:59:59 on 31 October in Vietnam
        (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 17, 0, tzinfo=UTC), False),
    ],
)
def test_days_begin_and_end_at_midnight_in_vietnam(officer: Officer, at: datetime, belongs: bool) -> None:
    accepted(officer, at)
    refused(officer, at)
    assert len(lines()) == (2 if belongs else 0)
    assert totals_of(Sheet(NOVEMBER)).lines == (2 if belongs else 0)


def test_a_line_has_every_column_of_form_07(officer: Officer) -> None:
    dossier = returned(officer, 2, address="Số 12", hamlet_id=make_hamlet(name="Ấp 7").id)
    (line,) = page_of(Sheet(NOVEMBER), UNIT, 1, 50)
    assert (line.number, line.code, line.procedure, line.sets) == ("01", dossier.code, "Đăng ký khai sinh", 1)
    assert line.owner == "Nguyễn Văn Thử"
    assert line.contact == "Số 12, Ấp 7, xã An Phước, thành phố Đồng Nai; 0900\u00a0000\u00a0123"
    assert line.agency == "Phòng Tư pháp"
    assert (line.received_at, line.due_at, line.returned_at) == (MONDAY, dossier.due_at, dossier.ended_at)
    assert (line.way, line.receiver, line.note) == ("Tại quầy", "Nguyễn Văn Nhận", "Trước hạn")


def test_the_note_says_how_it_ended_or_where_it_stands(officer: Officer) -> None:
    said = {
        "Trước hạn": returned(officer, 2),
        "Đúng hạn, chờ trả": resolved(officer, 3),
        "Trễ hạn, chờ trả": resolved(officer, 8),
        "Đang xử lý": begun(officer),
        "Đã tiếp nhận": accepted(officer),
        "Đã rút 24/11/2026": accepted(officer),
        "Dừng xử lý 25/11/2026": accepted(officer),
        "Không tiếp nhận 23/11/2026": refused(officer),
    }
    actions.withdraw(said["Đã rút 24/11/2026"], "", MONDAY + timedelta(days=1), officer)
    decisions.stop(said["Dừng xử lý 25/11/2026"], officer, "Hết hạn.", "", MONDAY + timedelta(days=2))
    db.session.commit()
    found = {line.id: line.note for line in page_of(Sheet(NOVEMBER), UNIT, 1, 50)}
    assert found == {dossier.id: note for note, dossier in said.items()}


def test_a_receipt_given_out_anew_is_accounted_for_on_the_line_of_its_dossier(officer: Officer) -> None:
    first, second = accepted(officer), accepted(officer)
    for name in ("Nguyễn Thị Một", "Nguyễn Thị Hai"):
        actions.correct(first, officer, {"applicant_name": name}, MONDAY)
        reissue(first, PaperKind.RECEIPT, officer, MONDAY)
    db.session.commit()
    one, two = page_of(Sheet(NOVEMBER), UNIT, 1, 50)
    assert (one.number, two.number, two.code) == ("01", "02", second.code)
    assert one.note == "Đã tiếp nhận; Cấp lại giấy hẹn số 03/TNHS; Cấp lại giấy hẹn số 04/TNHS"


def test_a_dossier_without_a_numbered_paper_stands_in_the_book_all_the_same(officer: Officer) -> None:
    accepted(officer)
    old = make_dossier(status=Status.PROCESSING, received_at=MONDAY)
    assert lines() == [("01", lines()[0][1]), ("–", old.code)]


@pytest.mark.proof
def test_the_sums_agree_with_the_record_whatever_happened(officer: Officer) -> None:
    chance = random.Random(7)
    ways = (
        lambda at: accepted(officer, at),
        lambda at: begun(officer, at),
        lambda at: resolved(officer, chance.choice([1, 3, 9]), at),
        lambda at: returned(officer, chance.choice([1, 3, 9]), at),
        lambda at: refused(officer, at),
        lambda at: decisions.stop(begun(officer, at), officer, "Hết hạn.", "", at + timedelta(days=1)),
        lambda at: actions.withdraw(accepted(officer, at), "", at + timedelta(hours=2), officer),
    )
    for _number in range(40):
        chance.choice(ways)(MONDAY - timedelta(days=chance.randrange(40)))
    db.session.commit()
    for period in (NOVEMBER, Period(date(2026, 11, 10), date(2026, 11, 20)), month_of(date(2027, 1, 1))):
        totals, record = totals_of(Sheet(period)), record_of(period)
        assert {name: getattr(totals, name) for name in record} == record
        assert totals.accepted == sum(
            (totals.early, totals.on_time, totals.late, totals.stopped, totals.withdrawn, totals.open)
        )
        assert totals.lines == len(lines(Sheet(period)))


def record_of(period: Period) -> dict[str, int]:
    """Count what the register ought to say, dossier by dossier."""
    everything = list(db.session.scalars(select(Dossier)))
    inside = [each for each in everything if each.received_at and period.starts_at <= each.received_at < period.ends_at]
    no = [each for each in everything if each.status is Status.REFUSED and each.ended_at]
    return {
        "accepted": len(inside),
        "early": sum(each.timeliness is Timeliness.EARLY for each in inside),
        "on_time": sum(each.timeliness is Timeliness.ON_TIME for each in inside),
        "late": sum(each.timeliness is Timeliness.LATE for each in inside),
        "stopped": sum(each.status is Status.STOPPED for each in inside),
        "withdrawn": sum(each.status is Status.WITHDRAWN for each in inside),
        "refused": sum(each.ended_at is not None and period.starts_at <= each.ended_at < period.ends_at for each in no),
    }


def test_one_field_of_work_can_be_seen_alone(app: Flask, officer: Officer) -> None:
    db.session.add_all([ProcedureField(slug="dat-dai", name="Đất đai"), ProcedureField(slug="ho-tich", name="Hộ tịch")])
    land = accepted(officer, version=make_procedure(field="Đất đai"))
    birth = accepted(officer)
    assert lines(Sheet(NOVEMBER, "dat-dai")) == [("01", land.code)]
    assert lines(Sheet(NOVEMBER, "ho-tich")) == [("02", birth.code)]
    assert lines(Sheet(NOVEMBER, "khong-co")) == []
    answer = desk_of(app, officer).get(f"{BOOK}?linh-vuc=dat-dai&tu-ngay=2026-11-01&den-ngay=2026-11-30")
    page = answer.text.replace("<wbr>", "")
    assert str(land.code) in page and str(birth.code) not in page
    assert "tiếp nhận 1;" in page


# -- days -----------------------------------------------------------------------------------------


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("", "", date(2026, 11, 1), date(2026, 11, 30)),
        ("2026-10-05", "2026-10-09", date(2026, 10, 5), date(2026, 10, 9)),
        ("05/10/2026", "9/10/2026", date(2026, 10, 5), date(2026, 10, 9)),
        ("2026-10-05", "", date(2026, 10, 5), date(2026, 11, 30)),
        ("2026-12-05", "", date(2026, 12, 5), date(2026, 12, 5)),
        ("", "2026-02-28", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-01-01", "2026-12-31", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_days_are_read_as_browsers_send_and_people_type_them(since: str, until: str, first: date, last: date) -> None:
    assert read_period(since, until, TODAY) == Period(first, last)


WRONG_DAYS = [
    ("31/11/2026", "", "Xin ghi ngày có thật"),
    ("hôm qua", "", "Xin ghi ngày có thật"),
    ("0026-11-01", "", "Xin ghi ngày có thật"),
    ("2026-11-30", "2026-11-01", "Ngày bắt đầu đứng sau ngày kết thúc"),
    ("2025-01-01", "2026-11-30", "nhiều nhất một năm"),
]


@pytest.mark.parametrize(("since", "until", "sentence"), WRONG_DAYS)
def test_days_that_cannot_be_are_refused_with_what_to_do(
    app: Flask, officer: Officer, since: str, until: str, sentence: str
) -> None:
    with pytest.raises(PeriodRefused, match=sentence):
        read_period(since, until, TODAY)
    client, asked = desk_of(app, officer), {"tu-ngay": since, "den-ngay": until}
    answer = client.get(BOOK, query_string=asked)
    assert answer.status_code == 422 and sentence in answer.text
    assert f'value="{since}"' in answer.text  # what was typed stays
    for form in ("pdf", "xlsx"):
        answer = client.get(f"{BOOK}.{form}", query_string=asked)
        assert answer.status_code == 422 and sentence in answer.text


# -- the page -------------------------------------------------------------------------------------


def test_the_page_shows_this_month_with_its_sums(app: Flask, officer: Officer) -> None:
    dossier = returned(officer, 2)
    client = desk_of(app, officer)
    with frozen(MONDAY):
        page = client.get(BOOK).text
    assert "Từ 01/11/2026 đến 30/11/2026" in page
    assert "tiếp nhận 1; trước hạn 1; đúng hạn 0; trễ hạn 0; dừng giải quyết 0; rút 0; đang giải quyết 0." in page
    assert f'href="/can-bo/ho-so/{dossier.id}"' in page and "Nguyễn Văn Thử" in page
    empty = client.get(f"{BOOK}?tu-ngay=2026-12-01&den-ngay=2026-12-31").text
    assert "Không có hồ sơ nào trong thời gian này" in empty


def test_a_fragment_is_the_list_alone(app: Flask, officer: Officer) -> None:
    answer = desk_of(app, officer).get(BOOK, headers={"HX-Request": "true"})
    assert answer.text.strip().startswith('<section id="register"') and "<html" not in answer.text


def test_an_overseer_sees_who_people_are_only_in_part(app: Flask, officer: Officer) -> None:
    hamlet = make_hamlet(name="Ấp 7").id
    dossier = returned(officer, 2, applicant_name="Nguyễn Thị Hường", address="Số 12", hamlet_id=hamlet)
    with frozen(MONDAY):
        page = desk(app, Role.OVERSEER).get(BOOK).text.replace("<wbr>", "")
    for kept in ("Nguyễn Thị Hường", "000\u00a0123", "0900000123", "Số 12", "Nguyễn Văn Nhận", "/can-bo/ho-so/"):
        assert kept not in page.replace('href="/can-bo/ho-so"', "")
    for shown in ("Nguyễn T. H.", "090****123", "Ấp 7", "Nguyễn V. N.", str(dossier.code)):
        assert shown in page


@pytest.mark.parametrize("address", [BOOK, f"{BOOK}.pdf", f"{BOOK}.xlsx"])
def test_an_administrator_reads_no_register(app: Flask, address: str) -> None:
    assert desk(app, Role.ADMINISTRATOR).get(address).status_code == 403


def test_reading_the_book_is_recorded_once_and_every_copy_taken_each_time(app: Flask, officer: Officer) -> None:
    accepted(officer)
    client, days = desk_of(app, officer), "tu-ngay=2026-11-01&den-ngay=2026-11-30"
    for address in (BOOK, BOOK, f"{BOOK}.xlsx", f"{BOOK}.xlsx", f"{BOOK}.pdf"):
        answer = client.get(f"{address}?{days}")
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store, private"
    wanted = select(AuditEntry).where(AuditEntry.object_kind == "register").order_by(AuditEntry.id)
    entries = list(db.session.scalars(wanted))
    assert [entry.action for entry in entries] == ["view", "export", "export", "export"]
    assert {entry.officer_id for entry in entries} == {officer.id}
    assert {entry.object_id for entry in entries} == {"20261101-20261130"}
    assert [entry.details.get("form") for entry in entries] == [None, "xlsx", "xlsx", "pdf"]
    assert entries[-1].details["lines"] == 1


def test_a_long_book_is_turned_page_by_page_with_few_questions(app: Flask, officer: Officer) -> None:
    many_returned(officer, 120)
    client, days = desk_of(app, officer), "tu-ngay=2026-11-01&den-ngay=2026-11-30"
    with queries() as sent:
        first = client.get(f"{BOOK}?{days}").text
    assert len(sent) <= 18, "\n".join(each[:90] for each in sent)
    assert "Nguyễn Thị Hường 50<" in first and "Nguyễn Thị Hường 51<" not in first
    last = client.get(f"{BOOK}?{days}&trang=3").text
    assert "Nguyễn Thị Hường 120<" in last and "Trang 3 trên 3" in last
    assert client.get(f"{BOOK}?{days}&trang=99").text.count("Nguyễn Thị Hường") == 20
    assert f"{days.replace('&', '&amp;')}&amp;trang=2" in last


def test_the_whole_book_is_read_part_by_part(officer: Officer) -> None:
    many_returned(officer, PART * 2 + 1)
    assert [len(part) for part in parts_of(Sheet(NOVEMBER), UNIT)] == [PART, PART, 1]
    assert db.session.scalar(select(func.count(Dossier.id))) == PART * 2 + 1
