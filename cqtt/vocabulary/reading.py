"""Read what stands in the addresses of these pages."""

from cqtt.text import clean

LONGEST_QUERY = 200


def page_number(typed: str) -> int:
    """Return the page an address asks for; nonsense is the first."""
    return max(1, int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 1


def query(typed: str) -> str:
    """Return words to search, as short as the search reads them."""
    return clean(typed[:LONGEST_QUERY])
