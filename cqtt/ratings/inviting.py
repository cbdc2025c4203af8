"""Invitations to rate: one for each thing, made when it is over; the message with the link goes out later.

Whoever was given the tablet at the desk has rated by then, and is not asked again. None of these functions commits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, text, update
from sqlalchemy.orm import InstrumentedAttribute

from cqtt.addresses import full_url
from cqtt.commune.models import Commune, the_commune
from cqtt.database import UtcDateTime
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Status as FeedbackStatus
from cqtt.i18n import _, _l
from cqtt.notifications.actions import About, Message, announce, in_short
from cqtt.notifications.kinds import ALL, name_of, register
from cqtt.notifications.models import Channel
from cqtt.ratings.models import RatingInvite, new_token
from cqtt.ratings.rules import INVITED_FOR, Source, VoteRefused

KIND, EVENT = "rating", "invite"
FACTS = ("ma", "tin", "don_vi", "dien_thoai")
INVITE = name_of(KIND, EVENT)
# Never by hand: an officer who reads a citizen's link could use it.
CHANNELS = ALL - {Channel.BY_HAND, Channel.PUSH}
register(KIND, {EVENT: _l("mời đánh giá hài lòng")}, _l("người đã nhận kết quả, trả lời"), CHANNELS, FACTS)

ENDED = (FeedbackStatus.ANSWERED, FeedbackStatus.CLOSED)  # feedback that has its answer
ASKED_AFTER = timedelta(minutes=45)  # of a result: time for the tablet at the desk
ASKED_AFTER_ANSWER = timedelta(days=1)  # its own page asks first
ASKED_WITHIN = timedelta(days=7)  # an older result is not asked about any more

_TELL_OF_MOURNING: list[Callable[[Dossier], bool]] = []

# Two who ask for the invitation of a thing at once get the same one.
_INVITE_ONCE = text(
    "insert into rating_invite (token, source, dossier_id, feedback_id, created_at, expires_at)"
    " values (:token, :source, :dossier, :feedback, :at, :expires) on conflict do nothing"
).bindparams(bindparam("at", type_=UtcDateTime()), bindparam("expires", type_=UtcDateTime()))


def may_be_rated(dossier: Dossier) -> bool:
    """Tell whether there is a result to rate: handed over, or there to be read; never withdrawn, refused or stopped."""
    if dossier.status is Status.RESOLVED:
        return not dossier.result_on_paper
    return dossier.status is Status.RETURNED


def register_mourning(tells: Callable[[Dossier], bool]) -> None:
    """Let a later feature tell of whose dossiers a family mourns."""
    _TELL_OF_MOURNING.append(tells)


def is_mourning(dossier: Dossier) -> bool:
    """Tell whether a family has just lost somebody: they may rate, but nobody asks them to."""
    return any(tells(dossier) for tells in _TELL_OF_MOURNING)


def is_answered(feedback: Feedback) -> bool:
    """Tell whether there is an answer to rate; a report of conduct is judged on its own page only."""
    ended = feedback.status in ENDED
    return ended and feedback.answered_at is not None and feedback.reject_reason is None and not feedback.is_conduct


def invite_of_dossier(dossier: Dossier, at: datetime) -> RatingInvite:
    """Return the invitation for a dossier, made when it is first asked for; VoteRefused where there is no result."""
    if not may_be_rated(dossier):
        raise VoteRefused(_("Hồ sơ này chưa có kết quả để đánh giá."))
    return _the_one(Source.DOSSIER, at, dossier_id=dossier.id)


def invite_of_answer(feedback: Feedback, at: datetime) -> RatingInvite:
    """Return the invitation for an answer, made when it is first asked for; VoteRefused where there is none."""
    if not is_answered(feedback):
        raise VoteRefused(_("Góp ý này chưa có câu trả lời để đánh giá."))
    return _the_one(Source.ANSWER, at, feedback_id=feedback.id)


def _the_one(
    source: Source, at: datetime, dossier_id: int | None = None, feedback_id: int | None = None
) -> RatingInvite:
    is_about: ColumnElement[bool] = RatingInvite.dossier_id == dossier_id
    if dossier_id is None:
        is_about = RatingInvite.feedback_id == feedback_id
    while (invite := db.session.scalar(select(RatingInvite).where(is_about))) is None:
        values = {"token": new_token(), "source": source.value, "dossier": dossier_id, "feedback": feedback_id}
        db.session.execute(_INVITE_ONCE, {**values, "at": at, "expires": at + INVITED_FOR})
    return invite


def dossiers_to_ask(at: datetime, most: int) -> list[int]:
    """Return the dossiers whose people are to be asked now: over for a while, not asked, not rated yet."""
    over = or_(
        and_(Dossier.status == Status.RETURNED, _lately(Dossier.ended_at, at, ASKED_AFTER)),
        and_(
            Dossier.status == Status.RESOLVED,
            Dossier.result_on_paper.is_(False),
            _lately(Dossier.resolved_at, at, ASKED_AFTER),
        ),
    )
    reachable = or_(Dossier.email != "", Dossier.phone != "", Dossier.submitter_phone != "")
    found = select(Dossier.id).outerjoin(RatingInvite, RatingInvite.dossier_id == Dossier.id)
    return list(db.session.scalars(found.where(over, reachable, _not_asked()).order_by(Dossier.id).limit(most)))


def answers_to_ask(at: datetime, most: int) -> list[int]:
    """Return the feedback whose senders are to be asked now about the answer."""
    over = and_(
        Feedback.status.in_(ENDED),
        Feedback.is_conduct.is_(False),
        Feedback.rating.is_(None),
        Feedback.reject_reason.is_(None),
        Feedback.merged_into_id.is_(None),
        _lately(Feedback.answered_at, at, ASKED_AFTER_ANSWER),
    )
    reachable = or_(Feedback.email != "", Feedback.phone != "")
    found = select(Feedback.id).outerjoin(RatingInvite, RatingInvite.feedback_id == Feedback.id)
    return list(db.session.scalars(found.where(over, reachable, _not_asked()).order_by(Feedback.id).limit(most)))


def use(invite: RatingInvite, at: datetime) -> bool:
    """Use an invitation up, or tell that it was used before: one statement, so that one of two votes wins."""
    unused = update(RatingInvite).where(RatingInvite.id == invite.id, RatingInvite.used_at.is_(None))
    return bool(db.session.execute(unused.values(used_at=at)).rowcount)  # type: ignore[attr-defined]


def _not_asked() -> ColumnElement[bool]:
    return and_(RatingInvite.announced_at.is_(None), RatingInvite.used_at.is_(None))


def _lately(moment: "InstrumentedAttribute[datetime | None]", at: datetime, after: timedelta) -> ColumnElement[bool]:
    return and_(moment <= at - after, moment > at - ASKED_WITHIN)


def ask_about_dossier(dossier: Dossier, at: datetime) -> bool:
    """Send the link, once; not to a family that has just lost somebody."""
    invite = invite_of_dossier(dossier, at)
    if invite.announced_at or invite.used_at:
        return False
    invite.announced_at = at
    if is_mourning(dossier):
        return False
    elsewhere = dossier.tell_submitter and bool(dossier.submitter_phone)  # as the other messages of the dossier
    about = _("kết quả hồ sơ %(code)s", code=dossier.code)
    message = _message(about, dossier.code or "", invite, the_commune())
    phone = dossier.submitter_phone if elsewhere else dossier.phone
    announce(
        f"rating-{invite.id}", About(KIND, invite.id, EVENT), message, "" if elsewhere else dossier.email, phone, at
    )
    return True


def ask_about_answer(feedback: Feedback, at: datetime) -> bool:
    """Send the link, once."""
    invite = invite_of_answer(feedback, at)
    if invite.announced_at or invite.used_at:
        return False
    invite.announced_at = at
    about = _("câu trả lời góp ý %(code)s", code=feedback.code)
    message = _message(about, feedback.code, invite, the_commune())
    announce(f"rating-{invite.id}", About(KIND, invite.id, EVENT), message, feedback.email, feedback.phone, at)
    return True


def link_of(invite: RatingInvite) -> str:
    """Return the address that a message or a code on a screen leads to."""
    return full_url("ratings.rate", token=invite.token)


def _message(about: str, code: str, invite: RatingInvite, commune: Commune) -> Message:
    """Return what is written: what it is about, and the link; no name, no reason."""
    link, unit = link_of(invite), commune.full_name
    body = _(
        "Kính gửi Ông/Bà,\n\n"
        "Xin Ông/Bà dành 10 giây đánh giá %(about)s: %(link)s\n\n"
        "Ông/Bà chỉ cần chọn một khuôn mặt. Cán bộ chỉ thấy số chung, không thấy ai đã chấm; chưa hài lòng thì"
        " lãnh đạo xem lại. Không đánh giá cũng không sao.\n\n"
        "Xin cảm ơn Ông/Bà.\n%(unit)s",
        about=about,
        link=link,
        unit=unit,
    )
    sentence = _("%(unit)s: xin Ông/Bà dành 10 giây đánh giá %(about)s: ", unit=unit, about=about)
    facts = {
        "ma": code,
        "tin": _("mời đánh giá hài lòng"),
        "don_vi": unit,
        "dien_thoai": commune.phone or commune.hotline,
    }
    return Message(_("Xin đánh giá %(about)s", about=about), body, in_short(sentence, link), facts, link)
