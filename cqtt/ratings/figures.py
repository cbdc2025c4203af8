"""The figures that officers see: whole fives only, so that no single vote can be told by looking twice (cqtt/fives.py).

Of a group that has 13 votes the first 10 are counted; the page changes again with the 15th. A five is of the month in
which it was full.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import InstrumentedAttribute

from cqtt.clock import local
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.fives import counted, fives, year_of
from cqtt.procedures.models import ProcedureVersion
from cqtt.ratings.models import Rating
from cqtt.ratings.reading import Satisfaction, of_marks, where_answers, where_votes
from cqtt.ratings.rules import BOUND, MARKS, Factor, Source
from cqtt.redaction import redact

WORDS_SHOWN = 30


@dataclass(frozen=True)
class Vote:
    """One vote as it is counted: when, the mark, and the factors; nothing that leads back to anybody."""

    at: datetime
    mark: int
    procedure_id: int | None = None
    place_id: int | None = None  # of a counter, or a session
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The whole fives of some votes; `all` is 0 while there are fewer than five."""

    satisfaction: Satisfaction
    by_mark: Mapping[int, int]

    @property
    def all(self) -> int:
        return self.satisfaction.all

    @property
    def percent(self) -> int | None:
        return self.satisfaction.good * 100 // self.all if self.all else None


@dataclass(frozen=True)
class Asked:
    """Which votes are looked at. What may still be changed is not: `until` lies some minutes back."""

    since: datetime
    until: datetime
    procedure_id: int | None = None
    officer_id: int | None = None

    @property
    def loaded_since(self) -> datetime:
        """From when votes are read, so that they are always cut into the same fives."""
        return year_of(self.since)


def bound_votes(asked: Asked) -> list[Vote]:
    """Return the votes about dossiers, and where no procedure is asked for about answers, in order of time."""
    period = (asked.loaded_since, asked.until, asked.procedure_id, asked.officer_id)
    wanted = select(Rating.at, Rating.mark, Rating.procedure_id, Rating.reasons)
    found = db.session.execute(wanted.where(Rating.source == Source.DOSSIER, *where_votes(*period)))
    votes = [Vote(at, mark, procedure, None, tuple(reasons)) for at, mark, procedure, reasons in found]
    if asked.procedure_id is None:
        votes += _answers(asked)
    return sorted(votes, key=lambda vote: vote.at)


def _answers(asked: Asked) -> list[Vote]:
    """Return the marks of answers, which the feedback keeps; the factors stand with the rating, if there is one."""
    wanted = (
        select(Feedback.rated_at, Feedback.rating, Rating.reasons)
        .outerjoin(Rating, Rating.feedback_id == Feedback.id)
        .where(*where_answers(asked.loaded_since, asked.until, asked.officer_id))
    )
    return [Vote(at, mark, None, None, tuple(reasons or ())) for at, mark, reasons in db.session.execute(wanted)]


def desk_votes(asked: Asked) -> list[Vote]:
    """Return the votes of the codes on the counters, in order of time: bound to nobody, never in the index."""
    return _votes_at(Source.DESK, Rating.counter_id, asked)


def session_votes(asked: Asked) -> list[Vote]:
    """Return the votes of the codes at sessions, in order of time: the same."""
    return _votes_at(Source.SESSION, Rating.session_id, asked)


def _votes_at(source: Source, place: "InstrumentedAttribute[int | None]", asked: Asked) -> list[Vote]:
    wanted = select(Rating.at, Rating.mark, place, Rating.reasons)
    of_period = where_votes(asked.loaded_since, asked.until, None, None)
    found = db.session.execute(wanted.where(Rating.source == source, *of_period).order_by(Rating.at, Rating.id))
    return [Vote(at, mark, None, place_id, tuple(reasons)) for at, mark, place_id, reasons in found]


