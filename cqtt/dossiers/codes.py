"""Dossier codes: `{prefix}-{yymmdd}-{number of the day}` (domain: Thông tư 03/2025/TT-VPCP)."""

import re
from datetime import datetime

from sqlalchemy import text

from cqtt.clock import local
from cqtt.extensions import db

PATTERN = re.compile(r"(?:\d{3}\.\d{2}\.\d{2,3}\.)?[A-Z]\d{2}(?:\.\d{1,3}){0,4}-\d{6}-\d{4,7}")
_DASHES = re.compile("[\u2010-\u2015\u2212]")

_NEXT = text(
    "insert into code_sequence (prefix, day, last) values (:prefix, :day, 1) "
    "on conflict (prefix, day) do update set last = code_sequence.last + 1 returning last"
)


def allocate(prefix: str, at: datetime) -> str:
    """Return the next code of the day. One statement, in the transaction of the dossier it names."""
    day = f"{local(at):%y%m%d}"
    number = db.session.execute(_NEXT, {"prefix": prefix, "day": day}).scalar_one()
    return f"{prefix}-{day}-{number:04d}"


def normalise(typed: str, prefix: str = "") -> str:
    """Return a typed code as it is stored: capitals, no spaces, plain hyphens.

    With the unit's own prefix, what people leave out is put back: "261123-0003", or no dots and hyphens at all.
    """
    code = re.sub(r"\s+", "", _DASHES.sub("-", typed)).upper()
    bare = re.sub(r"[.\-]", "", code).removeprefix(re.sub(r"[.\-]", "", prefix))
    if prefix and (parts := re.fullmatch(r"(\d{6})(\d{4,6})", bare)):
        return f"{prefix}-{parts[1]}-{parts[2]}"
    return code
