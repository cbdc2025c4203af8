"""Send one message at once to see whether a channel works, and tell in words what its provider said.

Sending happens outside any transaction. Nothing of it is kept: neither the number nor the answer.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from cqtt.commune.models import the_commune
from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.notifications.kinds import FACTS, EventKind
from cqtt.notifications.mail import send
from cqtt.notifications.mail_server import mail_server
from cqtt.notifications.sms import Gateway, the_gateway
from cqtt.notifications.transport import NotSent, Outgoing
from cqtt.notifications.zalo import the_account
from cqtt.outgoing import Reply
from cqtt.sealing import CannotUnseal
from cqtt.text import group_phone

MOST_SHOWN = 300  # letters of an answer


@dataclass(frozen=True)
class Trial:
    """How it went: a sentence, and what the provider answered, without the unit's keys and the person's number."""

    went_well: bool
    sentence: str
    answer: str = ""


def try_mail(recipient: str, settings: Settings, at: datetime) -> Trial:
    """Send a mail to an address that was typed."""
    return _tried(lambda: _mail(recipient, settings, at))


def try_sms(recipient: str, settings: Settings, at: datetime) -> Trial:
    """Send a text to a number that was typed."""
    return _tried(lambda: _sms(recipient, settings, at))


def try_zalo(recipient: str, kind: EventKind, settings: Settings, at: datetime) -> Trial:
    """Send the approved text of an event to a number that was typed, filled with examples."""
    return _tried(lambda: _zalo(recipient, kind, settings, at))


def _tried(send_one: Callable[[], Trial]) -> Trial:
    try:
        return send_one()
    except CannotUnseal:
        return Trial(False, _("Khóa đã lưu không mở được nữa. Xin nhập lại khóa."))
    except NotSent as problem:
        return Trial(False, _("Chưa gửi được: %(problem)s.", problem=str(problem)))
    finally:
        db.session.rollback()


def _mail(recipient: str, settings: Settings, at: datetime) -> Trial:
    server = mail_server(settings, also_off=True)
    if server is None:
        return Trial(False, _("Chưa cài đặt máy chủ thư. Xin điền và lưu trước."))
    send(_message(recipient, at), server)
    return Trial(True, _("Máy chủ thư đã nhận. Xin mở hộp thư vừa gửi đến; không thấy thì xem cả mục thư rác."))


def _sms(recipient: str, settings: Settings, at: datetime) -> Trial:
    gateway = the_gateway(settings, is_on=False)
    if gateway is None:
        return Trial(False, _("Chưa cài đặt cổng tin nhắn. Xin điền và lưu trước."))
    message = _message(recipient, at)
    reply = gateway.ask(message)
    answer = shown(reply, gateway, recipient)
    try:
        gateway.judge(reply)
    except NotSent as problem:
        return Trial(False, _("Chưa gửi được: %(problem)s.", problem=str(problem)), answer)
    cost = gateway.price_of(message)
    return Trial(True, _("Cổng tin nhắn đã nhận, giá %(cost)s đồng. Xin xem điện thoại.", cost=cost), answer)


def _zalo(recipient: str, kind: EventKind, settings: Settings, at: datetime) -> Trial:
    account = the_account(settings, at)
    facts = {name: FACTS[name][1] for name in kind.facts}
    cost = account.send(_message(recipient, at, kind.name, facts))
    return Trial(True, _("Zalo đã nhận, giá %(cost)s đồng. Xin xem Zalo trên điện thoại.", cost=cost))


def _message(recipient: str, at: datetime, event: str = "", facts: dict[str, str] | None = None) -> Outgoing:
    unit = the_commune().full_name
    db.session.rollback()
    return Outgoing(
        identity=secrets.token_hex(16),
        sender_name=unit,
        recipient=recipient,
        subject=_("Tin gửi thử"),
        body=_("%(unit)s: đây là tin gửi thử, xin bỏ qua.", unit=unit),
        written_at=at,
        event=event,
        facts=dict(facts or {}),
    )


def shown(reply: Reply, gateway: Gateway, recipient: str) -> str:
    """Return the beginning of an answer with nothing in it that is nobody's business."""
    said = reply.body.decode("utf-8", "replace")
    keys = (each for key in (gateway.key, gateway.secret) for each in (key, quote(key, safe=""), json.dumps(key)[1:-1]))
    for hidden in (*keys, recipient, recipient[1:], group_phone(recipient)):
        said = said.replace(hidden, "•••") if hidden else said
    return f"{reply.status} {' '.join(said.split())[:MOST_SHOWN]}"
