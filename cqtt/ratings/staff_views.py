"""`/can-bo/danh-gia`: what leaders look after, and how satisfied people are, as counts, for every officer."""

from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.audit.actions import record
from cqtt.clock import ICT, local, now
from cqtt.codes.qr import qr_svg
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.commune.signed_in import me
from cqtt.dossiers.case_access import case_or_404, note_reading
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.fives import SETTLED
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.ratings import figures, follow_ups
from cqtt.ratings.figures import Asked
from cqtt.ratings.forms import DoneForm
from cqtt.ratings.inviting import invite_of_dossier, link_of, may_be_rated
from cqtt.ratings.models import RatingFollowUp
from cqtt.ratings.panels import low_mark_panels
from cqtt.ratings.places import WHOLE_DESK, counters, session_names
from cqtt.ratings.rows import page_of, row_of
from cqtt.ratings.rules import FACTOR_NAMES, MARK_NAMES, FollowUpRefused
from cqtt.ratings.secrecy import Reader
from cqtt.ratings.views import bp
from cqtt.roles import Role

Answer = Response | tuple[str, int]
ALL = "/can-bo/danh-gia"
MONTHS = {"3": timedelta(days=92), "12": timedelta(days=366)}


@bp.get(ALL)
@requires(Role.LEADER)
def low_ratings() -> str:
    """The low marks that wait for this leader, the first due first. It names dossiers, so opening it is recorded."""
    page = page_of(me(), now(), page_number(request.args.get("trang", "")))
    shown = render_template("ratings/staff/low_ratings.html", **page)
    if page["rows"] or page["done"]:  # of nothing there is nothing to record
        note_reading("view", "rating_list", local(now()).toordinal())
    return shown


@bp.route(f"{ALL}/<row:id>", methods=["GET", "POST"])
@requires(Role.LEADER)
@keeps_typed
def follow_up(id: int) -> Answer:
    """One low mark: what was said, whom to call, and what was done about it. Opening it is recorded."""
    found = _follow_up_or_404(id)
    form = DoneForm(obj=found)
    if form.accepted():
        try:
            follow_ups.finish(found, form.revision.data, form.what.data, me(), now())
        except FollowUpRefused as refused:
            db.session.rollback()
            form.what.errors = (refused.sentence,)
            return _shown(_follow_up_or_404(id), form), 422
        db.session.commit()
        flash(_("Đã ghi việc đã làm. Xin cảm ơn Ông/Bà."))
        return redirect(url_for(".low_ratings"), 303)
    shown = _shown(found, form)
    note_reading("view", "rating_follow_up", id)
    return shown, form.http_status


def _follow_up_or_404(id: int) -> RatingFollowUp:
    return follow_ups.seen_by(Reader.of(me()), id) or abort(404)


def _shown(found: RatingFollowUp, form: DoneForm) -> str:
    calendar = working_calendar(the_commune())
    return render_template(
        "ratings/staff/follow_up.html",
        form=form,
        row=row_of(found, calendar, now()),
        follow_up=found,
        factors=FACTOR_NAMES,
        panels=low_mark_panels(found),
    )


@bp.get(f"{ALL}/so-lieu")
@requires(*CASE_ROLES)
def rating_figures() -> str:
    """How satisfied people are: whole fives, by month, procedure and factor; desk codes apart; words for leaders."""
    months = request.args.get("thang", "3")
    own = "cua-toi" in request.args
    procedure_id = request.args.get("thu-tuc", type=int)
    asked = Asked(_since(months, now()), now() - SETTLED, procedure_id, me().id if own else None)
    votes = figures.bound_votes(asked)
    names = {WHOLE_DESK: the_commune().desk_word, **{counter.id: counter.name for counter in counters()}}
    by_procedure = figures.by_procedure(votes, asked)
    at_sessions = figures.session_votes(asked)
    by_session = figures.by_place(at_sessions, sorted({vote.place_id or 0 for vote in at_sessions}), asked)
    return render_template(
        "ratings/staff/figures.html",
        months=months if months in MONTHS else "3",
        own=own,
        procedure_id=procedure_id,
        whole=figures.group(votes, asked),
        by_month=figures.by_month(votes, asked),
        by_procedure=by_procedure,
        procedures=figures.procedure_names({*by_procedure, *([procedure_id] if procedure_id else [])}),
        by_factor=figures.by_factor(votes, asked),
        by_counter=figures.by_place(figures.desk_votes(asked), names, asked),
        counters=names,
        by_session={id: group for id, group in by_session.items() if group.all},
        session_names=session_names(by_session),
        words=figures.words_said(asked) if me().has_role(Role.LEADER) and not own else [],
        factors=FACTOR_NAMES,
        marks=MARK_NAMES,
    )


def _since(months: str, at: datetime) -> datetime:
    """Return midnight of so many months ago."""
    day = local(at - MONTHS.get(months, MONTHS["3"])).date()
    return datetime(day.year, day.month, day.day, tzinfo=ICT)


@bp.route("/can-bo/ho-so/<row:id>/moi-danh-gia", methods=["GET", "POST"])
@requires(*CASE_ROLES)
def invite(id: int) -> Answer:
    """A page to turn to the citizen: the code that opens the five faces on their own telephone."""
    dossier, form = case_or_404(id), PostForm()
    if not may_be_rated(dossier):
        abort(404)
    qr = None
    if form.accepted():
        link = link_of(invite_of_dossier(dossier, now()))
        record("rating.invite", "dossier", id)
        db.session.commit()
        qr = qr_svg(link, _("Mã QR mở trang đánh giá"))
    page = render_template("ratings/staff/invite.html", dossier=dossier, form=form, qr=qr)
    return page, 200 if qr else form.http_status
