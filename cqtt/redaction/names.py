"""Find names of people in what somebody wrote: with and without capitals, with and without marks.

The words are looked at one after the other, each with a few neighbours and never more, so the time grows with the
length of the text and with nothing else. The lists of words are in `words`.
"""

from collections.abc import Iterator

from cqtt.redaction import words as known
from cqtt.redaction.full_names import after_capitals, after_full_name, ends_name, with_given
from cqtt.redaction.places import after_place, is_office
from cqtt.redaction.reading import Reading

_BEGINS = sum(
    each.bit
    for each in (
        *(known.TITLES, known.ROLES, known.SAINTS, known.FAMILIES, known.NAMED, known.IS, known.PLACES),
        *(known.STREET_HEADS, known.STREET_PHRASES, known.AREA_HEADS, known.AREA_PHRASES),
    )
)
_Words = tuple[int, int]  # the first, and the one after the last
_AFTER_LABEL = (" ", ": ", ":", " : ")


def find_names(text: Reading) -> Iterator[tuple[int, int]]:
    """Yield where names of people stand, in order."""
    at = 0
    while at < len(text.words):
        word = text.words[at]
        if not (word.telling or word.loose_lists & _BEGINS):
            at += 1
            continue
        if (after := after_place(text, at)) > at:
            at = after
            continue
        first, last = _name_near(text, at)
        at = max(last, at + 1)
        while first < last:
            yield text.words[first].start, text.words[last - 1].end
            at = last
            first, last = _told_with_it(text, last)


def find_suspects(text: Reading) -> Iterator[tuple[int, int]]:
    """Yield words with capitals inside a sentence that belong to no known place, office or firm."""
    at = 0
    while at < len(text.words):
        known_words = text.phrase(at, known.PLACES) or text.phrase(at, known.OFFICES)
        if (after := at + known_words if known_words else after_place(text, at)) > at:
            at = after
            continue
        word = text.words[at]
        inside = at > 0 and not set(word.gap) & set(".!?:\n…")
        if _is_form_of_address(text, at):
            at += 2
            continue
        numbered = text.has(at, known.CALLED_BY_NUMBER) and text.has(at - 1, known.BEFORE_PLACES)
        if word.telling and inside and not (word.upper or numbered or text.has(at, known.NO_SUSPECTS)):
            yield word.start, word.end
        at += 1


def _is_form_of_address(text: Reading, at: int) -> bool:
    """Whether "Ông/Bà" stands here: so everybody is addressed, and nobody is named by it."""
    pair = text.words[at : at + 2]
    return [word.plain for word in pair] == ["ong", "ba"] and pair[1].gap.strip() == "/"


def _name_near(text: Reading, at: int) -> _Words:
    """Return the words of a name that begins here or is announced here; none where both numbers are the same."""
    for begin in _announced(text, at):
        if (end := _after_call_name(text, begin)) > begin:
            return begin, end
    found = _introduced(text, at) or _signed(text, at)
    if found:
        return found
    end = after_full_name(text, at)
    return at, end if end > at else _after_bare_name(text, at)


def _told_with_it(text: Reading, end: int) -> _Words:
    """Return the given name that is told together with the one before: "em Nhi và Thư"; none as above."""
    begin = end + int(text.joined(end) and text.has(end, known.JOINING))
    parted = begin < len(text.words) and text.words[begin].gap in (", ", " - ", " & ")
    if not text.telling(begin) or not (begin > end or parted) or is_office(text, begin):
        return end, end
    return (begin, after_capitals(text, begin, 4)) if text.has(begin, known.GIVEN) else (end, end)


# --- what announces a name: "ông", "con trai tôi", "trưởng ấp" ---


def _announced(text: Reading, at: int) -> list[int]:
    """Return where a name may begin after a title or a role; what is more particular comes first."""
    length = text.phrase(at, known.ROLES) or int(_is_title(text, at))
    if not length:
        return []
    places = [at + length]
    while len(places) < 3 and text.joined(places[-1]) and _is_kin(text, places[-1]):
        places.append(places[-1] + 1)
    return [place for place in reversed(places) if text.joined(place)]


def _is_kin(text: Reading, at: int) -> bool:
    """Whether this may stand between a title and a name: "con trai tôi Minh"."""
    return text.has(at, known.KIN) and not text.telling(at)


