"""The words of the Saturday sessions: their states, who does what, and what a tablet may send in."""

from enum import StrEnum

from cqtt.i18n import _l
from cqtt.roles import Role


class SessionStatus(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    REPORTED = "reported"  # the minutes are signed, the summary is public


class Part(StrEnum):
    """What an officer does at a session."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


class ItemKind(StrEnum):
    """What a tablet sends."""

    COUNT = "count"
    OPINION = "opinion"
    FILE = "file"
    PROMISE = "promise"
    DOSSIER = "dossier"


class ItemState(StrEnum):
    """What became of it."""

    STORED = "stored"
    REFUSED = "refused"


STATUS_NAMES = {
    SessionStatus.PLANNED: _l("Sắp diễn ra"),
    SessionStatus.HELD: _l("Đã diễn ra"),
    SessionStatus.CANCELLED: _l("Đã hủy"),
    SessionStatus.REPORTED: _l("Đã có kết quả"),
}
PART_NAMES = {
    Part.CHAIR: _l("Chủ trì"),
    Part.SECRETARY: _l("Thư ký"),
    Part.MEMBER: _l("Thành viên"),
}

ALWAYS = (Role.RECEPTION, Role.LEADER)  # who may write at any session; specialists at those they go to
