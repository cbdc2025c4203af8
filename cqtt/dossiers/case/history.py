"""What happened to a dossier, as officers read it: the events, colleagues' notes, what waits for somebody's word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from cqtt.clock import moment_text
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.queue.filters import Reader
from cqtt.dossiers.rules import ENDED, Actor, Step
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.roles import Role

EVENT_NAMES = {
    Step.SUBMIT: _l("Gửi hồ sơ"),
    Step.MARK_COMPLETE: _l("Đã xem, giấy tờ đủ"),
    Step.ACCEPT: _l("Tiếp nhận"),
    Step.REFUSE: _l("Không tiếp nhận"),
    Step.REQUEST_SUPPLEMENT: _l("Yêu cầu bổ sung"),
    Step.SUPPLEMENT: _l("Đã bổ sung"),
    Step.BEGIN: _l("Bắt đầu xử lý"),
    Step.REQUEST_PAYMENT: _l("Yêu cầu nộp phí"),
    Step.CONFIRM_PAYMENT: _l("Đã nộp phí"),
    Step.RESOLVE: _l("Có kết quả"),
    Step.RETURN_RESULT: _l("Trả kết quả"),
    Step.ASSIGN: _l("Giao hồ sơ"),
    Step.PROPOSE_STOP: _l("Đề nghị dừng xử lý"),
    Step.STOP: _l("Dừng xử lý"),
    Step.EXTEND: _l("Gia hạn"),
    Step.MOVE_DUE_DATE: _l("Đổi ngày hẹn trả theo lịch làm việc"),
    Step.REMIND: _l("Nhắc người dân"),
    Step.SHELVE: _l("Xếp kết quả lên kệ"),
    Step.UNDO_BEGIN: _l("Hoàn tác bắt đầu xử lý"),
    Step.CANCEL_PAYMENT: _l("Hủy ghi nhận khoản nộp"),
    Step.CORRECT: _l("Sửa thông tin"),
    Step.NOTE: _l("Ghi chú nội bộ"),
    Step.SET_NATIONAL_CODE: _l("Ghi mã hồ sơ quốc gia"),
    Step.WITHDRAW: _l("Rút hồ sơ"),
    Step.APOLOGISE: _l("Gửi thư xin lỗi"),
}
# Fields of a dossier that officers may mend, as they are named in the history.
FIELD_NAMES = {
    "organisation_name": _l("tên tổ chức"),
    "organisation_number": _l("mã số tổ chức"),
    "applicant_name": _l("họ và tên"),
    "citizen_number": _l("số định danh"),
    "birth_on": _l("ngày sinh"),
    "sex": _l("giới tính"),
    "phone": _l("điện thoại"),
    "email": _l("thư điện tử"),
    "hamlet_id": _l("nơi ở"),
    "address": _l("địa chỉ"),
    "on_behalf": _l("có người nộp thay"),
    "submitter_name": _l("tên người nộp thay"),
    "submitter_phone": _l("điện thoại người nộp thay"),
    "relation": _l("quan hệ"),
    "tell_submitter": _l("người nhận tin báo"),
}


@dataclass(frozen=True)
class EventShown:
    """One event: what, who, when, what the citizen was told, what officers noted."""

    id: int
    what: str
    who: str
    when: str
    told: str
    note: str

    @property
    def is_handing_over(self) -> bool:
        """Whether the note is the name of whoever took the result."""
        return self.what == str(EVENT_NAMES[Step.RETURN_RESULT])


def history(dossier: Dossier) -> list[EventShown]:
    """Return the events, newest first."""
    named = _names_of_receivers(dossier.events)
    return [_shown(event, named) for event in reversed(dossier.events)]


def internal_notes(events: Iterable[EventShown]) -> list[EventShown]:
    """Return what colleagues wrote to each other, beside the words that went with a move."""
    return [event for event in events if event.note and event.what == str(EVENT_NAMES[Step.NOTE])]


def _shown(event: DossierEvent, named: Mapping[int, str]) -> EventShown:
    return EventShown(
        id=event.id,
        what=str(EVENT_NAMES[event.step]) + _handed_to(event, named) + _mended(event),
        who=actor_name(event),
        when=moment_text(event.at),
        told=event.told,
        note=event.note,
    )


def actor_name(event: DossierEvent) -> str:
    """Return who made a move, as officers say it."""
    if event.officer:
        return event.officer.name
    return _("Người nộp") if event.actor is Actor.CITIZEN else _("Hệ thống")


def _handed_to(event: DossierEvent, named: Mapping[int, str]) -> str:
    name = event.details.get("to_department") or named.get(event.details.get("to", 0))
    return _(" cho %(name)s", name=name) if name else ""


def _mended(event: DossierEvent) -> str:
    fields = ", ".join(str(FIELD_NAMES.get(name, name)) for name in event.details.get("fields", ()))
    return f": {fields}" if fields else ""


def _names_of_receivers(events: Iterable[DossierEvent]) -> dict[int, str]:
    ids = {event.details["to"] for event in events if "to" in event.details}
    if not ids:
        return {}
    return {id: name for id, name in db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(ids)))}


def hand_over_word(dossier: Dossier, reader: Reader, officer_id: int) -> DossierEvent | None:
    """Return the hand-over whose note this officer still has to read: shown until they do something themselves."""
    handed = next((event for event in reversed(dossier.events) if event.step is Step.ASSIGN), None)
    if handed is None or not handed.note or handed.officer_id == officer_id:
        return None
    acted = any(event.officer_id == officer_id and event.id > handed.id for event in dossier.events)
    return handed if _is_for(dossier, reader) and not acted else None


def _is_for(dossier: Dossier, reader: Reader) -> bool:
    """Whether the dossier was handed to this officer, to whom he stands in for, or to his department."""
    if dossier.officer_id is not None:
        return dossier.officer_id in reader.holders
    return bool(dossier.department) and dossier.department == reader.department


def stop_proposal(dossier: Dossier) -> DossierEvent | None:
    """Return the proposal to stop that waits for a leader.

    Another state, more time, or a leader who hands the dossier on has answered it.
    """
    proposals = [number for number, event in enumerate(dossier.events) if event.step is Step.PROPOSE_STOP]
    if not proposals or dossier.status in ENDED:
        return None
    later = dossier.events[proposals[-1] + 1 :]
    answered = any(each.from_status is not each.to_status or each.step is Step.EXTEND for each in later)
    return None if answered or any(map(_given_back, later)) else dossier.events[proposals[-1]]


def _given_back(event: DossierEvent) -> bool:
    return event.step is Step.ASSIGN and event.officer is not None and event.officer.has_role(Role.LEADER)
