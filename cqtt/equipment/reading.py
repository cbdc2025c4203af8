"""Broken things as pages list them, each with what was said of it last."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import joinedload

from cqtt.addresses import page_count
from cqtt.commune.models import Counter, Officer
from cqtt.equipment.models import EquipmentFault, EquipmentReport
from cqtt.extensions import db
from cqtt.i18n import _

ON_A_PAGE = 20
WORDS_SHOWN = 3  # of a fault, the latest first
PLACES_OFFERED = 40


class Part(StrEnum):
    """Which faults are asked for, as it stands in the address."""

    OPEN = "cho-sua"
    MINE = "toi-bao"
    MENDED = "da-sua"


@dataclass(frozen=True)
class Line:
    """One fault, and the words of its latest reports."""

    fault: EquipmentFault
    words: list[str]


@dataclass(frozen=True)
class FaultPage:
    """A page of the list, as the pager draws it."""

    part: Part
    number: int
    totals: dict[Part, int]
    lines: list[Line] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.totals[self.part]

    @property
    def pages(self) -> int:
        return page_count(self.total, ON_A_PAGE)

    @property
    def counts(self) -> list[dict[str, Any]]:
        """Return the numbers that lead to each part."""
        labels = (
            (Part.OPEN, _("Đang chờ sửa"), "red"),
            (Part.MINE, _("Ông/Bà đã báo"), "blue"),
            (Part.MENDED, _("Đã sửa"), "green"),
        )
        return [
            {
                "label": label,
                "count": self.totals[part],
                "href": url_for("equipment.overview", muc=part.value),
                "tone": tone,
                "current": part is self.part,
            }
            for part, label, tone in labels
        ]

    def url(self, number: int) -> str:
        return url_for("equipment.overview", muc=self.part.value, trang=number)


def page_of(officer: Officer, part: Part, number: int) -> FaultPage:
    """Return a page of a part: what is open comes first, the latest before the others; past the end, the last page."""
    totals = _totals(officer)
    number = min(number, page_count(totals[part], ON_A_PAGE))
    rows = (
        select(EquipmentFault)
        .where(_is_in(part, officer))
        .options(joinedload(EquipmentFault.opened_by), joinedload(EquipmentFault.mended_by))
        .order_by(EquipmentFault.mended_at.is_not(None), EquipmentFault.last_at.desc(), EquipmentFault.id.desc())
    )
    found = db.session.scalars(rows.limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)).all()
    words = _words_of([fault.id for fault in found])
    return FaultPage(part, number, totals, [Line(fault, words.get(fault.id, [])) for fault in found])


def _is_in(part: Part, officer: Officer) -> ColumnElement[bool]:
    own = exists().where(EquipmentReport.fault_id == EquipmentFault.id, EquipmentReport.officer_id == officer.id)
    return {
        Part.OPEN: EquipmentFault.mended_at.is_(None),
        Part.MINE: own,
        Part.MENDED: EquipmentFault.mended_at.is_not(None),
    }[part]


def _totals(officer: Officer) -> dict[Part, int]:
    row = db.session.execute(select(*(func.count(case((_is_in(part, officer), 1))) for part in Part))).one()
    return dict(zip(Part, row, strict=True))


def _words_of(ids: list[int]) -> dict[int, list[str]]:
    """Return what was said of each fault last; a machine may have said it a hundred times."""
    last = func.max(EquipmentReport.id)
    said = select(EquipmentReport.fault_id, EquipmentReport.words).where(
        EquipmentReport.fault_id.in_(ids), EquipmentReport.words != ""
    )
    found: dict[int, list[str]] = {}
    for id, words in db.session.execute(
        said.group_by(EquipmentReport.fault_id, EquipmentReport.words).order_by(last.desc())
    ):
        found.setdefault(id, []).append(words)
    return {id: words[:WORDS_SHOWN] for id, words in found.items()}


def open_faults(at_most: int) -> list[EquipmentFault]:
    """Return what waits to be mended, what was reported first before the others."""
    waiting = select(EquipmentFault).where(EquipmentFault.mended_at.is_(None))
    return list(db.session.scalars(waiting.order_by(EquipmentFault.opened_at, EquipmentFault.id).limit(at_most)))


def count_open() -> int:
    """Return how much waits to be mended."""
    return db.session.scalar(select(func.count()).where(EquipmentFault.mended_at.is_(None))) or 0


def known_places() -> list[str]:
    """Return the places to offer: those that were named before, the latest first, and the counters."""
    named = select(EquipmentFault.place).group_by(EquipmentFault.place)
    before = db.session.scalars(named.order_by(func.max(EquipmentFault.last_at).desc()).limit(PLACES_OFFERED))
    counters = select(Counter.name).where(Counter.is_active).order_by(Counter.position, Counter.id)
    return list(dict.fromkeys([*before, *db.session.scalars(counters)]))
