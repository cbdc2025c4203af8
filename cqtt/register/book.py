"""Form 07, sổ theo dõi hồ sơ: its lines in the order of their numbers, and the sums under them.

A dossier stands in it from the day it was accepted, under the number of its first receipt; one that was refused
stands after those, under the number of its refusal (Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu 07).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from cqtt.clock import date_text, local, time_text
from cqtt.commune.models import Commune, Hamlet, Officer, the_commune
from cqtt.dossiers.models import Dossier, DossierEvent, IssuedPaper, PaperKind
from cqtt.dossiers.papers.people import address_in_full
from cqtt.dossiers.papers.printed import two_digits
from cqtt.dossiers.rules import SHORT_NAMES, Status, Step, Timeliness
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.procedures.models import ProcedureField, ProcedureVersion
from cqtt.register.rules import Period
from cqtt.text import group_phone, mask_name, mask_phone

PART = 250  # lines read, and laid out, at a time

OUTCOMES = {
    Timeliness.EARLY: _l("Trước hạn"),
    Timeliness.ON_TIME: _l("Đúng hạn"),
    Timeliness.LATE: _l("Trễ hạn"),
}


@dataclass(frozen=True)
class Sheet:
    """Which lines are asked for, and whether the reader may see who the people are."""

    period: Period
    field: str = ""  # slug; empty: every field of work
    masked: bool = False


@dataclass(frozen=True)
class Line:
    """One dossier as the register shows it; what is not known yet is None or empty."""

    id: int
    number: str  # "05", or "02/TCHS" of a refusal
    code: str
    procedure: str
    sets: int
    owner: str
    contact: str
    agency: str
    received_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None
    way: str
    receiver: str
    note: str


@dataclass(frozen=True)
class Totals:
    """How many dossiers there are of each kind. What was accepted is the sum of the six that follow it."""

    accepted: int
    early: int
    on_time: int
    late: int
    stopped: int
    withdrawn: int
    open: int
    refused: int

    @property
    def lines(self) -> int:
        return self.accepted + self.refused

    @property
    def text(self) -> str:
        return _(
            "tiếp nhận %(accepted)s; trước hạn %(early)s; đúng hạn %(on_time)s; trễ hạn %(late)s; "
            "dừng giải quyết %(stopped)s; rút %(withdrawn)s; đang giải quyết %(open)s. "
            "Từ chối tiếp nhận %(refused)s.",
            **self.__dict__,
        )


def totals_of(sheet: Sheet) -> Totals:
    """Return the sums of the whole sheet; one query."""
    accepted, refused = _accepted(sheet.period), _refused(sheet.period)
    kinds = {
        "early": Dossier.timeliness == Timeliness.EARLY,
        "on_time": Dossier.timeliness == Timeliness.ON_TIME,
        "late": Dossier.timeliness == Timeliness.LATE,
        "stopped": Dossier.status == Status.STOPPED,
        "withdrawn": Dossier.status == Status.WITHDRAWN,
    }
    sums = [_how_many(accepted), *(_how_many(and_(accepted, kind)) for kind in kinds.values()), _how_many(refused)]
    first, *ended, last = map(int, db.session.execute(select(*sums).where(*_conditions(sheet))).one())
    named = dict(zip(kinds, ended, strict=True))
    return Totals(accepted=first, **named, open=first - sum(ended), refused=last)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _accepted(period: Period) -> ColumnElement[bool]:
    return and_(Dossier.received_at >= period.starts_at, Dossier.received_at < period.ends_at)


def _refused(period: Period) -> ColumnElement[bool]:
    ended = and_(Dossier.ended_at >= period.starts_at, Dossier.ended_at < period.ends_at)
    return and_(Dossier.status == Status.REFUSED, ended)


def _conditions(sheet: Sheet) -> Iterator[ColumnElement[bool]]:
    yield or_(_accepted(sheet.period), _refused(sheet.period))
    if sheet.field:
        name = select(ProcedureField.name).where(ProcedureField.slug == sheet.field).scalar_subquery()
        of_field = ProcedureVersion.content["field"].as_string() == name
        yield Dossier.version_id.in_(select(ProcedureVersion.id).where(of_field))


_KIND = case((Dossier.status == Status.REFUSED, PaperKind.REFUSAL.value), else_=PaperKind.RECEIPT.value)
_FIRST = (
    select(func.min(IssuedPaper.id))
    .where(IssuedPaper.dossier_id == Dossier.id, IssuedPaper.kind == _KIND)
    .correlate(Dossier)
    .scalar_subquery()
)


def _wanted(sheet: Sheet) -> Select[*tuple[Any, ...]]:
    """Select what a line needs, and nothing else, in the order of the book."""
    handed_over = and_(DossierEvent.dossier_id == Dossier.id, DossierEvent.step == Step.RETURN_RESULT)
    return (
        select(
            Dossier.id,
            Dossier.code,
            Dossier.status,
            Dossier.organisation_name,
            Dossier.applicant_name,
            Dossier.address,
            Dossier.phone,
            Dossier.department,
            Dossier.received_at,
            Dossier.due_at,
            Dossier.new_due_at,
            Dossier.ended_at,
            Dossier.timeliness,
            ProcedureVersion.content["name"].as_string().label("procedure"),
            Hamlet.name.label("hamlet"),
            Officer.department.label("officers"),
            DossierEvent.note.label("receiver"),
            IssuedPaper.number,
            IssuedPaper.words["number"].as_string().label("numbered"),
        )
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
        .outerjoin(Hamlet, Hamlet.id == Dossier.hamlet_id)
        .outerjoin(Officer, Officer.id == Dossier.officer_id)
        .outerjoin(DossierEvent, handed_over)
        .outerjoin(IssuedPaper, IssuedPaper.id == _FIRST)
        .where(*_conditions(sheet))
        .order_by(
            Dossier.status == Status.REFUSED,
            IssuedPaper.id.is_(None),
            IssuedPaper.year,
            IssuedPaper.number,
            Dossier.received_at,
            Dossier.id,
        )
    )


def parts_of(sheet: Sheet, unit: str) -> Iterator[list[Line]]:
    """Yield all lines, some at a time, so that a long book never lies in memory whole."""
    rows = db.session.execute(_wanted(sheet).execution_options(yield_per=PART))
    for part in rows.partitions():
        yield _lines(part, sheet.masked, unit)


def page_of(sheet: Sheet, unit: str, number: int, per_page: int) -> list[Line]:
    """Return the lines of one page."""
    rows = db.session.execute(_wanted(sheet).limit(per_page).offset((number - 1) * per_page)).all()
    return _lines(rows, sheet.masked, unit)


def _lines(rows: Sequence[Row[Any]], masked: bool, unit: str) -> list[Line]:
    again = _given_out_again([row.id for row in rows])
    commune = the_commune()
    return [_line(row, again.get(row.id, ()), masked, unit, commune) for row in rows]


def _given_out_again(ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the numbers of later receipts, so that the book accounts for every number."""
    first = select(func.min(IssuedPaper.id)).where(IssuedPaper.kind == PaperKind.RECEIPT)
    later = (
        select(IssuedPaper.dossier_id, IssuedPaper.words["number"].as_string())
        .where(IssuedPaper.dossier_id.in_(ids), IssuedPaper.kind == PaperKind.RECEIPT)
        .where(IssuedPaper.id.not_in(first.where(IssuedPaper.dossier_id.in_(ids)).group_by(IssuedPaper.dossier_id)))
        .order_by(IssuedPaper.id)
    )
    found: dict[int, list[str]] = {}
    for dossier_id, number in db.session.execute(later):
        found.setdefault(dossier_id, []).append(number)
    return found


