"""The roles officers hold, as the law of the one-stop desk divides the work (design.md §5)."""

from enum import StrEnum

from cqtt.i18n import _l


class Role(StrEnum):
    """What an officer does; one person may hold several (design.md §5)."""

    RECEPTION = "reception"
    SPECIALIST = "specialist"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    OVERSEER = "overseer"


ROLE_NAMES = {
    Role.RECEPTION: _l("Tiếp nhận"),
    Role.SPECIALIST: _l("Chuyên môn"),
    Role.LEADER: _l("Lãnh đạo"),
    Role.ADMINISTRATOR: _l("Quản trị"),
    Role.OVERSEER: _l("Giám sát"),
}
ANY_STAFF = tuple(Role)
