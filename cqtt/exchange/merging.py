"""Lay a file beside the record: which procedure is which, what would change, and what cannot go together.

By national code first, then by stable id. What the file does not name stays as it is.
"""

from collections.abc import Iterator
from dataclasses import replace

from cqtt.editing.overview.actions import RESERVED
from cqtt.exchange.building import content_of
from cqtt.exchange.columns import FIELDS, LIFE_EVENTS, OLD_CODES
from cqtt.exchange.differences import entry_changes, row_changes
from cqtt.exchange.faults import Faults
from cqtt.exchange.leading import check_leading
from cqtt.exchange.plan import Item, Outcome, Part, Plan
from cqtt.exchange.reading import Row
from cqtt.exchange.sheets import Entry, Sheets
from cqtt.exchange.stored import Stored, entry_of, event_row, field_row
from cqtt.i18n import _
from cqtt.procedures.models import Procedure

_FILES = ("form_file", "sample_file")


def plan_of(sheets: Sheets, stored: Stored) -> Plan:
    """Return what an import would do, or raise FileRefused with everything that speaks against it."""
    faults = Faults()
    matched = _match(sheets, stored, faults)
    check_leading(sheets, stored, {entry.slug: row for entry, row in matched if row}, faults)
    faults.refuse_if_any()
    items = tuple(_item(stored, entry, row) for entry, row in matched)
    named = {item.procedure.id for item in items if item.procedure}
    return Plan(
        stamp=stored.stamp,
        day=max(sheets.as_of, stored.as_of),
        is_newer=sheets.as_of > stored.as_of,
        items=items,
        parts=tuple(_parts(sheets, stored)),
        untouched=sum(row.id not in named for row in stored.published),
    )


def _match(sheets: Sheets, stored: Stored, faults: Faults) -> list[tuple[Entry, Procedure | None]]:
    taken: dict[int, Entry] = {}
    matched = []
    for entry in sheets.entries():
        row = _row_of(entry, stored, faults)
        matched.append((entry, row))
        first = taken.setdefault(row.id, entry) if row else entry
        if first is not entry:
            reason = _("Dòng này và %(place)s là cùng một thủ tục.", place=first.row.place.of("id"))
            faults.add(entry.row.place.of("id"), reason, _("Xin giữ một dòng."))
    return matched


def _row_of(entry: Entry, stored: Stored, faults: Faults) -> Procedure | None:
    """Return the procedure that a row of the file is about; who only remembers an old code is no procedure."""
    place = entry.row.place
    by_code, by_slug = stored.by_code.get(entry.code), stored.by_slug.get(entry.slug)
    by_code = None if by_code and stored.remembers_only(by_code) else by_code
    row = by_code or by_slug
    if by_code and by_slug and by_code is not by_slug:
        one, other = by_code.slug, by_slug.slug
        reason = _("Mã %(code)s là của “%(one)s”, không phải của “%(other)s”.", code=entry.code, one=one, other=other)
        faults.add(place.of("code"), reason, _("Xin xem lại mã và định danh của dòng này."))
    elif row and row.code and not entry.code:
        faults.add(place.of("code"), _("Thủ tục này đã có mã %(code)s.", code=row.code), _("Xin ghi lại mã ấy."))
    if entry.slug in RESERVED or (by_slug and stored.remembers_only(by_slug)):
        reason = _("Định danh “%(slug)s” dành cho việc khác.", slug=entry.slug)
        faults.add(place.of("id"), reason, _("Xin đặt định danh khác."))
    return row


def _item(stored: Stored, entry: Entry, row: Procedure | None) -> Item:
    held = _Held(stored, row)
    entry = replace(entry, requirements=tuple(held.settled(paper) for paper in entry.requirements))
    now = stored.contents.get(row.id) if row and row.is_active else None
    changes = entry_changes(entry_of(stored, row), entry) if row and now else ()
    return Item(
        entry=entry,
        procedure=row,
        content=content_of(entry, held.number),
        published=now,
        outcome=Outcome.NEW if now is None else Outcome.CHANGED if changes else Outcome.UNCHANGED,
        changes=changes,
        draft=stored.drafts.get(row.id) if row else None,
        missing_files=tuple(held.missing),
        template_names=stored.template_names.get(row.id, ()) if row else (),
    )


class _Held:
    """The files that a procedure has, by what an exchange file says of them."""

    def __init__(self, stored: Stored, row: Procedure | None) -> None:
        self.files = stored.files_of.get(row.id, {}) if row else {}
        content = stored.contents.get(row.id) if row else None
        self.now = {
            (paper.id, key): stored.file_name(getattr(paper, key))
            for paper in (content.requirements if content else ())
            for key in _FILES
        }
        self.ids = {
            stored.file_name(id): id
            for paper in (content.requirements if content else ())
            for id in (paper.form_file, paper.sample_file)
            if id is not None
        }
        self.missing: list[str] = []

    def settled(self, paper: Row) -> Row:
        """Return the row with the files the record has; where it lacks one, what stands there now stays."""
        return Row({**paper.values, **{key: self._told(paper, key) for key in _FILES}}, paper.place)

    def _told(self, paper: Row, key: str) -> str:
        told = paper.text(key)
        now = self.now.get((paper.text("id"), key), "")
        if not told or told.split(" ")[0] == now.split(" ")[0]:
            return told and now
        kept = self.files.get(told.split(" ")[0])
        if kept is None:
            self.missing.append(told.partition(" ")[2] or told[:12])
            return now
        return kept.told

    def number(self, told: str) -> int | None:
        kept = self.files.get(told.split(" ")[0])
        return self.ids.get(told, kept.id if kept else None)


def _parts(sheets: Sheets, stored: Stored) -> Iterator[Part]:
    fields = {row.slug: field_row(row) for row in stored.fields}
    events = {row.slug: event_row(stored, row) for row in stored.life_events}
    for row in sheets.fields:
        yield _part(Part(FIELDS, row, Outcome.NEW, ()), fields.get(row.text("id")))
    for row in sheets.life_events:
        yield _part(Part(LIFE_EVENTS, row, Outcome.NEW, ()), events.get(row.text("id")))
    for row in sheets.old_codes:
        old = stored.by_code.get(row.text("code")) or stored.by_slug.get(row.text("code"))
        now = Row({"code": row.text("code"), "replaced_by": old.replaced_by}, row.place) if old else None
        yield _part(Part(OLD_CODES, row, Outcome.NEW, ()), None if old and old.is_active else now)


def _part(part: Part, now: Row | None) -> Part:
    if now is None:
        return part
    changes = tuple(row_changes(part.table, now, part.row))
    return replace(part, changes=changes, outcome=Outcome.CHANGED if changes else Outcome.UNCHANGED)
