"""The record as administrators read it: what the address asks for, and the queries."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Row, Select, Text, cast, column, func, literal, select, table, type_coerce
from sqlalchemy.types import NULLTYPE

from cqtt.addresses import page_count
from cqtt.audit.act_words import ACTS_OF_GROUP
from cqtt.audit.chain import SAID, act_of
from cqtt.audit.models import AuditEntry, RecordHead
from cqtt.audit.rules import Actor, Head
from cqtt.audit.terms import ACTORS, SERVER
from cqtt.audit.words import act_words, details_words, object_words
from cqtt.clock import ICT, date_text, local, read_day, time_text
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.text import clean

PER_PAGE = 30
LAST_PAGE = 1_000_000
Condition = ColumnElement[bool]
Options = list[tuple[str, str]]  # (value in the address, words)

# The officers' table belongs to a feature after this one; only their names are asked for.
_officer = table("officer", column("id"), column("name"), column("name_sort"))


class NoSuchDay(RuleBroken):
    """The days asked for cannot be."""


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty means all. Unknown values find nothing rather than everything."""

    who: str = ""
    act: str = ""
    kind: str = ""
    object_id: str = ""
    since: str = ""
    until: str = ""
    entry: str = ""

    PARAMETERS: ClassVar = ("ai", "viec", "doi-tuong", "so", "tu-ngay", "den-ngay", "muc")

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "Filters":
        return cls(*(clean(args.get(parameter, ""))[:100] for parameter in cls.PARAMETERS))

    def as_address(self) -> dict[str, str]:
        """Return the parameters that say something."""
        pairs = zip(self.PARAMETERS, astuple(self), strict=True)
        return {parameter: value for parameter, value in pairs if value}

    @property
    def code(self) -> str:
        """Return what was asked for in one line, as a reading of the record names it.

        Only what found something belongs there: it then stands in entries, which hold ids and codes and no name.
        """
        return " ".join(f"{parameter}={value}" for parameter, value in self.as_address().items())

    def conditions(self) -> Iterator[Condition]:
        """Return what these filters mean to the database; raise NoSuchDay."""
        if self.who:
            yield _who(self.who)
        if self.act:
            yield AuditEntry.action.in_(ACTS_OF_GROUP.get(self.act, (self.act,)))
        if self.kind:
            yield AuditEntry.object_kind == self.kind
        if self.object_id:
            yield AuditEntry.object_id == self.object_id
        if self.entry:
            yield _entry(self.entry)
        yield from _between(self.since, self.until)


def _who(chosen: str) -> Condition:
    """An officer by number, or everybody of another kind by the kind's code."""
    if re.fullmatch(r"[0-9]{1,9}", chosen):
        return AuditEntry.officer_id == int(chosen)
    return AuditEntry.actor == chosen


def _entry(typed: str) -> Condition:
    """An entry by its number, or by the first characters of its code, as a printed sheet shows them."""
    typed = re.sub(r"[\s…]", "", typed).lower()
    if re.fullmatch(r"[0-9]{1,9}", typed):
        return AuditEntry.id == int(typed)
    return AuditEntry.digest.startswith(typed) if re.fullmatch(r"[0-9a-f]{8,64}", typed) else literal(False)


def _between(since: str, until: str) -> Iterator[Condition]:
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise NoSuchDay(_("Ngày bắt đầu đứng sau ngày kết thúc. Xin xem lại hai ngày."))
    if first:
        yield AuditEntry.at >= datetime.combine(first, time(), ICT)
    if last:
        yield AuditEntry.at < datetime.combine(last + timedelta(days=1), time(), ICT)


def _day(typed: str) -> date | None:
    """Return the day that was typed, None where nothing was."""
    day = read_day(typed)
    if typed and day is None:
        raise NoSuchDay(_("Xin ghi ngày có thật, ví dụ 30/11/2026."))
    return day


@dataclass(frozen=True)
class LogLine:
    """One entry in words."""

    number: int
    code: str
    time: str
    day: str
    who: str
    what: str
    about: str
    more: str
    place: str

    @classmethod
    def of(cls, row: Row[Any]) -> "LogLine":
        """Tell what stands there; what somebody spoilt is shown as it is, so that the log opens all the same."""
        try:
            act = act_of(row, row.actor)
            said = time_text(act.at), date_text(local(act.at).date()), details_words(act.details)
        except ValueError:
            said = "", str(row.at), row.details
        time, day, more = said
        return cls(
            number=row.id,
            code=row.digest[:8],
            time=time,
            day=day,
            who=_who_words(row),
            what=act_words(row.action),
            about=object_words(row.object_kind, row.object_id),
            more=more,
            place=str(SERVER) if row.address == "command" else row.address,
        )


def _who_words(row: Row[Any]) -> str:
    if row.officer_id is not None:
        return row.name or _("Cán bộ số %(number)s", number=row.officer_id)
    return str(ACTORS[Actor(row.actor)]) if row.actor in ACTORS else row.actor


def _lines() -> Select[Any]:
    """Select entries as they are stored, with the officers' names."""
    as_stored = (type_coerce(AuditEntry.at, NULLTYPE).label("at"), cast(AuditEntry.details, Text).label("details"))
    plain = (getattr(AuditEntry, name) for name in ("id", "digest", "actor", *SAID))
    named = _officer.c.id == AuditEntry.officer_id
    return select(*as_stored, *plain, _officer.c.name).outerjoin(_officer, named).order_by(AuditEntry.id.desc())


@dataclass(frozen=True)
class LogPage:
    lines: list[LogLine]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)


def head() -> Head:
    """Return the end of the record as of now."""
    found = db.session.get(RecordHead, 1)
    return Head(found.count, found.digest) if found else Head()


def page_of(filters: Filters, number: int) -> LogPage:
    """Return one page, newest first; past the end, the last page. Raise NoSuchDay."""
    wanted = list(filters.conditions())
    total = db.session.scalar(select(func.count(AuditEntry.id)).where(*wanted)) or 0
    number = min(number, page_count(total, PER_PAGE))
    rows = _lines().where(*wanted).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return LogPage(list(map(LogLine.of, db.session.execute(rows))), total, number)


def people() -> Options:
    """Return whom the log can be asked about: every officer there ever was, and who is not an officer."""
    officers = db.session.execute(select(_officer.c.id, _officer.c.name).order_by(_officer.c.name_sort, _officer.c.id))
    others = [(actor.value, str(words)) for actor, words in ACTORS.items() if actor is not Actor.OFFICER]
    return [*((str(id), name) for id, name in officers), *others]
