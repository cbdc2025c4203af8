"""The life of a letter: drafted once for its cause, signed by a leader, numbered without a gap, sent."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.models import Officer
from cqtt.dossiers import actions as dossier_actions
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Step as DossierStep
from cqtt.extensions import db
from cqtt.letters import actions, sending
from cqtt.letters.facts import Addressee
from cqtt.letters.models import Letter
from cqtt.letters.rules import LetterRefused, Occasion, Status, Way
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer
from tests.letters.cases import READER, approved, drafted, running, sent

DAY = timedelta(days=1)
NEW_DATE = MONDAY + 10 * DAY  # Thursday 3 December


@pytest.fixture
def leader(app: Flask) -> Officer:
    return make_officer(Role.LEADER, title="Chủ tịch UBND xã")


@pytest.fixture
def clerk(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, Role.SPECIALIST)


def apology(dossier: Dossier, **values: Any) -> Letter:
    """An apology about a dossier, its reason and its new date written."""
    letter = drafted(Occasion.LATE, dossier=dossier, due_at=dossier.due_at, facts={"ma_ho_so": dossier.code})
    wanted = {"reason": "Chúng tôi chờ xác minh lâu hơn dự kiến.", "new_due_at": NEW_DATE} | values
    actions.edit(letter, letter.revision, make_officer(Role.SPECIALIST), wanted, MONDAY)
    db.session.commit()
    return letter


def signed(letter: Letter, leader: Officer, at: datetime = MONDAY) -> Letter:
    actions.approve([letter], {letter.id: letter.revision}, leader, at)
    db.session.commit()
    return letter


def test_one_cause_makes_one_letter(leader: Officer) -> None:
    drafted(cause="thanks-1")
    assert actions.draft(Occasion.THANKS, "thanks-1", READER, {}, MONDAY) is None
    assert len(db.session.scalars(select(Letter)).all()) == 1


def test_only_a_leader_signs(leader: Officer, clerk: Officer) -> None:
    letter = drafted()
    with pytest.raises(LetterRefused, match="lãnh đạo"):
        actions.approve([letter], {letter.id: letter.revision}, clerk, MONDAY)
    assert letter.status is Status.DRAFT and letter.number is None


def test_numbers_run_without_a_gap_and_apart_for_apologies(leader: Officer, clerk: Officer) -> None:
    thanks = [approved(leader) for _each in range(3)]
    numbered = signed(apology(running(make_officer(Role.RECEPTION, Role.SPECIALIST))), leader)
    assert [letter.number for letter in thanks] == [1, 2, 3]
    assert (numbered.number, numbered.book) == (1, "letter-apology")


def test_a_number_that_was_rolled_back_is_given_again(leader: Officer) -> None:
    letter = drafted()
    actions.approve([letter], {letter.id: letter.revision}, leader, MONDAY)
    db.session.rollback()
    assert approved(leader).number == 1


def test_many_are_signed_together_or_none(leader: Officer) -> None:
    good, bad = drafted(), drafted()
    bad.to_name = ""
    db.session.commit()
    with pytest.raises(LetterRefused, match="người nhận"):
        actions.approve([good, bad], {good.id: good.revision, bad.id: bad.revision}, leader, MONDAY)
    db.session.rollback()
    assert {good.status, bad.status} == {Status.DRAFT} and good.number is None


def test_a_condolence_is_never_signed_among_others(leader: Officer) -> None:
    letters = [drafted(), drafted(Occasion.DEATH)]
    with pytest.raises(LetterRefused, match="chia buồn"):
        actions.approve(letters, {letter.id: letter.revision for letter in letters}, leader, MONDAY)
    alone = drafted(Occasion.DEATH)
    assert signed(alone, leader).status is Status.APPROVED


def test_more_than_fifty_are_not_signed_with_one_word(leader: Officer) -> None:
    letters = [drafted() for _each in range(51)]
    with pytest.raises(LetterRefused, match="50"):
        actions.approve(letters, {letter.id: letter.revision for letter in letters}, leader, MONDAY)


def test_a_hole_is_never_signed(leader: Officer) -> None:
    letter = drafted()
    actions.edit(letter, letter.revision, leader, {"body": "Kính gửi {ho_ten},"}, MONDAY)
    with pytest.raises(LetterRefused, match="chỗ trống"):
        signed(letter, leader)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"reason": " "}, "lý do"),
        ({"new_due_at": None}, "ngày hẹn mới"),
        ({"new_due_at": MONDAY}, "sau ngày đã hẹn"),
        ({"new_due_at": MONDAY + 13 * DAY}, "ngày làm việc"),  # a Sunday
    ],
)
def test_an_apology_needs_its_reason_and_a_day_that_can_be_kept(
    leader: Officer, clerk: Officer, values: dict[str, Any], why: str
) -> None:
    with pytest.raises(LetterRefused, match=why):
        signed(apology(running(clerk), **values), leader)


def test_sending_an_apology_gives_the_dossier_its_new_date_and_keeps_the_first(leader: Officer, clerk: Officer) -> None:
    dossier = running(clerk)
    first = dossier.due_at
    letter = signed(apology(dossier), leader)
    assert dossier.new_due_at is None, "nothing is promised before it is sent"
    actions.send(letter, letter.revision, clerk, Way.TEXT, MONDAY + DAY)
    db.session.commit()
    last = dossier.events[-1]
    assert (dossier.due_at, dossier.new_due_at, last.step) == (first, NEW_DATE, DossierStep.APOLOGISE)
    assert "Ngày hẹn mới" in last.told and "chờ xác minh" in last.told


def test_an_apology_goes_to_the_number_on_the_letter_once_with_its_own_link(leader: Officer, clerk: Officer) -> None:
    """The dossier's own message would go to the dossier's number, or nowhere."""
    letter = signed(apology(running(clerk, phone="", email=""), to_phone="0900000777"), leader)
    actions.send(letter, letter.revision, clerk, Way.TEXT, MONDAY + DAY)
    db.session.commit()
    (message,) = db.session.scalars(select(Notification).where(Notification.event.in_(("apologise", "send")))).all()
    assert message.recipient == "0900000777" and letter.token in message.body


def test_an_apology_on_paper_is_told_by_its_dossier(leader: Officer, clerk: Officer) -> None:
    letter = signed(apology(running(clerk)), leader)
    actions.send(letter, letter.revision, clerk, Way.PRINTED, MONDAY + DAY)
    db.session.commit()
    told = db.session.scalars(select(Notification).where(Notification.event.in_(("apologise", "send")))).all()
    assert [message.event for message in told] == ["apologise"]


def test_no_mail_is_sent_where_no_mail_server_is_set_up(leader: Officer) -> None:
    """Else the letter would count as sent, and nothing would ever go out."""
    by_mail = Addressee("Ông", "Trần Văn Thử", email="thu@example.vn")
    letter = approved(leader, reader=by_mail)
    assert sending.ways_open(letter) == [Way.PRINTED, Way.HANDED] and sending.way_by_default(letter) is Way.PRINTED
    with pytest.raises(LetterRefused, match="cách khác"):
        actions.send(letter, letter.revision, leader, Way.EMAIL, MONDAY)


def test_a_signed_apology_promises_nothing_for_what_is_done_or_was_put_off(leader: Officer, clerk: Officer) -> None:
    done, moved, stale = (signed(apology(running(clerk)), leader) for _each in range(3))
    assert done.dossier and moved.dossier
    dossier_actions.resolve(done.dossier, clerk, "Đã cấp", MONDAY + DAY)
    moved.dossier.due_at = MONDAY + 20 * DAY
    db.session.commit()
    for letter, why, at in (
        (done, "không còn chờ", MONDAY + DAY),
        (moved, "đã đổi", MONDAY + DAY),
        (stale, "đã qua", NEW_DATE),
    ):
        with pytest.raises(LetterRefused, match=why):
            actions.send(letter, letter.revision, clerk, Way.PRINTED, at)
    assert done.dossier.new_due_at is None


def test_an_apology_for_a_date_that_was_moved_is_not_signed(leader: Officer, clerk: Officer) -> None:
    letter = apology(running(clerk))
    assert letter.dossier
    letter.dossier.due_at = MONDAY + 20 * DAY
    with pytest.raises(LetterRefused, match="đã đổi"):
        signed(letter, leader)


def test_nobody_is_congratulated_who_has_taken_it_back(leader: Officer, clerk: Officer) -> None:
    """The tick may go in the very moment in which the letter is drafted."""
    wanted = drafted(Occasion.BIRTH, dossier=running(clerk, consents={"letters": {"at": MONDAY.isoformat()}}))
    unwanted = drafted(Occasion.BIRTH, dossier=running(clerk))
    with pytest.raises(LetterRefused, match="không muốn nhận"):
        signed(unwanted, leader)
    assert wanted.dossier
    signed(wanted, leader)
    wanted.dossier.consents = {}
    with pytest.raises(LetterRefused, match="không muốn nhận"):
        actions.send(wanted, wanted.revision, clerk, Way.PRINTED, MONDAY)


def test_a_second_new_date_needs_a_leaders_reason(leader: Officer, clerk: Officer) -> None:
    dossier = running(clerk)
    signed(apology(dossier), leader)
    again = apology(dossier)
    with pytest.raises(LetterRefused, match="một lần"):
        signed(again, leader)
    actions.edit(again, again.revision, leader, {"again_because": "Bão, cơ quan xác minh đóng cửa."}, MONDAY)
    assert signed(again, leader).status is Status.APPROVED


def test_a_letter_sent_by_message_carries_its_link_and_nothing_of_its_words(leader: Officer) -> None:
    letter = sent(leader, Way.TEXT)
    (message,) = db.session.scalars(select(Notification)).all()
    assert letter.token in message.body and "Mẫu" not in message.body


def test_a_returned_letter_may_go_another_way(leader: Officer, clerk: Officer) -> None:
    letter = sent(leader, Way.PRINTED)
    actions.note_returned(letter, letter.revision, clerk, "Sai địa chỉ", MONDAY + DAY)
    assert letter.returned_why == "Sai địa chỉ"
    actions.send(letter, letter.revision, clerk, Way.HANDED, MONDAY + 2 * DAY)
    assert (letter.way, letter.returned_at, letter.status) == (Way.HANDED, None, Status.SENT)
    assert (letter.events[-1].note, letter.events[-1].officer_id) == ("Trao tận tay", clerk.id)


def test_what_has_a_number_is_thrown_away_by_leaders_and_does_not_come_back(leader: Officer, clerk: Officer) -> None:
    letter = approved(leader)
    with pytest.raises(LetterRefused):
        actions.discard(letter, letter.revision, clerk, "Nhầm người", MONDAY)
    actions.discard(letter, letter.revision, leader, "Nhầm người", MONDAY)
    with pytest.raises(LetterRefused):
        actions.restore(letter, letter.revision, leader, MONDAY)
    assert (letter.status, letter.number) == (Status.DISCARDED, 1)


def test_who_opened_the_letter_before_is_told_that_it_changed(leader: Officer) -> None:
    letter = drafted()
    actions.edit(letter, letter.revision, leader, {"salutation": "Cô"}, MONDAY)
    with pytest.raises(ChangedMeanwhile):
        actions.edit(letter, 1, leader, {"salutation": "Chị"}, MONDAY)


def test_words_follow_the_reader_until_they_are_typed_by_hand(leader: Officer) -> None:
    letter = drafted()
    actions.edit(letter, letter.revision, leader, {"to_name": "Trần Thị Ví Dụ"}, MONDAY)
    assert "Trần Thị Ví Dụ" in letter.body
    actions.edit(letter, letter.revision, leader, {"body": "Lời riêng."}, MONDAY)
    actions.edit(letter, letter.revision, leader, {"to_name": "Lê Thị Ví Dụ"}, MONDAY)
    assert letter.body == "Lời riêng."


def test_every_act_is_recorded_without_words(leader: Officer) -> None:
    letter = sent(leader)
    db.session.commit()
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "letter")).all()
    assert [act.action for act in acts] == ["letter.write", "letter.approve", "letter.send"]
    assert all(letter.to_name not in str(act.details) for act in acts)
