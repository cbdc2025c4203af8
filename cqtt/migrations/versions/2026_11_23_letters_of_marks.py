"""A letter to somebody who was not content knows its vote: who may read the vote may read the letter, and nobody else.

Plain types only, so that this file keeps its meaning whatever becomes of the models.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_letters_of_marks"
down_revision = "2026_11_23_evaluation"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
TABLE, COLUMN, INDEX, TO_RATING = "letter", "rating_id", "ix_letter_rating_id", "fk_letter_rating_id_rating"
CAUSE = "rating-"  # what the cause of such a letter began with, before the number of the vote


def upgrade() -> None:
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.add_column(sa.Column(COLUMN, sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f(TO_RATING), "rating", [COLUMN], ["id"], ondelete="RESTRICT")
    letter = sa.table(TABLE, sa.column("cause", sa.String), sa.column(COLUMN, sa.Integer))
    of_a_mark = letter.c.cause.startswith(CAUSE)
    number = sa.cast(sa.func.substr(letter.c.cause, len(CAUSE) + 1), sa.Integer)
    op.execute(sa.update(letter).where(of_a_mark).values({COLUMN: number}))
    op.create_index(INDEX, TABLE, [COLUMN], unique=True)


def downgrade() -> None:
    """The cause still names the vote."""
    op.drop_index(INDEX, table_name=TABLE)
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.drop_constraint(op.f(TO_RATING), type_="foreignkey")
        batch.drop_column(COLUMN)
