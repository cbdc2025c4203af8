"""What a look at the installation says: what was found, how much it matters, how it is mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from cqtt.config import Settings


class Level(Enum):
    """How much a finding matters; the mark that stands before it."""

    FINE = "✓"
    NOTE = "!"
    BROKEN = "✗"


@dataclass(frozen=True)
class Finding:
    level: Level
    what: str
    mend: str = ""


Look = Callable[[Settings], Iterator[Finding]]
