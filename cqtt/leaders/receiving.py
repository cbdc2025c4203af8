"""What is written into sổ tiếp công dân. None of these functions commits.

The record of acts names an entry by its number in the table and says nothing of what it is about.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Officer
from cqtt.commune.numbering import next_number
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.leaders.models import ReceptionEntry, ReceptionHost
from cqtt.leaders.reception_book import reader_of
from cqtt.leaders.rules import EntryRefused, check_about
from cqtt.text import fold

KIND = "reception_entry"
BOOK, SEALED_BOOK = "reception", "reception-sealed"


@dataclass(frozen=True)
class Written:
    """What was typed of an entry: its boxes by the names of the record, who received, whom it is about."""

    values: dict[str, Any]
    host_ids: frozenset[int]
    about_id: int | None


def entry_written_with(start_key: str) -> ReceptionEntry | None:
    """Return what the form with this one-time key has written, if it was sent before."""
    return db.session.scalar(select(ReceptionEntry).where(ReceptionEntry.start_key == start_key))


def write_entry(written: Written, start_key: str, by: Officer, at: datetime) -> ReceptionEntry:
    """Write an entry under the next number of its book, or raise EntryRefused; sent twice, it is one entry."""
    before = entry_written_with(start_key)
    if before is not None:
        return before
    check_about(written.about_id, written.host_ids, reader_of(by))
    received_on: date = written.values["received_on"]
    entry = ReceptionEntry(
        start_key=start_key,
        name_fold=fold(written.values["name"]),
        about_officer_id=written.about_id,
        written_by_id=by.id,
        created_at=at,
        updated_at=at,
        updated_by_id=by.id,
        hosts=_hosts(written.host_ids),
        **_numbered(received_on.year, written.about_id),
        **written.values,
    )
    db.session.add(entry)
    db.session.flush()
    record("reception.write", KIND, entry.id)
    return entry


def change_entry(entry: ReceptionEntry, revision: int, written: Written, by: Officer, at: datetime) -> None:
    """Store what was typed, unless somebody else stored a change meanwhile: ChangedMeanwhile, or EntryRefused.

    An entry that turns out to be about an officer goes over to the sealed book, under a number of that book.
    """
    check_about(written.about_id, written.host_ids, reader_of(by))
    if written.values["received_on"].year != entry.year:
        raise EntryRefused(
            _("Số của mục này thuộc sổ năm %(year)s nên ngày tiếp không đổi sang năm khác.", year=entry.year)
        )
    if entry.sealed and written.about_id is None:
        raise EntryRefused(_("Mục này đã ghi ở sổ kín nên cần giữ tên người bị nói đến."))
    claim_revision(entry, revision)
    for name, value in written.values.items():
        setattr(entry, name, value)
    entry.name_fold = fold(entry.name)
    if written.about_id is not None and not entry.sealed:
        for name, value in _numbered(entry.year, written.about_id).items():
            setattr(entry, name, value)
    entry.about_officer_id = written.about_id
    kept = [host for host in entry.hosts if host.officer_id in written.host_ids]
    entry.hosts = kept + _hosts(written.host_ids - {host.officer_id for host in kept})
    entry.updated_at, entry.updated_by_id = at, by.id
    record("reception.change", KIND, entry.id)


def _numbered(year: int, about_id: int | None) -> dict[str, Any]:
    sealed = about_id is not None
    return {"year": year, "sealed": sealed, "number": next_number(SEALED_BOOK if sealed else BOOK, year)}


def _hosts(host_ids: Collection[int]) -> list[ReceptionHost]:
    return [ReceptionHost(officer_id=id) for id in sorted(host_ids)]
