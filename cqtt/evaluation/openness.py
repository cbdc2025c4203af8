"""The procedures as citizens read them at a moment, and which fields each leaves blank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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

    def holds_at(self, moment: datetime) -> bool:
        return self.published_at <= moment and (self.retired_at is None or self.retired_at > moment)


def read_off(period: Period, at: datetime) -> datetime:
    """Return the moment a period's catalogue is looked at: its end, or now while it runs."""
    return min(period.ends_at, at)


def published_at(*moments: datetime) -> list[Published]:
    """Return the versions in force at any of these moments; one query, and the contents not read before."""
    first, last = min(moments), max(moments)
    version = ProcedureVersion
    wanted = (
        select(version.procedure_id, Procedure.code, Procedure.slug, version.digest, version.published_at)
        .add_columns(version.retired_at, version.content["name"].as_string().label("name"))
        .join(Procedure, Procedure.id == version.procedure_id)
        .where(version.status.in_((VersionStatus.PUBLISHED, VersionStatus.RETIRED)), version.published_at <= last)
        .where(or_(version.retired_at.is_(None), version.retired_at > first))
    )
    rows = db.session.execute(wanted).all()
    _learn([row.digest for row in rows])
    return [
        Published(
            procedure_id=row.procedure_id,
            address_code=row.code or row.slug,
            code=row.code or "",
            name=row.name,
            published_at=row.published_at,
            retired_at=row.retired_at,
            blanks=_KNOWN[row.digest],
        )
        for row in rows
    ]


def complete_at(versions: Sequence[Published], moment: datetime) -> Tally:
    """Return how many procedures said everything then."""
    found = [version for version in versions if version.holds_at(moment)]
    return Tally(sum(not version.blanks for version in found), len(found))


def _learn(digests: Sequence[str]) -> None:
    """Read the contents that were never looked at; what they leave blank is then known for good."""
    unknown = set(digests) - _KNOWN.keys()
    if not unknown:
        return
    if len(_KNOWN) > MOST_KNOWN:
        _KNOWN.clear()
        unknown = set(digests)
    wanted = select(ProcedureVersion.digest, ProcedureVersion.content).where(ProcedureVersion.digest.in_(unknown))
    for digest, content in db.session.execute(wanted):
        _KNOWN[digest] = blanks_of(ProcedureContent.from_json(content))
