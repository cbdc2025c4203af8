"""What a standard text may hold: some occasions need more than the sentence itself."""

from collections.abc import Mapping
from typing import Any

MOST_OF_A_TEXT, MOST_OF_A_GROUND = 1_000, 300
WITH_GROUND = frozenset({"refusal", "stop"})  # forms 03 and 05 name their legal ground
WITH_PLACE = frozenset({"refusal"})  # where to go instead
ONE_LINE = frozenset({"missing"})  # a line of the supplement list


def fitting(occasion: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values without what the occasion does not use, so that nothing is kept that nobody sees."""
    kept = dict(values)
    if occasion not in WITH_GROUND:
        kept["legal_ground"] = ""
    if occasion not in WITH_PLACE:
        kept["competent_place"] = ""
    if occasion in ONE_LINE:
        kept["text"] = " ".join(str(kept["text"]).split())
    return kept
