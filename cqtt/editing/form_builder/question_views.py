"""Adding and editing one question, on a page of its own."""

from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.editing.blueprint import bp
from cqtt.editing.drafts import ChangedMeanwhile
from cqtt.editing.form_builder import actions, changes
from cqtt.editing.form_builder.actions import Addition, Editor, state_of_question
from cqtt.editing.form_builder.changes import FormBroken, Place
from cqtt.editing.form_builder.forms import QuestionForm, differences, question_form
from cqtt.editing.form_builder.kinds import WORDS, kind_called, kinds_for
from cqtt.editing.form_builder.reading import Edited, edited_or_404
from cqtt.editing.form_builder.views import FORM
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.roles import Role

Answer = Response | str | tuple[str, int]


@bp.get(f"{FORM}/chon-loai")
@requires(Role.ADMINISTRATOR)
def choose_kind(code: str) -> str:
    """The kinds of questions in plain words: for a new question, or another kind for one that is there."""
    edited, group = edited_or_404(code), request.args.get("nhom", "")
    place = Place.read(request.args["cau"]) if request.args.get("cau") else None
    question = edited.question_or_404(place) if place else None
    inside = bool(place.group if place else group)
    return render_template(
        "editing/form_builder/choose_kind.html",
        edited=edited,
        question=question,
        place=place,
        kinds=[WORDS[kind] for kind in kinds_for(inside, question.kind if question else None)],
        onward={"nhom": group or None, "sau": request.args.get("sau") or None},
        code=code,
    )


@bp.route(f"{FORM}/them-cau", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_question(code: str) -> Answer:
    """Add a question of a kind: to the form or to one of its groups, after another one or at the end."""
    edited, group = edited_or_404(code), request.args.get("nhom", "")
    kind = kind_called(request.args.get("loai", ""))
    if kind not in kinds_for(bool(group)):
        return redirect(url_for(".choose_kind", code=code, nhom=group or None, sau=request.args.get("sau")), 303)
    after = request.args.get("sau", "")
    among = changes.listed(edited.content.questions, group)
    blank = Question("", "", kind, required=kind is not QuestionKind.SECTION)
    form = question_form(blank, changes.up_to(among, after), seen="", new=True)
    if not form.accepted():
        return _show(edited, code, form, kind, form.http_status)
    try:
        new = Addition(form.question(blank), group, after, form.key.data)
        place = actions.add_question(edited.procedure, new, Editor(me(), now()))
    except RuleBroken as refused:
        return _show_refused(edited, code, form, kind, refused)
    db.session.commit()
    return redirect(url_for(".builder", code=code, _anchor=f"cau-{place}"), 303)


@bp.route(f"{FORM}/<place>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_question(code: str, place: str) -> Answer:
    """Edit a question: its words, limits and condition; under `loai` as a question of another kind."""
    edited, where = edited_or_404(code), Place.read(place)
    stored = changes.found(edited.content.questions, where)
    if stored is None:
        return _gone(edited, code, where)
    before = _as_kind(stored, where)
    earlier = changes.before(edited.content.questions, where)
    form = question_form(before, earlier, state_of_question(stored))
    if not form.accepted():
        return _show(edited, code, form, before.kind, form.http_status, question=stored, place=where)
    typed, editor = form.question(before), Editor(me(), now())
    try:
        actions.change_question(edited.procedure, where, typed, form.seen.data, editor)
    except ChangedMeanwhile:
        return _show_what_changed(code, where, form, typed)
    except RuleBroken as refused:
        return _show_refused(edited, code, form, before.kind, refused, question=stored, place=where)
    db.session.commit()
    return redirect(url_for(".builder", code=code, _anchor=f"cau-{where}"), 303)


def _as_kind(stored: Question, place: Place) -> Question:
    """Return the question as the kind that was chosen for it, with the choices and limits it has."""
    sent = request.form.get("kind") or request.args.get("loai", "")
    kind = kind_called(sent)
    allowed = kind in kinds_for(bool(place.group), stored.kind)
    return replace(stored, kind=kind) if kind and allowed else stored


def _gone(edited: Edited, code: str, place: Place) -> Answer:
    """Keep what was typed about a question that somebody left out meanwhile: it can be added anew."""
    kind = kind_called(request.form.get("kind", ""))
    if request.method == "GET" or kind is None:
        abort(404)
    group = place.group if changes.found(edited.content.questions, Place(place.group)) else ""
    blank = Question("", "", kind)
    form = question_form(blank, changes.listed(edited.content.questions, group), seen="", new=True)
    action = url_for(".add_question", code=code, loai=WORDS[kind].slug, nhom=group or None)
    return _show(edited, code, form, kind, 409, gone=True, action=action)


def _show_what_changed(code: str, place: Place, form: QuestionForm, typed: Question) -> Answer:
    """Show what the question says by now beside what was typed; nothing is overwritten."""
    db.session.rollback()
    edited = edited_or_404(code)
    stored = edited.question_or_404(place)
    form.seen.data = state_of_question(stored)
    words = {one.id: one.label for one in changes.listed(edited.content.questions, place.group)}
    shown = {"question": stored, "place": place, "differences": differences(typed, stored, words)}
    return _show(edited, code, form, typed.kind, 409, **shown)


def _show_refused(
    edited: Edited, code: str, form: QuestionForm, kind: QuestionKind, refused: RuleBroken, **shown: Any
) -> Answer:
    """Show the form as it was typed, with the reason; 422 where another wording mends it."""
    db.session.rollback()
    if isinstance(refused, FormBroken):
        form.show_faults(shown["question"].id if "question" in shown else "", refused.faults)
        return _show(edited_or_404(code), code, form, kind, 422, **shown)
    return _show(edited_or_404(code), code, form, kind, 409, refused=refused.sentence, **shown)


def _show(edited: Edited, code: str, form: QuestionForm, kind: QuestionKind, status: int, **shown: Any) -> Answer:
    page = render_template(
        "editing/form_builder/edit_question.html",
        **{"edited": edited, "code": code, "form": form, "words": WORDS[kind], "question": None, "place": None} | shown,
    )
    return page, status
