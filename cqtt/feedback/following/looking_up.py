"""Opening feedback by its code and the last four digits of the telephone that was left: what it takes, how often."""

import hmac
import re
from datetime import timedelta

from flask import session

from cqtt.error_pages import too_many
from cqtt.feedback.codes import normalise
from cqtt.feedback.conduct import was_ordinary
from cqtt.feedback.held import feedback_of
from cqtt.feedback.models import Feedback, new_token
from cqtt.i18n import _
from cqtt.throttle import allowed, client_address, give_back

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)  # days are counted from 7 in the morning (throttle.py)
WRONG_A_DAY = 10  # wrong digits for one code; then only the link opens it until tomorrow
TRIES_OF_A_DEVICE = 30
TRIES_AN_HOUR = 60  # from one address; many people share the hall's


def found_by_digits(code: str, digits: str) -> Feedback | None:
    """Count the attempt, and return the feedback if the digits end the telephone that was left for it.

    A code that is none, wrong digits, and feedback without a telephone all answer the same; so does a report of conduct
    whose code and telephone officers have read before they knew what it is about.
    """
    _count_attempt(normalise(code))
    feedback = feedback_of(code)
    last_four = re.sub(r"\D", "", digits)[-4:]  # somebody may write the whole number
    known = feedback.phone if feedback and opens_by_digits(feedback) else ""
    if not hmac.compare_digest(known[-4:].encode(), last_four.encode()):
        return None
    give_back("feedback-find", normalise(code), A_DAY)
    return feedback


def opens_by_digits(feedback: Feedback) -> bool:
    """Tell whether its code and the telephone open it; all else opens by its link alone."""
    return bool(feedback.phone) and not was_ordinary(feedback)


def _count_attempt(code: str) -> None:
    """Count this attempt against the code, the device and the address; refuse it when one is used up."""
    if not allowed("feedback-find", code, WRONG_A_DAY, A_DAY):
        too_many(
            _(
                "Mã này đã bị thử sai nhiều lần. Để giữ kín người gửi, đến 7 giờ sáng tới không mở được"
                " bằng bốn số cuối."
                " Xin mở bằng liên kết đã lưu, hoặc gọi cho chúng tôi."
            )
        )
    device = session.setdefault("device", new_token())
    from_device = allowed("feedback-find-device", device, TRIES_OF_A_DEVICE, AN_HOUR)
    if not allowed("feedback-find-from", client_address(), TRIES_AN_HOUR, AN_HOUR) or not from_device:
        too_many(_("Xin chờ một giờ rồi thử lại, mở bằng liên kết đã lưu, hoặc gọi cho chúng tôi."))
