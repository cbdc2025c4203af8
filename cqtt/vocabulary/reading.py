"""Read what stands in the addresses of these pages."""

from cqtt.text import clean

LONGEST_QUERY = 200


def query(typed: str) -> str:
    """Return words to search, as short as the search reads them."""
    return clean(typed[:LONGEST_QUERY])
