"""What the procedure asks of a dossier: its content as it was then, its fee, its documents with what came of each."""

from dataclasses import dataclass

from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.requirements import Requirement

# A place for whatever the list of papers does not name, or for all when the list is not published.
OTHER_PAPERS = Requirement(id="giay-to-khac", name="Giấy tờ khác", originals=0, copies=0, note="", when="nếu có")


@dataclass(frozen=True)
class Paper:
    """One document of the procedure with the pages that were sent of it."""

    requirement: Requirement
    files: tuple[Attachment, ...]
    to_bring: bool

    @property
    def missing(self) -> bool:
        """Whether the submission is incomplete without it."""
        return self.requirement.compulsory and not self.files and not self.to_bring


def content_of(dossier: Dossier) -> ProcedureContent:
    """Return what the procedure said when the dossier was begun."""
    return ProcedureContent.from_json(dossier.version.content)


def published_fee(dossier: Dossier) -> int | None:
    """Return the fee that is published for certain; None where it is not, or where nothing is to be paid."""
    fee = content_of(dossier).known_fee
    return (fee.amount_vnd or None) if fee else None


def fee_to_ask(dossier: Dossier) -> int | None:
    """Return what to ask for at acceptance: what was asked for before, else what is published."""
    return published_fee(dossier) if dossier.fee_vnd is None else dossier.fee_vnd


def papers_of(dossier: Dossier, content: ProcedureContent) -> list[Paper]:
    """Return every document that can be handed in, with its files; documents shown at the desk have none."""
    documents = [file for file in dossier.attachments if file.kind is AttachmentKind.DOCUMENT]
    wanted = [requirement for requirement in content.known_requirements or () if requirement.uploadable]
    return [
        Paper(
            requirement=requirement,
            files=tuple(file for file in documents if file.requirement_id == requirement.id),
            to_bring=requirement.id in dossier.papers_to_bring,
        )
        for requirement in (*wanted, OTHER_PAPERS)
    ]


def name_with_case(requirement: Requirement) -> str:
    """Return the document's name, with when it is needed where that depends on the case."""
    return requirement.name if requirement.always else f"{requirement.name} ({requirement.when})"


def papers_to_show(content: ProcedureContent) -> list[Requirement]:
    """Return the documents that are only shown at the desk."""
    known = content.known_requirements or ()
    return [requirement for requirement in known if requirement.present_only and not requirement.look_up]


def papers_to_look_up(content: ProcedureContent) -> list[Requirement]:
    """Return the documents that the office reads in a database and may not ask for (118/2025/NĐ-CP, Điều 4)."""
    return [requirement for requirement in content.known_requirements or () if requirement.look_up]
