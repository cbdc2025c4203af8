"""The papers of a dossier as an officer looks through them: document by document, then what came later."""

from dataclasses import dataclass, replace

from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier
from cqtt.dossiers.submission import Paper, papers_of
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.facts import count_text


@dataclass(frozen=True)
class PaperShown:
    """One document on the case page: its files, and a word where there are none."""

    name: str
    wanted: str
    files: list[Attachment]
    state: str = ""
    tone: str = ""
    may_be_left_out: bool = False  # needed in some cases only, and nobody sent it


def papers_shown(dossier: Dossier, content: ProcedureContent) -> list[PaperShown]:
    """Return every document of the procedure, with what is missing marked, then what is shown at the desk."""
    papers = papers_of(dossier, content)
    listed = {paper.requirement.id for paper in papers}
    shown = [_paper(paper) for paper in papers if paper.files or paper is not papers[-1]]
    strays = [file for file in _of_kind(dossier, AttachmentKind.DOCUMENT) if file.requirement_id not in listed]
    if strays:
        shown.append(PaperShown(_("Tệp khác"), "", strays))
    at_desk = [requirement for requirement in content.known_requirements or () if requirement.present_only]
    return shown + [PaperShown(each.name, each.note, [], _("Xem tại quầy"), "quiet") for each in at_desk]


def _paper(paper: Paper) -> PaperShown:
    need = paper.requirement
    wanted = (count_text(need), "" if need.always else need.when)
    shown = PaperShown(need.name, ", ".join(filter(None, wanted)), list(paper.files))
    if paper.files:
        return shown
    if paper.missing:
        return replace(shown, state=_("Còn thiếu"), tone="red")
    if paper.to_bring:
        return replace(shown, state=_("Sẽ mang đến quầy"), tone="amber")
    return replace(shown, may_be_left_out=True)


def _of_kind(dossier: Dossier, kind: AttachmentKind) -> list[Attachment]:
    return [file for file in dossier.attachments if file.kind is kind]


def supplement_files(dossier: Dossier, supplement_id: int) -> list[Attachment]:
    """Return the files that came in answer to one request."""
    files = _of_kind(dossier, AttachmentKind.SUPPLEMENT)
    return [file for file in files if file.supplement_id == supplement_id]


def result_files(dossier: Dossier) -> list[Attachment]:
    return _of_kind(dossier, AttachmentKind.RESULT)


def files_in_order(dossier: Dossier, content: ProcedureContent) -> list[tuple[str, Attachment]]:
    """Return every file with the name of what it belongs to, in the order of the case page."""
    named = [(paper.name, paper.files) for paper in papers_shown(dossier, content)]
    named += [(_("Giấy tờ bổ sung"), supplement_files(dossier, request.id)) for request in dossier.supplements]
    named.append((_("Kết quả"), result_files(dossier)))
    placed = {file.id for _name, files in named for file in files}
    named.append((_("Tệp khác"), [file for file in dossier.attachments if file.id not in placed]))
    return [(name, file) for name, files in named for file in files]
