"""Every procedure as administrators see it, read in a bounded number of queries however many there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, func, select

from cqtt.clock import local
from cqtt.commune.models import the_commune
from cqtt.declarations.models import DeclarationTemplate
from cqtt.declarations.names import known_names, name_groups
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import OPEN
from cqtt.editing.link_checks import failed_links
from cqtt.editing.overview.rules import Facts, Finding, State, gaps_of
from cqtt.editing.overview.stored_files import present_files
from cqtt.editing.publishing.readiness import held_back_drafts
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.posters.choosing import out_of_date
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus


@dataclass(frozen=True)
class Draft:
    """The next version of a procedure: who wrote on it last, and whether it waits for a day."""

    number: int
    content: ProcedureContent
    edited_at: datetime
    edited_by_id: int | None
    publish_on: date | None


@dataclass(frozen=True)
class Entry:
    """One procedure: what stands in its row, what citizens read, its draft, and what it is judged by."""

    row: Procedure
    published: Published | None
    draft: Draft | None
    last: ProcedureContent | None  # what was read until it was retired
    ended_at: datetime | None
    facts: Facts

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def code(self) -> str:
        return self.row.address_code

    @property
    def content(self) -> ProcedureContent | None:
        """Return the words it is known by: those citizens read or read last, else the draft's."""
        if self.published:
            return self.published.content
        return self.last or (self.draft.content if self.draft else None)

    @property
    def name(self) -> str:
        """Return its name; an old code that only leads on, and one without any words, have none."""
        return self.content.name if self.content else ""

    @property
    def field(self) -> str:
        return self.content.field if self.content else ""

    @property
    def state(self) -> State:
        if self.published:
            return State.PUBLISHED
        return State.RETIRED if self.last or not self.row.is_active else State.NEW

    @property
    def changed_at(self) -> datetime | None:
        """Return when its words were changed last, in a draft too."""
        moments = (
            self.draft.edited_at if self.draft else None,
            self.published.published_at if self.published else None,
            self.ended_at,
        )
        return max((at for at in moments if at), default=None)

    @property
    def changed_on(self) -> date | None:
        return local(self.changed_at).date() if self.changed_at else None


@dataclass(frozen=True)
class Entries:
    """All that was read, and the gaps of each, judged at one moment."""

    all: tuple[Entry, ...]
    at: datetime

    @cached_property
    def gaps(self) -> Mapping[int, list[Finding]]:
        return {entry.id: gaps_of(entry.facts, self.at) for entry in self.all}

    def with_draft_as_read(self, entry: Entry) -> list[Finding]:
        """Return the gaps the procedure would have, were its draft published as it is."""
        if entry.draft is None:
            return self.gaps[entry.id]
        return gaps_of(replace(entry.facts, content=entry.draft.content), self.at)


def read_entries(at: datetime, only: int | None = None) -> Entries:
    """Read every procedure, or only one; the number of queries does not depend on how many there are."""
    wanted = select(Procedure) if only is None else select(Procedure).where(Procedure.id == only)
    catalogue = published_catalogue()
    published = {each.id: each for each in catalogue.procedures}
    beside = _Beside.read(at, only)
    known = frozenset({*catalogue.by_code, *catalogue.by_slug, *catalogue.gone})
    return Entries(tuple(_entry(row, published.get(row.id), beside, known) for row in db.session.scalars(wanted)), at)


@dataclass(frozen=True)
class _Beside:
    """What other tables hold about the procedures, each by procedure."""

    drafts: Mapping[int, Draft]
    last: Mapping[int, tuple[ProcedureContent, datetime | None]]
    posters: Mapping[int, tuple[str, ...]]
    dossiers: Mapping[int, int]
    names: Mapping[int, list[str]]
    files: frozenset[int]
    held_back: Mapping[int, list[str]]
    failed_links: Mapping[str, date]

    @classmethod
    def read(cls, at: datetime, only: int | None) -> "_Beside":
        return cls(
            drafts={row.procedure_id: _draft(row) for row in _rows(_DRAFTS, ProcedureVersion, only)},
            last={row.procedure_id: _last(row) for row in _rows(_ENDED, ProcedureVersion, only)},
            posters=_posters(),
            dossiers={row.procedure_id: row.open for row in _rows(_OLD_DOSSIERS, Dossier, only)},
            names={row.procedure_id: row.placeholders for row in _rows(_TEMPLATES, DeclarationTemplate, only)},
            files=present_files(only),
            held_back=held_back_drafts(local(at).date()),
            failed_links=failed_links(),
        )


