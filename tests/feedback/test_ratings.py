"""The figures about answers: nothing that is late can be made to look in time, by mending it or by ending it."""

from datetime import datetime, timedelta

import pytest

from cqtt.commune.models import Officer
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.models import Feedback
from cqtt.feedback.ratings import on_time
from cqtt.feedback.rules import Outcome, RejectReason
from cqtt.roles import Role
from tests.factories import MONDAY, make_feedback, make_officer, make_topic

pytestmark = pytest.mark.usefixtures("app")
LATE = MONDAY + timedelta(days=10)
YEAR_LATER = MONDAY + timedelta(days=365)


@pytest.fixture
def officer() -> Officer:
    return make_officer(Role.LEADER, Role.RECEPTION)


def sent() -> Feedback:
    """To be answered within three working days after MONDAY."""
    return make_feedback(topic_id=make_topic(answer_days=3).id)


def answer(feedback: Feedback, officer: Officer, at: datetime) -> None:
    actions.answer(feedback, officer, "Đã nhắc.", Outcome.EXPLAINED, at)


def test_an_answer_of_last_year_that_is_mended_today_is_none_of_this_year(officer: Officer) -> None:
    feedback = sent()
    answer(feedback, officer, MONDAY)
    assert on_time(MONDAY, MONDAY) == (1, 1)
    actions.amend(feedback, officer, "Đã nhắc lần nữa.", Outcome.EXPLAINED, YEAR_LATER)
    assert feedback.answered_at == YEAR_LATER
    assert on_time(YEAR_LATER - timedelta(days=90), YEAR_LATER) == (0, 0)
    assert on_time(MONDAY, YEAR_LATER) == (1, 1)


def test_opened_again_and_late_it_counts_though_the_first_answer_came_in_time(officer: Officer) -> None:
    feedback = sent()
    answer(feedback, officer, MONDAY)
    citizen_actions.reopen(feedback, "Chưa xong.", MONDAY + timedelta(days=1))
    assert on_time(MONDAY, MONDAY + timedelta(days=2)) == (1, 1), "not late yet"
    assert on_time(MONDAY, LATE + timedelta(days=2)) == (1, 2)


def test_what_waits_longer_than_the_time_that_is_looked_at_is_not_forgotten(officer: Officer) -> None:
    sent()
    assert on_time(YEAR_LATER - timedelta(days=90), YEAR_LATER) == (0, 1)


def test_what_is_late_does_not_leave_the_figures_by_being_rejected_or_joined(officer: Officer) -> None:
    rejected, joined, into = sent(), sent(), sent()
    answer(into, officer, MONDAY)
    actions.reject(rejected, officer, RejectReason.SPAM, "Là quảng cáo.", "", LATE)
    actions.merge(joined, into, officer, LATE)
    assert on_time(MONDAY, LATE) == (1, 3)
    assert on_time(LATE + timedelta(days=1), YEAR_LATER) == (0, 0), "by its day, like everything that has ended"


def test_what_is_rejected_or_joined_in_time_counts_on_neither_side(officer: Officer) -> None:
    rejected, joined, into = sent(), sent(), sent()
    actions.reject(rejected, officer, RejectReason.SPAM, "Là quảng cáo.", "", MONDAY)
    actions.merge(joined, into, officer, MONDAY)
    answer(into, officer, MONDAY)
    assert on_time(MONDAY, YEAR_LATER) == (1, 1)
