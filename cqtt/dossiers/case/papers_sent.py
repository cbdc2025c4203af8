"""The papers of a dossier as an officer looks through them: document by document, then what came later."""

from dataclasses import dataclass, replace

from cqtt.dossiers.content import Paper, papers_of, papers_to_look_up, papers_to_show
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier
from cqtt.dossiers.supplements import items_of
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.facts import count_text


@dataclass(frozen=True)
class PaperShown:
    """One document on the case page: its files, and a word where there are none."""

    id: str  # of the requirement, as files are kept under it
    name: str
    wanted: str
    files: list[Attachment]
    state: str = ""
    tone: str = ""
    may_be_left_out: bool = False  # needed in some cases only, and nobody sent it


def papers_shown(dossier: Dossier, content: ProcedureContent) -> list[PaperShown]:
    """Return every document of the procedure, with what is missing marked, then what nobody has to hand in."""
    papers = papers_of(dossier, content)
    listed = {paper.requirement.id for paper in papers}
    shown = [_paper(paper, dossier) for paper in papers if paper.files or paper is not papers[-1]]
    strays = [file for file in _of_kind(dossier, AttachmentKind.DOCUMENT) if file.requirement_id not in listed]
    if strays:
        shown.append(PaperShown("", _("Tệp khác"), "", strays))
    for each in papers_to_show(content):
        shown.append(PaperShown(each.id, each.name, each.note, [], _("Xem tại quầy"), "quiet"))
    for each in papers_to_look_up(content):
        shown.append(PaperShown(each.id, each.name, each.note, [], _("Cán bộ tra cứu"), "blue"))
    return shown


def _paper(paper: Paper, dossier: Dossier) -> PaperShown:
    need = paper.requirement
    wanted = (count_text(need), "" if need.always else need.when)
    shown = PaperShown(need.id, need.name, ", ".join(filter(None, wanted)), list(paper.files))
    if received := _received_text(dossier, need.id):
        return replace(shown, state=received, tone="green")
    if paper.files:
        return shown
    if paper.missing:
        return replace(shown, state=_("Còn thiếu"), tone="red")
    if paper.to_bring:
        return replace(shown, state=_("Sẽ mang đến quầy"), tone="amber")
    return replace(shown, may_be_left_out=True)


def _received_text(dossier: Dossier, requirement_id: str) -> str:
    """Return what the desk took in of a document: "Đã nhận 1 bản chính, 2 bản sao"."""
    originals, copies = (*dossier.papers_received.get(requirement_id, ()), 0, 0)[:2]
    parts = [_("%(number)d bản chính", number=originals)] if originals else []
    parts += [_("%(number)d bản sao", number=copies)] if copies else []
    return _("Đã nhận %(what)s", what=", ".join(parts)) if parts else ""


def _of_kind(dossier: Dossier, kind: AttachmentKind) -> list[Attachment]:
    return [file for file in dossier.attachments if file.kind is kind]


def result_files(dossier: Dossier) -> list[Attachment]:
    return _of_kind(dossier, AttachmentKind.RESULT)


def files_in_order(dossier: Dossier, content: ProcedureContent) -> list[tuple[str, Attachment]]:
    """Return every file with the name of what it belongs to, in the order of the case page."""
    named = [(paper.name, paper.files) for paper in papers_shown(dossier, content)]
    for request in dossier.supplements:
        files = [file for item in items_of(request, dossier.attachments) for file in item.files]
        named.append((_("Giấy tờ bổ sung"), files))
    named.append((_("Kết quả"), result_files(dossier)))
    placed = {file.id for _name, files in named for file in files}
    named.append((_("Tệp khác"), [file for file in dossier.attachments if file.id not in placed]))
    return [(name, file) for name, files in named for file in files]


def files_of_paper(dossier: Dossier, requirement_id: str) -> list[Attachment]:
    """Return the files of one paper in their order: of a document, or of everything sent for one request."""
    start = f"{requirement_id}-"
    return [
        file
        for file in dossier.attachments
        if file.requirement_id == requirement_id
        or (file.kind is AttachmentKind.SUPPLEMENT and file.requirement_id.startswith(start))
    ]
