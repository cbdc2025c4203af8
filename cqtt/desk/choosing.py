"""Find a procedure with two letters: the initials of its name, the beginnings of its words, what is used most."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import func, select

from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.procedures.catalogue import Catalogue, Published
from cqtt.text import fold, nfc

MOST = 8  # shown at once: what fits under the box without scrolling
LATELY = timedelta(days=90)
# With what the names of procedures begin and what nobody says at a desk: "ks" is khai sinh.
_USUAL_STARTS = ("thu tuc", "dang ky", "de nghi", "cap", "giai quyet", "xac nhan", "cong nhan", "thong bao")
# Before these two letters mean what follows: "xd" is xây dựng, not "xóa đăng ký" or "xác định".
_STARTS_OF_INITIALS = (*_USUAL_STARTS, "giay phep", "xoa dang ky", "xac dinh", "xac dinh lai")
_WORD = re.compile(r"[^\W_]+")
NEAR = 3  # words before what was typed

# How the letters fit, likeliest first: the name as people say it, further in, the words of everyday life, by pieces.
BEGINS, STANDS_NEAR, STANDS_IN, EVERYDAY, LOOSELY, LOOSELY_EVERYDAY, NOT = range(7)


def used_lately(at: datetime) -> dict[int, int]:
    """Return how many dossiers of each procedure came in lately."""
    counted = select(Dossier.procedure_id, func.count()).where(Dossier.submitted_at >= at - LATELY)
    return {procedure_id: count for procedure_id, count in db.session.execute(counted.group_by(Dossier.procedure_id))}


def find(catalogue: Catalogue, typed: str, used: Mapping[int, int]) -> list[Published]:
    """Return what the letters may mean, likeliest first; without letters, what is used most."""
    if not _WORD.findall(typed):
        return sorted(catalogue.procedures, key=lambda each: -used.get(each.id, 0))[:MOST]
    ranked = [(*how_well(each, typed), -used.get(each.id, 0), len(each.name), each) for each in catalogue.procedures]
    fitting = sorted((one for one in ranked if one[0] != NOT), key=lambda one: one[:4])
    found = [one[-1] for one in fitting]
    if len(found) < MOST:
        found += _by_search(catalogue, typed, {each.slug for each in found})
    return found[:MOST]


def _by_search(catalogue: Catalogue, typed: str, known: Iterable[str]) -> list[Published]:
    """Return what the site's own search finds besides: slips of the hand, everyday words, codes."""
    hits = catalogue.search(typed, MOST)
    return [catalogue.by_slug[hit.key] for hit in hits if hit.key not in set(known)]


def how_well(procedure: Published, typed: str) -> tuple[int, bool]:
    """Return how the typed letters fit the procedure's names, and whether only without their marks.

    The smaller the better; NOT where they do not fit.
    """
    plain = _fits_one(procedure, typed, folded=True)
    if plain == NOT or typed.isascii():
        return plain, False
    return min((_fits_one(procedure, typed, folded=False), False), (plain, True))


def _fits_one(procedure: Published, typed: str, folded: bool) -> int:
    words = _words(typed, folded)
    everyday = [_fits_everyday(_words(name, folded), words) for name in procedure.synonyms]
    return min(_fits_name(_words(procedure.name, folded), words), *everyday, NOT)


@lru_cache(maxsize=20_000)  # every name of the catalogue, asked again with every letter
def _words(text: str, folded: bool) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text) if folded else nfc(text).lower()))


def _fits_name(name: tuple[str, ...], typed: tuple[str, ...]) -> int:
    said = _without_starts(name, _USUAL_STARTS)
    if len(typed) == 1 and len(typed[0]) > 1:
        if _initials(_without_starts(name, _STARTS_OF_INITIALS)).startswith(typed[0]):
            return BEGINS
        if _initials(name).startswith(typed[0]):
            return STANDS_NEAR
        if len(typed[0]) == 2:
            return LOOSELY if _fits_loosely(name, typed) else NOT
    place = _place_of(typed, said)
    if place is None:
        return LOOSELY if _fits_loosely(name, typed) else NOT
    if place > NEAR or said[place + len(typed) - 1] != typed[-1]:
        return STANDS_IN
    return STANDS_NEAR if place else BEGINS


def _fits_everyday(name: tuple[str, ...], typed: tuple[str, ...]) -> int:
    if len(typed) == 1 and len(typed[0]) > 1 and _initials(name).startswith(typed[0]):
        return EVERYDAY
    if _place_of(typed, name) is not None:
        return EVERYDAY
    return LOOSELY_EVERYDAY if _fits_loosely(name, typed) else NOT


def _place_of(typed: tuple[str, ...], name: tuple[str, ...]) -> int | None:
    """Return where the typed words stand in the name, whole and in order; the last may still be half typed."""
    before, found, _rest = f" {' '.join(name)}".partition(f" {' '.join(typed)}")
    return before.count(" ") if found else None


def _fits_loosely(name: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    """Whether each of what was typed begins a word of the name, or all of it is initials in its middle."""
    inside = len(typed) == 1 and len(typed[0]) > 1 and typed[0] in _initials(name)
    return inside or all(any(word.startswith(part) for word in name) for part in typed)


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words)


@lru_cache(maxsize=2_000)
def _without_starts(name: tuple[str, ...], starts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the name without the words that many begin with; "Thủ tục đăng ký khai sinh" loses both."""
    said = " ".join(name)
    for start in starts:
        if fold(said).startswith(f"{start} "):
            said = said[len(start) + 1 :]
    return tuple(said.split())
