"""`/can-bo/thiet-bi`: officers report what is broken in the hall, and see what became of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.equipment import actions
from cqtt.equipment.forms import FaultForm
from cqtt.equipment.models import EquipmentFault
from cqtt.equipment.reading import Part, known_places, page_of
from cqtt.equipment.rules import REPORTERS, Thing
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _

bp = Blueprint("equipment", __name__)

Answer = Response | tuple[str, int]
ALL = "/can-bo/thiet-bi"


@bp.get(ALL)
@requires(*REPORTERS)
def overview() -> str:
    """What waits to be mended, what this officer reported, what works again."""
    asked = request.args.get("muc", "")
    part = Part(asked) if asked in list(Part) else Part.OPEN
    page = page_of(me(), part, page_number(request.args.get("trang", "")))
    return render_template("equipment/overview.html", page=page, token=PostForm())


@bp.route(f"{ALL}/bao-hong", methods=["GET", "POST"])
@requires(*REPORTERS)
@keeps_typed
def report_fault() -> Answer:
    """Report that a thing is broken: three questions, one of them free."""
    form = FaultForm.from_request()
    if not form.accepted():
        return render_template("equipment/report_fault.html", form=form, places=known_places()), form.http_status
    fault = actions.report(Thing(form.thing.data), form.place.data, form.words.data or "", me(), now())
    db.session.commit()
    flash(_said(fault))
    return redirect(url_for(".overview", muc=Part.MINE.value), 303)


@bp.post(f"{ALL}/<row:id>/bao-them")
@requires(*REPORTERS)
def report_again(id: int) -> Response:
    """Count one more who met the same fault."""
    fault = fault_or_404(id)
    actions.report_again(fault, "", me(), now())
    db.session.commit()
    flash(_said(fault))
    return redirect(url_for(".overview", muc=Part.OPEN.value), 303)


def _said(fault: EquipmentFault) -> str:
    if fault.times == 1:
        return _("Đã báo: %(name)s. Người quản trị thấy ngay.", name=fault.name)
    return _(
        "%(name)s đã được báo %(times)s lần, đang chờ sửa. Người quản trị thấy ngay.",
        name=fault.name,
        times=fault.times,
    )


def fault_or_404(id: int) -> EquipmentFault:
    """Return the fault."""
    return db.session.get(EquipmentFault, id) or abort(404)
