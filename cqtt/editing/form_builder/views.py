"""The list of a form's questions, and the single buttons on it: order, a second one, leaving out, taking back."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.editing.blueprint import ONE, bp
from cqtt.editing.form_builder import actions, changes
from cqtt.editing.form_builder.actions import Editor
from cqtt.editing.form_builder.changes import FormBroken, Place, Questions
from cqtt.editing.form_builder.reading import Edited, edited_or_404, rows
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _, _l
from cqtt.roles import Role

FORM = f"{ONE}/cau-hoi"
WAYS: dict[str, tuple[Callable[[Questions, Place], Questions], object]] = {
    "len": (changes.move_up, _l("Đã chuyển “%(name)s” lên trên.")),
    "xuong": (changes.move_down, _l("Đã chuyển “%(name)s” xuống dưới.")),
    "nhan-ban": (changes.duplicate, _l("Đã nhân đôi “%(name)s”.")),
}


@bp.get(FORM)
@requires(Role.ADMINISTRATOR)
def builder(code: str) -> str:
    """The headings and questions of the draft, as the citizen will meet them."""
    edited = edited_or_404(code)
    return render_template(
        "editing/form_builder/builder.html", edited=edited, rows=rows(edited.content), token=PostForm(), code=code
    )


@bp.post(f"{FORM}/<place>/<any(len, xuong, 'nhan-ban'):way>")
@requires(Role.ADMINISTRATOR)
def change_order(code: str, place: str, way: str) -> Response:
    """Move a question one place up or down its list, or put a second one like it beside it."""
    change, done = WAYS[way]
    where = Place.read(place)
    return _change(code, where, lambda questions: change(questions, where), str(done))


@bp.post(f"{FORM}/<place>/den")
@requires(Role.ADMINISTRATOR)
def place_question(code: str, place: str) -> Response:
    """Take a question to the position it was dragged to, counted from 0 in its list."""
    where = Place.read(place)
    position = request.form.get("position", type=int)
    if position is None:
        abort(400)
    return _change(code, where, lambda questions: changes.move(questions, where, position), _("Đã chuyển “%(name)s”."))


@bp.route(f"{FORM}/<place>/bo", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def remove_question(code: str, place: str) -> Response | str:
    """Leave a question out; where others wait for its answer, say first that they will be asked of everybody."""
    edited, where = edited_or_404(code), Place.read(place)
    question = edited.question_or_404(where)
    waiting = changes.waiting_for(edited.content.questions, where)
    if request.method == "POST" and (not waiting or "all" in request.form):
        return _change(code, where, lambda questions: changes.remove(questions, where), _("Đã bỏ “%(name)s”."))
    return render_template(
        "editing/form_builder/remove_question.html",
        edited=edited,
        place=where,
        question=question,
        waiting=waiting,
        token=PostForm(),
        code=code,
    )


@bp.post(f"{FORM}/hoan-tac")
@requires(Role.ADMINISTRATOR)
def undo_change(code: str) -> Response:
    """Take the last change of the form back."""
    edited = edited_or_404(code)
    try:
        actions.undo(edited.draft or abort(404), request.form.get("seen", ""), Editor(me(), now()))
    except RuleBroken as refused:
        return _not_done(code, refused.sentence)
    db.session.commit()
    flash(_("Đã hoàn tác: các câu hỏi lại như trước."))
    return _to_builder(code)


def _change(code: str, where: Place, change: Callable[[Questions], Questions], done: str) -> Response:
    """Make a change and go back to the list; what is refused is said there, and nothing is changed."""
    edited: Edited = edited_or_404(code)
    said = done % {"name": edited.question_or_404(where).label}
    try:
        actions.change_questions(edited.procedure, request.form.get("seen", ""), Editor(me(), now()), change, said)
    except FormBroken as broken:
        return _not_done(code, _("Chưa làm được: %(why)s", why=broken.sentence), where)
    except RuleBroken as refused:
        return _not_done(code, refused.sentence, where)
    db.session.commit()
    return _to_builder(code, where)


def _not_done(code: str, sentence: str, where: Place | None = None) -> Response:
    db.session.rollback()
    flash(sentence, "warning")
    return _to_builder(code, where)


def _to_builder(code: str, where: Place | None = None) -> Response:
    return redirect(url_for(".builder", code=code, _anchor=f"cau-{where}" if where else None), 303)
