"""The cells of a workbook as they were written: texts, numbers, formulas told apart, each with its address."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cqtt.exchange.cell_text import from_cell
from cqtt.exchange.container import Parts
from cqtt.exchange.faults import refusal
from cqtt.exchange.reading import Odd, Raw
from cqtt.i18n import _

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_WHOLE = re.compile(r"-?\d+")
MOST_CELLS = 600_000


@dataclass(frozen=True)
class Formula:
    """A cell that is counted, not written."""


@dataclass(frozen=True)
class SheetCells:
    """One sheet: its cells by row number and column letters."""

    name: str
    rows: dict[int, dict[str, Raw | Odd | Formula]]


@dataclass(frozen=True)
class Book:
    """All sheets in their order; days are counted from 1900 or, on old machines, from 1904."""

    sheets: tuple[SheetCells, ...]
    from_1904: bool

    def named(self, name: str) -> SheetCells | None:
        return next((sheet for sheet in self.sheets if sheet.name.strip() == name), None)


def open_book(sent: bytes) -> Book:
    """Return what stands in a workbook; raise FileRefused for what is none, or is dangerous to open."""
    parts = Parts(sent)
    root = parts.root("xl/workbook.xml")
    targets = {one.get("Id"): one.get("Target", "") for one in parts.root("xl/_rels/workbook.xml.rels")}
    texts = _shared(parts)
    sheets = []
    for sheet in root.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        path = posixpath.normpath(posixpath.join("xl", target)) if not target.startswith("/") else target[1:]
        sheets.append(SheetCells(sheet.get("name", ""), _rows(parts.root(path), texts)))
    settings = root.find(f"{_MAIN}workbookPr")
    return Book(tuple(sheets), settings is not None and settings.get("date1904") in ("1", "true"))


def _shared(parts: Parts) -> list[str]:
    name = "xl/sharedStrings.xml"
    return [_text_of(item) for item in parts.root(name).iter(f"{_MAIN}si")] if name in parts else []


def _text_of(item: Any) -> str:
    """Return the text of an item, plain or in runs; how it is pronounced is no part of it."""
    pieces = [piece.text or "" for piece in item.findall(f"{_MAIN}t")]
    pieces += [piece.text or "" for piece in item.findall(f"{_MAIN}r/{_MAIN}t")]
    return from_cell("".join(pieces))


def _rows(root: Any, texts: list[str]) -> dict[int, dict[str, Raw | Odd | Formula]]:
    rows: dict[int, dict[str, Raw | Odd | Formula]] = {}
    for count, (letters, number, value) in enumerate(_cells(root, texts)):
        if count > MOST_CELLS:
            reason = _("Trang tính có quá nhiều ô.")
            raise refusal(_("cả tệp"), reason, _("Xin xóa các dòng và cột thừa rồi tải lên lại."))
        rows.setdefault(number, {})[letters] = value
    return rows


def _cells(root: Any, texts: list[str]) -> Iterator[tuple[str, int, Raw | Odd | Formula]]:
    for cell in root.iter(f"{_MAIN}c"):
        address = _ADDRESS.fullmatch(cell.get("r", ""))
        if address is None:
            raise refusal(_("cả tệp"), _("Có ô không ghi địa chỉ."), _("Xin mở bằng Excel, lưu lại rồi tải lên."))
        value = _value(cell, texts)
        if value is not None and value != "":
            yield address[1], int(address[2]), value


def _value(cell: Any, texts: list[str]) -> Raw | Odd | Formula:
    if cell.find(f"{_MAIN}f") is not None:
        return Formula()
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        return _text_of(inline) if inline is not None else None
    written: str | None = cell.findtext(f"{_MAIN}v")
    if written is None:
        return None
    return _typed(kind, written, texts)


def _typed(kind: str, written: str, texts: list[str]) -> Raw | Odd:
    if kind == "s":
        return texts[int(written)] if written.isdecimal() and int(written) < len(texts) else Odd(written)
    if kind == "str":
        return from_cell(written)
    if kind == "b":
        return written == "1"
    return _number(written) if kind == "n" else Odd(written)


def _number(written: str) -> Raw | Odd:
    if _WHOLE.fullmatch(written) and len(written) <= 16:
        return int(written)
    try:
        return float(written)
    except ValueError:
        return Odd(written)
