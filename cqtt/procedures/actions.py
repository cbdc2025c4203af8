"""Take the catalogue's files into the record: new entries, new versions, never twice the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.codes.actions import code_for
from cqtt.commune.models import Commune
from cqtt.database import Base
from cqtt.extensions import db
from cqtt.procedures.additions_file import Filing
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.catalogue_file import Catalogue
from cqtt.procedures.content import FilingMode, ProcedureContent
from cqtt.procedures.models import (
    CatalogueStamp,
    LifeEvent,
    Procedure,
    ProcedureField,
    ProcedureVersion,
    VersionStatus,
)
from cqtt.procedures.old_codes import change_code
from cqtt.procedures.versions import add_version, digest_as_of, end_version


@dataclass(frozen=True)
class ImportReport:
    """What an import did, as slugs; `retired` are procedures whose identity is no longer certain."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    left_out: tuple[str, ...]


def import_catalogue(catalogue: Catalogue, at: datetime) -> ImportReport:
    """Bring the record to what the files say. Importing the same files again changes nothing at all.

    Procedures that the files do not name stay as they are; so does a filing mode that the unit has chosen.
    """
    shelf = _Shelf.read()
    touched = [_put_frame(catalogue), _put_successors(shelf, catalogue.replaced_by)]
    outcomes = {content.slug: _put(shelf, catalogue, content, at) for content in catalogue.procedures}
    report = ImportReport(
        new=tuple(slug for slug, outcome in outcomes.items() if outcome == "new"),
        changed=tuple(slug for slug, outcome in outcomes.items() if outcome == "changed"),
        unchanged=tuple(slug for slug, outcome in outcomes.items() if outcome == "unchanged"),
        retired=tuple(entry.slug for entry in catalogue.left_out if _retire(shelf, entry.slug, at)),
        left_out=tuple(entry.slug for entry in catalogue.left_out),
    )
    if any(touched) or report.new or report.changed or report.retired or _is_newer(catalogue.as_of):
        raise_stamp(catalogue.as_of)
        new, changed, retired = len(report.new), len(report.changed), len(report.retired)
        record("import", "catalogue", catalogue.as_of.isoformat(), new=new, changed=changed, retired=retired)
    return report


def choose_filing_mode(procedure: Procedure, mode: FilingMode, reason: str = "", portal_url: str = "") -> None:
    """Set how the unit lets a procedure be filed, with the sentence why; imports leave it so from now on.

    The reason is shown to citizens: what cannot be done online has to be explained (224/2026/NĐ-CP, Điều 14).
    """
    _set(procedure, filing_mode=mode, filing_reason=reason, portal_url=portal_url, filing_chosen=True)
    procedure.revision += 1
    record("choose_filing_mode", "procedure", procedure.id, mode=mode.value)
    raise_stamp()


def raise_stamp(as_of: date | None = None) -> None:
    """Tell every process that the catalogue has changed."""
    stamp = db.session.get(CatalogueStamp, 1, with_for_update=True)  # two at once raise it twice
    if stamp is None:
        stamp = CatalogueStamp(id=1, value=0, as_of="")
        db.session.add(stamp)
    stamp.value += 1
    if as_of is not None:
        stamp.as_of = as_of.isoformat()


@dataclass
class _Shelf:
    """What the record holds before the import."""

    by_slug: dict[str, Procedure]
    by_code: dict[str, Procedure]
    published: dict[int, ProcedureVersion]
    default_mode: FilingMode | None

    @classmethod
    def read(cls) -> "_Shelf":
        rows = db.session.scalars(select(Procedure)).all()
        current = select(ProcedureVersion).where(ProcedureVersion.status == VersionStatus.PUBLISHED)
        commune = db.session.get(Commune, 1)
        return cls(
            by_slug={row.slug: row for row in rows},
            by_code={row.code: row for row in rows if row.code},
            published={version.procedure_id: version for version in db.session.scalars(current)},
            default_mode=FilingMode(commune.default_filing_mode) if commune else None,
        )

    def row_of(self, content: ProcedureContent) -> Procedure | None:
        """Return the row of an entry, by its slug; one that was renamed is known by its national code."""
        return self.by_slug.get(content.slug) or self.by_code.get(content.code or "")

    def filing(self, filing: Filing) -> dict[str, Any]:
        """Return where a procedure is filed: what the files only assume, the unit's own default decides."""
        if filing.assumed and self.default_mode not in (None, filing.mode):
            return {"filing_mode": self.default_mode, "filing_reason": ""}
        return {"filing_mode": filing.mode, "filing_reason": filing.reason}


