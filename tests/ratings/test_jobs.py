"""Invitations go out once, to those who have a result; answers to feedback are one vote wherever they are rated."""

import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.feedback.rules import Status as FeedbackStatus
from cqtt.notifications.actions import SMS_LIMIT
from cqtt.notifications.models import Channel, Connection, Notification
from cqtt.ratings.figures import Asked, bound_votes
from cqtt.ratings.inviting import invite_of_answer
from cqtt.ratings.jobs import forget_old_words, send_invitations, take_in_answers
from cqtt.ratings.models import Rating, RatingFollowUp, RatingInvite
from cqtt.ratings.settings import save
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure
from tests.ratings.answers import make_answered
from tests.ratings.people import make_invite, make_rating, make_returned

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PERIOD = Asked(MONDAY - DAY, MONDAY + DAY)


@pytest.fixture(autouse=True)
def sms_is_set_up(app: Flask) -> None:
    db.session.add(
        Connection(channel=Channel.SMS, is_on=True, values={}, sealed={}, price_vnd=0, problem="", revision=1)
    )
    db.session.commit()


def texts() -> list[Notification]:
    return list(db.session.scalars(select(Notification).where(Notification.about_kind == "rating")))


def run(at: datetime) -> None:
    with frozen(at):
        send_invitations(at)


def test_who_got_a_result_is_asked_once_however_often_the_job_runs(db: object) -> None:
    dossier = make_returned()
    for minutes in (10, 50, 60, 70):
        run(MONDAY + timedelta(minutes=minutes))
    (text,) = texts()
    invite = make_invite(dossier)
    assert text.recipient == dossier.phone and text.body.endswith(f"/danh-gia/{invite.token}")
    assert len(text.body) <= SMS_LIMIT and text.body.isascii()
    assert dossier.applicant_name not in text.body and invite.announced_at is not None


def test_nobody_is_asked_who_has_rated_already_or_whose_result_is_old(db: object) -> None:
    make_rating(5)
    make_returned(MONDAY - 8 * DAY)
    run(MONDAY + HOUR)
    assert texts() == []


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REFUSED, Status.STOPPED, Status.PROCESSING])
def test_nobody_is_asked_without_a_result(db: object, status: Status) -> None:
    make_dossier(status=status, ended_at=MONDAY)
    run(MONDAY + HOUR)
    assert texts() == [] and db_invites() == 0


def db_invites() -> int:
    return len(db.session.scalars(select(RatingInvite)).all())


def test_an_electronic_result_is_asked_about_when_it_is_there_a_paper_one_when_it_is_handed_over(db: object) -> None:
    make_dossier(status=Status.RESOLVED, resolved_at=MONDAY, result_on_paper=True)
    run(MONDAY + HOUR)
    assert texts() == []
    make_dossier(status=Status.RESOLVED, resolved_at=MONDAY, result_on_paper=False)
    run(MONDAY + 2 * HOUR)
    assert len(texts()) == 1


def test_a_family_that_lost_somebody_is_not_asked(db: object) -> None:
    make_returned(version=make_procedure(letter_trigger="condolence"))
    run(MONDAY + HOUR)
    run(MONDAY + 2 * HOUR)
    assert texts() == []


def test_a_unit_may_do_without_invitations(db: object) -> None:
    save(0, 3, sends_invites=False)
    make_returned()
    run(MONDAY + HOUR)
    assert texts() == []


def test_no_officer_is_asked_to_send_a_link_by_hand(app: Flask) -> None:
    db.session.get_one(Connection, Channel.SMS).is_on = False
    db.session.commit()
    make_returned()
    run(MONDAY + HOUR)
    assert texts() == []


def test_an_answer_is_asked_about_after_a_day_a_report_of_conduct_never(db: object) -> None:
    feedback = make_answered()
    make_answered(is_conduct=True)
    run(MONDAY + HOUR)
    assert texts() == []
    run(MONDAY + DAY + HOUR)
    run(MONDAY + DAY + 2 * HOUR)
    assert [text.recipient for text in texts()] == [feedback.phone]


