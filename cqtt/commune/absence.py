"""Planned absence (vắng mặt): who stands in for whom on a day, and what is done to plan it.

Nothing is moved: lists, alerts and the public telephone ask on each day who stands in. So all of it goes to the
deputy on the first day and comes back by itself after the last.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import g, has_request_context
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from cqtt.audit.actions import record
from cqtt.commune import absence_rules as rules
from cqtt.commune.absence_rules import AbsenceRefused, Colleague, Days, Planned
from cqtt.commune.models import Absence, Officer
from cqtt.extensions import db
from cqtt.i18n import _

_KEPT = "away_on"  # in g, for the length of one request


@dataclass(frozen=True)
class StandIn:
    """Who answers for an officer who is away, and until when."""

    officer_id: int
    officer_name: str
    until_on: date
    deputy: Officer | None  # None: whoever was to stand in has left


def away_on(day: date) -> dict[int, StandIn]:
    """Return who is away on a day, by officer; one query, asked once in a request."""
    if not has_request_context():
        return _away_on(day)
    kept: dict[date, dict[int, StandIn]] = g.setdefault(_KEPT, {})
    if day not in kept:
        kept[day] = _away_on(day)
    return kept[day]


def deputies_on(day: date) -> dict[int, int]:
    """Return {officer: deputy} of a day; chains are followed to whoever is there."""
    return {away.officer_id: away.deputy.id for away in away_on(day).values() if away.deputy}


def stood_in_for(officer_id: int, day: date) -> frozenset[int]:
    """Return the officers whose work this officer does on a day."""
    return frozenset(away for away, deputy in deputies_on(day).items() if deputy == officer_id)


def _away_on(day: date) -> dict[int, StandIn]:
    wanted = (
        select(Absence)
        .where(Absence.from_on <= day, Absence.until_on >= day)
        .options(
            joinedload(Absence.officer, innerjoin=True).options(lazyload(Officer.roles)),
            joinedload(Absence.deputy, innerjoin=True).options(lazyload(Officer.roles)),
        )
        .order_by(Absence.id)
    )
    absences = list(db.session.scalars(wanted))
    people = {absence.deputy_id: absence.deputy for absence in absences}
    at_work = {id for id, person in people.items() if person.is_active}
    deputies = rules.acting(day, map(_planned, absences), at_work)
    return {
        absence.officer_id: StandIn(
            absence.officer_id,
            absence.officer.name,
            absence.until_on,
            people.get(deputies.get(absence.officer_id, 0)),
        )
        for absence in absences
    }


def days_of(absence: Absence) -> Days:
    return Days(absence.from_on, absence.until_on)


def _planned(absence: Absence) -> Planned:
    return Planned(absence.officer_id, absence.deputy_id, days_of(absence))


def plan(officer: Officer, deputy_id: int, days: Days, note: str, by: Officer, at: datetime, today: date) -> Absence:
    """Write down an absence and its deputy, or raise DaysRefused or DeputyRefused.

    The rows of both are locked first: two plans at once must not make each the other's deputy.
    """
    rules.check_days(days, today)
    db.session.scalars(
        select(Officer.id).where(Officer.id.in_((officer.id, deputy_id))).order_by(Officer.id).with_for_update()
    ).all()
    planned = [_planned(absence) for absence in absences_from(today)]
    rules.check_alone(officer.id, days, planned)
    colleagues = [_colleague(each) for each in officers_at_work()]
    deputy = next(each for each in colleagues if each.id == deputy_id)
    rules.check_deputy(_colleague(officer), deputy, days, planned, colleagues)
    absence = Absence(
        officer_id=officer.id,
        deputy_id=deputy_id,
        from_on=days.from_on,
        until_on=days.until_on,
        note=note,
        created_at=at,
        created_by_id=by.id,
    )
    db.session.add(absence)
    db.session.flush()
    _record("absence.plan", absence)
    return absence


def end(absence: Absence, today: date) -> None:
    """Say that the officer is back today; an absence that began only today is taken back as a whole."""
    if not absence.from_on <= today <= absence.until_on:
        raise AbsenceRefused(_("Lần vắng mặt này không ở trong ngày hôm nay nên không có gì để kết thúc."))
    if absence.from_on == today:
        return _take_back(absence)
    absence.until_on = today - timedelta(days=1)
    _record("absence.end", absence)


def cancel(absence: Absence, today: date) -> None:
    """Take back an absence that has not begun; what has been is not undone."""
    if absence.from_on <= today:
        raise AbsenceRefused(_("Lần vắng mặt này đã bắt đầu nên không hủy được nữa. Xin bấm “Đã trở lại”."))
    _take_back(absence)


def _take_back(absence: Absence) -> None:
    _record("absence.cancel", absence)
    db.session.delete(absence)


def _record(action: str, absence: Absence) -> None:
    days: dict[str, Any] = {"from": absence.from_on.isoformat(), "until": absence.until_on.isoformat()}
    record(action, "officer", absence.officer_id, absence=absence.id, deputy=absence.deputy_id, **days)
    if has_request_context():
        g.pop(_KEPT, None)


def absences_from(day: date) -> list[Absence]:
    """Return every absence that is not over by then, the earliest first."""
    return list(
        db.session.scalars(select(Absence).where(Absence.until_on >= day).order_by(Absence.from_on, Absence.id))
    )


def absences_of(officer: Officer, most: int = 20) -> list[Absence]:
    """Return the absences of one officer, the latest first, with their deputies; one query."""
    own = (
        select(Absence)
        .join(Absence.deputy)
        .where(Absence.officer_id == officer.id)
        .options(contains_eager(Absence.deputy).lazyload(Officer.roles))
        .order_by(Absence.from_on.desc())
    )
    return list(db.session.scalars(own.limit(most)))


def asked_of(officer: Officer, day: date) -> list[Absence]:
    """Return whom this officer is to stand in for, from this day on; one query."""
    asked = (
        select(Absence)
        .join(Absence.officer)
        .where(Absence.deputy_id == officer.id, Absence.until_on >= day)
        .options(contains_eager(Absence.officer).lazyload(Officer.roles))
        .order_by(Absence.from_on)
    )
    return list(db.session.scalars(asked))


def officers_at_work() -> list[Officer]:
    """Return everybody who works here, by given name."""
    return list(db.session.scalars(select(Officer).where(Officer.is_active).order_by(Officer.name_sort, Officer.id)))


def possible_deputies(officer: Officer) -> list[Officer]:
    """Return the colleagues who may be asked to stand in: whoever has all the roles first, then by given name."""
    of = _colleague(officer)
    asked = [each for each in officers_at_work() if each.id != officer.id and rules.may_be_asked(of, _colleague(each))]
    return sorted(asked, key=lambda each: not rules.is_fit(of, _colleague(each)))


def _colleague(officer: Officer) -> Colleague:
    return Colleague(officer.id, officer.name, officer.role_set)


def absence_words(officer_id: int | None, day: date) -> str:
    """Return "vắng, thay: Trần Văn Bình" for who is away on a day, "vắng" without a deputy, else nothing."""
    away = away_on(day).get(officer_id or 0)
    if away is None:
        return ""
    return _("vắng, thay: %(name)s", name=away.deputy.name) if away.deputy else _("vắng")
