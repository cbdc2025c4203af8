"""Officers' pages of letters: the heaps, one letter and what may be done with it, two people at once."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen, local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, Officer
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.facts import Addressee
from cqtt.letters.listing import red_until
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion, Status, Way, is_overdue_to_send
from cqtt.notifications.models import DeliveryStatus, Notification
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_officer, sign_in
from tests.letters.cases import approved, drafted, running, sent

ALL = "/can-bo/thu"
HOUR = timedelta(hours=1)


@pytest.fixture
def leader(app: object) -> Officer:
    return make_officer(Role.LEADER, name="Lê Thị Ký", title="Chủ tịch Ủy ban nhân dân xã")


@pytest.fixture
def clerk(client: FlaskClient) -> Officer:
    officer = make_officer(Role.RECEPTION, Role.SPECIALIST, name="Võ Thị Quầy")
    sign_in(client, officer)
    return officer


def late(clerk: Officer) -> Letter:
    dossier = running(clerk)
    return drafted(Occasion.LATE, dossier=dossier, due_at=dossier.due_at, officer=clerk)


def press(client: FlaskClient, letter: Letter, what: str, seen: int | None = None) -> str:
    """Press a single button of the letter's page and return the page that follows."""
    data = {"revision": str(seen or letter.revision)}
    return client.post(f"{ALL}/{letter.id}/{what}", data=data, follow_redirects=True).text


