"""What an officer is told after a move: what happened, and what it means for time and people."""

from cqtt.clock import due_text
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Step
from cqtt.i18n import _, _l

DONE = {
    Step.TRANSCRIBE: _l("Đã lưu lời ghi âm."),
    Step.CLASSIFY: _l("Đã phân loại lại."),
    Step.ANSWER: _l("Đã trả lời và báo người gửi."),
    Step.AMEND: _l("Đã bổ sung câu trả lời và báo người gửi."),
    Step.CLOSE: _l("Đã khép lại."),
    Step.REJECT: _l("Đã báo người gửi lý do và nơi có thẩm quyền."),
    Step.RESTORE: _l("Đã mở lại để xem từ đầu; thời hạn tính lại."),
    Step.NOTE: _l("Đã ghi chú."),
}
DATED = frozenset({Step.CLASSIFY, Step.RESTORE})


def said_of(feedback: Feedback, step: Step) -> str:
    """Return what the page says after this step: "Đã giao cho Trần Thị Mẫu." """
    sentences = [str(DONE[step])] if step in DONE else []
    receiver = feedback.officer.name if feedback.officer else feedback.department
    if step is Step.ASSIGN and receiver:
        sentences.append(_("Đã giao cho %(name)s.", name=receiver))
    if step is Step.MERGE and feedback.merged_into:
        sentences.append(_("Đã gộp vào %(code)s và báo người gửi.", code=feedback.merged_into.code))
    if step in DATED and feedback.due_at:
        sentences.append(_("Trả lời người gửi %(due)s.", due=due_text(feedback.due_at)))
    return " ".join(sentences)


def said_of_conduct(feedback: Feedback) -> str:
    """Return what is said to whoever made it a report of conduct, and who may not open it any more."""
    moved = _("Đã chuyển riêng cho người có trách nhiệm. Góp ý không còn ở danh sách chung.")
    if feedback.recipient_id is not None:
        return moved
    waits = _("Đơn vị chưa đặt người nhận phản ánh về thái độ: xin báo quản trị đặt ở phần Góp ý.")
    return f"{moved} {waits}"
