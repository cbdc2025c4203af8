"""What an officer reads on the page of a feedback, put into words: pure reading, nothing is changed."""

from cqtt.clock import today
from cqtt.commune.absence import absence_words
from cqtt.commune.pledge_text import GROUPS
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import CHANNEL_NAMES, KIND_NAMES, OUTCOME_NAMES, REASON_NAMES, Consent
from cqtt.i18n import _, _l
from cqtt.text import group_phone

Facts = list[tuple[str, str]]
CONSENT_NAMES = {
    Consent.NONE: _l("Không đồng ý công khai"),
    Consent.WITHOUT_NAME: _l("Đồng ý công khai, không nêu tên"),
    Consent.WITH_NAME: _l("Đồng ý công khai kèm tên"),
}


def sender_facts(feedback: Feedback) -> Facts:
    """Return who told us: the only place that shows the number in full."""
    if feedback.is_anonymous:
        return [(_("Người gửi"), _("Không nêu tên. Chỉ xem được câu trả lời bằng liên kết riêng."))]
    found = [
        (_("Họ và tên"), feedback.sender_name),
        (_("Điện thoại"), group_phone(feedback.phone)),
        (_("Thư điện tử"), feedback.email),
        (_("Địa chỉ"), feedback.address),
    ]
    always = {_("Họ và tên"), _("Điện thoại")}
    return [(name, value or _("Không ghi")) for name, value in found if value or name in always]


def matter_facts(feedback: Feedback) -> Facts:
    """Return what it is and where it belongs."""
    found = [
        (_("Loại"), str(KIND_NAMES[feedback.kind])),
        (_("Chủ đề"), feedback.topic.name if feedback.topic else _("Chưa có chủ đề")),
        (_("Nơi"), ", ".join(filter(None, (feedback.place, feedback.hamlet.name if feedback.hamlet else "")))),
        (_("Gửi qua"), str(CHANNEL_NAMES[feedback.channel])),
        (_("Công khai"), _("Không bao giờ đăng") if feedback.is_conduct else str(CONSENT_NAMES[feedback.consent])),
    ]
    return [(name, value or _("Không ghi")) for name, value in found]


def conduct_facts(feedback: Feedback) -> Facts:
    """Return whom a report of conduct is about, and the line of the pledge in full words."""
    about = feedback.about_officer
    found = [
        (_("Cam kết"), line_words(feedback.conduct_line)),
        (_("Về ai"), about.name_and_title if about else ""),
        (_("Người gửi tả"), feedback.about_whom),
        (_("Quầy"), feedback.about_counter.name if feedback.about_counter else ""),
    ]
    return [(name, value) for name, value in found if value]


def line_words(line_id: str) -> str:
    """Return a line of the pledge with its heading: “5 không: không quan liêu, vô cảm, vô trách nhiệm”."""
    for group in GROUPS:
        for line in group.lines:
            if line.id == line_id:
                return f"{group.name}: {line.words}"
    return ""


def holder_text(feedback: Feedback) -> str:
    """Return whose work it is: a colleague's, a department's, its recipient's, or nobody's yet."""
    if feedback.officer:
        away = absence_words(feedback.officer_id, today())
        name = f"{feedback.officer.name} ({away})" if away else feedback.officer.name
        return _("Người giữ: %(name)s", name=name)
    if feedback.is_conduct and feedback.recipient:
        return _("Gửi riêng cho: %(name)s", name=feedback.recipient.name)
    return _("Đã giao cho %(name)s", name=feedback.department) if feedback.department else _("Chưa giao cho ai.")


def outcome_text(feedback: Feedback) -> str:
    """Return what the answer says was done, or why it is not handled here."""
    if feedback.reject_reason:
        return str(REASON_NAMES[feedback.reject_reason])
    return str(OUTCOME_NAMES[feedback.outcome]) if feedback.outcome else ""
