"""What a transport is given, and how it says that a message was not taken.

A transport is asked once in a round for its way out of the house; sending happens outside any transaction.
"""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cqtt.config import Settings


class NotSent(Exception):
    """The message was not taken. The text holds no address, no number and no name.

    `final`: trying again cannot help. `pause`: the provider wants no message at all for so long. `alone`: the trouble
    says nothing of the messages to others.
    """

    def __init__(self, problem: str, final: bool = False, pause: timedelta | None = None, alone: bool = False) -> None:
        super().__init__(problem)
        self.final, self.pause, self.alone = final, pause, final or alone


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


Send = Callable[[Outgoing], int]  # hands a message over and returns what it costs in đồng, or raises NotSent
Open = Callable[[Settings], Send | None]  # gives the way out of the house, or None where nothing is set up
