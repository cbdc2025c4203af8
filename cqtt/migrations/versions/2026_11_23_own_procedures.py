"""The unit keeps its own procedures: drafts, files, posters and their places, news, what searches did not find.

Plain types only, so that this file keeps its meaning whatever becomes of the models. Moments are in UTC.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_own_procedures"
down_revision = "2026_11_23_the_desk"
branch_labels = None
depends_on = None

CHOSEN_BEFORE = "đơn vị đã chọn"  # what stood as the reason of a filing mode that the unit had chosen itself
STRICT = {"sqlite_strict": True}
WHO = ("created_by_id", "edited_by_id", "published_by_id")


def upgrade() -> None:
    widen_tables()
    make_tables()
    filing = sa.table("procedure", sa.column("filing_reason"), sa.column("filing_chosen", sa.Boolean))
    chosen = filing.c.filing_reason == CHOSEN_BEFORE
    op.execute(sa.update(filing).where(chosen).values(filing_chosen=True, filing_reason=""))


def widen_tables() -> None:
    with op.batch_alter_table("procedure", table_kwargs=STRICT) as batch:
        batch.add_column(sa.Column("filing_chosen", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("department", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
        batch.add_column(sa.Column("start_key", sa.String(), nullable=True))
        batch.create_unique_constraint(op.f("uq_procedure_start_key"), ["start_key"])
    with op.batch_alter_table("catalogue_stamp", table_kwargs=STRICT) as batch:
        batch.add_column(sa.Column("news", sa.Integer(), server_default="0", nullable=False))
    for table in ("procedure_field", "life_event"):
        with op.batch_alter_table(table, table_kwargs=STRICT) as batch:
            batch.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("procedure_version", table_kwargs=STRICT) as batch:
        for name in WHO:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_procedure_version_{name}_officer"), "officer", [name], ["id"], ondelete="RESTRICT"
            )
        batch.add_column(sa.Column("edited_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("publish_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("based_on_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("last_change", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("retired_note", sa.String(), server_default="", nullable=False))
        batch.create_foreign_key(
            op.f("fk_procedure_version_based_on_id_procedure_version"),
            "procedure_version",
            ["based_on_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    is_draft = sa.text("status = 'draft'")
    op.create_index(
        "ix_procedure_version_draft",
        "procedure_version",
        ["procedure_id"],
        unique=True,
        sqlite_where=is_draft,
        postgresql_where=is_draft,
    )
    with op.batch_alter_table("scan_count", table_kwargs=STRICT) as batch:
        batch.add_column(sa.Column("place_id", sa.Integer(), server_default="0", nullable=False))
        batch.drop_constraint(op.f("pk_scan_count"), type_="primary")
        batch.create_primary_key(op.f("pk_scan_count"), ["code_id", "place_id", "on"])


def make_tables() -> None:
    op.create_table(
        "procedure_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("form", "sample", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        to_officer("procedure_file", "officer_id"),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name=op.f("fk_procedure_file_procedure_id_procedure"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_file")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_procedure_file_storage_key")),
        **STRICT,
    )
    op.create_index(op.f("ix_procedure_file_procedure_id"), "procedure_file", ["procedure_id"])
    op.create_table(
        "search_miss",
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("folded", name=op.f("pk_search_miss")),
        **STRICT,
    )
    op.create_index(op.f("ix_search_miss_last_on"), "search_miss", ["last_on"])
    op.create_table(
        "link_check",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("failed_since", sa.DateTime(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_link_check")),
        **STRICT,
    )
    op.create_table(
        "scan_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_place")),
        sa.UniqueConstraint("name", name=op.f("uq_scan_place_name")),
        **STRICT,
    )
    op.create_table(
        "poster_print",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        to_officer("poster_print", "officer_id"),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_poster_print_procedure_id_procedure"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_print")),
        **STRICT,
    )
    op.create_index(op.f("ix_poster_print_procedure_id"), "poster_print", ["procedure_id"])
    op.create_table(
        "poster_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        to_officer("poster_job", "officer_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_job")),
        sa.UniqueConstraint("start_key", name=op.f("uq_poster_job_start_key")),
        **STRICT,
    )
    op.create_index(op.f("ix_poster_job_officer_id"), "poster_job", ["officer_id"])
    op.create_index(op.f("ix_poster_job_created_at"), "poster_job", ["created_at"])
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("publish_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        to_officer("announcement", "created_by_id"),
        to_officer("announcement", "updated_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("start_key", name=op.f("uq_announcement_start_key")),
        **STRICT,
    )
    op.create_index(op.f("ix_announcement_publish_at"), "announcement", ["publish_at"])


def to_officer(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_officer")
    return sa.ForeignKeyConstraint([column], ["officer.id"], name=name, ondelete="RESTRICT")


def downgrade() -> None:
    for table in ("announcement", "poster_job", "poster_print", "link_check", "scan_place", "search_miss", "procedure_file"):
        op.drop_table(table)
    fold_scans()
    op.execute("delete from procedure_version where status = 'draft'")
    op.drop_index("ix_procedure_version_draft", table_name="procedure_version")
    with op.batch_alter_table("procedure_version", table_kwargs=STRICT) as batch:
        batch.drop_constraint(op.f("fk_procedure_version_based_on_id_procedure_version"), type_="foreignkey")
        for name in WHO:
            batch.drop_constraint(op.f(f"fk_procedure_version_{name}_officer"), type_="foreignkey")
        for name in (*WHO, "edited_at", "publish_on", "based_on_id", "last_change", "retired_note"):
            batch.drop_column(name)
    for table in ("procedure_field", "life_event"):
        with op.batch_alter_table(table, table_kwargs=STRICT) as batch:
            batch.drop_column("revision")
    filing = sa.table("procedure", sa.column("filing_reason"), sa.column("filing_chosen", sa.Boolean))
    op.execute(sa.update(filing).where(filing.c.filing_chosen).values(filing_reason=CHOSEN_BEFORE))
    with op.batch_alter_table("procedure", table_kwargs=STRICT) as batch:
        batch.drop_constraint(op.f("uq_procedure_start_key"), type_="unique")
        for name in ("filing_chosen", "department", "revision", "start_key"):
            batch.drop_column(name)
    with op.batch_alter_table("catalogue_stamp", table_kwargs=STRICT) as batch:
        batch.drop_column("news")


def fold_scans() -> None:
    """Count the scans of all places together again."""
    op.execute(
        "create temporary table folded as"
        ' select code_id, "on", sum(count) as count from scan_count group by code_id, "on"'
    )
    op.execute("delete from scan_count")
    with op.batch_alter_table("scan_count", table_kwargs=STRICT) as batch:
        batch.drop_constraint(op.f("pk_scan_count"), type_="primary")
        batch.drop_column("place_id")
        batch.create_primary_key(op.f("pk_scan_count"), ["code_id", "on"])
    op.execute('insert into scan_count (code_id, "on", count) select code_id, "on", count from folded')
    op.execute("drop table folded")
