"""The life of a version: draft → published → retired. None of these commits, none records: their callers say why."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus


def version_in(procedure_id: int, status: VersionStatus) -> ProcedureVersion | None:
    """Return the draft or the published version of a procedure; there is at most one of each."""
    of_it = ProcedureVersion.procedure_id == procedure_id
    return db.session.scalar(select(ProcedureVersion).where(of_it, ProcedureVersion.status == status))


def add_version(
    row: Procedure, content: ProcedureContent, status: VersionStatus, at: datetime, officer_id: int | None = None
) -> ProcedureVersion:
    """Add the next version of a procedure, as a draft or published at once."""
    published = status is VersionStatus.PUBLISHED
    version = ProcedureVersion(
        number=max((version.number for version in row.versions), default=0) + 1,
        status=status,
        content=content.to_json(),
        digest=content.digest(),
        created_at=at,
        created_by_id=officer_id,
        published_at=at if published else None,
        published_by_id=officer_id if published else None,
    )
    row.versions.append(version)
    db.session.flush()
    return version


def end_version(version: ProcedureVersion, at: datetime) -> None:
    """Take a version out of the public's sight; only one may be published at a time."""
    version.status = VersionStatus.RETIRED
    version.retired_at = at
    db.session.flush()


def content_of_version(version: ProcedureVersion) -> ProcedureContent:
    """Return what a version says."""
    return ProcedureContent.from_json(version.content)


def digest_as_of(content: ProcedureContent, day: date) -> str:
    """Return the digest as if the data were of this day: a newer day alone is no news."""
    return replace(content, as_of=day).digest()
