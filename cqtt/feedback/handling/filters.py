"""What the inbox can be filtered by, and what each heap and filter means to the database."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_

from cqtt.address_filters import PersonFilters
from cqtt.dossiers.queue.filters import Day, Reader
from cqtt.feedback.codes import normalise
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.rules import CHANNEL_NAMES, ENDED, KIND_NAMES, OPEN, Channel, FeedbackKind, Level, Status
from cqtt.i18n import _, _l
from cqtt.roles import Role
from cqtt.text import fold, parse_phone

Condition = ColumnElement[bool]
Options = list[tuple[str, str]]  # (value in the address, words)

# The heaps, as they stand in the address; without one: everything open.
MINE, NOBODYS, DEPARTMENTS, LATE, SOON = "cua-toi", "chua-giao", "phong-toi", "tre", "sap-den-han"
TO_TYPE, REOPENED, CONDUCT, ANSWERED = "cho-go-lai", "mo-lai", "thai-do", "da-tra-loi"
TO_LEADERS, TO_CHAIRMAN, EVERY = "len-lanh-dao", "len-chu-tich", "tat-ca"
WORKED_ON, CLOSED, REJECTED = "dang-giai-quyet", "da-khep-lai", "khong-giai-quyet"  # without a number above
HEAP_NAMES = {
    LATE: (_l("Trễ"), "red"),
    TO_CHAIRMAN: (_l("Trễ, đã báo Chủ tịch"), "red"),
    TO_LEADERS: (_l("Trễ, đã báo lãnh đạo"), "red"),
    SOON: (_l("Sắp đến hạn"), "amber"),
    REOPENED: (_l("Mở lại"), "red"),
    CONDUCT: (_l("Thái độ"), "red"),
    NOBODYS: (_l("Chưa giao"), "amber"),
    MINE: (_l("Của tôi"), "blue"),
    DEPARTMENTS: (_l("Phòng tôi, chưa ai nhận"), "blue"),
    TO_TYPE: (_l("Chờ gõ lại ghi âm"), "blue"),
    ANSWERED: (_l("Đã trả lời"), "green"),
}
MORE_NAMES = {
    WORKED_ON: _l("Đang giải quyết"),
    CLOSED: _l("Đã khép lại"),
    REJECTED: _l("Không giải quyết"),
    EVERY: _l("Tất cả"),
}
CHANNEL_SLUGS = {
    "tren-mang": Channel.ONLINE,
    "dien-thoai": Channel.PHONE,
    "tai-quay": Channel.DESK,
    "buoi-lang-nghe": Channel.SESSION,
}
KIND_SLUGS = {
    "phan-anh": FeedbackKind.REPORT,
    "kien-nghi": FeedbackKind.PETITION,
    "gop-y": FeedbackKind.SUGGESTION,
    "khen-ngoi": FeedbackKind.PRAISE,
}


@dataclass(frozen=True)
class Filters(PersonFilters):
    """What the address asks for. Unknown values find nothing rather than everything."""

    heap: str = ""
    topic: str = ""
    hamlet: str = ""
    channel: str = ""
    kind: str = ""

    PARAMETERS: ClassVar = {
        "heap": "muc",
        "topic": "chu-de",
        "hamlet": "ap",
        "channel": "kenh",
        "kind": "loai",
        "code": "tim",
        "person_key": "nguoi",
    }


IS_OPEN = Feedback.status.in_(OPEN)
HAS_VOICE = exists().where(
    FeedbackFile.feedback_id == Feedback.id, FeedbackFile.kind == FileKind.VOICE, FeedbackFile.removed_at.is_(None)
)


def wanted_by() -> ColumnElement[datetime | None]:
    """Return the date that comes first for whoever has it: the one asked inside the office, or the sender's."""
    return case(
        (Feedback.internal_due_at < Feedback.due_at, Feedback.internal_due_at),
        (Feedback.due_at.is_(None), Feedback.internal_due_at),
        else_=Feedback.due_at,
    )


