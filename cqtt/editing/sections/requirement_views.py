"""The list of documents: what its buttons do. Each sends the whole list, so that nothing typed beside it is lost."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from flask import Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.editing.blueprint import bp
from cqtt.editing.drafts import DraftLocked, version_to_edit
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.sections.actions import keep_file, own_files
from cqtt.editing.sections.page import EditPage, Sent, sent_part
from cqtt.editing.sections.parts import Part
from cqtt.editing.sections.received import Received, received_file
from cqtt.editing.sections.rows import NEW_NAME, Rows, file_box
from cqtt.editing.sections.views import EDIT, WHOLE_PART, saved, show
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.procedures.kept import file_answer, file_store
from cqtt.procedures.models import FileKind, Procedure, ProcedureFile
from cqtt.procedures.versions import content_of_version
from cqtt.roles import Role

PAPERS = f"{EDIT}/{Part.PAPERS.value}"
KINDS = {"mau": FileKind.FORM, "anh": FileKind.SAMPLE}
WAYS: dict[str, Callable[[Rows, str], Rows]] = {
    "len": partial(Rows.moved, places=-1),
    "xuong": partial(Rows.moved, places=1),
    "bo": Rows.without,
    "tra-lai": Rows.with_again,
}
Answer = AnyResponse | tuple[str, int]


@bp.post(f"{PAPERS}/them")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_requirement(code: str) -> tuple[str, int]:
    """Add a document at the end of the list."""
    return _changed(code, _with_new)


@bp.post(f"{PAPERS}/<requirement>/<any(len, xuong, bo, 'tra-lai'):way>")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def change_requirement(code: str, requirement: str, way: str) -> tuple[str, int]:
    """Move a document in the list, take it out, or put it back."""
    return _changed(code, lambda rows: WAYS[way](rows, requirement))


@bp.post(f"{PAPERS}/<requirement>/tep/<any(mau, anh):kind>")
@requires(Role.ADMINISTRATOR)
@reads_first
@keeps_typed
def attach_file(code: str, requirement: str, kind: str) -> tuple[str, int]:
    """Keep a blank form or a sample, and let the document name it."""
    procedure, of_kind = procedure_or_404(code), KINDS[kind]
    box = file_box(requirement, of_kind)
    if not PostForm().accepted():
        return _changed(code, lambda rows: rows)
    refused = _why_not(procedure, requirement)
    if refused:  # before anything is kept
        return _refused(procedure, refused)
    try:
        received = received_file(of_kind, request.files.get(box))
        file_id = _kept(procedure, of_kind, received)
    except RuleBroken as broken:
        sentence = broken.sentence
        return _changed(code, lambda rows: rows.saying(box, sentence))
    return _changed(code, lambda rows: rows.with_file(requirement, of_kind, file_id))


@bp.post(f"{PAPERS}/<requirement>/tep/<any(mau, anh):kind>/bo")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def detach_file(code: str, requirement: str, kind: str) -> tuple[str, int]:
    """Let the document name the file no more; the file itself stays, for the versions that name it."""
    return _changed(code, lambda rows: rows.with_file(requirement, KINDS[kind], None))


@bp.get(f"{EDIT}/tep/<row:id>")
@requires(Role.ADMINISTRATOR)
def draft_file(code: str, id: int) -> Response:
    """Send a file of this procedure to whoever edits it, whatever version names it."""
    file = db.session.get(ProcedureFile, id)
    if file is None or file.procedure_id != procedure_or_404(code).id:
        abort(404)
    return file_answer(file)


def _changed(code: str, change: Callable[[Rows], Rows]) -> tuple[str, int]:
    """Save the list of this request with a change, and show it as it is then."""
    procedure = procedure_or_404(code)
    sent = _sent(procedure)
    rows = change(sent.rows or Rows(())).checked(own_files(procedure))
    page, status = saved(procedure, Sent(Part.PAPERS, sent.form, rows))
    if status == 200:  # what was taken out stays in sight, to be put back
        stored = EditPage.of(procedure, Part.PAPERS)
        page = replace(stored, sent=Sent(Part.PAPERS, stored.form(Part.PAPERS), rows))
    return show(WHOLE_PART, page), status


def _sent(procedure: Procedure) -> Sent:
    return sent_part(content_of_version(version_to_edit(procedure)), Part.PAPERS)


def _why_not(procedure: Procedure, requirement: str) -> str:
    """Return why a document cannot be given a file: the draft is locked, or the list does not name it."""
    if version_to_edit(procedure).publish_on is not None:
        return DraftLocked().sentence
    rows = _sent(procedure).rows
    row = rows.row(requirement) if rows else None
    if row is None or row.is_gone:
        return _("Giấy tờ này không còn trong danh sách nên chưa giữ tệp. Xin tải lại trang rồi gửi lại.")
    return ""


def _refused(procedure: Procedure, sentence: str) -> tuple[str, int]:
    page = EditPage.of(procedure, Part.PAPERS, sent=_sent(procedure), refused=sentence)
    return show(WHOLE_PART, page), 409


def _with_new(rows: Rows) -> Rows:
    if not rows.new_name:
        return rows.saying(NEW_NAME, _("Xin ghi tên giấy tờ rồi bấm Thêm."))
    return rows.with_new(rows.new_name)


def _kept(procedure: Procedure, kind: FileKind, received: Received) -> int:
    """Store the file, then write its row; the same file sent twice is one."""
    key = file_store().put(received.content)
    begin_writing()
    file = keep_file(procedure, kind, received, key, me(), now())
    db.session.commit()
    if file.storage_key != key:
        file_store().remove(key)
    return file.id
