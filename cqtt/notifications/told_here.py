"""What this browser is told about: it holds the numbers of what it asked for in its signed cookie."""

from flask import session

from cqtt.notifications.browsers import forget_browsers, is_told

MOST = 20  # numbers in one cookie; the oldest goes first
_KEPT = "told"


def hold(number: int) -> None:
    """Keep that this browser asked for it."""
    session[_KEPT] = [*(one for one in _numbers() if one != number), number][-MOST:]


def is_told_here(kind: str, id: int) -> bool:
    """Whether this browser is told about a thing."""
    return is_told(kind, id, _numbers())


def forget_here(kind: str, id: int) -> None:
    """Tell this browser no more about a thing."""
    forget_browsers(kind, id, _numbers())


def _numbers() -> list[int]:
    return list(session.get(_KEPT, ()))
