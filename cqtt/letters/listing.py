"""Lists of letters: the heaps and filters an address asks for, one page of them, and how many lie in each heap."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import contains_eager, lazyload, load_only

from cqtt.address_filters import PersonFilters
from cqtt.addresses import page_count
from cqtt.clock import ICT, local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.codes import normalise
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import RUNNING
from cqtt.extensions import db
from cqtt.i18n import _l
from cqtt.letters.models import Letter
from cqtt.letters.reading import readable_by
from cqtt.letters.rules import KIND_OF, Kind, Occasion, Status, Way
from cqtt.letters.sending import ABOUT
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.text import fold

PER_PAGE = 20
Condition = ColumnElement[bool]
# The heaps, as they stand in the address; without one: everything that still asks for something.
DRAFTS, URGENT, READY, TEXTS = "cho-duyet", "can-gui-gap", "cho-gui", "cho-nhan-tin"
SENT, RETURNED, DISCARDED, EVERY = "da-gui", "bi-tra-lai", "da-bo", "tat-ca"
HEAP_NAMES = {
    URGENT: (_l("Cần gửi gấp"), "red"),
    DRAFTS: (_l("Chờ duyệt"), "amber"),
    READY: (_l("Đã duyệt, chờ gửi"), "blue"),
    TEXTS: (_l("Tin chờ gửi tay"), "amber"),
    RETURNED: (_l("Bị trả lại"), "red"),
    SENT: (_l("Đã gửi"), "green"),
    DISCARDED: (_l("Đã bỏ"), "quiet"),
}
KIND_SLUGS = {
    "xin-loi": Kind.APOLOGY,
    "cam-on": Kind.THANKS,
    "chuc-mung": Kind.CONGRATULATION,
    "chia-buon": Kind.CONDOLENCE,
}
BY_URGENCY, BY_NEWEST, BY_NAME = "", "moi", "ten"
ORDER_NAMES = {BY_URGENCY: _l("Gấp trước"), BY_NEWEST: _l("Mới trước"), BY_NAME: _l("Theo tên")}
# Its link lies in a text that an officer still has to send by telephone.
HAS_TEXT_TO_SEND = exists().where(
    Notification.about_kind == ABOUT,
    Notification.about_id == Letter.id,
    Notification.channel == Channel.BY_HAND,
    Notification.status == DeliveryStatus.PENDING,
)
_A_NUMBER = re.compile(r"0*([0-9]{1,6})(?:/.*)?")


@dataclass(frozen=True)
class Filters(PersonFilters):
    """What the address asks for; a code is that of a dossier, or a number of the register."""

    heap: str = ""
    kind: str = ""
    year: str = ""
    order: str = ""

    ARRANGING = frozenset({"order"})
    PARAMETERS: ClassVar = {
        "heap": "muc",
        "kind": "loai",
        "year": "nam",
        "code": "tim",
        "person_key": "nguoi",
        "order": "xep",
    }


@dataclass(frozen=True)
class LetterPage:
    """One page of a list, as the pager draws it."""

    letters: list[Letter]
    total: int
    number: int
    filters: Filters

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for("letters.overview", **self.filters.as_address(), trang=number if number > 1 else None)


def page_of(filters: Filters, number: int, officer: Officer, at: datetime) -> LetterPage:
    """Return one page of what an officer may read and asks for; two queries."""
    wanted = _wanted(_conditions(filters, officer, at))
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    number = min(number, page_count(total, PER_PAGE))
    ordered = wanted.order_by(*_order(filters.order)).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return LetterPage(list(db.session.scalars(ordered)), total, number, filters)


def counts(officer: Officer, at: datetime) -> dict[str, int]:
    """Return how many letters lie in each heap, of those an officer may read; one query."""
    heaps = heap_conditions(at)
    sums = [func.count().filter(heaps[heap]) for heap in HEAP_NAMES]
    row = db.session.execute(
        select(*sums).select_from(Letter).outerjoin(Letter.dossier).where(readable_by(officer))
    ).one()
    return dict(zip(HEAP_NAMES, row, strict=True))


def waiting_drafts(officer: Officer, at: datetime, most: int, kind: Kind | None = None) -> tuple[list[Letter], int]:
    """Return the first drafts that one word can approve, the urgent first, and how many there are; two queries."""
    asked = [readable_by(officer), Letter.status == Status.DRAFT, Letter.occasion != Occasion.DEATH]
    if kind is not None:
        asked.append(_of_kind(kind))
    total = db.session.scalar(select(func.count(Letter.id)).where(*asked)) or 0
    return list(db.session.scalars(_wanted(asked).order_by(*_order(BY_URGENCY)).limit(most))), total


def waiting_condolences(officer: Officer, most: int) -> list[Letter]:
    """Return the first condolences that wait for a leader's eyes, each on its own page."""
    asked = [readable_by(officer), Letter.status == Status.DRAFT, Letter.occasion == Occasion.DEATH]
    return list(db.session.scalars(_wanted(asked).order_by(Letter.id).limit(most)))


def first_urgent(officer: Officer, at: datetime, most: int) -> list[Letter]:
    """Return the first apologies that ought to have been sent, the one due first in front."""
    asked = [readable_by(officer), heap_conditions(at)[URGENT]]
    return list(db.session.scalars(_wanted(asked).order_by(Letter.due_at, Letter.id).limit(most)))


def first_drafts(officer: Officer, at: datetime, most: int) -> list[Letter]:
    """Return the first drafts that wait for a signature, what is due first in front."""
    asked = [readable_by(officer), heap_conditions(at)[DRAFTS]]
    return list(db.session.scalars(_wanted(asked).order_by(*_order(BY_URGENCY)).limit(most)))


