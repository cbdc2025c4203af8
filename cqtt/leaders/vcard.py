"""Write the telephone of a leader, or of who stands in, as a contact card (vCard 3.0, which old phones read too)."""

from collections.abc import Iterator

from cqtt.commune.models import Commune
from cqtt.content_lines import escaped, written
from cqtt.leaders.contacts import Contact
from cqtt.text import parse_phone


def card(contact: Contact, commune: Commune, page: str) -> str:
    """Return the card of whoever answers; `page` is the address of the public list."""
    # The name stays in one piece: phones would show its parts in the order of another language.
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{escaped(contact.name)};;;;",
        f"FN:{escaped(contact.name)}",
        "ORG:" + ";".join(escaped(part) for part in (commune.full_name, contact.department) if part),
        *_stated("TITLE", contact.title),
        *_stated("TEL;TYPE=WORK,VOICE", _international(contact.phone)),
        *_stated("EMAIL;TYPE=INTERNET", contact.email),
        *_stated("NOTE", contact.note),
        f"URL:{page}",
        "END:VCARD",
    ]
    return written(lines)


def _stated(name: str, value: str) -> Iterator[str]:
    if value:
        yield f"{name}:{escaped(value)}"


def _international(phone: str) -> str:
    return f"+84{phone[1:]}" if parse_phone(phone) else phone
