"""The first tables: the unit and its people, the catalogue, dossiers, messages, codes, the record of acts.

Plain types only, so that this file keeps its meaning whatever becomes of the models. Moments are in UTC.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_entry_object", "audit_entry", ["object_kind", "object_id"], unique=False)
    op.create_table(
        "catalogue_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_stamp")),
        sqlite_strict=True,
    )
    op.create_table(
        "code_sequence",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "day", name=op.f("pk_code_sequence")),
        sqlite_strict=True,
    )
    op.create_table(
        "commune",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("xã", "phường", "đặc khu", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("parent_name", sa.String(), nullable=False),
        sa.Column("superior_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("hotline", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("code_prefix", sa.String(), nullable=False),
        sa.Column("hamlet_word", sa.String(), nullable=False),
        sa.Column("desk_word", sa.String(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("default_filing_mode", sa.String(), nullable=False),
        sa.Column("portal_url", sa.String(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_commune_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune")),
        sqlite_strict=True,
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
        sa.UniqueConstraint("name", name=op.f("uq_counter_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "hamlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hamlet")),
        sa.UniqueConstraint("name", name=op.f("uq_hamlet_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "hit",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window", name=op.f("pk_hit")),
        sqlite_strict=True,
    )
    op.create_table(
        "holiday",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("off", "makeup", "half", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_holiday")),
        sqlite_strict=True,
    )
    op.create_table(
        "life_event",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("procedures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_life_event")),
        sa.UniqueConstraint("name", name=op.f("uq_life_event_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("about_kind", sa.String(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("email", "by_hand", name="channel", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "sent",
                "failed",
                "replaced",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("key", name=op.f("uq_notification_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_notification_about", "notification", ["about_kind", "about_id"], unique=False)
    op.create_index("ix_notification_due", "notification", ["status", "channel", "due_at"], unique=False)
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_sort", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("reception_day", sa.String(), nullable=False),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("login", name=op.f("uq_officer_login")),
        sqlite_strict=True,
    )
    op.create_table(
        "procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column(
            "filing_mode",
            sa.Enum(
                "local",
                "pre_check",
                "link_only",
                "at_desk",
                name="filing_mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("filing_reason", sa.String(), nullable=False),
        sa.Column("portal_url", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("code", name=op.f("uq_procedure_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_procedure_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "procedure_field",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_procedure_field")),
        sa.UniqueConstraint("name", name=op.f("uq_procedure_field_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "scan_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_code")),
        sa.UniqueConstraint("kind", "target", name=op.f("uq_scan_code_kind_target")),
        sa.UniqueConstraint("short", name=op.f("uq_scan_code_short")),
        sqlite_strict=True,
    )
    op.create_table(
        "officer_role",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "reception",
                "specialist",
                "leader",
                "administrator",
                "overseer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_officer_role_officer_id_officer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("officer_id", "role", name=op.f("pk_officer_role")),
        sqlite_strict=True,
    )
    op.create_table(
        "procedure_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "published", "retired", name="status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name=op.f("fk_procedure_version_procedure_id_procedure"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_version")),
        sa.UniqueConstraint("procedure_id", "number", name=op.f("uq_procedure_version_procedure_id_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_procedure_version_procedure_id"), "procedure_version", ["procedure_id"], unique=False)
    op.create_index(
        "ix_procedure_version_published",
        "procedure_version",
        ["procedure_id"],
        unique=True,
        sqlite_where=sa.text("status = 'published'"),
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "scan_count",
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["scan_code.id"], name=op.f("fk_scan_count_code_id_scan_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_id", "on", name=op.f("pk_scan_count")),
        sqlite_strict=True,
    )
    op.create_table(
        "staff_session",
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_staff_session_officer_id_officer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_staff_session")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_staff_session_officer_id"), "staff_session", ["officer_id"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("draft_key", sa.String(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("national_code", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
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
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status_before",
            sa.Enum(
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
                name="status_before",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "filing_mode",
            sa.Enum(
                "local",
                "pre_check",
                "link_only",
                "at_desk",
                name="filing_mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "applicant_kind",
            sa.Enum(
                "person", "organisation", name="applicant_kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("applicant_name", sa.String(), nullable=False),
        sa.Column("applicant_fold", sa.String(), nullable=False),
        sa.Column("citizen_number", sa.String(), nullable=False),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("organisation_number", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("hamlet_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("submitter_name", sa.String(), nullable=False),
        sa.Column("submitter_phone", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("tell_submitter", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("steps_done", sa.JSON(), nullable=False),
        sa.Column("papers_to_bring", sa.JSON(), nullable=False),
        sa.Column("privacy_version", sa.String(), nullable=False),
        sa.Column("consents", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("papers_checked_at", sa.DateTime(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("due_explanation", sa.String(), nullable=False),
        sa.Column("limit_amount", sa.Integer(), nullable=True),
        sa.Column("limit_unit", sa.String(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.Column(
            "timeliness",
            sa.Enum(
                "early", "on_time", "late", name="timeliness", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("result_text", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hamlet_id"], ["hamlet.id"], name=op.f("fk_dossier_hamlet_id_hamlet"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_dossier_officer_id_officer"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_dossier_procedure_id_procedure"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["procedure_version.id"],
            name=op.f("fk_dossier_version_id_procedure_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("code", name=op.f("uq_dossier_code")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_dossier_draft_key")),
        sa.UniqueConstraint("national_code", name=op.f("uq_dossier_national_code")),
        sa.UniqueConstraint("start_key", name=op.f("uq_dossier_start_key")),
        sa.UniqueConstraint("token", name=op.f("uq_dossier_token")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dossier_applicant_fold"), "dossier", ["applicant_fold"], unique=False)
    op.create_index(op.f("ix_dossier_hamlet_id"), "dossier", ["hamlet_id"], unique=False)
    op.create_index("ix_dossier_officer", "dossier", ["officer_id", "status"], unique=False)
    op.create_index(op.f("ix_dossier_phone"), "dossier", ["phone"], unique=False)
    op.create_index(op.f("ix_dossier_procedure_id"), "dossier", ["procedure_id"], unique=False)
    op.create_index("ix_dossier_queue", "dossier", ["status", "due_at"], unique=False)
    op.create_index(op.f("ix_dossier_submitted_at"), "dossier", ["submitted_at"], unique=False)
    op.create_table(
        "dossier_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
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
                "stop",
                "withdraw",
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
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
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
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_event_dossier_id_dossier"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_dossier_event_officer_id_officer"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_event")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dossier_event_dossier_id"), "dossier_event", ["dossier_id"], unique=False)
    op.create_table(
        "supplement_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_supplement_request_dossier_id_dossier"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_supplement_request_officer_id_officer"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_request")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_supplement_request_dossier_id"), "supplement_request", ["dossier_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "document", "supplement", "result", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("requirement_id", sa.String(), nullable=False),
        sa.Column("supplement_id", sa.Integer(), nullable=True),
        sa.Column("upload_key", sa.String(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256_received", sa.String(), nullable=False),
        sa.Column("sha256_kept", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_attachment_dossier_id_dossier"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["supplement_id"],
            ["supplement_request.id"],
            name=op.f("fk_attachment_supplement_id_supplement_request"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("dossier_id", "upload_key", name=op.f("uq_attachment_dossier_id_upload_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachment_public_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachment_storage_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachment_dossier_id"), "attachment", ["dossier_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_attachment_dossier_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_supplement_request_dossier_id"), table_name="supplement_request")
    op.drop_table("supplement_request")
    op.drop_index(op.f("ix_dossier_event_dossier_id"), table_name="dossier_event")
    op.drop_table("dossier_event")
    op.drop_index(op.f("ix_dossier_submitted_at"), table_name="dossier")
    op.drop_index("ix_dossier_queue", table_name="dossier")
    op.drop_index(op.f("ix_dossier_procedure_id"), table_name="dossier")
    op.drop_index(op.f("ix_dossier_phone"), table_name="dossier")
    op.drop_index("ix_dossier_officer", table_name="dossier")
    op.drop_index(op.f("ix_dossier_hamlet_id"), table_name="dossier")
    op.drop_index(op.f("ix_dossier_applicant_fold"), table_name="dossier")
    op.drop_table("dossier")
    op.drop_index(op.f("ix_staff_session_officer_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_table("scan_count")
    op.drop_index(
        "ix_procedure_version_published",
        table_name="procedure_version",
        sqlite_where=sa.text("status = 'published'"),
        postgresql_where=sa.text("status = 'published'"),
    )
    op.drop_index(op.f("ix_procedure_version_procedure_id"), table_name="procedure_version")
    op.drop_table("procedure_version")
    op.drop_table("officer_role")
    op.drop_table("scan_code")
    op.drop_table("procedure_field")
    op.drop_table("procedure")
    op.drop_table("officer")
    op.drop_index("ix_notification_due", table_name="notification")
    op.drop_index("ix_notification_about", table_name="notification")
    op.drop_table("notification")
    op.drop_table("life_event")
    op.drop_table("holiday")
    op.drop_table("hit")
    op.drop_table("hamlet")
    op.drop_table("counter")
    op.drop_table("commune")
    op.drop_table("code_sequence")
    op.drop_table("catalogue_stamp")
    op.drop_index("ix_audit_entry_object", table_name="audit_entry")
    op.drop_table("audit_entry")