def heap_conditions(day: Day, reader: Reader) -> dict[str, Condition]:
    """Return what each heap means. A report of conduct that was given to nobody is its recipient's own."""
    unheld, wanted = Feedback.officer_id.is_(None), wanted_by()
    addressed = and_(Feedback.is_conduct, unheld, Feedback.recipient_id.in_(reader.holders))
    free = and_(IS_OPEN, unheld, Feedback.is_conduct.is_(False))
    return {
        MINE: and_(IS_OPEN, or_(Feedback.officer_id.in_(reader.holders), addressed)),
        NOBODYS: and_(free, Feedback.department == ""),
        DEPARTMENTS: and_(free, Feedback.department == reader.department, literal(bool(reader.department))),
        LATE: and_(IS_OPEN, wanted < day.now),
        SOON: and_(IS_OPEN, wanted >= day.now, wanted < day.next_ends),
        TO_TYPE: and_(IS_OPEN, Feedback.transcribed_at.is_(None), HAS_VOICE),
        REOPENED: Feedback.status == Status.REOPENED,
        CONDUCT: and_(Feedback.is_conduct, Feedback.status.not_in(ENDED)),
        ANSWERED: Feedback.status == Status.ANSWERED,
        TO_LEADERS: and_(IS_OPEN, Feedback.escalation >= Level.LEADERS),
        TO_CHAIRMAN: and_(IS_OPEN, Feedback.escalation >= Level.CHAIRMAN),
        WORKED_ON: Feedback.status == Status.ASSIGNED,
        CLOSED: Feedback.status == Status.CLOSED,
        REJECTED: Feedback.status == Status.REJECTED,
    }


def conditions(filters: Filters, day: Day, reader: Reader) -> list[Condition]:
    """Return what a feedback must be like to pass the filters; who may read it is asked elsewhere, always."""
    found = [_heap_condition(filters, day, reader)]
    if filters.topic:
        found.append(Feedback.topic_id.is_(None) if filters.topic == "0" else Feedback.topic_id == _id(filters.topic))
    if filters.hamlet:
        found.append(Feedback.hamlet_id == _id(filters.hamlet))
    if filters.channel:
        known = CHANNEL_SLUGS.get(filters.channel)
        found.append(Feedback.channel == known if known else literal(False))
    if filters.kind:
        found.append(_kind_condition(filters.kind))
    if filters.code:
        found.append(Feedback.code == normalise(filters.code))
    if filters.person_key:
        found.append(words_condition(filters.person))
    return found


def _heap_condition(filters: Filters, day: Day, reader: Reader) -> Condition:
    """Without a heap: what is open; a search looks everywhere, since people ask about old ones too."""
    searched = filters.code or filters.person_key
    if filters.heap == EVERY or (searched and not filters.heap):
        return literal(True)
    return heap_conditions(day, reader).get(filters.heap, literal(False)) if filters.heap else IS_OPEN


def _kind_condition(slug: str) -> Condition:
    if slug == CONDUCT:
        return Feedback.is_conduct.is_(True)
    return Feedback.kind == KIND_SLUGS[slug] if slug in KIND_SLUGS else literal(False)


def words_condition(typed: str) -> Condition:
    """Return what a search means: every word, or the digits of a telephone, somewhere in what was told."""
    words = fold(typed).split()
    if not words:
        return literal(False)
    ways = [and_(*(Feedback.words_fold.contains(word, autoescape=True) for word in words))]
    digits = parse_phone(typed) or re.sub(r"[\s.+\-()]", "", typed)
    if re.fullmatch(r"[0-9]{4,15}", digits):
        ways.append(Feedback.phone.contains(digits))
    return or_(*ways)


def _id(typed: str) -> int:
    """Return a typed id, or one that no row has."""
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else -1


def heaps_for(roles: Collection[Role], department: str, heads: bool, conduct: bool) -> list[str]:
    """Return the heaps that mean something to an officer, in their order; of conduct only where there is any."""
    shown = {
        TO_CHAIRMAN: heads,
        TO_LEADERS: Role.LEADER in roles and not heads,
        CONDUCT: conduct,
        DEPARTMENTS: bool(department),
    }
    return [heap for heap in HEAP_NAMES if shown.get(heap, True)]


def heap_options(heaps: Iterable[str]) -> Options:
    """Return the heaps to choose from in the list of filters; nothing chosen means what is open."""
    named = [(heap, str(HEAP_NAMES[heap][0])) for heap in heaps]
    return [("", _("Đang mở")), *named, *((heap, str(words)) for heap, words in MORE_NAMES.items())]


def channel_options() -> Options:
    return [("", _("Tất cả")), *((slug, str(CHANNEL_NAMES[each])) for slug, each in CHANNEL_SLUGS.items())]


def kind_options(conduct: bool) -> Options:
    kinds = [(slug, str(KIND_NAMES[kind])) for slug, kind in KIND_SLUGS.items()]
    return [("", _("Tất cả")), *kinds, *([(CONDUCT, _("Thái độ"))] if conduct else [])]
