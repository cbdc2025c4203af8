"""Search the catalogue the way people ask: everyday names, whole questions, no marks, slips of the finger."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.query import Word, is_filler, read_query, read_words
from cqtt.procedures.typos import NearWords

# How much a match counts beside the word itself: with other marks than typed, its beginning, a slip in it,
# and a slip that made another known word.
_OTHER_MARKS, _BEGINNING, _SLIP, _SLIP_TO_KNOWN = 0.75, 0.75, 0.7, 0.3
# How much a word found beside the names counts.
_FIELD, _LIFE_EVENT, _PAPER = 0.4, 0.4, 0.3
_FILLER = 0.12
_LEAST_OF_BEST = 0.4
_LEAST_COVERED = 0.25
_MAX_BEGINNINGS = 60


@dataclass(frozen=True)
class SearchEntry:
    """What one procedure can be found by."""

    key: str
    code: str | None
    name: str
    field: str = ""
    synonyms: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        content: ProcedureContent,
        synonyms: Sequence[str],
        life_events: Sequence[str],
        key: str | None = None,
    ) -> "SearchEntry":
        """Return the entry of a procedure; what is not known for certain is not searched either."""
        papers = tuple(document.name for document in content.known_requirements or ())
        return cls(
            key=key or content.slug,
            code=content.code,
            name=content.name,
            field=content.field,
            synonyms=tuple(synonyms),
            life_events=tuple(life_events),
            words=papers + (content.known_results or ()),
        )


@dataclass(frozen=True)
class Hit:
    """One procedure found; `spans` are the (start, end) places in its name that answer the query."""

    key: str
    score: float
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Phrase:
    """A name of an entry, official or everyday."""

    entry: int
    weight: float
    length: int


@dataclass(frozen=True)
class _Asked:
    """A word of the query: what it weighs, and the known words it may mean, best first."""

    word: Word
    weight: float
    meant: tuple[tuple[str, float], ...]


class SearchIndex:
    """An index of entries, built once; earlier entries win among equals."""

    def __init__(self, entries: Iterable[SearchEntry]) -> None:
        self._entries = tuple(entries)
        self._names = [read_words(entry.name) for entry in self._entries]
        self._phrases: list[_Phrase] = []
        self._places: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        self._beside: dict[str, dict[int, float]] = defaultdict(dict)
        self._codes = [(entry.code or "").replace(".", "") for entry in self._entries]
        phrases = [
            (number, words)
            for number, entry in enumerate(self._entries)
            for words in (self._names[number], *map(read_words, entry.synonyms))
        ]
        self._rarity = _rarity(phrases, len(self._entries))
        self._unknown = max(self._rarity.values(), default=1.0) * 0.5
        for number, words in phrases:
            self._add_phrase(number, words)
        for number, entry in enumerate(self._entries):
            self._add_beside(number, entry)
        self._sorted = sorted(self._places)
        self._near = NearWords(self._sorted)

    def _add_phrase(self, number: int, words: list[Word]) -> None:
        weight = sum(self._weight(word) for word in words)
        for position, word in enumerate(words):
            self._places[word.term].append((len(self._phrases), position, word.marked))
        self._phrases.append(_Phrase(number, weight, len(words)))

    def _add_beside(self, number: int, entry: SearchEntry) -> None:
        for texts, worth in (
            ((entry.field,), _FIELD),
            (entry.life_events, _LIFE_EVENT),
            (entry.words, _PAPER),
        ):
            for word in read_words(" ".join(texts)):
                self._beside[word.term].setdefault(number, worth)

    def _weight(self, word: Word) -> float:
        rarity = self._rarity.get(word.term, self._unknown)
        return rarity * _FILLER if is_filler(word) else rarity

    def find(self, query: str, limit: int = 20) -> list[Hit]:
        """Return the procedures that answer the query, best first; an empty query finds nothing."""
        words, code = read_query(query)
        if code and (found := self._by_code(code)):
            return [Hit(self._entries[number].key, 10.0, ()) for number in found[:limit]]
        asked = [self._ask(word, is_last=word is words[-1]) for word in words]
        scores = self._scores(asked)
        best = max(scores.values(), default=0.0)
        order = sorted((-score, number) for number, score in scores.items() if score >= best * _LEAST_OF_BEST)
        return [Hit(self._entries[number].key, -score, self._spans(number, asked)) for score, number in order[:limit]]

    def _by_code(self, digits: str) -> list[int]:
        whole = [number for number, code in enumerate(self._codes) if code and code.startswith(digits)]
        return whole or [
            number for number, code in enumerate(self._codes) if len(digits) > 2 and code[1:].startswith(digits)
        ]

    def _ask(self, word: Word, is_last: bool) -> _Asked:
        meant: dict[str, float] = {}
        known = word.term in self._places
        if known or word.term in self._beside:
            meant[word.term] = 1.0
        if is_last:
            for term in self._beginning_with(word.term):
                meant.setdefault(term, _BEGINNING)
        for term in self._near.near(word.term):
            worth = _SLIP_TO_KNOWN if known else _SLIP
            meant[term] = max(worth, meant.get(term, 0.0))
        return _Asked(word, self._asked_weight(word, meant), tuple(meant.items()))

    def _asked_weight(self, word: Word, meant: dict[str, float]) -> float:
        """Return what the word weighs: a slip or a beginning weighs what the likeliest known word does."""
        if word.term in self._rarity or not meant:
            return self._weight(word)
        return min(self._rarity.get(term, self._unknown) for term in meant)

    def _beginning_with(self, start: str) -> list[str]:
        first = bisect_left(self._sorted, start)
        found = self._sorted[first : first + _MAX_BEGINNINGS]
        return [term for term in found if term.startswith(start) and term != start]

    def _scores(self, asked: list[_Asked]) -> dict[int, float]:
        total = sum(word.weight for word in asked)
        sums: dict[int, float] = defaultdict(float)
        runs: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        last: dict[int, tuple[int, int]] = {}
        for number, word in enumerate(asked):
            places = self._best_places(word)
            for phrase, (worth, position) in places.items():
                sums[phrase] += worth * word.weight
                if last.get(phrase) == (number - 1, position - 1):
                    runs[phrase] += worth * word.weight
                last[phrase] = (number, position)
            for entry, worth in self._best_entries(word, places).items():
                covered[entry] += worth * word.weight
        return self._combine(total, sums, runs, covered)

    def _best_places(self, asked: _Asked) -> dict[int, tuple[float, int]]:
        best: dict[int, tuple[float, int]] = {}
        marks = asked.word.marked if asked.word.has_marks else None
        for term, quality in asked.meant:
            for phrase, position, marked in self._places.get(term, ()):
                worth = quality if marks is None or marks == marked else quality * _OTHER_MARKS
                if phrase not in best or worth > best[phrase][0]:
                    best[phrase] = (worth, position)
        return best

    def _best_entries(self, asked: _Asked, places: dict[int, tuple[float, int]]) -> dict[int, float]:
        best: dict[int, float] = {}
        for term, quality in asked.meant:
            for entry, worth in self._beside.get(term, {}).items():
                best[entry] = max(best.get(entry, 0.0), worth * quality)
        for phrase, (worth, _position) in places.items():
            entry = self._phrases[phrase].entry
            if worth > best.get(entry, 0.0):
                best[entry] = worth
        return best

    def _combine(
        self, total: float, sums: dict[int, float], runs: dict[int, float], covered: dict[int, float]
    ) -> dict[int, float]:
        """Weigh how well the best name of each entry fits against how much of the query the entry covers."""
        fits: dict[int, float] = defaultdict(float)
        for number, found in sums.items():
            phrase = self._phrases[number]
            both = total + phrase.weight
            fit = (2 * found + runs.get(number, 0.0)) / (both + max(total, phrase.weight) / 2)
            if fit > fits[phrase.entry]:
                fits[phrase.entry] = fit
        return {
            entry: fits[entry] + 0.6 * found / total
            for entry, found in covered.items()
            if total and found / total >= _LEAST_COVERED
        }

    def _spans(self, number: int, asked: list[_Asked]) -> tuple[tuple[int, int], ...]:
        lengths: dict[str, int] = {}
        for word in asked:
            if not is_filler(word.word):
                for term, quality in word.meant:
                    is_beginning = quality == _BEGINNING and term.startswith(word.word.term)
                    length = len(word.word.term) if is_beginning else len(term)
                    if quality > _SLIP_TO_KNOWN and length > 1:
                        lengths[term] = max(length, lengths.get(term, 0))
        return tuple(
            (word.start, min(word.end, word.start + lengths[word.term]))
            for word in self._names[number]
            if word.term in lengths
        )


def _rarity(phrases: list[tuple[int, list[Word]]], count: int) -> dict[str, float]:
    """Return for each word how much finding it says: the fewer entries have it, the more."""
    entries: dict[str, set[int]] = defaultdict(set)
    for number, words in phrases:
        for word in words:
            entries[word.term].add(number)
    return {term: log(1 + count / len(found)) for term, found in entries.items()}
