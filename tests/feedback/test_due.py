"""Why feedback is answered by its day: said of feedback, and of what is looked at again from that moment."""

from datetime import timedelta

import pytest

from cqtt.commune.models import Officer
from cqtt.feedback import actions, citizen_actions, due
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Outcome, RejectReason
from cqtt.roles import Role
from tests.factories import MONDAY, make_feedback, make_officer, make_topic

pytestmark = pytest.mark.usefixtures("app")
RECEIVED = "Chúng tôi nhận góp ý của Ông/Bà lúc "
ANEW = "Góp ý của Ông/Bà được xem lại từ lúc "
LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def officer() -> Officer:
    return make_officer(Role.LEADER, Role.RECEPTION)


def says(feedback: Feedback) -> str:
    assert "Chúng tôi trả lời chậm nhất lúc" in feedback.due_explanation
    assert "hồ sơ" not in feedback.due_explanation and "kết quả" not in feedback.due_explanation
    return feedback.due_explanation


def test_the_date_of_an_answer_is_explained_as_one_and_not_as_a_dossiers() -> None:
    assert says(make_feedback(topic_id=make_topic().id)).startswith(RECEIVED)


def test_opened_again_it_is_looked_at_again_from_that_moment_and_not_received(officer: Officer) -> None:
    feedback = make_feedback()
    actions.answer(feedback, officer, "Đã nhắc.", Outcome.EXPLAINED, MONDAY)
    citizen_actions.reopen(feedback, "Đèn vẫn tắt.", LATER)
    assert says(feedback).startswith(ANEW) and "thứ Ba, 24/11/2026" in says(feedback)


def test_taken_up_after_all_it_is_looked_at_again_too(officer: Officer) -> None:
    feedback = make_feedback()
    actions.reject(feedback, officer, RejectReason.SPAM, "Là quảng cáo.", "", MONDAY)
    actions.restore(feedback, officer, "Không phải.", LATER)
    assert says(feedback).startswith(ANEW)


def test_another_topic_and_another_calendar_keep_the_words(officer: Officer) -> None:
    feedback, topic = make_feedback(), make_topic(answer_days=2)
    changed = {"kind": feedback.kind, "topic_id": topic.id, "hamlet_id": None}
    actions.classify(feedback, officer, changed, "", LATER)
    again = due.due_after(feedback)
    assert says(feedback).startswith(RECEIVED) and again is not None and again.explanation == feedback.due_explanation


@pytest.mark.parametrize(("answer_days", "sort_days"), [(2, 1), (3, 1), (7, 2), (15, 5), (60, 5)])
def test_whoever_answers_keeps_about_two_thirds_of_the_days(answer_days: int, sort_days: int) -> None:
    feedback = make_feedback(topic_id=make_topic(answer_days=answer_days).id)
    assert feedback.sort_due_at == due.later_by(MONDAY, sort_days)


def test_another_topic_is_sorted_by_its_own_third(officer: Officer) -> None:
    feedback, topic = make_feedback(topic_id=make_topic(answer_days=15).id), make_topic(answer_days=3)
    changed = {"kind": feedback.kind, "topic_id": topic.id, "hamlet_id": None}
    actions.classify(feedback, officer, changed, "", LATER)
    assert feedback.sort_due_at == due.later_by(MONDAY, 1)
