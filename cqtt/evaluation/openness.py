"""The procedures as citizens read them at a moment, and which fields each leaves blank."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from cqtt.evaluation.blanks import Blank, blanks_of
from cqtt.evaluation.rates import Tally
from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.register.rules import Period

_KNOWN: dict[str, tuple[Blank, ...]] = {}  # by digest: a published version never changes
MOST_KNOWN = 2_000


@dataclass(frozen=True)
class Published:
    """One version that was in force."""

    procedure_id: int
    address_code: str
    code: str
    name: str
    published_at: datetime
    retired_at: datetime | None
    blanks: tuple[Blank, ...]

    def holds_at(self, moment: datetime | None) -> bool:
        if moment is None:
            return False
        return self.published_at <= moment and (self.retired_at is None or self.retired_at > moment)


def read_off(period: Period, at: datetime) -> datetime | None:
    """Return the moment a period's catalogue is looked at: its last, or now while it runs; None before it begins."""
    return min(period.ends_at - timedelta(microseconds=1), at) if period.starts_at <= at else None


def published_at(*moments: datetime | None) -> list[Published]:
    """Return the versions in force at any of these moments; one query, and the contents not read before."""
    known = [moment for moment in moments if moment is not None]
    if not known:
        return []
    first, last = min(known), max(known)
    version = ProcedureVersion
    wanted = (
        select(version.procedure_id, Procedure.code, Procedure.slug, version.digest, version.published_at)
        .add_columns(version.retired_at, version.content["name"].as_string().label("name"))
        .join(Procedure, Procedure.id == version.procedure_id)
        .where(version.status.in_((VersionStatus.PUBLISHED, VersionStatus.RETIRED)), version.published_at <= last)
        .where(or_(version.retired_at.is_(None), version.retired_at > first))
    )
    rows = db.session.execute(wanted).all()
    blanks = _blanks({row.digest for row in rows})
    return [
        Published(
            procedure_id=row.procedure_id,
            address_code=row.code or row.slug,
            code=row.code or "",
            name=row.name,
            published_at=row.published_at,
            retired_at=row.retired_at,
            blanks=blanks[row.digest],
        )
        for row in rows
    ]


def complete_at(versions: Sequence[Published], moment: datetime | None) -> Tally:
    """Return how many procedures said everything then."""
    found = [version for version in versions if version.holds_at(moment)]
    return Tally(sum(not version.blanks for version in found), len(found))


def _blanks(digests: Collection[str]) -> dict[str, tuple[Blank, ...]]:
    """Return what each content leaves blank; one that was read before is known for good."""
    found = {digest: _KNOWN[digest] for digest in digests if digest in _KNOWN}
    unknown = set(digests) - found.keys()
    if unknown:
        wanted = select(ProcedureVersion.digest, ProcedureVersion.content).where(ProcedureVersion.digest.in_(unknown))
        for digest, content in db.session.execute(wanted):
            found[digest] = blanks_of(ProcedureContent.from_json(content))
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN.update(found)
    return found
