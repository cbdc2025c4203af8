"""One cell of a file, whatever its format, as the value its column holds; what cannot be one is a fault."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cqtt.exchange.columns import Column, Kind, Value
from cqtt.exchange.faults import Faults, is_loose, quoted
from cqtt.exchange.words import NO, YES
from cqtt.i18n import _
from cqtt.text import clean

MOST_TEXT = 30_000  # characters of a cell; a workbook holds no more than 32,767
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_FLAGS = {YES: True, "true": True, NO: False, "false": False}

Raw = str | int | float | bool | list["Raw"] | None


@dataclass(frozen=True)
class Odd:
    """A value of a format that no column holds; kept as it was written."""

    written: str


class Place(Protocol):
    """Where a row stands in its file, and its cells."""

    def of(self, key: str = "") -> str: ...


@dataclass(frozen=True)
class Row:
    """One row of a table, every column filled, and where it stands."""

    values: dict[str, Value]
    place: Place

    def __getitem__(self, key: str) -> Value:
        return self.values[key]

    def text(self, key: str) -> str:
        """Return the text of a column; empty where there is none."""
        return str(self.values.get(key) or "")

    def number(self, key: str) -> int | None:
        value = self.values[key]
        return value if isinstance(value, int) else None

    def lines(self, key: str) -> tuple[str, ...]:
        value = self.values[key]
        return value if isinstance(value, tuple) else ()


def read_value(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> Value:
    """Return the value of a cell; where it cannot be one, note the fault and return what an empty cell means."""
    if raw is None or raw == "" or raw == []:
        if column.required:
            faults.add(place, _("Ô “%(name)s” còn trống.", name=column.heading), _("Xin điền ô này."))
        return column.blank
    try:
        return _READERS[column.kind](column, raw, place, faults)
    except _Wrong as wrong:
        faults.add(place, wrong.reason, wrong.mend)
        return column.blank


class _Wrong(Exception):
    def __init__(self, reason: str, mend: str) -> None:
        self.reason, self.mend = reason, mend


def _text(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> Value:
    text = _sound(column, raw, place, faults)
    text = text if column.kind is Kind.RICH else clean(text)
    if column.required and not text:
        raise _Wrong(_("Ô “%(name)s” còn trống.", name=column.heading), _("Xin điền ô này."))
    if text and column.pattern and not column.pattern.fullmatch(text):
        raise _Wrong(_("“%(text)s” không đúng dạng.", text=quoted(text)), _about(column))
    return text


def _sound(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> str:
    """Return the text of a cell, free of what no page could show."""
    if isinstance(raw, int) and not isinstance(raw, bool) and column.pattern is None:
        raw = str(raw)
    if not isinstance(raw, str):
        mend = _("Xin định dạng ô là Văn bản (Text), trong YAML thì đặt trong dấu nháy, rồi ghi lại.")
        raise _Wrong(_("“%(text)s” không được ghi dưới dạng chữ.", text=quoted(_written(raw))), mend)
    text = raw.replace("\r\n", "\n")
    if _CONTROL.search(text):
        mend = _("Xin xóa ô này rồi gõ lại, đừng dán từ nơi khác.")
        raise _Wrong(_("Trong ô có ký tự điều khiển, không hiện được."), mend)
    if len(text) > MOST_TEXT:
        mend = _("Xin viết gọn lại, nhiều nhất %(most)s ký tự.", most=MOST_TEXT)
        raise _Wrong(_("Chữ trong ô dài quá."), mend)
    if is_loose(text):
        faults.note_loose(place)
    return text


def _integer(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> Value:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, str) and re.fullmatch(r"-?\d{1,16}", raw.strip(), re.ASCII):
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        mend = _("Xin ghi bằng chữ số, không dấu chấm, ví dụ 8000; không có thì để trống.")
        raise _Wrong(_("“%(text)s” không phải số nguyên.", text=quoted(_written(raw))), mend)
    if not column.least <= raw <= column.most:
        mend = _("Xin ghi số từ %(least)s đến %(most)s.", least=column.least, most=column.most)
        raise _Wrong(_("Số %(number)s không nhận được ở cột này.", number=raw), mend)
    return raw


def _flag(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> Value:
    if isinstance(raw, bool):
        return raw
    said = _FLAGS.get(raw.strip().casefold()) if isinstance(raw, str) else None
    if said is None:
        mend = _("Xin ghi “có” (YAML: true), không thì để trống.")
        raise _Wrong(_("“%(text)s” không phải có hoặc không.", text=quoted(_written(raw))), mend)
    return said


def _choice(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> Value:
    said = _sound(column, raw, place, faults)
    code = column.codes.get(clean(said).casefold())
    if code is None:
        allowed = "; ".join((column.words or {}).values())
        raise _Wrong(
            _("“%(text)s” không có trong các giá trị của cột này.", text=quoted(said)),
            _("Xin chọn một trong: %(allowed)s.", allowed=allowed),
        )
    return code


def _lines(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> Value:
    if not isinstance(raw, list):
        mend = _("Xin ghi mỗi dòng một mục; trong YAML là một danh sách.")
        raise _Wrong(_("“%(text)s” không phải là danh sách.", text=quoted(_written(raw))), mend)
    read = _choice if column.words else _item
    return tuple(str(read(column, each, place, faults)) for each in raw)


def _item(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> Value:
    text = clean(_sound(column, raw, place, faults))
    if not text:
        raise _Wrong(_("Trong danh sách có mục trống."), _("Xin xóa dòng trống."))
    return text


def _date(column: Column, raw: Raw | Odd, place: str, faults: Faults) -> Value:
    written = raw.written if isinstance(raw, Odd) else raw
    try:
        return date.fromisoformat(str(written).strip()).isoformat()
    except ValueError:
        mend = _("Xin ghi ngày có thật dạng năm-tháng-ngày, ví dụ 2026-11-23.")
        raise _Wrong(_("“%(text)s” không phải là ngày.", text=quoted(_written(raw))), mend) from None


def _about(column: Column) -> str:
    return _("Xin sửa lại. Cột này: %(about)s", about=column.about or column.kind.value)


def _written(raw: Raw | Odd) -> object:
    return raw.written if isinstance(raw, Odd) else raw


_READERS: dict[Kind, Callable[[Column, Raw | Odd, str, Faults], Value]] = {
    Kind.TEXT: _text,
    Kind.RICH: _text,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.LINES: _lines,
    Kind.DATE: _date,
}
