"""What an officer is told after a move: what happened, and what it means for time and people."""

from cqtt.clock import due_text
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import RUNNING, Step
from cqtt.i18n import _, _l

DONE = {
    Step.MARK_COMPLETE: _l("Đã báo người nộp: giấy tờ đã đủ, mời mang bản chính đến quầy."),
    Step.ACCEPT: _l("Đã tiếp nhận."),
    Step.REFUSE: _l("Đã từ chối tiếp nhận và báo người nộp."),
    Step.REQUEST_SUPPLEMENT: _l("Đã gửi yêu cầu bổ sung. Thời hạn tạm dừng cho đến khi nhận đủ."),
    Step.SUPPLEMENT: _l("Đã ghi nhận giấy tờ bổ sung."),
    Step.BEGIN: _l("Đã bắt đầu xử lý."),
    Step.REQUEST_PAYMENT: _l("Đã gửi yêu cầu nộp phí. Thời hạn tạm dừng cho đến khi ghi nhận đã nộp."),
    Step.CONFIRM_PAYMENT: _l("Đã ghi nhận khoản nộp."),
    Step.RESOLVE: _l("Đã ghi kết quả và báo người nộp."),
    Step.RETURN_RESULT: _l("Đã ghi nhận trả kết quả. Hồ sơ khép lại."),
    Step.STOP: _l("Đã dừng xử lý và báo người nộp. Hồ sơ khép lại."),
    Step.WITHDRAW: _l("Đã rút hồ sơ theo yêu cầu người nộp. Hồ sơ khép lại."),
}
DATED = frozenset({Step.ACCEPT, Step.SUPPLEMENT, Step.BEGIN, Step.CONFIRM_PAYMENT})
HANDED = frozenset({Step.ACCEPT, Step.ASSIGN})


def said_of(dossier: Dossier, step: Step) -> str:
    """Return what the case page says after this step: "Đã tiếp nhận. Hẹn trả thứ Sáu, 27/11/2026, trước 16:30." """
    sentences = [str(DONE[step])] if step in DONE else []
    if step in DATED and dossier.status in RUNNING and dossier.due_at:
        sentences.append(_("Hẹn trả %(due)s.", due=due_text(dossier.due_at)))
    if step in HANDED and dossier.officer:
        sentences.append(_("Đã giao cho %(name)s.", name=dossier.officer.name))
    return " ".join(sentences)
