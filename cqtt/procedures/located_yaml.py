"""YAML that remembers its lines: values are asked for by name and type, faults are noted with their line."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import yaml

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 12
MAX_PROBLEMS = 50

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")

_TEXT, _INT, _BOOL, _NULL = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "bool", "null"))


@dataclass(frozen=True)
class Problem:
    """One fault of a file, said so that the person who edits it can mend it."""

    file: str
    line: int
    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, dòng {self.line}: {self.what}: {self.reason}"


class CatalogueRefused(Exception):
    """The catalogue has faults; nothing of it was taken."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass
class Faults:
    """The faults found so far in one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, what: str, reason: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.file, line, what, reason))


def read_root(text: str, faults: Faults, most_bytes: int = MAX_BYTES) -> "Section | None":
    """Return the file's outermost mapping, or note why there is none.

    Aliases, anchors and tags are refused, so that a small file cannot grow into a large one or build objects.
    """
    if len(text.encode("utf-8", "replace")) > most_bytes:
        faults.add(1, "tệp", f"lớn hơn {most_bytes // 1024 // 1024} MB")
        return None
    try:
        if not _is_plain(text, faults):
            return None
        node = yaml.compose(unicodedata.normalize("NFC", text), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        faults.add(mark.line + 1 if mark else 1, "tệp", f"không đọc được YAML ({getattr(error, 'problem', error)})")
        return None
    if not isinstance(node, yaml.MappingNode):
        faults.add(1, "tệp", "phải là các mục “tên: giá trị”")
        return None
    return Section(node.value, 1, "tệp", faults)


def _is_plain(text: str, faults: Faults) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, (yaml.CollectionStartEvent, yaml.CollectionEndEvent)):
            depth += 1 if isinstance(event, yaml.CollectionStartEvent) else -1
        if getattr(event, "anchor", None):
            faults.add(line, "tệp", "không được dùng neo (&) và bí danh (*) của YAML")
            return False
        if getattr(event, "tag", None):
            faults.add(line, "tệp", "không được dùng thẻ kiểu (!) của YAML")
            return False
        if depth > MAX_DEPTH:
            faults.add(line, "tệp", "lồng quá nhiều lớp")
            return False
    return True


class Section:
    """A mapping of the file. A value asked for and not there, or of the wrong type, is noted as a fault."""

    def __init__(self, pairs: list[tuple[yaml.Node, yaml.Node]], line: int, name: str, faults: Faults) -> None:
        self.line = line
        self.name = name
        self.faults = faults
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in pairs:
            self._keep(key, value)

    def _keep(self, key: yaml.Node, value: yaml.Node) -> None:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            self.faults.add(line, self.name, "tên mục phải là chữ")
        elif key.value in self._nodes:
            self.faults.add(line, self.name, f"mục “{key.value}” ghi hai lần")
        else:
            self._nodes[key.value] = value
            self._lines[key.value] = line

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __contains__(self, key: str) -> bool:
        return key in self._nodes

    def has(self, key: str) -> bool:
        return key in self._nodes and getattr(self._nodes[key], "tag", None) != _NULL

    def node(self, key: str) -> yaml.Node | None:
        """Return a value as it was written, for readers with types of their own."""
        return self._nodes.get(key)

    def line_of(self, key: str) -> int:
        return self._lines.get(key, self.line)

    def fault(self, key: str, reason: str) -> None:
        self.faults.add(self.line_of(key), f"{self.name} / {key}", reason)

    def rename(self, name: str) -> None:
        """Say in faults which record this is, once its name is known."""
        self.name = name

    def allow_only(self, *keys: str) -> None:
        """Note every key that has no meaning here: most often a misspelt one."""
        for key in self._nodes:
            if key not in keys:
                self.fault(key, "không có mục nào tên như vậy")

    def _scalar(self, key: str, tag: str, kind: str) -> str | None:
        node = self._nodes.get(key)
        if node is None:
            self.fault(key, "thiếu mục này")
        elif not isinstance(node, yaml.ScalarNode) or node.tag != tag:
            self.fault(key, f"phải là {kind}")
        else:
            return str(node.value)
        return None

    def text(self, key: str, *, blank: bool = False) -> str:
        value = " ".join((self._scalar(key, _TEXT, "chữ") or "").split())
        if not value and not blank and isinstance(self._nodes.get(key), yaml.ScalarNode):
            self.fault(key, "không được để trống")
        return value

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def integer(self, key: str) -> int:
        value = self._scalar(key, _INT, "số nguyên")
        try:
            number = int(value) if value is not None else 0
        except ValueError:
            self.fault(key, "phải là số nguyên viết bằng chữ số thường")
            return 0
        if number < 0:
            self.fault(key, "không được là số âm")
        return number

    def optional_integer(self, key: str) -> int | None:
        return self.integer(key) if self.has(key) else None

    def flag(self, key: str) -> bool:
        value = self._scalar(key, _BOOL, "true hoặc false")
        return value is not None and value.lower() in ("true", "yes", "on")

    def choice(self, key: str, kinds: type[_E]) -> _E:
        value = self._scalar(key, _TEXT, "chữ")
        if value is not None and value not in {kind.value for kind in kinds}:
            allowed = ", ".join(kind.value for kind in kinds)
            self.fault(key, f"“{value[:40]}” không có trong: {allowed}")
        return kinds(value) if value in {kind.value for kind in kinds} else next(iter(kinds))

    def texts(self, key: str) -> tuple[str, ...]:
        def one(node: yaml.Node, line: int) -> str:
            if isinstance(node, yaml.ScalarNode) and node.tag == _TEXT and node.value.strip():
                return " ".join(node.value.split())
            self.faults.add(line, f"{self.name} / {key}", "mỗi dòng phải là chữ, không để trống")
            return ""

        return tuple(self._sequence(key, one))

    def sections(self, key: str) -> "list[Section]":
        def one(node: yaml.Node, line: int) -> Section:
            return self._section(node, f"{self.name} / {key}", line)

        return self._sequence(key, one)

    def section(self, key: str) -> "Section":
        node = self._nodes.get(key)
        if node is None:
            self.fault(key, "thiếu mục này")
        return self._section(node, f"{self.name} / {key}", self.line_of(key))

    def _section(self, node: yaml.Node | None, name: str, line: int) -> "Section":
        if node is not None and not isinstance(node, yaml.MappingNode):
            self.faults.add(line, name, "phải là các mục “tên: giá trị”")
        if isinstance(node, yaml.MappingNode):
            return Section(node.value, node.start_mark.line + 1, name, self.faults)
        # The one fault is noted; what the missing section would have held is not.
        return Section([], line, name, Faults("bỏ qua"))

    def _sequence(self, key: str, one: Callable[[yaml.Node, int], _T]) -> list[_T]:
        node = self._nodes.get(key)
        if node is None:
            self.fault(key, "thiếu mục này")
        elif not isinstance(node, yaml.SequenceNode):
            self.fault(key, "phải là một danh sách")
        else:
            return [one(item, item.start_mark.line + 1) for item in node.value]
        return []
