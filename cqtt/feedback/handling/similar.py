"""What else may be about the same: of the same telephone, of the same matter; only what the reader may read."""

from sqlalchemy import ColumnElement, Select, and_, case, or_
from sqlalchemy.orm import lazyload

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import OPEN, Status
from cqtt.feedback.secrecy import readable

MOST, MOST_TO_JOIN = 5, 12
NEAR = 0.003  # degrees: about 300 metres


def of_same_phone(feedback: Feedback, officer: Officer) -> list[Feedback]:
    """Return what else the same number has open, the oldest first."""
    if not feedback.phone:
        return []
    same = readable(officer).where(
        Feedback.phone == feedback.phone, Feedback.id != feedback.id, Feedback.status.in_(OPEN)
    )
    return list(db.session.scalars(_plain(same).order_by(Feedback.id).limit(MOST)))


def similar(feedback: Feedback, officer: Officer) -> list[Feedback]:
    """Return what may be about the same matter and may be joined with it: near it, or same topic and hamlet."""
    if feedback.is_conduct:
        return []
    ways = [way for way in (_near(feedback), _same_matter(feedback)) if way is not None]
    nearest = ways[:1] if feedback.latitude is not None else []
    return list(db.session.scalars(_plain(_open_ones(feedback, officer, ways, nearest)).limit(MOST))) if ways else []


def to_join(feedback: Feedback, officer: Officer) -> list[Feedback]:
    """Return what it may be compared with: what `similar` finds first, then of the same hamlet, of the same topic."""
    near, same = _near(feedback), _same_matter(feedback)
    hamlet = Feedback.hamlet_id == feedback.hamlet_id if feedback.hamlet_id else None
    topic = Feedback.topic_id == feedback.topic_id if feedback.topic_id else None
    ways = [way for way in (near, same, hamlet, topic) if way is not None]
    return list(db.session.scalars(_open_ones(feedback, officer, ways, ways).limit(MOST_TO_JOIN))) if ways else []


def _open_ones(
    feedback: Feedback, officer: Officer, ways: list[ColumnElement[bool]], first: list[ColumnElement[bool]]
) -> Select[Feedback]:
    """Return what fits one of the ways and may be joined with it: in the order of `first`, the newest before others."""
    found = readable(officer).where(
        or_(*ways),
        Feedback.id != feedback.id,
        Feedback.is_conduct.is_(False),
        Feedback.merged_into_id.is_(None),
        Feedback.status.in_(OPEN | {Status.ANSWERED}),
    )
    order = [case(*((way, place) for place, way in enumerate(first)), else_=len(first))] if first else []
    return found.order_by(*order, Feedback.id.desc())


def joined(feedback: Feedback, officer: Officer) -> list[Feedback]:
    """Return what was joined with it."""
    into = readable(officer).where(Feedback.merged_into_id == feedback.id)
    return list(db.session.scalars(_plain(into).order_by(Feedback.id)))


def _near(feedback: Feedback) -> ColumnElement[bool] | None:
    if feedback.latitude is None or feedback.longitude is None:
        return None
    return and_(
        Feedback.latitude.between(feedback.latitude - NEAR, feedback.latitude + NEAR),
        Feedback.longitude.between(feedback.longitude - NEAR, feedback.longitude + NEAR),
    )


def _same_matter(feedback: Feedback) -> ColumnElement[bool] | None:
    if feedback.topic_id is None or feedback.hamlet_id is None:
        return None
    return and_(Feedback.topic_id == feedback.topic_id, Feedback.hamlet_id == feedback.hamlet_id)


def _plain(found: Select[Feedback]) -> Select[Feedback]:
    return found.options(lazyload(Feedback.topic), lazyload(Feedback.hamlet))
