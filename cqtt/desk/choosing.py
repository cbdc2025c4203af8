"""Find a procedure with two letters: the initials of its name, the beginnings of its words, what is used most."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.procedures.catalogue import Catalogue, Published
from cqtt.text import fold

MOST = 8  # shown at once: what fits under the box without scrolling
LATELY = timedelta(days=90)
# With what the names of procedures begin and what nobody says at a desk: "ks" is khai sinh.
_USUAL_STARTS = ("thu tuc", "dang ky", "de nghi", "cap", "giai quyet", "xac nhan", "cong nhan", "thong bao")
_WORD = re.compile(r"[a-z0-9]+")
INITIALS, INITIALS_INSIDE, WORDS, NOT = 0, 1, 2, 9


def used_lately(at: datetime) -> dict[int, int]:
    """Return how many dossiers of each procedure came in lately."""
    counted = select(Dossier.procedure_id, func.count()).where(Dossier.submitted_at >= at - LATELY)
    return {procedure_id: count for procedure_id, count in db.session.execute(counted.group_by(Dossier.procedure_id))}


def find(catalogue: Catalogue, typed: str, used: Mapping[int, int]) -> list[Published]:
    """Return what the letters may mean, likeliest first; without letters, what is used most."""
    letters = " ".join(_WORD.findall(fold(typed)))
    if not letters:
        return sorted(catalogue.procedures, key=lambda each: -used.get(each.id, 0))[:MOST]
    ranked = [(how_well(each, letters), -used.get(each.id, 0), len(each.name), each) for each in catalogue.procedures]
    fitting = sorted((one for one in ranked if one[0] != NOT), key=lambda one: one[:3])
    found = [each for _rank, _used, _length, each in fitting]
    if len(found) < MOST:
        found += _by_search(catalogue, typed, {each.slug for each in found})
    return found[:MOST]


def _by_search(catalogue: Catalogue, typed: str, known: Iterable[str]) -> list[Published]:
    """Return what the site's own search finds besides: slips of the hand, everyday words, codes."""
    hits = catalogue.search(typed, MOST)
    return [catalogue.by_slug[hit.key] for hit in hits if hit.key not in set(known)]


def how_well(procedure: Published, letters: str) -> int:
    """Return how the typed letters fit the procedure's names; the smaller the better, NOT where they do not."""
    everyday = (max(_fits(name, letters), INITIALS_INSIDE) for name in procedure.synonyms)
    return min(_fits(procedure.name, letters), *everyday, NOT)


def _fits(name: str, letters: str) -> int:
    words = _WORD.findall(fold(name))
    said = _WORD.findall(_without_start(" ".join(words)))
    if " " not in letters and len(letters) > 1:
        if _initials(said).startswith(letters) or _initials(words).startswith(letters):
            return INITIALS
        if letters in _initials(words):
            return INITIALS_INSIDE
    typed = letters.split()
    return WORDS if all(any(word.startswith(part) for word in words) for part in typed) else NOT


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)


def _without_start(name: str) -> str:
    """Return the name without the words that many begin with; "Thủ tục đăng ký khai sinh" loses both."""
    for start in _USUAL_STARTS:
        name = name.removeprefix(f"{start} ")
    return name
