"""“4 xin, 4 luôn, 5 không”: the words every officer signs, and the lines a report of conduct names.

Source: the pledge of the commune's model as published in August 2024, word for word. The words belong to a version:
another wording is another version, and whoever signed the old one has not signed the new.
"""

from dataclasses import dataclass

VERSION = "2024-08"


@dataclass(frozen=True)
class PledgeLine:
    """One promise; its id stays the same for ever, reports of conduct are kept by it."""

    id: str
    words: str


@dataclass(frozen=True)
class PledgeGroup:
    """The lines under one heading."""

    id: str
    name: str
    lines: tuple[PledgeLine, ...]


def _group(id: str, name: str, *words: str) -> PledgeGroup:
    lines = tuple(PledgeLine(f"{id}-{number}", each) for number, each in enumerate(words, 1))
    return PledgeGroup(id, name, lines)


# The official wording is shown as it was published, in every language of the site.
GROUPS = (
    _group("xin", "4 xin", "xin chào", "xin lỗi", "xin cảm ơn", "xin phép"),
    _group("luon", "4 luôn", "luôn mỉm cười", "luôn nhẹ nhàng", "luôn lắng nghe", "luôn giúp đỡ"),
    _group(
        "khong",
        "5 không",
        "không cửa quyền, hách dịch, gây khó khăn, phiền hà",
        "không quan liêu, vô cảm, vô trách nhiệm",
        "không tham nhũng, lãng phí",
        "không xu nịnh, chạy chọt, lợi ích nhóm",
        "không lợi dụng chức vụ, quyền hạn trong thi hành công vụ",
    ),
)
LINES = {line.id: line.words for group in GROUPS for line in group.lines}
SPIRIT = "trọng dân, gần dân, hiểu dân, học dân và có trách nhiệm với dân"
