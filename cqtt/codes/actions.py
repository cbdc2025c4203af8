"""Give things a short code, find it again however it was typed, count its scans."""

import logging
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, select, text
from sqlalchemy.exc import OperationalError

from cqtt.clock import now
from cqtt.codes.models import ANYWHERE, ScanCode
from cqtt.database import UtcDateTime
from cqtt.extensions import db

logger = logging.getLogger(__name__)

DIGITS = "23456789"
ALPHABET = DIGITS + "ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, 0, 1, which people read as one another
LENGTH = 5
# What a person types who has misread a code: the letter that was meant.
_MISREAD = str.maketrans({"0": "Q", "O": "Q", "U": "V", "1": "J", "I": "J", "L": "J"})
_ADDRESS = re.compile(r"([^\W_]+)(?:-([0-9]{1,9})(?![0-9]))?(?:-([0-9]{1,9})(?![0-9]))?")

# Two who ask for the first code of a thing at once get the same one; a short code that is taken is no harm either.
_GIVE_CODE = text(
    "insert into scan_code (short, kind, target, created_at) values (:short, :kind, :target, :at)"
    " on conflict do nothing"
).bindparams(bindparam("at", type_=UtcDateTime()))

# A place that is not known, or no longer in use, counts as none; found out in the same statement.
_COUNT_ONE = text(
    'insert into scan_count (code_id, place_id, "on", count) values (:code_id,'
    " coalesce((select id from scan_place where id = :place and is_active), 0), :on, 1)"
    ' on conflict (code_id, place_id, "on") do update set count = scan_count.count + 1'
).bindparams(bindparam("on", type_=Date()))


@dataclass(frozen=True)
class Scanned:
    """What a scanned address says: the code, and of the paper it was on the version it shows and its place."""

    code: ScanCode
    version: int | None = None
    place: int = ANYWHERE


def code_for(kind: str, target: str) -> ScanCode:
    """Return the code that stands for this thing, made when it is first asked for; it never changes."""
    of_this = select(ScanCode).where(ScanCode.kind == kind, ScanCode.target == target)
    while (code := db.session.scalar(of_this)) is None:
        db.session.execute(_GIVE_CODE, {"short": _draw(), "kind": kind, "target": target, "at": now()})
    return code


def shorts_of(kind: str, targets: Collection[str]) -> dict[str, str]:
    """Return the short codes of those of these things that have one, by target."""
    wanted = select(ScanCode.target, ScanCode.short).where(ScanCode.kind == kind)
    return {target: short for target, short in db.session.execute(wanted) if target in targets}


def suffix_of(version: int | None, place: int = ANYWHERE) -> str:
    """Return what is printed behind a short code: "-3" for a version, "-3-2" with a place, nothing for neither."""
    if place != ANYWHERE:
        return f"-{version or 0}-{place}"
    return f"-{version}" if version else ""


def code_named(typed: str) -> ScanCode | None:
    """Return the code that was scanned or typed: case does not matter, a misread letter is forgiven."""
    short = typed.strip().upper().translate(_MISREAD)
    if len(short) != LENGTH:
        return None
    return db.session.scalar(select(ScanCode).where(ScanCode.short == short))


def scanned(typed: str) -> Scanned | None:
    """Return what a scanned address holds: AB3JQ, AB3JQ-3 (version 3), AB3JQ-3-2 (of the poster at place 2).

    Whatever else stands behind the code is left aside: the code opens all the same.
    """
    read = _ADDRESS.match(typed.strip())
    code = code_named(read[1]) if read else None
    if read is None or code is None:
        return None
    return Scanned(code, int(read[2] or 0) or None, int(read[3] or ANYWHERE))


def count_scan(scan: Scanned, on: date) -> None:
    """Add one scan to the day's count, committed at once. A count that cannot be written is left out."""
    try:
        with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
            connection.execute(_COUNT_ONE, {"code_id": scan.code.id, "place": scan.place, "on": on})
            connection.commit()
    except OperationalError:
        logger.warning("scan of code %s was not counted", scan.code.short)


def _draw() -> str:
    """Draw a code with a digit in its middle, so that no code spells a word."""
    letters = [secrets.choice(ALPHABET) for _ in range(LENGTH)]
    letters[LENGTH // 2] = secrets.choice(DIGITS)
    return "".join(letters)
