"""What administrators do with the counters (quầy) of the hall. None of these functions commits."""

from typing import Any

from sqlalchemy import func, select

from cqtt.audit.actions import record
from cqtt.codes.actions import code_for
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Counter
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.posters.things import COUNTER
from cqtt.text import fold


class CounterNameTaken(RuleBroken):
    """There is a counter of this name."""


def all_counters() -> list[Counter]:
    """Return the counters, open and closed, in the order of the hall."""
    return list(db.session.scalars(select(Counter).order_by(Counter.position, Counter.id)))


def add_counter(name: str, description: str, fields: list[str]) -> Counter:
    """Add a counter at the end of the hall, with a code of its own; raise CounterNameTaken."""
    _check_name(name)
    last = db.session.scalar(select(func.max(Counter.position))) or 0
    counter = Counter(name=name, description=description, fields=fields, position=last + 1)
    db.session.add(counter)
    db.session.flush()
    code_for(COUNTER, str(counter.id))
    record("add", COUNTER, counter.id)
    return counter


def change_counter(counter: Counter, revision: int, **values: Any) -> None:
    """Store what was typed, unless somebody else did meanwhile: ChangedMeanwhile, or CounterNameTaken."""
    claim_revision(counter, revision)
    _check_name(values["name"], counter)
    changed = sorted(name for name, value in values.items() if getattr(counter, name) != value)
    for name in changed:
        setattr(counter, name, values[name])
    record("change", COUNTER, counter.id, fields=changed)


def open_counter(counter: Counter, is_open: bool) -> None:
    """Close a counter, or open it again: its code then leads to the catalogue, or to the counter."""
    if counter.is_active != is_open:
        counter.is_active = is_open
        counter.revision += 1
        record("show" if is_open else "hide", COUNTER, counter.id)


def move_counter(counter: Counter, places: int) -> None:
    """Move a counter up (-1) or down (1) the hall; at the end it stays."""
    ordered = all_counters()
    here = ordered.index(counter)
    ordered.insert(max(0, here + places), ordered.pop(here))
    for position, each in enumerate(ordered, start=1):
        each.position = position
    record("move", COUNTER, counter.id)


def _check_name(name: str, but: Counter | None = None) -> None:
    """Raise CounterNameTaken when another counter's name differs in capitals, marks or spaces alone."""
    for id, other in db.session.execute(select(Counter.id, Counter.name)):
        if fold(other).split() == fold(name).split() and (but is None or id != but.id):
            raise CounterNameTaken(_("Đã có “%(name)s”. Xin chọn tên khác.", name=other))
