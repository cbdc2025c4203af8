"""Which calls an officer sees, the most urgent first, and how each is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import joinedload

from cqtt.addresses import page_count
from cqtt.clock import local
from cqtt.commune.absence import stood_in_for
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import Remaining, remaining
from cqtt.commune.models import Commune, Officer
from cqtt.extensions import db
from cqtt.feedback.chairman import heads_on
from cqtt.i18n import _
from cqtt.leaders.models import CallBack, CallState
from cqtt.roles import Role

PER_PAGE = 20
ENDED_SHOWN = 10


@dataclass(frozen=True)
class CallLine:
    """A call that waits, and how much time is left for it."""

    call: CallBack
    left: Remaining
    whose: str  # whom the citizen asked for, where that is somebody else than the reader
    has_risen: bool  # late, and so in the list of the chairman, for whom the reader does not act


@dataclass(frozen=True)
class CallPage:
    """One page of the calls that wait, and the last that ended."""

    lines: list[CallLine]
    ended: Sequence[CallBack]
    total: int
    number: int
    is_chairmans: bool  # whoever reads it is the one whom late calls reach

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for("leaders.calls", trang=number)


@dataclass(frozen=True)
class Sight:
    """Who looks at the calls, when, and whether as the chairman or instead of one who is away."""

    officer: Officer
    at: datetime
    is_chairman: bool

    @classmethod
    def of(cls, officer: Officer, at: datetime) -> "Sight":
        return cls(officer, at, heads_on(officer.id, local(at).date()))

    @cached_property
    def visible(self) -> ColumnElement[bool]:
        """Which calls an officer sees: their own and those of whom they stand in for.

        Reception sees all, because it may call for a leader; who heads the unit that day sees what is late.
        """
        if self.officer.has_role(Role.RECEPTION):
            return true()
        own = CallBack.officer_id.in_({self.officer.id} | stood_in_for(self.officer.id, local(self.at).date()))
        return or_(own, CallBack.escalated_at.is_not(None)) if self.is_chairman else own

    @property
    def waiting(self) -> ColumnElement[bool]:
        return and_(CallBack.state == CallState.WAITING, self.visible)


def call_seen_by(officer: Officer, call_id: int, at: datetime) -> CallBack | None:
    """Return a call if this officer sees it."""
    return db.session.scalar(_with_people().where(CallBack.id == call_id, Sight.of(officer, at).visible))


def calls_of(officer: Officer, commune: Commune, at: datetime, number: int) -> CallPage:
    """Return a page of what waits, the first due first; past the end, the last page."""
    sight = Sight.of(officer, at)
    total = db.session.scalar(select(func.count()).where(sight.waiting)) or 0
    number = min(number, page_count(total, PER_PAGE))
    found = db.session.scalars(_most_urgent(sight).limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    ended = _with_people().where(CallBack.state != CallState.WAITING, sight.visible)
    last = db.session.scalars(ended.order_by(CallBack.handled_at.desc(), CallBack.id.desc()).limit(ENDED_SHOWN)).all()
    return CallPage(_lines(found, sight, commune), last, total, number, sight.is_chairman)


@dataclass(frozen=True)
class CallsOfDay:
    """What an officer's first page says of the calls: how many wait, how many are late, and the first of them."""

    total: int
    late: int
    lines: list[CallLine]


def calls_of_day(officer: Officer, commune: Commune, at: datetime, most: int) -> CallsOfDay:
    """Return the calls for the page of the day."""
    sight = Sight.of(officer, at)
    late = func.coalesce(func.sum(case((CallBack.due_at < at, 1), else_=0)), 0)
    total, late_ones = db.session.execute(select(func.count(), late).where(sight.waiting)).one()
    found = db.session.scalars(_most_urgent(sight).limit(most)).all() if total else []
    return CallsOfDay(total, late_ones, _lines(found, sight, commune))


def _lines(calls: Sequence[CallBack], sight: Sight, commune: Commune) -> list[CallLine]:
    calendar = working_calendar(commune)
    return [
        CallLine(
            call,
            remaining(calendar, sight.at, call.due_at),
            whose="" if call.officer_id == sight.officer.id else _("gọi thay %(name)s", name=call.officer.name),
            has_risen=call.escalated_at is not None and not sight.is_chairman,
        )
        for call in calls
    ]


def _most_urgent(sight: Sight) -> Select[CallBack]:
    return _with_people().where(sight.waiting).order_by(CallBack.due_at, CallBack.id)


def _with_people() -> Select[CallBack]:
    return select(CallBack).options(
        joinedload(CallBack.officer, innerjoin=True).lazyload(Officer.roles),
        joinedload(CallBack.handled_by).lazyload(Officer.roles),
    )
