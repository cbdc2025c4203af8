"""The figures that officers see: whole fives only, so that no single vote can be told by looking twice.

Of a group that has 13 votes the first 10 are counted; the page changes again with the 15th.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from cqtt.clock import local
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.procedures.models import ProcedureVersion
from cqtt.ratings.models import Rating
from cqtt.ratings.reading import Satisfaction, of_marks, where_answers, where_votes
from cqtt.ratings.rules import BOUND, ENOUGH, MARKS, Factor, Source
from cqtt.redaction import redact

WORDS_SHOWN = 30


@dataclass(frozen=True)
class Vote:
    """One vote as it is counted: when, the mark, and the factors; nothing that leads back to anybody."""

    at: datetime
    mark: int
    procedure_id: int | None = None
    counter_id: int | None = None
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
    """Which votes are looked at."""

    since: datetime
    until: datetime
    procedure_id: int | None = None
    officer_id: int | None = None


def bound_votes(asked: Asked) -> list[Vote]:
    """Return the votes about dossiers, and where no procedure is asked for about answers, in order of time."""
    period = (asked.since, asked.until, asked.procedure_id, asked.officer_id)
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
        .where(*where_answers(asked.since, asked.until, asked.officer_id))
    )
    return [Vote(at, mark, None, None, tuple(reasons or ())) for at, mark, reasons in db.session.execute(wanted)]


def desk_votes(asked: Asked) -> list[Vote]:
    """Return the votes of the codes on the counters, in order of time: bound to nobody, never in the index."""
    wanted = select(Rating.at, Rating.mark, Rating.counter_id, Rating.reasons)
    found = db.session.execute(
        wanted.where(Rating.source == Source.DESK, Rating.at >= asked.since, Rating.at < asked.until).order_by(
            Rating.at
        )
    )
    return [Vote(at, mark, None, counter, tuple(reasons)) for at, mark, counter, reasons in found]


def group(votes: Iterable[Vote]) -> Group:
    """Count the whole fives of these votes, which are in order of time."""
    marks = [vote.mark for vote in votes]
    counted = marks[: len(marks) // ENOUGH * ENOUGH]
    return Group(of_marks(counted), {mark: counted.count(mark) for mark in MARKS})


def by_month(votes: Iterable[Vote], asked: Asked) -> dict[str, Group]:
    """Return the group of each month that is asked about, the latest first, under 2026-11."""
    months: dict[str, list[Vote]] = {}
    for vote in votes:
        months.setdefault(month_of(vote.at), []).append(vote)
    return {month: group(months.get(month, ())) for month in _months(asked)}


def month_of(at: datetime) -> str:
    """Return under what a moment is counted."""
    return f"{local(at):%Y-%m}"


def _months(asked: Asked) -> list[str]:
    months, day = [], local(asked.until).date().replace(day=1)
    while f"{day:%Y-%m}" >= month_of(asked.since):
        months.append(f"{day:%Y-%m}")
        day = (day - timedelta(days=1)).replace(day=1)
    return months


def by_procedure(votes: Iterable[Vote]) -> dict[int, Group]:
    """Return the groups of the procedures that have five votes, the most voted first.

    One with fewer is not even named: that somebody voted, when its only dossier is one's own, says who.
    """
    procedures: dict[int, list[Vote]] = {}
    for vote in votes:
        if vote.procedure_id is not None:
            procedures.setdefault(vote.procedure_id, []).append(vote)
    groups = {id: group(procedures[id]) for id in sorted(procedures)}
    ordered = sorted(groups, key=lambda id: -groups[id].all)
    return {id: groups[id] for id in ordered if groups[id].all}


def by_counter(votes: Iterable[Vote], counters: Iterable[int]) -> dict[int, Group]:
    """Return the group of each of these counters; 0 is the desk as a whole."""
    given = list(votes)
    return {id: group(vote for vote in given if (vote.counter_id or 0) == id) for id in counters}


def by_factor(votes: Iterable[Vote]) -> dict[Factor, Group]:
    """Return for each factor the group of those who named it."""
    given = list(votes)
    return {factor: group(vote for vote in given if factor.value in vote.reasons) for factor in Factor}


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
    written = select(Rating.words).where(
        Rating.words != "",
        Rating.source.in_((*BOUND, Source.DESK)),
        ~of_conduct,
        *where_votes(asked.since, asked.until, asked.procedure_id, asked.officer_id),
    )
    count = db.session.scalar(select(func.count()).select_from(written.subquery())) or 0
    newest_of_fives = written.order_by(Rating.at.desc(), Rating.id.desc()).offset(count % ENOUGH).limit(WORDS_SHOWN)
    said = [redact(words).text for words in db.session.scalars(newest_of_fives)]
    return sorted(said) if count >= ENOUGH else []
