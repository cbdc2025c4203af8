"""What a scan code of a procedure holds, and where it leads."""

from flask import url_for

from cqtt.addresses import full_url
from cqtt.procedures.catalogue import Published, Withdrawn, published_catalogue


def scan_address(procedure: Published) -> str:
    """Return what a QR of the procedure holds; without a short code, the address of its page."""
    if procedure.short is None:
        return full_url("procedures.show", code=procedure.address_code)
    return full_url("codes.open_code", short=procedure.short)


def address_of_code(target: str) -> str | None:
    """Return the page that a procedure's scan code opens; a procedure no longer handled has one too."""
    entry = published_catalogue().by_id.get(int(target))
    if isinstance(entry, Withdrawn):
        return url_for("procedures.show", code=entry.code or entry.slug)
    return url_for("procedures.show", code=entry.address_code) if entry else None
