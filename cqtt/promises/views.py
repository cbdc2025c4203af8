"""What was promised and what became of it, for everybody."""

from flask import Blueprint, Response, abort, render_template, request

from cqtt.addresses import page_number
from cqtt.clock import today
from cqtt.file_answers import send_kept
from cqtt.i18n import ngettext
from cqtt.promises.kept import file_store
from cqtt.promises.models import Promise
from cqtt.promises.reading import STATE_NAMES, counts, page_of, read_filters, shown_promise
from cqtt.promises.rules import STATUS_NAMES, STEP_NAMES, days_late, is_late, was_late
from cqtt.promises.sources import source_of

bp = Blueprint("promises", __name__)


@bp.app_template_global()
def promise_is_late(promise: Promise) -> bool:
    return is_late(promise.status, promise.due_on, today())


@bp.app_template_global()
def promise_lateness(promise: Promise) -> str:
    """How late what is open is, in the words of the officer's day."""
    days = days_late(promise.due_on, today())
    return ngettext("Trễ hẹn %(count)s ngày", "Trễ hẹn %(count)s ngày", days)


@bp.app_template_global()
def promise_was_late(promise: Promise) -> bool:
    """Whether what was promised was done after the day that was promised first."""
    return promise.ended_on is not None and was_late(promise.first_due_on, promise.ended_on)


@bp.get("/cam-ket/viec-da-hua")
def listing() -> str:
    """All promises, the late ones first."""
    filters = read_filters(request.args)
    return render_template(
        "promises/listing.html",
        page=page_of(filters, page_number(request.args.get("trang", "")), "promises.listing"),
        filters=filters,
        counts=counts(),
        state_names=STATE_NAMES,
        status_names=STATUS_NAMES,
    )


@bp.get("/cam-ket/viec-da-hua/<row:id>")
def show(id: int) -> str:
    """One promise with everything that happened to it."""
    promise = shown_promise(id) or abort(404)
    return render_template(
        "promises/show.html",
        promise=promise,
        source=source_of(promise),
        about=promise.feedback if promise.feedback and promise.feedback.is_published else None,
        status_names=STATUS_NAMES,
        step_names=STEP_NAMES,
    )


@bp.get("/cam-ket/viec-da-hua/<row:id>/anh")
def photo(id: int) -> Response:
    """The picture of what was done."""
    promise = shown_promise(id)
    if promise is None or promise.photo_key is None:
        abort(404)
    return send_kept(file_store(), promise.photo_key, "image/jpeg", "viec-da-lam.jpg", inline=True)
