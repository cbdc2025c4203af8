"""How often a wrong password may be typed: nobody can try them all, nobody is locked out for ever."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from cqtt.clock import now
from cqtt.throttle import allowed, client_address, give_back

WINDOW = timedelta(minutes=15)
WRONG_PER_ACCOUNT = 10
WRONG_PER_ADDRESS = 40
KNOWN_FOR = timedelta(days=180)


class Count(NamedTuple):
    """One thing wrong passwords are counted by."""

    kind: str
    who: str
    limit: int


def allow_try(login: str) -> bool:
    """Count a try before the password is looked at; False: too many lately, even the right one is refused.

    Counting first means that of many tries at the same moment no more than the allowance are answered.
    """
    return all([allowed(count.kind, count.who, count.limit, WINDOW) for count in _counts(login)])


def forget_try(login: str) -> None:
    """Take the try back, since the password was right: only wrong ones use up the allowance."""
    for count in _counts(login):
        give_back(count.kind, count.who, WINDOW)


def minutes_left() -> int:
    """Return after how many minutes the present window is over."""
    seconds = int(WINDOW.total_seconds())
    return -(-(seconds - int(now().timestamp()) % seconds) // 60)


def _counts(login: str) -> Iterator[Count]:
    """A browser in which this officer has signed in before counts for itself.

    So a stranger who types wrong passwords, or a colleague behind the same address, closes nobody's own desk.
    """
    if mark := _mark_of(login):
        yield Count("sign_in_browser", mark, WRONG_PER_ACCOUNT)
        return
    yield Count("sign_in_account", login, WRONG_PER_ACCOUNT)
    yield Count("sign_in_address", client_address(), WRONG_PER_ADDRESS)


def know_this_browser(answer: Response, login: str) -> None:
    """Leave a mark by which `allow_try` knows the browser of somebody who has just signed in."""
    secure = current_app.config["SETTINGS"].secure_cookies
    answer.set_cookie(
        _cookie_name(),
        str(_signer().dumps([login, secrets.token_hex(8)])),
        max_age=KNOWN_FOR,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def _mark_of(login: str) -> str | None:
    try:
        named, mark = _signer().loads(request.cookies.get(_cookie_name(), ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(mark) if named == login else None


def _cookie_name() -> str:
    return "__Host-cqtt-known" if current_app.config["SETTINGS"].secure_cookies else "cqtt-known"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known browser")
