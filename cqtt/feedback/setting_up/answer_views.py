"""Standard answers by occasion and topic, under /quan-tri/phan-anh/cau-tra-loi."""

from functools import partial
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.feedback.setting_up import actions
from cqtt.feedback.setting_up.forms import StandardAnswerForm
from cqtt.feedback.topics import OCCASION_NAMES, Occasion, StandardAnswer, every_topic
from cqtt.feedback.views import bp
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]
WAYS = {
    "len": partial(actions.move, places=-1),
    "xuong": partial(actions.move, places=1),
    "hien": partial(actions.show, shown=True),
    "an": partial(actions.show, shown=False),
}


@bp.get("/quan-tri/phan-anh/cau-tra-loi")
@requires(Role.ADMINISTRATOR)
def standard_answers() -> str:
    """The answers by occasion, those for all topics first, in the order in which officers are offered them."""
    asked = request.args.get("linh-vuc", "")
    found = select(StandardAnswer).order_by(StandardAnswer.topic_id.is_not(None), StandardAnswer.topic_id)
    answers = db.session.scalars(found.order_by(StandardAnswer.position, StandardAnswer.id)).all()
    shown = [answer for answer in answers if asked in ("", str(answer.topic_id or "chung"))]
    return render_template(
        "feedback/setting_up/standard_answers.html",
        groups=[(occasion, _lists(shown, occasion)) for occasion in Occasion],
        names=OCCASION_NAMES,
        topics=every_topic(),
        asked=asked,
        token=PostForm(),
    )


def _lists(answers: list[StandardAnswer], occasion: Occasion) -> list[list[StandardAnswer]]:
    """Return the answers of an occasion: one list for all topics, one for each topic that has its own."""
    of_occasion = (answer for answer in answers if answer.occasion is occasion)
    return [list(together) for _topic, together in groupby(of_occasion, key=lambda answer: answer.topic_id)]


@bp.route("/quan-tri/phan-anh/cau-tra-loi/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_standard_answer() -> Answer:
    """Add an answer; the same form sent twice adds it once."""
    form = StandardAnswerForm.of(None, every_topic())
    if not form.accepted():
        return _show(form, None, form.http_status)
    if not actions.was_added_with(StandardAnswer, form.start_key.data):
        actions.add_answer(form.start_key.data, **form.values())
    return _saved()


@bp.route("/quan-tri/phan-anh/cau-tra-loi/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_standard_answer(id: int) -> Answer:
    """Change an answer; what two people write at once stands side by side."""
    answer, topics = _answer_or_404(id), every_topic()
    form = StandardAnswerForm.of(answer, topics)
    if not form.accepted():
        return _show(form, answer, form.http_status)
    try:
        actions.change_answer(answer, form.revision.data, **form.values())
    except ChangedMeanwhile:
        db.session.rollback()
        answer = _answer_or_404(id)
        stored = StandardAnswerForm.of(answer, every_topic(), formdata=None)
        return _show(form, answer, 409, differences=form.rest_on(stored))
    return _saved()


@bp.post("/quan-tri/phan-anh/cau-tra-loi/<row:id>/<any(len, xuong, hien, an):way>")
@requires(Role.ADMINISTRATOR)
def change_standard_answer(id: int, way: str) -> Response:
    """Move an answer up or down its list, offer it or hide it."""
    WAYS[way](_answer_or_404(id))
    db.session.commit()
    return redirect(url_for("feedback.standard_answers", _anchor=f"cau-{id}"), 303)


def _saved() -> Response:
    db.session.commit()
    flash(_("Đã lưu câu trả lời."))
    return redirect(url_for("feedback.standard_answers"), 303)


def _show(form: StandardAnswerForm, answer: StandardAnswer | None, status: int, **more: object) -> tuple[str, int]:
    return render_template("feedback/setting_up/edit_standard_answer.html", form=form, answer=answer, **more), status


def _answer_or_404(id: int) -> StandardAnswer:
    return db.session.get(StandardAnswer, id) or abort(404)
