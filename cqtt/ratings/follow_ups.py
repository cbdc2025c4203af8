"""What a leader does about a low mark: opened with it, due some working days later. None of these functions commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.orm import selectinload

from cqtt.audit.actions import record
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import DueDate, Occasion, compute_due
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer, the_commune
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.ratings.models import Rating, RatingFollowUp
from cqtt.ratings.rules import BOUND, FollowUpRefused, is_low
from cqtt.ratings.secrecy import Reader, known_to
from cqtt.ratings.settings import the_settings

KIND = "rating_follow_up"
DONE_SHOWN = timedelta(days=30)
MOST_DONE = 20


@dataclass(frozen=True)
class Waiting:
    """The first that wait, the first due before the others, how many there are, and how many of them are late."""

    first: list[RatingFollowUp]
    total: int
    late: int


def keep_for(rating: Rating, at: datetime) -> None:
    """Open the follow-up of a low mark; take it away again where the mark was changed before anybody acted."""
    if rating.source not in BOUND:
        return
    kept = _of(rating)
    if not is_low(rating.mark):
        if kept is not None and kept.done_at is None:
            db.session.delete(kept)
        return
    if kept is not None:
        return
    due = due_when_opened(at)
    db.session.add(
        RatingFollowUp(
            rating_id=rating.id,
            dossier_id=rating.dossier_id,
            feedback_id=rating.feedback_id,
            opened_at=at,
            due_at=due.due_at,
            due_explanation=due.explanation,
        )
    )
    db.session.flush()


def due_when_opened(at: datetime) -> DueDate:
    """Return until when a leader looks after a low mark that is given at this moment."""
    days = Limit(the_settings().follow_up_days, Unit.WORKING_DAY)
    return compute_due(working_calendar(the_commune()), at, days, Occasion.RATING)


def is_done(rating: Rating) -> bool:
    """Tell whether a leader has acted on it."""
    kept = _of(rating)
    return kept is not None and kept.done_at is not None


def waiting_for(reader: Reader, at: datetime, most: int, skipped: int = 0) -> Waiting:
    """Return what waits for this leader; one query, and where anything waits what it is about."""
    late = func.sum(case((RatingFollowUp.due_at < at, 1), else_=0)).over()
    waits = _whole().add_columns(func.count().over(), late).where(RatingFollowUp.done_at.is_(None), known_to(reader))
    ordered = waits.order_by(RatingFollowUp.due_at, RatingFollowUp.id).limit(most).offset(skipped)
    found = db.session.execute(ordered).all()
    return Waiting([each for each, _total, _late in found], *(found[0][1:] if found else (0, 0)))


def done_lately(reader: Reader, at: datetime) -> list[RatingFollowUp]:
    """Return what was done in the last weeks, the latest first."""
    found = _whole().where(RatingFollowUp.done_at > at - DONE_SHOWN, known_to(reader))
    return list(db.session.scalars(found.order_by(RatingFollowUp.done_at.desc()).limit(MOST_DONE)))


def seen_by(reader: Reader, id: int) -> RatingFollowUp | None:
    """Return a follow-up that this leader may read; any other is as one that does not exist."""
    return db.session.scalar(_whole().where(RatingFollowUp.id == id, known_to(reader)))


def finish(follow_up: RatingFollowUp, seen: int, what: str, by: Officer, at: datetime) -> None:
    """Write down what was done; FollowUpRefused when somebody else did meanwhile."""
    as_seen = (RatingFollowUp.id == follow_up.id, RatingFollowUp.revision == seen, RatingFollowUp.done_at.is_(None))
    values = {"done_at": at, "done_by_id": by.id, "what_was_done": what, "revision": RatingFollowUp.revision + 1}
    if db.session.execute(update(RatingFollowUp).where(*as_seen).values(**values)).rowcount != 1:  # type: ignore[attr-defined]
        raise FollowUpRefused(_("Đồng nghiệp vừa ghi xong việc này. Xin xem lại."))
    db.session.expire(follow_up)
    record("rating.follow_up", KIND, follow_up.id, at=at)


def _of(rating: Rating) -> RatingFollowUp | None:
    return db.session.scalar(select(RatingFollowUp).where(RatingFollowUp.rating_id == rating.id))


def _whole() -> "Select[RatingFollowUp]":
    return (
        select(RatingFollowUp)
        .join(RatingFollowUp.rating)
        .options(
            selectinload(RatingFollowUp.dossier),
            selectinload(RatingFollowUp.feedback),
            selectinload(RatingFollowUp.done_by),
        )
    )
