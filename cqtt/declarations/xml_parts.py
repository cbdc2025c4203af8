"""The XML inside a Word document: read without entities, network or anything declared elsewhere."""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
W, WP = f"{{{WORD}}}", f"{{{DRAWING}}}"

_DECLARED = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class NotPlainXml(ValueError):
    """Not well-formed, not UTF-8, or with declarations of its own (DTD, entities)."""


def read_xml(stored: bytes) -> Any:
    """Return the root of a part; raise NotPlainXml for what is more than plain XML in UTF-8."""
    try:
        text = stored.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotPlainXml("encoding") from error
    if _DECLARED.search(text) or "\0" in text:
        raise NotPlainXml("declarations")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise NotPlainXml("syntax") from error
    found = root.getroottree().docinfo
    if found.internalDTD is not None or (found.encoding or "UTF-8").upper() not in ("UTF-8", "US-ASCII", "ASCII"):
        raise NotPlainXml("declarations")
    return root


def as_text(root: Any) -> str:
    """Return the part as text in one normal form: what looks like a brace is one."""
    return str(etree.tostring(root, encoding="unicode"))


def as_stored(root: Any) -> bytes:
    """Return the part as it stands in a document."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))
