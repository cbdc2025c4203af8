"""What an address of the evaluation asks for: the days, which cases, whose, in which order."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request

from cqtt.clock import today
from cqtt.evaluation.counted import Scope
from cqtt.evaluation.periods import OWN_DAYS, Span, read_span
from cqtt.evaluation.rules import Part
from cqtt.text import clean


@dataclass(frozen=True)
class AskedDays:
    """The period as it was typed or chosen; empty means this month. `shown` is what the form was filled with."""

    code: str
    since: str
    until: str
    shown: str

    @classmethod
    def from_address(cls) -> "AskedDays":
        return cls(*(clean(request.args.get(name, ""))[:30] for name in ("ky", "tu-ngay", "den-ngay", "ky-cu")))

    def span(self) -> Span:
        """Return the period that is meant: days typed over those of a month or a year mean themselves.

        Raise PeriodRefused.
        """
        span = read_span(self.code, self.since, self.until, today())
        own = (span.period.first.isoformat(), span.period.last.isoformat())
        if self.code == self.shown and self.since and self.until and (self.since, self.until) != own:
            return read_span(OWN_DAYS, self.since, self.until, today())
        return span


def days_in_address(span: Span) -> dict[str, Any]:
    """Return the parameters that lead to this period."""
    if span.code != OWN_DAYS:
        return {"ky": span.code}
    return {
        "ky": OWN_DAYS,
        "tu-ngay": span.period.first.isoformat(),
        "den-ngay": span.period.last.isoformat(),
    }


@dataclass(frozen=True)
class AskedCases:
    """Which cases of a number are meant, and in which order."""

    span: Span
    part: Part
    order: str
    procedure_id: int | None
    officer_id: int | None

    @classmethod
    def from_address(cls) -> "AskedCases":
        """Return what the address asks for. Raise PeriodRefused."""
        asked = request.args.get("phan", "")
        part = Part(asked) if asked in {each.value for each in Part} else Part.ALL
        order = clean(request.args.get("xep", ""))[:20]
        span = AskedDays.from_address().span()
        return cls(span, part, order, _number("thu-tuc"), _number("can-bo"))

    def as_address(self) -> dict[str, Any]:
        """Return the parameters that say something."""
        named = {
            "phan": None if self.part is Part.ALL else self.part.value,
            "thu-tuc": self.procedure_id,
            "can-bo": self.officer_id,
            "xep": self.order or None,
        }
        return days_in_address(self.span) | {name: value for name, value in named.items() if value is not None}

    def scope(self, at: datetime) -> Scope:
        return Scope(self.span.period, at, self.procedure_id, self.officer_id)


def _number(name: str) -> int | None:
    """Return the row that is asked for; nonsense is one that no table has."""
    typed = request.args.get(name, "")
    if not typed:
        return None
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else 0
