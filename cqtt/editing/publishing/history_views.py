"""What was and who did it: the versions of a procedure, any two of them compared, old ones and drafts brought back."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.audit.log import LAST_PAGE, Filters, LogPage, page_of
from cqtt.clock import now, today
from cqtt.commune.signed_in import me
from cqtt.editing.blueprint import ALL, ONE, bp
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.publishing import kept, restoring
from cqtt.editing.publishing.readiness import held_back
from cqtt.editing.publishing.versions import (
    STATUS_TONES,
    STATUS_WORDS,
    compared,
    officer_names,
    usual_pair,
    version_or_404,
    version_words,
    versions_of,
)
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.models import Procedure, VersionStatus
from cqtt.procedures.versions import version_in
from cqtt.roles import Role

Answer = Response | str
WORDS: dict[str, Any] = {"status_words": STATUS_WORDS, "status_tones": STATUS_TONES, "version_words": version_words}


class Pages:
    """What the pager draws: the page of acts, and the addresses of its neighbours."""

    def __init__(self, page: LogPage, code: str) -> None:
        self.number, self.pages, self.total, self._code = page.number, page.pages, page.total, code

    def url(self, number: int) -> str:
        return url_for("editing.history", code=self._code, trang=number if number > 1 else None, _anchor="acts")


@bp.get(f"{ONE}/lich-su")
@requires(Role.ADMINISTRATOR)
def history(code: str) -> str:
    """The versions with who, when and why; and who changed what, newest first."""
    procedure = procedure_or_404(code)
    versions = versions_of(procedure)
    draft = next((each for each in versions if each.status is VersionStatus.DRAFT), None)
    acts = page_of(Filters(kind=KIND, object_id=str(procedure.id)), _page_number())
    return render_template(
        "editing/publishing/history.html",
        procedure=procedure,
        versions=versions,
        draft=draft,
        held_back=held_back(draft, today()) if draft else [],
        names=officer_names(versions),
        acts=acts,
        pages=Pages(acts, procedure.address_code),
        undo_key=kept.undo_offered(procedure.id),
        token=PostForm(),
        **WORDS,
    )


@bp.get(f"{ONE}/so-sanh")
@requires(Role.ADMINISTRATOR)
def compare(code: str) -> str:
    """Any two versions side by side, their words marked."""
    procedure = procedure_or_404(code)
    versions = versions_of(procedure) or abort(404)
    before, after = usual_pair(versions)
    before, after = request.args.get("tu", before, type=int), request.args.get("den", after, type=int)
    pair = compared(version_or_404(procedure, before), version_or_404(procedure, after))
    return render_template(
        "editing/publishing/compare.html", procedure=procedure, versions=versions, pair=pair, **WORDS
    )


@bp.route(f"{ONE}/khoi-phuc/<row:number>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def restore(code: str, number: int) -> Answer:
    """Show what an old version would bring into the draft; then let it be the draft."""
    procedure = procedure_or_404(code)
    version = version_or_404(procedure, number)
    if version.status is VersionStatus.DRAFT:
        abort(404)
    if request.method == "GET":
        return _ask_to_restore(procedure, number)
    key = restoring.restore(procedure, version, request.form.get("seen", ""), me(), now())
    db.session.commit()
    if key:
        kept.offer_undo(key, procedure.id)
    flash(_("Bản nháp nay giống bản %(number)d. Người dân chưa thấy gì cho đến khi công bố.", number=number))
    return _to_history(procedure)


@bp.post(f"{ONE}/bo-nhap")
@requires(Role.ADMINISTRATOR)
def discard(code: str) -> Response:
    """Throw the draft away; for a day it can be brought back."""
    procedure = procedure_or_404(code)
    key = restoring.discard(procedure, request.form.get("seen", ""))
    db.session.commit()
    kept.offer_undo(key, procedure.id)
    flash(_("Đã bỏ bản nháp. Những gì người dân đọc vẫn như cũ."))
    return _to_history(procedure)


@bp.post(f"{ALL}/hoan-tac/<key>")
@requires(Role.ADMINISTRATOR)
def undo(key: str) -> Response:
    """Bring back the draft that was thrown away or written over."""
    was = kept.kept(key)
    procedure = db.session.get(Procedure, was.procedure_id) if was else None
    if was is None or procedure is None:
        kept.forget_undo()
        flash(_("Đã quá một ngày nên không hoàn tác được nữa. Xin khôi phục từ một bản trong lịch sử."), "warning")
        return redirect(url_for(".overview"), 303)
    newer = restoring.undo(was, procedure, me(), now())
    db.session.commit()
    kept.forget_undo()
    flash(_("Đã hoàn tác. Bản nháp như trước."))
    if newer:
        flash(newer, "warning")
    return _to_history(procedure)


def _ask_to_restore(procedure: Procedure, number: int) -> str:
    version, draft = version_or_404(procedure, number), version_in(procedure.id, VersionStatus.DRAFT)
    return render_template(
        "editing/publishing/restore.html",
        procedure=procedure,
        version=version,
        draft=draft,
        pair=compared(draft, version) if draft else None,
        token=PostForm(),
        **WORDS,
    )


def _to_history(procedure: Procedure) -> Response:
    return redirect(url_for(".history", code=procedure.address_code), 303)


def _page_number() -> int:
    return min(max(1, request.args.get("trang", 1, type=int)), LAST_PAGE)
