"""Files of a dossier as its owner sends, sees and deletes them."""

from flask import abort, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.audit.rules import Actor
from cqtt.clock import now
from cqtt.database import reads_first
from cqtt.dossiers.case_access import note_handing_out
from cqtt.dossiers.content import Paper, content_of, papers_of
from cqtt.dossiers.forms import SupplementAnswerForm
from cqtt.dossiers.held import draft_or_gone, holds, unlocked_dossier_or_404
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier, SupplementRequest
from cqtt.dossiers.rules import Status
from cqtt.dossiers.submission.uploading import file_store, remove_file, take_in
from cqtt.dossiers.supplements import paper_id
from cqtt.dossiers.views import bp, supplement_page
from cqtt.extensions import db
from cqtt.file_answers import send_kept, shown_in_page
from cqtt.forms import PostForm, keeps_typed
from cqtt.uploads import limits_sentence

MAY_ADD = {
    AttachmentKind.DOCUMENT: frozenset({Status.DRAFT.value}),
    AttachmentKind.SUPPLEMENT: frozenset({Status.AWAITING_SUPPLEMENT.value}),
}


@bp.route("/nop-ho-so/<draft>/giay-to/<requirement>", methods=["GET", "POST"])
@reads_first
@keeps_typed
def paper(draft: str, requirement: str) -> Response | tuple[str, int]:
    """One document of a draft: its pages, and a place to add more. A POST sends files."""
    dossier = draft_or_gone(draft)
    dossier_id, kind = dossier.id, AttachmentKind.DOCUMENT
    _paper_or_404(dossier, requirement)
    form = PostForm()
    sentences: list[str] = []
    if form.accepted():
        sentences = take_in(dossier_id, kind, requirement, MAY_ADD[kind], now())
        if not sentences:
            return redirect(url_for(".paper", draft=draft, requirement=requirement), 303)
        dossier = db.session.get_one(Dossier, dossier_id)
    sentences += [sentence for _, sentence in form.complaints()]
    page = render_template(
        "dossiers/paper.html",
        dossier=dossier,
        paper=_paper_or_404(dossier, requirement),
        form=form,
        sentences=sentences,
        limits=limits_sentence(),
    )
    return page, form.http_status


@bp.post("/ho-so/<code>/bo-sung/tep/<row:item>")
@reads_first
@keeps_typed
def supplement_files(code: str, item: int) -> Response | tuple[str, int]:
    """Send files for one thing that was asked for; they count when the supplement is handed in."""
    dossier = unlocked_dossier_or_404(code)
    _asked_or_404(dossier, item)
    dossier_id, kind, form = dossier.id, AttachmentKind.SUPPLEMENT, PostForm()
    if form.accepted():
        sentences = take_in(dossier_id, kind, paper_id(dossier, item), MAY_ADD[kind], now())
        if not sentences:
            return redirect(url_for(".supplement", code=code, _anchor=f"muc-{item}"), 303)
    else:
        sentences = [sentence for _, sentence in form.complaints()]
    dossier = db.session.get_one(Dossier, dossier_id)
    return supplement_page(
        dossier, _asked_or_404(dossier, item), SupplementAnswerForm(None), form, {item: sentences}
    ), 422


def _asked_or_404(dossier: Dossier, item: int) -> SupplementRequest:
    """Return the latest request, if it asks for this many things."""
    asked = dossier.supplements[-1] if dossier.supplements else None
    return asked if asked and 1 <= item <= len(asked.items) else abort(404)


@bp.get("/ho-so/tep/<public_id>")
def file(public_id: str) -> Response:
    """Send a file of a dossier that this browser holds; opened by itself it is recorded."""
    kept = _held_file_or_404(public_id)
    answer = send_kept(file_store(), kept.storage_key, kept.media_type, kept.name, inline=kept.is_image)
    if not shown_in_page():  # small pictures belong to the page they stand in: its owner looks at what they sent
        note_handing_out("open_file", "attachment", kept.id, Actor.CITIZEN)
    return answer


@bp.post("/ho-so/tep/<public_id>/xoa")
def delete_file(public_id: str) -> Response:
    """Delete a file that has not been handed in yet."""
    attachment = _held_file_or_404(public_id)
    dossier = attachment.dossier
    if dossier.status.value not in MAY_ADD.get(attachment.kind, frozenset()) or _already_counted(attachment):
        abort(404)
    requirement = attachment.requirement_id
    remove_file(attachment)
    if dossier.status is Status.DRAFT:
        return redirect(url_for(".paper", draft=dossier.draft_key, requirement=requirement), 303)
    return redirect(url_for(".supplement", code=dossier.code), 303)


def _already_counted(attachment: Attachment) -> bool:
    """Whether a supplement's file belongs to a request that was already answered."""
    if attachment.kind is not AttachmentKind.SUPPLEMENT:
        return False
    request = attachment.dossier.open_supplement
    return request is None or attachment.supplement_id != request.id


def _held_file_or_404(public_id: str) -> Attachment:
    attachment = db.session.scalar(select(Attachment).where(Attachment.public_id == public_id))
    if attachment is None or not holds(attachment.dossier):
        abort(404)
    return attachment


def _paper_or_404(dossier: Dossier, requirement: str) -> Paper:
    papers = papers_of(dossier, content_of(dossier))
    return next((paper for paper in papers if paper.requirement.id == requirement), None) or abort(404)
