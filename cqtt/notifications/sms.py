"""Short messages through any HTTP gateway that a unit has a contract with: described by settings, not by code.

The gateway is told the message's identity ({id}); whether it refuses a copy by it is the provider's promise. Where it
does not, a message may arrive twice after a power cut between sending and marking, never more seldom than once.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape

from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.notifications.connections import connection, secret_of
from cqtt.notifications.models import Channel
from cqtt.notifications.provider import ask
from cqtt.notifications.rules import international, parts_of
from cqtt.notifications.transport import NotSent, Outgoing, Send, refusing
from cqtt.outgoing import Reply
from cqtt.sealing import CannotUnseal
from cqtt.text import without_marks

PLACEHOLDERS = ("phone", "text", "id", "key", "secret", "sender")
_HOLE = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


@dataclass(frozen=True)
class Gateway:
    """How one provider wants to be asked, as the administrator described it."""

    address: str  # with placeholders, for those who want everything in it
    method: str
    headers: str  # a line each, "Name: value"
    body: str
    success: tuple[str, ...]  # one of them stands in an answer that says yes, or "I have it already"
    refusals: tuple[str, ...]  # one of them stands in an answer that says that this number can never be reached
    key: str
    secret: str
    sender: str
    international: bool
    price_vnd: int

    def send(self, message: Outgoing) -> int:
        """Hand a message over; returns its price, all parts together."""
        self.judge(self.ask(message))
        return self.price_of(message)

    def ask(self, message: Outgoing) -> Reply:
        """Hand a message over and return what the gateway answered, whatever it means."""
        number = international(message.recipient) if self.international else message.recipient
        values = {"phone": number, "text": without_marks(message.body), "id": message.identity} | self._own()
        return ask(self.method, self._address(values), self._headers(values), self._body(values))

    def price_of(self, message: Outgoing) -> int:
        """Return what a message costs, all parts together."""
        return self.price_vnd * parts_of(without_marks(message.body))

    def _own(self) -> dict[str, str]:
        return {"key": self.key, "secret": self.secret, "sender": self.sender}

    def _address(self, values: Mapping[str, str]) -> str:
        return filled(self.address, values, lambda value: quote(value, safe=""))

    def _headers(self, values: Mapping[str, str]) -> dict[str, str]:
        lines = [line.partition(":") for line in self.headers.splitlines() if ":" in line]
        return {name.strip(): filled(value.strip(), values, _one_line) for name, _colon, value in lines}

    def _body(self, values: Mapping[str, str]) -> bytes | None:
        if self.method == "GET":
            return None
        return filled(self.body, values, escaping(self._headers(values))).encode()

    def judge(self, reply: Reply) -> None:
        """Raise NotSent unless the answer says yes."""
        said = _without_spaces(reply.body.decode("utf-8", "replace"))
        if any(_without_spaces(mark) in said for mark in self.refusals):
            raise NotSent("nhà mạng không nhận số này", final=True)
        taken = not self.success or any(_without_spaces(mark) in said for mark in self.success)
        if not 200 <= reply.status < 300 or not taken:
            raise NotSent(f"cổng tin nhắn trả lời không nhận ({reply.status})")


def open_gateway(settings: Settings) -> Send | None:
    """Return the way to the unit's gateway, when it is set up and switched on.

    With a key that nobody can read any more each message is given back, so that it ends with an officer.
    """
    try:
        gateway = the_gateway(settings)
    except CannotUnseal:
        return refusing("khóa của cổng tin nhắn không mở được, xin nhập lại")
    finally:
        db.session.rollback()
    return gateway.send if gateway else None


def the_gateway(settings: Settings, is_on: bool = True) -> Gateway | None:
    """Return the gateway that is described; also one that is not switched on, to try it. Raises CannotUnseal."""
    found = connection(Channel.SMS)
    values = {name: str(value) for name, value in found.values.items()}
    if (is_on and not found.is_on) or not values.get("address"):
        db.session.rollback()
        return None
    key, secret = (secret_of(found, name, settings) for name in ("key", "secret"))
    price = found.price_vnd
    db.session.rollback()
    return Gateway(
        address=values["address"],
        method=values.get("method", "POST"),
        headers=values.get("headers", ""),
        body=values.get("body", ""),
        success=_lines(values.get("success", "")),
        refusals=_lines(values.get("refusals", "")),
        key=key,
        secret=secret,
        sender=values.get("sender", ""),
        international=values.get("phone_form") == "84",
        price_vnd=price,
    )


def _lines(typed: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def filled(template: str, values: Mapping[str, str], escaped: Callable[[str], str]) -> str:
    """Return the template with every placeholder filled once; what stands in a value stays as it is."""
    return _HOLE.sub(lambda hole: escaped(values[hole[1]]), template)


def escaping(headers: Mapping[str, str]) -> Callable[[str], str]:
    """Return how a value is written into a body of this kind, so that no text can become part of its form."""
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "application/json")
    if "json" in kind:
        return lambda value: json.dumps(value, ensure_ascii=False)[1:-1]
    if "xml" in kind:
        return lambda value: escape(value, {'"': "&quot;", "'": "&apos;"})
    return lambda value: quote(value, safe="")


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _without_spaces(text: str) -> str:
    """Return what counts in an answer: papers print spaces that the answer itself has not, or the other way round."""
    return "".join(text.split())
