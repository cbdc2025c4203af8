"""A text as a row of words: what each looks like, in which lists it is, what it stands next to.

Lists of words are in `words`. A word with marks must agree with the marks of a list; a word without any also
stands for every word of the same letters where the whole text was typed without marks.
"""

import re
import unicodedata
from dataclasses import dataclass

from cqtt.text import fold

_WORD = re.compile(r"[^\W\d_]++(?:'[^\W\d_]++)*+")
_UNMARKED = 0.85  # of all words without a mark: then the whole text was typed without them
_SHOUTED = 0.6  # of a line's words in capitals: then its capitals tell nothing
_LONGEST_PHRASE = 4
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


class _Letters(dict[int, str]):
    """Every letter in small and without its tone: ạ as a, ậ as â."""

    def __missing__(self, code: int) -> str:
        low = chr(code).lower()[0]
        parts = unicodedata.normalize("NFD", low)
        self[code] = letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))[0]
        return letter


class _ToneMarks(dict[int, str]):
    """The tone of every letter alone, as a digit."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code))
        self[code] = tone = next((_TONES[part] for part in parts if part in _TONES), " ")
        return tone


_LETTERS, _TONE_MARKS = _Letters(), _ToneMarks()


def spelled(word: str) -> str:
    """Return a word in small letters with its tone behind it, so that both places of a tone mark are one word."""
    return word.translate(_LETTERS) + word.translate(_TONE_MARKS).strip()


class WordList:
    """Single words; in a text they are found by the bit of their list."""

    exact: dict[str, int] = {}  # of all lists, by how a word is spelled
    plain: dict[str, int] = {}
    made = 0

    def __init__(self, words: str) -> None:
        self.bit = 1 << WordList.made
        WordList.made += 1
        for word in words.split():
            WordList.exact[spelled(word)] = WordList.exact.get(spelled(word), 0) | self.bit
            WordList.plain[fold(word)] = WordList.plain.get(fold(word), 0) | self.bit


class PhraseList:
    """Rows of words, parted by commas."""

    begun: dict[str, int] = {}  # of all lists, by the first word without marks

    def __init__(self, lines: str) -> None:
        self.bit = 1 << WordList.made
        WordList.made += 1
        rows = [phrase.split() for phrase in lines.replace("\n", " ").split(",")]
        self.exact = {tuple(map(spelled, row)) for row in rows}
        self.plain = {tuple(map(fold, row)) for row in rows}
        self.begins = {row[:2] for row in self.plain}
        for first, *_rest in self.plain:
            PhraseList.begun[first] = PhraseList.begun.get(first, 0) | self.bit

    def holds(self, words: "list[Word]", loose: bool) -> bool:
        """Whether these words are one of the phrases; `loose`: marks do not count."""
        if tuple([word.spelled for word in words]) in self.exact:
            return True
        return (loose or all(word.bare for word in words)) and tuple([word.plain for word in words]) in self.plain


@dataclass(slots=True)
class Word:
    """One word and what can be seen of it."""

    start: int
    end: int
    spelled: str
    plain: str
    gap: str  # what stands between the word before and this one
    capital: bool
    upper: bool
    telling: bool  # a capital among small letters
    bare: bool  # without any mark
    lists: int  # in which it is, with its marks
    loose_lists: int  # in which it is when missing marks do not count

    @property
    def joined(self) -> bool:
        """Whether nothing but a space parts it from the word before."""
        return self.gap == " "

    @property
    def length(self) -> int:
        return self.end - self.start


class Reading:
    """The words of one text, asked about by their number; beyond the last there is nothing."""

    def __init__(self, text: str, view: str) -> None:
        """`view` is the text without marks, letter for letter."""
        self.words: list[Word] = []
        self._letters, self._tones = text.translate(_LETTERS), text.translate(_TONE_MARKS)
        start = 0
        for line in view.split("\n"):
            self._read_line(view, start, start + len(line))
            start += len(line) + 1
        self.unmarked = sum(word.bare for word in self.words) >= _UNMARKED * len(self.words)

    def _read_line(self, view: str, start: int, end: int) -> None:
        places = [found.span() for found in _WORD.finditer(view, start, end)]
        capitals = sum(view[first].isupper() for first, _last in places)
        shouted = sum(view[first:last].isupper() for first, last in places)
        telling = shouted <= max(3, _SHOUTED * len(places)) and capitals <= max(7, _SHOUTED * len(places))
        before = self.words[-1].end if self.words else 0
        for first, last in places:
            self.words.append(self._word(view, before, first, last, telling))
            before = last

    def _word(self, view: str, before: int, start: int, end: int, telling: bool) -> Word:
        written = view[start:end]
        plain = written.lower()
        exact = self._letters[start:end] + self._tones[start:end].strip()
        capital, bare = written[0].isupper(), exact == plain
        gap = view[before:start] if start - before < 4 else "…"
        lists = WordList.exact.get(exact, 0) | PhraseList.begun.get(plain, 0)
        loose_lists = lists | WordList.plain.get(plain, 0) if bare else lists
        upper = end - start > 1 and written.isupper()
        return Word(start, end, exact, plain, gap, capital, upper, capital and telling, bare, lists, loose_lists)

    def has(self, at: int, wanted: WordList, loose: bool | None = None) -> bool:
        """Whether the word is one of these; `loose`: its missing marks do not count, as in a text that has none."""
        if not 0 <= at < len(self.words):
            return False
        word = self.words[at]
        return bool((word.loose_lists if (self.unmarked if loose is None else loose) else word.lists) & wanted.bit)

    def phrase(self, at: int, wanted: PhraseList) -> int:
        """Return how many words of one of these phrases begin here: 0 for none; the longest counts."""
        if not 0 <= at < len(self.words) or not self.words[at].lists & wanted.bit:
            return 0
        first = self.words[at].plain
        pair = (first, self.words[at + 1].plain) if self.joined(at + 1) else (first,)
        if pair not in wanted.begins and (first,) not in wanted.begins:
            return 0
        end = at + 1
        while end < at + _LONGEST_PHRASE and self.joined(end):
            end += 1
        while end > at and not wanted.holds(self.words[at:end], self.unmarked):
            end -= 1
        return end - at

    def joined(self, at: int) -> bool:
        """Whether there is such a word and only a space before it."""
        return at < len(self.words) and self.words[at].joined

    def telling(self, at: int) -> bool:
        return at < len(self.words) and self.words[at].telling