def _is_title(text: Reading, at: int) -> bool:
    word = text.words[at]
    if not text.has(at, known.TITLES) or text.phrase(at, known.NOT_CALLED):
        return False
    if not text.has(at, known.TITLES, False) and text.has(at, known.MARKED_TITLES):
        return False
    if word.plain == "ba" and text.phrase(at - 1, known.WITH_THREE):
        return False
    return not text.phrase(at - 1, known.PEOPLE)


def _after_call_name(text: Reading, at: int) -> int:
    """Return where the name ends that stands here after a title; `at` where none stands."""
    if (end := after_full_name(text, at)) > at:
        return end
    word = text.words[at]
    if is_office(text, at) or (text.has(at, known.TITLES) and not word.telling):
        return at
    if word.telling:
        end = after_capitals(text, at, 4)
        return end if word.length > 1 or end > at + 1 else at
    if text.has(at, known.FAMILIES) and text.joined(at + 1) and not ends_name(text, at + 1) and word.capital:
        return with_given(text, at + 2)
    return _after_given_name(text, at)


def _after_given_name(text: Reading, at: int) -> int:
    """Return where a given name without a telling capital ends: "anh tuấn", "bà tư", "ÔNG TÁM ĐEN"."""
    if text.has(at, known.ORDINALS) or (text.has(at, known.SECOND) and text.has(at + 1, known.NICKNAMES)):
        counted = text.joined(at + 1) and text.has(at + 1, known.AFTER_ORDINAL)
        small = not text.words[at].capital
        loose = small and (text.unmarked or not text.has(at - 1, known.CALLED_TITLES))
        return at if counted or loose else with_given(text, at + 1)
    if text.words[at].capital:
        titled = text.has(at - 1, known.CALLED_TITLES) or text.has(at, known.GIVEN)
        return with_given(text, at + 1) if titled and not ends_name(text, at) else at
    named = text.has(at, known.DISTINCT_GIVEN) and not (text.unmarked and ends_name(text, at))
    return with_given(text, at + 1) if named else at


# --- what nothing announces but capitals ---


def _after_bare_name(text: Reading, at: int) -> int:
    """Return where given names end that nothing announces but their capitals: "cảm ơn Minh Tuấn"; else `at`."""
    if not text.telling(at) or not text.joined(at) or text.telling(at - 1) or text.has(at - 1, known.BEFORE_PLACES):
        return at
    end = after_capitals(text, at, 4)
    personal = all(_may_be_given(text, each) for each in range(at, end))
    return end if personal and not is_office(text, at) and not text.phrase(at, known.FAMOUS) else at


def _may_be_given(text: Reading, at: int) -> bool:
    return text.has(at, known.GIVEN) or text.has(at, known.MIDDLES)


# --- "tôi là Hùng", "tên là Lan", "họ tên: …", a name alone on the last line ---


def _introduced(text: Reading, at: int) -> _Words | None:
    """Return the name with which somebody introduces himself or another."""
    if text.has(at, known.IS) and text.has(at - 1, known.SELVES):
        return _said_name(text, at + 1, small=False)
    if not text.has(at, known.NAMED):
        return None
    begin = at + 1
    while begin < at + 4 and text.has(begin, known.BETWEEN_NAMED):
        begin += 1
    return _said_name(text, begin, small=begin > at + 1 or text.has(at - 1, known.SELVES))


def _said_name(text: Reading, begin: int, small: bool) -> _Words | None:
    """Return the name that must stand here; `small`: it need not have capitals."""
    if begin >= len(text.words) or text.words[begin].gap not in _AFTER_LABEL or _is_form_of_address(text, begin):
        return None
    end = after_full_name(text, begin)
    if end == begin and not is_office(text, begin):
        if text.telling(begin):
            end = after_capitals(text, begin, 5)
        elif small or text.has(begin, known.DISTINCT_GIVEN):
            end = _after_small_words(text, begin)
    return (begin, end) if end > begin else None


def _after_small_words(text: Reading, begin: int) -> int:
    end = begin
    while end < min(len(text.words), begin + 4) and not ends_name(text, end) and (end == begin or text.joined(end)):
        end += 1
    return end


def _signed(text: Reading, at: int) -> _Words | None:
    """Return the words of the last line when it is nothing but a few capitals: so people sign."""
    first, end = text.words[at], len(text.words)
    if at < end - 5 or "\n" not in first.gap or is_office(text, at) or ends_name(text, at):
        return None
    alone = all(word.capital and (number == at or word.joined) for number, word in enumerate(text.words[at:], at))
    return (at, end) if alone else None
