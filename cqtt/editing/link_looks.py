"""Look whether an address of the web answers, without ever looking into a network that is not public.

An administrator writes the address and the server opens it. So the name is resolved first, every address it stands
for must be public, and the connection goes to the very address that was judged; the same again after each redirect.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address, ip_network
from threading import Thread
from urllib.parse import SplitResult, quote, urljoin, urlsplit

PATIENCE = 5.0  # seconds for each step of one look
ROUND = 20.0  # seconds for all looks of a round, whatever the servers do
MOST_REDIRECTS = 5
MOST_NUMBERS = 3  # addresses of one name that are tried
PORTS = {"http": 80, "https": 443}
GONE = {404, 410}
# All that is routed to everybody; outside lie the old private nets and IPv4 written as IPv6 or reached through it.
_ROUTED = ip_network("2000::/3")
_CARRIER = ip_network("2002::/16")  # 6to4: an IPv4 address stands inside
_TLS = ssl.create_default_context()
_UNESCAPED = "/%:=&?~#+!$,;'@()*[]"


class NotPublic(Exception):
    """The address leads into a network of its own; nothing was sent there."""


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


def is_public(numbers: str) -> bool:
    """Tell whether everybody reaches the same machine under these numbers."""
    address = ip_address(numbers)
    routed = address.version == 4 or (address in _ROUTED and address not in _CARRIER)
    return address.is_global and not address.is_multicast and routed


def numbers_of(host: str, port: int) -> list[str]:
    """Resolve a name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


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
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port or PORTS[parts.scheme]
        named = f"[{host}]" if ":" in host else host
        headers = {"Host": f"{named}:{parts.port}" if parts.port else named, "User-Agent": self.agent}
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection = HTTPConnection(named, port)
        try:
            connection.sock = self._connect(parts.scheme, host, port)
            connection.request(method, quote(target, safe=_UNESCAPED), headers=headers)
            answer = connection.getresponse()
            moved_to = answer.headers.get("Location", "") if 300 <= answer.status < 400 else ""
            return answer.status, moved_to
        finally:
            connection.close()

    def _connect(self, scheme: str, host: str, port: int) -> socket.socket:
        """Connect to an address that was judged, not to the name, which may stand for another one a moment later."""
        numbers = list(dict.fromkeys(self.resolve(host, port)))
        if not numbers or not all(map(self.allows, numbers)):
            raise NotPublic(host)
        plain = self._reach(numbers[:MOST_NUMBERS], port)
        try:
            return _TLS.wrap_socket(plain, server_hostname=host) if scheme == "https" else plain
        except BaseException:
            plain.close()
            raise

    def _reach(self, numbers: list[str], port: int) -> socket.socket:
        """Connect to the first that can be reached: a machine may have no way to the newer kind of addresses."""
        for each in numbers[:-1]:
            with suppress(OSError):
                return socket.create_connection((each, port), self.patience)
        return socket.create_connection((numbers[-1], port), self.patience)
