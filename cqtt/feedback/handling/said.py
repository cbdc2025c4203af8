"""What an officer is told after a move: what happened, what it means for time and people, and who knows of it yet."""

from sqlalchemy import select

from cqtt.clock import due_text
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import KIND
from cqtt.feedback.rules import Step
from cqtt.i18n import _, _l
from cqtt.notifications.models import Channel, DeliveryStatus, Notification

DONE = {
    Step.TRANSCRIBE: _l("Đã lưu lời ghi âm."),
    Step.CLASSIFY: _l("Đã phân loại lại."),
    Step.ANSWER: _l("Đã lưu câu trả lời."),
    Step.AMEND: _l("Đã lưu câu trả lời bổ sung."),
    Step.CLOSE: _l("Đã khép lại."),
    Step.REJECT: _l("Đã lưu lời giải thích."),
    Step.RESTORE: _l("Đã mở lại để xem từ đầu; thời hạn tính lại."),
    Step.NOTE: _l("Đã ghi chú."),
}
DATED = frozenset({Step.CLASSIFY, Step.RESTORE})
TOLD = frozenset({Step.ANSWER, Step.AMEND, Step.REJECT, Step.MERGE})  # whose words are for the sender


def said_of(feedback: Feedback, step: Step) -> str:
    """Return what the page says after this step: "Đã giao cho Trần Thị Mẫu." """
    sentences = [str(DONE[step])] if step in DONE else []
    receiver = feedback.officer.name if feedback.officer else feedback.department
    if step is Step.ASSIGN and receiver:
        sentences.append(_("Đã giao cho %(name)s.", name=receiver))
    if step is Step.MERGE and feedback.merged_into:
        sentences.append(_("Đã gộp vào %(code)s.", code=feedback.merged_into.code))
    if step in DATED and feedback.due_at:
        sentences.append(_("Trả lời người gửi %(due)s.", due=due_text(feedback.due_at)))
    if step in TOLD:
        sentences.append(_how_told(feedback))
    return " ".join(sentences)


def _how_told(feedback: Feedback) -> str:
    """Return how the sender hears of it: nobody was told yet where an officer still has to send the text."""
    about = select(Notification.channel).where(Notification.about_kind == KIND, Notification.about_id == feedback.id)
    to_sender = about.where(
        Notification.status == DeliveryStatus.PENDING, Notification.recipient.in_({feedback.phone, feedback.email})
    )
    ways = set(db.session.scalars(to_sender))
    if Channel.BY_HAND in ways:
        return _("Tin báo người gửi đang chờ gửi tay.")
    if Channel.EMAIL in ways:
        return _("Thư báo đang được gửi cho người gửi.")
    return _("Người gửi xem bằng liên kết riêng.")


def said_of_conduct(feedback: Feedback) -> str:
    """Return what is said to whoever made it a report of conduct, and who may not open it any more."""
    moved = _("Đã chuyển riêng cho người có trách nhiệm. Góp ý không còn ở danh sách chung.")
    if feedback.recipient_id is not None:
        return moved
    waits = _("Đơn vị chưa đặt người nhận phản ánh về thái độ: xin báo quản trị đặt ở phần Góp ý.")
    return f"{moved} {waits}"
