"""Whether the worker is missed: it stands still since some moment, or never ran though the unit is no longer new."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import moment_text
from cqtt.extensions import db
from cqtt.heartbeat import SILENT_FOR, last_beat
from cqtt.i18n import _


def silence(data: Path, at: datetime) -> str | None:
    """Return what to say of a worker that is missed, and since when; None while all is well and in its first minutes.

    A unit whose founding nobody recorded is new.
    """
    beat = last_beat(data)
    since = beat or founded_at()
    if since is None or at - since <= SILENT_FOR:
        return None
    if beat is not None:
        return _(
            "Tiến trình nền không chạy từ %(moment)s: tin nhắn và việc định kỳ đang dừng.", moment=moment_text(beat)
        )
    return _(
        "Tiến trình nền chưa chạy lần nào, từ khi lập đơn vị lúc %(moment)s: chưa gửi tin nhắn, chưa làm việc định kỳ.",
        moment=moment_text(since),
    )


def founded_at() -> datetime | None:
    """Return when the unit was founded, as the record tells it."""
    founding = select(AuditEntry.at).where(
        AuditEntry.object_kind == "commune", AuditEntry.object_id == "1", AuditEntry.action == "found"
    )
    return db.session.scalar(founding.order_by(AuditEntry.id).limit(1))
