"""Lists of promises: everybody's, and an officer's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from cqtt.addresses import page_count
from cqtt.clock import today
from cqtt.commune.absence import stood_in_for
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.chairman import heads_on
from cqtt.feedback.models import Feedback
from cqtt.i18n import _l
from cqtt.promises.models import Promise
from cqtt.promises.rules import Status
from cqtt.text import fold

PER_PAGE = 20
# What was promised about feedback that turned out to be a report of conduct is shown to nobody any more.
SHOWN = ~select(Feedback.id).where(Feedback.id == Promise.feedback_id, Feedback.is_conduct).correlate(Promise).exists()
WITHOUT_ROLES = joinedload(Promise.made_by).lazyload(Officer.roles)
LATE, OPEN, KEPT, DROPPED, MINE = "tre", "dang-lam", "da-xong", "khong-lam-duoc", "cua-toi"
STATE_NAMES = {
    LATE: _l("Trễ hẹn"),
    OPEN: _l("Đang làm"),
    KEPT: _l("Đã làm xong"),
    DROPPED: _l("Không làm được"),
}


@dataclass(frozen=True)
class Filters:
    """What an address asks for."""

    state: str = ""
    hamlet: int | None = None
    words: str = ""
    mine: bool = False

    def as_query(self) -> dict[str, Any]:
        said = {"tinh-trang": self.state, "ap": self.hamlet, "q": self.words, "cua-toi": "1" if self.mine else ""}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class PromisePage:
    items: list[Promise]
    total: int
    number: int
    endpoint: str
    filters: Filters

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for(self.endpoint, **self.filters.as_query(), trang=number)


def read_filters(args: Mapping[str, str]) -> Filters:
    """Return what an address asks for; nonsense asks for nothing."""
    state = args.get("tinh-trang", "")
    hamlet = args.get("ap", "")
    return Filters(
        state=state if state in STATE_NAMES else "",
        hamlet=int(hamlet) if hamlet.isascii() and hamlet.isdecimal() and len(hamlet) < 7 else None,
        words=args.get("q", "").strip()[:80],
        mine=args.get("cua-toi") == "1",
    )


def shown_promise(id: int) -> Promise | None:
    """Return one promise, if there is one to be shown."""
    return db.session.scalar(select(Promise).where(Promise.id == id, SHOWN))


def page_of(filters: Filters, number: int, endpoint: str, officer: Officer | None = None) -> PromisePage:
    """Return one page: late ones first, then by their day; two queries."""
    on = today()
    wanted = select(Promise).where(*_conditions(filters, on, officer)).options(WITHOUT_ROLES)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    number = min(number, page_count(total, PER_PAGE))
    ordered = wanted.order_by(Promise.status != Status.OPEN, _first_date(), Promise.id.desc())
    items = db.session.scalars(ordered.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return PromisePage(list(items), total, number, endpoint, filters)


def counts() -> dict[str, int]:
    """Return how many there are of each state, each counted once; one query."""
    states = {state: _stands(state, today()) for state in STATE_NAMES}
    row = db.session.execute(select(*(func.count().filter(state) for state in states.values())).where(SHOWN)).one()
    return dict(zip(states, row, strict=True))


def due_for(officer: Officer, most: int) -> tuple[list[Promise], int]:
    """Return an officer's open promises, the most pressing first; who heads the unit today sees every late one."""
    own = Promise.made_by_id.in_({officer.id, *stood_in_for(officer.id, today())})
    mine = or_(own, _is_late(today())) if heads_on(officer.id, today()) else own
    wanted = select(Promise, func.count().over()).where(Promise.status == Status.OPEN, mine, SHOWN)
    wanted = wanted.options(WITHOUT_ROLES)
    rows = db.session.execute(wanted.order_by(Promise.due_on, Promise.id).limit(most)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _conditions(filters: Filters, on: date, officer: Officer | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [SHOWN]
    if filters.state:
        asked.append(_stands(filters.state, on))
    if filters.hamlet:
        asked.append(Promise.hamlet_id == filters.hamlet)
    if filters.mine and officer is not None:
        asked.append(Promise.made_by_id == officer.id)
    asked += [Promise.words_fold.contains(word, autoescape=True) for word in fold(filters.words).split()]
    return asked


def _stands(state: str, on: date) -> ColumnElement[bool]:
    """Which promises are in this state of the lists: what is late is not counted among what goes on."""
    return {
        LATE: _is_late(on),
        OPEN: (Promise.status == Status.OPEN) & (Promise.due_on >= on),
        KEPT: Promise.status == Status.KEPT,
        DROPPED: Promise.status == Status.DROPPED,
    }[state]


def _is_late(on: date) -> ColumnElement[bool]:
    return (Promise.status == Status.OPEN) & (Promise.due_on < on)


def _first_date() -> ColumnElement[Any]:
    return func.coalesce(Promise.ended_on, Promise.due_on)
