"""Look whether an address of the web answers, judged anew after each redirect: never in a network of its own."""

import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPException
from threading import Thread
from urllib.parse import SplitResult, urljoin, urlsplit

from cqtt.outgoing import PORTS, NotPublic, Reach, is_public, numbers_of

PATIENCE = 5.0  # seconds for each step of one look
ROUND = 20.0  # seconds for all looks of a round, whatever the servers do
MOST_REDIRECTS = 5
GONE = {404, 410}


@dataclass(frozen=True)
class Answer:
    """What a look found; dead is only what no reader can open, not what a server refuses to tell a program."""

    status: int | None
    is_dead: bool

    @classmethod
    def of(cls, status: int) -> "Answer":
        return cls(status, status in GONE or status >= 500)


SILENCE = Answer(None, is_dead=True)
UNKNOWN = Answer(None, is_dead=False)  # nothing can be said


@dataclass(frozen=True)
class Looker:
    """How looks are made: who asks, how patiently, and which machines may be asked."""

    agent: str
    patience: float = PATIENCE
    resolve: Callable[[str, int], list[str]] = numbers_of
    allows: Callable[[str], bool] = is_public

    def look(self, address: str) -> Answer:
        """Open an address as a reader would, and say what came back; never raises."""
        try:
            return self._follow(address)
        except (NotPublic, ssl.SSLError):  # a certificate's chain that lacks something is mended by browsers
            return UNKNOWN
        except (OSError, HTTPException, ValueError):
            return SILENCE

    def look_at_all(self, addresses: Iterable[str], seconds: float = ROUND) -> dict[str, Answer]:
        """Look at all of them at once; what has not answered when the time is over has not answered."""
        found: dict[str, Answer] = {}
        wanted = list(addresses)
        looks = [Thread(target=self._note, args=(each, found), daemon=True) for each in wanted]
        for each in looks:
            each.start()
        last = time.monotonic() + seconds
        for each in looks:
            each.join(max(0.0, last - time.monotonic()))
        return {address: found.get(address, SILENCE) for address in wanted}

    def _note(self, address: str, found: dict[str, Answer]) -> None:
        found[address] = self.look(address)

    def _follow(self, address: str) -> Answer:
        """Go where redirects lead; whoever sends a reader round for ever, or out of the web, is alive."""
        status = 0
        for _number in range(MOST_REDIRECTS):
            parts = urlsplit(address)
            if parts.scheme not in PORTS:
                break
            status, moved_to = self._ask(parts)
            if not moved_to:
                break
            address = urljoin(address, moved_to)
        return Answer.of(status) if status else SILENCE

    def _ask(self, parts: SplitResult) -> tuple[int, str]:
        """Ask for the head alone; where a server minds that, for the whole, of which nothing is read."""
        status, moved_to = self._send("HEAD", parts)
        return self._send("GET", parts) if status >= 400 else (status, moved_to)

    def _send(self, method: str, parts: SplitResult) -> tuple[int, str]:
        reach = Reach(self.patience, self.resolve, self.allows)
        reply = reach.ask(method, parts, {"User-Agent": self.agent}, most=0)
        return reply.status, reply.headers.get("location", "") if 300 <= reply.status < 400 else ""
