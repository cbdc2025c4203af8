"""Feedback as administrators set it up, under /quan-tri/phan-anh: an overview, who reads what, the limits.

No page here says anything about what was sent: an administrator reads no report of conduct, not even its number.
"""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.models import officers_with
from cqtt.extensions import db
from cqtt.feedback.secrecy import chairman, may_receive_conduct, other_recipient
from cqtt.feedback.setting_up import actions
from cqtt.feedback.setting_up.forms import LimitsForm, RecipientsForm
from cqtt.feedback.topics import TRACK_NAMES, every_topic, the_settings
from cqtt.feedback.views import bp
from cqtt.forms import PostForm, Revised, keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]


@bp.get("/quan-tri/phan-anh")
@requires(Role.ADMINISTRATOR)
def settings() -> str:
    """The topics in their order, who reads reports of conduct, and the limits."""
    return render_template(
        "feedback/setting_up/settings.html",
        topics=every_topic(),
        tracks=TRACK_NAMES,
        limits=the_settings(),
        chairman=chairman(),
        other=other_recipient(),
        token=PostForm(),
    )


@bp.route("/quan-tri/phan-anh/nguoi-nhan", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def recipients() -> Answer:
    """Choose who reads reports of conduct: leaders who administer nothing."""
    form = _recipients_form()
    if not form.accepted():
        return _show("recipients", form, form.http_status)
    return _save("recipients", form, _recipients_form, form.values())


@bp.route("/quan-tri/phan-anh/thoi-han", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def limits() -> Answer:
    """Set how long each thing may take, and how long anything is kept."""
    form = _limits_form()
    if not form.accepted():
        return _show("limits", form, form.http_status)
    return _save("limits", form, _limits_form, form.values())


def _recipients_form(**options: object) -> RecipientsForm:
    able = [officer for officer in officers_with(Role.LEADER) if may_receive_conduct(officer)]
    return RecipientsForm.of(the_settings(), able, **options)


def _limits_form(**options: object) -> LimitsForm:
    return LimitsForm(obj=the_settings(), **options)


def _save(name: str, form: Revised, again: Callable[..., Revised], values: dict[str, Any]) -> Answer:
    """Store the settings; what two people changed at once stands side by side."""
    try:
        actions.save_settings(form.revision.data, now(), **values)
    except ChangedMeanwhile:
        db.session.rollback()
        stored = again(formdata=None)
        return _show(name, form, 409, differences=form.rest_on(stored))
    db.session.commit()
    flash(_("Đã lưu."))
    return redirect(url_for("feedback.settings"), 303)


def _show(name: str, form: Revised, status: int, **more: object) -> tuple[str, int]:
    return render_template(f"feedback/setting_up/{name}.html", form=form, **more), status
