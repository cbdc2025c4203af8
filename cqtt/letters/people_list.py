"""A list of people that letters are written from: its columns, its rows, and the mark of what it says."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
from json import dumps
from typing import Any, Self

from cqtt.i18n import _
from cqtt.letters.rules import Occasion
from cqtt.letters.wording import OPEN_TO, PLACES

MOST_ROWS = 500
# What letters may be written from a list: whoever is told of a death is written to by a person, one by one.
FROM_LISTS = (Occasion.THANKS, Occasion.MARRIAGE, Occasion.BIRTH, Occasion.ERROR)
ASKED = {
    Occasion.THANKS: ("viec",),
    Occasion.MARRIAGE: ("vo_chong", "ngay_dang_ky"),
    Occasion.BIRTH: ("ten_be", "ngay_dang_ky"),
    Occasion.ERROR: ("ly_do", "ma_ho_so", "thu_tuc"),
}
DAYS = frozenset({"ngay_dang_ky"})


@dataclass(frozen=True)
class ListColumn:
    """One column: its key, its heading, how long a text may be, and an example."""

    key: str
    heading: str
    most: int
    example: str
    required: bool = False
    about: str = ""


@dataclass(frozen=True)
class ListRow:
    """One person of the list, and in which row of the file."""

    number: int
    salutation: str
    name: str
    address: str
    phone: str
    email: str
    facts: dict[str, str]

    @property
    def content(self) -> tuple[Any, ...]:
        """Return everything the row says, wherever it stands."""
        return (*(value for key, value in asdict(self).items() if key not in ("number", "facts")), self.facts)


@dataclass(frozen=True)
class PeopleList:
    """A whole list without a fault, and the headings of columns that no letter uses."""

    occasion: Occasion
    rows: tuple[ListRow, ...]
    unused: tuple[str, ...] = ()
    language: str = "vi"
    name: str = ""

    @cached_property
    def key(self) -> str:
        """Return the mark of what the list says: the same list, saved anew or sent twice, has the same."""
        said = [self.occasion.value, self.language, [row.content for row in self.rows]]
        return sha256(dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        rows = tuple(ListRow(**row) for row in stored["rows"])
        occasion, unused = Occasion(stored["occasion"]), tuple(stored["unused"])
        return cls(occasion, rows, unused, stored["language"], stored["name"])

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"occasion": self.occasion.value}

    def called(self, name: str, language: str) -> "PeopleList":
        """Return the same list under a name, for letters in a language."""
        return replace(self, name=name, language=language)


def columns_of(occasion: Occasion) -> tuple[ListColumn, ...]:
    """Return the columns of a list for this occasion: who it goes to, and what this letter alone tells."""
    who = (
        ListColumn(
            "salutation",
            _("Danh xưng"),
            30,
            "Ông",
            about=_("Ông, Bà, Ông và Bà, Cháu, Gia đình ông… Trống thì chọn theo tên."),
        ),
        ListColumn("name", _("Họ và tên"), 200, "Nguyễn Văn Mẫu", required=True, about=_("Người, gia đình hoặc nhóm.")),
        ListColumn("address", _("Địa chỉ"), 300, "Số 12, Ấp 7", about=_("Để in phong bì, nhãn.")),
        ListColumn("phone", _("Điện thoại"), 40, "0900000001", about=_("Để nhắn liên kết xem thư.")),
        ListColumn("email", _("Thư điện tử"), 200, "ten@example.vn", about=_("Để gửi thư qua mạng.")),
    )
    asked = ASKED[occasion]
    own = (
        ListColumn(place, str(PLACES[place].label), 300, PLACES[place].example, required=place == asked[0])
        for place in OPEN_TO[occasion]
        if place in asked
    )
    return (*who, *own)
