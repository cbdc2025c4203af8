"""The law of broken things: what they are, when two reports are about one fault, who may report."""

from datetime import timedelta
from enum import StrEnum

from cqtt.errors import RuleBroken
from cqtt.i18n import _l
from cqtt.roles import Role
from cqtt.text import fold, nfc


class Thing(StrEnum):
    """What stands in the hall and may break."""

    PRINTER = "printer"
    SCANNER = "scanner"
    KIOSK = "kiosk"  # the computer on which visitors look things up
    TABLET = "tablet"
    SCREEN = "screen"
    NETWORK = "network"
    OTHER = "other"


THING_NAMES = {
    Thing.PRINTER: _l("Máy in"),
    Thing.SCANNER: _l("Máy quét"),
    Thing.KIOSK: _l("Máy tính tra cứu"),
    Thing.TABLET: _l("Máy tính bảng đánh giá"),
    Thing.SCREEN: _l("Màn hình"),
    Thing.NETWORK: _l("Mạng"),
    Thing.OTHER: _l("Thiết bị khác"),
}
REPORTERS = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.ADMINISTRATOR)
PLACE_LIMIT, WORDS_LIMIT = 100, 500
# The same words of the same reporter within this time are a second tap, or a machine that repeats itself.
REPEATED_WITHIN = timedelta(hours=1)


class FaultRefused(RuleBroken):
    """A colleague was faster with this fault."""


def key_of(thing: Thing, place: str, words: str) -> str:
    """Return what two reports of one fault have in common besides the thing: the place, however it is typed.

    Of other things only the words tell which one it is.
    """
    parts = (place, words) if thing is Thing.OTHER else (place,)
    return " | ".join(fold(nfc(part)) for part in parts)
