"""The counters of the hall and their codes, under /quan-tri/quay."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import full_url
from cqtt.codes.actions import shorts_of
from cqtt.codes.qr import compact_address, qr_svg
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.posters import counters as actions
from cqtt.posters.counter_forms import CounterForm
from cqtt.posters.things import COUNTER
from cqtt.posters.views import bp
from cqtt.procedures.models import ProcedureField
from cqtt.roles import Role

Answer = Response | tuple[str, int]
ALL = "/quan-tri/quay"
WAYS = {
    "len": partial(actions.move_counter, places=-1),
    "xuong": partial(actions.move_counter, places=1),
    "mo": partial(actions.open_counter, is_open=True),
    "dong": partial(actions.open_counter, is_open=False),
}


@bp.get(ALL)
@requires(Role.ADMINISTRATOR)
def counters() -> str:
    """The counters in the order of the hall, each with its code."""
    found = actions.all_counters()
    return render_template("posters/counters.html", counters=found, codes=_codes(found), token=PostForm())


@bp.route(f"{ALL}/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_counter() -> Answer:
    """Add a counter at the end of the hall."""
    form = CounterForm.of(None, _known_fields())
    if not form.accepted():
        return _show(form, "", form.http_status)
    try:
        actions.add_counter(**form.typed())
    except actions.CounterNameTaken as taken:
        return _show_refused(form, "", taken)
    db.session.commit()
    flash(_("Đã thêm %(name)s.", name=form.name.data))
    return redirect(url_for(".counters"), 303)


@bp.route(f"{ALL}/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_counter(id: int) -> Answer:
    """Give a counter another name, other words, other fields of work."""
    counter = _counter_or_404(id)
    name = counter.name
    form = CounterForm.of(counter, _known_fields())
    if not form.accepted():
        return _show(form, name, form.http_status)
    try:
        actions.change_counter(counter, form.revision.data, **form.typed())
    except ChangedMeanwhile:
        return _show_what_changed(form, id)
    except actions.CounterNameTaken as taken:
        return _show_refused(form, name, taken)
    db.session.commit()
    flash(_("Đã lưu %(name)s.", name=form.name.data))
    return redirect(url_for(".counters"), 303)


@bp.post(f"{ALL}/<row:id>/<any(len, xuong, mo, dong):way>")
@requires(Role.ADMINISTRATOR)
def change_counter(id: int, way: str) -> Response:
    """Move a counter up or down the hall, close it or open it again."""
    WAYS[way](_counter_or_404(id))
    db.session.commit()
    return redirect(url_for(".counters"), 303)


def _codes(counters: list[Counter]) -> dict[int, Markup]:
    """Return the drawings; a counter that has never had a paper printed has its plain address in it."""
    shorts = shorts_of(COUNTER, {str(counter.id) for counter in counters})
    return {each.id: _drawing(each, shorts.get(str(each.id))) for each in counters}


def _drawing(counter: Counter, short: str | None) -> Markup:
    address = full_url("codes.open_code", short=short) if short else full_url("posters.counter", id=counter.id)
    return qr_svg(compact_address(address), _("Mã QR của %(name)s", name=counter.name))


def _known_fields() -> list[str]:
    return list(db.session.scalars(select(ProcedureField.name).order_by(ProcedureField.position, ProcedureField.name)))


def _show(form: CounterForm, name: str, status: int, **more: object) -> tuple[str, int]:
    return render_template("posters/edit_counter.html", form=form, name=name, **more), status


def _show_refused(form: CounterForm, name: str, taken: actions.CounterNameTaken) -> tuple[str, int]:
    db.session.rollback()
    form.name.errors = (taken.sentence,)
    return _show(form, name, 422)


def _show_what_changed(form: CounterForm, id: int) -> tuple[str, int]:
    """Say what the record holds by now where it is not what was typed; nothing is overwritten."""
    db.session.rollback()
    counter = _counter_or_404(id)
    stored = CounterForm.of(counter, _known_fields(), formdata=None)
    return _show(form, counter.name, 409, differences=form.rest_on(stored))


def _counter_or_404(id: int) -> Counter:
    return db.session.get(Counter, id) or abort(404)
