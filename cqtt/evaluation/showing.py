"""What the pages of the evaluation draw: the ways from a number to its cases, words of changes, lengths of bars."""

from typing import Any

from flask import url_for

from cqtt.dossiers.rules import CASE_ROLES
from cqtt.evaluation.asked import days_in_address
from cqtt.evaluation.periods import Span
from cqtt.evaluation.rates import Mark, Scored, Tally
from cqtt.evaluation.rules import OF_SLUG, OUTLINES, Indicator, Part, Subject, may_list, tenths_text
from cqtt.i18n import _
from cqtt.roles import Role

THINNEST = 2  # of a column: a line that an eye finds


class Ways:
    """Leads from a number to its cases, for whoever may open them; for others a number is a number."""

    def __init__(self, span: Span, roles: frozenset[Role], own_id: int) -> None:
        self._days, self._roles, self._own_id = days_in_address(span), roles, own_id

    @property
    def leads(self) -> bool:
        return Role.LEADER in self._roles

    @property
    def administers(self) -> bool:
        return Role.ADMINISTRATOR in self._roles

    @property
    def ratings(self) -> str | None:
        """Return where votes are told in fives; single ones are read nowhere."""
        return url_for("ratings.rating_figures") if self._roles & {*CASE_ROLES, Role.OVERSEER} else None

    def to(self, indicator: Indicator, part: str = "tat-ca", **narrowed: Any) -> str | None:
        """Return the address of a list, or None where this officer may not open it."""
        outline = OUTLINES[indicator]
        if not may_list(outline.subject, self._roles, narrowed.get("can_bo") == self._own_id):
            return None
        narrow = {name.replace("_", "-"): value for name, value in narrowed.items()}
        chosen = None if part == Part.ALL.value else part
        return list_address(outline.slug, phan=chosen, **self._days, **narrow)


LISTS = {
    Subject.DOSSIERS: "evaluation.dossier_cases",
    Subject.PAYMENTS: "evaluation.payment_cases",
    Subject.FEEDBACK: "evaluation.feedback_cases",
    Subject.PROCEDURES: "evaluation.procedure_cases",
}


def list_address(slug: str, form: str = "", **asked: Any) -> str:
    """Return the address of the cases behind a number: the page, or with a form the file."""
    endpoint = LISTS[OUTLINES[OF_SLUG[slug]].subject]
    return url_for(f"{endpoint}_file", slug=slug, form=form, **asked) if form else url_for(endpoint, slug=slug, **asked)


def points_words(scored: Scored) -> str:
    """Return what a group earned of what own data can tell; of nothing, that nothing is known: not 0 of 0."""
    whole = tenths_text(scored.total)
    if scored.computable:
        earned, computable = tenths_text(scored.tenths), tenths_text(scored.computable)
        return _(
            "%(part)s trên %(whole)s điểm tính được, cả nhóm %(total)s điểm",
            part=earned,
            whole=computable,
            total=whole,
        )
    if scored.without_data:
        return _("kỳ này chưa có dữ liệu, cả nhóm %(total)s điểm", total=whole)
    return _("chưa đặt điểm cho chỉ số nào, cả nhóm %(total)s điểm", total=whole)


def change_words(mark: Mark) -> str:
    """Return how the rate moved, in points of a hundred, or why that cannot be said."""
    if mark.change is None:
        too_few = mark.tally and mark.before and mark.tally.all and mark.before.all
        return _("còn ít, chưa so") if too_few else ""
    if mark.change == 0:
        return _("như kỳ trước")
    points = tenths_text(abs(mark.change))
    rose = mark.change > 0
    return _("tăng %(points)s điểm %%", points=points) if rose else _("giảm %(points)s điểm %%", points=points)


def length(part: int, whole: int, most: int = 1000) -> int:
    """Return how long a bar is on a scale that ends at `most`; what is not nothing can be seen."""
    if not whole or not part:
        return 0
    return max(most // 100, THINNEST, min(most, most * part // whole))


def columns_of(tallies: list[Tally], high: int = 88) -> list[dict[str, int]]:
    """Return the columns of a chart: what was on time above, what was late on top of it, as high as the largest."""
    largest = max((tally.all for tally in tallies), default=0)
    return [
        {
            "x": 10 + 40 * place,
            "good": length(tally.good, largest, high),
            "other": length(tally.other, largest, high),
            "late": tally.other,
        }
        for place, tally in enumerate(tallies)
    ]
