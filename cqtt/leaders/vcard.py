"""Write the telephone of a leader, or of who stands in, as a contact card (vCard 3.0, which old phones read too)."""

from collections.abc import Iterator

from cqtt.commune.models import Commune
from cqtt.leaders.contacts import Contact
from cqtt.text import parse_phone

LONGEST_LINE = 75  # bytes, RFC 2426 §2.6


def card(contact: Contact, commune: Commune, page: str) -> str:
    """Return the card of whoever answers; `page` is the address of the public list."""
    # The name stays in one piece: phones would show its parts in the order of another language.
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(contact.name)};;;;",
        f"FN:{_escaped(contact.name)}",
        "ORG:" + ";".join(_escaped(part) for part in (commune.full_name, contact.department) if part),
        *_stated("TITLE", contact.title),
        *_stated("TEL;TYPE=WORK,VOICE", _international(contact.phone)),
        *_stated("EMAIL;TYPE=INTERNET", contact.email),
        *_stated("NOTE", contact.note),
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
