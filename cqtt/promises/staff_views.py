"""Promises as officers keep them, under /can-bo/viec-da-hua."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.clock import date_text, now
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.models import Officer, active_hamlets, officers_with
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.extensions import db
from cqtt.feedback.secrecy import readable_or_none
from cqtt.files import StoreFull
from cqtt.forms import Revised, keeps_typed
from cqtt.i18n import _
from cqtt.promises import actions
from cqtt.promises.forms import KeepForm, MoveForm, PromiseForm, ReasonForm, values_of
from cqtt.promises.kept import file_store
from cqtt.promises.models import Promise
from cqtt.promises.reading import STATE_NAMES, counts, page_of, read_filters, shown_promise
from cqtt.promises.rules import ROLES, STATUS_NAMES, STEP_NAMES, WRITERS, PromiseRefused, Status, Step
from cqtt.promises.sources import source_of
from cqtt.promises.views import bp
from cqtt.roles import Role
from cqtt.uploads import UploadRefused, examine

ALL = "/can-bo/viec-da-hua"
Answer = Response | tuple[str, int]


@bp.get(ALL)
@requires(*WRITERS)
def overview() -> str:
    """All promises, or one's own, the late ones first."""
    filters = read_filters(request.args)
    return render_template(
        "promises/overview.html",
        page=page_of(filters, page_number(request.args.get("trang", "")), ".overview", me()),
        filters=filters,
        counts=counts(),
        state_names=STATE_NAMES,
        status_names=STATUS_NAMES,
        hamlets=active_hamlets(),
        may_make=me().has_role(*ROLES[Step.MAKE]),
    )


@bp.route(f"{ALL}/them", methods=["GET", "POST"])
@requires(*WRITERS)
@keeps_typed
def add() -> Answer:
    """Write down what was promised."""
    leaders = officers_with(Role.LEADER)
    form = PromiseForm.of(leaders, active_hamlets(), me())
    if not form.accepted():
        return render_template("promises/add.html", form=form), form.http_status
    made_by = next((leader for leader in leaders if leader.id == form.made_by.data), None) or abort(422)
    promise = _made(form, made_by)
    flash(_("Đã ghi việc hứa, hẹn xong chậm nhất ngày %(day)s.", day=date_text(promise.due_on)))
    return redirect(url_for(".work", id=promise.id), 303)


def _made(form: PromiseForm, made_by: Officer) -> Promise:
    """Write the promise down and commit; of the same form, sent twice at once, the first one holds."""
    try:
        promise = actions.make(form.start_key.data, now(), made_by=made_by, written_by=me(), **values_of(form))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if (before := actions.made_with(form.start_key.data)) is None:
            raise
        return before
    return promise


@bp.get(f"{ALL}/<row:id>")
@requires(*WRITERS)
def work(id: int) -> str:
    """One promise and what an officer may do with it now."""
    promise = _promise_or_404(id)
    return _page(promise)


@bp.route(f"{ALL}/<row:id>/doi-ngay", methods=["GET", "POST"])
@requires(Role.LEADER)
@keeps_typed
def move(id: int) -> Answer:
    """Promise another day."""
    form = MoveForm(obj=None, revision=_promise_or_404(id).revision)

    def change(promise: Promise, officer: Officer) -> None:
        actions.move_date(promise, form.revision.data, officer, form.due_on.data, form.reason.data, now())

    return _changed(id, form, Step.MOVE, change)


@bp.route(f"{ALL}/<row:id>/khong-lam-duoc", methods=["GET", "POST"])
@requires(Role.LEADER)
@keeps_typed
def drop(id: int) -> Answer:
    """Say that it cannot be done, and why."""
    form = ReasonForm(revision=_promise_or_404(id).revision)

    def change(promise: Promise, officer: Officer) -> None:
        actions.drop(promise, form.revision.data, officer, form.reason.data, now())

    return _changed(id, form, Step.DROP, change)


