"""The roster and the times of reception as officials keep them, under /quan-tri/lich-truc."""

from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now, read_day, today
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.leaders import reception_times, roster
from cqtt.leaders.models import DutyShift, ReceptionTime
from cqtt.leaders.roster_forms import ReceptionTimeForm, ShiftForm
from cqtt.leaders.rules import WEEKS_AHEAD, ShiftRefused, monday_of
from cqtt.leaders.views import bp
from cqtt.roles import Role

Answer = Response | tuple[str, int]
ALL = "/quan-tri/lich-truc"
KEEPERS = (Role.ADMINISTRATOR, Role.LEADER)


@bp.route(ALL, methods=["GET", "POST"], endpoint="roster")
@requires(*KEEPERS)
@keeps_typed
def show_roster() -> Answer:
    """The shifts of one week, and a form for one more."""
    monday = _week_asked()
    form = ShiftForm.of_week(monday, today(), roster.leaders_at_work())
    if not form.accepted():
        return _show_roster(form, monday, form.http_status)
    try:
        roster.add_shift(form.officer.data, form.span, form.note.data or "", form.start_key.data, me(), now(), today())
        db.session.commit()
    except ShiftRefused as refused:
        db.session.rollback()
        form.starts.errors = (refused.sentence,)
        return _show_roster(form, monday, 422)
    except IntegrityError:
        db.session.rollback()  # the same form, sent twice at once: the first has added it
    flash(_("Đã thêm ca trực."))
    return _to_week(monday)


@bp.post(f"{ALL}/chep")
@requires(*KEEPERS)
def copy_week() -> Response:
    """Let the week that is shown have the shifts of the week before."""
    monday = _week_asked()
    done = roster.copy_week(monday, me(), now(), today())
    db.session.commit()
    said = (
        _("Đã chép %(count)s ca của tuần trước.", count=done.copied) if done.copied else _("Không có ca nào để chép.")
    )
    if done.left_out:
        said += " " + _("%(count)s ca để lại vì đã qua ngày, trùng giờ hoặc người trực đã nghỉ.", count=done.left_out)
    flash(said, "message" if done.copied else "warning")
    return _to_week(monday)


@bp.post(f"{ALL}/<row:id>/<any(bo, 'tra-lai'):way>")
@requires(*KEEPERS)
def change_shift(id: int, way: str) -> Response:
    """Take a shift out of the roster, or put it back."""
    shift = db.session.get(DutyShift, id) or abort(404)
    monday = monday_of(shift.on)
    if way == "bo":
        roster.remove_shift(shift, now())
    else:
        roster.put_shift_back(shift)
        flash(_("Đã đặt ca trực ấy trở lại."))
    db.session.commit()
    return _to_week(monday, removed=id if way == "bo" else None)


@bp.route(f"{ALL}/tiep-dan", methods=["GET", "POST"], endpoint="reception_times")
@requires(*KEEPERS)
@keeps_typed
def show_reception_times() -> Answer:
    """When citizens are received, and a form for one time more."""
    form = ReceptionTimeForm.for_leaders(roster.leaders_at_work())
    if not form.accepted():
        return _show_times(form, form.http_status)
    said = (form.officer.data, form.when, form.place.data or "", form.start_key.data)
    try:
        reception_times.add_time(*said, me(), now(), today())
        db.session.commit()
    except ShiftRefused as refused:
        db.session.rollback()
        form.starts.errors = (refused.sentence,)
        return _show_times(form, 422)
    except IntegrityError:
        db.session.rollback()  # the same form, sent twice at once
    flash(_("Đã thêm lịch tiếp dân."))
    return redirect(url_for(".reception_times"), 303)


@bp.post(f"{ALL}/tiep-dan/<row:id>/<any(bo, 'tra-lai'):way>")
@requires(*KEEPERS)
def change_reception_time(id: int, way: str) -> Response:
    """Take a time of reception off the list, or put it back."""
    row = db.session.get(ReceptionTime, id) or abort(404)
    if way == "bo":
        reception_times.remove_time(row, now())
    else:
        reception_times.put_time_back(row)
        flash(_("Đã đặt lịch tiếp dân ấy trở lại."))
    db.session.commit()
    return redirect(url_for(".reception_times", bo=id if way == "bo" else None), 303)


def _show_roster(form: ShiftForm, monday: date, status: int) -> tuple[str, int]:
    week = timedelta(weeks=1)
    shifts = roster.shifts_between(monday, monday + week - timedelta(days=1))
    page = render_template(
        "leaders/roster.html",
        form=form,
        token=PostForm(),
        monday=monday,
        days=roster.days_of_week(monday, shifts),
        span_of=roster.span_of,
        today=today(),
        before=monday - week,
        after=monday + week if monday + week < today() + WEEKS_AHEAD * week else None,
        removed=_removed(DutyShift),
    )
    return page, status


def _show_times(form: ReceptionTimeForm, status: int) -> tuple[str, int]:
    page = render_template(
        "leaders/reception_times.html",
        form=form,
        token=PostForm(),
        times=reception_times.times_from(today()),
        day_words=reception_times.day_words,
        hours_words=reception_times.hours_words,
        removed=_removed(ReceptionTime),
    )
    return page, status


def _removed(kind: Any) -> Any:
    """Return what was just taken out, as the address says, so that it can be put back."""
    row = db.session.get(kind, max(0, min(request.args.get("bo", 0, type=int), 2**31 - 1)))
    return row if row is not None and row.removed_at is not None else None


def _week_asked() -> date:
    """Return the Monday of the week that the address names; this week without one."""
    return monday_of(read_day(request.values.get("tuan", "")) or today())


def _to_week(monday: date, removed: int | None = None) -> Response:
    """Show the week; with what was just removed, so that it can be put back."""
    return redirect(url_for(".roster", tuan=monday.isoformat(), bo=removed), 303)
