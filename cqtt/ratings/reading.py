"""The figures of satisfaction: counts only, of dossiers and of answers together; what is bound to nothing, apart.

Of an answer to feedback the feedback itself keeps the mark (`feedback.ratings`): it is counted there, once, wherever
it was given. Reports of conduct stand in no figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.ratings.models import Rating
from cqtt.ratings.rules import BOUND, ENOUGH, GOOD, LOW, MARKS, Source


@dataclass(frozen=True)
class Satisfaction:
    """How many were satisfied or very satisfied, of all who rated."""

    good: int
    all: int

    def __add__(self, other: "Satisfaction") -> "Satisfaction":
        return Satisfaction(self.good + other.good, self.all + other.all)


@dataclass(frozen=True)
class LowMark:
    """A low mark that is bound to a dossier or to an answer: which vote, and when; what it says, leaders read."""

    rating_id: int
    dossier_id: int | None
    at: datetime


def shown(satisfaction: Satisfaction) -> Satisfaction | None:
    """Return it only where enough people voted that nobody can be recognised."""
    return satisfaction if satisfaction.all >= ENOUGH else None


def percent(satisfaction: Satisfaction) -> int | None:
    """Return the index in whole per cent, rounded down; None where too few voted."""
    return satisfaction.good * 100 // satisfaction.all if shown(satisfaction) else None


def satisfaction(
    since: datetime, until: datetime, procedure_id: int | None = None, officer_id: int | None = None
) -> Satisfaction:
    """Return how satisfied people were with dossiers, and where no procedure is named with answers, in [since, until).

    With `officer_id`: of what this officer handled. Ratings of a desk's code or of a session are never among them.
    """
    of_dossiers = of_where(*_dossiers(since, until, procedure_id, officer_id))
    if procedure_id is not None:
        return of_dossiers
    return of_dossiers + of_answers(since, until, officer_id)


def of_dossiers_since(since: datetime) -> tuple[int, int]:
    """Return how many were satisfied with their dossier since then, and how many rated one: for the public figure."""
    found = of_where(Rating.source == Source.DOSSIER, Rating.at >= since)
    return found.good, found.all


def at_the_desk(since: datetime, until: datetime, counter_id: int | None = None) -> Satisfaction:
    """Return the ratings of the codes that stand on the counters, which are bound to nothing: told apart."""
    where = [Rating.source == Source.DESK, Rating.at >= since, Rating.at < until]
    if counter_id is not None:
        where.append(Rating.counter_id == counter_id)
    return of_where(*where)


def of_session(session_id: int) -> Satisfaction:
    """Return how a Saturday session was rated, bound to nobody."""
    return of_where(Rating.source == Source.SESSION, Rating.session_id == session_id)


def by_mark(
    since: datetime, until: datetime, procedure_id: int | None = None, officer_id: int | None = None
) -> dict[int, int]:
    """Return how many gave each of the five marks; the same votes as `satisfaction` counts."""
    counted = dict.fromkeys(MARKS, 0)
    votes = select(Rating.mark, func.count()).where(*_dossiers(since, until, procedure_id, officer_id))
    for mark, count in db.session.execute(votes.group_by(Rating.mark)):
        counted[mark] += count
    if procedure_id is None:
        answers = select(Feedback.rating, func.count()).where(*where_answers(since, until, officer_id))
        for given, count in db.session.execute(answers.group_by(Feedback.rating)):
            if given in counted:
                counted[given] += count
    return counted


def low_marks(since: datetime) -> list[LowMark]:
    """Return the low marks since then that are bound to a dossier or an answer, the oldest first."""
    low = select(Rating.id, Rating.dossier_id, Rating.at).where(
        Rating.source.in_(BOUND), Rating.mark <= LOW, Rating.at >= since
    )
    return [LowMark(*row) for row in db.session.execute(low.order_by(Rating.at, Rating.id))]


def of_where(*where: ColumnElement[bool]) -> Satisfaction:
    """Return the satisfaction among the votes for which all of this is so."""
    return _counted(Rating.mark, *where)


def of_answers(since: datetime, until: datetime, officer_id: int | None = None) -> Satisfaction:
    """Return how satisfied the senders of feedback were with their answers."""
    return _counted(Feedback.rating, *where_answers(since, until, officer_id))


def _counted(
    mark: "InstrumentedAttribute[int] | InstrumentedAttribute[int | None]", *where: ColumnElement[bool]
) -> Satisfaction:
    good = func.coalesce(func.sum(case((mark >= GOOD, 1), else_=0)), 0)
    found = db.session.execute(select(good, func.count(mark)).where(*where)).one()
    return Satisfaction(int(found[0]), int(found[1]))


def _dossiers(
    since: datetime, until: datetime, procedure_id: int | None, officer_id: int | None
) -> list[ColumnElement[bool]]:
    return [Rating.source == Source.DOSSIER, *where_votes(since, until, procedure_id, officer_id)]


def where_votes(
    since: datetime, until: datetime, procedure_id: int | None, officer_id: int | None
) -> list[ColumnElement[bool]]:
    """Return which votes of a period are asked for."""
    where = [Rating.at >= since, Rating.at < until]
    if procedure_id is not None:
        where.append(Rating.procedure_id == procedure_id)
    if officer_id is not None:
        where.append(Rating.officer_id == officer_id)
    return where


def where_answers(since: datetime, until: datetime, officer_id: int | None) -> list[ColumnElement[bool]]:
    """Return which marks of answers of a period are asked for; a report of conduct is never among them."""
    where = [
        Feedback.is_conduct.is_(False),
        Feedback.rating.is_not(None),
        and_(Feedback.rated_at >= since, Feedback.rated_at < until),
    ]
    if officer_id is not None:
        where.append(Feedback.answered_by_id == officer_id)
    return where


def of_marks(marks: Iterable[int]) -> Satisfaction:
    """Return the satisfaction among these marks."""
    given = list(marks)
    return Satisfaction(sum(mark >= GOOD for mark in given), len(given))
