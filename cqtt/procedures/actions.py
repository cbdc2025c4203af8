"""Take the catalogue's files into the record: new entries, new versions, never twice the same.

What the unit has written or withdrawn itself stays as it is, unless whoever imports says otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.codes.actions import code_for
from cqtt.database import Base
from cqtt.extensions import db
from cqtt.procedures.additions_file import FieldEntry, LifeEventEntry
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
from cqtt.procedures.shelf import Shelf, removed_events
from cqtt.procedures.versions import add_version, digest_as_of, end_version

Heading = type[ProcedureField] | type[LifeEvent]


@dataclass(frozen=True)
class ImportReport:
    """What an import did, as slugs.

    `retired` are procedures whose identity is no longer certain; `kept` is what the files say otherwise than the unit.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: tuple[str, ...]


def import_catalogue(catalogue: Catalogue, at: datetime, overwrite: bool = False) -> ImportReport:
    """Bring the record to what the files say. Importing the same files again changes nothing at all.

    Procedures that the files do not name stay as they are; so does a filing mode that the unit has chosen, and all
    that it has made its own. With `overwrite` the files win; only the filing mode stays.
    """
    hold_catalogue()
    shelf = Shelf.read(overwrite)
    touched = [_put_frame(shelf, catalogue), _put_successors(shelf, catalogue.replaced_by)]
    outcomes = {content.slug: _put(shelf, catalogue, content, at) for content in catalogue.procedures}
    report = ImportReport(
        new=tuple(slug for slug, outcome in outcomes.items() if outcome == "new"),
        changed=tuple(slug for slug, outcome in outcomes.items() if outcome == "changed"),
        unchanged=tuple(slug for slug, outcome in outcomes.items() if outcome == "unchanged"),
        retired=tuple(entry.slug for entry in catalogue.left_out if _retire(shelf, entry.slug, at)),
        left_out=tuple(entry.slug for entry in catalogue.left_out),
        kept=tuple(shelf.kept),
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
    stamp = hold_catalogue()  # two at once raise it twice
    if stamp is None:
        stamp = CatalogueStamp(id=1, value=0, as_of="")
        db.session.add(stamp)
    stamp.value += 1
    if as_of is not None:
        stamp.as_of = as_of.isoformat()


def hold_catalogue() -> CatalogueStamp | None:
    """Let nobody else change the catalogue until the transaction ends.

    Whoever is to hold a procedure, a field or a life event holds this first: two who hold things of the catalogue
    in different orders would wait for each other for ever.
    """
    held = select(CatalogueStamp).with_for_update()
    return db.session.scalar(held.execution_options(populate_existing=True))


def _put(shelf: Shelf, catalogue: Catalogue, content: ProcedureContent, at: datetime) -> str:
    row = shelf.row_of(content)
    is_new = row is None
    if row is None:
        row = Procedure(slug=content.slug, synonyms=[], **shelf.filing(catalogue.filing[content.slug]))
        db.session.add(row)
    touched = _set(row, synonyms=shelf.synonyms(row, catalogue.synonyms.get(content.slug, ())))
    if not row.filing_chosen:
        touched |= _set(row, **shelf.filing(catalogue.filing[content.slug]))
    db.session.flush()
    touched |= _put_words(shelf, catalogue, row, content, at)
    if touched and row.revision > 1:
        row.revision += 1  # whoever has it open sees that it changed
    code_for(KIND, str(row.id))
    return "new" if is_new else "changed" if touched else "unchanged"


def _put_words(shelf: Shelf, catalogue: Catalogue, row: Procedure, content: ProcedureContent, at: datetime) -> bool:
    """Let the row and a published version say what the files say, unless the words are the unit's own."""
    current = shelf.published.get(row.id)
    if shelf.keeps_words(row):
        if current is None or not _says(current, content):
            shelf.kept.append(row.slug)
        return False
    touched = row.code != content.code
    change_code(row, content.code)
    touched |= _set(row, slug=content.slug, replaced_by=catalogue.replaced_by.get(content.code or "", ""))
    db.session.flush()
    return _publish(row, current, content, at) or touched


def _publish(row: Procedure, current: ProcedureVersion | None, content: ProcedureContent, at: datetime) -> bool:
    """Publish the content as a new version, unless the current one says the same."""
    if current is None:
        row.is_active = True
    elif _says(current, content):
        return False
    else:
        end_version(current, at)
    add_version(row, content, VersionStatus.PUBLISHED, at)
    return True


def _says(version: ProcedureVersion, content: ProcedureContent) -> bool:
    """Whether a version says this already; a newer day of the data alone is no news."""
    return version.digest == digest_as_of(content, date.fromisoformat(version.content["as_of"]))


def _retire(shelf: Shelf, slug: str, at: datetime) -> bool:
    """Withdraw a procedure whose code or name turned out to be uncertain."""
    row = shelf.by_slug.get(slug)
    current = shelf.published.get(row.id) if row else None
    if row is None or current is None:
        return False
    if shelf.keeps_words(row):
        shelf.kept.append(slug)
        return False
    end_version(current, at)
    row.is_active = False
    return True


def _put_frame(shelf: Shelf, catalogue: Catalogue) -> bool:
    """Put fields and life events."""
    fields = {each.slug: _words_of(each) for each in catalogue.fields}
    events = {each.slug: _words_of(each) | {"procedures": list(each.procedures)} for each in catalogue.life_events}
    put = [_put_headings(shelf, ProcedureField, fields), _put_headings(shelf, LifeEvent, events)]
    return any(put)


def _words_of(entry: FieldEntry | LifeEventEntry) -> dict[str, Any]:
    return {"name": entry.name, "description": entry.description, "icon": entry.icon}


def _put_headings(shelf: Shelf, table: Heading, wanted: Mapping[str, dict[str, Any]]) -> bool:
    """Put headings in the order of the file; where the unit has changed any of them, its order stays."""
    found: Iterable[Any] = db.session.scalars(select(table))
    rows = {row.slug: row for row in found}
    own_order = any(shelf.keeps_row(row) for row in rows.values())
    end = max((row.position for row in rows.values()), default=-1) + 1
    # A field cannot be missing while procedures name it.
    removed = set() if shelf.overwrite or table is ProcedureField else removed_events()
    touched = False
    for place, (slug, words) in enumerate(wanted.items()):
        row = rows.get(slug)
        if row is None and slug in removed:
            shelf.kept.append(slug)
        elif row is None:
            db.session.add(table(slug=slug, position=end + place if own_order else place, **words))
            touched = True
        elif shelf.keeps_row(row):
            shelf.kept += [slug] if any(getattr(row, name) != value for name, value in words.items()) else []
        else:
            touched |= _set(row, **words | ({} if own_order else {"position": place}))
    return touched


def _put_successors(shelf: Shelf, replaced_by: Mapping[str, str]) -> bool:
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
        if not shelf.keeps_words(row):
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
