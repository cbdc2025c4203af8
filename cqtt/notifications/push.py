"""Web push (RFC 8030, 8291, 8292): a word to a browser that asked for it, through its maker's server.

The address was given by the browser, so anybody could have typed it: only public machines are reached, and what one
of them does holds up no word to another browser. A copy with
the same Topic replaces the first while the telephone is off; the page's worker shows both under one tag.
"""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import delete

from cqtt.config import Settings, write_once
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.notifications.connections import connection
from cqtt.notifications.mail_server import sender_address
from cqtt.notifications.models import Channel, PushSubscription
from cqtt.notifications.provider import ask
from cqtt.notifications.transport import NotSent, Outgoing, Send

if TYPE_CHECKING:
    from py_vapid import Vapid02

KEPT_FOR = timedelta(days=2)  # by the browser's server, while the telephone is off
MOST_BYTES = 3_993  # of a word: a push service takes 4,096, encrypted (RFC 8291)
GONE = {404, 410}


def open_push(settings: Settings) -> Send | None:
    """Return the way to browsers, when it is switched on."""
    is_on = connection(Channel.PUSH).is_on
    db.session.rollback()
    return (lambda message: push(message, settings)) if is_on else None


def push(message: Outgoing, settings: Settings) -> int:
    """Send a word to one browser; one that has withdrawn is forgotten. Costs nothing."""
    asked = db.session.get(PushSubscription, int(message.recipient))
    where = None if asked is None else (asked.endpoint, asked.p256dh, asked.auth)
    db.session.rollback()
    if where is None:
        raise NotSent("trình duyệt không còn nhận tin", final=True)
    try:
        reply = ask("POST", where[0], _headers(where[0], message, settings), _encrypted(*where, shown(message)))
    except NotSent as problem:
        raise NotSent(str(problem), pause=problem.pause, alone=True) from problem
    if reply.status in GONE:
        _forget(int(message.recipient))
        raise NotSent("trình duyệt không còn nhận tin", final=True)
    if not 200 <= reply.status < 300:
        final = 400 <= reply.status < 500
        raise NotSent(f"máy chủ thông báo không nhận ({reply.status})", final, alone=True)
    return 0


def shown(message: Outgoing) -> bytes:
    """Return what the page's worker shows and opens: from whom, about what, and where it leads."""
    word = {
        "title": message.sender_name,
        "text": message.body,
        "url": message.facts.get("link", ""),
        "tag": message.identity,
    }
    return json.dumps(word, ensure_ascii=False).encode()


def _headers(endpoint: str, message: Outgoing, settings: Settings) -> dict[str, str]:
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": f"mailto:{sender_address(settings)}"}
    signed = _signer(settings.data).sign(claims)
    return {
        **signed,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(KEPT_FOR.total_seconds())),
        "Topic": message.identity,
        "Urgency": "normal",
    }


def _encrypted(endpoint: str, p256dh: str, auth: str, body: bytes) -> bytes:
    from pywebpush import WebPusher  # it brings much along, and web processes never need it

    keys = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
    return bytes(WebPusher(keys).encode(body, "aes128gcm")["body"])


@cache
def _signer(data: Path) -> "Vapid02":
    """The installation's own key (VAPID), made at the first use and kept in the data folder."""
    from py_vapid import Vapid02

    kept = data / "push-key"
    if not kept.exists():
        fresh = Vapid02()
        fresh.generate_keys()
        write_once(kept, fresh.private_pem().decode())
    return Vapid02.from_pem(kept.read_bytes())


def public_key(settings: Settings) -> str:
    """Return what a browser wants to know who will push: the public point, base64url without padding."""
    point = _signer(settings.data).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def _forget(number: int) -> None:
    begin_writing()
    db.session.execute(delete(PushSubscription).where(PushSubscription.id == number))
    db.session.commit()
