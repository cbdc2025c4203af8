"""Whom words speak of: a title, a whole name, or a given name as people say it. Plain Python, on what was typed.

In doubt the answer is yes: a report that speaks of nobody in particular may be read by another than the chairman,
one that speaks of the chairman must not be read by the chairman.
"""

import re
import unicodedata

from cqtt.text import fold

_WORD = re.compile(r"\w+")
_TITLE = r"(?:chu tich|nguoi dung dau)"
_OF_HEAD = re.compile(rf"(?<!pho )\b{_TITLE}\b")  # "Chủ tịch" and not "Phó Chủ tịch", folded
# Who asks the chairman for help does not speak of the chairman: "Kính gửi ông Chủ tịch", "đề nghị Chủ tịch xem xét".
_ADDRESSED = re.compile(rf"\b(?:kinh (?:gui|thua|mong)|(?:kinh )?de nghi|mong) (?:(?:ong|ba|dong chi) )?{_TITLE}\b")
_SAID_BEFORE_A_NAME = frozenset({"ong", "ba", "anh", "chi", "em", "co", "chu", "bac", "cau", "di", "sep"})


def speaks_of_head(whom: str, story: str = "") -> bool:
    """Tell whether what was typed about a person, or the story itself, speaks of whoever heads the unit."""
    return _OF_HEAD.search(_folded(whom)) is not None or _OF_HEAD.search(_ADDRESSED.sub("", _folded(story))) is not None


def has_whole_name(name: str, words: str) -> bool:
    """Tell whether the whole name stands in the words, with marks or without."""
    return f" {_folded(name)} " in f" {_folded(words)} "


def calls(name: str, words: str) -> bool:
    """Tell whether somebody of this name is called in the words: "ông Bình", "chị Văn Bình", "Nguyễn Bình"."""
    parts, typed = _words(name), _words(words)
    return any(_is_word(word, parts[-1]) and _begins_a_name(typed, at, parts) for at, word in enumerate(typed))


def _begins_a_name(typed: list[str], at: int, parts: list[str]) -> bool:
    """Tell whether what stands before a given name makes it this person's."""
    while at and any(_is_word(typed[at - 1], part) for part in parts[:-1]):
        at -= 1
        if _is_word(typed[at], parts[0]):
            return True
    return at > 0 and fold(typed[at - 1]) in _SAID_BEFORE_A_NAME


def _is_word(typed: str, part: str) -> bool:
    """Compare as people type: without any mark, or with the right ones, wherever the tone stands."""
    plain = fold(typed)
    return plain == fold(part) and (typed == plain or _letters(typed) == _letters(part))


def _letters(word: str) -> list[str]:
    return sorted(unicodedata.normalize("NFD", word))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
