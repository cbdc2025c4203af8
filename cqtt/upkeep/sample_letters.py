"""The demonstration's letters: each kind, and each state a letter can be in, by the real actions. All are invented."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from cqtt.clock import date_text, frozen, local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import RUNNING
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.facts import Addressee, addressee_of, facts_of_dossier
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion, Way

HOME = "Số 12, Ấp 7, xã An Phước"
ON_THAT_DAY = ""  # the day the letter is drafted on


@dataclass(frozen=True)
class _Sample:
    """One letter, and how far it came: the steps that were taken, a day apart."""

    occasion: Occasion
    to: Addressee
    facts: dict[str, str]
    steps: Sequence[str] = ()
    language: str = "vi"
    why: str = field(default="")


_LAND = {"viec": "hiến 60 m² đất mở rộng đường ấp 7"}
SAMPLES = (
    _Sample(Occasion.THANKS, Addressee("Ông", "Phạm Văn Mẫu", HOME, "0900000311"), _LAND, ("approve", "text")),
    _Sample(
        Occasion.THANKS,
        Addressee("Quý đơn vị", "Hội Phụ nữ ấp 3", "Nhà văn hóa ấp 3, xã An Phước"),
        {"viec": "nấu 200 suất cơm cho bà con vùng lũ"},
        ("approve", "handed"),
    ),
    _Sample(
        Occasion.MARRIAGE,
        Addressee("Anh và Chị", "Trần Văn Mẫu và Lê Thị Thử", HOME, "0900000312"),
        {"vo_chong": "anh Trần Văn Mẫu và chị Lê Thị Thử", "ngay_dang_ky": ON_THAT_DAY},
        ("approve", "printed", "return"),
        why="Bưu điện báo không có người nhận ở địa chỉ này.",
    ),
    _Sample(
        Occasion.DEATH,
        Addressee("Gia đình bà", "Đỗ Thị Thử", HOME),
        {"nguoi_mat": "cụ Đỗ Văn Mẫu"},
        ("approve", "handed"),
    ),
    _Sample(
        Occasion.THANKS,
        Addressee("Bà", "Ngô Thị Thử", HOME),
        {"viec": "góp 10 cây bàng cho sân trường"},
        ("approve", "discard"),
        why="Bà Thử xin không nhận thư riêng.",
    ),
    _Sample(
        Occasion.BIRTH,
        Addressee("Gia đình ông", "Võ Văn Mẫu", HOME, "0900000313"),
        {"ten_be": "bé Võ An Mẫu"},
        ("approve",),
    ),
    _Sample(Occasion.THANKS, Addressee("Ông", "Hồ Văn Thử", HOME, "", "mau@example.vn"), _LAND, ("approve",)),
    _Sample(
        Occasion.THANKS,
        Addressee("Chị", "Bùi Thị Mẫu", HOME, "0900000314"),
        {"viec": "dạy tin học miễn phí cho người cao tuổi"},
        ("discard",),
        why="Soạn trùng với thư đã gửi.",
    ),
    _Sample(
        Occasion.THANKS,
        Addressee("Ông", "John Sample", HOME, "", "sample@example.org"),
        {"viec": "your English lessons for our children"},
        language="en",
    ),
    _Sample(
        Occasion.THANKS,
        Addressee("Quý đơn vị", "Tổ hợp tác rau sạch ấp 2", HOME, "0900000315"),
        {"viec": "tặng 500 kg rau cho bếp ăn trường mầm non"},
    ),
    _Sample(
        Occasion.MARRIAGE,
        Addressee("Anh và Chị", "Lý Văn Mẫu và Mai Thị Thử", HOME, "0900000316"),
        {"vo_chong": "anh Lý Văn Mẫu và chị Mai Thị Thử", "ngay_dang_ky": ON_THAT_DAY},
    ),
    _Sample(
        Occasion.BIRTH, Addressee("Gia đình ông", "Đặng Văn Thử", HOME, "0900000317"), {"ten_be": "bé Đặng Minh Thử"}
    ),
    _Sample(Occasion.DEATH, Addressee("Gia đình bà", "Cao Thị Mẫu", HOME), {"nguoi_mat": "cụ Cao Văn Thử"}),
    _Sample(Occasion.DISSATISFIED, Addressee("Bà", "Tạ Thị Mẫu", HOME, "0900000318"), {}),
)
WAYS = {"text": Way.TEXT, "handed": Way.HANDED, "printed": Way.PRINTED}


def fill(at: datetime) -> None:
    """Write letters to invented people, and those that the demonstration's dossiers ask for."""
    leader, writer = _officer("lanhdao"), _officer("tiepnhan")
    for number, sample in enumerate(SAMPLES):
        began = at - timedelta(days=9, minutes=-number)
        with frozen(began):
            _write(sample, f"demo-{number}", leader, writer, began)
    _apologies(at, leader, writer)


def _write(sample: _Sample, cause: str, leader: Officer, writer: Officer, at: datetime) -> None:
    facts = {place: fact or date_text(local(at).date()) for place, fact in sample.facts.items()}
    officer = leader if sample.occasion is Occasion.DISSATISFIED else writer
    letter = actions.draft(sample.occasion, cause, sample.to, facts, at, officer=officer, language=sample.language)
    if letter is None:
        return
    for number, step in enumerate(sample.steps, start=1):
        _take(letter, step, sample.why, leader, writer, at + timedelta(days=number))


def _take(letter: Letter, step: str, why: str, leader: Officer, writer: Officer, at: datetime) -> None:
    seen = letter.revision
    with frozen(at):
        if step == "approve":
            actions.approve([letter], {letter.id: seen}, leader, at)
        elif step == "discard":
            actions.discard(letter, seen, leader, why, at)
        elif step == "return":
            actions.note_returned(letter, seen, writer, why, at)
        else:
            actions.send(letter, seen, writer, WAYS[step], at)
        db.session.flush()


def _apologies(at: datetime, leader: Officer, writer: Officer) -> None:
    """Say sorry for what is late or will be, as the calendar does it: one signed, the others waiting."""
    calendar = working_calendar(the_commune())
    last = calendar.closing(calendar.next_working_day(local(at).date()))
    near = select(Dossier).where(Dossier.status.in_(RUNNING), Dossier.due_at <= last).order_by(Dossier.due_at)
    for number, dossier in enumerate(db.session.scalars(near).all()):
        if dossier.due_at is None:
            continue
        cause = f"apology-{dossier.id}-{dossier.due_at:%Y%m%d%H%M}"
        facts, to = facts_of_dossier(dossier), addressee_of(dossier)
        letter = actions.draft(Occasion.LATE, cause, to, facts, at, dossier=dossier, due_at=dossier.due_at)
        if letter is not None and number == 1:
            day = calendar.next_working_day(calendar.next_working_day(local(max(at, dossier.due_at)).date()))
            reason = "Chúng tôi chờ cơ quan khác xác minh lâu hơn dự kiến."
            values = {"reason": reason, "new_due_at": calendar.closing(day)}
            actions.edit(letter, letter.revision, writer, values, at)
            actions.approve([letter], {letter.id: letter.revision}, leader, at)


def _officer(login: str) -> Officer:
    return db.session.scalars(select(Officer).where(Officer.login == login)).one()
