"""What a transport is given, and how it says that a message was not taken.

A transport is asked once in a round for its way out of the house; sending happens outside any transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cqtt.config import Settings


class NotSent(Exception):
    """The message was not taken. The text holds no address, no number and no name.

    `final`: trying again cannot help. `pause`: the provider wants no message at all for so long.
    """

    def __init__(self, problem: str, final: bool = False, pause: timedelta | None = None) -> None:
        super().__init__(problem)
        self.final, self.pause = final, pause


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
