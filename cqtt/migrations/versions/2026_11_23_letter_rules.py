"""Which letter a procedure causes knows its revision, so that of two who change it at once nobody overwrites the other.

Plain types only, so that this file keeps its meaning whatever becomes of the models.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_letter_rules"
down_revision = "2026_11_23_doubt"
branch_labels = None
depends_on = None

TABLE = "letter_trigger"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_column("revision")
