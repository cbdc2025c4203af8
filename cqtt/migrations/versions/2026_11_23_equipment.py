"""What is reported as broken in the hall, and by whom.

Plain types only, so that this file keeps its meaning whatever becomes of the models.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_equipment"
down_revision = "2026_11_23_letter_rules"
branch_labels = None
depends_on = None

FAULT, REPORT = "equipment_fault", "equipment_report"
THINGS = ("printer", "scanner", "kiosk", "tablet", "screen", "network", "other")


def upgrade() -> None:
    _create_faults()
    _create_reports()


def _create_faults() -> None:
    thing = sa.Enum(*THINGS, name="thing", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        FAULT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing", thing, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("mended_at", sa.DateTime(), nullable=True),
        sa.Column("mended_by_id", sa.Integer(), nullable=True),
        sa.Column("what_was_done", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(mended_at is null) = (mended_by_id is null)", name=op.f("ck_equipment_fault_mended_by_somebody")
        ),
        *(_to_officer(FAULT, column) for column in ("opened_by_id", "mended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_fault")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_equipment_fault_mended_at"), FAULT, ["mended_at"])
    is_open = sa.text("mended_at IS NULL")
    op.create_index(
        "ix_equipment_fault_open",
        FAULT,
        ["thing", "key"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _create_reports() -> None:
    op.create_table(
        REPORT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fault_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fault_id"], [f"{FAULT}.id"], name=op.f("fk_equipment_report_fault_id_equipment_fault"), ondelete="CASCADE"
        ),
        _to_officer(REPORT, "officer_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_report")),
        sqlite_strict=True,
    )
    for column in ("fault_id", "officer_id"):
        op.create_index(op.f(f"ix_equipment_report_{column}"), REPORT, [column])


def _to_officer(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_officer")
    return sa.ForeignKeyConstraint([column], ["officer.id"], name=name, ondelete="RESTRICT")


def downgrade() -> None:
    """What was reported is forgotten: the program before knows none of it."""
    op.drop_table(REPORT)
    op.drop_table(FAULT)
