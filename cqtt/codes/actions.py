"""Give things a short code, find it again however it was typed, count its scans."""

import logging
import secrets
from datetime import date

from sqlalchemy import Date, bindparam, select, text
from sqlalchemy.exc import OperationalError

from cqtt.clock import now
from cqtt.codes.models import ScanCode
from cqtt.extensions import db

logger = logging.getLogger(__name__)

DIGITS = "23456789"
ALPHABET = DIGITS + "ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, 0, 1, which people read as one another
LENGTH = 5
# What a person types who has misread a code: the letter that was meant.
_MISREAD = str.maketrans({"0": "Q", "O": "Q", "U": "V", "1": "J", "I": "J", "L": "J"})

_COUNT_ONE = text(
    'insert into scan_count (code_id, "on", count) values (:code_id, :on, 1) '
    'on conflict (code_id, "on") do update set count = scan_count.count + 1'
).bindparams(bindparam("on", type_=Date()))


def code_for(kind: str, target: str) -> ScanCode:
    """Return the code that stands for this thing, made when it is first asked for; it never changes."""
    code = db.session.scalar(select(ScanCode).where(ScanCode.kind == kind, ScanCode.target == target))
    if code is None:
        code = ScanCode(short=_unused(), kind=kind, target=target, created_at=now())
        db.session.add(code)
        db.session.flush()
    return code


def code_named(typed: str) -> ScanCode | None:
    """Return the code that was scanned or typed: case does not matter, a misread letter is forgiven."""
    short = typed.strip().upper().translate(_MISREAD)
    if len(short) != LENGTH:
        return None
    return db.session.scalar(select(ScanCode).where(ScanCode.short == short))


def count_scan(code: ScanCode, on: date) -> None:
    """Add one scan to the day's count, committed at once. A count that cannot be written is left out."""
    try:
        with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
            connection.execute(_COUNT_ONE, {"code_id": code.id, "on": on})
            connection.commit()
    except OperationalError:
        logger.warning("scan of code %s was not counted", code.short)


def _unused() -> str:
    while True:
        short = _draw()
        if db.session.scalar(select(ScanCode.id).where(ScanCode.short == short)) is None:
            return short


def _draw() -> str:
    """Draw a code with a digit in its middle, so that no code spells a word."""
    letters = [secrets.choice(ALPHABET) for _ in range(LENGTH)]
    letters[LENGTH // 2] = secrets.choice(DIGITS)
    return "".join(letters)
