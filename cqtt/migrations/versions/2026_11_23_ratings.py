"""Ratings: invitations, votes, what a leader does about a low one, and what the unit decided about it all.

Plain types only, so that this file keeps its meaning whatever becomes of the models. Moments are in UTC.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_ratings"
down_revision = "2026_11_23_channels"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
TABLES = ("rating_settings", "rating_invite", "rating", "rating_follow_up")
SOURCES = ("dossier", "answer", "desk", "session")


def upgrade() -> None:
    make_settings()
    make_votes()
    make_follow_ups()


def make_settings() -> None:
    op.create_table(
        "rating_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("follow_up_days", sa.Integer(), nullable=False),
        sa.Column("sends_invites", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_rating_settings_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_settings")),
        **STRICT,
    )


def make_votes() -> None:
    op.create_table(
        "rating_invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("source", source_type(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("feedback_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("announced_at", sa.DateTime(), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        to_row("rating_invite", "dossier_id", "dossier", "CASCADE"),
        to_row("rating_invite", "feedback_id", "feedback", "CASCADE"),
        sa.CheckConstraint(
            "(dossier_id is null) <> (feedback_id is null)", name=op.f("ck_rating_invite_about_one_thing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_invite")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_rating_invite_dossier_id")),
        sa.UniqueConstraint("feedback_id", name=op.f("uq_rating_invite_feedback_id")),
        sa.UniqueConstraint("token", name=op.f("uq_rating_invite_token")),
        **STRICT,
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", source_type(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("link", "tablet", "desk_qr", name="way", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("invite_id", sa.Integer(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("feedback_id", sa.Integer(), nullable=True),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("counter_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("change_key", sa.String(), nullable=False),
        to_row("rating", "counter_id", "counter", "SET NULL"),
        to_row("rating", "dossier_id", "dossier", "RESTRICT"),
        to_row("rating", "feedback_id", "feedback", "RESTRICT"),
        to_row("rating", "invite_id", "rating_invite", "RESTRICT"),
        to_row("rating", "officer_id", "officer", "RESTRICT"),
        to_row("rating", "procedure_id", "procedure", "RESTRICT"),
        to_row("rating", "session_id", "listening_session", "SET NULL"),
        sa.CheckConstraint(
            "(source in ('dossier', 'answer')) = (invite_id is not null)", name=op.f("ck_rating_bound_by_invite")
        ),
        sa.CheckConstraint("mark between 1 and 5", name=op.f("ck_rating_one_of_five")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("change_key", name=op.f("uq_rating_change_key")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_rating_dossier_id")),
        sa.UniqueConstraint("feedback_id", name=op.f("uq_rating_feedback_id")),
        sa.UniqueConstraint("invite_id", name=op.f("uq_rating_invite_id")),
        **STRICT,
    )
    op.create_index("ix_rating_counter_id", "rating", ["counter_id"])
    op.create_index("ix_rating_officer_id", "rating", ["officer_id"])
    op.create_index("ix_rating_procedure_id", "rating", ["procedure_id"])
    op.create_index("ix_rating_session_id", "rating", ["session_id"])
    op.create_index("ix_rating_source_at", "rating", ["source", "at"])


def make_follow_ups() -> None:
    op.create_table(
        "rating_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("feedback_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("due_explanation", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("what_was_done", sa.String(), nullable=False),
        to_row("rating_follow_up", "done_by_id", "officer", "RESTRICT"),
        to_row("rating_follow_up", "dossier_id", "dossier", "RESTRICT"),
        to_row("rating_follow_up", "feedback_id", "feedback", "RESTRICT"),
        to_row("rating_follow_up", "rating_id", "rating", "CASCADE"),
        sa.CheckConstraint(
            "(done_at is null) = (done_by_id is null)", name=op.f("ck_rating_follow_up_done_by_somebody")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_follow_up")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_rating_follow_up_rating_id")),
        **STRICT,
    )
    op.create_index("ix_rating_follow_up_dossier_id", "rating_follow_up", ["dossier_id"])
    op.create_index("ix_rating_follow_up_feedback_id", "rating_follow_up", ["feedback_id"])
    op.create_index("ix_rating_follow_up_open", "rating_follow_up", ["done_at", "due_at"])


def source_type() -> sa.Enum:
    return sa.Enum(*SOURCES, name="source", native_enum=False, create_constraint=True, length=32)


def to_row(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key to another table's row."""
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
