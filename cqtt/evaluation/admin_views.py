"""How many points each indicator has, under /quan-tri/diem-danh-gia."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.evaluation.actions import ChangedMeanwhile, restore_weights, weigh
from cqtt.evaluation.forms import WeightsForm
from cqtt.evaluation.models import weights
from cqtt.evaluation.rules import GROUP_NAMES, GROUP_POINTS, WeightsRefused
from cqtt.evaluation.views import bp
from cqtt.evaluation.words import ELSEWHERE
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]
WEIGHTS = "/quan-tri/diem-danh-gia"


@bp.route(WEIGHTS, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_weights() -> Answer:
    """Say how many points each indicator has; what is left of a group's total own data cannot answer."""
    form = WeightsForm.of(weights())
    if not form.accepted():
        return _show(form, form.http_status)
    try:
        weigh(form.chosen, form.seen.data or "")
    except ChangedMeanwhile as refused:
        return _show(form, 409, meanwhile=refused.sentence, differences=form.rest_on(weights()))
    except WeightsRefused as refused:
        return _show(form, 422, mistake=refused.sentence)
    db.session.commit()
    flash(_("Đã lưu. Điểm của mọi kỳ được tính lại theo mức này."))
    return redirect(url_for(".edit_weights"), 303)


@bp.post(f"{WEIGHTS}/nhu-thuong-le")
@requires(Role.ADMINISTRATOR)
def usual_weights() -> Response:
    """Give all indicators their usual points."""
    restore_weights()
    db.session.commit()
    flash(_("Đã dùng lại mức điểm thường lệ."))
    return redirect(url_for(".edit_weights"), 303)


def _show(form: WeightsForm, status: int, **more: object) -> tuple[str, int]:
    values = {"mistake": "", "meanwhile": "", "differences": []} | more
    page = render_template(
        "evaluation/edit_weights.html",
        form=form,
        group_names=GROUP_NAMES,
        group_points=GROUP_POINTS,
        elsewhere=ELSEWHERE,
        token=PostForm(),
        **values,
    )
    return page, status
