"""Zalo Notification Service: texts that Zalo has approved, filled with facts, sent to a telephone number.

The access token lives a day; it is renewed with a refresh token that serves once, so the new pair is committed
before anything else is done, and again if the database is busy. A process killed in the moment between Zalo's answer
and that commit takes the pair along: nobody can ask for it twice. Then messages go on until the old token ends (an
hour, as it is renewed that early), after it by SMS where SMS is open; and the administrator is told to connect the
account anew. Zalo is told the message's identity (tracking_id) but promises nothing about copies.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select, update

from cqtt.clock import now
from cqtt.config import Settings
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.notifications.connections import connection, secret_of
from cqtt.notifications.insisting import insist
from cqtt.notifications.models import Channel, Connection, MessageRule
from cqtt.notifications.provider import ask
from cqtt.notifications.rules import international
from cqtt.notifications.transport import NotSent, Outgoing, Send, Trace, refusing
from cqtt.sealing import CannotUnseal, seal

SEND_TO = "https://business.openapi.zalo.me/message/template"
RENEW_AT = "https://oauth.zaloapp.com/v4/oa/access_token"
RENEW_BEFORE = timedelta(hours=1)  # its end
TOKEN_LASTS = timedelta(hours=24)  # when Zalo does not say how long
MOST_IN_A_FACT = 90  # characters: what a cell of an approved text takes
TURN = timedelta(minutes=3)  # to renew in: longer than Zalo may take to answer
# Zalo's list of error codes: a number that is none or has no account, a person who does not take such messages.
NEVER = {
    -108: "số điện thoại không đúng",
    -114: "tài khoản Zalo này không nhận tin được",
    -118: "số này chưa có Zalo",
    -119: "tài khoản Zalo này không nhận tin được",
    -139: "người nhận không nhận loại tin này",
    -140: "người nhận không nhận loại tin này",
    -141: "người nhận không nhận tin của đơn vị",
}
TOKEN_IS_OVER = {-124, -216, -220}
OUT_OF_MONEY = {-115, -137, -144, -147}  # balance, or the day's quota
REFUSED = range(-149, -100)  # of the message, its text or the account; beyond lie faults of Zalo's own
PAUSES = {-133: timedelta(hours=1), -32: timedelta(minutes=5)}  # at night; too many at a time


class BeingRenewed(NotSent):
    """Another process asks for a new token at this moment, or has done so in vain a moment ago."""


class NotConnected(NotSent):
    """Zalo gives no new token: nothing goes out before somebody connects the account anew."""


@dataclass(frozen=True)
class Account:
    """The unit's Official Account: what a message needs."""

    access_token: str
    templates: Mapping[str, str]  # Zalo's number of the text, by event
    price_vnd: int

    def send(self, message: Outgoing) -> int:
        """Hand a message over; returns its price."""
        if not (template := self.templates.get(message.event)):
            raise NotSent("sự kiện này chưa có mẫu Zalo", final=True, trace=Trace.NONE)
        asked = {
            "phone": international(message.recipient),
            "template_id": template,
            "template_data": message.facts,
            "tracking_id": message.identity,
        }
        headers = {"Content-Type": "application/json", "access_token": self.access_token}
        reply = ask("POST", SEND_TO, headers, json.dumps(asked, ensure_ascii=False).encode())
        _judge(_read(reply.body, reply.status))
        return self.price_vnd


def _judge(said: Mapping[str, Any]) -> None:
    """Raise NotSent unless Zalo took the message."""
    code = said.get("error")
    if code == 0:
        return
    if code in TOKEN_IS_OVER:
        _forget_token()
        raise NotSent("mã truy cập Zalo đã hết hạn, đang xin mã mới", trace=Trace.NONE)
    if code in OUT_OF_MONEY:
        sentence = f"tài khoản Zalo hết tiền hoặc hết lượt gửi ({code})"
        raise NotSent(sentence, pause=timedelta(hours=1), trace=Trace.NONE, elsewhere=True)
    if code in PAUSES:
        raise NotSent(f"Zalo chưa nhận tin lúc này ({code})", pause=PAUSES[code], trace=Trace.NONE)
    if code in NEVER:
        raise NotSent(f"{NEVER[code]} ({code})", final=True)
    refused = code in REFUSED
    trace = Trace.NONE if refused else Trace.UNKNOWN
    raise NotSent(f"Zalo không nhận tin ({code})", trace=trace, elsewhere=refused)


