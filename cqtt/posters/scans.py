"""How often codes were scanned: per code and place over a week, a month, a year. Nothing about who scanned."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import case, func, select

from cqtt.addresses import page_count, page_number
from cqtt.clock import date_text
from cqtt.codes.kinds import OnPaper, printed_kinds
from cqtt.codes.models import ANYWHERE, ScanCode, ScanCount, ScanPlace
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.text import clean, looks_like_a_formula, sort_key

WEEK, MONTH, YEAR = 7, 30, 365
PERIODS = (WEEK, MONTH, YEAR)
PER_PAGE = 40
BY_NAME, BY_PLACE = "ten", "noi"


@dataclass(frozen=True)
class ScanLine:
    """One code at one place: how often it was scanned within each period."""

    name: str
    kind: str
    short: str
    place: str
    counts: tuple[int, ...]  # in the order of PERIODS

    @property
    def copied(self) -> str:
        """Return the line as it is pasted into a spreadsheet: no name in it is read as a formula there."""
        return "\t".join([*map(_pasted, (self.name, self.short, self.place)), *map(str, self.counts)])


@dataclass(frozen=True)
class Day:
    on: date
    count: int

    @property
    def label(self) -> str:
        return _("%(day)s: %(count)s lượt", day=date_text(self.on), count=self.count)


@dataclass(frozen=True)
class ScanReport:
    """One page of the counts, in the order that was asked for, and the totals of all."""

    lines: list[ScanLine]
    days: list[Day]  # of the last month, the oldest first
    chosen: Mapping[str, str]  # as in the address
    number: int

    @cached_property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(line.counts[place] for line in self.lines) for place in range(len(PERIODS)))

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    @property
    def shown(self) -> list[ScanLine]:
        return self.lines[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]

    @property
    def most(self) -> int:
        """Return the highest count of a year: the length of the longest bar."""
        return max((line.counts[-1] for line in self.lines), default=1) or 1

    @property
    def busiest(self) -> int:
        return max((day.count for day in self.days), default=1) or 1

    @property
    def order(self) -> str:
        return self.chosen.get("xep", str(MONTH))

    def url(self, number: int) -> str:
        return self.address(trang=number)

    def address(self, **changes: Any) -> str:
        """Return the address of this page with something else asked for."""
        return url_for("posters.scans", **{**self.chosen, **changes})


def scan_report(args: Mapping[str, str], today: date) -> ScanReport:
    """Return what the address asks for, up to and with today; a fixed number of queries, however many codes."""
    chosen = {name: clean(args[name])[:20] for name in ("loai", "noi", "xep") if args.get(name)}
    lines = [line for line in _lines(today, chosen.get("noi", "")) if chosen.get("loai", line.kind) == line.kind]
    sorted_lines = _in_order(lines, chosen.get("xep", str(MONTH)))
    pages = page_count(len(lines), PER_PAGE)
    number = min(page_number(args.get("trang", "")), pages)
    return ScanReport(sorted_lines, _days(today), chosen, number)


def _lines(today: date, place: str) -> list[ScanLine]:
    sums = [func.sum(case((ScanCount.on > today - timedelta(days), ScanCount.count), else_=0)) for days in PERIODS]
    counted = (
        select(ScanCode.kind, ScanCode.target, ScanCode.short, ScanCount.place_id, *sums)
        .join(ScanCode, ScanCode.id == ScanCount.code_id)
        .where(ScanCount.on > today - timedelta(YEAR), ScanCount.on <= today)
        .group_by(ScanCode.kind, ScanCode.target, ScanCode.short, ScanCount.place_id)
    )
    if place.isascii() and place.isdecimal():
        counted = counted.where(ScanCount.place_id == int(place[:9]))
    rows = db.session.execute(counted).all()
    kinds, places = printed_kinds(), place_names()
    names = {kind: _names(kinds[kind]) for kind in {row.kind for row in rows} & set(kinds)}
    return [
        ScanLine(
            name=names.get(row.kind, {}).get(row.target) or _("Mã %(short)s, không còn dùng", short=row.short),
            kind=kinds[row.kind].slug if row.kind in kinds else "",
            short=row.short,
            place=places.get(row.place_id, ""),
            counts=tuple(row[4:]),
        )
        for row in rows
    ]


def _pasted(words: str) -> str:
    plain = re.sub(r"\s+", " ", words)  # one cell, whatever stands in it
    return f"'{plain}" if looks_like_a_formula(words) else plain


def _names(on_paper: OnPaper) -> dict[str, str]:
    return {**on_paper.names(), **{thing.target: thing.name for thing in on_paper.things()}}


def place_names() -> dict[int, str]:
    """Return what each place is called in lists, the hidden ones too."""
    ordered = select(ScanPlace).order_by(ScanPlace.position, ScanPlace.id)
    named = {
        place.id: place.name if place.is_active else _("%(name)s (đã ẩn)", name=place.name)
        for place in db.session.scalars(ordered)
    }
    return {ANYWHERE: _("Không ghi nơi dán"), **named}


def _in_order(lines: Iterable[ScanLine], order: str) -> list[ScanLine]:
    """Sort by a period, the most first; by name, or by place and then name."""
    by_name = sorted(lines, key=lambda line: sort_key(line.name))
    if order == BY_NAME:
        return by_name
    if order == BY_PLACE:
        return sorted(by_name, key=lambda line: sort_key(line.place))
    period = PERIODS.index(int(order)) if order in map(str, PERIODS) else PERIODS.index(MONTH)
    return sorted(by_name, key=lambda line: -line.counts[period])


def _days(today: date) -> list[Day]:
    first = today - timedelta(MONTH - 1)
    counted = select(ScanCount.on, func.sum(ScanCount.count)).where(ScanCount.on.between(first, today))
    found = {on: count for on, count in db.session.execute(counted.group_by(ScanCount.on))}
    days = (first + timedelta(number) for number in range(MONTH))
    return [Day(day, int(found.get(day, 0))) for day in days]
