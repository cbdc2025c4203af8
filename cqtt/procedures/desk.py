"""Which counters of the hall take in a procedure."""

from sqlalchemy import select

from cqtt.commune.models import Counter
from cqtt.extensions import db


def open_counters() -> list[Counter]:
    """Return the counters in use, in the order of the hall."""
    open_ones = select(Counter).where(Counter.is_active).order_by(Counter.position, Counter.id)
    return list(db.session.scalars(open_ones))


def counters_for(field: str) -> list[Counter]:
    """Return the counters that serve a field of work, in the order of the hall."""
    return [counter for counter in open_counters() if field in counter.fields]
