"""The form as the citizen meets it on a phone, to be tried out: what is typed here is checked and forgotten."""

from flask import Response, abort, render_template, request
from werkzeug.datastructures import MultiDict

from cqtt.access import requires
from cqtt.commune.models import active_hamlets, the_commune
from cqtt.dossiers.answers import answer_parts
from cqtt.dossiers.asking import QuestionsForm, asks_for_hamlets, question_form
from cqtt.dossiers.papers.answer_sheet import answer_sheet
from cqtt.dossiers.papers.people import office_head
from cqtt.dossiers.typed_rows import Typed, with_row, without_row
from cqtt.editing.blueprint import ONE, bp
from cqtt.editing.form_builder.changes import Place, found
from cqtt.editing.form_builder.reading import Edited, edited_or_404
from cqtt.file_answers import send_bytes
from cqtt.forms import PostForm, keeps_typed
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.roles import Role

PDF = "application/pdf"
PREVIEW = f"{ONE}/xem-truoc/cau-hoi"
Answer = Response | tuple[str, int]


@bp.route(PREVIEW, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def preview_form(code: str) -> Answer:
    """The questions on a phone; a POST says what a citizen would be told, and what the officer would read."""
    edited = edited_or_404(code)
    form = _form(edited)
    told = answer_parts(edited.content.questions, form.answers()) if form.accepted() else None
    return _show(edited, code, form, form.http_status if told is None else 200, told=told)


@bp.post(f"{PREVIEW}/<group>/them")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def preview_add_row(code: str, group: str) -> Answer:
    """Show a group of questions once more, with everything that was typed."""
    edited = edited_or_404(code)
    if not PostForm().accepted():  # an old token: the page itself says so, with what was typed
        return preview_form(code)
    changed = with_row(MultiDict(request.form), _group_or_404(edited, group))
    return _show(edited, code, _form(edited, changed), 200, added=group)


@bp.post(f"{PREVIEW}/<group>/bo/<int:number>")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def preview_remove_row(code: str, group: str, number: int) -> Answer:
    """Leave out one time that a group was answered."""
    edited = edited_or_404(code)
    if not PostForm().accepted():
        return preview_form(code)
    changed = without_row(MultiDict(request.form), _group_or_404(edited, group), number)
    return _show(edited, code, _form(edited, changed), 200, taken=group)


@bp.get(f"{PREVIEW}.pdf")
@requires(Role.ADMINISTRATOR)
def preview_form_paper(code: str) -> Answer:
    """The questions on paper, with lines to write on."""
    edited = edited_or_404(code)
    content = edited.content
    made = answer_sheet(content.name, content.code or "", content.questions, None, office_head(the_commune()))
    return send_bytes(made, PDF, f"phieu-thong-tin-{code}.pdf", inline=True)


def _form(edited: Edited, changed: Typed | None = None) -> QuestionsForm:
    questions = edited.content.questions
    hamlets = [hamlet.name for hamlet in active_hamlets()] if asks_for_hamlets(questions) else []
    return question_form(questions, hamlets, changed=changed)


def _group_or_404(edited: Edited, id: str) -> Question:
    question = found(edited.content.questions, Place(id))
    return question if question and question.kind is QuestionKind.GROUP else abort(404)


def _show(edited: Edited, code: str, form: QuestionsForm, status: int, **shown: object) -> Answer:
    page = render_template("editing/form_builder/preview_form.html", edited=edited, code=code, form=form, **shown)
    return page, status
