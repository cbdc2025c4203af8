"""What the record holds before an import of the source files, and what of it is the unit's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Commune
from cqtt.extensions import db
from cqtt.procedures.additions_file import Filing
from cqtt.procedures.content import FilingMode, ProcedureContent
from cqtt.procedures.models import LifeEvent, Procedure, ProcedureField, ProcedureVersion, VersionStatus
from cqtt.text import fold


@dataclass
class Shelf:
    """What the record holds before the import, and what of it the unit keeps."""

    by_slug: dict[str, Procedure]
    by_code: dict[str, Procedure]
    published: dict[int, ProcedureVersion]
    default_mode: FilingMode | None
    overwrite: bool
    own: frozenset[int]  # procedures whose words the unit has written or withdrawn
    kept: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, overwrite: bool) -> "Shelf":
        rows = db.session.scalars(select(Procedure)).all()
        current = select(ProcedureVersion).where(ProcedureVersion.status == VersionStatus.PUBLISHED)
        published = {version.procedure_id: version for version in db.session.scalars(current)}
        commune = db.session.get(Commune, 1)
        return cls(
            by_slug={row.slug: row for row in rows},
            by_code={row.code: row for row in rows if row.code},
            published=published,
            default_mode=FilingMode(commune.default_filing_mode) if commune else None,
            overwrite=overwrite,
            own=_own_procedures(published),
        )

    def keeps_words(self, row: Procedure) -> bool:
        """Whether the words of a procedure stay as the unit has them."""
        return row.id in self.own and not self.overwrite

    def keeps_row(self, row: Procedure | ProcedureField | LifeEvent) -> bool:
        """Whether what stands in a row was changed on screen, and is to stay."""
        return (row.revision or 1) > 1 and not self.overwrite

    def synonyms(self, row: Procedure, names: Sequence[str]) -> list[str]:
        """Return the names of the files; to names that were changed on screen only those that are missing."""
        if not self.keeps_row(row):
            return list(names)
        known = {fold(str(name)) for name in row.synonyms}
        return [*row.synonyms, *(name for name in names if fold(name) not in known)]

    def row_of(self, content: ProcedureContent) -> Procedure | None:
        """Return the row of an entry, by its slug; one that was renamed is known by its national code."""
        return self.by_slug.get(content.slug) or self.by_code.get(content.code or "")

    def filing(self, filing: Filing) -> dict[str, Any]:
        """Return where a procedure is filed: what the files only assume, the unit's own default decides."""
        if filing.assumed and self.default_mode not in (None, filing.mode):
            return {"filing_mode": self.default_mode, "filing_reason": ""}
        return {"filing_mode": filing.mode, "filing_reason": filing.reason}


def _own_procedures(published: Collection[int]) -> frozenset[int]:
    """Return the procedures that officers published; of what is not public, what they wrote or withdrew."""
    officers = (ProcedureVersion.created_by_id.is_not(None), ProcedureVersion.published_by_id.is_not(None))
    by_them = select(ProcedureVersion.procedure_id, ProcedureVersion.status)
    rows = db.session.execute(by_them.where(or_(*officers, ProcedureVersion.retired_note != "")))
    return frozenset(id for id, status in rows if status is VersionStatus.PUBLISHED or id not in published)


def removed_events() -> set[str]:
    """Return the slugs of the life events that an administrator removed."""
    gone = select(AuditEntry.object_id).where(AuditEntry.object_kind == "life_event", AuditEntry.action == "remove")
    return set(db.session.scalars(gone))
