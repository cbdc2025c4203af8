"""Letters: their texts, what causes them, what happened to them, and the event that a dossier keeps of an apology.

Plain types only, so that this file keeps its meaning whatever becomes of the models. Moments are in UTC.
"""

import sqlalchemy as sa
from alembic import op

from cqtt.audit import ddl

revision = "2026_11_23_letters"
down_revision = "2026_11_23_ratings"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
TABLES = ("letter_batch", "letter_print", "letter_template", "letter_trigger", "letter", "letter_event")
EVENTS, CHECK, ERASABLE = "dossier_event", "ck_dossier_event_step", ("told", "note")
OWN_EVENTS, OWN_ERASABLE = "letter_event", ("note",)
STEPS_BEFORE = (
    *("submit", "mark_complete", "accept", "refuse", "request_supplement", "supplement", "begin", "request_payment"),
    *("confirm_payment", "resolve", "return_result", "assign", "set_national_code", "correct", "note", "extend"),
    *("move_due_date", "remind", "shelve", "undo_begin", "cancel_payment", "propose_stop", "stop", "withdraw"),
)
CODES = {
    "occasion": ("late", "resolved_late", "error", "dissatisfied", "thanks", "marriage", "birth", "death"),
    "step": ("write", "edit", "approve", "send", "return", "discard", "restore"),
    "way": ("email", "text", "printed", "handed"),
    "paper": ("letters", "envelopes", "labels"),
}
STATES = {"letter": ("draft", "approved", "sent", "discarded"), "letter_print": ("waiting", "done", "failed")}


def upgrade() -> None:
    op.add_column("dossier", sa.Column("new_due_at", sa.DateTime(), nullable=True))
    allow((*STEPS_BEFORE, "apologise"))
    make_texts()
    make_letters()
    send(ddl.append_only(OWN_EVENTS, OWN_ERASABLE, columns_of(OWN_EVENTS)))


def make_texts() -> None:
    op.create_table(
        "letter_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        to_row("letter_batch", "created_by_id", "officer", "RESTRICT"),
        sa.PrimaryKeyConstraint('id', name=op.f("pk_letter_batch")),
        sa.UniqueConstraint('start_key', name=op.f("uq_letter_batch_start_key")),
        **STRICT,
    )
    op.create_table(
        "letter_print",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("paper", coded("paper"), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("letter_ids", sa.JSON(), nullable=False),
        sa.Column("status", coded("status", STATES["letter_print"]), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        to_row("letter_print", "created_by_id", "officer", "RESTRICT"),
        sa.PrimaryKeyConstraint('id', name=op.f("pk_letter_print")),
        sa.UniqueConstraint('start_key', name=op.f("uq_letter_print_start_key")),
        sa.UniqueConstraint('storage_key', name=op.f("uq_letter_print_storage_key")),
        **STRICT,
    )
    op.create_table(
        "letter_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occasion", coded("occasion"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        to_row("letter_template", "created_by_id", "officer", "RESTRICT"),
        sa.PrimaryKeyConstraint('id', name=op.f("pk_letter_template")),
        sa.UniqueConstraint('occasion', 'language', 'version', name=op.f("uq_letter_template_occasion_language_version")),
        **STRICT,
    )
    op.create_table(
        "letter_trigger",
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("occasion", coded("occasion"), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        to_row("letter_trigger", "procedure_id", "procedure", "CASCADE"),
        sa.PrimaryKeyConstraint('procedure_id', name=op.f("pk_letter_trigger")),
        **STRICT,
    )


def make_letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("occasion", coded("occasion"), nullable=False),
        sa.Column("status", coded("status", STATES["letter"]), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("salutation", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_fold", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("to_phone", sa.String(), nullable=False),
        sa.Column("to_email", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("is_edited", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("new_due_at", sa.DateTime(), nullable=True),
        sa.Column("again_because", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("signer_title", sa.String(), nullable=False),
        sa.Column("book", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("way", coded("way"), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("returned_why", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        to_row("letter", "batch_id", "letter_batch", "SET NULL"),
        to_row("letter", "dossier_id", "dossier", "SET NULL"),
        to_row("letter", "sent_by_id", "officer", "RESTRICT"),
        to_row("letter", "signer_id", "officer", "RESTRICT"),
        to_row("letter", "template_id", "letter_template", "RESTRICT"),
        sa.PrimaryKeyConstraint('id', name=op.f("pk_letter")),
        sa.UniqueConstraint('cause', name=op.f("uq_letter_cause")),
        sa.UniqueConstraint('token', name=op.f("uq_letter_token")),
        **STRICT,
    )
    op.create_index("ix_letter_batch_id", "letter", ['batch_id'])
    op.create_index("ix_letter_created_at", "letter", ['created_at'])
    op.create_index("ix_letter_dossier_id", "letter", ['dossier_id'])
    op.create_index("ix_letter_register", "letter", ['book', 'year', 'number'], unique=True)
    op.create_index("ix_letter_sent_at", "letter", ['sent_at'])
    op.create_index("ix_letter_status", "letter", ['status', 'occasion'])
    op.create_table(
        "letter_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("step", coded("step"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        to_row("letter_event", "letter_id", "letter", "CASCADE"),
        to_row("letter_event", "officer_id", "officer", "RESTRICT"),
        sa.PrimaryKeyConstraint('id', name=op.f("pk_letter_event")),
        **STRICT,
    )
    op.create_index("ix_letter_event_letter_id", "letter_event", ['letter_id'])


def coded(name: str, codes: tuple[str, ...] | None = None) -> sa.Enum:
    return sa.Enum(*(codes or CODES[name]), name=name, native_enum=False, create_constraint=True, length=32)


def to_row(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key to another table's row."""
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    """Letters are forgotten, and with them the events that dossiers keep of apologies."""
    send(ddl.let_go(OWN_EVENTS))
    for table in reversed(TABLES):
        op.drop_table(table)
    allow(STEPS_BEFORE)
    op.drop_column("dossier", "new_due_at")


def allow(steps: tuple[str, ...]) -> None:
    """Let the events of dossiers be these; what refuses to change them is taken off meanwhile, and put back."""
    send(ddl.let_go(EVENTS))
    listed = ", ".join(f"'{step}'" for step in steps)
    op.execute(sa.text(f"delete from {EVENTS} where step not in ({listed})"))
    with op.batch_alter_table(EVENTS, table_kwargs=STRICT) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"step IN ({listed})")
    send(ddl.append_only(EVENTS, ERASABLE, columns_of(EVENTS)))


def columns_of(table: str) -> list[str]:
    return [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]


def send(statements: ddl.Statements) -> None:
    for words in statements[op.get_bind().dialect.name]:
        op.execute(words)
