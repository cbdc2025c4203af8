"""The desk and the record: papers with numbers, fees, absences, standard texts, declarations; acts in one chain.

Plain types only, so that this file keeps its meaning whatever becomes of the models. Moments are in UTC.
"""

import sqlalchemy as sa
from alembic import op

from cqtt.audit import chain, ddl

revision = "2026_11_23_the_desk"
down_revision = "2026_11_23_first_tables"
branch_labels = None
depends_on = None

STATUSES = (
    "draft",
    "submitted",
    "refused",
    "accepted",
    "processing",
    "awaiting_supplement",
    "awaiting_payment",
    "withdrawn",
    "stopped",
    "resolved",
    "returned",
)
FIRST_STEPS = (
    "submit",
    "mark_complete",
    "accept",
    "refuse",
    "request_supplement",
    "supplement",
    "begin",
    "request_payment",
    "confirm_payment",
    "resolve",
    "return_result",
    "assign",
    "set_national_code",
)
LAST_STEPS = ("stop", "withdraw")
STEPS_OF_THE_DESK = (
    "correct",
    "note",
    "extend",
    "move_due_date",
    "remind",
    "shelve",
    "undo_begin",
    "cancel_payment",
    "propose_stop",
)
RECORD_COLUMNS = ("actor", "previous", "digest")
EVENT_COLUMNS = (
    "id",
    "dossier_id",
    "step",
    "from_status",
    "to_status",
    "at",
    "actor",
    "officer_id",
    "told",
    "note",
    "details",
)


def upgrade() -> None:
    make_tables()
    widen_tables()
    allow_steps((*FIRST_STEPS, *STEPS_OF_THE_DESK, *LAST_STEPS))
    chain_the_record()
    for table, erasable, columns in (("audit_entry", (), ()), ("dossier_event", ("told", "note"), EVENT_COLUMNS)):
        run(ddl.append_only(table, erasable, columns))