def _put(shelf: _Shelf, catalogue: Catalogue, content: ProcedureContent, at: datetime) -> str:
    row = shelf.row_of(content)
    is_new = row is None
    if row is None:
        row = Procedure(slug=content.slug, **shelf.filing(catalogue.filing[content.slug]))
        db.session.add(row)
    touched = row.code != content.code
    change_code(row, content.code)
    touched |= _set(
        row,
        slug=content.slug,
        synonyms=list(catalogue.synonyms.get(content.slug, ())),
        replaced_by=catalogue.replaced_by.get(content.code or "", ""),
    )
    if not row.filing_chosen:
        touched |= _set(row, **shelf.filing(catalogue.filing[content.slug]))
    db.session.flush()
    touched |= _publish(row, shelf.published.get(row.id), content, at)
    code_for(KIND, str(row.id))
    return "new" if is_new else "changed" if touched else "unchanged"


def _publish(row: Procedure, current: ProcedureVersion | None, content: ProcedureContent, at: datetime) -> bool:
    """Publish the content as a new version, unless the current one says the same."""
    if current is None:
        row.is_active = True
    elif current.digest == digest_as_of(content, date.fromisoformat(current.content["as_of"])):
        return False
    else:
        end_version(current, at)
    add_version(row, content, VersionStatus.PUBLISHED, at)
    return True


def _retire(shelf: _Shelf, slug: str, at: datetime) -> bool:
    """Withdraw a procedure whose code or name turned out to be uncertain."""
    row = shelf.by_slug.get(slug)
    current = shelf.published.get(row.id) if row else None
    if row is None or current is None:
        return False
    end_version(current, at)
    row.is_active = False
    return True


def _put_frame(catalogue: Catalogue) -> bool:
    """Put fields and life events, in the order of the file."""
    touched = False
    for position, entry in enumerate(catalogue.fields):
        words = {"name": entry.name, "description": entry.description, "icon": entry.icon}
        touched |= _put_row(ProcedureField, entry.slug, position=position, **words)
    for position, event in enumerate(catalogue.life_events):
        words = {"name": event.name, "description": event.description, "icon": event.icon}
        touched |= _put_row(LifeEvent, event.slug, position=position, procedures=list(event.procedures), **words)
    return touched


def _put_row(table: type[ProcedureField] | type[LifeEvent], slug: str, **values: Any) -> bool:
    row = db.session.get(table, slug)
    if row is None:
        db.session.add(table(slug=slug, **values))
        return True
    return _set(row, **values)


def _put_successors(shelf: _Shelf, replaced_by: Mapping[str, str]) -> bool:
    """Keep old codes that the catalogue no longer has, so that an old poster still leads somewhere."""
    touched = False
    for old, new in replaced_by.items():
        row = shelf.by_code.get(old)
        if row is None:
            slug = f"ma-cu-{old.replace('.', '-')}"
            mode = FilingMode.AT_DESK
            row = Procedure(slug=slug, code=old, filing_mode=mode, is_active=False, replaced_by=new)
            db.session.add(row)
            touched = True
        touched |= _set(row, replaced_by=new)
    return touched


def _set(row: Base, **values: Any) -> bool:
    """Set what differs and tell whether anything did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _is_newer(as_of: date) -> bool:
    stamp = db.session.get(CatalogueStamp, 1)
    return stamp is None or stamp.as_of < as_of.isoformat()
