"""Write a leader's telephone as a contact card (vCard 3.0, which old phones read too)."""

from collections.abc import Iterator

from cqtt.commune.models import Commune, Officer
from cqtt.text import parse_phone

LONGEST_LINE = 75  # bytes, RFC 2426 §2.6


def card(officer: Officer, commune: Commune, page: str) -> str:
    """Return the card of an officer; `page` is the address of the public list."""
    # The name stays in one piece: phones would show its parts in the order of another language.
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(officer.name)};;;;",
        f"FN:{_escaped(officer.name)}",
        "ORG:" + ";".join(_escaped(part) for part in (commune.full_name, officer.department) if part),
        *_stated("TITLE", officer.title),
        *_stated("TEL;TYPE=WORK,VOICE", _international(officer.phone)),
        *_stated("EMAIL;TYPE=INTERNET", officer.email),
        *_stated("NOTE", f"Tiếp dân: {officer.reception_day}" if officer.reception_day else ""),
        f"URL:{page}",
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _stated(name: str, value: str) -> Iterator[str]:
    if value:
        yield f"{name}:{_escaped(value)}"


def _international(phone: str) -> str:
    return f"+84{phone[1:]}" if parse_phone(phone) else phone


def _escaped(value: str) -> str:
    for char in "\\;,":
        value = value.replace(char, f"\\{char}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a long line so that no part is over the limit and no letter is torn."""
    parts, width = [""], 0
    for char in line:
        size = len(char.encode())
        if width + size > LONGEST_LINE:
            parts.append("")
            width = 1  # the blank that begins a continued line
        parts[-1] += char
        width += size
    return "\r\n ".join(parts)
