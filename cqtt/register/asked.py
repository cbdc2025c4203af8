"""What an address of the register asks for, and the pages it is shown on."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_login import current_user

from cqtt.addresses import page_count
from cqtt.clock import today
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.register.book import Sheet
from cqtt.register.rules import read_period
from cqtt.text import clean

PER_PAGE = 50
LAST_PAGE = 100_000


@dataclass(frozen=True)
class Asked:
    """The days and the field of work as they were typed; empty means this month, every field."""

    since: str
    until: str
    field: str

    @classmethod
    def from_address(cls) -> "Asked":
        return cls(*(clean(request.args.get(name, ""))[:60] for name in ("tu-ngay", "den-ngay", "linh-vuc")))

    def as_address(self) -> dict[str, Any]:
        """Return the parameters that say something."""
        named = {"tu-ngay": self.since, "den-ngay": self.until, "linh-vuc": self.field}
        return {name: value for name, value in named.items() if value}

    def sheet(self) -> Sheet:
        """Return the lines that are meant, masked for whoever opens no dossier. Raise PeriodRefused."""
        period = read_period(self.since, self.until, today())
        return Sheet(period, self.field, masked=not current_user.has_role(*CASE_ROLES))


class Pages:
    """What the pager draws: the page of the register and the addresses of its neighbours."""

    def __init__(self, asked: Asked, total: int) -> None:
        self.total, self.pages = total, page_count(total, PER_PAGE)
        wanted = min(max(1, request.args.get("trang", 1, type=int)), LAST_PAGE)
        self.number, self._asked = min(wanted, self.pages), asked.as_address()

    def url(self, number: int) -> str:
        if number > 1:
            return url_for("register.register", **self._asked, trang=number)
        return url_for("register.register", **self._asked)
