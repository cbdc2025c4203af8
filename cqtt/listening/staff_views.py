"""The sessions as officers plan and report them, under /can-bo/lang-nghe."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.clock import now, today
from cqtt.commune.absence import officers_at_work
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.models import active_hamlets
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.forms import Form, PostForm, Revised, differences, keeps_typed
from cqtt.i18n import _
from cqtt.listening import planning
from cqtt.listening.forms import CancelForm, SessionForm, SummaryForm
from cqtt.listening.models import ListeningSession
from cqtt.listening.planning import SessionRefused
from cqtt.listening.reading import coming, figures_of, opinions_for, past, promises_of
from cqtt.listening.rules import PART_NAMES, STATUS_NAMES
from cqtt.listening.views import bp
from cqtt.redaction import leftovers
from cqtt.roles import Role

ALL = "/can-bo/lang-nghe"
READERS = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER)
PLANNERS = (Role.RECEPTION, Role.LEADER)
Answer = Response | tuple[str, int]


@bp.get(ALL)
@requires(*READERS)
def overview() -> str:
    """The sessions that come, and those that have been."""
    page = past(today(), page_number(request.args.get("trang", "")), ".overview")
    return render_template(
        "listening/overview.html",
        coming=coming(today()),
        page=page,
        status_names=STATUS_NAMES,
        may_plan=me().has_role(*PLANNERS),
    )


@bp.route(f"{ALL}/them", methods=["GET", "POST"])
@requires(*PLANNERS)
@keeps_typed
def plan() -> Answer:
    """Plan a session."""
    form = SessionForm.of(None, active_hamlets(), officers_at_work(), starts=None)
    if not form.accepted():
        return render_template("listening/plan.html", form=form, session=None), form.http_status
    session = planning.plan(form.start_key.data, me(), form.people(), now(), **form.values())
    db.session.commit()
    flash(_("Đã lên kế hoạch. Trang công khai đã có buổi này."))
    return redirect(url_for(".result", id=session.id), 303)


@bp.route(f"{ALL}/<row:id>/ke-hoach", methods=["GET", "POST"])
@requires(*PLANNERS)
@keeps_typed
def change(id: int) -> Answer:
    """Change the plan; what two people write at once stands side by side."""
    session = session_or_404(id)
    form = SessionForm.of(session, active_hamlets(), officers_at_work())
    if not form.accepted():
        return render_template("listening/plan.html", form=form, session=session), form.http_status
    try:
        planning.change(session, form.revision.data, form.people(), form.values())
    except ChangedMeanwhile:
        db.session.rollback()
        session = session_or_404(id)
        stored = SessionForm.of(session, active_hamlets(), officers_at_work(), formdata=None)
        found = differences(form, stored)
        form.rest_on(stored)
        return render_template("listening/plan.html", form=form, session=session, differences=found), 409
    db.session.commit()
    flash(_("Đã lưu kế hoạch."))
    return redirect(url_for(".result", id=id), 303)


@bp.get(f"{ALL}/<row:id>/ket-qua")
@requires(*READERS)
def result(id: int) -> str:
    """One session: its plan, what was said as far as this officer may read it, minutes, what everybody reads."""
    session = session_or_404(id)
    return render_template(
        "listening/result.html",
        session=session,
        figures=figures_of(session),
        opinions=opinions_for(session, me()),
        promises=promises_of(session),
        status_names=STATUS_NAMES,
        part_names=PART_NAMES,
        may_plan=me().has_role(*PLANNERS),
        today=today(),
        token=PostForm(),
    )


@bp.route(f"{ALL}/<row:id>/huy", methods=["GET", "POST"])
@requires(*PLANNERS)
@keeps_typed
def cancel(id: int) -> Answer:
    """Cancel a session, after asking why."""
    session = session_or_404(id)
    form = CancelForm(revision=session.revision)
    if not form.accepted():
        return _change_page(session, form, form.http_status)
    return _done(
        session, form, lambda: planning.cancel(session, form.revision.data, form.reason.data), _("Đã hủy buổi này.")
    )


@bp.post(f"{ALL}/<row:id>/khoi-phuc")
@requires(*PLANNERS)
def put_back(id: int) -> Response:
    """Take a cancellation back."""
    session = session_or_404(id)
    try:
        planning.put_back(session, session.revision, now())
    except SessionRefused as refused:
        flash(refused.sentence, "warning")
        return redirect(url_for(".result", id=id), 303)
    db.session.commit()
    flash(_("Buổi này diễn ra như đã định."))
    return redirect(url_for(".result", id=id), 303)


@bp.route(f"{ALL}/<row:id>/cong-bo", methods=["GET", "POST"])
@requires(*PLANNERS)
@keeps_typed
def publish(id: int) -> Answer:
    """Write what everybody reads; what looks like a citizen's name or number is asked about once."""
    session = session_or_404(id)
    form = SummaryForm(revision=session.revision, summary=session.summary)
    if not form.accepted() or _asks_again(form):
        return _change_page(session, form, form.http_status)
    at = now()
    return _done(
        session,
        form,
        lambda: planning.publish_summary(session, form.revision.data, form.summary.data, at),
        _("Đã công bố kết quả."),
    )


@bp.post(f"{ALL}/<row:id>/go-xuong")
@requires(*PLANNERS)
def take_down(id: int) -> Response:
    """Take the public summary down."""
    session = session_or_404(id)
    planning.take_summary_down(session, session.revision)
    db.session.commit()
    flash(_("Đã gỡ kết quả xuống. Lời đã viết vẫn còn."))
    return redirect(url_for(".result", id=id), 303)


def _asks_again(form: SummaryForm) -> bool:
    """Whether the words hold what might name a person, and nobody has said yet that they may stand."""
    if request.form.get("anyway") == "1" or not leftovers(form.summary.data or ""):
        return False
    form.summary.errors = [_("Có chỗ giống tên hoặc số riêng của người dân. Xin sửa lại, hoặc bấm “Vẫn ghi như vậy”.")]
    return True


def _done(session: ListeningSession, form: Revised, act: Callable[[], None], said: str) -> Answer:
    """Do what the form asks for, or show it with why not; what was typed stays."""
    id = session.id
    try:
        act()
    except (ChangedMeanwhile, SessionRefused) as refused:
        db.session.rollback()
        session = session_or_404(id)
        form.revision.raw_data, form.revision.data = None, session.revision
        form.revision.errors = [refused.sentence]
        return _change_page(session, form, 409)
    db.session.commit()
    flash(said)
    return redirect(url_for(".result", id=id), 303)


def _change_page(session: ListeningSession, form: Form, status: int) -> tuple[str, int]:
    return render_template("listening/change.html", session=session, form=form), status


def session_or_404(id: int) -> ListeningSession:
    return db.session.get(ListeningSession, id) or abort(404)
