"""The public list: what was said, answered and done, by hamlet, topic and state, with a search; approved words only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from cqtt.addresses import page_count, page_number
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.ratings import on_time
from cqtt.feedback.rules import OPEN, Status
from cqtt.i18n import _l
from cqtt.text import fold

PER_PAGE = 10
COUNTED = timedelta(days=90)
ENOUGH = 10  # answers; of fewer, a share says nothing
MOST_WORDS = 10  # of a search
STATES: dict[str, tuple[Any, frozenset[Status]]] = {
    "dang-lam": (_l("Đang giải quyết"), OPEN),
    "da-tra-loi": (_l("Đã trả lời"), frozenset({Status.ANSWERED, Status.CLOSED})),
}


@dataclass(frozen=True)
class Wanted:
    """The filters of an address; nonsense filters nothing."""

    hamlet: str = ""
    topic: str = ""
    state: str = ""
    query: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        numbers = {name: asked.get(name, "") for name in ("ap", "viec")}
        hamlet, topic = (one if one.isascii() and one.isdecimal() and len(one) < 10 else "" for one in numbers.values())
        state = asked.get("trang-thai", "")
        return cls(hamlet, topic, state if state in STATES else "", " ".join(asked.get("q", "")[:200].split()))

    @property
    def is_filtered(self) -> bool:
        return bool(self.hamlet or self.topic or self.state or self.query)

    def arguments(self) -> dict[str, Any]:
        named = {"ap": self.hamlet, "viec": self.topic, "trang-thai": self.state, "q": self.query}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class ListPage:
    """One page of the list."""

    items: list[Feedback]
    total: int
    number: int
    wanted: Wanted

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for("feedback.listing", **self.wanted.arguments(), trang=number)


def list_page(asked: Mapping[str, str]) -> ListPage:
    """Return one page of what is published, newest first; past the end, the last page."""
    wanted = Wanted.of(asked)
    conditions = _conditions(wanted)
    total = db.session.scalar(select(func.count(Feedback.id)).where(*conditions)) or 0
    number = min(page_number(asked.get("trang", "")), page_count(total, PER_PAGE))
    newest_first = select(Feedback).where(*conditions).order_by(Feedback.published_at.desc(), Feedback.id.desc())
    shown = newest_first.options(selectinload(Feedback.files)).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return ListPage(list(db.session.scalars(shown)), total, number, wanted)


def answered_in_time(at: datetime) -> tuple[int, int] | None:
    """Return how many answers of late came in time, of how many; None while there are too few to say so."""
    good, counted = on_time(at - COUNTED, at)
    return (good, counted) if counted >= ENOUGH else None


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Feedback.is_published.is_(True), Feedback.is_conduct.is_(False)]
    if wanted.hamlet:
        conditions.append(Feedback.hamlet_id == int(wanted.hamlet))
    if wanted.topic:
        conditions.append(Feedback.topic_id == int(wanted.topic))
    if wanted.state:
        conditions.append(Feedback.status.in_(STATES[wanted.state][1]))
    words = fold(wanted.query).split()[:MOST_WORDS]
    return conditions + [Feedback.public_fold.contains(word, autoescape=True) for word in words]
