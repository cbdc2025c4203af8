"""What a citizen brings: one document of a procedure, and whether it is handed in, shown or looked up."""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from cqtt.procedures.questions import LATER
from cqtt.text import slugify

ALWAYS_NEEDED = "luôn cần"

# Notes of the catalogue that excuse a citizen from handing a document in: data, an official or another
# paper replaces it.
_EXCUSES = re.compile(
    r"nếu có|khi có|có đăng ký|không nộp|không cần|không có thì|mẫu điện tử|đăng ký trực tuyến|khai qua"
    r"|do cơ quan lập|cán bộ in|do UBND xã|chụp hộ",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Requirement:
    """One document of a procedure (thành phần hồ sơ).

    `look_up`: the officer reads it in a published database and does not ask for it (118/2025/NĐ-CP, Điều 4 khoản 2a).
    """

    id: str
    name: str
    originals: int = 1
    copies: int = 0
    present_only: bool = False
    note: str = ""
    when: str = ""
    look_up: bool = field(default=False, metadata=LATER)
    form_file: int | None = field(default=None, metadata=LATER)  # id of the blank form (biểu mẫu)
    sample_file: int | None = field(default=None, metadata=LATER)  # id of a picture of one that is filled in

    @property
    def always(self) -> bool:
        """True when every applicant needs it, false when it depends on the case."""
        return self.when in ("", ALWAYS_NEEDED)

    @property
    def uploadable(self) -> bool:
        """True when it is handed in, false when it is only shown at the desk or the officer looks it up."""
        return not (self.present_only or self.look_up)

    @property
    def compulsory(self) -> bool:
        """True when a submission without it is certainly incomplete."""
        return self.always and self.uploadable and not _EXCUSES.search(f"{self.when} {self.note}")


def requirement_id(name: str, taken: Container[str]) -> str:
    """Return the id of a new document, made from its name once; it stays when the document is renamed or moved."""
    whole = slugify(name)
    base = (whole if len(whole) <= 40 else whole[:41].rpartition("-")[0] or whole[:40]) or "giay-to"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
