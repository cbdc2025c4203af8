"""Of a message that no provider said it took: whether one may have taken it all the same.

What was tried before and waits still is in doubt: nobody wrote down how its attempts ended.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_doubt"
down_revision = "2026_11_23_letters_of_marks"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
TABLE = "notification"


def upgrade() -> None:
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.add_column(sa.Column("in_doubt", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text(f"update {TABLE} set in_doubt = true where status in ('pending', 'failed') and tries > 0"))


def downgrade() -> None:
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.drop_column("in_doubt")
