"""What publishing a draft would do: what changes, what stops it, what has to be confirmed, what is still unknown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from sqlalchemy import func, select

from cqtt.declarations.models import DeclarationTemplate
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import OPEN
from cqtt.editing.form_builder.breaks import breaks
from cqtt.editing.publishing.differences import Difference, changed_labels, differences
from cqtt.editing.publishing.readiness import faults_of_drafts, is_newer, newer_sentence
from cqtt.editing.publishing.rules import Fault
from cqtt.editing.publishing.seen import marks_of
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureFile, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import content_of_version


@dataclass(frozen=True)
class Plan:
    """One draft beside what citizens read now."""

    draft: ProcedureVersion
    current: ProcedureVersion | None  # what citizens read now
    faults: Sequence[Fault]
    template_names: Sequence[str]

    @property
    def procedure(self) -> Procedure:
        return self.draft.procedure

    @cached_property
    def content(self) -> ProcedureContent:
        return content_of_version(self.draft)

    @cached_property
    def current_content(self) -> ProcedureContent | None:
        return content_of_version(self.current) if self.current else None

    @cached_property
    def differences(self) -> list[Difference]:
        return differences(self.current_content, self.content, file_names(self.procedure.id))

    @cached_property
    def changed_labels(self) -> list[str]:
        return changed_labels(self.current_content, self.content)

    @cached_property
    def to_confirm(self) -> list[str]:
        """What publishing breaks, a sentence each: somebody has to say that it shall be so."""
        newer = self.current is not None and is_newer(self.current, self.draft)
        sentences = [newer_sentence(self.current)] if newer and self.current else []
        if not self.procedure.is_active:
            sentences.append(_("Thủ tục này đã ngừng. Công bố bản này là đưa thủ tục trở lại cho người dân."))
        stopping = {fault.sentence for fault in self.faults}
        found = breaks(self.current_content, self.content, self.template_names)
        return sentences + [sentence for sentence in found if sentence not in stopping]

    @property
    def unknown(self) -> list[str]:
        """What citizens will read as not published: a warning, no hindrance."""
        content = self.content
        missing = {
            _("thời hạn giải quyết"): content.known_processing_time is None,
            _("phí, lệ phí"): content.known_fee is None or content.known_fee.amount_vnd is None,
            _("giấy tờ cần mang theo"): content.known_requirements is None,
        }
        return [words for words, is_missing in missing.items() if is_missing]

    @property
    def marks(self) -> str:
        """A line that differs when anything of this plan does."""
        return marks_of(self.content, self.current.id if self.current else None, self.to_confirm)

    @property
    def state(self) -> str:
        """A short mark of the same, to tick the draft by in a list."""
        return sha256(self.marks.encode()).hexdigest()[:16]

    @property
    def changes_nothing(self) -> bool:
        """Whether citizens read all of this already."""
        return self.current is not None and not self.is_news

    @property
    def is_news(self) -> bool:
        """Whether citizens would read anything else than they do now."""
        return bool(self.changed_labels)


def plan_of(draft: ProcedureVersion) -> Plan:
    """Return what publishing this draft would do."""
    return plans_of([draft])[0]


def plans_of(drafts: Sequence[ProcedureVersion]) -> list[Plan]:
    """Return the plans of these drafts, read in a few queries however many there are."""
    ids = [draft.procedure_id for draft in drafts]
    faults, current, names = faults_of_drafts(drafts), _published(ids), _template_names(ids)
    return [
        Plan(draft, current.get(draft.procedure_id), faults[draft.id], names.get(draft.procedure_id, ()))
        for draft in drafts
    ]


def open_dossiers(procedure_id: int) -> int:
    """Return how many dossiers are open: they stay under the version they were filed with."""
    of_it = Dossier.procedure_id == procedure_id, Dossier.status.in_(OPEN)
    return db.session.scalar(select(func.count()).select_from(Dossier).where(*of_it)) or 0


def file_names(procedure_id: int) -> Mapping[int, str]:
    """Return the files of a procedure by their ids, as they were called when they came."""
    of_it = select(ProcedureFile.id, ProcedureFile.name).where(ProcedureFile.procedure_id == procedure_id)
    return {id: name for id, name in db.session.execute(of_it)}


def _published(procedure_ids: Iterable[int]) -> Mapping[int, ProcedureVersion]:
    found = select(ProcedureVersion).where(
        ProcedureVersion.procedure_id.in_(list(procedure_ids)), ProcedureVersion.status == VersionStatus.PUBLISHED
    )
    return {version.procedure_id: version for version in db.session.scalars(found)}


def _template_names(procedure_ids: Iterable[int]) -> Mapping[int, Sequence[str]]:
    """Return the names that the template in use of each procedure fills; the newest is the one in use."""
    in_use = select(DeclarationTemplate.procedure_id, DeclarationTemplate.placeholders).where(
        DeclarationTemplate.procedure_id.in_(list(procedure_ids)), DeclarationTemplate.is_active
    )
    return {id: tuple(names) for id, names in db.session.execute(in_use.order_by(DeclarationTemplate.id))}
