"""Which sessions there are, and what came of one: for everybody, and for officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from cqtt.addresses import page_count
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Outcome
from cqtt.feedback.rules import Status as FeedbackStatus
from cqtt.feedback.secrecy import readable_by
from cqtt.listening.models import FieldItem, ListeningSession, SessionOpinion, SessionPerson
from cqtt.listening.rules import ItemKind, ItemState, Part, SessionStatus
from cqtt.promises.models import Promise
from cqtt.promises.reading import SHOWN

PER_PAGE = 20
_PEOPLE = selectinload(ListeningSession.people).options(
    joinedload(SessionPerson.officer, innerjoin=True).lazyload(Officer.roles)
)


@dataclass(frozen=True)
class SessionPage:
    items: list[ListeningSession]
    total: int
    number: int
    endpoint: str

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for(self.endpoint, trang=number)


@dataclass(frozen=True)
class Figures:
    """What a session came to, in numbers: of what stands in the minutes, so of no report of conduct."""

    opinions: int
    on_the_spot: int
    answered: int
    promises: int


def coming(day: date, most: int = 20) -> list[ListeningSession]:
    """Return the sessions from this day on, the next first; a cancelled one stays until its day has passed."""
    ahead = select(ListeningSession).where(ListeningSession.on >= day).options(_PEOPLE)
    return list(db.session.scalars(ahead.order_by(ListeningSession.on, ListeningSession.starts).limit(most)))


def next_session(day: date) -> ListeningSession | None:
    """Return the next session that takes place; one query."""
    return db.session.scalar(_ahead(day).limit(1))


def next_session_of(officer: Officer, day: date) -> tuple[ListeningSession, Part] | None:
    """Return the next session that takes place and that this officer goes to, and as what; one query."""
    own = _ahead(day).join(SessionPerson, SessionPerson.session_id == ListeningSession.id)
    mine = own.where(SessionPerson.officer_id == officer.id).add_columns(SessionPerson.part)
    row = db.session.execute(mine.limit(1)).first()
    return (row[0], row[1]) if row else None


def _ahead(day: date) -> Select[ListeningSession]:
    taking_place = ListeningSession.status.in_((SessionStatus.PLANNED, SessionStatus.HELD))
    ahead = select(ListeningSession).where(ListeningSession.on >= day, taking_place)
    return ahead.order_by(ListeningSession.on, ListeningSession.starts)


def past(day: date, number: int, endpoint: str) -> SessionPage:
    """Return one page of the sessions before this day, the latest first; two queries and one for the people."""
    before = select(ListeningSession).where(ListeningSession.on < day)
    total = db.session.scalar(select(func.count()).select_from(before.subquery())) or 0
    number = min(number, page_count(total, PER_PAGE))
    ordered = before.options(_PEOPLE).order_by(ListeningSession.on.desc(), ListeningSession.id.desc())
    return SessionPage(
        list(db.session.scalars(ordered.limit(PER_PAGE).offset((number - 1) * PER_PAGE))), total, number, endpoint
    )


def figures_of(session: ListeningSession) -> Figures:
    """Return what was said and done, in numbers; two queries."""
    forgotten = and_(Feedback.erased_at.is_not(None), Feedback.outcome == Outcome.ON_THE_SPOT)  # its words are gone
    on_the_spot = or_(SessionOpinion.solved_how != "", forgotten)
    answered = Feedback.status.in_((FeedbackStatus.ANSWERED, FeedbackStatus.CLOSED))
    row = db.session.execute(
        select(func.count(), func.count().filter(on_the_spot), func.count().filter(answered))
        .select_from(SessionOpinion)
        .join(Feedback, Feedback.id == SessionOpinion.feedback_id)
        .where(
            SessionOpinion.session_id == session.id,
            SessionOpinion.number.is_not(None),
            Feedback.is_conduct.is_(False),
        )
    ).one()
    return Figures(*row, promises=len(promises_of(session)))


def promises_of(session: ListeningSession) -> list[Promise]:
    """Return what was promised at a session: by itself, or with an opinion."""
    with_opinions = select(SessionOpinion.feedback_id).where(SessionOpinion.session_id == session.id)
    sent = select(FieldItem.result_id).where(FieldItem.session_id == session.id, FieldItem.result_kind == "promise")
    numbers = [int(number) for number in db.session.scalars(sent) if number.isdecimal()]
    made = select(Promise).where(or_(Promise.feedback_id.in_(with_opinions), Promise.id.in_(numbers)), SHOWN)
    without_roles = joinedload(Promise.made_by).lazyload(Officer.roles)
    return list(db.session.scalars(made.options(without_roles).order_by(Promise.due_on, Promise.id)))


def session_of(promise: Promise) -> ListeningSession | None:
    """Return the session at which something was promised, by itself or with an opinion; one query."""
    with_it = select(SessionOpinion.session_id).where(SessionOpinion.feedback_id == promise.feedback_id)
    by_itself = select(FieldItem.session_id).where(
        FieldItem.result_kind == "promise", FieldItem.result_id == str(promise.id)
    )
    made_at = or_(ListeningSession.id.in_(by_itself), ListeningSession.id.in_(with_it))
    return db.session.scalar(select(ListeningSession).where(made_at).order_by(ListeningSession.id).limit(1))


def opinion_of(feedback: Feedback) -> SessionOpinion | None:
    """Return as what a feedback was said at a session, or sent for it; one query."""
    said = select(SessionOpinion).where(SessionOpinion.feedback_id == feedback.id)
    return db.session.scalar(said.options(joinedload(SessionOpinion.session)))


def published_opinions(session: ListeningSession) -> list[Feedback]:
    """Return what everybody may read of a session: the words and answers that a person approved."""
    shown = (
        select(Feedback)
        .join(SessionOpinion, SessionOpinion.feedback_id == Feedback.id)
        .where(SessionOpinion.session_id == session.id, Feedback.is_published)
        .options(selectinload(Feedback.files))
    )
    return list(db.session.scalars(shown.order_by(SessionOpinion.number)))


def opinions_for(session: ListeningSession, officer: Officer) -> list[SessionOpinion]:
    """Return the opinions of a session that this officer may read, in the order of the minutes."""
    own = (
        select(SessionOpinion)
        .join(Feedback, Feedback.id == SessionOpinion.feedback_id)
        .where(SessionOpinion.session_id == session.id, readable_by(officer))
        .options(joinedload(SessionOpinion.feedback))
    )
    return list(db.session.scalars(own.order_by(SessionOpinion.number, SessionOpinion.said_at)))


def apart(opinions: Sequence[SessionOpinion]) -> tuple[list[SessionOpinion], list[SessionOpinion]]:
    """Return what all in the room may see on the screen, and the reports of conduct, which are read on their pages."""
    private = [opinion for opinion in opinions if opinion.feedback.is_conduct]
    return [opinion for opinion in opinions if not opinion.feedback.is_conduct], private


def was_held(session: ListeningSession) -> bool:
    """Tell whether something was said, promised, handed in or signed at a session; two queries.

    A report of conduct does not count: nobody is to learn from this that there is one.
    """
    said = select(SessionOpinion.id).where(
        SessionOpinion.session_id == session.id,
        SessionOpinion.beforehand.is_(False),
        SessionOpinion.number.is_not(None),
    )
    taken_in = select(FieldItem.device_id).where(
        FieldItem.session_id == session.id,
        FieldItem.state == ItemState.STORED,
        FieldItem.kind.in_((ItemKind.PROMISE, ItemKind.DOSSIER)),
    )
    return session.minutes_key is not None or any(db.session.scalar(found.limit(1)) for found in (said, taken_in))


def next_number(session_id: int) -> int:
    """Return the number that the next opinion of a session gets in the minutes."""
    last = select(func.max(SessionOpinion.number)).where(SessionOpinion.session_id == session_id)
    return (db.session.scalar(last) or 0) + 1
