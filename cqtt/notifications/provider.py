"""How providers of messages are asked over HTTP, and how their troubles are told."""

import socket
import ssl
from collections.abc import Mapping
from datetime import timedelta
from http.client import HTTPException

from cqtt.notifications.transport import NotSent, Trace, why
from cqtt.outgoing import NotPublic, Reach, Reply

PATIENCE = 15.0  # seconds for each step of one message
PAUSE = timedelta(minutes=5)  # when a provider that has too much to do does not say how long
LONGEST_PAUSE = timedelta(hours=1)
REACH = Reach(PATIENCE)
_NEVER_ASKED = (socket.gaierror, ConnectionRefusedError, ssl.SSLCertVerificationError)  # not a word was said


def ask(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
    """Ask a provider; raises NotSent when it does not answer, has too much to do, or is not of the public web."""
    try:
        reply = REACH.ask(method, address, headers, body)
    except NotPublic as inside:
        raise NotSent("địa chỉ của nhà cung cấp không phải địa chỉ công khai", trace=Trace.NONE) from inside
    except (OSError, HTTPException, ValueError) as error:
        trace = Trace.NONE if isinstance(error, _NEVER_ASKED) else Trace.UNKNOWN
        raise NotSent(f"không nối được nhà cung cấp: {why(error)}", trace=trace) from error
    if reply.status in (429, 503):  # a busy one counts first; one behind another may have given up waiting for it
        trace = Trace.NONE if reply.status == 429 else Trace.UNKNOWN
        raise NotSent(f"nhà cung cấp đang bận ({reply.status})", pause=_pause(reply), trace=trace)
    return reply


def _pause(reply: Reply) -> timedelta:
    wanted = reply.headers.get("retry-after", "")
    return min(timedelta(seconds=int(wanted)), LONGEST_PAUSE) if wanted.isdecimal() else PAUSE
