"""The page of one procedure: what it shows, and where each gap is mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import select

from cqtt.commune.models import Officer, the_commune
from cqtt.editing.link_checks import is_asked
from cqtt.editing.overview.entries import Entry, read_entries
from cqtt.editing.overview.rules import Finding, Gap, State, failed_addresses, has_dead_portal
from cqtt.editing.sections.parts import Part
from cqtt.extensions import db
from cqtt.procedures.kept import files_named_by
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.page import ProcedurePage

NEWEST = 5  # versions shown; the rest stands in the history


@dataclass(frozen=True)
class OneProcedure:
    """Everything that the page of a procedure says."""

    entry: Entry
    findings: tuple[tuple[Finding, bool], ...]  # each with whether the draft has mended it
    versions: tuple[Any, ...]
    more_versions: bool
    officers: Mapping[int, str]

    @classmethod
    def read(cls, procedure: Procedure, at: datetime) -> "OneProcedure":
        entries = read_entries(at, only=procedure.id)
        entry = entries.all[0]
        left = {finding.gap for finding in entries.with_draft_as_read(entry)}
        versions = db.session.execute(_VERSIONS.where(ProcedureVersion.procedure_id == procedure.id)).all()
        return cls(
            entry=entry,
            findings=tuple((finding, finding.gap not in left) for finding in entries.gaps[entry.id]),
            versions=tuple(versions[:NEWEST]),
            more_versions=len(versions) > NEWEST,
            officers=_names_of(versions),
        )

    @property
    def page(self) -> ProcedurePage | None:
        """Return what citizens read, as they read it; None where they read nothing."""
        if self.entry.published is None:
            return None
        content = self.entry.published.content
        return ProcedurePage(content, the_commune(), files_named_by(content.known_requirements or ()))

    @property
    def may_be_removed(self) -> bool:
        return self.entry.state is State.NEW

    def mend_address(self, gap: Gap) -> str:
        """Return where a gap is mended; a dead link to the portal before those in the words."""
        portal = gap is Gap.DEAD_LINK and has_dead_portal(self.entry.facts)
        return mend_address(Gap.NO_PORTAL_LINK if portal else gap, self.entry.code)

    def may_look_again(self, gap: Gap) -> bool:
        """Tell whether addresses did not answer, so that the worker can be asked for a new look."""
        return gap is Gap.DEAD_LINK and bool(failed_addresses(self.entry.facts))

    @cached_property
    def is_looking_again(self) -> bool:
        return is_asked(failed_addresses(self.entry.facts))

    def who(self, officer_id: int | None) -> str:
        return self.officers.get(officer_id or 0, "")


_VERSIONS = (
    select(
        ProcedureVersion.number,
        ProcedureVersion.status,
        ProcedureVersion.note,
        ProcedureVersion.published_at,
        ProcedureVersion.retired_at,
        ProcedureVersion.edited_at,
        ProcedureVersion.edited_by_id,
        ProcedureVersion.published_by_id,
    )
    .order_by(ProcedureVersion.number.desc())
    .limit(NEWEST + 1)
)


def name_of(procedure: Procedure) -> str:
    """Return what its draft calls it, which an import may have overtaken, or else its newest version."""
    names = select(ProcedureVersion.content["name"].as_string()).where(ProcedureVersion.procedure_id == procedure.id)
    is_draft = ProcedureVersion.status == VersionStatus.DRAFT
    newest_first = names.order_by(is_draft.desc(), ProcedureVersion.number.desc())
    return db.session.scalar(newest_first.limit(1)) or procedure.address_code


def _names_of(versions: Any) -> dict[int, str]:
    """Return the names of those who wrote or published the versions."""
    ids = {id for row in versions for id in (row.edited_by_id, row.published_by_id) if id}
    return {id: name for id, name in db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(ids)))}


# Where a gap is mended: a page about the procedure, and the place on it.
_MENDED: dict[Gap, tuple[str, str | None]] = {
    Gap.HELD_BACK: ("editing.publish", None),
    Gap.UNCERTAIN_IDENTITY: ("editing.edit", Part.GROUNDS),
    Gap.NO_TIME: ("editing.edit", Part.TIME),
    Gap.NO_FEE: ("editing.edit", Part.FEE),
    Gap.NO_PAPERS: ("editing.edit", Part.PAPERS),
    Gap.NO_QUESTIONS: ("editing.builder", None),
    Gap.NO_REASON: ("editing.choose_filing", "reason"),
    Gap.NO_PORTAL_LINK: ("editing.choose_filing", "portal_url"),
    Gap.DEAD_LINK: ("editing.edit", Part.STEPS),
    Gap.FORM_FILE_MISSING: ("editing.edit", Part.PAPERS),
    Gap.UNKNOWN_NAMES: ("declarations.templates", None),
    Gap.POSTER_OUTDATED: ("posters.overview", None),
    Gap.OLD_DOSSIERS: ("editing.history", None),
    Gap.OLD_DRAFT: ("editing.edit", None),
}


def mend_address(gap: Gap, code: str) -> str:
    endpoint, place = _MENDED[gap]
    return url_for(endpoint, code=code, _anchor=place)
