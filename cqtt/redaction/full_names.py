"""Where a name ends that begins at a word: a family with given names, in capitals or in small letters.

Every function returns the number of the word after the name, and the number it was asked about where no name begins.
"""

from cqtt.redaction import words as known
from cqtt.redaction.places import is_famous, is_office
from cqtt.redaction.reading import Reading

_MOST_WORDS = 6


def after_full_name(text: Reading, at: int) -> int:
    """Return where the name ends that begins here with a family; `at` where none does."""
    word = text.words[at]
    if text.phrase(at, known.OFFICES):
        return at
    if word.capital and text.has(at, known.SAINTS) and text.joined(at + 1):
        end = after_full_name(text, at + 1)
        return end if end > at + 1 else at
    if word.telling and (end := _after_capital_name(text, at)) > at:
        return end
    return _after_small_name(text, at)


def _after_capital_name(text: Reading, at: int) -> int:
    """Return where a name in capitals ends: a family with given names, or whatever has Văn or Thị inside."""
    end = after_capitals(text, at, _MOST_WORDS)
    if "'" in text.words[at].plain:
        return end
    if end - at < 2 or is_famous(text, at, end):
        return at
    if end - at >= 3 and text.has(at + 1, known.GENDER_MIDDLES, True) and not text.has(at + 2, known.NOT_GIVEN, True):
        return end
    bare = end - at >= 3 and all(word.bare for word in text.words[at:end])
    return end if text.has(at, known.FAMILIES, text.unmarked or bare) else at


def after_capitals(text: Reading, at: int, most: int) -> int:
    """Return where words with capitals end that belong together."""
    end = at + 1
    while end < min(len(text.words), at + most) and _continues(text, end, end == at + 1):
        end += 1
    return end


def _continues(text: Reading, at: int, second: bool) -> bool:
    """Whether a word with a capital still belongs to the name before it."""
    word, before = text.words[at], text.words[at - 1]
    shortened = before.length == 1 or before.plain in known.ABBREVIATED
    if not word.telling or not (word.joined or (shortened and word.gap in (". ", "."))):
        return False
    if text.has(at - 1, known.GENDER_MIDDLES, True) and text.has(at - 2, known.FAMILIES, True):
        return True
    if text.phrase(at, known.OFFICES):
        # "Nguyễn Trung Tâm" is a name, "Nguyễn Văn Tám Trung tâm" is one and a half.
        return second and text.joined(at + 1) and text.telling(at + 1)
    return text.has(at, known.GIVEN) or not (text.has(at, known.AREA_HEADS) or is_office(text, at))


def _after_small_name(text: Reading, at: int) -> int:
    """Return where a name without telling capitals ends: nguyễn văn tám, TRẦN THỊ LAN KHÔNG CHỊU."""
    words = text.words[at : at + 3]
    loose = text.unmarked or (len(words) == 3 and all(word.bare and word.capital for word in words))
    families = known.FAMILIES if words[0].capital else known.COMMON_FAMILIES
    if not text.has(at, families, loose) or not text.joined(at + 1):
        return at
    if text.joined(at + 2) and text.has(at + 1, known.GENDER_MIDDLES, loose):
        common = ends_name(text, at + 2) and not text.has(at + 2, known.GIVEN) and not words[0].capital
        return at if common or text.has(at + 2, known.NOT_GIVEN) else with_given(text, at + 3)
    rare = loose and not text.has(at, known.CLEAR_WITHOUT_MARKS, loose)
    if rare or not text.has(at, known.COMMON_FAMILIES, loose):
        return at
    if text.joined(at + 2) and text.has(at + 1, known.MIDDLES, loose) and text.has(at + 2, known.GIVEN, loose):
        return with_given(text, at + 3)
    if words[0].capital and not words[0].telling:
        return _after_shouted_name(text, at)
    clear = text.has(at, known.CLEAR_FAMILIES, loose) and text.has(at + 1, known.GIVEN, loose)
    return with_given(text, at + 2) if clear else at


def _after_shouted_name(text: Reading, at: int) -> int:
    """Return where a name among capitals ends that has one known given name behind its family; else `at`."""
    if not text.has(at + 1, known.GIVEN) or ends_name(text, at + 1):
        return at
    last = text.joined(at + 2) and not ends_name(text, at + 2)
    return at + 3 if last else at + 2


def ends_name(text: Reading, at: int) -> bool:
    """Whether this is one of the words after which nobody is named any more."""
    return text.has(at, known.STOPS) and not (text.telling(at) and text.has(at, known.GIVEN))


def with_given(text: Reading, end: int) -> int:
    """Return where further given names end that stand from here on."""
    more = known.GIVEN if text.words[end - 1].capital else known.DISTINCT_GIVEN
    last = end + (2 if text.words[end - 1].capital else 1)
    while end < last and text.joined(end) and text.has(end, more) and not ends_name(text, end):
        end += 1
    nicknamed = text.has(end - 1, known.CALLED_BY_NUMBER) and text.joined(end) and text.has(end, known.NICKNAMES)
    return end + 1 if nicknamed else end
