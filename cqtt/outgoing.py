"""Reach machines of the web without ever reaching into a network that is not public.

Somebody typed the address, and the server opens it. So the name is resolved first, every address it stands for must
be public, and the connection goes to the very address that was judged.
"""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from ipaddress import ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, quote, urlsplit

PORTS = {"http": 80, "https": 443}
MOST_NUMBERS = 3  # addresses of one name that are tried
MOST_BYTES = 64 * 1024  # of an answer; what comes behind is not read
LONGEST = 60.0  # seconds of one question and its answer, however many steps it takes
# All that is routed to everybody; outside lie the old private nets and IPv4 written as IPv6 or reached through it.
_ROUTED = ip_network("2000::/3")
_CARRIER = ip_network("2002::/16")  # 6to4: an IPv4 address stands inside
_TLS = ssl.create_default_context()
_UNESCAPED = "/%:=&?~#+!$,;'@()*[]"


class NotPublic(Exception):
    """The address leads into a network of its own; nothing was sent there."""


def is_public(numbers: str) -> bool:
    """Tell whether everybody reaches the same machine under these numbers."""
    address = ip_address(numbers)
    routed = address.version == 4 or (address in _ROUTED and address not in _CARRIER)
    return address.is_global and not address.is_multicast and routed


def numbers_of(host: str, port: int) -> list[str]:
    """Resolve a name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Reply:
    """What a machine answered; the names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reach:
    """How machines are reached: how patiently (seconds for each step and for all), and which of them may be."""

    patience: float
    resolve: Callable[[str, int], list[str]] = numbers_of
    allows: Callable[[str], bool] = is_public
    longest: float = LONGEST

    def ask(
        self,
        method: str,
        address: str | SplitResult,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most: int = MOST_BYTES,
    ) -> Reply:
        """Send one request and return the answer with its first `most` bytes; follows no redirect.

        Raises NotPublic, OSError, HTTPException, or ValueError for what is no address of the web.
        """
        parts = urlsplit(address) if isinstance(address, str) else address
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port or PORTS[parts.scheme]
        named = f"[{host}]" if ":" in host else host
        sent = {"Host": f"{named}:{parts.port}" if parts.port else named, **(headers or {})}
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection = HTTPConnection(named, port)
        plain = self.connect(host, port)
        with closing(connection), _cut_after(self.longest, plain):
            connection.sock = _encrypted(plain, host) if parts.scheme == "https" else plain
            connection.request(method, quote(target, safe=_UNESCAPED), body=body, headers=sent)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, names, answer.read(most) if most else b"")

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to an address that was judged, not to the name, which may stand for another one a moment later.

        Raises NotPublic or OSError.
        """
        numbers = list(dict.fromkeys(self.resolve(host, port)))
        if not numbers or not all(map(self.allows, numbers)):
            raise NotPublic(host)
        return self._reach(numbers[:MOST_NUMBERS], port)

    def _reach(self, numbers: list[str], port: int) -> socket.socket:
        """Connect to the first that can be reached: a machine may have no way to the newer kind of addresses."""
        for each in numbers[:-1]:
            with suppress(OSError):
                return socket.create_connection((each, port), self.patience)
        return socket.create_connection((numbers[-1], port), self.patience)


def _encrypted(plain: socket.socket, host: str) -> socket.socket:
    try:
        return _TLS.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


@contextmanager
def _cut_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """Cut a connection that its other end keeps open, each step within its time, by answering drop by drop."""
    same = connected.dup()  # encrypting hands the connection to another object
    timer = Timer(seconds, _cut, (same,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        same.close()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
