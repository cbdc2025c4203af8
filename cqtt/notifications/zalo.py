"""Zalo Notification Service: texts that Zalo has approved, filled with facts, sent to a telephone number.

The access token lives a day; it is renewed with a refresh token that serves once, so the new pair is committed
before anything else is done. Zalo is told the message's identity (tracking_id) but promises nothing about copies.
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
from cqtt.notifications.models import Channel, Connection, MessageRule
from cqtt.notifications.provider import ask
from cqtt.notifications.rules import international
from cqtt.notifications.transport import NotSent, Outgoing, Send
from cqtt.sealing import CannotUnseal, seal

SEND_TO = "https://business.openapi.zalo.me/message/template"
RENEW_AT = "https://oauth.zaloapp.com/v4/oa/access_token"
RENEW_BEFORE = timedelta(hours=1)  # its end
TOKEN_LASTS = timedelta(hours=24)  # when Zalo does not say how long
MOST_IN_A_FACT = 90  # characters: what a cell of an approved text takes
# Zalo's list of error codes: a number that is none or has no account, a person who does not take such messages.
NEVER = {-108, -114, -118, -119, -139, -140, -141}
TOKEN_IS_OVER = {-124, -216, -220}
OUT_OF_MONEY = {-115, -137, -144, -147}  # balance, or the day's quota
PAUSES = {-133: timedelta(hours=1), -32: timedelta(minutes=5)}  # at night; too many at a time


class BeingRenewed(NotSent):
    """Another process asks for a new token at this moment, or has done so in vain a moment ago."""


@dataclass(frozen=True)
class Account:
    """The unit's Official Account: what a message needs."""

    access_token: str
    templates: Mapping[str, str]  # Zalo's number of the text, by event
    price_vnd: int

    def send(self, message: Outgoing) -> int:
        """Hand a message over; returns its price."""
        if not (template := self.templates.get(message.event)):
            raise NotSent("sự kiện này chưa có mẫu Zalo", final=True)
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
        raise NotSent("mã truy cập Zalo đã hết hạn, đang xin mã mới")
    if code in OUT_OF_MONEY:
        raise NotSent(f"tài khoản Zalo hết tiền hoặc hết lượt gửi ({code})", pause=timedelta(hours=1))
    if code in PAUSES:
        raise NotSent(f"Zalo chưa nhận tin lúc này ({code})", pause=PAUSES[code])
    raise NotSent(f"Zalo không nhận tin ({code})", final=code in NEVER)


def open_zalo(settings: Settings) -> Send | None:
    """Return the way to Zalo, when an account is set up and switched on; renews its token where that is due."""
    if not connection(Channel.ZALO).is_on:
        db.session.rollback()
        return None
    try:
        account = the_account(settings, now())
    except BeingRenewed:  # whoever renews it notes what is wrong
        return None
    except (CannotUnseal, NotSent) as problem:
        _note(str(problem) or "khóa Zalo không mở được, xin nhập lại")
        return None
    return account.send


def the_account(settings: Settings, at: datetime) -> Account:
    """Return the account with a token that is good for a while, or raise NotSent or CannotUnseal."""
    found = connection(Channel.ZALO)
    token, refresh_token, app_secret = (
        secret_of(found, name, settings) for name in ("access_token", "refresh_token", "app_secret")
    )
    ends, app_id = found.values.get("token_ends", ""), str(found.values.get("app_id", ""))
    rules = select(MessageRule).where(MessageRule.channel == Channel.ZALO, MessageRule.is_on)
    account = Account(token, {rule.event: rule.template for rule in db.session.scalars(rules)}, found.price_vnd)
    db.session.rollback()
    if token and ends and at < datetime.fromisoformat(ends) - RENEW_BEFORE:
        return account
    return replace(account, access_token=_renewed(app_id, app_secret, refresh_token, settings, at))


def _renewed(app_id: str, app_secret: str, refresh_token: str, settings: Settings, at: datetime) -> str:
    """Ask for a new pair of tokens, commit it, and return the access token; one process does so at a time."""
    if not _take_turn(at):
        raise BeingRenewed("mã Zalo đang được làm mới, xin thử lại sau một phút")
    body = urlencode({"app_id": app_id, "refresh_token": refresh_token, "grant_type": "refresh_token"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "secret_key": app_secret}
    reply = ask("POST", RENEW_AT, headers, body)
    said = _read(reply.body, reply.status)
    token, fresh = str(said.get("access_token", "")), str(said.get("refresh_token", ""))
    if not token or not fresh:
        raise NotSent(f"Zalo không cấp mã mới ({said.get('error', reply.status)}), xin nối lại tài khoản Zalo")
    lasts = str(said.get("expires_in", ""))
    ends = at + (timedelta(seconds=int(lasts)) if lasts.isdecimal() else TOKEN_LASTS)
    found = _held()
    sealed = {name: seal(value, settings.secret_key) for name, value in _pair(token, fresh).items()}
    found.sealed = {**found.sealed, **sealed}
    found.values = {**found.values, "token_ends": ends.isoformat(), "renewing_until": ""}
    found.problem = ""
    db.session.commit()
    return token


def _pair(token: str, fresh: str) -> dict[str, str]:
    return {"access_token": token, "refresh_token": fresh}


def _take_turn(at: datetime) -> bool:
    """Whether this process may renew: nobody else has begun to within the last minute."""
    found = _held()
    until = str(found.values.get("renewing_until", ""))
    free = not until or at >= datetime.fromisoformat(until)
    if free:
        found.values = {**found.values, "renewing_until": (at + timedelta(minutes=1)).isoformat()}
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
