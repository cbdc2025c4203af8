"""The versions of a procedure as the history shows them: which, when, who and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import select

from cqtt.clock import date_text, local
from cqtt.commune.models import Officer
from cqtt.editing.publishing.differences import Difference, differences
from cqtt.editing.publishing.plan import file_names
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import content_of_version

LARGEST = 2**31  # what a column of numbers does not hold any more
STATUS_WORDS = {
    VersionStatus.DRAFT: _l("Bản nháp"),
    VersionStatus.PUBLISHED: _l("Đang công bố"),
    VersionStatus.RETIRED: _l("Đã thôi"),
}
STATUS_TONES = {VersionStatus.DRAFT: "amber", VersionStatus.PUBLISHED: "green", VersionStatus.RETIRED: "quiet"}


def versions_of(procedure: Procedure) -> Sequence[ProcedureVersion]:
    """Return every version, the newest first."""
    of_it = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure.id)
    return db.session.scalars(of_it.order_by(ProcedureVersion.number.desc())).all()


def version_or_404(procedure: Procedure, number: int) -> ProcedureVersion:
    """Return the version of this number, which may be any that was typed."""
    if not 0 < number < LARGEST:
        abort(404)
    of_it = ProcedureVersion.procedure_id == procedure.id, ProcedureVersion.number == number
    return db.session.scalar(select(ProcedureVersion).where(*of_it)) or abort(404)


def officer_names(versions: Iterable[ProcedureVersion]) -> Mapping[int, str]:
    """Return the names of all who wrote or published these versions."""
    ids = {id for each in versions for id in (each.created_by_id, each.edited_by_id, each.published_by_id) if id}
    return {id: name for id, name in db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(ids)))}


def version_words(version: ProcedureVersion) -> str:
    """Return "Bản 3 (đang công bố, 23/11/2026)"."""
    status, at = str(STATUS_WORDS[version.status]).lower(), version.published_at
    day = f", {date_text(local(at).date())}" if at else ""
    return _("Bản %(number)d (%(said)s)", number=version.number, said=status + day)


@dataclass(frozen=True)
class Comparison:
    """Two versions beside each other."""

    before: ProcedureVersion
    after: ProcedureVersion
    differences: list[Difference]


def compared(before: ProcedureVersion, after: ProcedureVersion) -> Comparison:
    """Return what differs from one version of a procedure to another."""
    names = file_names(after.procedure_id)
    return Comparison(before, after, differences(content_of_version(before), content_of_version(after), names))


def usual_pair(versions: Sequence[ProcedureVersion]) -> tuple[int, int]:
    """Return the numbers worth comparing first: what citizens read with the draft, else with what was before."""
    newest = versions[0]
    older = [each for each in versions[1:] if each.status is VersionStatus.PUBLISHED] or list(versions[1:])
    return (older[0].number if older else newest.number), newest.number
