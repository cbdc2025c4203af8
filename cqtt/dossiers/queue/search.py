"""Searching the queue: by code, which may stand in an address, and by person, which may not.

Addresses end up in histories and logs. So what was typed about a person stays with the officer's browser, in its
signed cookie until sign-out, and the address holds only the key that it lies under there.
"""

import re
import secrets

from flask import session
from sqlalchemy import ColumnElement, and_, literal, or_

from cqtt.dossiers import codes
from cqtt.dossiers.models import Dossier
from cqtt.text import fold, parse_phone

KEPT = "searches"  # in the session
MOST_KEPT = 6  # one for each open page; the oldest goes first
_A_KEY = re.compile("[0-9a-f]{8}")
# A unit's prefix, or a day and a number: what is printed on papers and names nobody. Digits alone may be a phone.
_LIKE_A_CODE = re.compile(r"(\d{3}\.\d{2}\.\d{2,3}\.)?[A-Z]\d{2}(\.\d{0,3})*(-\d*){0,2}|\d{6}-\d{1,7}")


def is_code(typed: str) -> bool:
    """Whether what was typed is a code or its beginning, and surely no name or number of a person."""
    return bool(_LIKE_A_CODE.fullmatch(codes.normalise(typed))) and parse_phone(typed) is None


def keep_words(key: str, words: str) -> str:
    """Keep what was typed about a person under the key of its page; return the key, a fresh one if need be."""
    key = key if _A_KEY.fullmatch(key) else new_key()
    others = [pair for pair in session.get(KEPT, ()) if pair[0] != key]
    session[KEPT] = [*others, (key, words)][-MOST_KEPT:]
    return key


def kept_words(key: str) -> str:
    """Return what was typed under a key; nothing in another browser, or after signing in anew."""
    return next((str(words) for kept, words in session.get(KEPT, ()) if kept == key), "")


def new_key() -> str:
    return secrets.token_hex(4)


def code_condition(typed: str) -> ColumnElement[bool]:
    """Return what a search for a code means: any part of it that has a digit and is long enough."""
    ways = _code_ways(typed)
    return or_(*ways) if ways else literal(False)


def person_condition(typed: str) -> ColumnElement[bool]:
    """Return what a search for anything means: part of a code, beginnings of a name's words, digits of a number."""
    words = fold(typed).split()
    spaced = literal(" ") + Dossier.applicant_fold
    ways = [*_code_ways(typed), and_(*(spaced.contains(f" {word}", autoescape=True) for word in words))]
    digits = parse_phone(typed) or re.sub(r"[\s.+\-()]", "", typed)
    if re.fullmatch(r"[0-9]{4,20}", digits):
        numbers = (Dossier.phone, Dossier.submitter_phone, Dossier.citizen_number)
        ways += [column.contains(digits) for column in numbers]
    return or_(*ways)


def _code_ways(typed: str) -> list[ColumnElement[bool]]:
    compact = codes.normalise(typed)
    if len(compact) < 4 or not re.search("[0-9]", compact):
        return []
    return [column.contains(compact, autoescape=True) for column in (Dossier.code, Dossier.national_code)]
