"""Full addresses for messages, papers and QR codes: from the settings, never from the Host header."""

from flask import current_app


def full_url(endpoint: str, **values: object) -> str:
    """Return the address of a view as people outside reach it; works without a request."""
    path = current_app.url_map.bind("site").build(endpoint, values)
    return str(current_app.config["SETTINGS"].base_url) + path
