"""The core of feedback: codes, the table of moves, dates, and who may read what."""

from datetime import timedelta

import pytest

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.codes import draw_code, is_code, normalise
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Outcome, Status, StepNotAllowed
from cqtt.feedback.secrecy import readable, recipient_of
from cqtt.feedback.topics import FeedbackSettings
from cqtt.roles import Role
from tests.factories import MONDAY, make_commune, make_feedback, make_officer, make_topic

pytestmark = pytest.mark.usefixtures("app")


def test_a_code_is_read_back_however_it_was_typed() -> None:
    code = draw_code()
    assert normalise(code.lower().replace("-", " ")) == code
    assert normalise(code.removeprefix("GY-")) == code


def test_every_single_wrong_letter_of_a_code_is_noticed() -> None:
    body = draw_code().removeprefix("GY-").replace("-", "")
    wrong = [
        body[:at] + letter + body[at + 1 :] for at in range(7) for letter in "23456789ABCDEF" if letter != body[at]
    ]
    assert is_code(body) and not any(map(is_code, wrong))


def test_an_answer_is_due_by_the_days_of_its_topic() -> None:
    make_commune()
    feedback = make_feedback(topic_id=make_topic(answer_days=3).id)
    assert feedback.due_at is not None and (feedback.due_at - MONDAY).days == 3
    assert feedback.events[0].told


def test_the_same_key_sends_once() -> None:
    make_commune()
    first = make_feedback(start_key="one")
    assert make_feedback(start_key="one", words="khác").id == first.id


def test_a_report_of_conduct_is_read_by_its_recipient_alone() -> None:
    make_commune()
    head = make_officer(Role.LEADER, is_leader=True, is_public=True)
    other = make_officer(Role.LEADER)
    accused = make_officer(Role.RECEPTION)
    everything = make_officer(Role.LEADER, Role.RECEPTION, Role.SPECIALIST, Role.ADMINISTRATOR)
    db.session.add(FeedbackSettings(id=1, chairman_id=head.id, other_recipient_id=other.id))
    db.session.commit()
    report = make_feedback(is_conduct=True, about_officer_id=accused.id)
    with frozen(MONDAY):
        readers = [one.id for one in (head, other, accused, everything) if report in db.session.scalars(readable(one))]
    assert readers == [head.id]
    assert (recipient_of(head), recipient_of(everything)) == (other, other)


def test_an_answer_closes_and_is_reopened_once_within_its_days() -> None:
    make_commune()
    officer = make_officer(Role.RECEPTION)
    feedback = make_feedback()
    with frozen(MONDAY):
        with pytest.raises(StepNotAllowed, match="ảnh"):
            actions.answer(feedback, officer, "Đã thay bóng.", Outcome.DONE, MONDAY)
        actions.answer(feedback, officer, "Đèn sẽ được thay.", Outcome.EXPLAINED, MONDAY)
        citizen_actions.reopen(feedback, "Vẫn tối", MONDAY + timedelta(days=15))
        assert feedback.status is Status.REOPENED
        actions.answer(feedback, officer, "Đã báo điện lực.", Outcome.EXPLAINED, MONDAY)
        with pytest.raises(StepNotAllowed, match="một lần"):
            citizen_actions.reopen(feedback, "Vẫn tối", MONDAY)
    assert db.session.get_one(Feedback, feedback.id).answered_in_time is True
