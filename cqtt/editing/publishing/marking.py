"""Two texts beside each other, with the words marked that only one of them has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\d+(?:[.,]\d+)+|\w+|\s+|[^\w\s]")  # 20.000 is one word
MOST_WORDS = 2_000  # of a run of changed lines that is compared word by word; a longer one is marked whole
LEAST_ALIKE = 0.3  # texts that share less are two texts: marking single words in them would only confuse


@dataclass(frozen=True)
class Piece:
    """A run of words, and whether the other text lacks it."""

    text: str
    changed: bool = False


Pieces = tuple[Piece, ...]


def marked(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Return both texts in pieces; the pieces of a text put together are the text."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    left: list[Piece] = []
    right: list[Piece] = []
    for is_same, lines, others in _runs(old, new):
        here, there = "".join(lines), "".join(others)
        mine, yours = ([Piece(here)], [Piece(there)]) if is_same else _by_words(here, there)
        left += mine
        right += yours
    return _joined(left), _joined(right)


def _by_words(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS or _alike(old, new) < LEAST_ALIKE:
        return [Piece(before, True)], [Piece(after, True)]
    left, right = [], []
    for is_same, words, others in _runs(old, new):
        left.append(Piece("".join(words), not is_same))
        right.append(Piece("".join(others), not is_same))
    return left, right


def _alike(old: Sequence[str], new: Sequence[str]) -> float:
    """Return how much of two texts is the same, spaces left out: from 0 to 1."""
    words, others = ([word for word in text if not word.isspace()] for text in (old, new))
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    for what, start, end, other_start, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield what == "equal", old[start:end], new[other_start:other_end]


def _joined(pieces: list[Piece]) -> Pieces:
    """Join neighbours of one kind; a space between two changed words is changed with them."""
    joined: list[Piece] = []
    for number, piece in enumerate(pieces):
        if not piece.text:
            continue
        changed = piece.changed or _is_between(pieces, number)
        if joined and joined[-1].changed == changed:
            joined[-1] = Piece(joined[-1].text + piece.text, changed)
        else:
            joined.append(Piece(piece.text, changed))
    return tuple(joined)


def _is_between(pieces: Sequence[Piece], number: int) -> bool:
    inside = 0 < number < len(pieces) - 1 and pieces[number].text.isspace()
    return inside and all(pieces[each].changed and pieces[each].text for each in (number - 1, number + 1))
