"""Which channels a message takes, how many parts a short message has, and when telephones rest. No Flask here."""

import re
from collections.abc import Callable
from datetime import datetime

from cqtt.clock import local
from cqtt.notifications.models import Channel

TO_PHONES = (Channel.ZALO, Channel.SMS)  # the first that is open is enough
RESTING = frozenset({Channel.ZALO, Channel.SMS, Channel.PUSH})  # what makes a telephone ring
# The letters of GSM 03.38; any other makes the whole message a dear one.
_GSM = re.compile(r"[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*")
LETTERS_ALONE, LETTERS_JOINED = 160, 153
_UCS2_ALONE, _UCS2_JOINED = 70, 67


def channels_to(email: str, phone: str, is_open: Callable[[Channel], bool]) -> list[Channel]:
    """Return on which channels a person is told. A telephone that no provider reaches is left to an officer."""
    ways = [Channel.EMAIL] if email and is_open(Channel.EMAIL) else []
    if not phone:
        return ways
    by_provider = [channel for channel in TO_PHONES if is_open(channel)]
    if by_provider:
        return [*ways, by_provider[0]]
    return [*ways, Channel.BY_HAND] if is_open(Channel.BY_HAND) else ways


def parts_of(text: str) -> int:
    """Return how many short messages carry a text: 160 letters, or 153 each of several; fewer with marks."""
    plain = _GSM.fullmatch(text) is not None
    size = len(text) if plain else len(text.encode("utf-16-be")) // 2
    alone, joined = (LETTERS_ALONE, LETTERS_JOINED) if plain else (_UCS2_ALONE, _UCS2_JOINED)
    return 1 if size <= alone else -(-size // joined)


def is_quiet(at: datetime, quiet_from: int, quiet_until: int) -> bool:
    """Whether telephones rest at this moment; from and until are hours of the day here, equal ones mean never."""
    hour = local(at).hour
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until


def international(phone: str) -> str:
    """Return a number as providers want it: 84 and nine digits."""
    digits = re.sub(r"\D", "", phone)
    return f"84{digits[1:]}" if digits.startswith("0") else digits
