"""The sender takes out of what was sent what tells of somebody: for a day, and while nothing rests on the words yet."""

from datetime import datetime, timedelta

from cqtt.feedback.actions import own_words, typed_words
from cqtt.feedback.citizen_actions import address_conduct
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import by_citizen
from cqtt.feedback.rules import Step, StepNotAllowed, check_citizen_step
from cqtt.i18n import _

MENDED_WITHIN = timedelta(hours=24)  # after sending


def mended_until(feedback: Feedback, at: datetime) -> datetime | None:
    """Return until when the sender may put other words in place of those that were sent; None where they may not."""
    try:
        check_may_be_mended(feedback, at)
    except StepNotAllowed:
        return None
    return feedback.created_at + MENDED_WITHIN


def check_may_be_mended(feedback: Feedback, at: datetime) -> None:
    """Raise StepNotAllowed after a day, where nothing was written, and once it was answered or published.

    What was said only as a voice note has no words of the sender; what an officer typed from it is the officer's.
    """
    check_citizen_step(feedback.status, Step.MEND, feedback.is_conduct)
    if feedback.answered_at is not None or feedback.published_at is not None:
        raise StepNotAllowed(
            _("Góp ý đã được trả lời hoặc đăng công khai nên lời đã gửi không sửa được nữa. Xin gọi cho chúng tôi.")
        )
    if not own_words(feedback):
        raise StepNotAllowed(_("Góp ý này chỉ có lời ghi âm, không có chữ để sửa. Xin gọi cho chúng tôi."))
    if at > feedback.created_at + MENDED_WITHIN:
        raise StepNotAllowed(_("Đã quá 24 giờ từ lúc gửi nên lời đã gửi không sửa được nữa. Xin gọi cho chúng tôi."))


def mend(feedback: Feedback, words: str, place: str, at: datetime) -> None:
    """Put other words in place of the sender's own, and of the place; the old ones are kept nowhere.

    Whom a report of conduct is kept from is asked of the old words and the new: taking a name out lets nobody in.
    """
    check_may_be_mended(feedback, at)
    typed, before = typed_words(feedback), feedback.words
    after = f"{words}\n\n{typed}".strip()
    feedback.words, feedback.place = f"{before}\n\n{after}", place
    address_conduct(feedback)
    feedback.words = after
    feedback.words_fold = feedback.folded
    by_citizen(feedback, Step.MEND, at, details={"own": len(words)})
