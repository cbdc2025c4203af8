"""Who is behind this request."""

from flask_login import current_user

from cqtt.commune.models import Officer


def me() -> Officer:
    """Return the officer behind this request."""
    officer: Officer = current_user.officer
    return officer
