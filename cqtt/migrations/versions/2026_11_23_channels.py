"""Messages travel on more ways: SMS, Zalo and web push beside mail, what is told on which, and at what price.

Plain types only, so that this file keeps its meaning whatever becomes of the models. Moments are in UTC.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_channels"
down_revision = "2026_11_23_explained"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
TABLE, CHECK = "notification", "ck_notification_channel"
BEFORE = ("email", "by_hand")
CHANNELS = ("email", "sms", "zalo", "push", "by_hand")
TABLES = ("message_connection", "message_rule", "message_settings", "push_subscription")


def upgrade() -> None:
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.add_column(sa.Column("facts", sa.JSON(), server_default="{}", nullable=False))
        batch.add_column(sa.Column("cost_vnd", sa.Integer(), server_default="0", nullable=False))
    allow(CHANNELS)
    make_tables()


def make_tables() -> None:
    op.create_table(
        "message_connection",
        sa.Column("channel", channel_type(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.JSON(), nullable=False),
        sa.Column("price_vnd", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('channel', name=op.f("pk_message_connection")),
        **STRICT,
    )
    op.create_table(
        "message_rule",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("channel", channel_type(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('event', 'channel', name=op.f("pk_message_rule")),
        **STRICT,
    )
    op.create_table(
        "message_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint('id = 1', name=op.f("ck_message_settings_one_row")),
        sa.PrimaryKeyConstraint('id', name=op.f("pk_message_settings")),
        **STRICT,
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("p256dh", sa.String(), nullable=False),
        sa.Column("auth", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f("pk_push_subscription")),
        sa.UniqueConstraint('about_kind', 'about_id', 'endpoint', name=op.f("uq_push_subscription_about_kind_about_id_endpoint")),
        **STRICT,
    )


def downgrade() -> None:
    """Messages on the new ways are forgotten: the program before knows no such way."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute(sa.text(f"delete from {TABLE} where channel not in ('email', 'by_hand')"))
    allow(BEFORE)
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.drop_column("cost_vnd")
        batch.drop_column("facts")


def allow(channels: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{channel}'" for channel in channels)
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"channel IN ({listed})")


def channel_type() -> sa.Enum:
    return sa.Enum(*CHANNELS, name="channel", native_enum=False, create_constraint=True, length=32)
