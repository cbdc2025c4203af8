"""What a sender may send, what sounds like another matter, and what is the same matter: plain Python."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import asin, cos, isfinite, radians, sin, sqrt

from cqtt.feedback.rules import FeedbackKind
from cqtt.i18n import _l
from cqtt.text import fold


class Saying(StrEnum):
    """The doors of the first page: the four kinds, and how one was treated."""

    REPORT = "report"
    PETITION = "petition"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    CONDUCT = "conduct"

    @property
    def kind(self) -> FeedbackKind:
        return FeedbackKind.REPORT if self is Saying.CONDUCT else FeedbackKind(self.value)

    @property
    def has_similar(self) -> bool:
        """Whether others may have told of the same matter, and may be told so."""
        return self not in (Saying.PRAISE, Saying.CONDUCT)


SAYING_NAMES = {
    Saying.REPORT: _l("Phản ánh"),
    Saying.PETITION: _l("Kiến nghị"),
    Saying.SUGGESTION: _l("Góp ý"),
    Saying.PRAISE: _l("Khen ngợi"),
    Saying.CONDUCT: _l("Thái độ của cán bộ"),
}

MOST_PHOTOS = 5
MOST_LETTERS = 5_000
MOST_LINKS = 3
DRAFT_KEPT = timedelta(days=1)  # what nobody sent is erased
SAME_WITHIN = timedelta(minutes=10)  # the same words from the same browser are the same feedback
SIMILAR_WITHIN = timedelta(days=60)
NEAR = 300  # metres
FEWEST_SHARED = 3  # words that two texts about the same matter have in common

_LINK = re.compile(
    r"(?:https?://|www\.|(?<![\w@.])[\w-]+\.(?:com|net|org|info|top|xyz|vip|club|shop|vn)\b)", re.IGNORECASE
)


def links_in(words: str) -> int:
    """Return how many addresses of websites stand in the words; mail addresses are none."""
    return sum(1 for word in words.split() if "@" not in word and _LINK.search(word))


def says_something(words: str) -> bool:
    """Tell whether there is anything to read: a few letters, not only signs, digits and faces."""
    return sum(char.isalpha() for char in words) >= 5


# As people write it, with marks and without. "Tố cáo" and "khiếu nại" have other meanings nowhere.
_COMPLAINTS = re.compile(r"\b(?:khieu\s*nai|khieu\s*to|khieu\s*kien|to\s*cao|don\s*to\s*giac|to\s*giac\s*toi\s*pham)\b")
_MARKED = re.compile(r"\b(?:khiếu\s*nại|khiếu\s*tố|khiếu\s*kiện|tố\s*cáo|đơn\s*tố\s*giác|tố\s*giác\s*tội\s*phạm)\b")


def sounds_like_complaint(words: str) -> bool:
    """Tell whether words speak of a complaint or a denunciation, which have laws and places of their own.

    Without marks "to cao" may be a high building: unmarked words count only where nothing in the text has marks.
    """
    if _MARKED.search(" ".join(words.lower().split())):
        return True
    return fold(words) == words.lower() and bool(_COMPLAINTS.search(" ".join(fold(words).split())))


def position(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return a position a telephone gave; None for nonsense, and for places outside Vietnam."""
    try:
        where = float(latitude), float(longitude)
    except ValueError:
        return None
    inside = all(map(isfinite, where)) and 8 <= where[0] <= 24 and 102 <= where[1] <= 118
    return (round(where[0], 6), round(where[1], 6)) if inside else None


@dataclass(frozen=True)
class Matter:
    """What decides whether two tell of the same thing; both under the same topic."""

    words: str
    hamlet_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None


_SMALL_WORDS = (
    "va la co cua cho o tai voi the nay kia do da dang se cung nhung cac mot nhieu khong chua duoc bi boi"
    " toi chung ong ba anh chi em nha minh xin nho de nghi phan anh kien nghi gop y ngay thang tu den rat qua lam"
    " khi thi ma nen vi do ra vao len xuong roi con nua moi hay"
)
_SMALL = frozenset(_SMALL_WORDS.split())


def words_of(text: str) -> frozenset[str]:
    """Return the words that say what it is about, folded."""
    return frozenset(word for word in re.findall(r"\w+", fold(text)) if len(word) > 1) - _SMALL


def overlap(first: str, second: str) -> float:
    """Return the share of the shorter text's words that stand in the other, too; of too few words, nothing."""
    one, other = words_of(first), words_of(second)
    both = one & other
    return len(both) / min(len(one), len(other)) if len(both) >= FEWEST_SHARED else 0.0


def metres(first: Matter, second: Matter) -> float | None:
    """Return how far two matters lie from one another; None where a position is not known."""
    found = (first.latitude, first.longitude, second.latitude, second.longitude)
    if any(value is None for value in found):
        return None
    south, west, north, east = (radians(value) for value in found if value is not None)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(half))


def likeness(mine: Matter, other: Matter) -> float:
    """Return how much another open matter of the same topic is like this one; 0: it is offered to nobody.

    The words decide: in one hamlet a dog and loud music are both noise.
    """
    away = metres(mine, other)
    near = 2.0 if away is not None and away <= NEAR else 0.0
    far = away is not None and away > NEAR
    same_hamlet = 1.0 if mine.hamlet_id is not None and mine.hamlet_id == other.hamlet_id and not far else 0.0
    shared = overlap(mine.words, other.words)
    return near + same_hamlet + 2 * shared if shared >= 0.5 else 0.0
