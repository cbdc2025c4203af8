"""What an officer reads on the page of a dossier, put into words: pure reading, nothing is changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from cqtt.clock import moment_text
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.queue_filters import LOOKED_AT
from cqtt.dossiers.rules import Actor, Status, Step, steps_open_to
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.procedures.content import FilingMode
from cqtt.roles import Role
from cqtt.text import group_phone

Facts = list[tuple[str, str]]

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
    Step.STOP: _l("Dừng xử lý"),
    Step.SET_NATIONAL_CODE: _l("Ghi mã hồ sơ quốc gia"),
    Step.WITHDRAW: _l("Rút hồ sơ"),
}


@dataclass(frozen=True)
class Move:
    """A button of the case page; `at_once` ones ask nothing more and are sent from the page itself."""

    endpoint: str
    label: str
    kind: str = ""
    at_once: bool = False


MOVES = {
    Step.MARK_COMPLETE: Move("dossiers.mark_complete", _l("Giấy tờ đã đủ"), at_once=True),
    Step.ACCEPT: Move("dossiers.accept", _l("Tiếp nhận hồ sơ"), "primary"),
    Step.BEGIN: Move("dossiers.begin", _l("Bắt đầu xử lý"), "primary", at_once=True),
    Step.RESOLVE: Move("dossiers.resolve", _l("Ghi kết quả"), "primary"),
    Step.RETURN_RESULT: Move("dossiers.return_result", _l("Trả kết quả"), "primary"),
    Step.SUPPLEMENT: Move("dossiers.take_supplement", _l("Nhận bổ sung tại quầy"), "primary"),
    Step.CONFIRM_PAYMENT: Move("dossiers.confirm_payment", _l("Ghi đã nộp phí"), "primary"),
    Step.REQUEST_SUPPLEMENT: Move("dossiers.request_supplement", _l("Yêu cầu bổ sung")),
    Step.REQUEST_PAYMENT: Move("dossiers.request_payment", _l("Yêu cầu nộp phí")),
    Step.ASSIGN: Move("dossiers.assign", _l("Giao cho đồng nghiệp")),
    Step.REFUSE: Move("dossiers.refuse", _l("Từ chối tiếp nhận"), "danger"),
    Step.STOP: Move("dossiers.stop", _l("Dừng xử lý"), "danger"),
    Step.WITHDRAW: Move("dossiers.withdraw_for_citizen", _l("Rút theo yêu cầu người nộp")),
}


def moves_open(dossier: Dossier, roles: Iterable[Role]) -> list[Move]:
    """Return the buttons this officer may press now, the usual next one first."""
    steps = steps_open_to(set(roles), dossier.status, dossier.status_before, len(dossier.supplements))
    checked = dossier.papers_checked_at or dossier.filing_mode is not FilingMode.PRE_CHECK
    return [move for step, move in MOVES.items() if step in steps and not (step is Step.MARK_COMPLETE and checked)]


def leader_needed(dossier: Dossier, roles: Iterable[Role]) -> bool:
    """Whether this officer would ask for more papers, had they not been asked for once already."""
    asked, held = len(dossier.supplements), set(roles)
    first, now = (steps_open_to(held, dossier.status, dossier.status_before, count) for count in (0, asked))
    return Step.REQUEST_SUPPLEMENT in first and Step.REQUEST_SUPPLEMENT not in now


def was_supplemented(dossier: Dossier) -> bool:
    """Whether what was missing has come and somebody has to look at it again."""
    return dossier.status in LOOKED_AT and any(request.answered_at for request in dossier.supplements)


def people_facts(dossier: Dossier) -> Facts:
    """Return who asks, and who filed it for them: the only place that shows the numbers in full."""
    found = [
        (_("Tổ chức"), dossier.organisation_name),
        (_("Mã số"), dossier.organisation_number),
        (_("Người đại diện") if dossier.organisation_name else _("Họ và tên"), dossier.applicant_name),
        (_("Số định danh"), _in_threes(dossier.citizen_number)),
        (_("Điện thoại"), group_phone(dossier.phone)),
        (_("Thư điện tử"), dossier.email),
        (_("Địa chỉ"), ", ".join(filter(None, [dossier.address, dossier.hamlet.name if dossier.hamlet else ""]))),
    ]
    always = {_("Số định danh"), _("Điện thoại"), _("Địa chỉ")}
    return [(name, value or _("Không ghi")) for name, value in found if value or name in always]


def submitter_facts(dossier: Dossier) -> Facts:
    """Return who filed it on behalf of the applicant, if anybody did."""
    if not dossier.on_behalf:
        return []
    told = dossier.submitter_name if dossier.tell_submitter else dossier.applicant_name
    return [
        (_("Người nộp thay"), dossier.submitter_name),
        (_("Quan hệ"), dossier.relation or _("Không ghi")),
        (_("Điện thoại"), group_phone(dossier.submitter_phone) or _("Không ghi")),
        (_("Tin báo gửi cho"), told),
    ]


def history(dossier: Dossier) -> list[dict[str, str]]:
    """Return the events, newest first: what, who, when, what the citizen was told, what officers noted."""
    named = _names_of_receivers(dossier.events)
    return [
        {
            "what": str(EVENT_NAMES[event.step]) + _handed_to(event, named),
            "who": _actor_name(event),
            "when": moment_text(event.at),
            "told": event.told,
            "note": event.note,
        }
        for event in reversed(dossier.events)
    ]


def _actor_name(event: DossierEvent) -> str:
    if event.officer:
        return event.officer.name
    return _("Người nộp") if event.actor is Actor.CITIZEN else _("Hệ thống")


def _handed_to(event: DossierEvent, named: Mapping[int, str]) -> str:
    name = named.get(event.details.get("to", 0))
    return _(" cho %(name)s", name=name) if name else ""


def _names_of_receivers(events: Iterable[DossierEvent]) -> dict[int, str]:
    ids = {event.details["to"] for event in events if "to" in event.details}
    if not ids:
        return {}
    return {id: name for id, name in db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(ids)))}


DELIVERY_NAMES = {
    DeliveryStatus.PENDING: _l("Đang chờ gửi"),
    DeliveryStatus.SENT: _l("Đã gửi"),
    DeliveryStatus.FAILED: _l("Không gửi được"),
    DeliveryStatus.REPLACED: _l("Đã có tin mới hơn"),
}
DELIVERY_TONES = {
    DeliveryStatus.PENDING: "amber",
    DeliveryStatus.SENT: "green",
    DeliveryStatus.FAILED: "red",
    DeliveryStatus.REPLACED: "quiet",
}


@dataclass(frozen=True)
class MessageShown:
    """A message about this dossier, with what an officer needs to send it by hand."""

    notification: Notification
    channel: str
    state: str
    tone: str
    sms: str | None
    zalo: str | None


def messages(dossier_id: int) -> list[MessageShown]:
    """Return the messages about this dossier, newest first."""
    about = select(Notification).where(Notification.about_kind == "dossier", Notification.about_id == dossier_id)
    return [_message(each) for each in db.session.scalars(about.order_by(Notification.id.desc()))]


def _message(notification: Notification) -> MessageShown:
    by_hand = notification.channel is Channel.BY_HAND
    waiting = by_hand and notification.status is DeliveryStatus.PENDING
    to_send = by_hand and notification.status is not DeliveryStatus.REPLACED
    phone = notification.recipient
    return MessageShown(
        notification,
        _("Tin nhắn, gửi tay") if by_hand else _("Thư điện tử"),
        _("Chờ gửi tay") if waiting else str(DELIVERY_NAMES[notification.status]),
        DELIVERY_TONES[notification.status],
        f"sms:{phone}?body={quote(notification.body)}" if to_send else None,
        f"https://zalo.me/{phone}" if to_send else None,
    )


def _in_threes(number: str) -> str:
    """Return a citizen number as it is read aloud: 075 199 000 001."""
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))


def printable_papers(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the official papers that exist of this dossier: the kind in the address, and the name."""
    papers = []
    if dossier.received_at:
        papers.append(("tiep-nhan", _("Mẫu 01: Giấy tiếp nhận và hẹn trả kết quả")))
    if dossier.supplements:
        papers.append(("bo-sung", _("Mẫu 02: Phiếu yêu cầu bổ sung")))
    if dossier.status is Status.REFUSED:
        papers.append(("tu-choi", _("Mẫu 03: Phiếu từ chối tiếp nhận")))
    return papers
