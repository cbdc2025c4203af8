"""Tell places, bodies and offices, which stay in a public text although they are often called after people."""

from cqtt.redaction import words as known
from cqtt.redaction.reading import Reading

_MOST_KINDS = 4  # words that say what kind of place it is: "trường tiểu học"
_BETWEEN_STREETS = (", ", " - ", "-", " / ", "/")


def after_place(text: Reading, at: int) -> int:
    """Return the word after a place that begins here ("đường Nguyễn Huệ và Lê Lợi"); `at` itself where none does."""
    if length := text.phrase(at, known.PLACES):
        return at + length
    kind = _kind_of_place(text, at)
    if not kind:
        return at
    begin = at + kind
    while begin < at + _MOST_KINDS and text.joined(begin) and (more := _kind_of_place(text, begin)):
        begin += more
    end = _after_its_name(text, begin)
    if end == begin:
        return begin if kind > 1 else at
    while (other := _after_second_street(text, end)) > end:
        end = other
    return end


def is_office(text: Reading, at: int) -> bool:
    """Whether what stands here is a body, a place, a firm or an abbreviation, and nobody's name."""
    word = text.words[at]
    if text.phrase(at, known.OFFICES) or text.phrase(at, known.PLACES) or text.phrase(at - 1, known.PLACES):
        return True
    if text.has(at, known.BRANDS) or (word.upper and text.has(at, known.ACRONYMS)):
        return True
    given = text.has(at, known.GIVEN) and not text.has(at + 1, known.SCHOOL_KINDS)
    return bool(_kind_of_place(text, at)) and not given


def is_famous(text: Reading, at: int, end: int) -> bool:
    """Whether these words are a name that every map knows, written as it is written there."""
    marked = text.unmarked or not all(word.bare for word in text.words[at:end])
    return marked and text.phrase(at, known.FAMOUS) == end - at


def _kind_of_place(text: Reading, at: int) -> int:
    """Return of how many words the kind of a place is that stands here: đường, khu phố; 0 for none."""
    if length := text.phrase(at, known.STREET_PHRASES) or text.phrase(at, known.AREA_PHRASES):
        return length
    word = text.words[at]
    if text.has(at, known.AREA_HEADS):
        # "trưởng ấp Tám", "công an xã Tám": a person follows.
        return 0 if word.joined and text.has(at - 1, known.ROLE_ENDS) else 1
    if not text.has(at, known.STREET_HEADS) or text.phrase(at - 1, known.FALSE_HEADS):
        return 0
    person = word.telling and text.has(at, known.GIVEN) and not text.has(at + 1, known.SCHOOL_KINDS)
    if text.unmarked and (person or text.has(at - 1, known.ROLE_STARTS)):
        return 0
    # With a capital, Hồ and Đình are families and given names too.
    return 0 if word.telling and text.has(at, known.FAMILIES) else 1


def _after_its_name(text: Reading, begin: int) -> int:
    if not text.joined(begin) or not text.words[begin].capital:
        return begin
    if length := text.phrase(begin, known.FAMOUS) or text.phrase(begin, known.PLACES):
        return begin + length
    end = begin
    while end < begin + 4 and text.telling(end) and (end == begin or text.joined(end)):
        end += 1
    return end


def _after_second_street(text: Reading, end: int) -> int:
    """Return where a street ends that is told together with the one before, or `end`."""
    joining = text.joined(end) and text.has(end, known.JOINING)
    begin = end + joining
    if begin >= len(text.words) or not (joining or text.words[begin].gap in _BETWEEN_STREETS):
        return end
    length = text.phrase(begin, known.FAMOUS)
    return begin + length if length else end
