"""The messages about feedback as officers see them: what was sent, what waits to be sent by hand, and of which.

Whoever has the link in a message acts as its sender. So only a text that an officer still has to send shows it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import KIND
from cqtt.feedback.secrecy import readable_by
from cqtt.i18n import _
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.notifications.showing import MessageShown, messages_about

_LINK = re.compile(r"\S+/phan-anh/mo/\S+")


def messages(feedback: Feedback) -> list[MessageShown]:
    """Return the messages about this feedback, newest first."""
    return [_without_link(shown, feedback) for shown in messages_about(KIND, feedback.id)]


def _without_link(shown: MessageShown, feedback: Feedback) -> MessageShown:
    to_sender = shown.notification.recipient in (feedback.phone, feedback.email)
    whose = "" if to_sender or shown.notification.channel is Channel.PUSH else _("người theo dõi")
    if shown.waits:
        return replace(shown, whose=whose)
    body = _LINK.sub(_("(liên kết riêng)"), shown.body)
    return replace(shown, whose=whose, body=body, sms=None, zalo=None)


def message_of(feedback: Feedback, message_id: int) -> Notification | None:
    """Return a message if it is about this feedback."""
    message = db.session.get(Notification, message_id)
    about = (message.about_kind, message.about_id) if message else None
    return message if about == (KIND, feedback.id) else None


@dataclass(frozen=True)
class WaitingText:
    """One feedback whose sender, or a follower, waits for a word from an officer."""

    id: int
    code: str
    is_conduct: bool
    since: datetime


@dataclass(frozen=True)
class WaitingTexts:
    """The first of them, and how many feedbacks there are such texts of in all."""

    first: list[WaitingText]
    total: int


def texts_to_send(officer: Officer, most: int = 8) -> WaitingTexts:
    """Return what this officer may read and has a text to be sent by hand, the longest waiting first; one query."""
    waiting = (
        select(Notification.about_id, func.min(Notification.created_at).label("since"))
        .where(Notification.channel == Channel.BY_HAND, Notification.status == DeliveryStatus.PENDING)
        .where(Notification.about_kind == KIND)
        .group_by(Notification.about_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Feedback.id, Feedback.code, Feedback.is_conduct, waiting.c.since, func.count().over())
        .join(waiting, waiting.c.about_id == Feedback.id)
        .where(readable_by(officer))
        .order_by(waiting.c.since, Feedback.id)
        .limit(most)
    ).all()
    return WaitingTexts([WaitingText(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)
