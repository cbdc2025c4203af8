"""The published catalogue in memory: read once a process, and again when its stamp has moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from threading import Lock
from typing import Any

from flask import current_app, request
from sqlalchemy import Row, String, and_, cast, select

from cqtt.codes.models import ScanCode
from cqtt.extensions import db
from cqtt.procedures.content import FilingMode, ProcedureContent
from cqtt.procedures.models import (
    CatalogueStamp,
    LifeEvent,
    Procedure,
    ProcedureField,
    ProcedureVersion,
    VersionStatus,
)
from cqtt.procedures.search import Hit, SearchEntry, SearchIndex
from cqtt.text import slugify

KIND = "procedure"  # of scan codes; their target is the id, so that a code outlives any renaming
_CODE_LENGTH = len("1.001193")
_reading = Lock()
_OF_REQUEST = "cqtt.catalogue"
_STAMP_OF_REQUEST = "cqtt.catalogue_stamp"


@dataclass(frozen=True)
class Published:
    """A procedure as citizens find it: its published version and how it is filed."""

    id: int
    slug: str
    code: str | None
    filing_mode: FilingMode
    filing_reason: str
    portal_url: str
    replaced_by: str
    synonyms: tuple[str, ...]
    version_id: int
    version_number: int
    published_at: datetime | None
    short: str | None
    content: ProcedureContent

    @property
    def address_code(self) -> str:
        """Return what stands in its address."""
        return self.code or self.slug

    @property
    def name(self) -> str:
        return self.content.name


@dataclass(frozen=True)
class Withdrawn:
    """A procedure that is no longer handled, and the code of what took its place, if anything did."""

    id: int
    code: str | None
    slug: str
    name: str
    replaced_by: str


@dataclass(frozen=True)
class Group:
    """A field of work or a life event, with the slugs of its published procedures."""

    slug: str
    name: str
    description: str
    icon: str
    procedures: tuple[str, ...]


@dataclass(frozen=True)
class Stamp:
    """What tells whether copies of the catalogue and of the news are still good."""

    value: int
    as_of: str
    news: int


@dataclass(frozen=True)
class Catalogue:
    """Everything published, as it stood at one value of the stamp. Never changed once built."""

    stamp: int
    as_of: date | None
    procedures: tuple[Published, ...]
    withdrawn: tuple[Withdrawn, ...]
    fields: tuple[Group, ...]
    life_events: tuple[Group, ...]

    @cached_property
    def by_slug(self) -> Mapping[str, Published]:
        return {procedure.slug: procedure for procedure in self.procedures}

    @cached_property
    def by_code(self) -> Mapping[str, Published]:
        return {procedure.code: procedure for procedure in self.procedures if procedure.code}

    @cached_property
    def by_id(self) -> Mapping[int, Published | Withdrawn]:
        entries: tuple[Published | Withdrawn, ...] = (*self.withdrawn, *self.procedures)
        return {entry.id: entry for entry in entries}

    @cached_property
    def gone(self) -> Mapping[str, Withdrawn]:
        """What is no longer handled, by code and by slug."""
        return {key: entry for entry in self.withdrawn for key in (entry.code, entry.slug) if key}

    @cached_property
    def field_of(self) -> Mapping[str, Group]:
        """The fields of work by their names, as procedures state them."""
        return {group.name: group for group in self.fields}

    @cached_property
    def index(self) -> SearchIndex:
        events: dict[str, list[str]] = {}
        for event in self.life_events:
            for slug in event.procedures:
                events.setdefault(slug, []).append(event.name)
        return SearchIndex(
            SearchEntry.of(entry.content, entry.synonyms, events.get(entry.slug, ()), key=entry.slug)
            for entry in self.procedures
        )

    def find(self, typed: str) -> Published | None:
        """Return the procedure of a slug or a code, also one with a suffix (1.001193.000.00.00.H19)."""
        typed = typed.strip()
        return (
            self.by_code.get(typed)
            or self.by_slug.get(typed.lower())
            or self.by_code.get(typed[:_CODE_LENGTH] if typed[_CODE_LENGTH:].startswith(".") else "")
        )

    def find_withdrawn(self, typed: str) -> Withdrawn | None:
        """Return what the code or slug stood for, when it is no longer handled."""
        typed = typed.strip().lower()
        return self.gone.get(typed) or self.gone.get(typed[:_CODE_LENGTH])

    def search(self, query: str, limit: int) -> list[Hit]:
        """Return what answers the query, best first; the key of a hit is a slug."""
        return self.index.find(query, limit)


def published_catalogue() -> Catalogue:
    """Return the catalogue as it stands; the stamp tells whether the copy is still good."""
    held: Catalogue | None = request.environ.get(_OF_REQUEST) if request else None
    if held is None:
        held = _held_or_read(current_stamp())
        if request:
            request.environ[_OF_REQUEST] = held
    return held


def current_stamp() -> Stamp:
    """Return the stamp as it stands: one small query a request, for everything that compares it."""
    stamp: Stamp | None = request.environ.get(_STAMP_OF_REQUEST) if request else None
    if stamp is None:
        wanted = select(CatalogueStamp.value, CatalogueStamp.as_of, CatalogueStamp.news)
        row = db.session.execute(wanted.where(CatalogueStamp.id == 1)).one_or_none()
        stamp = Stamp(*row) if row else Stamp(0, "", 0)
        if request:
            request.environ[_STAMP_OF_REQUEST] = stamp
    return stamp


def _held_or_read(stamp: Stamp) -> Catalogue:
    with _reading:
        held: Catalogue | None = current_app.extensions.get("catalogue")
        if held is None or held.stamp != stamp.value:
            held = current_app.extensions["catalogue"] = _read(stamp.value, stamp.as_of)
    return held


def _read(stamp: int, as_of: str) -> Catalogue:
    procedures = tuple(_published(row) for row in db.session.execute(_PUBLISHED))
    return Catalogue(
        stamp=stamp,
        as_of=date.fromisoformat(as_of) if as_of else None,
        procedures=procedures,
        withdrawn=_withdrawn({procedure.id for procedure in procedures}),
        fields=_fields(procedures),
        life_events=_life_events({procedure.slug for procedure in procedures}),
    )


# Columns, not objects: what is held here for long must not be tied to anybody's session.
_PUBLISHED = (
    select(
        Procedure.id,
        Procedure.slug,
        Procedure.code,
        Procedure.filing_mode,
        Procedure.filing_reason,
        Procedure.portal_url,
        Procedure.replaced_by,
        Procedure.synonyms,
        ProcedureVersion.id.label("version_id"),
        ProcedureVersion.number.label("version_number"),
        ProcedureVersion.published_at,
        ProcedureVersion.content,
        ScanCode.short,
    )
    .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
    .outerjoin(ScanCode, and_(ScanCode.kind == KIND, ScanCode.target == cast(Procedure.id, String)))
    .where(ProcedureVersion.status == VersionStatus.PUBLISHED, Procedure.is_active)
    .order_by(Procedure.id)
)


def _published(row: Row[Any]) -> Published:
    values = dict(row._mapping)
    values["synonyms"] = tuple(values["synonyms"])
    values["content"] = ProcedureContent.from_json(values["content"])
    return Published(**values)


def _withdrawn(published: set[int]) -> tuple[Withdrawn, ...]:
    """Return what was published once, or is an old code with a successor, with its last name."""
    shown = select(ProcedureVersion.procedure_id, ProcedureVersion.content)
    shown = shown.where(ProcedureVersion.status != VersionStatus.DRAFT).order_by(ProcedureVersion.number)
    others = select(Procedure.id, Procedure.code, Procedure.slug, Procedure.replaced_by)
    rows = [row for row in db.session.execute(others) if row.id not in published]
    last = db.session.execute(shown.where(ProcedureVersion.procedure_id.in_([row.id for row in rows])))
    names = {procedure_id: content["name"] for procedure_id, content in last}
    return tuple(
        Withdrawn(row.id, row.code, row.slug, names.get(row.id, ""), row.replaced_by)
        for row in rows
        if row.id in names or row.replaced_by
    )


def _fields(procedures: tuple[Published, ...]) -> tuple[Group, ...]:
    """Return the fields that have procedures, in the unit's order; one without a row comes last."""
    slugs: dict[str, list[str]] = {}
    for procedure in procedures:
        slugs.setdefault(procedure.content.field, []).append(procedure.slug)
    rows = db.session.scalars(select(ProcedureField).order_by(ProcedureField.position, ProcedureField.slug))
    known = [
        Group(row.slug, row.name, row.description, row.icon, tuple(slugs.pop(row.name)))
        for row in rows
        if row.name in slugs
    ]
    return (
        *known,
        *(Group(slugify(name), name, "", "document", tuple(rest)) for name, rest in slugs.items()),
    )


def _life_events(published: set[str]) -> tuple[Group, ...]:
    rows = db.session.scalars(select(LifeEvent).order_by(LifeEvent.position, LifeEvent.slug))
    groups = (
        Group(
            row.slug,
            row.name,
            row.description,
            row.icon,
            tuple(slug for slug in row.procedures if slug in published),
        )
        for row in rows
    )
    return tuple(group for group in groups if group.procedures)
