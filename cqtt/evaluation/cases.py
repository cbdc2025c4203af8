"""The cases behind a number: exactly what was counted, a page at a time or whole.

Names are masked for whoever opens no dossier; feedback and money are told by codes alone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, case, func, literal, select

from cqtt.clock import date_text, local
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import SHORT_NAMES, Status, Timeliness
from cqtt.evaluation.blanks import BLANK_NAMES
from cqtt.evaluation.counted import Counted, Scope, counted, of_lateness, whose
from cqtt.evaluation.openness import Published, published_at, read_off
from cqtt.evaluation.rules import OUTLINES, Indicator, Part, Subject
from cqtt.evaluation.words import WORDS
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import KIND_NAMES
from cqtt.feedback.rules import SHORT_NAMES as FEEDBACK_NAMES
from cqtt.fees.models import Payment
from cqtt.i18n import _
from cqtt.letters.models import Letter
from cqtt.procedures.facts import money
from cqtt.procedures.models import ProcedureVersion
from cqtt.register.book import OUTCOMES
from cqtt.text import mask_name, sort_key

Chosen = Select[*tuple[Any, ...]]
PART = 500  # rows read at a time where all are wanted


@dataclass(frozen=True)
class Wanted:
    """Which cases of which number, in which order, and whether the reader may see who the people are."""

    indicator: Indicator
    scope: Scope
    part: Part = Part.ALL
    order: str = ""
    masked: bool = True


@dataclass(frozen=True)
class Case:
    """One counted thing; `id` names it in addresses, `code` on paper."""

    id: int | str
    code: str
    what: str
    whom: str
    officer: str
    on: datetime | date | None  # a day, where no hour is counted
    is_good: bool
    outcome: str
    note: str = ""


WITH_DUE_DATE = (Indicator.ON_TIME, Indicator.UNDER_WAY, Indicator.APOLOGISED)
ORDERS = ("ngay", "ma", "ten")  # in the address; a minus before it turns it round


def page_of(wanted: Wanted, number: int, per_page: int) -> tuple[list[Case], int]:
    """Return the cases of one page, and how many there are in all; past the end, the last page."""
    if OUTLINES[wanted.indicator].subject is Subject.PROCEDURES:
        every = _procedures(wanted)
        return every[(number - 1) * per_page : number * per_page], len(every)
    chosen = _chosen(wanted)
    total = db.session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    rows = db.session.execute(chosen.limit(per_page).offset((number - 1) * per_page)).all()
    return [_case(row, wanted) for row in rows], int(total)


def parts_of(wanted: Wanted) -> Iterator[list[Case]]:
    """Yield all cases, some at a time."""
    if OUTLINES[wanted.indicator].subject is Subject.PROCEDURES:
        yield _procedures(wanted)
        return
    rows = db.session.execute(_chosen(wanted).execution_options(yield_per=PART))
    for part in rows.partitions():
        yield [_case(row, wanted) for row in part]


def _chosen(wanted: Wanted) -> Chosen:
    found = counted(wanted.indicator, wanted.scope)
    return _SELECTIONS[OUTLINES[wanted.indicator].subject](wanted, found).where(found.of(wanted.part))


def _case(row: Row[Any], wanted: Wanted) -> Case:
    return _READERS[OUTLINES[wanted.indicator].subject](row, wanted)


def _is_good(found: Counted) -> ColumnElement[int]:
    return case((found.good, 1), else_=0).label("is_good")


def _ordered(chosen: Chosen, columns: Mapping[str, Any], id: Any, order: str) -> Chosen:
    """Put the newest first, unless the address asks for something else."""
    name = order.removeprefix("-")
    if name not in ORDERS:
        return chosen.order_by(columns["ngay"].desc(), id)
    column = columns[name]
    return chosen.order_by(column.desc() if order.startswith("-") else column, id)


# -- dossiers -------------------------------------------------------------------------------------


def _dossiers(wanted: Wanted, found: Counted) -> Chosen:
    procedure = ProcedureVersion.content["name"].as_string()
    chosen = (
        select(
            Dossier.id,
            Dossier.code,
            Dossier.status,
            Dossier.timeliness,
            Dossier.due_at,
            Dossier.organisation_name,
            Dossier.applicant_name,
            procedure.label("procedure"),
            Officer.name.label("officer"),
            found.moment.label("moment"),
            _reason(wanted).label("reason"),
            _is_good(found),
        )
        .select_from(Dossier)
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
        .outerjoin(Officer, Officer.id == whose(wanted.indicator))
    )
    columns = {"ngay": found.moment, "ma": Dossier.code, "ten": procedure}
    return _ordered(chosen, columns, Dossier.id, wanted.order)


def _reason(wanted: Wanted) -> SQLColumnExpression[Any]:
    """Return why a dossier was late, as its apology says; the words are for those who open dossiers."""
    if wanted.masked or wanted.indicator not in WITH_DUE_DATE:
        return literal("")
    words = select(Letter.reason).where(of_lateness(), Letter.reason != "").order_by(Letter.id.desc())
    return words.limit(1).correlate(Dossier).scalar_subquery()


def _dossier(row: Row[Any], wanted: Wanted) -> Case:
    owner = row.organisation_name or row.applicant_name
    has_due = wanted.indicator in WITH_DUE_DATE and row.due_at
    due = _("hẹn %(day)s", day=date_text(local(row.due_at).date())) if has_due else ""
    return Case(
        id=row.id,
        code=row.code or "",
        what=row.procedure,
        whom=mask_name(owner) if wanted.masked else owner,
        officer=row.officer or "",
        on=row.moment,
        is_good=bool(row.is_good),
        outcome=_outcome(row, wanted),
        note="; ".join(filter(None, [due, row.reason])),
    )


def _outcome(row: Row[Any], wanted: Wanted) -> str:
    if wanted.indicator is Indicator.ON_TIME:
        stopped = row.status is Status.STOPPED
        return _("Dừng khi đã trễ") if stopped else str(OUTCOMES.get(row.timeliness or Timeliness.LATE))
    said = str(WORDS[wanted.indicator].outcome(bool(row.is_good)))
    return f"{SHORT_NAMES[row.status]}, {said}" if wanted.indicator is Indicator.UNDER_WAY else said


# -- money ----------------------------------------------------------------------------------------


def _payments(wanted: Wanted, found: Counted) -> Chosen:
    procedure = ProcedureVersion.content["name"].as_string()
    chosen = (
        select(
            Payment.dossier_id.label("id"),
            Dossier.code,
            Payment.amount_vnd,
            Payment.receipt_year,
            Payment.receipt_number,
            Payment.paid_on.label("moment"),
            procedure.label("procedure"),
            Officer.name.label("officer"),
            _is_good(found),
        )
        .select_from(Payment)
        .join(Dossier, Dossier.id == Payment.dossier_id)
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
        .outerjoin(Officer, Officer.id == Payment.officer_id)
    )
    columns = {"ngay": Payment.paid_on, "ma": Dossier.code, "ten": procedure}
    return _ordered(chosen, columns, Payment.id, wanted.order)


def _payment(row: Row[Any], wanted: Wanted) -> Case:
    return Case(
        id=row.id,
        code=row.code or "",
        what=row.procedure,
        whom="",
        officer=row.officer or "",
        on=row.moment,
        is_good=bool(row.is_good),
        outcome=str(WORDS[wanted.indicator].outcome(bool(row.is_good))),
        note=_(
            "phiếu %(receipt)s, %(amount)s",
            receipt=f"{row.receipt_number:02}/{row.receipt_year}",
            amount=money(row.amount_vnd),
        ),
    )


# -- feedback -------------------------------------------------------------------------------------


def _feedbacks(wanted: Wanted, found: Counted) -> Chosen:
    chosen: Chosen = (
        select(
            Feedback.id,
            Feedback.code,
            Feedback.kind,
            Feedback.status,
            Feedback.due_at,
            Officer.name.label("officer"),
            found.moment.label("moment"),
            _is_good(found),
        )
        .select_from(Feedback)
        .outerjoin(Officer, Officer.id == whose(wanted.indicator))
    )
    columns = {"ngay": found.moment, "ma": Feedback.code, "ten": Feedback.kind}
    return _ordered(chosen, columns, Feedback.id, wanted.order)


def _feedback(row: Row[Any], wanted: Wanted) -> Case:
    due = _("hạn %(day)s", day=date_text(local(row.due_at).date())) if row.due_at else ""
    return Case(
        id=row.id,
        code=row.code,
        what=str(KIND_NAMES[row.kind]),
        whom="",
        officer=row.officer or "",
        on=row.moment,
        is_good=bool(row.is_good),
        outcome=f"{FEEDBACK_NAMES[row.status]}, {WORDS[wanted.indicator].outcome(bool(row.is_good))}",
        note=due if wanted.indicator is Indicator.ANSWERED else "",
    )


_SELECTIONS: dict[Subject, Callable[[Wanted, Counted], Chosen]] = {
    Subject.DOSSIERS: _dossiers,
    Subject.PAYMENTS: _payments,
    Subject.FEEDBACK: _feedbacks,
}
_READERS: dict[Subject, Callable[[Row[Any], Wanted], Case]] = {
    Subject.DOSSIERS: _dossier,
    Subject.PAYMENTS: _payment,
    Subject.FEEDBACK: _feedback,
}


# -- procedures -----------------------------------------------------------------------------------


def _procedures(wanted: Wanted) -> list[Case]:
    moment = read_off(wanted.scope.period, wanted.scope.at)
    held = [version for version in published_at(moment) if version.holds_at(moment)]
    keys: dict[str, Callable[[Published], Any]] = {
        "ngay": lambda version: version.published_at,
        "ma": lambda version: version.code,
        "ten": lambda version: sort_key(version.name),
    }
    name = wanted.order.removeprefix("-")
    turned = wanted.order.startswith("-") if name in keys else True
    held.sort(key=lambda version: sort_key(version.name))
    held.sort(key=keys.get(name, lambda version: len(version.blanks)), reverse=turned)
    parts = {Part.ALL: (True, False), Part.GOOD: (True,), Part.OTHER: (False,)}
    chosen = (version for version in held if (not version.blanks) in parts.get(wanted.part, ()))
    return [_procedure(version) for version in chosen]


def _procedure(version: Published) -> Case:
    missing = ", ".join(str(BLANK_NAMES[blank]) for blank in version.blanks)
    return Case(
        id=version.address_code,
        code=version.code,
        what=version.name,
        whom="",
        officer="",
        on=version.published_at,
        is_good=not version.blanks,
        outcome=_("Đủ các ô") if not version.blanks else _("Chưa đủ: %(fields)s", fields=missing),
    )