def test_each_heap_holds_its_letters_and_the_numbers_say_how_many(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    waiting, ready, gone = drafted(), approved(leader), sent(leader)
    back, thrown = sent(leader), drafted()
    actions.note_returned(back, back.revision, clerk, "Sai địa chỉ", MONDAY)
    actions.discard(thrown, thrown.revision, clerk, "Trùng", MONDAY)
    db.session.commit()
    heaps = {"cho-duyet": waiting, "cho-gui": ready, "da-gui": gone, "bi-tra-lai": back, "da-bo": thrown}
    for heap, letter in heaps.items():
        page = client.get(f"{ALL}?muc={heap}").text
        assert f'href="{ALL}/{letter.id}"' in page and "1 thư" in page, heap
        assert [f'href="{ALL}/{other.id}"' in page for other in heaps.values() if other is not letter] == [False] * 4
    shown = client.get(ALL).text
    assert [f'href="{ALL}/{letter.id}"' in shown for letter in heaps.values()] == [True, True, False, True, False]


def test_an_apology_burns_from_the_end_of_the_working_day_before(client: FlaskClient, clerk: Officer) -> None:
    letter = late(clerk)  # due on Monday 30 November
    friday_afternoon = MONDAY + timedelta(days=4, hours=7)  # 16:00; the door closes at 16:30
    for at, burns in ((friday_afternoon, False), (friday_afternoon + HOUR, True)):
        with frozen(at):
            sign_in(client, clerk)
            page = client.get(f"{ALL}?muc=can-gui-gap").text
            assert (f'href="{ALL}/{letter.id}"' in page) is burns, at
            assert ("mà thư xin lỗi chưa gửi" in client.get(f"{ALL}/{letter.id}").text) is burns


def test_the_bound_of_the_red_ones_is_the_rule_itself(commune: Commune) -> None:
    calendar = working_calendar(commune)
    for hours in range(0, 24 * 9, 5):
        at = MONDAY + timedelta(hours=hours)
        for days in range(12):
            due_at = calendar.closing(local(MONDAY).date()) + timedelta(days=days)
            if calendar.is_working_day(local(due_at).date()):
                assert (due_at < red_until(calendar, at)) is is_overdue_to_send(calendar, due_at, at), (at, due_at)


def test_letters_are_found_by_name_number_and_code_and_no_name_stands_in_the_address(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    other, about = approved(leader, reader=Addressee("Ông", "Trần Văn Khác")), late(clerk)
    by_name = client.post(f"{ALL}/tim", data={"tim": "mau nguyen"})
    assert "nguyen" not in by_name.location.lower() and "nguoi=" in by_name.location
    found = client.get(by_name.location).text
    assert f'href="{ALL}/{about.id}"' in found and f'href="{ALL}/{other.id}"' not in found
    by_code = client.post(f"{ALL}/tim", data={"tim": about.dossier.code if about.dossier else ""})
    assert f'href="{ALL}/{about.id}"' in client.get(by_code.location).text
    by_number = client.post(f"{ALL}/tim", data={"tim": "01"})
    found = client.get(by_number.location).text
    assert f'href="{ALL}/{other.id}"' in found and f'href="{ALL}/{about.id}"' not in found


def test_who_was_not_content_only_leaders_read(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    sealed = drafted(Occasion.DISSATISFIED)
    assert f"{ALL}/{sealed.id}" not in client.get(f"{ALL}?muc=tat-ca").text
    for what in ("", "/sua", "/bo", "/thu.pdf"):
        assert client.get(f"{ALL}/{sealed.id}{what}").status_code == 404, what
    sign_in(client, leader)
    assert f"{ALL}/{sealed.id}" in client.get(ALL).text
    assert client.get(f"{ALL}/{sealed.id}").status_code == 200


def test_reading_a_letter_is_recorded_and_strangers_are_kept_out(client: FlaskClient, clerk: Officer) -> None:
    letter = drafted()
    client.get(f"{ALL}/{letter.id}")
    found = db.session.query(AuditEntry).filter_by(action="view", object_kind="letter", object_id=str(letter.id))
    assert [entry.officer_id for entry in found] == [clerk.id]
    for role in (Role.ADMINISTRATOR, Role.OVERSEER):
        sign_in(client, make_officer(role))
        assert client.get(ALL).status_code == client.get(f"{ALL}/{letter.id}").status_code == 403


def test_whoever_handles_it_writes_the_reason_and_the_words_follow(client: FlaskClient, clerk: Officer) -> None:
    letter = late(clerk)
    with frozen(MONDAY):
        page = client.get(f"{ALL}/{letter.id}/sua").text
        assert 'value="02"' in page and 'value="12"' in page  # two working days after Monday 30 November
        answer = client.post(f"{ALL}/{letter.id}/sua", data=typed(letter, reason="Chờ xác minh ở nơi khác."))
    assert answer.status_code == 303
    assert letter.reason == "Chờ xác minh ở nơi khác." and "Chờ xác minh ở nơi khác." in letter.body
    assert letter.new_due_at and local(letter.new_due_at).isoformat()[:16] == "2026-12-02T16:30"
    assert "02/12/2026" in letter.body and not letter.is_edited


def typed(letter: Letter, **changes: str) -> dict[str, str]:
    """The boxes of the form as the page shows them, some of them changed."""
    names = ("revision", "salutation", "to_name", "to_address", "to_phone", "to_email", "language", "subject", "body")
    boxes = {name: str(getattr(letter, name)) for name in names}
    days = {"new_due_on-ngay": "02", "new_due_on-thang": "12", "new_due_on-nam": "2026"}
    return {**boxes, "reason": letter.reason, **(days if letter.occasion is Occasion.LATE else {}), **changes}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new_due_on-ngay": "28", "new_due_on-thang": "11"}, "cần sau ngày đã hẹn"),
        ({"new_due_on-ngay": "05"}, "cần là ngày làm việc"),
        ({"to_name": ""}, "Xin ghi tên người nhận"),
        ({"to_email": "khong-phai"}, "Xin xem lại địa chỉ thư điện tử"),
        ({"body": "Thưa {ho_ten}"}, "Xin bỏ dấu ngoặc"),
        ({"body": ""}, "Xin viết nội dung thư"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_kept(
    client: FlaskClient, clerk: Officer, changes: dict[str, str], sentence: str
) -> None:
    letter = late(clerk)
    with frozen(MONDAY):
        answer = client.post(f"{ALL}/{letter.id}/sua", data=typed(letter, reason="Lý do đã gõ", **changes))
    assert answer.status_code == 422 and sentence in answer.text and "Lý do đã gõ" in answer.text
    assert letter.reason == ""


def test_of_two_who_save_at_once_the_second_keeps_what_was_typed(client: FlaskClient, clerk: Officer) -> None:
    letter = drafted()
    boxes = typed(letter, to_name="Tên tôi gõ")
    actions.edit(letter, 1, clerk, {"to_name": "Tên đã lưu"}, MONDAY)
    db.session.commit()
    answer = client.post(f"{ALL}/{letter.id}/sua", data=boxes)
    assert answer.status_code == 409
    assert "có người đã lưu thay đổi khác" in answer.text
    assert (
        "Tên tôi gõ" in answer.text
        and "Tên đã lưu" in answer.text
        and 'name="revision" type="hidden" value="2"' in (answer.text)
    )
    assert letter.to_name == "Tên đã lưu"


def test_words_typed_by_hand_stay_until_the_template_is_asked_for(client: FlaskClient, clerk: Officer) -> None:
    letter = drafted()
    before = letter.body
    client.post(f"{ALL}/{letter.id}/sua", data=typed(letter, body="Lời riêng của tôi."))
    assert letter.is_edited and letter.body == "Lời riêng của tôi."
    client.post(f"{ALL}/{letter.id}/sua", data=typed(letter, salutation="Cụ"))
    assert letter.body == "Lời riêng của tôi."
    assert "Đã viết lại theo mẫu" in press(client, letter, "theo-mau")
    assert letter.body == before.replace("Bà", "Cụ")


def test_the_ways_of_sending_are_those_that_are_known(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    letter = approved(leader)
    page = client.get(f"{ALL}/{letter.id}").text
    assert "Gửi tin nhắn" in page and "0900 000 111" in page and "Gửi thư điện tử" not in page
    assert "không gửi được theo cách ấy" in press(client, letter, "gui/thu-dien-tu")
    assert letter.status is Status.APPROVED


def test_a_text_to_be_sent_by_hand_lies_ready_and_is_marked_as_sent(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    letter = approved(leader)
    page = press(client, letter, "gui/tin-nhan")
    assert (letter.status, letter.way) == (Status.SENT, Way.TEXT)
    assert f"/thu/mo/{letter.token}" in page and "sms:0900000111" in page
    listed = client.get(f"{ALL}?muc=cho-nhan-tin").text
    assert f'href="{ALL}/{letter.id}"' in listed and "Tin chờ gửi tay" in listed.partition("<tbody>")[2]
    message = db.session.query(Notification).filter_by(about_kind="letter", about_id=letter.id).one()
    client.post(f"{ALL}/{letter.id}/tin/{message.id}")
    assert message.status is DeliveryStatus.SENT
    assert letter.token not in client.get(f"{ALL}/{letter.id}").text
    assert f'href="{ALL}/{letter.id}"' not in client.get(f"{ALL}?muc=cho-nhan-tin").text
    assert client.post(f"{ALL}/{approved(leader).id}/tin/{message.id}").status_code == 404


def test_a_letter_that_came_back_goes_another_way(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    letter = sent(leader)
    address = f"{ALL}/{letter.id}/tra-lai"
    assert client.post(address, data={"revision": str(letter.revision), "why": ""}).status_code == 422
    client.post(address, data={"revision": str(letter.revision), "why": "Nhà đã chuyển đi"})
    page = client.get(f"{ALL}/{letter.id}").text
    assert "Bị trả lại" in page and "Nhà đã chuyển đi" in page and "Gửi lại" in page
    press(client, letter, "gui/trao-tay")
    assert (letter.way, letter.returned_at) == (Way.HANDED, None)


def test_a_draft_is_thrown_away_and_taken_back_a_numbered_one_only_struck_out(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    letter, signed = drafted(), approved(leader)
    client.post(f"{ALL}/{letter.id}/bo", data={"revision": "1", "why": "Viết trùng"})
    assert letter.status is Status.DISCARDED
    press(client, letter, "lay-lai")
    assert letter.status is Status.DRAFT
    assert client.get(f"{ALL}/{signed.id}/bo").status_code == 409  # what is signed, leaders throw away
    sign_in(client, leader)
    assert "vẫn ở trong sổ" in client.get(f"{ALL}/{signed.id}/bo").text
    client.post(f"{ALL}/{signed.id}/bo", data={"revision": str(signed.revision), "why": "Gia đình xin thôi"})
    assert (signed.status, signed.number) == (Status.DISCARDED, 1)
    assert "không làm được việc ấy nữa" in press(client, signed, "lay-lai")


def test_a_button_pressed_on_an_old_page_changes_nothing(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    letter = approved(leader)
    page = press(client, letter, "gui/thu-giay", seen=1)
    assert "có người đã lưu thay đổi khác" in page and letter.status is Status.APPROVED


def test_the_list_costs_the_same_however_long_it_is(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    late(clerk)
    client.get(ALL)
    for _number in range(25):
        drafted()
        approved(leader)
    with queries() as asked:
        assert client.get(ALL).status_code == 200
    assert len([statement for statement in asked if "BEGIN" not in statement]) <= 10, "\n".join(asked)


def test_the_list_alone_answers_htmx(client: FlaskClient, clerk: Officer) -> None:
    drafted()
    part = client.get(ALL, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="letters"') and "<html" not in part


def test_a_second_new_date_asks_a_leader_why_and_nobody_else(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    letter = late(clerk)
    assert letter.dossier is not None
    letter.dossier.new_due_at = MONDAY + timedelta(days=8)
    db.session.commit()
    with frozen(MONDAY):
        address = f"{ALL}/{letter.id}/sua"
        assert 'name="again_because"' not in client.get(address).text
        sign_in(client, leader)
        assert 'name="again_because"' in client.get(address).text
        client.post(address, data=typed(letter, reason="Chờ xác minh.", again_because="Cơ quan khác chưa trả lời."))
    assert letter.again_because == "Cơ quan khác chưa trả lời."
