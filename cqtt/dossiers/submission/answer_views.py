"""`/nop-ho-so/<draft>/noi-dung`: the procedure's own questions, with groups that are answered several times."""

from collections.abc import Callable

from flask import abort, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from cqtt.clock import now
from cqtt.commune.models import active_hamlets
from cqtt.dossiers.asking import QuestionsForm, asks_for_hamlets, question_form
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.submission import drafts
from cqtt.dossiers.submission.pages import Page, kept_values, typed_values
from cqtt.dossiers.submission.steps import draft_to_write, go_on, show_page
from cqtt.dossiers.typed_rows import Typed, box_of, rows_typed, with_row, without_row
from cqtt.dossiers.views import bp
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.procedures.questions import Question, QuestionKind

QUESTIONS = "/nop-ho-so/<draft>/noi-dung"


@bp.route(QUESTIONS, methods=["GET", "POST"])
@keeps_typed
def answers(draft: str) -> Response | tuple[str, int]:
    """The procedure's own questions."""
    dossier = draft_to_write(draft)
    form = form_of(dossier)
    if form.accepted():
        return go_on(dossier, Page.ANSWERS, form.kept_names, {"answers": form.answers()})
    return show_page("dossiers/answers.html", dossier, Page.ANSWERS, form)


@bp.post(f"{QUESTIONS}/<group>/them")
@keeps_typed
def add_row(draft: str, group: str) -> Response | tuple[str, int]:
    """Show a group of questions once more, with everything that was typed."""
    return _change_rows(draft, group, with_row, added=group)


@bp.post(f"{QUESTIONS}/<group>/bo/<int:number>")
@keeps_typed
def remove_row(draft: str, group: str, number: int) -> Response | tuple[str, int]:
    """Leave out one time that a group was answered."""
    return _change_rows(draft, group, lambda typed, question: without_row(typed, question, number), taken=group)


def form_of(dossier: Dossier) -> QuestionsForm:
    """Return the questions of the version that the dossier was begun with, filled with what was typed last."""
    questions = content_of(dossier).questions
    hamlets = [hamlet.name for hamlet in active_hamlets()] if asks_for_hamlets(questions) else []
    return question_form(questions, hamlets, kept_values(dossier, Page.ANSWERS))


def _change_rows(
    draft: str,
    group: str,
    change: Callable[[Typed, Question], Typed],
    added: str | None = None,
    taken: str | None = None,
) -> Response | tuple[str, int]:
    """Keep what stands in the boxes, a row more or less, and show the page again at its group."""
    dossier = draft_to_write(draft)
    question = _group_or_404(dossier, group)
    if not PostForm().accepted():  # an old token: the page itself says so, with what was typed
        return answers(draft)
    typed = change(MultiDict(typed_values(request.form, form_of(dossier).kept_names)), question)
    drafts.keep_typed(dossier, Page.ANSWERS, dict(typed.lists()), now())
    db.session.commit()
    place = f"{box_of(group)}-{rows_typed(typed, question)}" if added else f"nhom-{group}"
    return redirect(url_for(".answers", draft=draft, them=added, bo=taken, _anchor=place), 303)


def _group_or_404(dossier: Dossier, id: str) -> Question:
    groups = (one for one in content_of(dossier).questions if one.kind is QuestionKind.GROUP)
    return next((one for one in groups if one.id == id), None) or abort(404)
