"""Browsers that ask to be told about one thing: an address and two keys, kept for a year or as long as the thing.

The browser gives the address, so anybody could type one: only what may be a push service of the public web is taken
here, and only public machines are reached when something is sent (cqtt/outgoing.py).
"""

import secrets
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.notifications.models import Channel, DeliveryStatus, Notification, PushSubscription
from cqtt.outgoing import is_public
from cqtt.schedule import every

MOST_BROWSERS = 5  # of one thing: a family's telephones
KEPT = timedelta(days=365)  # after the asking; whoever still waits asks again
LONGEST_ADDRESS = 1_000
HIGHEST_NUMBER = 2**31 - 1  # of a column of 32 bits
AUTH_BYTES = 16  # RFC 8291
_INSIDE = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


class TooManyBrowsers(RuleBroken):
    """As many browsers are told about this thing as may be."""


@dataclass(frozen=True)
class Browser:
    """What a browser gave to be told: where, and with which keys only it can read what is sent there."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def is_usable(self) -> bool:
        return is_push_address(self.endpoint) and _is_point(self.p256dh) and _is_secret(self.auth)


def is_push_address(address: str) -> bool:
    """Whether an address may be that of a push service: https, of the public web, no name and no port in it."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = parts.scheme == "https" and parts.username is None and port in (None, 443)
    return plain and len(address) <= LONGEST_ADDRESS and _is_public_name(host)


def _is_public_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(_INSIDE)
    return is_public(host)


def _is_point(key: str) -> bool:
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(key))
    except ValueError:
        return False
    return True


def _is_secret(auth: str) -> bool:
    try:
        return len(_bytes(auth)) == AUTH_BYTES
    except ValueError:
        return False


def _bytes(text: str) -> bytes:
    """Read base64url as browsers write it: without padding."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def remember(kind: str, id: int, browser: Browser, at: datetime) -> PushSubscription:
    """Let a browser be told about a thing from now on; asking again changes its keys. Raises TooManyBrowsers."""
    known = _known(kind, id, browser)
    if known is None:
        _refuse_too_many(kind, id)
        known = _added(kind, id, browser, at)
    known.p256dh, known.auth, known.created_at = browser.p256dh, browser.auth, at
    db.session.flush()
    return known


def _known(kind: str, id: int, browser: Browser) -> PushSubscription | None:
    this = select(PushSubscription).where(*_about(kind, id), PushSubscription.endpoint == browser.endpoint)
    return db.session.scalar(this)


def _refuse_too_many(kind: str, id: int) -> None:
    if (db.session.scalar(select(func.count()).where(*_about(kind, id))) or 0) >= MOST_BROWSERS:
        raise TooManyBrowsers(_("Việc này đã đủ số máy nhận tin. Xin bấm “Thôi báo” trên một máy khác trước."))


def _added(kind: str, id: int, browser: Browser, at: datetime) -> PushSubscription:
    """Add a browser, or return the row that the same one added at this very moment by asking twice."""
    fresh = PushSubscription(id=_fresh_number(), about_kind=kind, about_id=id, created_at=at, **asdict(browser))
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        if known := _known(kind, id, browser):
            return known
        raise
    return fresh


def _fresh_number() -> int:
    """Return a number that no browser had before: SQLite gives that of a deleted row to the next one.

    A word that still waits for whoever withdrew must not reach somebody else.
    """
    return 1 + secrets.randbelow(HIGHEST_NUMBER)


def is_told(kind: str, id: int, numbers: list[int]) -> bool:
    """Whether one of these browsers is told about a thing."""
    return bool(numbers) and bool(db.session.scalar(select(func.count()).where(*_of(kind, id, numbers))))


def forget_browsers(kind: str, id: int, numbers: list[int] | None = None) -> None:
    """Tell nobody about a thing any more, or only these browsers not; what waits for them is not sent."""
    those = _about(kind, id) if numbers is None else _of(kind, id, numbers)
    gone = [str(number) for number in db.session.scalars(select(PushSubscription.id).where(*those))]
    if not gone:
        return
    db.session.execute(delete(PushSubscription).where(*those))
    waiting = update(Notification).where(
        Notification.channel == Channel.PUSH,
        Notification.status == DeliveryStatus.PENDING,
        Notification.recipient.in_(gone),
    )
    db.session.execute(waiting.values(status=DeliveryStatus.REPLACED))


@every(timedelta(hours=6))
def forget_old_browsers(at: datetime) -> None:
    """Forget browsers that asked long ago."""
    db.session.execute(delete(PushSubscription).where(PushSubscription.created_at < at - KEPT))


def _about(kind: str, id: int) -> tuple[ColumnElement[bool], ...]:
    return (PushSubscription.about_kind == kind, PushSubscription.about_id == id)


def _of(kind: str, id: int, numbers: list[int]) -> tuple[ColumnElement[bool], ...]:
    return (*_about(kind, id), PushSubscription.id.in_(numbers))


@dataclass(frozen=True)
class Followed:
    """What a browser can be told about: its kind in messages, and how one is found that this browser holds."""

    kind: str
    held: Callable[[str], int]  # the id of a code; answers 404 where this browser may not open it


_FOLLOWED: dict[str, Followed] = {}


def register_followed(slug: str, kind: str, held: Callable[[str], int]) -> None:
    """Let browsers be told about things of this kind; `slug` stands in the address."""
    _FOLLOWED[slug] = Followed(kind, held)


def followed(slug: str) -> Followed | None:
    """Return what stands behind a word in an address."""
    return _FOLLOWED.get(slug)
