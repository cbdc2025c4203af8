"""A person decides what everybody may see: words first made safe, photographs first blurred, nothing by itself."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.kept import drop_copies, file_store
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import AnotherWasFaster, check_revision
from cqtt.feedback.pages import note_reading, readable_or_404
from cqtt.feedback.publishing import approving
from cqtt.feedback.publishing.choosing import Choice, chosen_before, chosen_now
from cqtt.feedback.publishing.finding import check_may_publish, published_or_404
from cqtt.feedback.publishing.forms import PublishForm, TakeDownForm
from cqtt.feedback.publishing.shown import answer_changed_since, preview_of
from cqtt.feedback.rules import ROLES, Step
from cqtt.feedback.views import bp
from cqtt.file_answers import send_bytes
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.redaction import redact

Answer = Response | tuple[str, int]
MAY_PUBLISH, MAY_TAKE_DOWN = tuple(ROLES[Step.PUBLISH]), tuple(ROLES[Step.UNPUBLISH])


@bp.route("/can-bo/phan-anh/<row:id>/cong-khai", methods=["GET", "POST"])
@requires(*MAY_PUBLISH)
@reads_first
@keeps_typed
def publish(id: int) -> Answer:
    """What was said beside what everybody would read; shown once as they would see it, then published."""
    feedback = readable_or_404(id)
    check_may_publish(feedback)
    form, photos = PublishForm.of(feedback), _photos_chosen(feedback)
    if not form.accepted():
        return _page(feedback, form, photos, form.http_status)
    if (wrong := _what_is_wrong_with(photos)) is not None:
        return _page(feedback, form, photos, 422, refused=wrong.sentence)
    if not form.was_seen(photos):
        form.show_next(photos)
        return _page(feedback, form, photos, 200, preview=preview_of(feedback, form, photos))
    if form.leftovers() and not form.looked_through.data:
        form.looked_through.errors = [_("Xin đánh dấu ô này, hoặc sửa những chỗ còn lại.")]
        return _page(feedback, form, photos, 422, preview=preview_of(feedback, form, photos))
    return _publish(feedback, form, photos)


def _what_is_wrong_with(photos: Sequence[Choice]) -> RuleBroken | None:
    """Return why the frames over a chosen photograph cannot be used; what is unclear is never left out silently."""
    for photo in photos:
        try:
            photo.frames()
        except RuleBroken as wrong:
            return wrong
    return None


def _publish(feedback: Feedback, form: PublishForm, photos: Sequence[Choice]) -> Answer:
    """Make the copies first, without a lock; then let the record have them, unless it has changed meanwhile."""
    id = feedback.id
    try:
        copies = approving.make_copies(photos)
        begin_writing()
        feedback = readable_or_404(id)
        check_revision(feedback, form.revision.data)
        name = feedback.sender_name if form.shows_name else ""
        actions.publish(feedback, me(), form.text.data, form.answer.data, now(), name)
        before = approving.give_copies(feedback, copies, me())
    except RuleBroken as refused:
        return _refused(id, form, refused)
    db.session.commit()
    _remove(before)
    flash(_("Đã công khai. Mọi người đọc được từ bây giờ."))
    return redirect(url_for("feedback.publish", id=id), 303)


def _refused(id: int, form: PublishForm, refused: RuleBroken) -> tuple[str, int]:
    """Keep what was typed; whoever was overtaken looks again at what is there now, and sees it before publishing."""
    db.session.rollback()
    feedback = readable_or_404(id)
    check_may_publish(feedback)
    form.revision.raw_data, form.revision.data = None, feedback.revision
    form.seen.raw_data, form.seen.data = None, ""
    status = 409 if isinstance(refused, AnotherWasFaster) else 422
    return _page(feedback, form, _photos_chosen(feedback), status, refused=refused.sentence)


@bp.get("/can-bo/phan-anh/<row:id>/cong-khai/anh/<public_id>")
@requires(*MAY_PUBLISH)
def blurred_photo(id: int, public_id: str) -> Response:
    """A photograph as everybody would see it, with what the address says blurred; nothing is kept of it."""
    feedback = readable_or_404(id)
    check_may_publish(feedback)
    choice = next((one for one in chosen_now(feedback, request.args) if one.file.public_id == public_id), None)
    if choice is None:
        abort(404)
    content = approving.blurred(choice.file, choice.frames())
    note_reading("open_file", feedback.code)
    return send_bytes(content, "image/jpeg", "anh.jpg", inline=True)


@bp.route("/can-bo/phan-anh/<row:id>/go-xuong", methods=["GET", "POST"])
@requires(*MAY_TAKE_DOWN)
@keeps_typed
def unpublish(id: int) -> Answer:
    """Take it off the public list, with a word why; one that is down already stays down."""
    feedback, form = published_or_404(id), TakeDownForm()
    if not form.accepted():
        shown = render_template("feedback/publishing/unpublish.html", feedback=feedback, form=form)
        return shown, form.http_status
    if feedback.is_published:
        actions.unpublish(feedback, me(), form.note.data, now())
    before = drop_copies(feedback)
    db.session.commit()
    _remove(before)
    flash(_("Đã gỡ xuống. Có thể đăng lại như trước bất cứ lúc nào."))
    return redirect(url_for("feedback.publish", id=id), 303)


@bp.post("/can-bo/phan-anh/<row:id>/dang-lai")
@requires(*MAY_PUBLISH)
@reads_first
def put_back(id: int) -> Response:
    """Publish again exactly what was approved before it was taken down."""
    feedback = published_or_404(id)
    check_may_publish(feedback)
    copies = approving.make_copies(chosen_before(feedback))
    begin_writing()
    feedback = published_or_404(id)
    if not feedback.is_published:
        actions.publish(feedback, me(), feedback.public_text, feedback.public_answer, now(), feedback.public_name)
    before = approving.give_copies(feedback, copies, me())
    db.session.commit()
    _remove(before)
    flash(_("Đã đăng lại như trước."))
    return redirect(url_for("feedback.publish", id=id), 303)


def _photos_chosen(feedback: Feedback) -> list[Choice]:
    return chosen_now(feedback, request.form) if request.method == "POST" else chosen_before(feedback)


def _page(
    feedback: Feedback, form: PublishForm, photos: Sequence[Choice], status: int, **more: object
) -> tuple[str, int]:
    shown = render_template(
        "feedback/publishing/publish.html",
        feedback=feedback,
        form=form,
        photos=photos,
        said=redact(feedback.words),
        answered=redact(feedback.answer),
        leftovers=form.leftovers() if form.is_submitted() else [],
        answer_changed=answer_changed_since(feedback),
        token=PostForm(),
        **more,
    )
    if request.method == "GET":
        note_reading("view", feedback.code)
    return shown, status


def _remove(keys: list[str]) -> None:
    for key in keys:
        file_store().remove(key)
