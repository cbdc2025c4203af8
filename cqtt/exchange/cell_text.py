"""How texts and lists stand in the cells of a workbook, without loss."""

import re
from collections.abc import Iterable

# What XML cannot hold is written _xHHHH_, as spreadsheet programs do; so is a text that only looks like that.
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_ESCAPES = {"n": "\n", "\\": "\\"}


def to_cell(text: str) -> str:
    """Return the text as it stands in the XML of a cell."""
    return _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_cell(stored: str) -> str:
    """Return the text of a cell."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), stored)


def join_lines(items: Iterable[str]) -> str:
    r"""Return a list as one cell, an item a line; a line break inside an item is written \n."""
    return "\n".join(item.replace("\\", "\\\\").replace("\n", "\\n") for item in items)


def split_lines(text: str) -> list[str]:
    """Return the items of a cell; empty lines at its end are nobody's item."""
    kept = text.replace("\r\n", "\n").rstrip("\n ")
    lines = kept.split("\n") if kept else []
    return [_ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[0]), line) for line in lines]