def test_an_answer_rated_by_the_link_is_the_feedbacks_own_mark(client: FlaskClient) -> None:
    feedback = make_answered()
    token = invite_of_answer(feedback, MONDAY).token
    db.session.commit()
    with frozen(MONDAY + HOUR):
        where = client.post(f"/danh-gia/{token}", data={"mark": "1"}).location
        client.post(where, data={"reasons": ["result"], "words": "Chưa sửa."})
        client.post(f"{where}/doi", data={"mark": "2"})
    db.session.refresh(feedback)
    assert (feedback.rating, feedback.rating_words) == (2, "Chưa sửa.")
    assert [vote.mark for vote in bound_votes(PERIOD)] == [2]
    assert db.session.scalars(select(RatingFollowUp.feedback_id)).all() == [feedback.id]


def test_an_answer_rated_on_the_feedbacks_own_page_is_not_rated_again_by_the_link(client: FlaskClient) -> None:
    feedback = make_answered(rating=5, rated_at=MONDAY)
    token = invite_of_answer(feedback, MONDAY).token
    db.session.commit()
    with frozen(MONDAY + HOUR):
        client.post(f"/danh-gia/{token}", data={"mark": "1"})
        assert "đã được ghi nhận" in client.get(f"/danh-gia/{token}").get_data(as_text=True)
    db.session.refresh(feedback)
    assert feedback.rating == 5 and db.session.scalars(select(Rating)).all() == []


def test_a_low_mark_on_the_feedbacks_own_page_is_followed_up_once_and_counted_once(db: object) -> None:
    feedback = make_answered(rating=1, rating_words="Chưa xong.", rated_at=MONDAY)
    make_answered(rating=1, rated_at=MONDAY, is_conduct=True)
    for _times in range(3):
        take_in_answers(MONDAY + HOUR)
    assert _follow_ups() == [feedback.id] and _words() == ["Chưa xong."]
    assert [vote.mark for vote in bound_votes(PERIOD)] == [1]


def test_marks_that_are_not_followed_up_hold_up_no_other(db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["cqtt.ratings.jobs"], "AT_ONCE", 1)
    make_answered(rating=1, rated_at=MONDAY, status=FeedbackStatus.REOPENED)
    waiting = make_answered(rating=1, rated_at=MONDAY)
    take_in_answers(MONDAY + HOUR)
    assert _follow_ups() == [waiting.id]


def _follow_ups() -> list[int | None]:
    return list(db.session.scalars(select(RatingFollowUp.feedback_id)))


def _words() -> list[str]:
    return list(db.session.scalars(select(Rating.words)))


def test_words_are_erased_after_two_years_and_the_mark_stays(db: object) -> None:
    make_rating(4, words="Nhanh.")
    forget_old_words(MONDAY + 700 * DAY)
    assert _words() == ["Nhanh."]
    forget_old_words(MONDAY + 731 * DAY)
    assert _words() == [""] and [vote.mark for vote in bound_votes(PERIOD)] == [4]


def test_what_leaders_wrote_about_it_goes_with_it(app: Flask) -> None:
    make_rating(1)
    found = db.session.scalars(select(RatingFollowUp)).one()
    leader = make_officer(Role.LEADER)
    found.done_at, found.done_by_id, found.what_was_done = MONDAY, leader.id, "Đã gọi bà Hoa."
    db.session.commit()
    forget_old_words(MONDAY + 700 * DAY)
    assert db.session.scalar(select(RatingFollowUp.what_was_done)) == "Đã gọi bà Hoa."
    assert [forget_old_words(MONDAY + 731 * DAY) for _time in range(2)] == [1, 0]
    assert db.session.scalar(select(RatingFollowUp.what_was_done)) == ""


def test_an_officers_satisfaction_is_of_what_they_handled(db: object) -> None:
    officer = make_officer(Role.SPECIALIST)
    mine = make_returned(officer_id=officer.id)
    make_rating(4, dossier=mine)
    make_rating(1)
    assert [vote.mark for vote in bound_votes(replace(PERIOD, officer_id=officer.id))] == [4]
    assert [vote.mark for vote in bound_votes(replace(PERIOD, procedure_id=mine.procedure_id))] == [4]
