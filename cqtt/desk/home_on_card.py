"""Where somebody lives, from the words on the card, which still name districts and communes of before July 2025."""

import re
from collections.abc import Mapping
from typing import Any

from cqtt.text import fold

_UNIT = re.compile(r"^(xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tinh|tp\.?)\s+")
_COMMUNE = re.compile(r"(xa|phuong|thi tran|dac khu)\s")


def place_of(address: str, hamlets: Mapping[int, str], unit: str, province: str) -> dict[str, Any]:
    """Return the boxes "nơi ở" and "số nhà, tổ, đường" as the card suggests them, for the officer to correct.

    A hamlet of this unit is chosen when the card names both. Of another province it is certainly elsewhere;
    between the two the officer chooses, since communes were joined.
    """
    parts = [part.strip() for part in address.split(",") if part.strip()]
    names = [_bare(part) for part in parts]
    for place, part in enumerate(parts):
        hamlet = next((number for number, name in hamlets.items() if fold(name) == fold(part)), None)
        if hamlet is not None and _bare(unit) in names[place + 1 :]:
            return {"hamlet_id": str(hamlet), "address": ", ".join(parts[:place])}
    if names and _bare(province) and names[-1] != _bare(province):
        return {"hamlet_id": None, "address": address}
    at = next((place for place, part in enumerate(parts) if _COMMUNE.match(fold(part))), len(parts))
    return {"hamlet_id": "", "address": ", ".join(parts[:at])}


def _bare(name: str) -> str:
    """Return a unit's folded name without what kind of unit it is."""
    return _UNIT.sub("", fold(name))
