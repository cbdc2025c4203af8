"""The catalogue as YAML: one way to write it, so that the same catalogue is the same bytes; read with its lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from cqtt.exchange.columns import NESTED, PROCEDURES, SCHEMA, TABLES, Column, Kind, Table, Value
from cqtt.exchange.faults import Faults, is_loose, loose_mend, loose_reason, refusal
from cqtt.exchange.reading import Odd, Raw, Row, read_value
from cqtt.exchange.sheets import Entry, Sheets
from cqtt.i18n import _
from cqtt.procedures import located_yaml
from cqtt.procedures.located_yaml import Section, read_root

WIDTH = 110
MOST_BYTES = 10 * 1024 * 1024
HEAD = """\
# Danh mục thủ tục. Mục nào để trống thì không ghi ra; tên các mục như ở trang Hướng dẫn của tệp XLSX.
# Nhập lại: gộp theo mã quốc gia, rồi theo id. Thủ tục không có trong tệp giữ nguyên.
# form_file, sample_file: mã sha256 và tên tệp; bản thân tệp không nằm ở đây.
"""
_TAGS = {f"tag:yaml.org,2002:{kind}": kind for kind in ("str", "int", "bool", "null")}
_AS_OF = Column("as_of", "Dữ liệu ngày", Kind.DATE)


class _Dumper(yaml.CSafeDumper):
    """Writes texts of several lines as they are read, line by line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def write_yaml(sheets: Sheets) -> bytes:
    """Return the file; what is empty or usual is left out."""
    told: dict[str, Any] = {"schema_version": SCHEMA, "as_of": sheets.as_of}
    for table in TABLES:
        if table is PROCEDURES:
            told[table.key] = [_entry(entry) for entry in sheets.entries()]
        elif table not in NESTED:
            told[table.key] = [_told(table, row) for row in sheets.of(table)]
    dumped = yaml.dump(told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, line_break="\n")
    return (HEAD + dumped).encode()


def _entry(entry: Entry) -> dict[str, Any]:
    told = _told(PROCEDURES, entry.row)
    for table, rows in zip(NESTED, (entry.requirements, entry.questions), strict=True):
        if rows:
            told[table.key] = [_told(table, row) for row in rows]
    return told


def _told(table: Table, row: Row) -> dict[str, Any]:
    values = ((column, row[column.key]) for column in table.columns if column.key != "procedure")
    return {column.key: _plain(value) for column, value in values if column.required or value != column.blank}


def _plain(value: Value) -> str | int | bool | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Lines:
    """Where a row stands: the lines of its keys."""

    section: Section

    def of(self, key: str = "") -> str:
        return _line(self.section.line_of(key))


def _line(number: int) -> str:
    return _("dòng %(number)s", number=number)


def read_yaml(sent: bytes, faults: Faults) -> Sheets:
    """Return what the file says and note its faults; raise FileRefused for what is no such file at all."""
    located = located_yaml.Faults("")
    root = read_root(_decoded(sent), located, MOST_BYTES)
    if root is None:
        _pass_on(located, faults)
        faults.refuse_if_any()
        return Sheets()
    rows = dict(_read_tables(root, faults))
    _pass_on(located, faults)
    as_of = str(read_value(_AS_OF, _raw(root.node("as_of")), _line(root.line_of("as_of")), faults))
    return Sheets(as_of, rows)


def _read_tables(root: Section, faults: Faults) -> Iterator[tuple[str, tuple[Row, ...]]]:
    outer = [table for table in TABLES if table not in NESTED]
    root.allow_only("schema_version", "as_of", *(table.key for table in outer))
    if _raw(root.node("schema_version")) != SCHEMA:
        reason = _("Tệp này không phải bản %(schema)s của danh mục.", schema=SCHEMA)
        faults.add(_line(root.line_of("schema_version")), reason, _("Xin xuất tệp mới rồi sửa trên tệp ấy."))
    nested: dict[str, list[Row]] = {table.key: [] for table in NESTED}
    for table in outer:
        sections = root.sections(table.key)
        more = nested if table is PROCEDURES else {}
        for section in sections:
            section.allow_only(*(column.key for column in table.columns), *more)
        rows = tuple(_row(table, section, {}, faults) for section in sections)
        for row, section in zip(rows, sections, strict=True) if more else ():
            _read_nested(section, row.text("id"), nested, faults)
        yield table.key, rows
    yield from ((key, tuple(rows)) for key, rows in nested.items())


