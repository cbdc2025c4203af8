"""What the officers' queue can be filtered by, and what each filter means to the database."""

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, literal, or_, select

from cqtt.clock import ICT, WEEKDAYS, local
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers import codes
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import OPEN, RUNNING, SHORT_NAMES, Status
from cqtt.i18n import _
from cqtt.procedures.models import ProcedureField, ProcedureVersion
from cqtt.text import clean, fold, parse_phone

EVERY = "tat-ca"  # every state, the ended ones too
MINE, NOBODYS = "cua-toi", "chua-giao"
LATE, TODAY, NEXT_DAY = "tre", "hom-nay", "mai"
STATUS_SLUGS = {
    "cho-tiep-nhan": Status.SUBMITTED,
    "da-tiep-nhan": Status.ACCEPTED,
    "dang-xu-ly": Status.PROCESSING,
    "cho-bo-sung": Status.AWAITING_SUPPLEMENT,
    "cho-nop-phi": Status.AWAITING_PAYMENT,
    "da-xong": Status.RESOLVED,
    "da-tra": Status.RETURNED,
    "khong-tiep-nhan": Status.REFUSED,
    "da-rut": Status.WITHDRAWN,
    "dung-xu-ly": Status.STOPPED,
}
LOOKED_AT = RUNNING | {Status.SUBMITTED}  # where an officer has the next word on the papers
SLUG_OF_STATUS = {status: slug for slug, status in STATUS_SLUGS.items()}
Options = list[tuple[str, str]]  # (value in the address, words)


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty means all. Unknown values find nothing rather than everything."""

    status: str = ""
    due: str = ""
    field: str = ""
    hamlet: str = ""
    officer: str = ""
    search: str = ""

    PARAMETERS: ClassVar = ("trang-thai", "han", "linh-vuc", "ap", "can-bo", "tim")

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "Filters":
        return cls(*(clean(args.get(parameter, ""))[:100] for parameter in cls.PARAMETERS))

    def as_address(self) -> dict[str, str]:
        """Return the parameters that say something."""
        pairs = zip(self.PARAMETERS, astuple(self), strict=True)
        return {parameter: value for parameter, value in pairs if value}


@dataclass(frozen=True)
class Day:
    """The moments that divide what is late from what is due today and on the next working day."""

    now: datetime
    ends: datetime
    next_day: date
    next_ends: datetime

    @classmethod
    def at(cls, now: datetime, calendar: WorkingCalendar) -> "Day":
        today = local(now).date()
        following = calendar.next_working_day(today)
        return cls(now, _midnight_after(today), following, _midnight_after(following))

    @property
    def next_day_name(self) -> str:
        """Return "Mai", or the weekday where tomorrow is a day off."""
        tomorrow = local(self.now).date() + timedelta(days=1)
        weekday = WEEKDAYS[self.next_day.weekday()]
        return _("Mai") if self.next_day == tomorrow else weekday[:1].upper() + weekday[1:]


def status_options() -> Options:
    """Return the states to choose from; nothing chosen means what is open."""
    states = [(slug, str(SHORT_NAMES[status])) for slug, status in STATUS_SLUGS.items()]
    return [("", _("Đang mở")), *states, (EVERY, _("Tất cả"))]


def due_options(day: Day) -> Options:
    return [("", _("Tất cả")), (LATE, _("Trễ hạn")), (TODAY, _("Hôm nay")), (NEXT_DAY, day.next_day_name)]


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ICT)


Condition = ColumnElement[bool]
RUNS = Dossier.status.in_(RUNNING)


def due_conditions(day: Day) -> dict[str, Condition]:
    """Return what late, due today and due on the next working day mean; only a running clock is late."""
    return {
        LATE: and_(RUNS, Dossier.due_at < day.now),
        TODAY: and_(RUNS, Dossier.due_at >= day.now, Dossier.due_at < day.ends),
        NEXT_DAY: and_(RUNS, Dossier.due_at >= day.ends, Dossier.due_at < day.next_ends),
    }


def conditions(filters: Filters, day: Day, officer_id: int, codes_only: bool) -> list[Condition]:
    found = [_status_condition(filters)]
    if filters.due:
        found.append(due_conditions(day).get(filters.due, literal(False)))
    if filters.field:
        name = select(ProcedureField.name).where(ProcedureField.slug == filters.field).scalar_subquery()
        of_field = ProcedureVersion.content["field"].as_string() == name
        found.append(Dossier.version_id.in_(select(ProcedureVersion.id).where(of_field)))
    if filters.hamlet:
        found.append(Dossier.hamlet_id == _number(filters.hamlet))
    if filters.officer:
        found.append(_holder_condition(filters.officer, officer_id))
    if filters.search:
        found.append(search_condition(filters.search, codes_only))
    return found


def _status_condition(filters: Filters) -> Condition:
    """Without a state: what is open; a search looks everywhere, since people ask about old dossiers too."""
    if filters.status in STATUS_SLUGS:
        return Dossier.status == STATUS_SLUGS[filters.status]
    if filters.status == EVERY or (filters.search and not filters.status):
        return Dossier.status != Status.DRAFT
    return literal(False) if filters.status else Dossier.status.in_(OPEN)


def _holder_condition(chosen: str, officer_id: int) -> Condition:
    if chosen == NOBODYS:
        return Dossier.officer_id.is_(None)
    return Dossier.officer_id == (officer_id if chosen == MINE else _number(chosen))


def _number(typed: str) -> int:
    """Return a typed id, or one that no row has."""
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else -1


def search_condition(typed: str, codes_only: bool = False) -> Condition:
    """Return what a search means: part of a code, beginnings of a name's words, or digits of a number."""
    compact = codes.normalise(typed)
    ways: list[Condition] = []
    if len(compact) >= 4 and re.search("[0-9]", compact):
        ways += [column.contains(compact, autoescape=True) for column in (Dossier.code, Dossier.national_code)]
    if not codes_only:
        ways += _person_ways(typed)
    return or_(*ways) if ways else literal(False)


def _person_ways(typed: str) -> list[Condition]:
    words = fold(typed).split()
    spaced = literal(" ") + Dossier.applicant_fold
    ways: list[Condition] = [and_(*(spaced.contains(f" {word}", autoescape=True) for word in words))]
    digits = parse_phone(typed) or re.sub(r"[\s.+\-()]", "", typed)
    if re.fullmatch(r"[0-9]{4,20}", digits):
        numbers = (Dossier.phone, Dossier.submitter_phone, Dossier.citizen_number)
        ways += [column.contains(digits) for column in numbers]
    return ways
