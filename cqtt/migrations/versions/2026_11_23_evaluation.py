"""The evaluation of the unit: how many points each indicator has, where the unit decided otherwise than usual.

Plain types only, so that this file keeps its meaning whatever becomes of the models.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_evaluation"
down_revision = "2026_11_23_letters"
branch_labels = None
depends_on = None

TABLE = "indicator_weight"
INDICATORS = (
    *("complete", "on_time", "scanned", "electronic", "filed_online", "paid_online", "satisfied", "answered"),
    *("satisfied_with_answer", "under_way", "apologised", "asked_once", "praise"),
)


def upgrade() -> None:
    indicator = sa.Enum(*INDICATORS, name="indicator", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        TABLE,
        sa.Column("indicator", indicator, nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.CheckConstraint("tenths >= 0", name=op.f("ck_indicator_weight_no_debts")),
        sa.PrimaryKeyConstraint("indicator", name=op.f("pk_indicator_weight")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """The unit's own points are forgotten: the program before knows none."""
    op.drop_table(TABLE)
