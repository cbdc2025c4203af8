"""The sessions as officers plan and report them, under /can-bo/lang-nghe."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.clock import day_text, now, today
from cqtt.commune.absence import officers_at_work
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.models import active_hamlets
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.forms import Form, PostForm, Revised, keeps_typed
from cqtt.i18n import _
from cqtt.listening import planning
from cqtt.listening.field.reading import may_write
from cqtt.listening.forms import NOT_CHOSEN, CancelForm, PressForm, SessionForm, SummaryForm
from cqtt.listening.models import ListeningSession
from cqtt.listening.reading import apart, coming, figures_of, opinions_for, past, promises_of
from cqtt.listening.recording import note_reading
from cqtt.listening.reminders import texts_of
from cqtt.listening.rules import PLANNERS, SATURDAY, SessionRefused, SessionStep, may_be_done
from cqtt.listening.views import bp
from cqtt.roles import Role

ALL = "/can-bo/lang-nghe"
READERS = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER)
Answer = Response | tuple[str, int]


@bp.get(ALL)
@requires(*READERS)
def overview() -> str:
    """The sessions that come, and those that have been."""
    ahead, page = coming(today()), past(today(), page_number(request.args.get("trang", "")), ".overview")
    return render_template(
        "listening/overview.html",
        coming=ahead,
        page=page,
        may_plan=me().has_role(*PLANNERS),
        writable={session.id for session in (*ahead, *page.items) if may_write(session, me())},
    )


@bp.route(f"{ALL}/them", methods=["GET", "POST"])
@requires(*PLANNERS)
@keeps_typed
def plan() -> Answer:
    """Plan a session."""
    chair = me().id if me().has_role(Role.LEADER) else NOT_CHOSEN
    form = SessionForm.of(None, active_hamlets(), officers_at_work(), chair=chair)
    if not form.accepted():
        return render_template("listening/plan.html", form=form, session=None), form.http_status
    session = _planned(form)
    flash(_("Đã lên kế hoạch. Trang công khai đã có buổi này."))
    _remark_on_day(session)
    return redirect(url_for(".result", id=session.id), 303)


def _planned(form: SessionForm) -> ListeningSession:
    """Plan the session and commit; of the same form, sent twice at once, the first one holds."""
    try:
        session = planning.plan(form.start_key.data, me(), form.people(), now(), **form.values())
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if (before := planning.planned_with(form.start_key.data)) is None:
            raise
        return before
    return session


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
        planning.change(session, form.revision.data, form.people(), form.values(), now())
    except ChangedMeanwhile:
        return _beside_stored(id, form)
    except SessionRefused as refused:
        db.session.rollback()
        form.on.errors = [refused.sentence]
        return render_template("listening/plan.html", form=form, session=session_or_404(id)), 409
    db.session.commit()
    flash(_("Đã lưu kế hoạch."))
    _remark_on_day(session)
    return redirect(url_for(".result", id=id), 303)


def _remark_on_day(session: ListeningSession) -> None:
    if session.on.weekday() != SATURDAY:
        flash(
            _("Buổi này vào %(day)s, không phải thứ Bảy. Nếu ghi nhầm, xin sửa kế hoạch.", day=day_text(session.on)),
            "warning",
        )


def _beside_stored(id: int, form: SessionForm) -> tuple[str, int]:
    """Show what was typed and what somebody else stored meanwhile."""
    db.session.rollback()
    session = session_or_404(id)
    stored = SessionForm.of(session, active_hamlets(), officers_at_work(), formdata=None)
    differences = form.rest_on(stored)
    return render_template("listening/plan.html", form=form, session=session, differences=differences), 409


@bp.get(f"{ALL}/<row:id>/ket-qua")
@requires(*READERS)
def result(id: int) -> str:
    """One session: its plan, what was said as far as this officer may read it, minutes, what everybody reads."""
    session, may_plan = session_or_404(id), me().has_role(*PLANNERS)
    texts = texts_of(session, me(), today()) if may_plan else []
    heard, private = apart(opinions_for(session, me()))
    page = render_template(
        "listening/result.html",
        session=session,
        figures=figures_of(session),
        opinions=heard,
        private=private,
        promises=promises_of(session),
        may_plan=may_plan,
        may_write=may_write(session, me()),
        steps=[step.value for step in SessionStep if may_be_done(session.status, step, session.on, today())],
        texts=texts,
        token=PostForm(),
        press=PressForm(formdata=None, revision=session.revision),
    )
    if texts:  # they show telephone numbers
        note_reading("view", id)
    return page


@bp.route(f"{ALL}/<row:id>/huy", methods=["GET", "POST"])
@requires(*PLANNERS)
@keeps_typed
def cancel(id: int) -> Answer:
    """Cancel a session, after asking why."""
    session = session_or_404(id)
    form = CancelForm(revision=session.revision)
    if not form.accepted():
        return _change_page(session, form, form.http_status)
    at = now()
    return _done(
        session, form, lambda: planning.cancel(session, form.revision.data, form.reason.data, at), _("Đã hủy buổi này.")
    )


@bp.post(f"{ALL}/<row:id>/khoi-phuc")
@requires(*PLANNERS)
def put_back(id: int) -> Response:
    """Take a cancellation back."""
    return _pressed(id, planning.put_back, _("Buổi này diễn ra như đã định."))


@bp.post(f"{ALL}/<row:id>/da-dien-ra")
@requires(*PLANNERS)
def hold(id: int) -> Response:
    """Say that a session took place that was written down on paper."""
    return _pressed(id, planning.hold, _("Đã ghi: buổi này đã diễn ra. Giờ có thể công bố kết quả."))


@bp.route(f"{ALL}/<row:id>/cong-bo", methods=["GET", "POST"])
@requires(*PLANNERS)
@keeps_typed
def publish(id: int) -> Answer:
    """Write what everybody reads."""
    session = session_or_404(id)
    form = SummaryForm(revision=session.revision, summary=session.summary)
    if not form.accepted():
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
    return _pressed(id, planning.take_summary_down, _("Đã gỡ kết quả xuống. Lời đã viết vẫn còn."))


def _pressed(id: int, act: Callable[[ListeningSession, int, datetime], None], said: str) -> Response:
    """Do what a single button asks for, or say why not; the button knows which state it was drawn for."""
    session, form = session_or_404(id), PressForm()
    try:
        if not form.accepted():
            raise ChangedMeanwhile(_("Trang này đã mở quá lâu. Xin xem lại rồi bấm lần nữa."))
        act(session, form.revision.data, now())
        db.session.commit()
        flash(said)
    except (ChangedMeanwhile, SessionRefused) as refused:
        db.session.rollback()
        flash(refused.sentence, "warning")
    return redirect(url_for(".result", id=id), 303)


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
