"""The record as an exchange file would say it: read in a handful of queries, in one order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select

from cqtt.declarations.models import DeclarationTemplate
from cqtt.exchange.building import content_values, made, question_values, requirement_values
from cqtt.exchange.columns import FIELDS, LIFE_EVENTS, OLD_CODES, PROCEDURES, QUESTIONS, REQUIREMENTS
from cqtt.exchange.reading import Row
from cqtt.exchange.sheets import Entry, Sheets
from cqtt.extensions import db
from cqtt.procedures.actions import hold_catalogue
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import (
    CatalogueStamp,
    LifeEvent,
    Procedure,
    ProcedureField,
    ProcedureFile,
    ProcedureVersion,
    VersionStatus,
)


@dataclass(frozen=True)
class Draft:
    """The next version of a procedure that somebody is writing."""

    number: int
    digest: str
    publish_on: date | None


@dataclass(frozen=True)
class Kept:
    """A file of a procedure, as an exchange file names it."""

    id: int
    procedure_id: int
    sha256: str
    name: str

    @property
    def told(self) -> str:
        return f"{self.sha256} {self.name}".strip()


@dataclass(frozen=True)
class Stored:
    """All of the record that an exchange file is about."""

    stamp: int
    as_of: str
    procedures: tuple[Procedure, ...]
    contents: dict[int, ProcedureContent]  # what citizens read, by the id of the procedure
    drafts: dict[int, Draft]
    files: tuple[Kept, ...]
    fields: tuple[ProcedureField, ...]
    life_events: tuple[LifeEvent, ...]
    with_versions: frozenset[int]
    template_names: dict[int, tuple[str, ...]]  # what the declaration in use fills in, by the id of the procedure

    @cached_property
    def by_slug(self) -> dict[str, Procedure]:
        return {row.slug: row for row in self.procedures}

    @cached_property
    def by_code(self) -> dict[str, Procedure]:
        return {row.code: row for row in self.procedures if row.code}

    def remembers_only(self, row: Procedure) -> bool:
        """Tell whether a row stands for an old code and nothing else."""
        return not row.is_active and row.id not in self.with_versions

    @cached_property
    def published(self) -> tuple[Procedure, ...]:
        return tuple(row for row in self.procedures if row.is_active and row.id in self.contents)

    @cached_property
    def published_slugs(self) -> frozenset[str]:
        return frozenset(row.slug for row in self.published)

    @cached_property
    def file_by_id(self) -> dict[int, Kept]:
        return {file.id: file for file in self.files}

    @cached_property
    def files_of(self) -> dict[int, dict[str, Kept]]:
        """The files of each procedure by their digest; of two that are the same, the first."""
        found: dict[int, dict[str, Kept]] = {}
        for file in self.files:
            found.setdefault(file.procedure_id, {}).setdefault(file.sha256, file)
        return found

    def file_name(self, id: int | None) -> str:
        kept = self.file_by_id.get(id) if id is not None else None
        return kept.told if kept else ""


def read_stored(hold: bool = False) -> Stored:
    """Read the record as it stands; `hold` keeps the catalogue from changing until the transaction ends."""
    stamp = hold_catalogue() if hold else db.session.get(CatalogueStamp, 1)
    versions = select(ProcedureVersion.procedure_id, ProcedureVersion.content)
    published = db.session.execute(versions.where(ProcedureVersion.status == VersionStatus.PUBLISHED))
    files = select(ProcedureFile.id, ProcedureFile.procedure_id, ProcedureFile.sha256, ProcedureFile.name)
    return Stored(
        stamp=stamp.value if stamp else 0,
        as_of=stamp.as_of if stamp else "",
        procedures=tuple(db.session.scalars(select(Procedure).order_by(Procedure.id))),
        contents={id: ProcedureContent.from_json(content) for id, content in published},
        drafts=_drafts(),
        files=tuple(Kept(*row) for row in db.session.execute(files.order_by(ProcedureFile.id))),
        fields=tuple(db.session.scalars(select(ProcedureField).order_by(ProcedureField.position, ProcedureField.slug))),
        life_events=tuple(db.session.scalars(select(LifeEvent).order_by(LifeEvent.position, LifeEvent.slug))),
        with_versions=frozenset(db.session.scalars(select(ProcedureVersion.procedure_id).distinct())),
        template_names=_template_names(),
    )


def _template_names() -> dict[int, tuple[str, ...]]:
    in_use = select(DeclarationTemplate.procedure_id, DeclarationTemplate.placeholders)
    in_use = in_use.where(DeclarationTemplate.is_active).order_by(DeclarationTemplate.id)
    return {id: tuple(str(name) for name in names) for id, names in db.session.execute(in_use)}


def _drafts() -> dict[int, Draft]:
    columns = (ProcedureVersion.procedure_id, ProcedureVersion.number, ProcedureVersion.digest)
    found = select(*columns, ProcedureVersion.publish_on).where(ProcedureVersion.status == VersionStatus.DRAFT)
    return {id: Draft(number, digest, day) for id, number, digest, day in db.session.execute(found)}


def sheets_of(stored: Stored, field_slug: str = "") -> Sheets:
    """Return everything that is published, or what belongs to one field, always in the same order."""
    only = next((field.name for field in stored.fields if field.slug == field_slug), None)
    place = {field.name: number for number, field in enumerate(stored.fields)}

    def order(row: Procedure) -> tuple[int, str, str]:
        field = stored.contents[row.id].field
        return place.get(field, len(place)), field, row.slug

    told = [row for row in sorted(stored.published, key=order) if only in (None, stored.contents[row.id].field)]
    entries = [entry_of(stored, row) for row in told]
    rows = {
        PROCEDURES.key: tuple(entry.row for entry in entries),
        REQUIREMENTS.key: tuple(row for entry in entries for row in entry.requirements),
        QUESTIONS.key: tuple(row for entry in entries for row in entry.questions),
        FIELDS.key: tuple(field_row(field) for field in stored.fields if only in (None, field.name)),
        LIFE_EVENTS.key: tuple(event_row(stored, each) for each in stored.life_events if only is None),
        OLD_CODES.key: tuple(_old_codes(stored, told, only is None)),
    }
    return Sheets(stored.as_of, rows)


def entry_of(stored: Stored, row: Procedure) -> Entry:
    """Return a procedure as citizens read it now."""
    content = stored.contents[row.id]
    values = content_values(content) | {
        "id": row.slug,
        "code": row.code,
        "department": row.department,
        "filing_mode": row.filing_mode.value,
        "filing_reason": row.filing_reason,
        "filing_chosen": row.filing_chosen,
        "portal_url": row.portal_url,
        "replaced_by": row.replaced_by,
        "synonyms": tuple(str(name) for name in row.synonyms),
    }
    papers = (requirement_values(row.slug, paper, stored.file_name) for paper in content.requirements)
    asked = (values for question in content.questions for values in question_values(row.slug, question))
    return Entry(
        made(PROCEDURES, values),
        tuple(made(REQUIREMENTS, paper) for paper in papers),
        tuple(made(QUESTIONS, question) for question in asked),
    )


def field_row(field: ProcedureField) -> Row:
    return made(FIELDS, _group(field))


def event_row(stored: Stored, event: LifeEvent) -> Row:
    """Return a life event with the procedures that citizens see there."""
    named = tuple(slug for slug in event.procedures if slug in stored.published_slugs)
    return made(LIFE_EVENTS, {**_group(event), "procedures": named})


def _group(row: ProcedureField | LifeEvent) -> dict[str, str | int | bool | tuple[str, ...] | None]:
    return {
        "id": row.slug,
        "name": row.name,
        "description": row.description,
        "icon": row.icon,
        "position": row.position,
    }


def _old_codes(stored: Stored, told: Iterable[Procedure], everything: bool) -> Iterable[Row]:
    """Return what no longer stands and what took its place; of one field, what leads to its procedures."""
    named = {key for row in told for key in (row.code, row.slug)}
    gone = [row for row in stored.procedures if row.replaced_by and row not in stored.published]
    for row in sorted(gone, key=lambda each: each.address_code):
        if everything or row.replaced_by in named:
            yield made(OLD_CODES, {"code": row.address_code, "replaced_by": row.replaced_by})
