"""The topics of feedback: what people choose from, under /quan-tri/phan-anh/linh-vuc."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune.actions import ChangedMeanwhile, NameTaken
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.setting_up import actions
from cqtt.feedback.setting_up.forms import TopicForm
from cqtt.feedback.topics import FeedbackTopic
from cqtt.feedback.views import bp
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role
from cqtt.text import sort_key

Answer = Response | tuple[str, int]
WAYS = {
    "len": partial(actions.move, places=-1),
    "xuong": partial(actions.move, places=1),
    "hien": partial(actions.show, shown=True),
    "an": partial(actions.show, shown=False),
}


@bp.route("/quan-tri/phan-anh/linh-vuc/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_topic() -> Answer:
    """Add a topic; the same form sent twice adds it once."""
    form = TopicForm.of(None, _departments())
    if not form.accepted():
        return _show(form, None, form.http_status)
    if not actions.was_added_with(FeedbackTopic, form.start_key.data):
        try:
            actions.add_topic(form.start_key.data, **form.values())
        except NameTaken as taken:
            return _name_taken(form, None, taken)
    return _saved()


@bp.route("/quan-tri/phan-anh/linh-vuc/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_topic(id: int) -> Answer:
    """Change a topic; what two people write at once stands side by side."""
    topic, departments = _topic_or_404(id), _departments()
    form = TopicForm.of(topic, departments)
    if not form.accepted():
        return _show(form, topic, form.http_status)
    try:
        actions.change_topic(topic, form.revision.data, **form.values())
    except NameTaken as taken:
        return _name_taken(form, id, taken)
    except ChangedMeanwhile:
        db.session.rollback()
        topic = _topic_or_404(id)
        stored = TopicForm.of(topic, departments, formdata=None)
        return _show(form, topic, 409, differences=form.rest_on(stored))
    return _saved()


@bp.post("/quan-tri/phan-anh/linh-vuc/<row:id>/<any(len, xuong, hien, an):way>")
@requires(Role.ADMINISTRATOR)
def change_topic(id: int, way: str) -> Response:
    """Move a topic up or down, offer it or hide it."""
    WAYS[way](_topic_or_404(id))
    db.session.commit()
    return redirect(url_for("feedback.settings", _anchor=f"linh-vuc-{id}"), 303)


def _saved() -> Response:
    db.session.commit()
    flash(_("Đã lưu lĩnh vực."))
    return redirect(url_for("feedback.settings"), 303)


def _name_taken(form: TopicForm, id: int | None, taken: NameTaken) -> tuple[str, int]:
    db.session.rollback()
    form.name.errors = [taken.sentence]
    return _show(form, _topic_or_404(id) if id else None, 422)


def _show(form: TopicForm, topic: FeedbackTopic | None, status: int, **more: object) -> tuple[str, int]:
    return render_template("feedback/setting_up/edit_topic.html", form=form, topic=topic, **more), status


def _departments() -> list[str]:
    """Return the departments of those who work here, in the order of the alphabet."""
    named = select(Officer.department).where(Officer.is_active, Officer.department != "").distinct()
    return sorted(db.session.scalars(named), key=sort_key)


def _topic_or_404(id: int) -> FeedbackTopic:
    return db.session.get(FeedbackTopic, id) or abort(404)
