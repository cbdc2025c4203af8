"""What a transport is given, and how it says that a message was not taken.

A transport is asked once in a round for its way out of the house; sending happens outside any transaction.
"""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from cqtt.config import Settings


class Trace(Enum):
    """What an attempt may have left behind that no provider said it took."""

    UNKNOWN = "unknown"  # perhaps the message itself, on its way
    NONE = "none"  # surely nothing
    NONE_EVER = "none ever"  # nor did any attempt before: the provider knows no way to this person


class NotSent(Exception):
    """The message was not taken. The text holds no address, no number and no name.

    `final`: trying again cannot help. `pause`: the provider wants no message at all for so long. `alone`: the trouble
    says nothing of the messages to others. `elsewhere`: where another channel can carry it, waiting is worse.
    """

    def __init__(
        self,
        problem: str,
        final: bool = False,
        pause: timedelta | None = None,
        alone: bool = False,
        trace: Trace | None = None,
        elsewhere: bool = False,
    ) -> None:
        super().__init__(problem)
        self.final, self.pause, self.alone, self.elsewhere = final, pause, final or alone, elsewhere
        self.trace = trace or (Trace.NONE_EVER if final else Trace.UNKNOWN)


# What a failed connection means to somebody who never saw one; the first that fits.
_TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "không có máy chủ nào mang tên ấy"),
    (TimeoutError, "chờ lâu không thấy trả lời"),
    (ConnectionRefusedError, "máy chủ không nhận kết nối ở cổng ấy"),
    (ssl.SSLError, "chứng chỉ bảo mật của máy chủ không dùng được"),
)


def why(error: Exception) -> str:
    """Return in words why a machine could not be reached, with the name under which a technician knows it."""
    words = next((words for kind, words in _TROUBLES if isinstance(error, kind)), "")
    return f"{words} ({type(error).__name__})".strip()


@dataclass(frozen=True)
class Outgoing:
    """One message to one person. `identity` is the same at every attempt, so a second copy can be known."""

    identity: str
    sender_name: str
    recipient: str
    subject: str
    body: str
    written_at: datetime
    event: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def refusing(problem: str) -> "Send":
    """Return a way out of the house that is shut: what waits for it is not kept waiting without an end."""

    def send(_message: Outgoing) -> int:
        raise NotSent(problem, alone=True, trace=Trace.NONE, elsewhere=True)

    return send


Send = Callable[[Outgoing], int]  # hands a message over and returns what it costs in đồng, or raises NotSent
Open = Callable[[Settings], Send | None]  # gives the way out of the house, or None where nothing is set up
