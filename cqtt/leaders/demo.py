"""What the demonstration has of leaders: a week of duty, times of reception, calls that are owed, a few entries.

People, numbers and matters are invented; the telephone numbers belong to nobody.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from cqtt.clock import local
from cqtt.commune.models import Officer, the_commune
from cqtt.extensions import db
from cqtt.leaders import call_backs
from cqtt.leaders.models import Handling, Track
from cqtt.leaders.receiving import WORDS, Written, write_entry
from cqtt.leaders.reception_times import When, add_time
from cqtt.leaders.roster import A_WEEK, ONE_DAY, add_shift, leaders_at_work
from cqtt.leaders.rules import Span, monday_of

EVENING, MORNING, NOON = time(17), time(7), time(11, 30)
TEXTS: tuple[dict[str, str], ...] = (
    {"name": "Nguyễn Thị Sáu", "phone": "0900000071", "about": "Hỏi về đường vào tổ 5 bị ngập", "when_convenient": ""},
    {"name": "Trần Văn Tám", "phone": "0900000072", "about": "Xin gặp về ranh đất", "when_convenient": "sau 17 giờ"},
    {
        "name": "Lê Thị Chín",
        "phone": "0900000073",
        "about": "Cảm ơn cán bộ đã giúp làm giấy khai sinh",
        "when_convenient": "",
    },
)
ASKED_DAYS_AGO = (6, 0, 4)
ENTRIES: tuple[dict[str, Any], ...] = (
    {
        "name": "Phạm Văn Mười",
        "track": Track.PETITION,
        "matter": "Đề nghị làm thêm đèn đường ở tổ 4, Ấp 3.",
        "handling": Handling.EXPLAINED,
        "result": "Đưa vào kế hoạch quý sau.",
    },
    {
        "name": "Hoàng Thị Lụa",
        "track": Track.COMPLAINT,
        "matter": "Không đồng ý với diện tích ghi trong giấy chứng nhận quyền sử dụng đất.",
        "papers": "Đơn 2 trang",
        "handling": Handling.TOOK_PETITION,
    },
    {
        "name": "Đinh Văn Núi",
        "people": 3,
        "track": Track.REPORT,
        "matter": "Ba hộ phản ánh mùi từ trại heo cạnh kênh.",
        "handling": Handling.REFERRED,
        "handling_note": "Phòng Kinh tế",
    },
    {
        "name": "Vũ Thị Mây",
        "track": Track.DENUNCIATION,
        "matter": "Nói rằng cán bộ ở quầy đòi thêm giấy ngoài quy định.",
        "handling": Handling.APPOINTED,
        "handling_note": "thứ Năm tuần sau, 8 giờ",
    },
)
SPOKEN_OF = "tiepnhan2"  # whom the last entry is about


def fill(at: datetime) -> None:
    """Give the demonstration's leaders a week of work."""
    leaders, day = leaders_at_work(), local(at).date()
    for leader in leaders[:3]:
        leader.has_zalo = True
    head = leaders[0]
    _fill_roster(leaders, head, at, day)
    for number, (leader, text) in enumerate(zip(leaders, TEXTS, strict=False)):
        call_backs.ask(leader, the_commune(), at - ONE_DAY * ASKED_DAYS_AGO[number], f"mau-goi-lai-so-{number}", **text)
    done = call_backs.asked_with(f"mau-goi-lai-so-{len(TEXTS) - 1}")
    if done is not None:
        call_backs.finish(done, 0, "Đã nghe, chuyển lời cảm ơn đến quầy.", head, at - ONE_DAY)
    call_backs.escalate_late(at)
    _fill_book(head, at, day)


def _fill_roster(leaders: list[Officer], head: Officer, at: datetime, day: date) -> None:
    monday = monday_of(day)
    for number in range(14):
        on, leader = monday + ONE_DAY * number, leaders[number % len(leaders)]
        add_shift(leader.id, Span(on, EVENING, MORNING), "", f"mau-ca-truc-ngay-{number}", head, at, monday)
    for number, leader in enumerate(leaders[:3]):
        when = When(
            (3, 1, 1)[number], None, time(7, 30) if number < 2 else time(13, 30), NOON if number < 2 else time(16)
        )
        add_time(leader.id, when, "Phòng tiếp công dân", f"mau-tiep-dan-so-{number}", head, at, day)


def _fill_book(head: Officer, at: datetime, day: date) -> None:
    spoken_of = db.session.scalar(select(Officer.id).where(Officer.login == SPOKEN_OF))
    plain = dict.fromkeys(WORDS, "") | {"address": "Ấp 3", "phone": "0900000074", "people": 1}
    for number, entry in enumerate(ENTRIES):
        is_last = number == len(ENTRIES) - 1
        values = {**plain, **entry, "received_on": max(day - A_WEEK + timedelta(days=number), date(day.year, 1, 1))}
        written = Written(values, frozenset({head.id}), spoken_of if is_last else None)
        write_entry(written, f"mau-so-tiep-dan-{number}", head, at)
