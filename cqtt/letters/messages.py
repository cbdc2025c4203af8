"""The messages that carried a letter, as officers see them. Whoever has the link in one reads the letter."""

import re
from dataclasses import replace

from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters.models import Letter
from cqtt.letters.sending import ABOUT
from cqtt.notifications.models import Notification
from cqtt.notifications.showing import MessageShown, messages_about

_LINK = re.compile(r"\S+/thu/mo/\S+")


def messages(letter: Letter) -> list[MessageShown]:
    """Return the messages of a letter, newest first; the link is shown only while somebody has to send it by hand."""
    return [each if each.waits else _without_link(each) for each in messages_about(ABOUT, letter.id)]


def _without_link(shown: MessageShown) -> MessageShown:
    return replace(shown, body=_LINK.sub(_("(liên kết riêng)"), shown.body), sms=None, zalo=None)


def message_of(letter: Letter, message_id: int) -> Notification | None:
    """Return a message if it is about this letter."""
    message = db.session.get(Notification, message_id)
    about = (message.about_kind, message.about_id) if message else None
    return message if about == (ABOUT, letter.id) else None