def make_tables() -> None:
    op.create_table(
        "book_number",
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("book", "year", name=op.f("pk_book_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "paper_name",
        sa.Column(
            "kind",
            sa.Enum(
                "receipt",
                "supplement_request",
                "refusal",
                "stop",
                "control_slip",
                "register",
                name="named_form",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_paper_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_absence_in_order")),
        sa.CheckConstraint("officer_id <> deputy_id", name=op.f("ck_absence_not_oneself")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["officer.id"], name=op.f("fk_absence_created_by_id_officer"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["officer.id"], name=op.f("fk_absence_deputy_id_officer"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_absence_officer_id_officer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_absence_deputy_id"), "absence", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_absence_officer_id"), "absence", ["officer_id"], unique=False)
    op.create_table(
        "declaration_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("placeholders", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_declaration_template_officer_id_officer"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name=op.f("fk_declaration_template_procedure_id_procedure"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_template")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_declaration_template_storage_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_declaration_template_procedure_id"), "declaration_template", ["procedure_id"], unique=False
    )
    op.create_table(
        "fee_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_bin", sa.String(), nullable=False),
        sa.Column("bank_name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("confirmed_by_id <> proposed_by_id", name=op.f("ck_fee_account_two_people")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["officer.id"],
            name=op.f("fk_fee_account_confirmed_by_id_officer"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["officer.id"], name=op.f("fk_fee_account_proposed_by_id_officer"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_account")),
        sqlite_strict=True,
    )
    op.create_table(
        "standard_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "occasion",
            sa.Enum(
                "missing",
                "supplement_reason",
                "refusal",
                "stop",
                "withdrawal",
                "payment",
                "result",
                "note",
                name="occasion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("legal_ground", sa.String(), nullable=False),
        sa.Column("competent_place", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_standard_text_procedure_id_procedure"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_text")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_standard_text_occasion"), "standard_text", ["occasion"], unique=False)
    op.create_table(
        "fee_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("confirmed_by_id <> proposed_by_id", name=op.f("ck_fee_confirmation_two_people")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["officer.id"],
            name=op.f("fk_fee_confirmation_confirmed_by_id_officer"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["officer.id"],
            name=op.f("fk_fee_confirmation_proposed_by_id_officer"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["procedure_version.id"],
            name=op.f("fk_fee_confirmation_version_id_procedure_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_confirmation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_fee_confirmation_version_id"), "fee_confirmation", ["version_id"], unique=False)
    live = {"sqlite_where": sa.text("retired_at IS NULL"), "postgresql_where": sa.text("retired_at IS NULL")}
    op.create_index("ix_fee_confirmation_live", "fee_confirmation", ["version_id"], unique=True, **live)
    op.create_table(
        "issued_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "receipt",
                "supplement_request",
                "refusal",
                "stop",
                name="paper_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_issued_paper_dossier_id_dossier"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_issued_paper_officer_id_officer"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper")),
        sa.UniqueConstraint("kind", "year", "number", name=op.f("uq_issued_paper_kind_year_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_issued_paper_dossier_id"), "issued_paper", ["dossier_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("cash", "transfer", name="way", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("receipt_year", sa.Integer(), nullable=False),
        sa.Column("receipt_number", sa.Integer(), nullable=False),
        sa.Column("statement_line", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_payment_some_money")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["officer.id"], name=op.f("fk_payment_cancelled_by_id_officer"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_payment_dossier_id_dossier"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_payment_officer_id_officer"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("receipt_year", "receipt_number", name=op.f("uq_payment_receipt_year_receipt_number")),
        sa.UniqueConstraint("statement_line", name=op.f("uq_payment_statement_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payment_dossier_id"), "payment", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_payment_paid_on"), "payment", ["paid_on"], unique=False)


def widen_tables() -> None:
    text = {"nullable": False, "server_default": ""}
    for column in (
        sa.Column("cut_off", sa.String(), nullable=False, server_default="15:00"),
        sa.Column("saturday_counts", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("supplement_reminder_days", sa.Integer(), nullable=False, server_default="5"),
        sa.Column("collect_reminder_days", sa.Integer(), nullable=False, server_default="7"),
    ):
        op.add_column("commune", column)
    op.add_column("holiday", sa.Column("assumed", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in (
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(), **text),
        sa.Column("address_old", sa.String(), **text),
        sa.Column("papers_received", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("result_on_paper", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("shelf", sa.String(), **text),
        sa.Column("collect_reminded_at", sa.DateTime(), nullable=True),
        sa.Column("fee_vnd", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.String(), **text),
    ):
        op.add_column("dossier", column)
    # Written out: a column with a condition can be added to a table of SQLite only so.
    words = "TEXT" if on_sqlite() else "VARCHAR(32)"
    op.execute(
        f"ALTER TABLE dossier ADD COLUMN channel {words} DEFAULT 'online' NOT NULL "
        "CONSTRAINT ck_dossier_channel CHECK (channel IN ('online', 'desk', 'hamlet'))"
    )
    op.create_index("ix_dossier_citizen_number", "dossier", ["citizen_number"])
    for name in ("reply_by", "reminded_at", "closing_proposed_at"):
        op.add_column("supplement_request", sa.Column(name, sa.DateTime(), nullable=True))


def allow_steps(steps: tuple[str, ...]) -> None:
    """Let the table of events hold these steps: SQLite makes the table anew, with all its conditions."""
    if on_sqlite():
        with op.batch_alter_table("dossier_event", copy_from=table_of_events(steps), recreate="always"):
            pass
        return
    op.drop_constraint(op.f("ck_dossier_event_step"), "dossier_event", type_="check")
    op.create_check_constraint(op.f("ck_dossier_event_step"), "dossier_event", sa.column("step").in_(steps))


def table_of_events(steps: tuple[str, ...]) -> sa.Table:
    def coded(name: str, codes: tuple[str, ...]) -> sa.Column[str]:
        kind = sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=32)
        return sa.Column(name, kind, nullable=False)

    return sa.Table(
        "dossier_event",
        sa.MetaData(naming_convention=op.get_context().opts["target_metadata"].naming_convention),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        coded("step", steps),
        coded("from_status", STATUSES),
        coded("to_status", STATUSES),
        sa.Column("at", sa.DateTime(), nullable=False),
        coded("actor", ("citizen", "officer", "system")),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.Index("ix_dossier_event_dossier_id", "dossier_id"),
        sqlite_strict=True,
    )


def chain_the_record() -> None:
    """Put the acts recorded so far into the chain, and the moves of dossiers after them."""
    op.create_table(
        "record_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_record_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_head")),
        sqlite_strict=True,
    )
    for name in RECORD_COLUMNS:
        op.add_column("audit_entry", sa.Column(name, sa.String(), nullable=True))
    chain.chain_existing(op.get_bind())
    with op.batch_alter_table("audit_entry", table_kwargs={"sqlite_strict": True}) as batch:
        for name in RECORD_COLUMNS:
            batch.alter_column(name, existing_type=sa.String(), nullable=False)
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_officer", "audit_entry", ["officer_id", "id"])
    chain.append_events(op.get_bind())


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def run(statements: ddl.Statements) -> None:
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for table in ("dossier_event", "audit_entry"):
        run(ddl.let_go(table))
    op.execute("delete from audit_entry where action like 'dossier.%'")  # they came with the chain
    op.drop_index("ix_audit_entry_officer", table_name="audit_entry")
    op.drop_index("ix_audit_entry_at", table_name="audit_entry")
    with op.batch_alter_table("audit_entry", table_kwargs={"sqlite_strict": True}) as batch:
        for name in RECORD_COLUMNS:
            batch.drop_column(name)
    op.drop_table("record_head")
    op.execute(sa.delete(sa.table("dossier_event", sa.column("step"))).where(sa.column("step").in_(STEPS_OF_THE_DESK)))
    allow_steps((*FIRST_STEPS, *LAST_STEPS))
    for name in ("reply_by", "reminded_at", "closing_proposed_at"):
        op.drop_column("supplement_request", name)
    op.drop_index("ix_dossier_citizen_number", table_name="dossier")
    for name in ("channel", "department", "fee_vnd", "collect_reminded_at", "shelf"):
        op.drop_column("dossier", name)
    for name in ("result_on_paper", "papers_received", "address_old", "sex", "birth_on"):
        op.drop_column("dossier", name)
    op.drop_column("holiday", "assumed")
    for name in ("collect_reminder_days", "supplement_reminder_days", "saturday_counts", "cut_off"):
        op.drop_column("commune", name)
    op.drop_index(op.f("ix_payment_paid_on"), table_name="payment")
    op.drop_index(op.f("ix_payment_dossier_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_issued_paper_dossier_id"), table_name="issued_paper")
    op.drop_table("issued_paper")
    op.drop_index("ix_fee_confirmation_live", table_name="fee_confirmation")
    op.drop_index(op.f("ix_fee_confirmation_version_id"), table_name="fee_confirmation")
    op.drop_table("fee_confirmation")
    op.drop_index(op.f("ix_standard_text_occasion"), table_name="standard_text")
    op.drop_table("standard_text")
    op.drop_table("fee_account")
    op.drop_index(op.f("ix_declaration_template_procedure_id"), table_name="declaration_template")
    op.drop_table("declaration_template")
    op.drop_index(op.f("ix_absence_officer_id"), table_name="absence")
    op.drop_index(op.f("ix_absence_deputy_id"), table_name="absence")
    op.drop_table("absence")
    op.drop_table("paper_name")
    op.drop_table("book_number")
