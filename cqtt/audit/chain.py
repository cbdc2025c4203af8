"""Put acts at the end of the chain.

Migrations call this too, with a plain connection: it names its columns itself and asks no model, and must go on
working on tables of the first schema that had a chain. A later column of the record needs a function of its own.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnClause,
    Connection,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    column,
    delete,
    insert,
    select,
    table,
    update,
)

from cqtt.audit.rules import GENESIS, Act, Actor, Head, digest_of
from cqtt.database import UtcDateTime

BATCH = 5_000
SAID = ("action", "officer_id", "object_kind", "object_id", "address")
ENTRY = table(
    "audit_entry",
    column("id"),
    column("at", UtcDateTime()),
    column("details", JSON()),
    *map(column, ("actor", "previous", "digest", *SAID)),
)
HEAD = table("record_head", column("id"), column("count"), column("digest"))
_EVENT = table(
    "dossier_event",
    column("at", UtcDateTime()),
    *map(column, ("id", "dossier_id", "step", "from_status", "to_status", "actor", "officer_id")),
)


def append(connection: Connection, acts: Sequence[Act]) -> None:
    """Chain these acts behind the last entry, in their order; the head stays locked until the transaction ends.

    The head is lengthened before it is read: the first thing sent is a write, so on SQLite a transaction that
    began as a reading one waits for its turn, and on PostgreSQL the row is locked.
    """
    if not acts:
        return
    longer = update(HEAD).where(HEAD.c.id == 1).values(count=HEAD.c.count + len(acts))
    count, previous = connection.execute(longer.returning(HEAD.c.count, HEAD.c.digest)).one()
    entries: list[dict[str, Any]] = []
    for number, act in enumerate(acts, count - len(acts) + 1):
        digest = digest_of(number, act, previous)
        entries.append({"id": number, **vars(act), "previous": previous, "digest": digest})
        previous = digest
    connection.execute(insert(ENTRY), entries)
    connection.execute(update(HEAD).where(HEAD.c.id == 1).values(digest=previous))


def batches(connection: Connection, rows: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
    """Read rows in the order of their numbers, so many at a time that memory stays small."""
    last = -(2**31)
    while found := connection.execute(rows.where(column("id") > last).order_by(column("id")).limit(BATCH)).all():
        yield found
        last = found[-1].id


def stored_entries(*more: str) -> Select[Any]:
    """Select entries as they are stored, whatever stands in them; `more` names columns of the chain."""
    details = cast(column("details"), Text).label("details")
    # Without types: nothing is read into what may not be right.
    plain: list[ColumnClause[Any]] = [column(name) for name in ("id", "at", *SAID, *more)]
    return select(details, *plain).select_from(table("audit_entry"))


def act_of(row: Row[Any], actor: str) -> Act:
    """Return the act a stored entry tells of; raise ValueError where it cannot be read."""
    at = row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at)
    if at.tzinfo is not None:
        raise ValueError("moments are stored in UTC and say no zone")
    details = json.loads(row.details)
    if not isinstance(details, dict):
        raise ValueError("details are pairs of a name and a value")
    said = {name: getattr(row, name) for name in SAID}
    return Act(at=at.replace(tzinfo=UTC), actor=actor, details=details, **said)


def chain_existing(connection: Connection) -> None:
    """Chain the entries of a database that had no chain, in the order of their numbers, which become 1, 2, 3 …"""
    count, previous = 0, GENESIS
    changed = update(ENTRY).where(ENTRY.c.id == bindparam("was"))
    changed = changed.values({name: bindparam(f"new_{name}") for name in ("id", "actor", "previous", "digest")})
    for rows in batches(connection, stored_entries()):
        links: list[dict[str, Any]] = []
        for number, row in enumerate(rows, count + 1):
            act = act_of(row, _actor_of_old(row))
            digest = digest_of(number, act, previous)
            new = {"new_id": number, "new_actor": act.actor, "new_previous": previous, "new_digest": digest}
            links.append({"was": row.id, **new})
            previous = digest
        connection.execute(changed, links)
        count += len(rows)
    connection.execute(delete(HEAD))
    connection.execute(insert(HEAD).values(id=1, count=count, digest=previous))


def _actor_of_old(row: Row[Any]) -> str:
    """Return who acted in an entry from before that was written down."""
    if row.officer_id is not None:
        return Actor.OFFICER.value
    return (Actor.COMMAND if row.address == "command" else Actor.CITIZEN).value


def append_events(connection: Connection) -> None:
    """Give the moves of dossiers that were made before moves were recorded their entries, in their order."""
    for rows in batches(connection, select(_EVENT)):
        append(connection, [_act_of_event(row) for row in rows])


def _act_of_event(row: Row[Any]) -> Act:
    return Act(
        at=row.at,
        action=f"dossier.{row.step}",
        actor=row.actor,
        officer_id=row.officer_id,
        object_kind="dossier",
        object_id=str(row.dossier_id),
        address="",
        details={"event": row.id, "from": row.from_status, "to": row.to_status},
    )


def head_of(connection: Connection) -> Head | None:
    """Return how many entries there ought to be and the last digest; None where that row is gone."""
    found = connection.execute(select(HEAD.c.count, HEAD.c.digest).where(HEAD.c.id == 1)).first()
    return Head(*found) if found else None