def _line(row: Row[Any], again: Iterable[str], masked: bool, unit: str, commune: Commune) -> Line:
    refused, returned = row.status is Status.REFUSED, row.status is Status.RETURNED
    owner, receiver = row.organisation_name or row.applicant_name, row.receiver or ""
    number = row.numbered if refused else two_digits(row.number) if row.number else None
    return Line(
        id=row.id,
        number=number or "–",
        code=row.code or "",
        procedure=row.procedure,
        sets=1,
        owner=mask_name(owner) if masked else owner,
        contact=_contact(row, masked, commune),
        agency=row.department or row.officers or unit,
        received_at=row.received_at,
        due_at=row.due_at,
        returned_at=row.ended_at if returned else None,
        way=_("Tại quầy") if returned else "",
        receiver=mask_name(receiver) if masked else receiver,
        note="; ".join([_outcome(row), *_said_later(row, again)]),
    )


def _said_later(row: Row[Any], again: Iterable[str]) -> Iterator[str]:
    """Yield what the person was given after the first receipt: another one, or a new date with an apology."""
    yield from (_("Cấp lại giấy hẹn số %(number)s", number=each) for each in again)
    if row.new_due_at:
        yield _("Đã xin lỗi, hẹn lại %(day)s", day=date_text(local(row.new_due_at).date()))


def _contact(row: Row[Any], masked: bool, commune: Commune) -> str:
    """Return address and telephone; of masked people the hamlet and a part of the number."""
    place = row.hamlet if masked else address_in_full(row.address, row.hamlet, commune)
    phone = mask_phone(row.phone) if masked else group_phone(row.phone).replace(" ", "\u00a0")  # not torn apart
    return "; ".join(filter(None, [place, phone]))


def moment(at: datetime | None) -> str:
    """Return "09:12 05/02/2026" for a column; empty where it is not known yet."""
    return f"{time_text(at)} {date_text(local(at).date())}" if at else ""


def _outcome(row: Row[Any]) -> str:
    """Return how it ended, on which day where the columns do not say it; else where it stands."""
    state = str(SHORT_NAMES[row.status])
    if row.timeliness:
        outcome = str(OUTCOMES[row.timeliness])
        return outcome if row.status is Status.RETURNED else _("%(outcome)s, chờ trả", outcome=outcome)
    if row.ended_at:
        return f"{state} {date_text(local(row.ended_at).date())}"
    return state
