"""The places of a template that are filled: read as an official wrote them, and compared with the names we know.

`{{ ten }}` prints a value; `{%p for … in … %}` and `{%tr for … in … %}` repeat paragraphs and rows of a table.
Nothing else is understood, on purpose: the engine behind it could do far more (engine.py closes that door).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from cqtt.declarations.faults import Fault, quoted
from cqtt.declarations.xml_parts import W
from cqtt.i18n import _, _l
from cqtt.text import slugify

MOST_PLACES = 400
_LIKE_ENOUGH, _AS_LIKE = 0.6, 0.12  # a name worth suggesting, and one as good as the best

_NAME = "[A-Za-z_][A-Za-z0-9_]*"
_PLACE = re.compile(r"\{\{.{0,300}?\}\}|\{%.{0,300}?%\}|\{#.{0,300}?#\}", re.DOTALL)  # no place is longer
_LEFT_OPEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#")
_VALUE = re.compile(rf"\{{\{{\s*({_NAME})(?:\.({_NAME}))?\s*\}}\}}")
_WORDS = re.compile(r"\{\{\s*([^\W\d][\w\s\-]*?)\s*\}\}")  # what somebody meant as a name: {{ Họ tên mẹ }}
_FOR = re.compile(rf"\{{%(?:(p|tr)\s+|\s*)for\s+({_NAME})\s+in\s+({_NAME})\s*%\}}")
_END = re.compile(r"\{%(?:(p|tr)\s+|\s*)endfor\s*%\}")

# The lists that every template may go through, and what each row has; a procedure's groups are lists too.
LISTS = {
    "cac_giay_to": {
        "stt": _l("Số thứ tự"),
        "ten": _l("Tên giấy tờ"),
        "ban_chinh": _l("Số bản chính"),
        "ban_sao": _l("Số bản sao"),
    }
}


@dataclass(frozen=True)
class Known:
    """The names a template may use, each with its meaning; and of each list the names of its fields.

    Of the lists of answers the names hold `list.field` too, as it is noted in what a template uses.
    """

    names: Mapping[str, str]
    lists: Mapping[str, Collection[str]] = field(default_factory=lambda: LISTS)


@dataclass(frozen=True)
class Line:
    """A paragraph as it is read: its text, and that of the row of a table it stands in."""

    text: str
    row: str | None


@dataclass
class Reading:
    """What was found in a template: the names it uses, and its faults."""

    known: Known
    names: dict[str, None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    places: int = 0
    _loop: tuple[str, str, str] | None = None  # kind, variable, list of the loop that is open

    def part(self, root: Any) -> None:
        """Read one part of the document; a loop ends in the part it begins in."""
        self.faults += _hidden_places(root)
        for line in lines_of(root):
            self._line(line)
        if self._loop:
            said = _("Vòng lặp “%(list)s” chưa có {%% endfor %%} ở cuối.", list=self._loop[2])
            self._fault("no-end", said)
            self._loop = None
        if self.places > MOST_PLACES:
            said = _("Mẫu có nhiều chỗ điền quá, nhiều nhất %(most)s chỗ. Xin bỏ bớt.", most=MOST_PLACES)
            self._fault("too-many", said)

    def _line(self, line: Line) -> None:
        for place in _PLACE.findall(line.text):
            self.places += 1
            if found := _VALUE.fullmatch(place):
                self._value(place, found[1], found[2])
            elif found := _FOR.fullmatch(place):
                self._begin(place, line, found[1] or "", found[2], found[3])
            elif found := _END.fullmatch(place):
                self._end(place, line, found[1] or "")
            else:
                self._not_simple(place)
        rest = _PLACE.sub(lambda place: " " * len(place[0]), line.text)
        if left := _LEFT_OPEN.search(rest):
            around = quoted(line.text[max(0, left.start() - 20) : left.start() + 40])
            said = _("Ở “%(place)s” có dấu mở hoặc đóng còn lẻ. Mỗi chỗ điền phải gọn trong một dòng.", place=around)
            self._fault("unclosed", said)

    def _value(self, place: str, name: str, of_row: str | None) -> None:
        if of_row is not None:
            self._field(place, name, of_row)
        elif name in self.known.names:
            self.names[name] = None
        elif name in self.known.lists or (self._loop and name == self._loop[1]):
            said = _("“%(place)s” là danh sách, không in ra được. Xin dùng vòng lặp như trong bảng.", place=place)
            self._fault("list", said)
        else:
            self._unknown(place, name)

    def _field(self, place: str, variable: str, name: str) -> None:
        if self._loop is None or variable != self._loop[1]:
            return self._not_simple(place)
        fields = self.known.lists.get(self._loop[2])
        if fields is None or name in fields:  # of an unknown list nothing more is said
            return self._of_row(self._loop[2], name)
        said = _(
            "Trong mẫu có chỗ “%(place)s” mà chúng tôi không biết. Ở đây được dùng: %(wanted)s.",
            place=quoted(place),
            wanted=", ".join(f"{{{{ {variable}.{known} }}}}" for known in fields),
        )
        self._fault("unknown", said)

    def _of_row(self, name: str, field: str) -> None:
        """Note what a template wants of a list of answers; another version of the form may not have it."""
        if name in self.known.lists and name not in LISTS:
            self.names[f"{name}.{field}"] = None

    def _begin(self, place: str, line: Line, kind: str, variable: str, name: str) -> None:
        if self._loop:
            return self._fault(
                "nested", _("“%(place)s” nằm trong một vòng lặp khác. Xin tách ra.", place=quoted(place))
            )
        self._loop = (kind, variable, name)
        if name not in self.known.lists:
            said = _(
                "Trong mẫu có vòng lặp “%(place)s” mà chúng tôi không biết. Danh sách có sẵn: %(lists)s.",
                place=quoted(place),
                lists=", ".join(self.known.lists),
            )
            self._fault("unknown", said)
        elif variable in self.known.names or variable in self.known.lists or variable == "loop":
            said = _("“%(place)s” dùng lại một tên đã có. Xin đặt tên khác sau chữ for.", place=quoted(place))
            self._fault("name-taken", said)
        else:
            self._of_row(name, "stt")
            self._stands_alone(place, line, kind)

    def _end(self, place: str, line: Line, kind: str) -> None:
        if self._loop is None or self._loop[0] != kind:
            said = _("“%(place)s” không khớp với chỗ bắt đầu vòng lặp. Xin xem lại hai đầu.", place=quoted(place))
            self._fault("no-begin", said)
        else:
            self._stands_alone(place, line, kind)
        self._loop = None

    def _stands_alone(self, place: str, line: Line, kind: str) -> None:
        """The engine drops the whole paragraph, or row, in which such a mark stands."""
        around = line.row if kind == "tr" else line.text
        if kind and (around is None or around.strip() != place):
            said = {
                "p": _("“%(place)s” phải đứng một mình trong một dòng.", place=quoted(place)),
                "tr": _("“%(place)s” phải đứng một mình trong một hàng của bảng.", place=quoted(place)),
            }
            self._fault("not-alone", said[kind])

    def _not_simple(self, place: str) -> None:
        """Say that it is not understood; what was meant as a name is told from what is no name at all."""
        words = _WORDS.fullmatch(place)
        if words:
            return self._unknown(place, words[1])
        said = _(
            "Trong mẫu có chỗ “%(place)s” không được phép. Mẫu chỉ được có các tên như {{ ho_ten }} và vòng lặp.",
            place=quoted(place),
        )
        self._fault("not-allowed", said)

    def _unknown(self, place: str, name: str) -> None:
        near = [f"{{{{ {known} }}}}" for known in nearest(name, self.known.names)]
        said = _("Trong mẫu có chỗ “%(place)s” mà chúng tôi không biết.", place=quoted(place))
        more = _("Xin xem các tên dùng được ở bảng dưới.")
        if len(near) == 1:
            more = _("Có phải %(near)s?", near=near[0])
        elif near:
            more = _("Có phải %(near)s hoặc %(other)s?", near=near[0], other=near[1])
        self._fault("unknown", f"{said} {more}")

    def _fault(self, reason: str, sentence: str) -> None:
        self.faults.append(Fault(reason, sentence))


def lines_of(root: Any) -> Iterator[Line]:
    """Yield the paragraphs of a part; a tag that Word has split into several runs is whole again."""
    texts: dict[Any, list[str]] = {}
    rows: dict[Any, list[str]] = {}
    for run in root.iter(f"{W}t"):
        paragraph, row = next(run.iterancestors(f"{W}p"), None), next(run.iterancestors(f"{W}tr"), None)
        texts.setdefault(paragraph, []).append(run.text or "")
        if row is not None:
            rows.setdefault(row, []).append(run.text or "")
    for paragraph, pieces in texts.items():
        row = next(paragraph.iterancestors(f"{W}tr"), None) if paragraph is not None else None
        yield Line(_joined(pieces), _joined(rows[row]) if row is not None else None)


def _joined(pieces: Iterable[str]) -> str:
    return unicodedata.normalize("NFC", "".join(pieces))


def _hidden_places(root: Any) -> Iterator[Fault]:
    """Yield the places that stand where nothing is printed: fields, deleted text, attributes of pictures."""
    for element in root.iter():
        texts: Iterable[str | None] = [*element.attrib.values(), element.tail]
        texts = texts if element.tag == f"{W}t" else [*texts, element.text]
        for text in texts:
            if text and _LEFT_OPEN.search(text):
                said = _(
                    "Chỗ “%(place)s” nằm ngoài chữ của văn bản (trường, công thức, tên hình, chữ đã xóa)."
                    " Xin gõ lại thành chữ thường.",
                    place=quoted(text),
                )
                yield Fault("hidden", said)


def nearest(name: str, known: Mapping[str, str]) -> list[str]:
    """Return at most two known names that somebody may have meant, by the name or by what it means."""
    wanted = _plain(name)
    alone = {name: meaning for name, meaning in known.items() if "." not in name}
    likeness = {each: max(_likeness(wanted, each), _likeness(wanted, _plain(alone[each]))) for each in alone}
    best = max(likeness.values(), default=0.0)
    near = [each for each in likeness if likeness[each] >= max(_LIKE_ENOUGH, best - _AS_LIKE)]
    return sorted(near, key=lambda each: -likeness[each])[:2]


def _plain(words: str) -> str:
    return slugify(words).replace("-", "_")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
