"""The unit listens: feedback, promises, the leaders' duty and call-backs, pledges, sessions in the hamlets.

Plain types only, so that this file keeps its meaning whatever becomes of the models. Moments are in UTC.
"""

import sqlalchemy as sa
from alembic import op

from cqtt.audit import ddl

revision = "2026_11_23_listening"
down_revision = "2026_11_23_own_procedures"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
APPEND_ONLY = {
    "feedback_event": ("told", "note"),
    "promise_event": ("words",),
    "pledge": ("taken_back_at", "taken_back_by_id", "taken_back_reason"),
}
TABLES = (
    "feedback_draft",
    "feedback_topic",
    "feedback",
    "feedback_draft_file",
    "feedback_settings",
    "standard_answer",
    "feedback_event",
    "feedback_file",
    "feedback_follower",
    "promise",
    "promise_event",
    "call_back",
    "duty_shift",
    "reception_entry",
    "reception_time",
    "reception_host",
    "pledge",
    "listening_session",
    "field_item",
    "session_opinion",
    "session_person",
)


def upgrade() -> None:
    widen_tables()
    make_tables_of_feedback()
    make_tables_of_promises()
    make_tables_of_leaders()
    make_tables_of_pledges()
    make_tables_of_listening()
    for table, erasable in APPEND_ONLY.items():
        columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
        for words in ddl.append_only(table, erasable, columns)[op.get_bind().dialect.name]:
            op.execute(words)


def widen_tables() -> None:
    with op.batch_alter_table("officer", table_kwargs=STRICT) as batch:
        batch.add_column(sa.Column("has_zalo", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("photo_key", sa.String(), nullable=True))
        batch.add_column(sa.Column("photo_sha256", sa.String(), nullable=True))
    with op.batch_alter_table("counter", table_kwargs=STRICT) as batch:
        batch.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))


