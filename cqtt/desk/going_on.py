"""Where the work goes on after a look at the screen: one box or button, for the hands and for what is said."""

from flask import request

from cqtt.desk.card import name_hint
from cqtt.desk.screen import Screen
from cqtt.i18n import _


def next_box(screen: Screen) -> str:
    """Return the id of the box or button where the work goes on."""
    form = screen.form
    if screen.scan_error or not request.form:
        return "scan"
    if name_hint(form.applicant_name.data or "") and screen.card or not form.applicant_name.data:
        return "applicant_name"
    if screen.card and not form.phone.data:
        return "use-phone" if any(offer.fact == "phone" for offer in screen.offers) else "phone"
    return _next_of_procedure(screen) if form.hamlet_id.data else "hamlet_id"


def _next_of_procedure(screen: Screen) -> str:
    if screen.procedure is None or screen.finds_nothing:
        return "search"
    if screen.missing or (screen.papers and screen.papers.is_untouched):
        return "all-papers"
    return "accept" if screen.limit else "amount"


def lead_to(screen: Screen) -> str:
    """Mark the box where the work goes on, for browsers without scripts; return its id."""
    form, box = screen.form, next_box(screen)
    if box in form and not form.complaints():
        form[box].render_kw = {**(form[box].render_kw or {}), "autofocus": True}
    return box


def box_for_scripts(screen: Screen) -> str:
    """Return where a script goes on: to no box while there are mistakes to read, save to a missing procedure."""
    if not screen.form.complaints():
        return next_box(screen)
    return "search" if screen.form.said_at("search") else ""


def said_of_procedure(screen: Screen) -> str:
    """Return the sentence for a screen whose procedure, papers or date nobody has seen yet."""
    if screen.procedure is None or screen.finds_nothing:
        return _("Xin chọn thủ tục: gõ hai chữ đầu, ví dụ “ks” là khai sinh.")
    return _("Xin xem lại giấy tờ, phí và ngày hẹn của thủ tục vừa chọn, rồi bấm lần nữa.")
