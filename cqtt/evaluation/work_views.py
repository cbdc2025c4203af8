"""How the work divides: the procedures that are late most, and each officer's own figures."""

from typing import Any

from flask import request, url_for
from flask_login import current_user

from cqtt.access import requires
from cqtt.addresses import page_count, page_number
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.evaluation.asked import AskedDays, days_in_address
from cqtt.evaluation.periods import Span
from cqtt.evaluation.rules import UNIT_READERS
from cqtt.evaluation.staff_views import page_about, this_month
from cqtt.evaluation.views import bp
from cqtt.evaluation.work import ORDERS, work_of_officers, work_of_procedures
from cqtt.register.rules import PeriodRefused
from cqtt.roles import Role

PER_PAGE = 50


class Pages:
    """What the pager draws, and the orders of the list."""

    def __init__(self, span: Span, total: int) -> None:
        self.total, self.pages = total, page_count(total, PER_PAGE)
        self.number = min(page_number(request.args.get("trang", "")), self.pages)
        asked = request.args.get("xep", "")
        self.order = asked if asked in ORDERS else ORDERS[0]
        self._days = days_in_address(span)

    @property
    def kept(self) -> dict[str, str]:
        """Return what stays in the address when other days are chosen."""
        return {"xep": self.order} if self.order != ORDERS[0] else {}

    def url(self, number: int) -> str:
        return self.ordered(self.order, trang=number if number > 1 else None)

    def ordered(self, order: str, **more: Any) -> str:
        chosen = None if order == ORDERS[0] else order
        return url_for("evaluation.procedures", **self._days, xep=chosen, **more)


@bp.get("/can-bo/danh-gia-thu-tuc")
@requires(*UNIT_READERS)
def procedures() -> tuple[str, int]:
    """Every procedure with results in these days or dossiers under way: where it is late most comes first."""
    asked = AskedDays.from_address()
    try:
        span = asked.span()
    except PeriodRefused as refused:
        return _page("evaluation/procedures.html", asked, this_month(), mistake=refused.sentence), 422
    works = work_of_procedures(span.period, now(), request.args.get("xep", ""))
    pages = Pages(span, len(works))
    shown = works[(pages.number - 1) * PER_PAGE : pages.number * PER_PAGE]
    most = max((work.results.all for work in works), default=0)
    values = {"pages": pages, "works": shown, "most": most, "current_place": url_for(".unit")}
    return _page("evaluation/procedures.html", asked, span, **values), 200


@bp.get("/can-bo/danh-gia-can-bo")
@requires(*CASE_ROLES)
def officers() -> tuple[str, int]:
    """An officer's own figures; a leader sees everybody's, in the order of their names."""
    asked, leads = AskedDays.from_address(), current_user.has_role(Role.LEADER)
    try:
        span = asked.span()
    except PeriodRefused as refused:
        return _page("evaluation/officers.html", asked, this_month(), leads=leads, mistake=refused.sentence), 422
    works = work_of_officers(span, now(), None if leads else me().id)
    return _page("evaluation/officers.html", asked, span, leads=leads, works=works), 200


def _page(template: str, asked: AskedDays, span: Span, **more: Any) -> str:
    values: dict[str, Any] = {"works": [], "pages": None, "most": 0} | more
    return page_about(template, asked, span, **values)
