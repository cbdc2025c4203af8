"""What becomes of what was written down in a hamlet: feedback, promises, dossiers, a number. None of these commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions as feedback_actions
from cqtt.feedback.citizen_actions import send
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel, Consent
from cqtt.listening.field.forms import ASSIGNED, SOLVED, CountForm, OpinionForm, PromiseBoxes
from cqtt.listening.field.offer import Offer
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.planning import KIND
from cqtt.listening.reading import next_number
from cqtt.listening.rules import SessionStatus
from cqtt.privacy import PRIVACY_VERSION
from cqtt.promises.actions import make as make_promise
from cqtt.promises.models import Promise


@dataclass(frozen=True)
class Place:
    """Where something is written down: the session, what it offers, and whose hand it is."""

    session: ListeningSession
    offer: Offer
    officer: Officer


def write_opinion(place: Place, device_id: str, form: OpinionForm, at: datetime) -> SessionOpinion:
    """Keep an opinion as feedback with its code, its answer or its assignment, and its promise; the same id is one.

    A report of conduct goes to its only reader and stands in no minutes.
    """
    opinion = opinion_of(device_id)
    if opinion is not None:
        return opinion
    feedback = send(
        start_key=f"buoi-{device_id}",
        at=at,
        officer=place.officer,
        channel=Channel.SESSION,
        consent=Consent.WITHOUT_NAME if form.may_publish.data else Consent.NONE,
        privacy_version=PRIVACY_VERSION,
        **form.feedback_values(),
    )
    opinion = SessionOpinion(
        session_id=place.session.id,
        feedback=feedback,
        device_id=device_id,
        number=None if feedback.is_conduct else next_number(place.session.id),
        said_at=at,
    )
    db.session.add(opinion)
    db.session.flush()
    _settle(place, opinion, form, at)
    if form.promise_words.data:
        write_promise(place, device_id, form, at, feedback)
    hold(place.session, at)
    return opinion


def _settle(place: Place, opinion: SessionOpinion, form: OpinionForm, at: datetime) -> None:
    """Do with it what was said in the room."""
    if form.handling.data == SOLVED:
        opinion.solved_how = form.solved_how.data
        feedback_actions.settle_on_the_spot(opinion.feedback, place.officer, opinion.solved_how, at)
    elif form.handling.data == ASSIGNED:
        feedback_actions.assign(opinion.feedback, place.officer, form.department.data, "", at)


def opinion_of(device_id: str) -> SessionOpinion | None:
    """Return the opinion that a device wrote under this id, if it has come."""
    return db.session.scalar(select(SessionOpinion).where(SessionOpinion.device_id == device_id))


def write_promise(
    place: Place, device_id: str, form: PromiseBoxes, at: datetime, feedback: Feedback | None = None
) -> Promise:
    """Keep what a leader promised before everybody."""
    return make_promise(
        start_key=f"buoi-{device_id}",
        at=at,
        words=form.promise_words.data,
        made_by=db.session.get_one(Officer, form.leader_id),
        due_on=form.promise_due.data,
        written_by=place.officer,
        hamlet_id=place.session.hamlet_id,
        feedback=feedback,
        said_at=place.offer.place_in_words,
    )


def count_people(place: Place, form: CountForm, at: datetime) -> None:
    """Note how many came; of two counts the one made later holds, whichever comes in first."""
    session = place.session
    if session.attendees_at is not None and session.attendees_at > at:
        return
    session.attendees, session.attendees_at = form.attendees.data, at
    session.revision += 1
    record("listening.count", KIND, session.id, place.officer.id, count=session.attendees)
    hold(session, at)


def hold(session: ListeningSession, at: datetime) -> None:
    """Say that a session has been held, once something was written down at it on its day."""
    if session.status is SessionStatus.PLANNED and local(at).date() >= session.on:
        session.status = SessionStatus.HELD
        session.revision += 1
        record("listening.hold", KIND, session.id)
