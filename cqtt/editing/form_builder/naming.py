"""The id of a question: made from its words once, and never changed by a later rename."""

from collections.abc import Collection
from itertools import count

from cqtt.text import slugify

LONGEST_ID = 40
NAMELESS = "cau_hoi"


def new_id(label: str, taken: Collection[str]) -> str:
    """Return an id that says what is asked, in lower case without marks, and that no other question has."""
    words = slugify(label).replace("-", "_").lstrip("0123456789_")
    start = _cut(words, LONGEST_ID) or NAMELESS
    if start not in taken:
        return start
    return next(name for number in count(2) if (name := _numbered(start, number)) not in taken)


def _numbered(start: str, number: int) -> str:
    ending = f"_{number}"
    return _cut(start, LONGEST_ID - len(ending)) + ending


def _cut(words: str, most: int) -> str:
    """Return the beginning of the words that fits, without a torn word where that leaves enough."""
    if len(words) <= most:
        return words
    whole = words[: most + 1].rpartition("_")[0]
    return whole if len(whole) >= most // 2 else words[:most].rstrip("_")
