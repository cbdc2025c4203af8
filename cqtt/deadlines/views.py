"""The working calendar under /quan-tri/lich: the week, the year's days, what a change does to open dossiers."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import day_text, now, today
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.holidays import LUNAR_YEARS, ProposedDay, propose
from cqtt.commune.models import the_commune
from cqtt.commune.working_time import CalendarDay, CalendarRefused
from cqtt.deadlines import actions
from cqtt.deadlines.forms import Confirmed, DayForm, ProposalForm, TakeOutForm, WeekForm
from cqtt.deadlines.moved import dates_moved
from cqtt.deadlines.rules import KIND_NAMES, Change
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.forms import differences, keeps_typed
from cqtt.i18n import _, ngettext
from cqtt.roles import Role

bp = Blueprint("deadlines", __name__)
Answer = Response | tuple[str, int]


@bp.get("/quan-tri/lich")
@requires(Role.ADMINISTRATOR)
def calendar() -> str:
    """The days of one year that differ from their weekday, and those that are still to be confirmed."""
    year, days = _year_asked(), actions.days_of_all()
    return render_template(
        "deadlines/calendar.html",
        year=year,
        years=_years_of(days),
        days=sorted((on, day) for on, day in days.items() if on.year == year),
        kinds=KIND_NAMES,
        assumed=actions.assumed_days(),
        to_confirm=_to_confirm({year, today().year, today().year + 1}, days),
        week=WeekForm.of(the_commune(), formdata=None).week,
        rules=the_commune(),
    )


@bp.route("/quan-tri/lich/tuan", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_week() -> Answer:
    """Hours of the week, the cut-off, the rule of Saturdays, the days after which people are reminded."""
    form = WeekForm.of(the_commune())
    if form.accepted():
        return _carry_out("edit_week", form, Change(settings=form.settings()))
    return _show("edit_week", form)


@bp.route("/quan-tri/lich/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_day() -> Answer:
    """A day off, a half day or a make-up day; or several in a row."""
    form = DayForm.of(the_commune(), None, None)
    if form.accepted():
        return _carry_out("add_day", form, Change(put=form.days()))
    return _show("add_day", form)


@bp.route("/quan-tri/lich/<day>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_day(day: str) -> Answer:
    """Another reason, notice or kind for a day; moved to another date, the old one is taken out."""
    on, kept = _day_or_404(day)
    form = DayForm.of(the_commune(), on, kept)
    if form.accepted():
        put = form.days()
        return _carry_out("edit_day", form, Change(put=put, take_out=frozenset({on} - put.keys())), day=day)
    return _show("edit_day", form, day=day)


@bp.route("/quan-tri/lich/<day>/bo", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def take_out_day(day: str) -> Answer:
    """Make a day an ordinary one again."""
    on, kept = _day_or_404(day)
    form = TakeOutForm.from_request(revision=the_commune().revision)
    if form.accepted():
        return _carry_out("take_out_day", form, Change(take_out=frozenset({on})), on=on, kept=kept)
    return _show("take_out_day", form, on=on, kept=kept)


@bp.route("/quan-tri/lich/de-xuat/<int:year>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def confirm_proposed(year: int) -> Answer:
    """Rules and the lunar calendar propose; a person compares with the notice and confirms."""
    proposed = _proposed(year, actions.days_of_all(), actions.assumed_days())
    words = {row.on: _words_of(row) for row in proposed.values()}
    form = ProposalForm.of(the_commune(), words, {row.on for row in proposed.values() if row.assumed})
    if form.accepted():
        chosen = [proposed[date.fromisoformat(on)] for on in form.days.data]
        put = {row.on: CalendarDay(row.kind, row.name, form.source.data or row.source) for row in chosen}
        return _carry_out("confirm_proposed", form, Change(put=put), year=year)
    return _show("confirm_proposed", form, year=year, known=year in LUNAR_YEARS)


@bp.get("/quan-tri/lich/ho-so-doi-ngay")
@requires(Role.ADMINISTRATOR, *CASE_ROLES)
def moved() -> str:
    """The dossiers whose date a change of the calendar moved, newest first: by code, without a name."""
    return render_template("deadlines/moved.html", pages=dates_moved(request.args.get("trang", 1, type=int)))


def _carry_out(name: str, form: Confirmed, change: Change, **shown: Any) -> Answer:
    """Show what the change would move and ask; or make it, and say how many people are told."""
    try:
        calendar = actions.calendar_after(the_commune(), change)
        moving, answers = actions.dates_that_move(calendar), actions.answers_that_move(calendar)
        if not form.was_seen(len(moving) + answers):
            form.seen.data, form.seen.raw_data = str(len(moving) + answers), None
            return _show(name, form, moving=moving, answers=answers, **shown)[0], 200
        told = actions.change_calendar(the_commune(), form.revision.data, change, now())
    except CalendarRefused as refused:
        db.session.rollback()
        return _show(name, form, refused=refused.sentence, **shown)[0], 422
    except ChangedMeanwhile:
        return _show_what_changed(name, form, shown)
    db.session.commit()
    flash(_said(len(told), answers))
    return redirect(url_for("deadlines.moved" if told else "deadlines.calendar"), 303)


def _said(told: int, answers: int) -> str:
    if answers and told:
        return _(
            "Đã lưu lịch làm việc. %(told)s hồ sơ và %(answers)s góp ý đổi ngày hẹn, người gửi được báo tin.",
            told=told,
            answers=answers,
        )
    if answers:
        return _("Đã lưu lịch làm việc. %(answers)s góp ý đổi ngày trả lời, người gửi được báo tin.", answers=answers)
    if not told:
        return _("Đã lưu lịch làm việc. Không hồ sơ nào đổi ngày hẹn trả.")
    return ngettext(
        "Đã lưu lịch làm việc. %(count)s hồ sơ đổi ngày hẹn trả, người nộp được báo tin.",
        "Đã lưu lịch làm việc. %(count)s hồ sơ đổi ngày hẹn trả, người nộp được báo tin.",
        told,
    )


def _show_what_changed(name: str, form: Confirmed, shown: Mapping[str, Any]) -> tuple[str, int]:
    """Say what is kept by now where it is not what was typed; nothing is overwritten."""
    db.session.rollback()
    commune = the_commune()
    stored = WeekForm.of(commune, formdata=None) if isinstance(form, WeekForm) else None
    apart = differences(form, stored) if stored else []
    form.revision.raw_data, form.revision.data = None, commune.revision
    form.seen.raw_data, form.seen.data = None, ""
    return _show(name, form, differences=apart, **shown)[0], 409


def _show(name: str, form: Confirmed, **shown: Any) -> tuple[str, int]:
    sources = actions.sources_of(actions.days_of_all())
    return render_template(f"deadlines/{name}.html", form=form, sources=sources, **shown), form.http_status


def _proposed(year: int, days: Mapping[date, CalendarDay], assumed: Collection[date]) -> dict[date, ProposedDay]:
    """Return what a person has to confirm for a year: what is not in the table yet, or only assumed there."""
    stored = {on: day for on, day in days.items() if on in assumed and on.year == year}
    rows = {on: ProposedDay(on, day.kind, day.name, day.source, assumed=True) for on, day in stored.items()}
    known = propose(year) if year in LUNAR_YEARS else ()
    rows |= {row.on: row for row in known if row.on not in days or row.on in assumed}
    return dict(sorted(rows.items()))


def _to_confirm(years: Collection[int], days: Mapping[date, CalendarDay]) -> list[tuple[int, int]]:
    """Return the years with days to confirm, and how many."""
    assumed = actions.assumed_days()
    counted = [(year, len(_proposed(year, days, assumed))) for year in sorted(years)]
    return [(year, count) for year, count in counted if count]


def _words_of(row: ProposedDay) -> str:
    sure = _("giả định, xin so với thông báo") if row.assumed else row.source
    return f"{day_text(row.on)}: {row.name} – {KIND_NAMES[row.kind]} ({sure})"


def _year_asked() -> int:
    year = request.args.get("nam", today().year, type=int)
    return year if year in LUNAR_YEARS else today().year


def _years_of(days: Mapping[date, CalendarDay]) -> list[int]:
    this = today().year
    return sorted({this - 1, this, this + 1} | {on.year for on in days})


def _day_or_404(day: str) -> tuple[date, CalendarDay]:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    kept = actions.days_of_all().get(on)
    return (on, kept) if kept else abort(404)
