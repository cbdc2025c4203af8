"""The record against the dossiers: each move has its entry, each entry its move, and both say the same.

The tables are named here by their columns, not by their models: the check looks at what is stored.
"""

from collections.abc import Iterator

from sqlalchemy import JSON, ColumnElement, Select, Text, and_, cast, column, exists, literal, not_, select, table

from cqtt.audit.words import act_words
from cqtt.database import UtcDateTime
from cqtt.extensions import db
from cqtt.i18n import _

MOVE = "dossier."  # what the act of a move begins with, before its step
MOST_NAMED = 5

_entry = table(
    "audit_entry",
    column("id"),
    column("at", UtcDateTime()),
    column("details", JSON()),
    *map(column, ("action", "actor", "officer_id", "object_kind", "object_id")),
)
_event = table(
    "dossier_event",
    column("at", UtcDateTime()),
    *map(column, ("id", "dossier_id", "step", "from_status", "to_status", "actor", "officer_id")),
)


def disagreements() -> Iterator[str]:
    """Say of the first moves and entries that do not agree what is wrong; nothing where all agree.

    Call it only when the chain holds: the details of a spoilt entry may be no JSON.
    """
    for row in db.session.execute(_moves_without_entry()):
        yield _(
            "việc số %(event)s của hồ sơ %(dossier)s (%(what)s) không có mục nào ghi đúng như vậy",
            event=row.id,
            dossier=row.dossier_id,
            what=act_words(f"{MOVE}{row.step}"),
        )
    for row in db.session.execute(_entries_without_move()):
        yield _("mục %(number)s (%(what)s) ghi một việc không có", number=row.id, what=act_words(row.action))


def _moves_without_entry() -> Select[tuple[object, ...]]:
    agreeing = exists().where(
        _entry.c.object_kind == "dossier",
        _entry.c.object_id == cast(_event.c.dossier_id, Text),
        _entry.c.action == literal(MOVE).concat(_event.c.step),
        _said("event") == cast(_event.c.id, Text),
        _said("from") == _event.c.from_status,
        _said("to") == _event.c.to_status,
        _entry.c.at == _event.c.at,
        _entry.c.actor == _event.c.actor,
        _entry.c.officer_id.is_not_distinct_from(_event.c.officer_id),
    )
    return select(_event).where(not_(agreeing)).order_by(_event.c.id).limit(MOST_NAMED)


def _entries_without_move() -> Select[tuple[object, ...]]:
    move = exists().where(
        _event.c.id == _entry.c.details["event"].as_integer(),
        cast(_event.c.dossier_id, Text) == _entry.c.object_id,
        literal(MOVE).concat(_event.c.step) == _entry.c.action,
    )
    tells_of_one = and_(_entry.c.action.startswith(MOVE), not_(move))
    return select(_entry).where(tells_of_one).order_by(_entry.c.id).limit(MOST_NAMED)


def _said(name: str) -> ColumnElement[str]:
    return cast(_entry.c.details[name].as_string(), Text)
