"""Where procedures lead their readers, and links that certainly lead nowhere: told from the address alone."""

import re
from collections.abc import Container, Iterator
from html import unescape
from urllib.parse import urlsplit

from cqtt.rich_text import rich_text

_LINK = re.compile(r'<a(?: href="([^"]*)")?[ >]')
_HOST = re.compile(r"(?:[^\W_](?:[^\W_]|-)*\.)+[^\W\d_]{2,}", re.UNICODE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{2,}")
_PROCEDURE = re.compile(r"/thu-tuc/([^/?#]+)")


def links_of(written: str) -> Iterator[str]:
    """Yield where the links of a text lead, as its readers get them; one that is not allowed leads to ""."""
    for found in _LINK.finditer(str(rich_text(written)) if written else ""):
        yield unescape(found[1] or "")


def all_links(portal_url: str, guidance: str) -> list[str]:
    """Return where a procedure leads its readers, each address once."""
    return list(dict.fromkeys([*([portal_url] if portal_url else []), *links_of(guidance)]))


def web_links(portal_url: str, guidance: str) -> list[str]:
    """Return those of them that can be looked up on the web."""
    return [each for each in all_links(portal_url, guidance) if _is_web(each)]


def leads_nowhere(address: str, procedures: Container[str]) -> bool:
    """Tell whether an address cannot be right; `procedures` are the codes and slugs that citizens can open."""
    if address.startswith("#"):
        return False
    if address.startswith("/") and not address.startswith("//"):
        named = _PROCEDURE.match(address)
        return named is not None and named[1] not in procedures
    scheme, _colon, rest = address.partition(":")
    if scheme.lower() in ("mailto", "tel"):
        return not (_MAIL if scheme.lower() == "mailto" else _PHONE).fullmatch(rest.partition("?")[0])
    return not _is_web(address)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(_HOST.fullmatch(host)) and not re.search(r"\s", address)
