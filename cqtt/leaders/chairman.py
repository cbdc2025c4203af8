"""Who is the chairman: the one whom late calls reach, and who reads what is sealed."""

from cqtt.feedback import secrecy


def chairman_id() -> int | None:
    """Return the officer who heads the unit, as the settings of feedback name them."""
    found = secrecy.chairman()
    return found.id if found else None
