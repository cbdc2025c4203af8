"""Who is the chairman, and who acts as one meanwhile: whom late matters reach at last, and who reads what is sealed."""

from datetime import date

from cqtt.commune.absence import stood_in_for
from cqtt.feedback.secrecy import chairman


def head_behind(officer_id: int, day: date) -> int | None:
    """Return the chairman if an officer is that, or stands in on this day for one who is away; else None."""
    head = chairman()
    return head.id if head is not None and head.id in {officer_id, *stood_in_for(officer_id, day)} else None


def heads_on(officer_id: int, day: date) -> bool:
    """Tell whether an officer heads the unit on a day: the chairman, or who stands in while the chairman is away."""
    return head_behind(officer_id, day) is not None
