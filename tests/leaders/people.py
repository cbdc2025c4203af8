"""Leaders, and what they are asked for; used by the tests of leaders. Everybody is invented."""

from datetime import date, datetime, time
from itertools import count
from typing import Any

from cqtt.commune.models import Counter, Officer, the_commune
from cqtt.commune.portraits import portrait_store
from cqtt.extensions import db
from cqtt.leaders import call_backs
from cqtt.leaders.models import CallBack, DutyShift, Handling, ReceptionEntry, Track
from cqtt.leaders.receiving import Written, write_entry
from cqtt.leaders.reception_times import When, add_time
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_officer

numbers = count(1)
TODAY = date(2026, 11, 23)  # a Monday


def make_leader(*roles: Role, **fields: Any) -> Officer:
    plain = {"is_leader": True, "is_public": True, "name": "Nguyễn Văn Thành", "phone": "0912345678"}
    return make_officer(*roles, **plain | fields)


def make_shift(
    officer: Officer, on: date = TODAY, starts: str = "17:00", ends: str = "07:00", **fields: Any
) -> DutyShift:
    shift = DutyShift(
        officer_id=officer.id, on=on, starts=starts, ends=ends, created_at=MONDAY, created_by_id=officer.id, **fields
    )
    db.session.add(shift)
    db.session.commit()
    return shift


def make_call(leader: Officer, at: datetime = MONDAY, **fields: str) -> CallBack:
    """Somebody who asked at this moment to be called by this leader."""
    typed = {"name": "Trần Thị Chờ", "phone": "0900000123", "about": "Đường ngập", "when_convenient": ""} | fields
    call = call_backs.ask(leader, the_commune(), at, f"loi-nhan-thu-nghiem-{next(numbers)}", **typed)
    db.session.commit()
    return call


def written(hosts: list[Officer], about: Officer | None = None, **values: Any) -> Written:
    """What somebody typed of a citizen who was received."""
    plain = {
        "received_on": TODAY,
        "name": "Lê Văn Đến",
        "address": "Ấp 3",
        "identity": "",
        "phone": "0900000456",
        "people": 1,
        "track": Track.REPORT,
        "matter": "Cầu qua kênh bị gãy",
        "papers": "",
        "settled_by": "",
        "handling": Handling.EXPLAINED,
        "handling_note": "",
        "result": "",
    }
    return Written(plain | values, frozenset(host.id for host in hosts), about.id if about else None)


def make_entry(by: Officer, hosts: list[Officer], about: Officer | None = None, **values: Any) -> ReceptionEntry:
    entry = write_entry(written(hosts, about, **values), f"muc-so-thu-nghiem-{next(numbers)}", by, MONDAY)
    db.session.commit()
    return entry


def furnish_leaders(officer: Officer) -> None:
    """Give the walks over all addresses the first of each: a shift, a call, an entry, a counter; officer 1 leads."""
    make_shift(officer)
    when = When(3, None, time(7, 30), time(11, 30))
    add_time(officer.id, when, "", "tiep-dan-thu-nghiem", officer, MONDAY, TODAY)
    db.session.add(Counter(name="Quầy 1", fields=[]))
    first = db.session.get_one(Officer, 1)
    first.is_leader = first.is_public = True
    first.photo_key, first.photo_sha256 = portrait_store().put(photo()), "0" * 64
    db.session.commit()
    make_call(officer)
    make_entry(officer, [officer])
