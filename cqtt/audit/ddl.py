"""What makes a table append-only: the database itself refuses to change or delete a row, whoever asks.

Both ways of making a database use these texts: `db.create_all()` through `protect`, migrations by calling
`append_only` and `let_go`. SQLite's batch mode rebuilds a table and loses its triggers without a word: a migration
that does so to one of these tables calls `append_only` again at its end.
"""

from collections.abc import Collection

from sqlalchemy import DDL, FromClause, Table, event

Statements = dict[str, list[str]]  # by the name of the dialect


def append_only(table: str, erasable: Collection[str] = (), columns: Collection[str] = ()) -> Statements:
    """Return what refuses DELETE, and UPDATE of any column but the erasable ones.

    `columns` are all columns of the table, in their order; needed only where some are erasable.
    """
    kept = [name for name in columns if name not in erasable]
    if erasable and not kept:
        raise ValueError("without the table's columns nobody knows which ones may not change")
    update = f"update of {', '.join(kept)}" if erasable else "update"
    return {"sqlite": _sqlite(table, update), "postgresql": _postgresql(table, update)}


def let_go(table: str) -> Statements:
    """Return what takes the refusals away again, before the table is changed back or dropped."""
    on_sqlite = [f"drop trigger {table}_no_{act}" for act in ("update", "delete", "replace")]
    on_postgresql = [f"drop trigger {table}_no_{act} on {table}" for act in ("change", "truncate")]
    return {"sqlite": on_sqlite, "postgresql": [*on_postgresql, f"drop function {table}_refuse()"]}


def _sqlite(table: str, update: str) -> list[str]:
    """INSERT OR REPLACE deletes without asking the DELETE trigger: it is refused for itself."""
    again = f"when exists (select 1 from {table} where id = new.id)"
    return [
        f"create trigger {table}_no_{name} before {act} begin select raise(abort, '{table} is append-only'); end"
        for name, act in (
            ("update", f"{update} on {table}"),
            ("delete", f"delete on {table}"),
            ("replace", f"insert on {table} {again}"),
        )
    ]


def _postgresql(table: str, update: str) -> list[str]:
    refuse = f"execute function {table}_refuse()"
    return [
        f"create or replace function {table}_refuse() returns trigger language plpgsql as $$ begin"
        f" raise exception using message = '{table} is append-only', errcode = 'restrict_violation'; end $$",
        f"create trigger {table}_no_change before {update} or delete on {table} for each row {refuse}",
        f"create trigger {table}_no_truncate before truncate on {table} for each statement {refuse}",
    ]


def protect(table: FromClause, erasable: Collection[str] = ()) -> None:
    """Make a model's table append-only wherever it is created: `protect(DossierEvent.__table__, ("note",))`."""
    assert isinstance(table, Table)
    statements = append_only(table.name, erasable, [column.name for column in table.columns])
    for dialect, texts in statements.items():
        for words in texts:
            when_created(table, words, dialect)


def when_created(table: FromClause, words: str, dialect: str | None = None) -> None:
    """Send these words after the table was created, on one kind of database or on all."""
    statement = DDL(words)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", statement.execute_if(dialect=dialect) if dialect else statement)
