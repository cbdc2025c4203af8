"""The leader's signature: many letters with one password, what is left and why, a condolence alone."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm.exc import StaleDataError

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.facts import Addressee
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion, Status, Way
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, PASSWORD, make_officer, sign_in
from tests.letters.cases import drafted, running

APPROVE, AND_SEND = "/can-bo/thu/duyet", "/can-bo/thu/duyet-va-gui"
AT = MONDAY + timedelta(hours=1)
NO_WAY = Addressee("Ông", "Trần Văn Thử", "Số 2, Ấp 7")


@pytest.fixture
def leader(client: FlaskClient) -> Officer:
    leader = make_officer(Role.LEADER, name="Lê Thị Ký", title="Chủ tịch Ủy ban nhân dân xã")
    sign_in(client, leader)
    return leader


def picks(*letters: Letter) -> list[str]:
    return [f"{letter.id}.{letter.revision}" for letter in letters]


def clerk() -> Officer:
    return make_officer(Role.RECEPTION, Role.SPECIALIST)


def test_fifty_letters_are_signed_with_one_password_and_numbered_without_a_gap(
    client: FlaskClient, leader: Officer
) -> None:
    letters = [drafted() for _number in range(50)]
    with frozen(AT):
        page = client.get(APPROVE).text
        answer = client.post(APPROVE, data={"chon": picks(*letters), "password": PASSWORD})
    assert page.count('name="chon"') == 50 and "Chọn tất cả (50)" in page
    assert answer.status_code == 200 and "Đã duyệt cả 50 thư" in answer.text
    assert sorted(letter.number or 0 for letter in db.session.query(Letter)) == list(range(1, 51))
    assert {letter.signer_id for letter in db.session.query(Letter)} == {leader.id}


def test_one_letter_alone_is_told_as_one(client: FlaskClient, leader: Officer) -> None:
    with frozen(AT):
        answer = client.post(APPROVE, data={"chon": picks(drafted()), "password": PASSWORD})
    assert "Đã duyệt thư này." in answer.text and "Đã duyệt cả" not in answer.text


def test_what_lacks_something_is_left_with_its_reason_and_the_others_are_signed(
    client: FlaskClient, leader: Officer
) -> None:
    dossier = running(clerk())
    lacking = drafted(Occasion.LATE, dossier=dossier, due_at=dossier.due_at)
    good, changed = drafted(), drafted()
    chosen = picks(lacking, good, changed)
    actions.edit(changed, changed.revision, leader, {"to_name": "Tên Khác"}, MONDAY)
    db.session.commit()
    with frozen(AT):
        page = client.post(APPROVE, data={"chon": chosen, "password": PASSWORD}).text
    assert "Đã duyệt 1 thư, còn 2 thư chưa duyệt" in page
    assert "Chưa có lý do trễ" in page and "có người đã lưu thay đổi khác" in page
    assert [letter.status for letter in (lacking, good, changed)] == [Status.DRAFT, Status.APPROVED, Status.DRAFT]
    assert good.number == 1


def test_a_wrong_password_signs_nothing_and_keeps_what_was_ticked(client: FlaskClient, leader: Officer) -> None:
    ticked, other = drafted(), drafted()
    with frozen(AT):
        answer = client.post(APPROVE, data={"chon": picks(ticked), "password": "khong-phai"})
    assert answer.status_code == 422 and "Mật khẩu chưa đúng" in answer.text
    assert f'value="{ticked.id}.1" checked' in answer.text and f'value="{other.id}.1" checked' not in answer.text
    assert ticked.status is Status.DRAFT


def test_wrong_passwords_are_counted_like_those_of_the_sign_in(client: FlaskClient, leader: Officer) -> None:
    letter = drafted()
    with frozen(AT):
        for _time in range(10):
            assert client.post(APPROVE, data={"chon": picks(letter), "password": "sai"}).status_code == 422
        answer = client.post(APPROVE, data={"chon": picks(letter), "password": PASSWORD})
    assert answer.status_code == 429 and "Xin chờ" in answer.text
    assert letter.status is Status.DRAFT


def test_nothing_ticked_and_no_password_are_asked_for(client: FlaskClient, leader: Officer) -> None:
    letter = drafted()
    nothing = client.post(APPROVE, data={"password": PASSWORD})
    silent = client.post(APPROVE, data={"chon": picks(letter), "password": ""})
    assert nothing.status_code == 422 and "Xin chọn ít nhất một thư" in nothing.text
    assert silent.status_code == 422 and "Xin gõ mật khẩu để ký" in silent.text


def test_a_condolence_is_never_among_others(client: FlaskClient, leader: Officer) -> None:
    thanks, condolence = drafted(), drafted(Occasion.DEATH)
    with frozen(AT):
        page = client.get(APPROVE).text
        refused = client.post(APPROVE, data={"chon": picks(thanks, condolence), "password": PASSWORD})
    assert f'value="{condolence.id}.' not in page and f"/can-bo/thu/{condolence.id}/duyet" in page
    assert refused.status_code == 422 and "duyệt riêng" in refused.text
    assert {thanks.status, condolence.status} == {Status.DRAFT}


def test_a_condolence_is_signed_on_its_own_page(client: FlaskClient, leader: Officer) -> None:
    condolence = drafted(Occasion.DEATH)
    address, typed = f"/can-bo/thu/{condolence.id}/duyet", {"revision": "1", "password": PASSWORD}
    with frozen(AT):
        assert condolence.body.splitlines()[0] in client.get(address).text
        assert client.post(address, data={**typed, "password": "sai"}).status_code == 422
        assert client.post(address, data=typed).status_code == 303
    assert condolence.status is Status.APPROVED


def test_signing_one_that_changed_meanwhile_says_so(client: FlaskClient, leader: Officer) -> None:
    letter = drafted()
    actions.edit(letter, 1, leader, {"to_name": "Tên Khác"}, MONDAY)
    db.session.commit()
    answer = client.post(f"/can-bo/thu/{letter.id}/duyet", data={"revision": "1", "password": PASSWORD})
    assert answer.status_code == 409 and "có người đã lưu thay đổi khác" in answer.text
    assert letter.status is Status.DRAFT


def test_sending_at_once_goes_by_message_and_names_what_is_to_be_printed(client: FlaskClient, leader: Officer) -> None:
    by_phone, on_paper = drafted(), drafted(reader=NO_WAY)
    with frozen(AT):
        page = client.post(AND_SEND, data={"chon": picks(by_phone, on_paper), "password": PASSWORD}).text
    assert (by_phone.status, by_phone.way) == (Status.SENT, Way.TEXT)
    assert (on_paper.status, on_paper.way) == (Status.APPROVED, None)
    assert "Cần in" in page and f"thu={on_paper.id}" in page
    assert db.session.query(Notification).filter_by(about_kind="letter", about_id=by_phone.id).count() == 1


def test_a_dossier_that_changes_in_that_moment_leaves_its_letter_signed_and_the_others_sent(
    client: FlaskClient, leader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = drafted(), drafted()
    true_send = actions.send

    def overtaken(letter: Letter, *args: object) -> None:
        if letter.id == first.id:
            raise StaleDataError
        true_send(letter, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "send", overtaken)
    with frozen(AT):
        page = client.post(AND_SEND, data={"chon": picks(first, second), "password": PASSWORD}).text
    assert "Chưa gửi: hồ sơ vừa có người cập nhật" in page
    assert (first.status, second.status) == (Status.APPROVED, Status.SENT)


def test_a_second_condolence_for_one_name_is_pointed_out_before_it_is_signed(
    client: FlaskClient, leader: Officer
) -> None:
    """One by hand on the word of the hamlet, and later one by the registration."""
    first = drafted(Occasion.DEATH, facts={"nguoi_mat": "cụ Lê Văn Thử"})
    second = drafted(Occasion.DEATH, facts={"nguoi_mat": "Lê Văn Thử"})
    said = "Đã có thư chia buồn cho tên này"
    assert said in client.get(f"/can-bo/thu/{second.id}/duyet").text
    assert said not in client.get(f"/can-bo/thu/{first.id}/duyet").text


def test_reading_a_letter_to_sign_or_change_it_is_recorded(client: FlaskClient, leader: Officer) -> None:
    letters = {what: drafted() for what in ("duyet", "sua")}
    for what, letter in letters.items():
        client.get(f"/can-bo/thu/{letter.id}/{what}")
    read = db.session.query(AuditEntry).filter_by(action="view", object_kind="letter")
    assert {entry.object_id for entry in read} == {str(letter.id) for letter in letters.values()}


def test_all_boxes_of_the_page_are_ticked_without_scripts(client: FlaskClient, leader: Officer) -> None:
    drafted(), drafted()
    page = client.get(f"{APPROVE}?chon=trang").text
    assert page.count(" checked") == 2


def test_one_kind_alone_can_be_read(client: FlaskClient, leader: Officer) -> None:
    thanks, marriage = drafted(), drafted(Occasion.MARRIAGE)
    page = client.get(f"{APPROVE}?loai=cam-on").text
    assert f'value="{thanks.id}.' in page and f'value="{marriage.id}.' not in page


def test_only_leaders_sign(client: FlaskClient) -> None:
    letter = drafted()
    sign_in(client, make_officer(Role.RECEPTION, Role.SPECIALIST, Role.ADMINISTRATOR))
    for address in (APPROVE, AND_SEND, f"/can-bo/thu/{letter.id}/duyet"):
        assert client.get(address).status_code == 403
        assert client.post(address, data={"chon": picks(letter), "password": PASSWORD}).status_code == 403
    assert letter.status is Status.DRAFT


def test_the_drafts_cost_the_same_however_many_wait(client: FlaskClient, leader: Officer) -> None:
    dossier = running(clerk())
    drafted(Occasion.LATE, dossier=dossier, due_at=dossier.due_at)
    client.get(APPROVE)
    for _number in range(30):
        drafted()
    with queries() as sent:
        assert client.get(APPROVE).status_code == 200
    assert len([statement for statement in sent if "BEGIN" not in statement]) <= 14, "\n".join(sent)


@pytest.mark.parametrize("address", [APPROVE, AND_SEND])
def test_more_than_fifty_are_refused_whatever_was_ticked(client: FlaskClient, leader: Officer, address: str) -> None:
    letter = drafted()
    ticked = [*picks(letter), *(f"{id}.1" for id in range(900_000, 902_000))]  # most of them no letters at all
    with frozen(AT):
        answer = client.post(address, data={"chon": ticked, "password": PASSWORD})
    assert answer.status_code == 422 and "nhiều nhất 50 thư" in answer.text
    db.session.refresh(letter)
    assert letter.status is Status.DRAFT


def readings() -> list[tuple[str, str]]:
    found = db.select(AuditEntry.object_kind, AuditEntry.object_id).where(AuditEntry.action == "view")
    return [tuple(row) for row in db.session.execute(found)]


def test_reading_nothing_is_no_reading_and_names_of_condolences_alone_are_one(
    client: FlaskClient, leader: Officer
) -> None:
    with frozen(AT):
        assert "Không có thư nào chờ duyệt" in client.get(APPROVE).text
        assert readings() == []
        drafted(Occasion.DEATH)
        client.get(APPROVE)
    assert readings() == [("letters", "0")]
