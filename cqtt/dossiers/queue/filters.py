"""What the officers' queue can be filtered by, and what each filter means to the database."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, literal, select

from cqtt.address_filters import PersonFilters
from cqtt.clock import ICT, WEEKDAYS, local
from cqtt.commune.absence import stood_in_for
from cqtt.commune.models import Officer
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.queue.search import code_condition, person_condition
from cqtt.dossiers.queue.waiting import for_leader, window_over
from cqtt.dossiers.rules import CASE_ROLES, OPEN, RUNNING, SHORT_NAMES, Status
from cqtt.i18n import _
from cqtt.procedures.models import ProcedureField, ProcedureVersion

EVERY = "tat-ca"  # every state, the ended ones too
FOR_LEADER = "cho-lanh-dao"  # no state of its own: a word of a leader is awaited
WINDOW_OVER = "het-han-bo-sung"  # nor is this one: waits for papers that were never brought in time
MINE, DEPARTMENTS, NOBODYS = "cua-toi", "phong-toi", "chua-giao"
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
class Filters(PersonFilters):
    """What the address asks for. Unknown values find nothing rather than everything."""

    status: str = ""
    due: str = ""
    field: str = ""
    hamlet: str = ""
    officer: str = ""
    order: str = ""
    length: str = ""

    ARRANGING = frozenset({"order", "length"})
    PARAMETERS: ClassVar = {
        "status": "trang-thai",
        "due": "han",
        "field": "linh-vuc",
        "hamlet": "ap",
        "officer": "can-bo",
        "code": "tim",
        "person_key": "nguoi",
        "order": "xep",
        "length": "dong",
    }


@dataclass(frozen=True)
class Reader:
    """Who looks at the queue: whose dossiers are theirs today, and whether people may be searched for."""

    officer_id: int
    department: str = ""
    stands_in_for: frozenset[int] = frozenset()
    reads_cases: bool = True

    @property
    def holders(self) -> frozenset[int]:
        """Return the officers whose dossiers are this one's work."""
        return self.stands_in_for | {self.officer_id}


def reader_of(officer: Officer, today: date) -> Reader:
    return Reader(officer.id, officer.department, stood_in_for(officer.id, today), officer.has_role(*CASE_ROLES))


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
    def today(self) -> date:
        return local(self.now).date()

    @property
    def next_day_name(self) -> str:
        """Return "Mai", or the weekday where tomorrow is a day off."""
        weekday = WEEKDAYS[self.next_day.weekday()]
        return _("Mai") if self.next_day == self.today + timedelta(days=1) else weekday[:1].upper() + weekday[1:]


def status_options() -> Options:
    """Return the states to choose from; nothing chosen means what is open."""
    states = [(slug, str(SHORT_NAMES[status])) for slug, status in STATUS_SLUGS.items()]
    more = [(WINDOW_OVER, _("Hết hạn bổ sung")), (FOR_LEADER, _("Chờ lãnh đạo quyết định")), (EVERY, _("Tất cả"))]
    return [("", _("Đang mở")), *states, *more]


def due_options(day: Day) -> Options:
    return [("", _("Tất cả")), (LATE, _("Trễ hạn")), (TODAY, _("Hôm nay")), (NEXT_DAY, day.next_day_name)]


def holder_options(reader: Reader) -> Options:
    """Return the choices before the names of officers."""
    own_department = [(DEPARTMENTS, _("Phòng tôi, chưa ai nhận"))] if reader.department else []
    return [("", _("Tất cả")), (MINE, _("Của tôi")), *own_department, (NOBODYS, _("Chưa giao"))]


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


def conditions(filters: Filters, day: Day, reader: Reader) -> list[Condition]:
    """Return what a dossier must be like to pass the filters."""
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
        found.append(_holder_condition(filters.officer, reader))
    return found + _search_conditions(filters, reader)


def _search_conditions(filters: Filters, reader: Reader) -> list[Condition]:
    found = [code_condition(filters.code)] if filters.code else []
    if filters.person_key:
        may_search = reader.reads_cases and filters.person
        found.append(person_condition(filters.person) if may_search else code_condition(filters.person))
    return found


def _status_condition(filters: Filters) -> Condition:
    """Without a state: what is open; a search looks everywhere, since people ask about old dossiers too."""
    if filters.status in STATUS_SLUGS:
        return Dossier.status == STATUS_SLUGS[filters.status]
    if filters.status == FOR_LEADER:
        return for_leader()
    if filters.status == WINDOW_OVER:
        return window_over()
    searched = filters.code or filters.person_key
    if filters.status == EVERY or (searched and not filters.status):
        return Dossier.status != Status.DRAFT
    return literal(False) if filters.status else Dossier.status.in_(OPEN)


def _holder_condition(chosen: str, reader: Reader) -> Condition:
    if chosen == MINE:
        return Dossier.officer_id.in_(reader.holders)
    if chosen == DEPARTMENTS:
        return handed_to(reader.department)
    if chosen == NOBODYS:
        return handed_to("")
    return Dossier.officer_id == _number(chosen)


def handed_to(department: str) -> Condition:
    """Return what nobody holds yet in a department; without a name, in none."""
    return and_(Dossier.officer_id.is_(None), Dossier.department == department)


def _number(typed: str) -> int:
    """Return a typed id, or one that no row has."""
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else -1
