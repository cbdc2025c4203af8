"""A sender may mend what was sent: one more step among the events of feedback.

Plain types only, so that this file keeps its meaning whatever becomes of the models. Moments are in UTC.
"""

import sqlalchemy as sa
from alembic import op

from cqtt.audit import ddl

revision = "2026_11_23_mended_words"
down_revision = "2026_11_23_listening"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
TABLE, ERASABLE, CHECK = "feedback_event", ("told", "note"), "ck_feedback_event_step"
STEPS_BEFORE = (
    *("send", "transcribe", "classify", "assign", "answer", "amend", "close", "reopen", "reject", "restore", "merge"),
    *("note", "publish", "unpublish", "escalate", "move_due_date", "rate", "follow", "withdraw_consent"),
)
STEPS = (*STEPS_BEFORE, "mend")


def upgrade() -> None:
    allow(STEPS)


def downgrade() -> None:
    allow(STEPS_BEFORE)


def allow(steps: tuple[str, ...]) -> None:
    """Let the events be these; what refuses to change them is taken off meanwhile, and put back."""
    send(ddl.let_go(TABLE))
    op.execute(sa.text(f"delete from {TABLE} where step not in ({listed(steps)})"))
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"step IN ({listed(steps)})")
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(TABLE)]
    send(ddl.append_only(TABLE, ERASABLE, columns))


def listed(steps: tuple[str, ...]) -> str:
    return ", ".join(f"'{step}'" for step in steps)


def send(statements: ddl.Statements) -> None:
    for words in statements[op.get_bind().dialect.name]:
        op.execute(words)
