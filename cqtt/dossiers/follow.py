"""What a citizen sees of a dossier: finding it, and the line of dates."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from cqtt.clock import due_text, moment_text
from cqtt.dossiers.clock import is_late
from cqtt.dossiers.models import Dossier, PaperKind
from cqtt.dossiers.rules import ENDED, LONG_NAMES, SHORT_NAMES, WAITING, Status, Step
from cqtt.extensions import db
from cqtt.i18n import _, _l

USUAL_WAY = (Status.SUBMITTED, Status.ACCEPTED, Status.PROCESSING, Status.RESOLVED, Status.RETURNED)


def dossier_of_code_and_digits(code: str, digits: str) -> Dossier | None:
    """Return the submitted dossier if the digits end a phone or the citizen number on it."""
    last_four = re.sub(r"\D", "", digits)[-4:]  # somebody may write the whole number
    named = or_(Dossier.code == code, Dossier.national_code == code)
    found = db.session.scalars(select(Dossier).where(named, Dossier.status != Status.DRAFT))
    return next((dossier for dossier in found if _knows(dossier, last_four)), None)


def _knows(dossier: Dossier, digits: str) -> bool:
    known = (dossier.phone, dossier.submitter_phone, dossier.citizen_number)
    return any(hmac.compare_digest(one[-4:].encode(), digits.encode()) for one in known if one)


# What officers do among themselves; the citizen's line of dates leaves it out.
INSIDE = frozenset(
    {
        Step.ASSIGN,
        Step.SET_NATIONAL_CODE,
        Step.CORRECT,
        Step.NOTE,
        Step.SHELVE,
        Step.UNDO_BEGIN,
        Step.PROPOSE_STOP,
    }
)


# The numbered papers as a citizen calls them, and where each is found in addresses.
PAPER_SLUGS = {
    PaperKind.RECEIPT: "giay-hen",
    PaperKind.SUPPLEMENT_REQUEST: "phieu-bo-sung",
    PaperKind.REFUSAL: "phieu-tu-choi",
    PaperKind.STOP: "thong-bao-dung",
}
PAPER_NAMES = {
    PaperKind.RECEIPT: _l("Giấy hẹn (PDF)"),
    PaperKind.SUPPLEMENT_REQUEST: _l("Phiếu yêu cầu bổ sung (PDF)"),
    PaperKind.REFUSAL: _l("Phiếu từ chối (PDF)"),
    PaperKind.STOP: _l("Thông báo dừng giải quyết (PDF)"),
}


def papers_to_print(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the kinds of numbered papers this dossier has: the name, and its place in the address."""
    given = {paper.kind for paper in dossier.papers}
    return [(str(PAPER_NAMES[kind]), slug) for kind, slug in PAPER_SLUGS.items() if kind in given]


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    text: str
    when: str | None
    state: str  # done, now or todo
    note: str = ""


def missed_promise(dossier: Dossier, at: datetime) -> datetime | None:
    """Return the day that was promised last, if it has passed and the dossier still runs."""
    promised = dossier.new_date or dossier.due_at
    return promised if promised and promised < at and is_late(dossier, at) else None


def timeline(dossier: Dossier, at: datetime) -> list[Moment]:
    """Return what happened with its dates, then what is still to come; a day that has passed is no day to come."""
    shown = [event for event in dossier.events if event.step not in INSIDE]
    past = [
        Moment(
            text=_name_of(event.step, event.to_status),
            when=moment_text(event.at),
            state="now" if event is shown[-1] and dossier.status not in ENDED else "done",
            note=event.told,
        )
        for event in shown
    ]
    return past + _to_come(dossier, at)


def _name_of(step: Step, status: Status) -> str:
    named = {
        Step.SUBMIT: _("Đã gửi hồ sơ"),
        Step.SUPPLEMENT: _("Đã bổ sung giấy tờ"),
        Step.MARK_COMPLETE: _("Giấy tờ đã đủ"),
        Step.CONFIRM_PAYMENT: _("Đã nộp một phần phí") if status is Status.AWAITING_PAYMENT else _("Đã nộp phí"),
        Step.CANCEL_PAYMENT: _("Hủy ghi nhận khoản nộp"),
        Step.EXTEND: _("Gia hạn thời gian giải quyết"),
        Step.MOVE_DUE_DATE: _("Đổi ngày hẹn trả"),
        Step.REMIND: _("Chúng tôi nhắc Ông/Bà"),
        Step.APOLOGISE: _("Chúng tôi xin lỗi Ông/Bà"),
    }
    return named.get(step) or str(LONG_NAMES[status])


def _to_come(dossier: Dossier, at: datetime) -> list[Moment]:
    if dossier.status in ENDED:
        return []
    reached = (dossier.status_before or Status.SUBMITTED) if dossier.status in WAITING else dossier.status
    promised = dossier.new_date or dossier.due_at
    holds = promised is not None and dossier.status not in WAITING and not missed_promise(dossier, at)
    due = due_text(promised) if promised and holds else None
    return [
        Moment(text=str(SHORT_NAMES[status]), when=due if status is Status.RESOLVED else None, state="todo")
        for status in USUAL_WAY[USUAL_WAY.index(reached) + 1 :]
    ]
