"""How the work divides: by officer, for themselves and their leaders; and by procedure, where it is late most.

Officers stand in the order of their names. No list ranks people, and nothing here is public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from cqtt.commune.models import Officer, OfficerRole
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.evaluation.counted import Scope, counted, whose
from cqtt.evaluation.figures import TABLES
from cqtt.evaluation.periods import Span
from cqtt.evaluation.rates import Tally
from cqtt.evaluation.rules import OUTLINES, Indicator, Part
from cqtt.evaluation.satisfaction import satisfied_with_officers
from cqtt.extensions import db
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.register.rules import Period
from cqtt.text import sort_key

OF_OFFICERS = (
    Indicator.ON_TIME,
    Indicator.APOLOGISED,
    Indicator.UNDER_WAY,
    Indicator.ASKED_ONCE,
    Indicator.ANSWERED,
    Indicator.PRAISE,
)
NOTHING = Tally()


@dataclass(frozen=True)
class OfficerWork:
    """What one officer's cases say; `satisfied` is None where fewer than five people rated."""

    id: int
    name: str
    title: str
    tallies: Mapping[Indicator, Tally] = field(default_factory=dict)
    satisfied: Tally | None = None

    def of(self, indicator: Indicator) -> Tally:
        return self.tallies.get(indicator, NOTHING)


def work_of_officers(span: Span, at: datetime, only: int | None = None) -> list[OfficerWork]:
    """Return the figures of every officer who handles cases, or of one alone, by given name."""
    scope = Scope(span.period, at, officer_id=only)
    by_indicator = {each: _by_officer(each, scope) for each in OF_OFFICERS}
    satisfied = satisfied_with_officers(span, at, only)
    return [
        OfficerWork(
            row.id,
            row.name,
            row.title,
            {each: found.get(row.id, NOTHING) for each, found in by_indicator.items()},
            satisfied.get(row.id),
        )
        for row in _officers(only, by_indicator.values())
    ]


def _officers(only: int | None, found: Iterable[Mapping[int, Tally]]) -> list[Any]:
    """Return who handles cases, and whoever did in these days and has left since."""
    holders = select(OfficerRole.officer_id).where(OfficerRole.role.in_(CASE_ROLES))
    with_work = {id for tallies in found for id in tallies}
    wanted = select(Officer.id, Officer.name, Officer.title)
    if only is not None:
        wanted = wanted.where(Officer.id == only)
    else:
        wanted = wanted.where(and_(Officer.is_active, Officer.id.in_(holders)) | Officer.id.in_(with_work))
    return list(db.session.execute(wanted.order_by(Officer.name_sort, Officer.id)))


def _by_officer(indicator: Indicator, scope: Scope) -> dict[int, Tally]:
    """Count by whose each row is; that is worked out inside, so that any database can group by it."""
    found = counted(indicator, scope)
    good = case((found.of(Part.GOOD), 1), else_=0).label("good")
    rows = select(whose(indicator).label("officer_id"), good).where(found.all)
    each = rows.select_from(TABLES[OUTLINES[indicator].subject]).subquery()
    counts = select(each.c.officer_id, func.sum(each.c.good), func.count()).where(each.c.officer_id.is_not(None))
    return _tallies(counts.group_by(each.c.officer_id))


def _tallies(grouped: Select[*tuple[Any, ...]]) -> dict[int, Tally]:
    return {int(id): Tally(int(good), int(everything)) for id, good, everything in db.session.execute(grouped)}


# -- by procedure ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProcedureWork:
    """How often one procedure was done in these days, and how often late; and what of it is under way now."""

    id: int
    code: str
    name: str
    results: Tally
    apologies: Tally
    under_way: Tally


ORDERS = ("tre", "ten", "so")  # in the address: most late first, by name, most done first


def work_of_procedures(period: Period, at: datetime, order: str = "") -> list[ProcedureWork]:
    """Return every procedure that had results in these days or has dossiers under way, most late ones first."""
    scope = Scope(period, at)
    kinds = (Indicator.ON_TIME, Indicator.APOLOGISED, Indicator.UNDER_WAY)
    counts = [_by_procedure(each, scope) for each in kinds]
    named = _procedures({id for each in counts for id in each})
    found = [
        ProcedureWork(id, code, name, *(each.get(id, NOTHING) for each in counts)) for id, (code, name) in named.items()
    ]
    found.sort(key=lambda work: sort_key(work.name))
    if order == "so":
        found.sort(key=lambda work: -work.results.all)
    elif order != "ten":
        found.sort(key=lambda work: (-work.results.other, -work.under_way.other, -work.results.all))
    return found


def _by_procedure(indicator: Indicator, scope: Scope) -> dict[int, Tally]:
    found = counted(indicator, scope)
    good = func.sum(case((found.of(Part.GOOD), 1), else_=0))
    rows = select(Dossier.procedure_id, good, func.count()).where(found.all)
    return _tallies(rows.group_by(Dossier.procedure_id))


def _procedures(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return code and latest name of procedures."""
    newest = (
        select(ProcedureVersion.procedure_id, func.max(ProcedureVersion.number).label("number"))
        .where(ProcedureVersion.status != VersionStatus.DRAFT, ProcedureVersion.procedure_id.in_(list(ids)))
        .group_by(ProcedureVersion.procedure_id)
        .subquery()
    )
    name = ProcedureVersion.content["name"].as_string()
    same = and_(
        newest.c.procedure_id == ProcedureVersion.procedure_id,
        newest.c.number == ProcedureVersion.number,
    )
    rows = select(Procedure.id, Procedure.code, name).join(ProcedureVersion.procedure).join(newest, same)
    return {id: (code or "", named) for id, code, named in db.session.execute(rows)}


def name_of_procedure(id: int) -> str:
    """Return how a procedure is called now; nothing of one that is not."""
    return _procedures([id]).get(id, ("", ""))[1]
