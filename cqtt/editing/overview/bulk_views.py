"""Many procedures at once: ticked in the list, asked what to change, shown what changes, done, taken back."""

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import own_path, requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.editing.blueprint import ALL, bp
from cqtt.editing.overview.bulk import Line, carry_out, foresee, sealed, take_back, unsealed
from cqtt.editing.overview.bulk_kinds import KINDS, Kind
from cqtt.editing.overview.forms import BulkForm
from cqtt.editing.overview.words import DRAFT, STATE_SLUGS
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]
MANY = f"{ALL}/nhieu"
KIND = "<any('phong', 'cach-nop', 'linh-vuc'):what>"
_AN_ID = re.compile(r"[0-9]{1,9}")
_A_PICK = re.compile(r"([0-9]{1,9})\.([0-9a-f]{1,16})")


@bp.route(MANY, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@reads_first
def bulk() -> Answer:
    """Ask what to change on those that were ticked; nothing is changed yet."""
    what = request.form.get("viec", "")
    if what not in KINDS:
        return _back(_("Xin chọn việc cần làm với những thủ tục đã đánh dấu."))
    if not _ticked():
        return _back(_("Xin đánh dấu ít nhất một thủ tục trong danh sách."))
    return _ask(what, _form(KINDS[what], blank=True), 200)


@bp.route(f"{MANY}/{KIND}", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@reads_first
@keeps_typed
def bulk_confirm(what: str) -> Answer:
    """Show what would change on each, and on which nothing; nothing is changed yet."""
    form = _form(KINDS[what])
    if request.method == "GET":
        return _back()
    if not form.accepted():
        return _ask(what, form, form.http_status)
    change = KINDS[what].change_of(form)
    lines = foresee(change, _ticked())
    return _render("bulk_confirm", what, form=form, after=change.after(), **_divided(lines)), 200


@bp.route(f"{MANY}/{KIND}/doi", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def bulk_do(what: str) -> Answer:
    """Make the change on each that is still as it was shown."""
    form = _form(KINDS[what])
    if request.method == "GET":
        return _back()
    if not form.accepted():
        return _ask(what, form, form.http_status)
    change = KINDS[what].change_of(form)
    lines, kept = carry_out(change, _picks(), me(), now())
    db.session.commit()
    return _done(what, str(KINDS[what].label), lines, sealed(what, kept) if kept else ""), 200


@bp.route(f"{MANY}/{KIND}/hoan-tac", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def bulk_undo(what: str) -> Answer:
    """Take the whole change back, wherever nothing else has happened since."""
    if request.method == "GET":
        return _back()
    kept = unsealed(what, request.form.get("dau", ""))
    lines = take_back(KINDS[what].made_by, kept, me(), now())
    db.session.commit()
    return _done(what, _("Hoàn tác: %(what)s", what=KINDS[what].label), lines, ""), 200


def _form(kind: Kind, blank: bool = False) -> BulkForm:
    form = kind.form(formdata=None) if blank else kind.form.from_request()
    form.let_choose()
    return form


def _ticked() -> list[int]:
    """Return the ids that were ticked or shown: "12" from the list, "12.7" from the page before."""
    found = (_AN_ID.match(each) for each in request.form.getlist("chon"))
    return [int(match[0]) for match in found if match]


def _picks() -> dict[int, str]:
    """Return the ids with the marks of what was shown."""
    found = (_A_PICK.fullmatch(each) for each in request.form.getlist("chon"))
    return {int(match[1]): match[2] for match in found if match}


def _ask(what: str, form: BulkForm, status: int) -> tuple[str, int]:
    return _render("bulk_ask", what, form=form, ids=_ticked()), status


def _done(what: str, heading: str, lines: list[Line], seal: str) -> str:
    of_drafts: dict[str, Any] = {"tinh-trang": _slug_of(DRAFT)}
    drafts = url_for("editing.overview", **of_drafts) if what == "linh-vuc" else None
    return _render("bulk_done", what, heading=heading, seal=seal, drafts=drafts, token=PostForm(), **_divided(lines))


def _render(page: str, what: str, **shown: object) -> str:
    address = f"editing/overview/{page}.html"
    return render_template(address, what=what, kind=KINDS[what], way_back=_way_back(), **shown)


def _divided(lines: list[Line]) -> dict[str, list[Line]]:
    return {
        "done": [line for line in lines if not line.why_not],
        "left": [line for line in lines if line.why_not],
    }


def _slug_of(state: str) -> str:
    return next(slug for slug, meant in STATE_SLUGS.items() if meant == state)


def _back(sentence: str = "") -> Response:
    if sentence and request.method == "POST":
        flash(sentence, "warning")
    return redirect(_way_back(), 303)


def _way_back() -> str:
    """Return the page of the list that this began on."""
    return own_path(request.form.get("ve")) or url_for("editing.overview")