def first_signed(heap: str, officer: Officer, at: datetime, most: int) -> list[Letter]:
    """Return the first letters of a heap of signed ones, the longest waiting in front."""
    asked = [readable_by(officer), heap_conditions(at)[heap]]
    return list(db.session.scalars(_wanted(asked).order_by(Letter.approved_at, Letter.id).limit(most)))


def waiting_texts(letters: Iterable[Letter]) -> set[int]:
    """Return which of these letters have a text that still has to be sent by hand; one query."""
    by_text = [letter.id for letter in letters if letter.way is Way.TEXT]
    return (
        set(db.session.scalars(select(Letter.id).where(Letter.id.in_(by_text), HAS_TEXT_TO_SEND))) if by_text else set()
    )


def has_text_to_send(letter: Letter) -> bool:
    """Tell whether a text with the link of this letter still has to be sent by hand."""
    return bool(db.session.scalar(select(HAS_TEXT_TO_SEND.correlate(Letter)).where(Letter.id == letter.id)))


def years() -> list[int]:
    """Return the years that have letters, the newest first."""
    first = db.session.scalar(select(func.min(Letter.created_at)))
    last = db.session.scalar(select(func.max(Letter.created_at)))
    return list(range(local(last).year, local(first).year - 1, -1)) if first and last else []


def heap_conditions(at: datetime) -> dict[str, Condition]:
    """Return what each heap means; the query joins the dossier."""
    drafted, ready = Letter.status == Status.DRAFT, Letter.status == Status.APPROVED
    sent, came_back = Letter.status == Status.SENT, Letter.returned_at.is_not(None)
    burns = and_(
        or_(drafted, ready),
        Letter.occasion == Occasion.LATE,
        Letter.due_at < red_until(working_calendar(the_commune()), at),
        Dossier.status.in_(RUNNING),
    )
    return {
        URGENT: burns,
        DRAFTS: drafted,
        READY: ready,
        TEXTS: and_(sent, HAS_TEXT_TO_SEND),
        RETURNED: and_(sent, came_back),
        SENT: and_(sent, ~came_back),
        DISCARDED: Letter.status == Status.DISCARDED,
    }


def red_until(calendar: WorkingCalendar, at: datetime) -> datetime:
    """Return the moment before which a due date makes an unsent apology red: rules.is_overdue_to_send, as one bound."""
    today = local(at).date()
    still_works = calendar.is_working_day(today) and at < calendar.closing(today)
    last: date = today if still_works else calendar.next_working_day(today)
    return datetime.combine(last + timedelta(days=1), time(), ICT)


def _conditions(filters: Filters, officer: Officer, at: datetime) -> list[Condition]:
    asked = [readable_by(officer), _heap_condition(filters, at)]
    if filters.kind:
        asked.append(_of_kind(KIND_SLUGS.get(filters.kind)))
    if filters.year:
        asked.append(_of_year(filters.year))
    if filters.code:
        asked.append(code_condition(filters.code))
    if filters.person_key:
        words = fold(filters.person).split()
        asked += [Letter.to_fold.contains(word, autoescape=True) for word in words] or [literal(False)]
    return asked


def _heap_condition(filters: Filters, at: datetime) -> Condition:
    """Without a heap: what is not done yet; a search looks everywhere, since people ask about old letters too."""
    heaps = heap_conditions(at)
    if filters.heap == EVERY or (not filters.heap and (filters.code or filters.person_key)):
        return literal(True)
    if filters.heap:
        return heaps.get(filters.heap, literal(False))
    return or_(heaps[DRAFTS], heaps[READY], heaps[TEXTS], heaps[RETURNED])


def _of_kind(kind: Kind | None) -> Condition:
    return Letter.occasion.in_([occasion for occasion, of in KIND_OF.items() if of is kind])


def _of_year(typed: str) -> Condition:
    if not re.fullmatch(r"2[01][0-9]{2}", typed):
        return literal(False)
    year = int(typed)
    first, next_one = (datetime(each, 1, 1, tzinfo=ICT) for each in (year, year + 1))
    return and_(Letter.created_at >= first, Letter.created_at < next_one)


def is_number(typed: str) -> bool:
    """Whether what was typed is a number of the register: "15", "07/PXL"."""
    return bool(_A_NUMBER.fullmatch(typed)) and len(typed) <= 12


def code_condition(typed: str) -> Condition:
    """Return what a search for a number of the register, or for a part of a dossier's code, means."""
    if found := _A_NUMBER.fullmatch(typed):
        return Letter.number == int(found[1])
    compact = normalise(typed)
    return Dossier.code.contains(compact, autoescape=True) if len(compact) >= 4 else literal(False)


def _wanted(asked: list[Condition]) -> Select[Letter]:
    """Select letters with the code and state of their dossiers, and nothing else of those."""
    of_dossier = contains_eager(Letter.dossier).options(
        load_only(Dossier.code, Dossier.status), *map(lazyload, (Dossier.procedure, Dossier.version, Dossier.hamlet))
    )
    return select(Letter).outerjoin(Letter.dossier).where(*asked).options(of_dossier)


def _order(order: str) -> tuple[Any, ...]:
    if order == BY_NAME:
        return Letter.to_fold, Letter.id
    if order == BY_NEWEST:
        return (Letter.id.desc(),)
    open_first = Letter.status.in_((Status.DRAFT, Status.APPROVED))
    return (~open_first, Letter.due_at.is_(None), Letter.due_at, Letter.id.desc())


def readable_letter(id: int, officer: Officer) -> Letter | None:
    """Return a letter this officer may read; one that is sealed answers others as one that does not exist."""
    return db.session.scalar(select(Letter).where(Letter.id == id, readable_by(officer)))
