"""What is wrong with a file that is to be imported: where, why, and what to do, all of it at once."""

import unicodedata
from dataclasses import dataclass, field

from cqtt.errors import RuleBroken
from cqtt.i18n import _

MOST_SAID = 200  # faults that are listed one by one
MOST_QUOTED = 60  # characters of what is quoted


@dataclass(frozen=True)
class Fault:
    """One fault: the cell or the line, the reason, and what the person does about it."""

    place: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason} {self.mend}".strip()


class FileRefused(RuleBroken):
    """The file is refused whole; nothing of it was taken."""

    def __init__(self, faults: list[Fault], count: int | None = None) -> None:
        super().__init__(_("Tệp có lỗi nên chưa nhập gì cả."))
        self.faults = faults
        self.count = len(faults) if count is None else count

    @property
    def untold(self) -> int:
        """Return how many more faults there are than are listed."""
        return self.count - len(self.faults)


@dataclass
class Faults:
    """The faults found so far; of texts with loose marks only the first place is told, they are all alike."""

    found: list[Fault] = field(default_factory=list)
    count: int = 0
    loose: int = 0
    _loose_at: str = ""

    def add(self, place: str, reason: str, mend: str) -> None:
        self.count += 1
        if len(self.found) < MOST_SAID:
            self.found.append(Fault(place, reason, mend))

    def note_loose(self, place: str) -> None:
        """Note a text whose marks are written apart from their letters."""
        self.loose += 1
        self._loose_at = self._loose_at or place

    def refuse_if_any(self) -> None:
        """Raise FileRefused when something is wrong."""
        if self.loose:
            self.add(self._loose_at, loose_reason(self.loose), loose_mend())
            self.loose = 0
        if self.count:
            raise FileRefused(self.found, self.count)


def refusal(place: str, reason: str, mend: str) -> FileRefused:
    """Return the refusal of a file for one reason."""
    return FileRefused([Fault(place, reason, mend)])


def is_loose(text: str) -> bool:
    """Tell whether marks are written apart from their letters (NFD), as some machines do."""
    return not unicodedata.is_normalized("NFC", text)


def loose_reason(count: int) -> str:
    if count == 1:
        return _("Chữ ở đây viết dấu tách rời (Unicode tổ hợp, NFD).")
    return _("Chữ ở đây và %(more)s chỗ khác viết dấu tách rời (Unicode tổ hợp, NFD).", more=count - 1)


def loose_mend() -> str:
    return _("Xin dùng UniKey (Công cụ) chuyển từ “Unicode tổ hợp” sang “Unicode” rồi tải lên lại.")


def quoted(value: object) -> str:
    """Return a value as a sentence quotes it: one line, not too long."""
    line = " ".join(str(value).split())
    return line if len(line) <= MOST_QUOTED else f"{line[:MOST_QUOTED]}…"