@bp.route(f"{ALL}/<row:id>/lam-lai", methods=["GET", "POST"])
@requires(Role.LEADER)
@keeps_typed
def reopen(id: int) -> Answer:
    """Take back that it was done, or dropped."""
    form = ReasonForm(revision=_promise_or_404(id).revision)
    removed: list[str] = []

    def change(promise: Promise, officer: Officer) -> None:
        removed.extend(filter(None, [actions.reopen(promise, form.revision.data, officer, form.reason.data, now())]))

    answer = _changed(id, form, Step.REOPEN, change)
    for key in removed:
        file_store().remove(key)
    return answer


@bp.route(f"{ALL}/<row:id>/lam-xong", methods=["GET", "POST"])
@requires(*WRITERS)
@reads_first
@keeps_typed
def keep(id: int) -> Answer:
    """Say what was done, with a picture; the picture is looked at before anything is locked."""
    form = KeepForm(revision=_promise_or_404(id).revision)
    photo: list[tuple[str, str]] = []
    if form.accepted() and not _take_photo(form, photo):
        return _form_page(_promise_or_404(id), form, Step.KEEP, 422)

    def change(promise: Promise, officer: Officer) -> None:
        actions.keep(promise, form.revision.data, officer, form.result.data, now(), photo[0] if photo else None)

    if form.is_submitted():
        begin_writing()
    return _changed(id, form, Step.KEEP, change)


def _take_photo(form: KeepForm, photo: list[tuple[str, str]]) -> bool:
    """Store the picture, if one came; False, with a sentence at its box, for one that cannot be used."""
    if not form.has_photo:
        return True
    try:
        examined = examine(form.photo.data.stream, form.photo.data.filename)
        if not examined.media_type.startswith("image/"):
            raise UploadRefused("kind", _("Xin chọn một tấm ảnh (JPG, PNG, WebP)."))
        photo.append((file_store().put(examined.kept), examined.sha256_kept))
    except (UploadRefused, StoreFull) as refused:
        form.photo.errors = [refused.sentence]
        return False
    return True


def _changed(id: int, form: Revised, step: Step, change: Callable[[Promise, Officer], Any]) -> Answer:
    """Make the change that a form asks for, or show the form, with why not."""
    promise = _promise_or_404(id)
    if not form.accepted():
        return _form_page(promise, form, step, form.http_status)
    try:
        change(promise, me())
    except ChangedMeanwhile as refused:
        return _refused(id, form, step, refused.sentence, 409)
    except PromiseRefused as refused:
        return _refused(id, form, step, refused.sentence, 422)
    db.session.commit()
    flash(_("Đã ghi: %(step)s.", step=str(STEP_NAMES[step]).lower()))
    return redirect(url_for(".work", id=id), 303)


def _refused(id: int, form: Revised, step: Step, sentence: str, status: int) -> tuple[str, int]:
    db.session.rollback()
    promise = _promise_or_404(id)
    form.revision.raw_data, form.revision.data = None, promise.revision
    form.revision.errors = [sentence]
    return _form_page(promise, form, step, status)


def _form_page(promise: Promise, form: Revised, step: Step, status: int) -> tuple[str, int]:
    if isinstance(form, KeepForm):
        form.ask_for_photo_again()
    page = render_template("promises/change.html", promise=promise, form=form, name=STEP_NAMES[step], step=step.value)
    return page, status


def _page(promise: Promise) -> str:
    roles = me().role_set
    open_steps = {
        Status.OPEN: [Step.KEEP, Step.MOVE, Step.DROP],
        Status.KEPT: [Step.REOPEN],
        Status.DROPPED: [Step.REOPEN],
    }[promise.status]
    return render_template(
        "promises/work.html",
        promise=promise,
        source=source_of(promise),
        about=readable_or_none(me(), promise.feedback_id) if promise.feedback_id else None,
        steps=[step.value for step in open_steps if ROLES[step] & roles],
        status_names=STATUS_NAMES,
        step_names=STEP_NAMES,
    )


def _promise_or_404(id: int) -> Promise:
    return shown_promise(id) or abort(404)
