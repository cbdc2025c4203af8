"""What was promised holds an answer open: nothing closes before its day, and its sender may say it was not done."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import ICT, frozen
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.jobs import close_by_itself
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Outcome, Status, StepNotAllowed
from cqtt.promises import actions as promises
from cqtt.promises.models import Promise
from cqtt.roles import Role
from tests.factories import MONDAY, make_feedback, make_officer
from tests.feedback.following.opening import opened

DAY = date(2026, 12, 5)
LAST = datetime(2026, 12, 20, 23, 59, tzinfo=ICT)  # fifteen days after the day that was promised


@pytest.fixture(autouse=True)
def monday(app: Flask) -> Iterator[None]:
    with frozen(MONDAY):
        yield


def promised() -> tuple[Feedback, Promise]:
    feedback, officer = make_feedback(), make_officer(Role.SPECIALIST)
    actions.answer(feedback, officer, "Sẽ khơi cống.", Outcome.PLANNED, MONDAY)
    promise = promises.make("tra-loi-1", MONDAY, "Khơi cống.", officer, DAY, officer, feedback=feedback)
    db.session.commit()
    return feedback, promise


def kept(promise: Promise, at: datetime) -> None:
    promises.keep(promise, promise.revision, promise.made_by, "Đã khơi.", at)
    db.session.commit()


def test_what_was_promised_stays_open_while_it_is_not_done() -> None:
    feedback, promise = promised()
    assert close_by_itself(LAST + timedelta(days=90)) == 0, "overdue, and nobody did it"
    kept(promise, LAST)
    assert close_by_itself(LAST + timedelta(days=15)) == 0
    assert close_by_itself(LAST + timedelta(days=15, minutes=1)) == 1
    assert feedback.status is Status.CLOSED


def test_what_is_done_early_may_be_reopened_as_long_after_it() -> None:
    feedback, promise = promised()
    kept(promise, MONDAY + timedelta(days=2))
    citizen_actions.reopen(feedback, "Cống vẫn nghẹt.", MONDAY + timedelta(days=17))
    db.session.rollback()
    with pytest.raises(StepNotAllowed):
        citizen_actions.reopen(feedback, "Cống vẫn nghẹt.", MONDAY + timedelta(days=18))


def test_its_sender_reads_the_day_and_until_when_to_complain(client: FlaskClient) -> None:
    feedback, promise = promised()
    page = opened(client, feedback)
    assert "Hẹn xong: thứ Bảy, 05/12/2026" in page and f"/cam-ket/viec-da-hua/{promise.id}" in page
    assert "20/12/2026" in page.partition("đến hết ")[2][:30]
    citizen_actions.reopen(db.session.get_one(Feedback, feedback.id), "Chưa làm.", LAST)
    db.session.commit()
    assert "Hẹn xong" in opened(client, feedback)
