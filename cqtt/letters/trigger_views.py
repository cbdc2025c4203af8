"""Which procedure causes which letter, kept by administrators under /quan-tri/mau-thu/thu-tuc."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.letters import triggers as actions
from cqtt.letters.blueprint import bp
from cqtt.letters.models import LetterTrigger
from cqtt.letters.rules import OCCASION_NAMES, Occasion
from cqtt.letters.trigger_forms import AddTriggerForm, TriggerForm, chosen_questions
from cqtt.procedures.questions import Question
from cqtt.roles import Role

Answer = Response | tuple[str, int]
LIST = "/quan-tri/mau-thu/thu-tuc"


@bp.get(LIST)
@requires(Role.ADMINISTRATOR)
def triggers() -> str:
    """Every procedure that causes a letter, by the letters, with the questions that name people."""
    rows = db.session.scalars(select(LetterTrigger)).all()
    names = {id: name for id, _code, name in actions.published_names()}
    asked = actions.questions_by_procedure(row.procedure_id for row in rows)
    shown = [_row(row, names.get(row.procedure_id, ""), asked.get(row.procedure_id, [])) for row in rows]
    shown.sort(key=lambda row: (list(Occasion).index(row["trigger"].occasion), row["trigger"].procedure_id))
    return render_template("letters/admin/triggers.html", rows=shown, names=OCCASION_NAMES, token=PostForm())


def _row(trigger: LetterTrigger, name: str, questions: list[Question]) -> dict[str, Any]:
    labels = {question.id: question.label for question in questions}
    chosen = chosen_questions(trigger)
    return {
        "trigger": trigger,
        "name": name or trigger.procedure.address_code,
        "is_published": bool(name),
        "people": [labels[id] for id in chosen if id in labels],
        "is_broken": any(id not in labels for id in chosen),
    }


@bp.route(f"{LIST}/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_trigger() -> Answer:
    """Let one more procedure cause a letter."""
    said = set(db.session.scalars(select(LetterTrigger.procedure_id)))
    names = [row for row in actions.published_names() if row[0] not in said and not actions.is_never(row[2])]
    form = AddTriggerForm.among(names)
    if not form.accepted():
        return render_template("letters/admin/add_trigger.html", form=form), form.http_status
    id = int(form.procedure.data)
    actions.add_trigger(id, next(name for each, _code, name in names if each == id), form.occasion.data)
    db.session.commit()
    flash(_("Đã thêm. Xin xem thư lấy tên người từ câu nào."))
    return redirect(url_for("letters.edit_trigger", id=id), 303)


@bp.route(f"{LIST}/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_trigger(id: int) -> Answer:
    """Say which letter a procedure causes, and which answers of its form name the people in it."""
    trigger = _trigger_or_404(id)
    questions = actions.questions_by_procedure([id]).get(id, [])
    form = TriggerForm.of(trigger, questions)
    if not form.accepted():
        return _edit_page(trigger, form), form.http_status
    try:
        actions.change_trigger(trigger, form.revision.data, form.occasion.data, form.answers)
    except ChangedMeanwhile:
        db.session.rollback()
        trigger = _trigger_or_404(id)
        differences = form.rest_on(TriggerForm.of(trigger, questions, formdata=None))
        return _edit_page(trigger, form, differences=differences), 409
    db.session.commit()
    flash(_("Đã lưu."))
    return redirect(url_for("letters.triggers"), 303)


def _edit_page(trigger: LetterTrigger, form: TriggerForm, **more: Any) -> str:
    id = trigger.procedure_id
    name = next((name for each, _code, name in actions.published_names() if each == id), "")
    return render_template("letters/admin/edit_trigger.html", form=form, trigger=trigger, name=name, **more)


@bp.post(f"{LIST}/<row:id>/<any(bat, tat):way>")
@requires(Role.ADMINISTRATOR)
def switch_trigger(id: int, way: str) -> Response:
    """Let a procedure cause its letter, or no more."""
    actions.switch(_trigger_or_404(id), way == "bat")
    db.session.commit()
    flash(_("Từ nay thủ tục này có thư.") if way == "bat" else _("Từ nay thủ tục này không còn thư."))
    return redirect(url_for("letters.triggers", _anchor=f"thu-tuc-{id}"), 303)


def _trigger_or_404(id: int) -> LetterTrigger:
    trigger = actions.trigger_of(id)
    return trigger or abort(404)
