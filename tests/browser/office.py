"""An office of its own for a test that plays a day: the server with a clock, and citizens who file from home."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from cqtt import create_app
from cqtt.clock import ICT, frozen
from cqtt.commune.actions import add_hamlet, add_officer
from cqtt.commune.models import UnitKind
from cqtt.extensions import db
from cqtt.roles import Role
from cqtt.upkeep import demonstration
from cqtt.upkeep.founding import found
from tests.browser.conftest import serving
from tests.conftest import make_settings
from tests.live_server import free_port
from tests.proof.citizen import Citizen, Fields, photo

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
START_KEY = re.compile(r'name="start_key"[^>]*value="([^"]+)"')
PAPER = re.compile(r'action="/nop-ho-so/[^"]*/giay-to/([^"]+)"')


class Office:
    """The server of an empty unit; its clock stands until the test turns it."""

    def __init__(self, data: Path, day: date) -> None:
        self.day, self.at = day, datetime.combine(day, time(6), ICT)
        self.address = f"http://127.0.0.1:{free_port()}"
        calm = {"idle_minutes": 7 * 24 * 60, "session_hours": 7 * 24, "limit_factor": 100}
        self.app: Flask = create_app(make_settings(data, base_url=self.address, **calm))

    def turn_to(self, clock: str, day: date | None = None) -> None:
        """Let it be this time of the day that is played, or of another one."""
        self.at = datetime.combine(day or self.day, time.fromisoformat(clock), ICT)

    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    def __call__(self, *request: Any) -> Iterable[bytes]:
        with frozen(self.at):
            return self.app(*request)

    @contextmanager
    def open(self, logins: Iterable[str]) -> Iterator["Office"]:
        """Found the unit with the people of the demonstration who sign in with these names, and serve it."""
        with self.app.app_context(), frozen(self.at):
            db.create_all()
            _found(set(logins), self.at)
            db.session.commit()
            db.session.remove()
        with serving(self, self.address):
            yield self


def _found(logins: set[str], at: datetime) -> None:
    content = demonstration.read()
    unit = dict(content["unit"])
    found(kind=UnitKind(unit.pop("kind")), at=at, **unit)
    for name in content["hamlets"]:
        add_hamlet(name)
    for person in content["people"]:
        if person.get("login") in logins:
            roles = [Role(role) for role in person["roles"]]
            add_officer(password=demonstration.PASSWORD, **{**person, "roles": roles})


class OnlineCitizen(Citizen):
    """Files one of the demonstration's dossiers over HTTP, answers what is asked, or takes it back."""

    @classmethod
    def with_dossier(cls, office: Office, number: int, procedure: str) -> "OnlineCitizen":
        rows = demonstration.read()["dossiers"]
        citizen = cls(office.address, procedure, number)
        citizen.row, citizen.day = next(row for row in rows if row["procedure"] == procedure), office.day
        return citizen

    row: dict[str, Any]
    day: date

    @property
    def name(self) -> str:
        return str(self.row.get("organisation") or self.row["applicant"]["name"])

    def applicant(self) -> Fields:
        person, about = self.row["applicant"], {"on_behalf": "no", "applicant_kind": "person", "hamlet_id": "1"}
        named = {"applicant_name": person["name"], "citizen_number": person["number"]}
        return {**about, **named, "phone": person["phone"], "address": person["address"]}

    def answers(self) -> Fields:
        """The answers of the demonstration's file; a number of days is a date."""
        found: Fields = {}
        for name, given in self.row["answers"].items():
            if isinstance(given, int):
                on = self.day + timedelta(days=given)
                boxes = {"ngay": on.day, "thang": on.month, "nam": on.year}
                found |= {f"q_{name}-{part}": str(value) for part, value in boxes.items()}
            else:
                found[f"q_{name}"] = given
        return found

    def file_a_dossier(self) -> None:
        """Go the whole way, with a photo of every paper."""
        page = self.get(f"/nop-ho-so/{self.procedure}")
        start = {"csrf_token": page.hidden(TOKEN), "start_key": page.hidden(START_KEY)}
        began = self.post(f"/nop-ho-so/{self.procedure}", start)
        self.draft, self.token = urlsplit(began.address).path.removesuffix("/nguoi-nop"), began.hidden(TOKEN)
        self.fill("nguoi-nop", self.applicant(), then="noi-dung")
        self.fill("noi-dung", self.answers(), then="giay-to")
        always, _details, _by_case = self.get(f"{self.draft}/giay-to").text.partition('<details class="more"')
        for paper in PAPER.findall(always):
            self.photograph(f"{self.draft}/giay-to/{paper}")
        self.fill("giay-to", {}, then="kiem-tra")
        self.submit()
        (self.code,) = self.receipts

    def answer_supplement(self) -> None:
        self.photograph(f"/ho-so/{self.code}/bo-sung/tep/1")
        self.decide("bo-sung", answer="Tôi gửi ảnh rõ hơn.")

    def withdraw(self) -> None:
        self.decide("rut", reason="Tôi chưa cần nữa.")

    def photograph(self, address: str) -> None:
        self.post(address, {"csrf_token": self.token}, photo(self.number))

    def decide(self, what: str, **words: str) -> None:
        """Send a page of one's own dossier; it leads back to the dossier."""
        answer = self.post(f"/ho-so/{self.code}/{what}", {"csrf_token": self.token, **words})
        assert answer.address.endswith(f"/ho-so/{self.code}"), answer.address
