"""Which procedures words may have meant that found nothing: what the longest part of them does find."""

from collections.abc import Iterator, Sequence

from cqtt.procedures.catalogue import Catalogue, Published

MOST_GUESSES = 3
MOST_PARTS = 20  # of long questions: the page asks this for every line


def guesses(catalogue: Catalogue, words: str) -> list[Published]:
    """Return the likeliest procedures, best first; none when no part of the words is known."""
    found: dict[str, Published] = {}
    for number, part in enumerate(_parts(words.split())):
        for hit in catalogue.search(part, MOST_GUESSES):
            found.setdefault(hit.key, catalogue.by_slug[hit.key])
        if len(found) >= MOST_GUESSES or number == MOST_PARTS:
            break
    return list(found.values())[:MOST_GUESSES]


def _parts(words: Sequence[str]) -> Iterator[str]:
    """Yield the words and the runs of neighbours among them, the longest first; alone only where one says something."""
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            part = " ".join(words[start : start + length])
            if length > 1 or len(part) > 3:
                yield part
