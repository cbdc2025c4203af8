"""`/quan-tri/thiet-bi`: administrators write down that a thing works again, or take that back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.equipment import actions
from cqtt.equipment.forms import MendedForm
from cqtt.equipment.reading import Part
from cqtt.equipment.rules import FaultRefused
from cqtt.equipment.staff_views import bp, fault_or_404
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]


@bp.route("/quan-tri/thiet-bi/<row:id>/da-sua", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def mend(id: int) -> Answer:
    """Write down what was done; whoever reported it reads that."""
    fault, form = fault_or_404(id), MendedForm.from_request()
    if form.accepted():
        try:
            actions.mend(fault, form.what.data, me(), now())
        except FaultRefused as refused:
            db.session.rollback()
            form.what.errors = (refused.sentence,)
            return render_template("equipment/mend.html", fault=fault_or_404(id), form=form), 422
        db.session.commit()
        flash(_("Đã ghi: %(name)s đã sửa.", name=fault.name))
        return redirect(url_for(".overview", muc=Part.MENDED.value), 303)
    return render_template("equipment/mend.html", fault=fault, form=form), form.http_status


@bp.post("/quan-tri/thiet-bi/<row:id>/mo-lai")
@requires(Role.ADMINISTRATOR)
def reopen(id: int) -> Response:
    """Take back that it was mended."""
    fault = fault_or_404(id)
    actions.reopen(fault, me(), now())
    db.session.commit()
    flash(_("Đã mở lại: %(name)s đang chờ sửa.", name=fault.name))
    return redirect(url_for(".overview", muc=Part.OPEN.value), 303)
