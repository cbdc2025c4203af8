"""What a scan code of a procedure holds, and where it leads."""

from typing import Any

from flask import url_for

from cqtt.addresses import full_url
from cqtt.codes.actions import suffix_of
from cqtt.procedures.catalogue import Published, Withdrawn, published_catalogue

PRINTED = "ban"  # the parameter that tells a page which version the scanned paper shows


def scan_address(procedure: Published, version: int | None = None) -> str:
    """Return what a QR of the procedure holds, on paper with the version that the paper shows.

    Without a short code, it is the address of its page.
    """
    if procedure.short is None:
        return full_url("procedures.show", code=procedure.address_code)
    return full_url("codes.open_code", short=procedure.short + suffix_of(version))


def address_of_code(target: str, printed: int | None = None) -> str | None:
    """Return the page that a procedure's scan code opens; a procedure no longer handled has one too.

    A page that says something newer than the scanned paper is told so.
    """
    entry = published_catalogue().by_id.get(int(target))
    if isinstance(entry, Withdrawn):
        return url_for("procedures.show", code=entry.code or entry.slug)
    if entry is None:
        return None
    older: dict[str, Any] = {PRINTED: printed} if printed and printed < entry.version_number else {}
    return url_for("procedures.show", code=entry.address_code, **older)
