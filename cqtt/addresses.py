"""Addresses: the number of a row or of a page in one, and full ones for messages, papers and QR codes."""

from typing import Any

from flask import current_app
from werkzeug.routing import IntegerConverter, Map


class RowConverter(IntegerConverter):
    """The number of a row, `<row:id>`: what no database could hold is no such page."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, max=2**31 - 1, **options)


def page_number(typed: str) -> int:
    """Return the page of a list that an address asks for (`trang=`); nonsense is the first."""
    return max(1, int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 1


def page_count(total: int, length: int) -> int:
    """Return how many pages a list of so many rows has; an empty one has its first."""
    return max(1, -(-total // length))


def full_url(endpoint: str, **values: object) -> str:
    """Return the address of a view as people outside reach it.

    It comes from the settings, never from the Host header, and needs no request.
    """
    path = current_app.url_map.bind("site").build(endpoint, values)
    return str(current_app.config["SETTINGS"].base_url) + path
