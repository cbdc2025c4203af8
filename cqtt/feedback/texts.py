"""What senders and followers are told: the sentence on the page, the mail and the short message."""

from cqtt.addresses import full_url
from cqtt.commune.models import Commune
from cqtt.feedback.models import Feedback, FeedbackFollower
from cqtt.feedback.rules import Status, Step
from cqtt.feedback.secrecy import ids_known_to
from cqtt.i18n import _, _l
from cqtt.notifications.actions import Message, in_short
from cqtt.notifications.kinds import register
from cqtt.notifications.things import Thing, introduce

NEXT_SENTENCES = {
    Status.RECEIVED: _l("Chúng tôi đã nhận và sẽ giao cho người phụ trách."),
    Status.ASSIGNED: _l("Người phụ trách đang giải quyết."),
    Status.ANSWERED: _l("Xin xem câu trả lời bên dưới. Chưa hài lòng, Ông/Bà có thể mở lại một lần."),
    Status.CLOSED: _l("Việc đã khép lại. Xin cảm ơn Ông/Bà đã cho chúng tôi biết."),
    Status.REOPENED: _l("Ông/Bà chưa hài lòng nên chúng tôi xem lại từ đầu."),
    Status.REJECTED: _l("Xin xem lý do bên dưới và nơi có thể giúp Ông/Bà."),
}
# What each event is called in a message; the matter itself never stands in one.
NEWS = {
    Step.SEND: _l("chúng tôi đã nhận được"),
    Step.CLASSIFY: _l("đã được chuyển đến đúng mục"),
    Step.ASSIGN: _l("đã được giao cho người phụ trách"),
    Step.ANSWER: _l("đã có câu trả lời"),
    Step.AMEND: _l("có câu trả lời được bổ sung"),
    Step.CLOSE: _l("đã có câu trả lời và khép lại"),  # said again: this text replaces one that nobody has sent yet
    Step.REOPEN: _l("đã được mở lại"),
    Step.REJECT: _l("không giải quyết ở mục này, xin xem lý do và nơi có thẩm quyền"),
    Step.RESTORE: _l("được xem lại"),
    Step.MERGE: _l("được giải quyết chung với một góp ý cùng việc"),
    Step.MOVE_DUE_DATE: _l("có ngày trả lời mới"),
}
register("feedback", NEWS, _l("người gửi góp ý và người theo dõi"), facts=("ma", "tin", "don_vi", "dien_thoai"))
introduce(Thing("feedback", _l("Góp ý, phản ánh"), "feedback.work_on", readable_ids=ids_known_to))
ALSO_FOLLOWERS = frozenset({Step.ANSWER, Step.AMEND, Step.REJECT, Step.MERGE, Step.REOPEN, Step.RESTORE})
# Where the senders of what was joined with it are written words of their own.
TOLD_TO_EACH = frozenset({Step.ANSWER, Step.AMEND, Step.REJECT})


def secret_link(feedback: Feedback) -> str:
    """Return the link that opens the feedback without code or number."""
    return link_with(feedback.token)


def follower_link(follower: FeedbackFollower) -> str:
    """Return the link under which a follower sees how it goes."""
    return link_with(follower.token)


def link_with(token: str) -> str:
    """Return the link of a sender's or a follower's secret."""
    return full_url("feedback.open_by_link", token=token)


def message(feedback: Feedback, step: Step, told: str, link: str, commune: Commune) -> Message:
    """Return what a person is told about an event: the code and the news, never what was said or about whom."""
    news = str(NEWS[step])
    body = _(
        "Kính gửi Ông/Bà,\n\n"
        "Góp ý %(code)s %(news)s.\n\n%(told)s\n\n"
        "Xem và theo dõi: %(link)s\n"
        "Xin giữ kín liên kết này: ai có liên kết đều xem được.\n\n"
        "Xin cảm ơn Ông/Bà.\n%(unit)s",
        code=feedback.code,
        news=news,
        told="" if feedback.is_conduct else told,
        link=link,
        unit=commune.full_name,
    )
    sentence = _("%(unit)s: góp ý %(code)s %(news)s.", unit=commune.full_name, code=feedback.code, news=news)
    asked = _("Xem và đánh giá: ") if step is Step.CLOSE and feedback.rated_at is None else _("Xem: ")
    short = in_short(f"{sentence} {asked}", link)
    facts = {"ma": feedback.code, "tin": news, "don_vi": commune.full_name, "dien_thoai": commune.phone}
    return Message(_("Góp ý %(code)s %(news)s", code=feedback.code, news=news), body, short, facts, link)
