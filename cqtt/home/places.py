"""The places of the staff area: the menu at the top of every page, and the doors on the first.

Whose a place is, its view says (access.requires); the menu shows what opens and nothing else.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from cqtt.home.views import bp
from cqtt.i18n import _l
from cqtt.roles import Role


@dataclass(frozen=True)
class Place:
    """A page that the menu leads to."""

    endpoint: str
    label: Any
    icon: str

    @property
    def href(self) -> str:
        return url_for(self.endpoint)

    def opens_to(self, roles: Collection[Role]) -> bool:
        view: Any = current_app.view_functions[self.endpoint]
        return not view.roles.isdisjoint(roles)


WORK = (
    Place("home.my_day", _l("Việc hôm nay"), "check"),
    Place("dossiers.queue", _l("Hồ sơ"), "document"),
    Place("desk.intake", _l("Tiếp nhận"), "plus"),
    Place("desk.results", _l("Trả kết quả"), "send"),
    Place("till.day", _l("Thu phí"), "money"),
    Place("register.register", _l("Sổ theo dõi"), "book"),
)
OWN = (
    Place("commune.my_absences", _l("Vắng mặt"), "calendar"),
    Place("commune.change_password", _l("Đổi mật khẩu"), "shield"),
)
ADMIN = (
    Place("commune.edit_unit", _l("Đơn vị"), "home"),
    Place("commune.officers", _l("Cán bộ"), "people"),
    Place("editing.overview", _l("Thủ tục"), "book"),
    Place("vocabulary.misses", _l("Tra cứu"), "search"),
    Place("deadlines.calendar", _l("Lịch làm việc"), "calendar"),
    Place("fees.overview", _l("Phí"), "money"),
    Place("phrases.texts", _l("Mẫu câu"), "pencil"),
    Place("register.paper_names", _l("Mẫu giấy"), "stamp"),
    Place("news.overview", _l("Tin, thông báo"), "megaphone"),
    Place("declarations.overview", _l("Tờ khai"), "document"),
    Place("posters.overview", _l("Tờ mã"), "qr"),
    Place("audit.log", _l("Nhật ký"), "clock"),
)


@bp.app_template_global()
def work_places(roles: Collection[Role]) -> list[Place]:
    """Return where the daily work is done."""
    return _open_to(WORK, roles)


@bp.app_template_global()
def own_places(roles: Collection[Role]) -> list[Place]:
    """Return what is about oneself."""
    return _open_to(OWN, roles)


@bp.app_template_global()
def admin_places(roles: Collection[Role]) -> list[Place]:
    """Return what administrators keep."""
    return _open_to(ADMIN, roles)


def _open_to(places: Collection[Place], roles: Collection[Role]) -> list[Place]:
    return [place for place in places if place.opens_to(roles)]
