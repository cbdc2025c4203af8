"""What all kinds of recordings share: the answer, the refusal, and numbers read without running over the end."""

from dataclasses import dataclass

MOST_PARTS = 60_000  # Two minutes have some 6,000; whoever sends more wants to keep the machine busy.


class NotASound(Exception):
    """It is no recording that can be taken; `reason` says why: other-kind, has-picture, broken, empty."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Sound:
    """A recording: its kind, how long it lasts, and its bytes without title, place or picture."""

    media_type: str
    extension: str
    kept: bytes
    seconds: float


class Room:
    """Bytes that are read by their place; whoever reads over the end learns that the recording is broken."""

    def __init__(self, received: bytes) -> None:
        self.received = received
        self.kept = bytearray(received)
        self.parts = 0

    def count_part(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise NotASound("broken")

    def bytes_at(self, at: int, length: int, end: int | None = None) -> bytes:
        """Return bytes that lie wholly before the end of the part they belong to."""
        if at < 0 or at + length > (len(self.received) if end is None else end):
            raise NotASound("broken")
        return self.received[at : at + length]

    def number(self, at: int, length: int, end: int | None = None) -> int:
        return int.from_bytes(self.bytes_at(at, length, end), "big")

    def blank(self, start: int, end: int) -> None:
        """Overwrite with zeros; the length stays, so that everything behind keeps its place."""
        self.kept[start:end] = bytes(end - start)
