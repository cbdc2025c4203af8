"""The pledge as citizens read it: the words, who has signed, what the unit really achieves; and the board."""

from datetime import timedelta

from flask import Blueprint, Response, abort, render_template, url_for

from cqtt.clock import now, today
from cqtt.commune.pledge_text import GROUPS, SPIRIT
from cqtt.i18n import _
from cqtt.pledges import papers
from cqtt.pledges.figures import Figures, Rate, unit_figures
from cqtt.pledges.signers import roll_on
from cqtt.throttle import allowed, client_address

bp = Blueprint("pledges", __name__)

BOARDS_AN_HOUR = 60  # drawn anew each time, from one address


@bp.get("/cam-ket")
def show() -> str:
    """The words, how many have signed and who, and beside it the unit's own figures."""
    return render_template(
        "pledges/show.html",
        groups=GROUPS,
        spirit=SPIRIT,
        roll=roll_on(today()),
        figures=_items(unit_figures(now())),
        report=url_for("feedback.begin", ve="thai-do"),
    )


@bp.get("/cam-ket.pdf")
def board() -> Response:
    """The same on A3, to hang in the hall."""
    if not allowed("pledge_board", client_address(), BOARDS_AN_HOUR, timedelta(hours=1)):
        abort(429)
    return papers.answer(papers.board(roll_on(today()), today()), "cam-ket.pdf")


def _items(figures: Figures) -> list[dict[str, str | None]]:
    """Return the rates as the page shows them."""
    year = _("Đúng hẹn năm %(year)s", year=figures.year)
    satisfied, ratings = figures.satisfied, _("từ 5 lượt đánh giá mới tính tỷ lệ")
    if satisfied.percent is not None:
        ratings = _("%(count)s lượt đánh giá trong 12 tháng qua", count=satisfied.whole)
    return [
        _on_time(_("Đúng hẹn 90 ngày qua"), figures.recent),
        _on_time(year, figures.this_year),
        {"icon": "heart", "name": _("Người dân hài lòng"), "value": _share(satisfied), "note": ratings},
    ]


def _on_time(name: str, rate: Rate) -> dict[str, str | None]:
    note = _("%(count)s hồ sơ đã có kết quả", count=rate.whole) if rate.whole else None
    if rate.whole and rate.percent is None:
        note = _("mới có %(count)s hồ sơ, từ %(enough)s hồ sơ mới tính tỷ lệ", count=rate.whole, enough=rate.enough)
        return {"icon": "clock", "name": name, "value": _("chưa đủ dữ liệu"), "note": note}
    return {"icon": "clock", "name": name, "value": _share(rate), "note": note}


def _share(rate: Rate) -> str:
    return _("chưa có dữ liệu") if rate.percent is None else f"{rate.percent}\u00a0%"
