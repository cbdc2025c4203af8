"""The blueprint of the evaluation, and how its pages write numbers."""

from datetime import date, datetime

from flask import Blueprint

from cqtt.clock import date_text, local, time_text
from cqtt.evaluation.rates import Tally
from cqtt.evaluation.rules import tenths_text
from cqtt.i18n import _

bp = Blueprint("evaluation", __name__)


@bp.app_template_filter()
def rate_text(tally: Tally | None) -> str:
    """Return "97,4 %"; of nothing, that there is no data: neither 0 nor 100."""
    if tally is None or tally.permille is None:
        return _("chưa có dữ liệu")
    return f"{tenths_text(tally.permille)}\u00a0%"


@bp.app_template_filter()
def count_text(count: int) -> str:
    """Return 12480 as "12.480"."""
    return f"{count:,}".replace(",", ".")


@bp.app_template_filter()
def when_text(at: datetime | date) -> str:
    """Return "09:12 30/11/2026" on Vietnam's clock, or the day alone where no hour is known."""
    return f"{time_text(at)} {date_text(local(at).date())}" if isinstance(at, datetime) else date_text(at)


bp.add_app_template_filter(tenths_text)
