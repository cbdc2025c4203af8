"""An officer's day besides dossiers, on the screen and on the sheet: whose work it is, and what nobody else may see."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Officer
from cqtt.dossiers.rules import CASE_ROLES, Status
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.models import Feedback
from cqtt.home.listening_day import PROMISES, REMINDERS
from cqtt.listening import planning
from cqtt.listening.jobs import remind
from cqtt.listening.rules import SessionStatus
from cqtt.promises import actions as promising
from cqtt.promises.models import Promise
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk_of
from tests.factories import MONDAY, make_absence, make_dossier, make_feedback, make_hamlet, make_officer, sign_in
from tests.feedback.officers import make_chairman, make_conduct_report
from tests.home.test_morning_sheet import SHEET, day_of, heaps_on, text_of
from tests.leaders.people import make_call, make_leader
from tests.listening.sessions import SATURDAY, make_session
from tests.pledges.signing import make_pledge

DAY = timedelta(days=1)
TODAY = MONDAY.date()
numbers = count(1)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


def promise_of(leader: Officer, days: int = 7, **fields: Any) -> Promise:
    """Something a leader promised for so many days from Monday."""
    values = {"words": "Thay bóng đèn đường ấp 7.", "due_on": TODAY + days * DAY} | fields
    with clock.frozen(MONDAY - 30 * DAY):
        key = f"viec-hua-thu-nghiem-{next(numbers)}"
        promise = promising.make(start_key=key, made_by=leader, written_by=leader, at=clock.now(), **values)
        db.session.commit()
    return promise


def reminders_on(page: str) -> str:
    return page.partition('<section aria-label="Nhắc Ông/Bà">')[2].partition("</section>")[0]


def test_feedback_stands_on_the_day_with_its_code_and_the_way_into_the_inbox(app: Flask) -> None:
    feedback = make_feedback(words="Cống ấp 3 bị nghẹt.")
    page = day_of(desk_of(app, make_officer(Role.RECEPTION)))
    (line,) = heaps_on(page)["Góp ý chờ phân công (1)"]
    assert line.startswith(f"{feedback.code} · Cống ấp 3 bị nghẹt.")
    assert f'href="/can-bo/phan-anh/{feedback.id}"' in page
    assert 'href="/can-bo/phan-anh?muc=chua-giao"><b>1</b> Góp ý chờ phân công</a>' in page


def tiles_on(page: str) -> list[tuple[str, int]]:
    """Return what each number of the day says, where there is anything."""
    found = re.findall(r"<b>(\d+)</b> ([^<]+)</a>", page.partition('<ul class="counts">')[2].partition("</ul>")[0])
    return [(label, int(number)) for number, label in found if number != "0"]


def test_what_is_late_and_personal_comes_first_and_each_number_is_that_of_a_heap(app: Flask) -> None:
    head, officer = make_chairman(), make_officer(*CASE_ROLES)
    make_call(head, MONDAY - 7 * DAY)
    promise_of(head, -3)
    make_conduct_report(officer)
    for level, status in ((1, "mở lại"), (2, "lên chủ tịch")):
        feedback = make_feedback(at=MONDAY - 40 * DAY, words=f"Góp ý trễ, {status}.")
        actions.assign(feedback, head, officer, "", MONDAY)
        actions.escalate(feedback, level, MONDAY)
    make_dossier(status=Status.PROCESSING, due_at=MONDAY - 2 * DAY, received_at=MONDAY - 20 * DAY)
    make_feedback(words="Mới gửi, còn hạn.")
    db.session.commit()
    page = day_of(desk_of(app, head))
    titles = [title.rpartition(" (")[0] for title in heaps_on(page)]
    assert titles[:5] == ["Gọi lại cho dân", "Việc đã hứa", "Góp ý gửi riêng", "Góp ý trễ, đã báo Chủ tịch", "Trễ hạn"]
    assert titles.index("Góp ý chờ phân công") > titles.index("Trễ hạn")
    tiles, heaps = tiles_on(page), heaps_on(page)
    assert [label for label, _number in tiles][:5] == [
        "Gọi lại cho dân, 1 trễ",
        "Việc đã hứa, có việc trễ",
        "Góp ý gửi riêng",
        "Góp ý trễ, đã báo Chủ tịch",
        "Trễ hạn",
    ]
    for label, number in tiles:
        if label.startswith(("Gọi", "Việc", "Góp ý")):
            assert f"{label.partition(', có')[0].partition(', 1 trễ')[0]} ({number})" in heaps, label


def test_feedback_that_is_late_says_so_in_its_number_and_stands_before_the_dossiers(app: Flask) -> None:
    leader = make_officer(Role.LEADER)
    actions.assign(make_feedback(at=MONDAY - 40 * DAY), leader, leader, "", MONDAY)
    make_dossier(status=Status.PROCESSING, due_at=MONDAY - 2 * DAY, received_at=MONDAY - 20 * DAY)
    db.session.commit()
    page = day_of(desk_of(app, leader))
    assert tiles_on(page)[0] == ("Góp ý của tôi, có việc trễ", 1)
    assert list(heaps_on(page))[0] == "Góp ý của tôi (1)"


def test_a_report_of_conduct_is_a_code_and_its_reader_s_alone_on_screen_and_paper(app: Flask) -> None:
    head, accused = make_chairman(), make_officer(*CASE_ROLES, name="Hoàng Văn Quát", department="Phòng Kinh tế")
    administers = make_officer(*Role)
    report = make_conduct_report(accused, words="Quát người già.")
    own = desk_of(app, head)
    assert heaps_on(day_of(own))["Góp ý gửi riêng (1)"][0].startswith(f"{report.code} ")
    assert "Góp ý của tôi" not in day_of(own)  # which would say the same once more
    assert report.code in text_of(own.get(SHEET).data)
    for seen in (day_of(own), text_of(own.get(SHEET).data)):
        assert "Quát" not in seen and accused.name not in seen
    for other in (accused, make_officer(*CASE_ROLES), administers):
        client = desk_of(app, other)
        page = day_of(client)
        assert report.code not in page and "Góp ý" not in page.partition("<aside")[0]
        assert report.code not in text_of(client.get(SHEET).data)


def test_texts_about_feedback_are_a_heap_and_a_number_that_leads_to_it(app: Flask) -> None:
    feedback = make_feedback(phone="0912345678")
    actions.assign(feedback, make_officer(Role.LEADER), make_officer(Role.SPECIALIST), "", MONDAY)
    db.session.commit()
    client = desk_of(app, make_officer(Role.LEADER))
    page = day_of(client)
    assert 'href="#tin-gop-y-cho-gui"><b>1</b> Tin góp ý chờ gửi tay' in page
    heap = page.partition('<h2 id="tin-gop-y-cho-gui">Tin góp ý chờ gửi tay (1)</h2>')[2]
    assert f'href="/can-bo/phan-anh/{feedback.id}#tin-bao">{feedback.code}</a>' in heap
    assert "Tin chờ gửi tay: 1 góp ý" in text_of(client.get(SHEET).data)


def test_calls_name_who_waits_and_how_long_but_not_the_number_to_call(app: Flask) -> None:
    leader = make_leader(Role.LEADER)
    late = make_call(leader, MONDAY - 7 * DAY, name="Trần Thị Chờ", about="Đường ngập " * 25)
    make_call(make_leader(Role.LEADER, name="Lê Văn Khác"), name="Người Gọi Khác")
    page = day_of(desk_of(app, leader))
    (line,) = heaps_on(page)["Gọi lại cho dân (1)"]
    assert line.startswith("Trần Thị Chờ – Đường ngập") and "…" in line and "Trễ" in line
    assert f'href="/can-bo/goi-lai#goi-{late.id}"' in page and "0900000123" not in page
    assert 'href="/can-bo/goi-lai"><b>1</b> Gọi lại cho dân, 1 trễ</a>' in page
    both = heaps_on(day_of(desk_of(app, make_officer(Role.RECEPTION))))["Gọi lại cho dân (2)"]
    assert "(gọi thay Lê Văn Khác)" in both[1]


def test_a_leader_reads_what_is_promised_and_the_chairman_what_is_late(app: Flask) -> None:
    head, leader = make_chairman(), make_leader(Role.LEADER, name="Phạm Văn Hứa")
    promise_of(leader, -3, words="Sửa cầu ấp 2.")
    promise_of(leader, 1, words="Phát quang đường ấp 4.")
    page = day_of(desk_of(app, leader))
    first, second = heaps_on(page)["Việc đã hứa (2)"]
    assert first == "Sửa cầu ấp 2. Trễ 3 ngày" and second == "Phát quang đường ấp 4. Hẹn xong ngày mai"
    assert f'href="#{PROMISES}"><b>2</b> Việc đã hứa, có việc trễ</a>' in page and f'<h2 id="{PROMISES}">' in page
    assert heaps_on(day_of(desk_of(app, head)))["Việc đã hứa (1)"] == ["Sửa cầu ấp 2. (Phạm Văn Hứa hứa) Trễ 3 ngày"]


def test_a_deputy_reads_the_promises_of_whom_they_stand_in_for(app: Flask) -> None:
    leader, deputy = make_leader(Role.LEADER, name="Phạm Văn Hứa"), make_officer(Role.LEADER)
    for _promise in range(6):
        promise_of(leader, 20)
    assert "Việc đã hứa" not in day_of(desk_of(app, deputy)).partition("<aside")[0]
    make_absence(leader, deputy, TODAY, TODAY)
    page = day_of(desk_of(app, deputy))
    assert "(Phạm Văn Hứa hứa)" in heaps_on(page)["Việc đã hứa (6)"][0]
    assert "Xem mọi việc đã hứa" in page and 'href="/can-bo/viec-da-hua"' in page


def test_whoever_goes_to_a_session_is_reminded_and_led_to_the_field_page(app: Flask) -> None:
    goes, stays = make_officer(Role.SPECIALIST), make_officer(Role.SPECIALIST)
    chair = make_officer(Role.LEADER)
    make_session(chair, goes, on=SATURDAY - 7 * DAY)  # has been
    make_session(chair, goes, on=SATURDAY - DAY, status=SessionStatus.CANCELLED, cancelled_reason="Mưa bão")
    session = make_session(chair, goes, hamlet_id=make_hamlet(name="Ấp 7").id)
    reminded = reminders_on(day_of(desk_of(app, goes)))
    assert f'href="/can-bo/lang-nghe/{session.id}">Lắng nghe dân nói tại Ấp 7, Nhà văn hóa (thư ký)</a>' in reminded
    assert "07:30, thứ Bảy, 28/11/2026" in reminded
    assert "Lắng nghe dân nói" not in reminders_on(day_of(desk_of(app, stays)))
    client = desk_of(app, goes)
    assert "Lắng nghe dân nói tại Ấp 7" in text_of(client.get(SHEET).data)
    session.on = TODAY
    db.session.commit()
    assert "07:30, Hôm nay" in reminders_on(day_of(client))


def test_reminders_to_be_sent_by_hand_are_a_heap_of_whoever_plans_sessions(app: Flask) -> None:
    session = make_session(make_officer(Role.LEADER), on=TODAY + DAY, hamlet_id=make_hamlet(name="Ấp 7").id)
    for phone in ("0900000777", "0900000888"):
        planning.ask_beforehand(session.id, make_feedback(phone=phone), MONDAY)
    assert remind(MONDAY) == 1
    db.session.commit()
    for role in (Role.LEADER, Role.RECEPTION):
        client = desk_of(app, make_officer(role))
        page = day_of(client)
        (line,) = heaps_on(page)["Tin nhắc buổi lắng nghe chờ gửi tay (1)"]
        assert line == "2 tin: Ấp 7, Nhà văn hóa 07:30, Ngày mai"
        assert f'href="#{REMINDERS}"><b>1</b> Tin nhắc' in page and f'<h2 id="{REMINDERS}">' in page
        assert f'href="/can-bo/lang-nghe/{session.id}/ket-qua#tin-nhac"' in page
        on_paper = text_of(client.get(SHEET).data)
        assert "Tin nhắc buổi lắng nghe chờ gửi tay (1)" in on_paper and "0900000777" not in page + on_paper
    assert "Tin nhắc" not in day_of(desk_of(app, make_officer(Role.SPECIALIST)))


def test_the_own_pledge_is_a_quiet_line_until_it_is_signed(app: Flask) -> None:
    officer = make_officer(Role.RECEPTION)
    client = desk_of(app, officer)
    page = day_of(client)
    assert 'href="/can-bo/cam-ket"' in reminders_on(page) and "Chưa ký" in reminders_on(page)
    assert "Không có việc nào đang chờ" in page  # nothing else is to be done
    assert "Cam kết" not in text_of(client.get(SHEET).data)
    make_pledge(officer)
    assert reminders_on(day_of(client)) == ""


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER])
def test_who_handles_no_feedback_sees_none_of_it(app: Flask, role: Role) -> None:
    officer = make_officer(role)
    make_feedback(words="Cống ấp 3 bị nghẹt.", at=MONDAY - 40 * DAY)
    leader = make_leader(Role.LEADER)
    make_call(leader)
    promise_of(leader, -3)
    make_session(leader, officer)
    page = day_of(desk_of(app, officer)).partition("<aside")[0]
    for words in ("Góp ý", "GY-", "Gọi lại", "Trần Thị Chờ", "Việc đã hứa", "Thay bóng đèn", "Lắng nghe dân nói"):
        assert words not in page, words


def test_the_print_of_the_sheet_names_what_stands_on_it(app: Flask) -> None:
    leader = make_leader(Role.LEADER)
    call, promise = make_call(leader, name="Trần Thị Chờ"), promise_of(leader)
    feedback = make_feedback()
    actions.assign(feedback, leader, leader, "", MONDAY)
    session = make_session(leader)
    db.session.commit()
    text = text_of(desk_of(app, leader).get(SHEET).data)
    for words in (
        "Gọi lại cho dân (1)",
        "Trần Thị Chờ",
        feedback.code,
        "Thay bóng đèn đường ấp 7.",
        "Buổi lắng nghe (1)",
    ):
        assert words in text, words
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "print")).one()
    assert entry.details == {
        "dossiers": [],
        "calls": [call.id],
        "feedback": [feedback.code],
        "promises": [promise.id],
        "sessions": [session.id],
    }


def busy(number: int, head: Officer) -> Feedback:
    """Make one of everything that the chairman's day shows."""
    make_call(head, MONDAY - 7 * DAY)
    promise_of(head, number)
    make_session(head, on=SATURDAY + number * DAY)
    feedback = make_feedback(at=MONDAY - 40 * DAY, phone="0912345678")
    actions.assign(feedback, head, head, "", MONDAY)
    actions.escalate(feedback, 2, MONDAY)
    db.session.commit()
    return feedback


def test_the_day_asks_once_for_each_heap_however_full_it_is(client: FlaskClient) -> None:
    head = make_chairman()
    busy(0, head)
    sign_in(client, head).get("/can-bo")
    for number in range(1, 8):
        busy(number, head)
    with queries() as sent:
        assert client.get("/can-bo").status_code == 200
    asked = [statement for statement in sent if "BEGIN" not in statement]
    assert len(asked) <= 20, "\n".join(statement[:100] for statement in asked)