def make_tables_of_feedback() -> None:
    op.create_table(
        "feedback_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column(
            "saying",
            sa.Enum(
                "report",
                "petition",
                "suggestion",
                "praise",
                "conduct",
                name="saying",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=True),
        sa.Column("privacy_version", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(purpose = '') = (purpose_id is null)", name=op.f("ck_feedback_draft_whole_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_feedback_draft_key")),
        sa.UniqueConstraint("token", name=op.f("uq_feedback_draft_token")),
        **STRICT,
    )
    op.create_index("ix_feedback_draft_saved_at", "feedback_draft", ["saved_at"])
    op.create_table(
        "feedback_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "track",
            sa.Enum("procedure", "local", name="track", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_topic")),
        sa.UniqueConstraint("name", name=op.f("uq_feedback_topic_name")),
        sa.UniqueConstraint("start_key", name=op.f("uq_feedback_topic_start_key")),
        **STRICT,
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report",
                "petition",
                "suggestion",
                "praise",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "online",
                "phone",
                "desk",
                "session",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("words_fold", sa.String(), nullable=False),
        sa.Column("transcribed_at", sa.DateTime(), nullable=True),
        sa.Column("transcribed_by_id", sa.Integer(), nullable=True),
        sa.Column("hamlet_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column(
            "consent",
            sa.Enum(
                "none",
                "without_name",
                "with_name",
                name="consent",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("privacy_version", sa.String(), nullable=False),
        sa.Column("is_conduct", sa.Boolean(), nullable=False),
        sa.Column("conduct_line", sa.String(), nullable=False),
        sa.Column("about_officer_id", sa.Integer(), nullable=True),
        sa.Column("about_counter_id", sa.Integer(), nullable=True),
        sa.Column("about_whom", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "assigned",
                "answered",
                "closed",
                "reopened",
                "rejected",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sort_due_at", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("due_explanation", sa.String(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=True),
        sa.Column("counted_days", sa.Integer(), nullable=True),
        sa.Column("internal_due_at", sa.DateTime(), nullable=True),
        sa.Column("escalation", sa.Integer(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "on_the_spot",
                "explained",
                "planned",
                "not_possible",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_in_time", sa.Boolean(), nullable=True),
        sa.Column(
            "reject_reason",
            sa.Enum(
                "not_ours",
                "other_track",
                "spam",
                "abusive",
                "unclear",
                name="reject_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("competent_place", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("reopen_reason", sa.String(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_words", sa.String(), nullable=False),
        sa.Column("rated_at", sa.DateTime(), nullable=True),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.Column("public_answer", sa.String(), nullable=False),
        sa.Column("public_name", sa.String(), nullable=False),
        sa.Column("public_fold", sa.String(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        to_row("feedback", "about_counter_id", "counter", "RESTRICT"),
        to_row("feedback", "about_officer_id", "officer", "RESTRICT"),
        to_row("feedback", "answered_by_id", "officer", "RESTRICT"),
        to_row("feedback", "hamlet_id", "hamlet", "SET NULL"),
        to_row("feedback", "merged_into_id", "feedback", "RESTRICT"),
        to_row("feedback", "officer_id", "officer", "RESTRICT"),
        to_row("feedback", "published_by_id", "officer", "RESTRICT"),
        to_row("feedback", "recipient_id", "officer", "RESTRICT"),
        to_row("feedback", "topic_id", "feedback_topic", "RESTRICT"),
        to_row("feedback", "transcribed_by_id", "officer", "RESTRICT"),
        sa.CheckConstraint("not (is_conduct and is_published)", name=op.f("ck_feedback_conduct_is_secret")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("code", name=op.f("uq_feedback_code")),
        sa.UniqueConstraint("start_key", name=op.f("uq_feedback_start_key")),
        sa.UniqueConstraint("token", name=op.f("uq_feedback_token")),
        **STRICT,
    )
    op.create_index("ix_feedback_about_officer_id", "feedback", ["about_officer_id"])
    op.create_index("ix_feedback_created_at", "feedback", ["created_at"])
    op.create_index("ix_feedback_hamlet_id", "feedback", ["hamlet_id"])
    op.create_index("ix_feedback_inbox", "feedback", ["status", "due_at"])
    op.create_index("ix_feedback_merged_into_id", "feedback", ["merged_into_id"])
    op.create_index("ix_feedback_officer", "feedback", ["officer_id", "status"])
    op.create_index("ix_feedback_phone", "feedback", ["phone"])
    op.create_index("ix_feedback_public", "feedback", ["is_published", "published_at"])
    op.create_index("ix_feedback_recipient_id", "feedback", ["recipient_id"])
    op.create_index("ix_feedback_topic_id", "feedback", ["topic_id"])
    op.create_table(
        "feedback_draft_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "photo", "voice", "after", name="draft_file_kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("upload_key", sa.String(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("sha256_received", sa.String(), nullable=False),
        sa.Column("sha256_kept", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        to_row("feedback_draft_file", "draft_id", "feedback_draft", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_draft_file")),
        sa.UniqueConstraint("draft_id", "upload_key", name=op.f("uq_feedback_draft_file_draft_id_upload_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feedback_draft_file_public_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_feedback_draft_file_storage_key")),
        **STRICT,
    )
    op.create_index("ix_feedback_draft_file_draft_id", "feedback_draft_file", ["draft_id"])
    op.create_table(
        "feedback_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chairman_id", sa.Integer(), nullable=True),
        sa.Column("other_recipient_id", sa.Integer(), nullable=True),
        sa.Column("sort_days", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("escalate_days", sa.Integer(), nullable=False),
        sa.Column("reopen_days", sa.Integer(), nullable=False),
        sa.Column("voice_keep_days", sa.Integer(), nullable=False),
        sa.Column("keep_years", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        to_row("feedback_settings", "chairman_id", "officer", "RESTRICT"),
        to_row("feedback_settings", "other_recipient_id", "officer", "RESTRICT"),
        sa.CheckConstraint("id = 1", name=op.f("ck_feedback_settings_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_settings")),
        **STRICT,
    )
    op.create_table(
        "standard_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=True),
        sa.Column(
            "occasion",
            sa.Enum(
                "answer",
                "planned",
                "not_possible",
                "not_ours",
                "reject",
                "note",
                name="occasion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("competent_place", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        to_row("standard_answer", "topic_id", "feedback_topic", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_answer")),
        sa.UniqueConstraint("start_key", name=op.f("uq_standard_answer_start_key")),
        **STRICT,
    )
    op.create_index("ix_standard_answer_occasion", "standard_answer", ["occasion"])
    op.create_table(
        "feedback_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "send",
                "transcribe",
                "classify",
                "assign",
                "answer",
                "amend",
                "close",
                "reopen",
                "reject",
                "restore",
                "merge",
                "note",
                "publish",
                "unpublish",
                "escalate",
                "move_due_date",
                "rate",
                "follow",
                "withdraw_consent",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "from_status",
            sa.Enum(
                "received",
                "assigned",
                "answered",
                "closed",
                "reopened",
                "rejected",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "received",
                "assigned",
                "answered",
                "closed",
                "reopened",
                "rejected",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "actor",
            sa.Enum("citizen", "officer", "system", name="actor", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        to_row("feedback_event", "feedback_id", "feedback", "CASCADE"),
        to_row("feedback_event", "officer_id", "officer", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_event")),
        **STRICT,
    )
    op.create_index("ix_feedback_event_feedback_id", "feedback_event", ["feedback_id"])
    op.create_table(
        "feedback_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("photo", "voice", "after", name="file_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("upload_key", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("sha256_received", sa.String(), nullable=False),
        sa.Column("sha256_kept", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("public_key", sa.String(), nullable=True),
        sa.Column("public_sha256", sa.String(), nullable=False),
        sa.Column("blurred", sa.JSON(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        to_row("feedback_file", "approved_by_id", "officer", "RESTRICT"),
        to_row("feedback_file", "feedback_id", "feedback", "CASCADE"),
        to_row("feedback_file", "officer_id", "officer", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_file")),
        sa.UniqueConstraint("device_id", name=op.f("uq_feedback_file_device_id")),
        sa.UniqueConstraint("feedback_id", "upload_key", name=op.f("uq_feedback_file_feedback_id_upload_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feedback_file_public_id")),
        sa.UniqueConstraint("public_key", name=op.f("uq_feedback_file_public_key")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_feedback_file_storage_key")),
        **STRICT,
    )
    op.create_index("ix_feedback_file_feedback_id", "feedback_file", ["feedback_id"])
    op.create_table(
        "feedback_follower",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        to_row("feedback_follower", "feedback_id", "feedback", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_follower")),
        sa.UniqueConstraint("start_key", name=op.f("uq_feedback_follower_start_key")),
        sa.UniqueConstraint("token", name=op.f("uq_feedback_follower_token")),
        **STRICT,
    )
    op.create_index("ix_feedback_follower_feedback_id", "feedback_follower", ["feedback_id"])


def make_tables_of_promises() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("words_fold", sa.String(), nullable=False),
        sa.Column("said_at", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("hamlet_id", sa.Integer(), nullable=True),
        sa.Column("feedback_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "kept", "dropped", name="status", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(), nullable=True),
        sa.Column("photo_key", sa.String(), nullable=True),
        sa.Column("photo_sha256", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        to_row("promise", "feedback_id", "feedback", "SET NULL"),
        to_row("promise", "hamlet_id", "hamlet", "SET NULL"),
        to_row("promise", "made_by_id", "officer", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("photo_key", name=op.f("uq_promise_photo_key")),
        sa.UniqueConstraint("start_key", name=op.f("uq_promise_start_key")),
        **STRICT,
    )
    op.create_index("ix_promise_feedback_id", "promise", ["feedback_id"])
    op.create_index("ix_promise_made_by_id", "promise", ["made_by_id"])
    op.create_index("ix_promise_open", "promise", ["status", "due_on"])
    op.create_table(
        "promise_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "make",
                "move",
                "keep",
                "drop",
                "reopen",
                "escalate",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        to_row("promise_event", "officer_id", "officer", "RESTRICT"),
        to_row("promise_event", "promise_id", "promise", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_event")),
        **STRICT,
    )
    op.create_index("ix_promise_event_promise_id", "promise_event", ["promise_id"])


def make_tables_of_leaders() -> None:
    op.create_table(
        "call_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("when_convenient", sa.String(), nullable=False),
        sa.Column("privacy_version", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("due_explanation", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "done", "unreachable", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(), nullable=True),
        to_row("call_back", "handled_by_id", "officer", "RESTRICT"),
        to_row("call_back", "officer_id", "officer", "RESTRICT"),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_call_back_counted")),
        sa.CheckConstraint("(state = 'waiting') = (handled_at is null)", name=op.f("ck_call_back_ended_when_handled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
        sa.UniqueConstraint("start_key", name=op.f("uq_call_back_start_key")),
        **STRICT,
    )
    op.create_index("ix_call_back_officer_id", "call_back", ["officer_id"])
    op.create_index("ix_call_back_state", "call_back", ["state", "due_at"])
    op.create_table(
        "duty_shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        to_row("duty_shift", "created_by_id", "officer", "RESTRICT"),
        to_row("duty_shift", "officer_id", "officer", "CASCADE"),
        sa.CheckConstraint("starts <> ends", name=op.f("ck_duty_shift_some_time")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shift")),
        sa.UniqueConstraint("start_key", name=op.f("uq_duty_shift_start_key")),
        **STRICT,
    )
    op.create_index("ix_duty_shift_officer_id", "duty_shift", ["officer_id"])
    op.create_index("ix_duty_shift_on", "duty_shift", ["on"])
    op.create_table(
        "reception_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_fold", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column(
            "track",
            sa.Enum(
                "complaint",
                "denunciation",
                "petition",
                "report",
                "other",
                name="track",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("papers", sa.String(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column(
            "handling",
            sa.Enum(
                "explained",
                "took_petition",
                "accepted",
                "returned",
                "referred",
                "appointed",
                name="handling",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("handling_note", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("about_officer_id", sa.Integer(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("struck_at", sa.DateTime(), nullable=True),
        to_row("reception_entry", "about_officer_id", "officer", "RESTRICT"),
        to_row("reception_entry", "updated_by_id", "officer", "RESTRICT"),
        to_row("reception_entry", "written_by_id", "officer", "RESTRICT"),
        sa.CheckConstraint(
            "sealed = (about_officer_id is not null)", name=op.f("ck_reception_entry_sealed_when_about_somebody")
        ),
        sa.CheckConstraint("people >= 1", name=op.f("ck_reception_entry_somebody_came")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_entry")),
        sa.UniqueConstraint("start_key", name=op.f("uq_reception_entry_start_key")),
        sa.UniqueConstraint("year", "sealed", "number", name=op.f("uq_reception_entry_year_sealed_number")),
        **STRICT,
    )
    op.create_index("ix_reception_entry_about_officer_id", "reception_entry", ["about_officer_id"])
    op.create_index("ix_reception_entry_received_on", "reception_entry", ["received_on"])
    op.create_index("ix_reception_entry_written_by_id", "reception_entry", ["written_by_id"])
    op.create_table(
        "reception_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        to_row("reception_time", "created_by_id", "officer", "RESTRICT"),
        to_row("reception_time", "officer_id", "officer", "CASCADE"),
        sa.CheckConstraint("weekday between 0 and 6", name=op.f("ck_reception_time_a_weekday")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_reception_time_in_order")),
        sa.CheckConstraint('(weekday is null) <> ("on" is null)', name=op.f("ck_reception_time_weekday_or_date")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_time")),
        sa.UniqueConstraint("start_key", name=op.f("uq_reception_time_start_key")),
        **STRICT,
    )
    op.create_index("ix_reception_time_officer_id", "reception_time", ["officer_id"])
    op.create_table(
        "reception_host",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        to_row("reception_host", "entry_id", "reception_entry", "CASCADE"),
        to_row("reception_host", "officer_id", "officer", "RESTRICT"),
        sa.PrimaryKeyConstraint("entry_id", "officer_id", name=op.f("pk_reception_host")),
        **STRICT,
    )
    op.create_index("ix_reception_host_officer_id", "reception_host", ["officer_id"])


def make_tables_of_pledges() -> None:
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("screen", "sheet", name="way", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256_received", sa.String(), nullable=False),
        sa.Column("sha256_kept", sa.String(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_reason", sa.String(), nullable=False),
        to_row("pledge", "officer_id", "officer", "RESTRICT"),
        to_row("pledge", "recorded_by_id", "officer", "RESTRICT"),
        to_row("pledge", "taken_back_by_id", "officer", "RESTRICT"),
        sa.CheckConstraint("expires_on > signed_on", name=op.f("ck_pledge_in_order")),
        sa.CheckConstraint("(way = 'sheet') = (storage_key IS NOT NULL)", name=op.f("ck_pledge_sheet_is_kept")),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name=op.f("ck_pledge_taken_back_by_somebody")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("start_key", name=op.f("uq_pledge_start_key")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_pledge_storage_key")),
        **STRICT,
    )
    op.create_index("ix_pledge_officer", "pledge", ["officer_id", "expires_on"])


def make_tables_of_listening() -> None:
    op.create_table(
        "listening_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("hamlet_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("guests", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                "reported",
                name="session_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cancelled_reason", sa.String(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("attendees", sa.Integer(), nullable=True),
        sa.Column("attendees_at", sa.DateTime(), nullable=True),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("summary_published_at", sa.DateTime(), nullable=True),
        sa.Column("minutes_key", sa.String(), nullable=True),
        sa.Column("minutes_sha256", sa.String(), nullable=True),
        sa.Column("minutes_name", sa.String(), nullable=False),
        sa.Column("minutes_type", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        to_row("listening_session", "created_by_id", "officer", "RESTRICT"),
        to_row("listening_session", "hamlet_id", "hamlet", "RESTRICT"),
        sa.CheckConstraint(
            "status <> 'cancelled' or cancelled_reason <> ''", name=op.f("ck_listening_session_cancelled_with_reason")
        ),
        sa.CheckConstraint("attendees >= 0", name=op.f("ck_listening_session_counted")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_listening_session_in_order")),
        sa.CheckConstraint(
            "(minutes_key is null) = (minutes_sha256 is null)", name=op.f("ck_listening_session_minutes_with_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listening_session")),
        sa.UniqueConstraint("minutes_key", name=op.f("uq_listening_session_minutes_key")),
        sa.UniqueConstraint("start_key", name=op.f("uq_listening_session_start_key")),
        **STRICT,
    )
    op.create_index("ix_listening_session_day", "listening_session", ["on", "status"])
    op.create_index("ix_listening_session_hamlet_id", "listening_session", ["hamlet_id"])
    op.create_table(
        "field_item",
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "count",
                "opinion",
                "file",
                "promise",
                "dossier",
                name="item_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("stored", "refused", name="item_state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("result_kind", sa.String(), nullable=False),
        sa.Column("result_id", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        to_row("field_item", "officer_id", "officer", "RESTRICT"),
        to_row("field_item", "session_id", "listening_session", "RESTRICT"),
        sa.CheckConstraint("(state = 'refused') = (sentence <> '')", name=op.f("ck_field_item_refused_with_reason")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_field_item")),
        **STRICT,
    )
    op.create_index("ix_field_item_session", "field_item", ["session_id", "state"])
    op.create_table(
        "session_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("beforehand", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("solved_how", sa.String(), nullable=False),
        to_row("session_opinion", "feedback_id", "feedback", "CASCADE"),
        to_row("session_opinion", "session_id", "listening_session", "RESTRICT"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_session_opinion_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_opinion")),
        sa.UniqueConstraint("device_id", name=op.f("uq_session_opinion_device_id")),
        sa.UniqueConstraint("feedback_id", name=op.f("uq_session_opinion_feedback_id")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_session_opinion_session_id_number")),
        **STRICT,
    )
    op.create_index("ix_session_opinion_session_id", "session_opinion", ["session_id"])
    op.create_table(
        "session_person",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("chair", "secretary", "member", name="part", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        to_row("session_person", "officer_id", "officer", "RESTRICT"),
        to_row("session_person", "session_id", "listening_session", "CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "officer_id", name=op.f("pk_session_person")),
        **STRICT,
    )
    op.create_index("ix_session_person_officer_id", "session_person", ["officer_id"])


def to_row(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key to another table's row."""
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    for table in APPEND_ONLY:
        for words in ddl.let_go(table)[op.get_bind().dialect.name]:
            op.execute(words)
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("counter", table_kwargs=STRICT) as batch:
        batch.drop_column("revision")
    with op.batch_alter_table("officer", table_kwargs=STRICT) as batch:
        for name in ("has_zalo", "photo_key", "photo_sha256"):
            batch.drop_column(name)
