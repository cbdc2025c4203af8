"""The list of procedures, and the page of one: what citizens see of it, its draft, what is missing."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import now
from cqtt.editing.blueprint import ALL, ONE, bp
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.link_checks import ask_again
from cqtt.editing.overview.actions import mark_of_draft, remove_procedure
from cqtt.editing.overview.bulk_kinds import KINDS
from cqtt.editing.overview.entries import read_entries
from cqtt.editing.overview.listing import (
    NOBODYS,
    Filters,
    choices_of_department,
    choices_of_field,
    gap_counts,
    list_page,
)
from cqtt.editing.overview.one import OneProcedure
from cqtt.editing.overview.rules import failed_addresses
from cqtt.editing.overview.words import GAPS, MODE_NAMES, MODE_SLUGS, STATE_NAMES, STATE_SLUGS, STATE_TONES
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.roles import Role

LAST_PAGE = 100_000
WORDS: dict[str, Any] = {
    "gap_words": GAPS,
    "mode_names": MODE_NAMES,
    "state_names": STATE_NAMES,
    "state_tones": STATE_TONES,
}


@bp.get(ALL)
@requires(Role.ADMINISTRATOR)
def overview() -> Response:
    """All procedures: searched as citizens search, with what is missing about each."""
    filters, entries = Filters.from_address(request.args), read_entries(now())
    number = min(max(1, request.args.get("trang", 1, type=int)), LAST_PAGE)
    listing = list_page(entries, filters, number)
    shown = render_template(
        "editing/overview/overview.html",
        listing=listing,
        filters=filters,
        counts=gap_counts(entries),
        fields=choices_of_field(entries),
        departments=[*choices_of_department(entries), (NOBODYS, _("Chưa giao"))],
        modes=[(slug, MODE_NAMES[mode]) for slug, mode in MODE_SLUGS.items()],
        states=[(slug, STATE_NAMES[state]) for slug, state in STATE_SLUGS.items()],
        kinds=[(slug, kind.label) for slug, kind in KINDS.items()],
        whole=len(entries.all),
        all_ticked=request.args.get("chon") == "trang",
        token=PostForm(),
        **WORDS,
    )
    answer = make_response(shown)
    answer.headers["HX-Push-Url"] = listing.here
    return answer


@bp.get(ONE)
@requires(Role.ADMINISTRATOR)
def show(code: str) -> str:
    """One procedure: what citizens see, what is being written, what is missing, how it is filed."""
    one = OneProcedure.read(procedure_or_404(code), now())
    return render_template("editing/overview/show.html", one=one, entry=one.entry, token=PostForm(), **WORDS)


@bp.post(f"{ONE}/thu-lien-ket")
@requires(Role.ADMINISTRATOR)
def look_again(code: str) -> AnyResponse:
    """Ask the worker to look soon at the links of a procedure that did not answer."""
    procedure = procedure_or_404(code)
    entry = read_entries(now(), only=procedure.id).all[0]
    ask_again(failed_addresses(entry.facts))
    db.session.commit()
    flash(_("Máy chủ sẽ mở thử các liên kết ấy trong ít phút nữa. Xin mở lại trang này sau."))
    return redirect(url_for("editing.show", code=entry.code, _anchor="nen-xem-lai"), 303)


@bp.route(f"{ONE}/xoa", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def remove(code: str) -> AnyResponse | str:
    """Ask, then remove a procedure that was never published."""
    procedure = procedure_or_404(code)
    if request.method == "GET":
        one = OneProcedure.read(procedure, now())
        seen = mark_of_draft(procedure)
        return render_template("editing/overview/remove.html", one=one, entry=one.entry, seen=seen, token=PostForm())
    remove_procedure(procedure, request.form.get("seen", ""))
    db.session.commit()
    flash(_("Đã xóa thủ tục chưa công bố."))
    return redirect(url_for("editing.overview"), 303)
