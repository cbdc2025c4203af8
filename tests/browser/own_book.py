"""A count kept by hand beside the play of a day: plain Python, nothing of the product's rules."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from cqtt.clock import ICT

CLOSES = time(16, 30)


@dataclass
class Case:
    """What the test knows of one dossier, because it saw or did it itself."""

    code: str
    owner: str
    days: int  # working days it may take; 0: it is due the day it comes
    status: str = "submitted"
    steps: list[str] = field(default_factory=lambda: ["submit"])
    address: str = ""  # of the officers' page
    number: str = ""  # in the register
    due: datetime | None = None
    holder: str = ""  # a login, or a department where nobody has taken it yet
    outcome: str = ""  # early, on time or late, in the register's words
    receiver: str = ""

    def went(self, *steps: str, to: str = "") -> None:
        """Note what was done, and where it led unless it stayed."""
        self.steps += steps
        self.status = to or self.status

    @property
    def is_open(self) -> bool:
        return self.status not in ("refused", "withdrawn", "returned")

    @property
    def runs(self) -> bool:
        return self.status in ("accepted", "processing")


class Book:
    """What the test knows of the whole day."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.accepted: list[Case] = []
        self.refused: list[Case] = []

    def opened(self, *case: Any) -> Case:
        self.cases.append(Case(*case))
        return self.cases[-1]

    def of(self, name: str) -> Case:
        """The dossier of the person with this given name; nobody shares one."""
        return next(case for case in self.cases if case.owner.endswith(f" {name}"))

    def accept(self, case: Case, on: date) -> None:
        """Note that it was received: the next number, and a due day that only weekends put off."""
        self.accepted.append(case)
        case.number, case.due = f"{len(self.accepted):02}", due_after(on, case.days)
        case.went("accept", to="accepted")

    def refuse(self, case: Case) -> None:
        self.refused.append(case)
        case.number = f"{len(self.refused):02}/TCHS"
        case.went("refuse", to="refused")

    def story(self) -> dict[str, tuple[str, Counter[str]]]:
        """Where each dossier stands, and how often each step was made on it."""
        return {case.code: (case.status, Counter(case.steps)) for case in self.cases}

    def numbers(self, at: datetime) -> list[int]:
        """The numbers over the morning sheet and over the queue, in their order, at this moment."""
        tonight, tomorrow = (datetime.combine(at.date() + timedelta(days=days), time(23, 59), ICT) for days in (0, 1))
        running = [case.due for case in self.cases if case.runs and case.due]
        late, today = sum(due < at for due in running), sum(at <= due <= tonight for due in running)
        stand = Counter(case.status for case in self.cases)
        waiting = [stand[status] for status in ("submitted", "awaiting_supplement", "awaiting_payment", "resolved")]
        next_day, nobodys_time_ran_out = sum(tonight < due <= tomorrow for due in running), 0
        return [late, today, next_day, *waiting, self.for_leader, nobodys_time_ran_out]

    @property
    def for_leader(self) -> int:
        return sum("propose_stop" in case.steps for case in self.cases if case.is_open)

    def held_by(self, *holders: str) -> int:
        """How many open dossiers lie with somebody, or with a department where nobody has taken them yet."""
        return sum(case.is_open and case.holder in holders for case in self.cases)


def due_after(day: date, working_days: int) -> datetime:
    """The end of the day so many working days later, in a fortnight without holidays."""
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return datetime.combine(day, CLOSES, ICT)