def _read_nested(section: Section, slug: str, nested: Mapping[str, list[Row]], faults: Faults) -> None:
    for table in NESTED:
        for inner in section.sections(table.key) if table.key in section else ():
            inner.allow_only(*(column.key for column in table.columns[1:]))
            nested[table.key].append(_row(table, inner, {"procedure": slug}, faults))


def _row(table: Table, section: Section, known: Mapping[str, Value], faults: Faults) -> Row:
    place = Lines(section)
    values = {
        column.key: known[column.key] if column.key in known else _value(column, section, place, faults)
        for column in table.columns
    }
    return Row(values, place)


def _value(column: Column, section: Section, place: Lines, faults: Faults) -> Value:
    node = section.node(column.key)
    if node is None and not column.required:
        return column.blank
    return read_value(column, _raw(node), place.of(column.key), faults)


def _raw(node: yaml.Node | None) -> Raw | Odd:
    if node is None:
        return None
    if isinstance(node, yaml.SequenceNode):
        each: Sequence[Raw | Odd] = [_raw(item) for item in node.value]
        return [item.written if isinstance(item, Odd) else item for item in each]
    if not isinstance(node, yaml.ScalarNode):
        return Odd("{…}")
    kind = _TAGS.get(node.tag)
    if kind == "str":
        return str(node.value)
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on")
    if kind == "int" and node.value.lstrip("-").isdecimal() and len(node.value) <= 16:
        return int(node.value)
    return None if kind == "null" else Odd(node.value)


def _pass_on(located: located_yaml.Faults, faults: Faults) -> None:
    for problem in located.problems:
        mend = _("Xin sửa dòng này, hoặc xuất tệp mới để so.")
        faults.add(_line(problem.line), f"{problem.what}: {problem.reason}.", mend)


def _decoded(sent: bytes) -> str:
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = sent.count(b"\n", 0, error.start) + 1
        raise refusal(_line(line), _encoding(sent), _save_as_utf8()) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refusal(_line(line), _("Tệp có ký tự điều khiển (NUL), không phải tệp chữ."), _save_as_utf8())
    if is_loose(text):
        lines = [number for number, each in enumerate(text.split("\n"), 1) if is_loose(each)]
        raise refusal(_line(lines[0] if lines else 1), loose_reason(max(1, len(lines))), loose_mend())
    return text


def _save_as_utf8() -> str:
    return _("Xin mở tệp bằng Notepad, chọn Lưu thành (Save As), mã hóa UTF-8, rồi tải lên lại.")


def _encoding(sent: bytes) -> str:
    """Say which encoding a text that is not UTF-8 seems to have."""
    if sent.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _("Tệp ghi bằng mã UTF-16, không phải UTF-8.")
    if _is_windows_1258(sent):
        return _("Tệp ghi bằng bảng mã Windows-1258, không phải UTF-8.")
    return _("Tệp không ghi bằng mã UTF-8.")


def _is_windows_1258(sent: bytes) -> bool:
    """Whether it reads as Vietnamese in that code page, whose tone marks follow their letters."""
    try:
        text = sent.decode("cp1258")
    except UnicodeDecodeError:
        return False
    tones = set("\u0300\u0301\u0303\u0309\u0323")
    after_a_vowel = sum(mark in tones and letter.isalpha() for letter, mark in zip(text, text[1:], strict=False))
    return after_a_vowel > 0 and "\0" not in text