def open_zalo(settings: Settings) -> Send | None:
    """Return the way to Zalo, when an account is set up and switched on; renews its token where that is due.

    With an account that nobody can use any more each message is given back, so that it goes another way or ends.
    """
    if not connection(Channel.ZALO).is_on:
        db.session.rollback()
        return None
    try:
        account = the_account(settings, now())
    except BeingRenewed:  # whoever renews it notes what is wrong
        return None
    except (CannotUnseal, NotConnected) as problem:
        sentence = str(problem) or "khóa Zalo không mở được, xin nhập lại"
        _note(sentence)
        return refusing(sentence)
    except NotSent as problem:
        _note(str(problem))
        return None
    return account.send


def the_account(settings: Settings, at: datetime) -> Account:
    """Return the account with a token that is good for a while, or raise NotSent or CannotUnseal.

    A token that cannot be renewed now is used until it ends.
    """
    found = connection(Channel.ZALO)
    token, refresh_token, app_secret = (
        secret_of(found, name, settings) for name in ("access_token", "refresh_token", "app_secret")
    )
    ends, app_id = found.values.get("token_ends", ""), str(found.values.get("app_id", ""))
    rules = select(MessageRule).where(MessageRule.channel == Channel.ZALO, MessageRule.is_on)
    account = Account(token, {rule.event: rule.template for rule in db.session.scalars(rules)}, found.price_vnd)
    db.session.rollback()
    lasts = datetime.fromisoformat(ends) - at if token and ends else timedelta()
    if lasts > RENEW_BEFORE:
        return account
    try:
        return replace(account, access_token=_renewed(app_id, app_secret, refresh_token, settings, at))
    except NotSent as problem:
        if lasts <= timedelta():
            raise
        if not isinstance(problem, BeingRenewed):
            _note(str(problem))
        return account


def _renewed(app_id: str, app_secret: str, refresh_token: str, settings: Settings, at: datetime) -> str:
    """Ask for a new pair of tokens, commit it, and return the access token; one process does so at a time."""
    if not _take_turn(at):
        raise BeingRenewed("mã Zalo đang được làm mới, xin thử lại sau ba phút")
    body = urlencode({"app_id": app_id, "refresh_token": refresh_token, "grant_type": "refresh_token"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "secret_key": app_secret}
    reply = ask("POST", RENEW_AT, headers, body)
    said = _read(reply.body, reply.status)
    token, fresh = str(said.get("access_token", "")), str(said.get("refresh_token", ""))
    if not token or not fresh:
        why = NotConnected if reply.status < 500 else NotSent
        raise why(f"Zalo không cấp mã mới ({said.get('error', reply.status)}), xin nối lại tài khoản Zalo")
    lasts = str(said.get("expires_in", ""))
    ends = at + (timedelta(seconds=int(lasts)) if lasts.isdecimal() else TOKEN_LASTS)
    pair = {"access_token": seal(token, settings.secret_key), "refresh_token": seal(fresh, settings.secret_key)}
    insist(lambda: _keep(pair, ends))
    return token


def _keep(pair: Mapping[str, str], ends: datetime) -> None:
    found = _held()
    found.sealed = {**found.sealed, **pair}
    found.values = {**found.values, "token_ends": ends.isoformat(), "renewing_until": ""}
    found.problem = ""
    db.session.commit()


def _take_turn(at: datetime) -> bool:
    """Whether this process may renew: nobody else has begun to a moment ago."""
    found = _held()
    until = str(found.values.get("renewing_until", ""))
    free = not until or at >= datetime.fromisoformat(until)
    if free:
        found.values = {**found.values, "renewing_until": (at + TURN).isoformat()}
    db.session.commit()
    return free


def _held() -> Connection:
    """Return what is set in a transaction that nobody else writes it in meanwhile."""
    begin_writing()
    return db.session.get_one(Connection, Channel.ZALO, with_for_update=True)


def _forget_token() -> None:
    found = _held()
    found.values = {**found.values, "token_ends": ""}
    db.session.commit()


def _note(problem: str) -> None:
    begin_writing()
    db.session.execute(update(Connection).where(Connection.channel == Channel.ZALO).values(problem=problem))
    db.session.commit()


def _read(body: bytes, status: int) -> Mapping[str, Any]:
    """Return what Zalo said, or raise NotSent when it is nothing it would say."""
    try:
        said = json.loads(body)
    except ValueError as nothing:
        raise NotSent(f"Zalo trả lời không đọc được ({status})") from nothing
    if not isinstance(said, dict):
        raise NotSent(f"Zalo trả lời không đọc được ({status})")
    return said