def group(votes: Iterable[Vote], asked: Asked) -> Group:
    """Count the whole fives of these votes, which are in order of time, that were full in the period."""
    return _grouped(counted(votes, _moment, asked.since))


def _grouped(votes: Iterable[Vote]) -> Group:
    marks = [vote.mark for vote in votes]
    return Group(of_marks(marks), {mark: marks.count(mark) for mark in MARKS})


def _moment(vote: Vote) -> datetime:
    return vote.at


def by_month(votes: Iterable[Vote], asked: Asked) -> dict[str, Group]:
    """Return the group of each month that is asked about, the latest first, under 2026-11."""
    months: dict[str, list[Vote]] = {}
    for five in fives(votes, _moment):
        if five[-1].at >= asked.since:
            months.setdefault(month_of(five[-1].at), []).extend(five)
    return {month: _grouped(months.get(month, ())) for month in _months(asked)}


def month_of(at: datetime) -> str:
    """Return under what a moment is counted."""
    return f"{local(at):%Y-%m}"


def _months(asked: Asked) -> list[str]:
    months, day = [], local(asked.until).date().replace(day=1)
    while f"{day:%Y-%m}" >= month_of(asked.since):
        months.append(f"{day:%Y-%m}")
        day = (day - timedelta(days=1)).replace(day=1)
    return months


def by_procedure(votes: Iterable[Vote], asked: Asked) -> dict[int, Group]:
    """Return the groups of the procedures that have five votes, the most voted first.

    One with fewer is not even named: that somebody voted, when its only dossier is one's own, says who.
    """
    procedures: dict[int, list[Vote]] = {}
    for vote in votes:
        if vote.procedure_id is not None:
            procedures.setdefault(vote.procedure_id, []).append(vote)
    groups = {id: group(procedures[id], asked) for id in sorted(procedures)}
    ordered = sorted(groups, key=lambda id: -groups[id].all)
    return {id: groups[id] for id in ordered if groups[id].all}


def by_place(votes: Iterable[Vote], places: Iterable[int], asked: Asked) -> dict[int, Group]:
    """Return the group of each of these counters, where 0 is the desk as a whole, or of each of these sessions."""
    given = list(votes)
    return {id: group((vote for vote in given if (vote.place_id or 0) == id), asked) for id in places}


def by_factor(votes: Iterable[Vote], asked: Asked) -> dict[Factor, Group]:
    """Return for each factor the group of those who named it."""
    given = list(votes)
    return {factor: group((vote for vote in given if factor.value in vote.reasons), asked) for factor in Factor}


def procedure_names(ids: Iterable[int]) -> dict[int, str]:
    """Return what the procedures are called."""
    wanted = list(ids)
    if not wanted:
        return {}
    name = ProcedureVersion.content["name"].as_string()
    found = select(ProcedureVersion.procedure_id, name).where(ProcedureVersion.procedure_id.in_(wanted))
    return {id: called for id, called in db.session.execute(found.order_by(ProcedureVersion.number))}  # the newest


def words_said(asked: Asked) -> list[str]:
    """Return what people wrote, for leaders: without names and numbers, in the order of the alphabet.

    Whole fives of votes with words, the newest of them; their order says nothing about when, or with which mark, each
    was written. A report of conduct is read on its own page only.
    """
    of_conduct = exists().where(Feedback.id == Rating.feedback_id, Feedback.is_conduct)
    written = select(Rating.id, Rating.at).where(
        Rating.words != "",
        Rating.source.in_((*BOUND, Source.DESK)),
        ~of_conduct,
        *where_votes(asked.loaded_since, asked.until, asked.procedure_id, asked.officer_id),
    )
    told = counted(db.session.execute(written.order_by(Rating.at, Rating.id)), lambda vote: vote.at, asked.since)
    newest = [vote.id for vote in told[-WORDS_SHOWN:]]
    return sorted(redact(words).text for words in db.session.scalars(select(Rating.words).where(Rating.id.in_(newest))))
