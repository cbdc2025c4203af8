"""Sổ tiếp công dân as it is read: who may read which entry, what a search finds, in what order it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from cqtt.clock import today
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.chairman import head_behind
from cqtt.i18n import _, _l
from cqtt.leaders.models import Handling, ReceptionEntry, ReceptionHost, Track
from cqtt.leaders.rules import READS_REGISTER, Reader
from cqtt.roles import Role
from cqtt.text import fold

PART = 200  # entries read at a time
TRACK_NAMES = {
    Track.COMPLAINT: _l("Khiếu nại"),
    Track.DENUNCIATION: _l("Tố cáo"),
    Track.PETITION: _l("Kiến nghị"),
    Track.REPORT: _l("Phản ánh"),
    Track.OTHER: _l("Việc khác"),
}
HANDLING_NAMES = {
    Handling.EXPLAINED: _l("Đã giải thích, hướng dẫn"),
    Handling.TOOK_PETITION: _l("Nhận đơn để xem xét"),
    Handling.ACCEPTED: _l("Thụ lý để giải quyết"),
    Handling.RETURNED: _l("Trả lại đơn, hướng dẫn"),
    Handling.REFERRED: _l("Chuyển cơ quan có thẩm quyền"),
    Handling.APPOINTED: _l("Hẹn gặp lại"),
}


@dataclass(frozen=True)
class Search:
    """Which days, and of whom: part of a name or of a telephone number."""

    first: date
    last: date
    words: str = ""


def reader_of(officer: Officer) -> Reader:
    """Return what counts of an officer who wants to read the book today."""
    return Reader(officer.id, officer.role_set, head_behind(officer.id, today()))


def readable_entries(officer: Officer) -> Select[ReceptionEntry]:
    """Return the query of the entries that an officer may read; every list, search, count and file begins with it.

    It says in SQL what `rules.may_read` says of one entry.
    """
    return select(ReceptionEntry).where(_readable(reader_of(officer)))


def _readable(reader: Reader) -> ColumnElement[bool]:
    if not reader.roles & READS_REGISTER:
        return false()
    ordinary = ReceptionEntry.about_officer_id.is_(None)
    if Role.ADMINISTRATOR in reader.roles:
        return ordinary
    received = exists().where(ReceptionHost.entry_id == ReceptionEntry.id, ReceptionHost.officer_id == reader.id)
    known = [ReceptionEntry.written_by_id == reader.id, received]
    if reader.head_id is not None:
        known.append(ReceptionEntry.about_officer_id != reader.head_id)
    return or_(ordinary, and_(ReceptionEntry.about_officer_id != reader.id, or_(*known)))


def readable_entry(officer: Officer, id: int) -> ReceptionEntry | None:
    """Return one entry if this officer may read it; a sealed one answers as if it were not there, a struck one too."""
    standing = (ReceptionEntry.id == id, ReceptionEntry.struck_at.is_(None))
    return db.session.scalar(_whole(readable_entries(officer).where(*standing)))


def found(officer: Officer, search: Search) -> Select[ReceptionEntry]:
    """Return the query of what an officer's search finds; with no words also the lines that were struck out."""
    wanted = readable_entries(officer).where(ReceptionEntry.received_on.between(search.first, search.last))
    for word in fold(search.words).split():
        wanted = wanted.where(_speaks_of(word))
    return wanted


def _speaks_of(word: str) -> ColumnElement[bool]:
    said = ReceptionEntry.name_fold.contains(word, autoescape=True)
    digits = "".join(char for char in word if char.isdecimal())
    if len(digits) >= 3:
        said = or_(said, ReceptionEntry.phone.contains(digits))
    return and_(ReceptionEntry.struck_at.is_(None), said)


def of_book(wanted: Select[ReceptionEntry], is_sealed: bool) -> Select[ReceptionEntry]:
    """Return the query of those entries alone that stand in the sealed book, or in the ordinary one."""
    return wanted.where(ReceptionEntry.sealed.is_(is_sealed))


def how_many(wanted: Select[ReceptionEntry]) -> int:
    return db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0


def page_of(wanted: Select[ReceptionEntry], number: int, per_page: int) -> Sequence[ReceptionEntry]:
    """Return one page, the newest first."""
    newest = (ReceptionEntry.received_on.desc(), ReceptionEntry.id.desc())
    return db.session.scalars(_whole(wanted).order_by(*newest).limit(per_page).offset((number - 1) * per_page)).all()


def parts_of(wanted: Select[ReceptionEntry]) -> Iterator[Sequence[ReceptionEntry]]:
    """Yield all entries as the book has them, the first number first, some at a time."""
    order = (ReceptionEntry.year, ReceptionEntry.sealed, ReceptionEntry.number)
    rows = db.session.scalars(_whole(wanted).order_by(*order).execution_options(yield_per=PART))
    yield from rows.partitions()


def _whole(wanted: Select[ReceptionEntry]) -> Select[ReceptionEntry]:
    return wanted.options(
        joinedload(ReceptionEntry.about_officer).lazyload(Officer.roles),
        joinedload(ReceptionEntry.written_by).lazyload(Officer.roles),
        selectinload(ReceptionEntry.hosts).joinedload(ReceptionHost.officer, innerjoin=True).lazyload(Officer.roles),
    )


def number_of(entry: ReceptionEntry) -> str:
    """Return "05/2026", of a sealed entry "K02/2026": the two are books of their own.

    Neither has a gap: an entry that leaves a book, or was written by mistake, leaves a struck line under its number.
    """
    return f"{'K' if entry.sealed else ''}{entry.number:02}/{entry.year}"


def hosts_of(entry: ReceptionEntry) -> str:
    return ", ".join(host.officer.name for host in entry.hosts)


def handling_of(entry: ReceptionEntry) -> str:
    """Return what was done, with where it went or when they are to come again."""
    name = str(HANDLING_NAMES[entry.handling])
    return f"{name}: {entry.handling_note}" if entry.handling_note else name


def struck_words() -> str:
    """Return what stands in the place of an entry that was struck out, whatever the reason."""
    return _("Mục hủy")
