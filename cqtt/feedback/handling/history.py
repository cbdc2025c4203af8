"""What happened to a feedback, as officers read it: the events and colleagues' notes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from cqtt.clock import moment_text
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback, FeedbackEvent
from cqtt.feedback.rules import REASON_NAMES, Actor, Level, RejectReason, Step
from cqtt.i18n import _, _l

EVENT_NAMES = {
    Step.SEND: _l("Gửi góp ý"),
    Step.TRANSCRIBE: _l("Gõ lại ghi âm"),
    Step.CLASSIFY: _l("Phân loại lại"),
    Step.ASSIGN: _l("Giao"),
    Step.ANSWER: _l("Trả lời"),
    Step.AMEND: _l("Bổ sung câu trả lời"),
    Step.CLOSE: _l("Khép lại"),
    Step.REOPEN: _l("Người gửi chưa hài lòng, mở lại"),
    Step.REJECT: _l("Không giải quyết ở mục này"),
    Step.RESTORE: _l("Xem lại từ đầu"),
    Step.MERGE: _l("Gộp với góp ý khác"),
    Step.NOTE: _l("Ghi chú nội bộ"),
    Step.PUBLISH: _l("Công khai"),
    Step.UNPUBLISH: _l("Thôi công khai"),
    Step.ESCALATE: _l("Trễ, báo lên lãnh đạo"),
    Step.MOVE_DUE_DATE: _l("Đổi ngày trả lời theo lịch làm việc"),
    Step.RATE: _l("Người gửi đánh giá câu trả lời"),
    Step.FOLLOW: _l("Có thêm người theo dõi"),
    Step.WITHDRAW_CONSENT: _l("Người gửi thôi đồng ý công khai"),
    Step.MEND: _l("Người gửi sửa hoặc che bớt lời đã gửi"),
}
# What is classified anew, as it is named in the history.
FIELD_NAMES = {
    "kind": _l("loại"),
    "topic_id": _l("chủ đề"),
    "hamlet_id": _l("nơi"),
    "is_conduct": _l("về thái độ"),
}


@dataclass(frozen=True)
class EventShown:
    """One event: what, who, when, what the sender was told, what officers noted."""

    id: int
    step: Step
    what: str
    who: str
    when: str
    told: str
    note: str


def history(feedback: Feedback) -> list[EventShown]:
    """Return the events, newest first."""
    named = _names_of_receivers(feedback.events)
    return [_shown(event, named) for event in reversed(feedback.events)]


def internal_notes(events: Iterable[EventShown]) -> list[EventShown]:
    """Return what colleagues wrote to each other, beside the words that went with a move."""
    return [event for event in events if event.note and event.step is Step.NOTE]


def hand_over_word(feedback: Feedback, officer_id: int, holders: Collection[int | None]) -> FeedbackEvent | None:
    """Return the hand-over whose note this officer still has to read: shown until they do something themselves."""
    handed = next((event for event in reversed(feedback.events) if event.step is Step.ASSIGN), None)
    if handed is None or not handed.note or handed.officer_id == officer_id or feedback.officer_id not in holders:
        return None
    acted = any(event.officer_id == officer_id and event.id > handed.id for event in feedback.events)
    return None if acted else handed


def _shown(event: FeedbackEvent, named: Mapping[int, str]) -> EventShown:
    return EventShown(
        id=event.id,
        step=event.step,
        what=_what(event) + _more(event, named),
        who=actor_name(event),
        when=moment_text(event.at),
        told=event.told,
        note=event.note,
    )


def _what(event: FeedbackEvent) -> str:
    if event.step is Step.ESCALATE and event.details.get("level") == Level.CHAIRMAN:
        return _("Vẫn trễ, báo lên Chủ tịch")
    return str(EVENT_NAMES[event.step])


def _more(event: FeedbackEvent, named: Mapping[int, str]) -> str:
    """Return what the details add: to whom, into which, why, which fields."""
    details = event.details
    name = details.get("to_department") or named.get(details.get("to", 0))
    if name:
        return _(" cho %(name)s", name=name)
    if "into" in details:
        return f": {details['into']}"
    if "reason" in details:
        return f": {REASON_NAMES[RejectReason(details['reason'])]}"
    fields = ", ".join(str(FIELD_NAMES.get(name, name)) for name in details.get("fields", ()))
    return f": {fields}" if fields else ""


def actor_name(event: FeedbackEvent) -> str:
    """Return who made a move, as officers say it."""
    if event.officer:
        return event.officer.name
    return _("Người gửi") if event.actor is Actor.CITIZEN else _("Hệ thống")


def _names_of_receivers(events: Iterable[FeedbackEvent]) -> dict[int, str]:
    ids = {event.details["to"] for event in events if "to" in event.details}
    if not ids:
        return {}
    return {id: name for id, name in db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(ids)))}