def _rows(wanted: Any, table: Any, only: int | None) -> Iterable[Row[Any]]:
    return db.session.execute(wanted if only is None else wanted.where(table.procedure_id == only))


_DRAFTS = select(
    ProcedureVersion.procedure_id,
    ProcedureVersion.number,
    ProcedureVersion.content,
    ProcedureVersion.created_at,
    ProcedureVersion.edited_at,
    ProcedureVersion.edited_by_id,
    ProcedureVersion.publish_on,
).where(ProcedureVersion.status == VersionStatus.DRAFT)

_of_published = select(ProcedureVersion.procedure_id).where(ProcedureVersion.status == VersionStatus.PUBLISHED)
# Of what is no longer published, in the order of their numbers: the last one stays.
_ENDED = (
    select(ProcedureVersion.procedure_id, ProcedureVersion.content, ProcedureVersion.retired_at)
    .where(ProcedureVersion.status == VersionStatus.RETIRED, ProcedureVersion.procedure_id.not_in(_of_published))
    .order_by(ProcedureVersion.number)
)
_OLD_DOSSIERS = (
    select(Dossier.procedure_id, func.count().label("open"))
    .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
    .where(Dossier.status.in_(OPEN), ProcedureVersion.status == VersionStatus.RETIRED)
    .group_by(Dossier.procedure_id)
)
_TEMPLATES = (
    select(DeclarationTemplate.procedure_id, DeclarationTemplate.placeholders)
    .where(DeclarationTemplate.is_active)
    .order_by(DeclarationTemplate.id)
)


def _entry(row: Procedure, published: Published | None, beside: _Beside, known: frozenset[str]) -> Entry:
    draft, (last, ended_at) = beside.drafts.get(row.id), beside.last.get(row.id, (None, None))
    draft_first = draft.content if draft and not last else None
    content = published.content if published else draft_first
    facts = Facts(
        content=content,
        filing_mode=row.filing_mode,
        filing_reason=row.filing_reason,
        portal_url=row.portal_url,
        posters=beside.posters.get(row.id, ()),
        old_dossiers=beside.dossiers.get(row.id, 0),
        draft_edited_at=draft.edited_at if draft else None,
        publish_on=draft.publish_on if draft else None,
        held_back=tuple(beside.held_back.get(row.id, ())),
        files=beside.files,
        unknown_names=_unknown_names(content, beside.names.get(row.id, [])),
        procedures=known,
        failed_links=beside.failed_links,
    )
    return Entry(row, published, draft, last, ended_at, facts)


def _draft(row: Row[Any]) -> Draft:
    content = ProcedureContent.from_json(row.content)
    return Draft(row.number, content, row.edited_at or row.created_at, row.edited_by_id, row.publish_on)


def _last(row: Row[Any]) -> tuple[ProcedureContent, datetime | None]:
    return ProcedureContent.from_json(row.content), row.retired_at


def _posters() -> dict[int, tuple[str, ...]]:
    """Return the posters that hang out of date, in words, by procedure."""
    return {
        int(target): tuple(
            _("%(place)s: phiên bản %(number)s", place=each.place or _("không ghi nơi"), number=each.version)
            for each in hanging
        )
        for target, hanging in out_of_date().items()
    }


def _unknown_names(content: ProcedureContent | None, used: Iterable[str]) -> tuple[str, ...]:
    used = tuple(used)
    if content is None or not used:
        return ()
    known = known_names(name_groups(content, the_commune())).names
    return tuple(name for name in used if name not in known)
