"""Fill a template: the same document with the answers in its places. Pure: bytes and words in, bytes out."""

from collections.abc import Mapping, Sequence

from cqtt.declarations.container import Container, open_container
from cqtt.declarations.engine import Row, fill_part, source_of
from cqtt.declarations.placeholders import LISTS, Known
from cqtt.declarations.xml_parts import as_stored

BLANK = "…" * 12  # where nothing is known: a line to write on by hand
_MARKS = ("{{", "{%", "{#")


def fill(template: bytes, texts: Mapping[str, str], lists: Mapping[str, Sequence[Row]]) -> bytes:
    """Return the filled document; the template is looked at again as if it had just been sent.

    `texts` names every place of the template, with "" where nothing is known; what it wants of a list's rows stands
    there as `list.field`, so that a list, or a field, that is not given is an empty one. Raise TemplateRefused,
    NotAllowed or NotFillable for a template that cannot have been accepted.
    """
    container = open_container(template)
    return container.pack({name: filled_part(container, name, texts, lists) for name in container.filled_names})


def filled_part(container: Container, name: str, texts: Mapping[str, str], lists: Mapping[str, Sequence[Row]]) -> bytes:
    """Return one part of the document, filled; a part without places stays as it is, byte for byte."""
    source = source_of(container.parts[name])
    if not any(mark in source for mark in _MARKS):
        return container.parts[name]
    printed = {place: text or BLANK for place, text in texts.items()}
    fields = _fields(texts, lists)
    rows = {each: [dict.fromkeys(fields[each], "") | dict(row) for row in lists.get(each, ())] for each in fields}
    return as_stored(fill_part(source, printed, rows, Known(dict.fromkeys(texts, ""), fields)))


def _fields(texts: Mapping[str, str], lists: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, None]]:
    """Return the lists, and of each what its rows have: as it is given, or as the template wants it."""
    fields = {each: dict.fromkeys(LISTS.get(each, ())) for each in (*LISTS, *lists) if each not in texts}
    for place in texts:
        name, dot, field = place.partition(".")
        if dot:
            fields.setdefault(name, {})[field] = None
    for name in fields:
        for row in lists.get(name, ()):
            fields[name] |= dict.fromkeys(row)
    return fields
