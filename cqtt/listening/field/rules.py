"""What a tablet sends, as it must look: plain Python.

An id is made on the device, so that the same thing sent twice, or by two tabs at once, is one thing. The clock of a
tablet may be wrong: what it says is believed from the day of the session until now.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from cqtt.clock import ICT
from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.listening.rules import ItemKind

MOST_ITEMS = 50  # in one request
MOST_BYTES = 2 * 1024 * 1024  # of one request with items
MOST_BOXES = 200  # of one form
_DEVICE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
TYPED = frozenset(ItemKind) - {ItemKind.FILE}  # what comes as a form; a file comes as its bytes


class ItemUnreadable(RuleBroken):
    """What came is not what our page sends."""


@dataclass(frozen=True)
class Item:
    """One form that was filled in on a tablet."""

    device_id: str
    kind: ItemKind
    made_at: datetime
    typed: Mapping[str, list[str]]  # the boxes of the form
    written_by: int | None  # who was signed in when it was written
    digest: str


def is_device_id(text: object) -> bool:
    """Tell whether this is an id as devices make them: a UUID in small letters."""
    return isinstance(text, str) and _DEVICE_ID.fullmatch(text) is not None


def is_sha256(text: str) -> bool:
    return _SHA256.fullmatch(text) is not None


def read_item(raw: object) -> Item:
    """Return the item, or raise ItemUnreadable."""
    if not isinstance(raw, dict) or not is_device_id(raw.get("device_id")):
        raise ItemUnreadable(_("Không đọc được mục này. Xin tải lại trang rồi gửi lại."))
    kind, writer = raw.get("kind"), raw.get("written_by")
    if kind not in TYPED:
        raise ItemUnreadable(_("Máy chủ chưa biết loại mục này. Xin tải lại trang rồi gửi lại."))
    return Item(
        device_id=raw["device_id"],
        kind=ItemKind(kind),
        made_at=read_moment(raw.get("made_at")),
        typed=_boxes(raw.get("typed")),
        written_by=writer if isinstance(writer, int) and 0 < writer < 2**31 else None,
        digest=digest_of(raw),
    )


def read_moment(text: object) -> datetime:
    """Return the moment a device wrote, or raise ItemUnreadable."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ItemUnreadable(_("Giờ trên máy không đọc được. Xin chỉnh giờ của máy rồi gửi lại."))
    return at


def _boxes(raw: object) -> dict[str, list[str]]:
    """Return what stood in the boxes: a text each, or several of one name."""
    if not isinstance(raw, dict) or len(raw) > MOST_BOXES:
        raise ItemUnreadable(_("Không đọc được mục này. Xin tải lại trang rồi gửi lại."))
    several = {str(name): given if isinstance(given, list) else [given] for name, given in raw.items()}
    return {name: [each for each in given if isinstance(each, str)] for name, given in several.items()}


def digest_of(raw: Mapping[str, object]) -> str:
    """Return the sha256 of an item; the order in which its parts were sent does not matter."""
    plain = json.dumps(raw, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def believed(made_at: datetime, day: date, now: datetime) -> datetime:
    """Return when it was said: as the device has it, not before the day of the session and not after now."""
    return min(max(made_at, datetime.combine(day, time(), ICT)), now)
