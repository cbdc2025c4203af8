"""What administrators decide about the evaluation. None of these functions commits."""

from collections.abc import Mapping

from sqlalchemy import delete

from cqtt.audit.actions import record
from cqtt.errors import RuleBroken
from cqtt.evaluation.models import IndicatorWeight, weights
from cqtt.evaluation.rules import USUAL_TENTHS, Indicator, check_weights
from cqtt.extensions import db
from cqtt.i18n import _


class ChangedMeanwhile(RuleBroken):
    """Somebody gave the indicators other points after the page was opened."""


def weigh(chosen: Mapping[Indicator, int], seen: str) -> None:
    """Give the indicators these tenths of points. Raise WeightsRefused, or ChangedMeanwhile."""
    stored = weights()
    if state_of(stored) != seen:
        raise ChangedMeanwhile(_("Đồng nghiệp vừa lưu điểm khác. Xin xem lại; nếu vẫn đổi, xin bấm Lưu lần nữa."))
    check_weights(chosen)
    changed = sorted(indicator.value for indicator, tenths in chosen.items() if stored[indicator] != tenths)
    for indicator, tenths in chosen.items():
        db.session.merge(IndicatorWeight(indicator=indicator, tenths=tenths))
    if changed:
        record("change", "indicator_weight", "766", fields=changed)


def restore_weights() -> None:
    """Give all indicators their usual points."""
    if weights() != USUAL_TENTHS:
        record("restore", "indicator_weight", "766")
    db.session.execute(delete(IndicatorWeight))


def state_of(stored: Mapping[Indicator, int]) -> str:
    """Return what a form remembers of the points it was filled with."""
    return "-".join(str(stored[indicator]) for indicator in USUAL_TENTHS)
