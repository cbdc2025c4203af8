"""Find the words that one slip of the finger away from a known word was meant to be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

MIN_LETTERS = 4
_MAX_LETTERS = 24


class NearWords:
    """Known words, findable through one inserted, missing, wrong or swapped letter.

    Every word is filed under each text that remains when one letter is left out, and so is the typed word:
    two words one slip apart always meet. What meets by chance is weeded out by comparing.
    """

    def __init__(self, words: Iterable[str]) -> None:
        filed: dict[str, list[str]] = defaultdict(list)
        for word in words:
            if MIN_LETTERS - 1 <= len(word) <= _MAX_LETTERS and word.isalpha():
                for rest in _shorter_by_one(word):
                    filed[rest].append(word)
        self._filed = dict(filed)

    def near(self, typed: str) -> set[str]:
        """Return the known words that differ from the typed one by exactly one slip."""
        if not MIN_LETTERS - 1 <= len(typed) <= _MAX_LETTERS or not typed.isalpha():
            return set()
        met = {word for rest in _shorter_by_one(typed) for word in self._filed.get(rest, ())}
        return {word for word in met if max(len(word), len(typed)) >= MIN_LETTERS and is_one_slip(typed, word)}


def is_one_slip(typed: str, meant: str) -> bool:
    """Tell whether one insertion, deletion, replacement or swap of neighbours separates the words."""
    if len(typed) > len(meant):
        typed, meant = meant, typed
    start = 0
    while start < len(typed) and typed[start] == meant[start]:
        start += 1
    rest, other = typed[start:], meant[start:]
    if len(typed) < len(meant):
        return rest == other[1:]
    swapped = other[1:2] + other[:1] + other[2:]
    return bool(rest) and (rest[1:] == other[1:] or rest == swapped)


def _shorter_by_one(word: str) -> Iterator[str]:
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]
