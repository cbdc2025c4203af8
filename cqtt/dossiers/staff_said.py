"""What an officer is told after a move: what happened, and what it means for time and people."""

from cqtt.clock import due_text
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import RUNNING, Step
from cqtt.i18n import _, _l

DONE = {
    Step.MARK_COMPLETE: _l("Đã báo người nộp: giấy tờ đã đủ, mời mang bản chính đến quầy."),
    Step.ACCEPT: _l("Đã tiếp nhận."),
    Step.REFUSE: _l("Đã từ chối tiếp nhận và báo người nộp."),
    Step.REQUEST_SUPPLEMENT: _l("Đã gửi yêu cầu bổ sung."),
    Step.SUPPLEMENT: _l("Đã ghi nhận giấy tờ bổ sung."),
    Step.BEGIN: _l("Đã bắt đầu xử lý."),
    Step.UNDO_BEGIN: _l("Đã hoàn tác: hồ sơ trở lại “Đã tiếp nhận”, ngày hẹn trả giữ nguyên."),
    Step.REQUEST_PAYMENT: _l("Đã gửi yêu cầu nộp phí. Thời hạn tạm dừng cho đến khi ghi nhận đã nộp."),
    Step.CONFIRM_PAYMENT: _l("Đã ghi nhận khoản nộp."),
    Step.CANCEL_PAYMENT: _l("Đã hủy ghi nhận khoản nộp."),
    Step.RESOLVE: _l("Đã ghi kết quả và báo người nộp."),
    Step.RETURN_RESULT: _l("Đã ghi nhận trả kết quả. Hồ sơ khép lại."),
    Step.CORRECT: _l("Đã sửa thông tin."),
    Step.NOTE: _l("Đã ghi chú."),
    Step.EXTEND: _l("Đã gia hạn và báo người nộp."),
    Step.REMIND: _l("Đã gửi lời nhắc."),
    Step.PROPOSE_STOP: _l("Đã đề nghị dừng. Hồ sơ chờ lãnh đạo quyết định."),
    Step.STOP: _l("Đã dừng xử lý và báo người nộp. Hồ sơ khép lại."),
    Step.WITHDRAW: _l("Đã rút hồ sơ theo yêu cầu người nộp. Hồ sơ khép lại."),
}
DATED = frozenset({Step.ACCEPT, Step.SUPPLEMENT, Step.BEGIN, Step.CONFIRM_PAYMENT, Step.EXTEND})
HANDED = frozenset({Step.ACCEPT, Step.ASSIGN})


def _clock_after_request(dossier: Dossier) -> str:
    if dossier.status_before in RUNNING:
        return _("Thời hạn tạm dừng cho đến khi nhận đủ.")
    return _("Thời hạn chưa tính: hồ sơ chưa được tiếp nhận.")


def said_of(dossier: Dossier, step: Step) -> str:
    """Return what the case page says after this step: "Đã tiếp nhận. Hẹn trả thứ Sáu, 27/11/2026, trước 16:30." """
    sentences = [str(DONE[step])] if step in DONE else []
    if step is Step.REQUEST_SUPPLEMENT:
        sentences.append(_clock_after_request(dossier))
    if step in DATED and dossier.status in RUNNING and dossier.due_at:
        sentences.append(_("Hẹn trả %(due)s.", due=due_text(dossier.due_at)))
    if step is Step.SHELVE:
        sentences.append(_("Kết quả để ở kệ %(shelf)s.", shelf=dossier.shelf))
    receiver = dossier.officer.name if dossier.officer else dossier.department
    if step in HANDED and receiver:
        sentences.append(_("Đã giao cho %(name)s.", name=receiver))
    return " ".join(sentences)
