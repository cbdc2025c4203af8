"""What is written into sổ tiếp công dân. None of these functions commits.

The record of acts names an entry by its number in the table and says nothing of what it is about.
"""

import secrets
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
from cqtt.leaders.models import Handling, ReceptionEntry, ReceptionHost, Track
from cqtt.leaders.reception_book import reader_of
from cqtt.leaders.rules import EntryRefused, check_about
from cqtt.text import fold

KIND = "reception_entry"
BOOK, SEALED_BOOK = "reception", "reception-sealed"
WORDS = ("name", "address", "identity", "phone", "matter", "papers", "settled_by", "handling_note", "result")


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
    return _write(written, start_key, written_by_id=by.id, created_at=at, updated_by_id=by.id, updated_at=at)


def change_entry(entry: ReceptionEntry, revision: int, written: Written, by: Officer, at: datetime) -> ReceptionEntry:
    """Store what was typed, unless somebody else stored a change meanwhile: ChangedMeanwhile, or EntryRefused.

    One that turns out to be about an officer is written anew in the sealed book, under a number of that book. Return
    the entry that holds it now.
    """
    check_about(written.about_id, written.host_ids, reader_of(by))
    if written.values["received_on"].year != entry.year:
        raise EntryRefused(
            _("Số của mục này thuộc sổ năm %(year)s nên ngày tiếp không đổi sang năm khác.", year=entry.year)
        )
    if entry.sealed and written.about_id is None:
        raise EntryRefused(_("Mục này đã ghi ở sổ kín nên cần giữ tên người bị nói đến."))
    claim_revision(entry, revision)
    if written.about_id is not None and not entry.sealed:
        return _move_to_sealed_book(entry, written, by, at)
    for name, value in written.values.items():
        setattr(entry, name, value)
    entry.name_fold = fold(entry.name)
    entry.about_officer_id = written.about_id
    kept = [host for host in entry.hosts if host.officer_id in written.host_ids]
    entry.hosts = kept + _hosts(written.host_ids - {host.officer_id for host in kept})
    entry.updated_at, entry.updated_by_id = at, by.id
    record("reception.change", KIND, entry.id)
    return entry


def strike_entry(entry: ReceptionEntry, revision: int, at: datetime) -> None:
    """Strike out an entry that was written by mistake: its number stays, what it said is shown to nobody any more.

    Raise ChangedMeanwhile when somebody else stored a change meanwhile.
    """
    claim_revision(entry, revision)
    _strike(entry, at)


def _move_to_sealed_book(entry: ReceptionEntry, written: Written, by: Officer, at: datetime) -> ReceptionEntry:
    """Write an entry anew in the sealed book; what is left of it in the ordinary one is like any struck line."""
    key, writer = secrets.token_urlsafe(16), entry.written_by_id
    moved = _write(written, key, written_by_id=writer, created_at=entry.created_at, updated_by_id=by.id, updated_at=at)
    for name in (*WORDS, "name_fold"):
        setattr(entry, name, "")
    entry.people, entry.track, entry.handling, entry.hosts = 1, Track.OTHER, Handling.EXPLAINED, []
    _strike(entry, at)
    return moved


def _strike(entry: ReceptionEntry, at: datetime) -> None:
    entry.struck_at = at
    record("reception.strike", KIND, entry.id)


def _write(written: Written, start_key: str, **about: Any) -> ReceptionEntry:
    received_on: date = written.values["received_on"]
    entry = ReceptionEntry(
        start_key=start_key,
        name_fold=fold(written.values["name"]),
        about_officer_id=written.about_id,
        hosts=_hosts(written.host_ids),
        **_numbered(received_on.year, written.about_id),
        **written.values,
        **about,
    )
    db.session.add(entry)
    db.session.flush()
    record("reception.write", KIND, entry.id)
    return entry


def _numbered(year: int, about_id: int | None) -> dict[str, Any]:
    sealed = about_id is not None
    return {"year": year, "sealed": sealed, "number": next_number(SEALED_BOOK if sealed else BOOK, year)}


def _hosts(host_ids: Collection[int]) -> list[ReceptionHost]:
    return [ReceptionHost(officer_id=id) for id in sorted(host_ids)]
