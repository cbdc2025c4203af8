"""Searches that found nothing fitting: what people call things, so that it can become an everyday name of a procedure.

Nothing about who searched is kept, and nothing that looks like a person's own number, address or name.
"""

import logging
import re
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Date, bindparam, delete, text
from sqlalchemy.exc import OperationalError

from cqtt.database import writing_soon_or_never
from cqtt.extensions import db
from cqtt.procedures.models import SearchMiss
from cqtt.procedures.search import Hit
from cqtt.text import fold, nfc
from cqtt.throttle import count_use

logger = logging.getLogger(__name__)

KEPT = timedelta(days=90)
LONGEST, MOST_WORDS = 60, 8
# Whole sentences always share a word with some procedure: what scores less than this only resembles the words.
# Of the queries that the tests hold, one in seventy is answered rightly with so little.
LEAST_SCORE = 0.6
COUNTED_AT_MOST, COUNTED_IN = 30, timedelta(hours=1)  # from one address: nobody fills the list for the others
_PERSONAL = re.compile(r"\d[\d .\-/]{3,}|@|https?:|www\.")  # numbers of people, of dossiers, of telephones; addresses
PATIENCE = 200  # milliseconds: whoever searches waits no longer for the count
_COMMON = (  # family names
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trương đoàn lâm mai trịnh đào cao"
    " lương châu tạ hà tô thái vương quách kiều la lưu tăng thạch phùng diệp nông giang tống hứa"
)
_FAMILY_NAMES, _WITHOUT_MARKS = frozenset(_COMMON.split()), frozenset(fold(_COMMON).split())
_BEGIN_LIKE_NAMES = ("hồ sơ", "lý lịch", "mai táng", "cao tuổi")  # but mean what the unit does
_NAME_WORDS = range(2, 6)

_COUNT_ONE = text(
    "insert into search_miss (folded, words, count, first_on, last_on, settled)"
    " values (:folded, :words, 1, :on, :on, :settled)"
    " on conflict (folded) do update set count = search_miss.count + 1, last_on = :on, words = :words"
).bindparams(bindparam("on", type_=Date()))


def is_miss(hits: Sequence[Hit]) -> bool:
    """Whether a search, best hit first, found nothing, or only what resembles the words."""
    return not hits or hits[0].score < LEAST_SCORE


def worth_keeping(query: str) -> bool:
    """Whether the words may be a name for a procedure: short, with letters, and with nothing of a person in them."""
    words = query.split()
    letters = sum(char.isalpha() for char in query)
    fits = letters >= 3 and len(query) <= LONGEST and len(words) <= MOST_WORDS
    return fits and not _PERSONAL.search(query) and not _is_a_name(words)


def _is_a_name(words: Sequence[str]) -> bool:
    """Whether it is written as people's names are: a family name first, every word with a capital letter."""
    if len(words) not in _NAME_WORDS or not all(word[0].isupper() for word in words):
        return False
    told = " ".join(words).casefold()
    names = _WITHOUT_MARKS if told.isascii() else _FAMILY_NAMES
    return told.split()[0] in names and not told.startswith(_BEGIN_LIKE_NAMES)


def count_miss(query: str, address: str, on: date) -> None:
    """Add one to the count of these words, committed at once. A count that cannot be written soon is left out.

    The address only limits how many are counted; it is kept nowhere (throttle.py).
    """
    words = nfc(query)
    if not worth_keeping(words):
        return
    db.session.rollback()  # what this request holds of the database would be in its own way
    try:
        with writing_soon_or_never(db.engine, PATIENCE) as connection:
            if count_use(connection, "search-miss", address, COUNTED_AT_MOST, COUNTED_IN):
                connection.execute(_COUNT_ONE, {"folded": fold(words), "words": words, "on": on, "settled": False})
            connection.commit()
    except OperationalError:
        logger.warning("a search without an answer was not counted")


def forget_old_misses(today: date) -> int:
    """Erase what nobody has searched for a long time, and return how many."""
    gone = db.session.execute(delete(SearchMiss).where(SearchMiss.last_on < today - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]
