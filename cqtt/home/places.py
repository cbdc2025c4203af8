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
    """A page that the menu leads to; what two roles keep stands in the menu of each, and names whose menu it is."""

    endpoint: str
    label: Any
    icon: str
    of_role: Role | None = None

    @property
    def href(self) -> str:
        return url_for(self.endpoint)

    def opens_to(self, roles: Collection[Role]) -> bool:
        view: Any = current_app.view_functions[self.endpoint]
        return not view.roles.isdisjoint(roles if self.of_role is None else {self.of_role} & set(roles))


WORK = (
    Place("home.my_day", _l("Việc hôm nay"), "check"),
    Place("dossiers.queue", _l("Hồ sơ"), "document"),
    Place("desk.intake", _l("Tiếp nhận"), "plus"),
    Place("desk.results", _l("Trả kết quả"), "send"),
    Place("till.day", _l("Thu phí"), "money"),
    Place("letters.overview", _l("Thư"), "mail"),
    Place("register.register", _l("Sổ theo dõi"), "book"),
    Place("evaluation.unit", _l("Đánh giá"), "scales"),
)
HEARING = (
    Place("feedback.inbox", _l("Góp ý, phản ánh"), "megaphone"),
    Place("feedback.log_call", _l("Ghi một cuộc gọi"), "phone"),
    Place("listening.overview", _l("Buổi lắng nghe"), "people"),
    Place("promises.overview", _l("Việc đã hứa"), "check"),
    Place("leaders.calls", _l("Gọi lại cho dân"), "phone"),
    Place("ratings.low_ratings", _l("Đánh giá chưa hài lòng"), "warning"),
    Place("ratings.rating_figures", _l("Số liệu hài lòng"), "heart"),
    Place("leaders.reception_entries", _l("Sổ tiếp công dân"), "book"),
    Place("leaders.roster", _l("Lịch trực"), "calendar", Role.LEADER),
)
OWN = (
    Place("evaluation.officers", _l("Kết quả công việc"), "scales"),
    Place("pledges.sign", _l("Cam kết của tôi"), "medal"),
    Place("commune.my_absences", _l("Vắng mặt"), "calendar"),
    Place("equipment.report_fault", _l("Báo hỏng thiết bị"), "warning"),
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
    Place("letters.templates", _l("Mẫu thư"), "mail"),
    Place("register.paper_names", _l("Mẫu giấy"), "stamp"),
    Place("news.overview", _l("Tin, thông báo"), "megaphone"),
    Place("declarations.overview", _l("Tờ khai"), "document"),
    Place("posters.overview", _l("Tờ mã"), "qr"),
    Place("feedback.settings", _l("Góp ý, phản ánh"), "megaphone"),
    Place("ratings.settings", _l("Đánh giá hài lòng"), "heart"),
    Place("leaders.roster", _l("Lịch trực"), "calendar", Role.ADMINISTRATOR),
    Place("notifications.overview", _l("Tin nhắn"), "send"),
    Place("posters.counters", _l("Quầy"), "stamp"),
    Place("pledges.overview", _l("Cam kết"), "medal"),
    Place("evaluation.edit_weights", _l("Điểm đánh giá"), "scales"),
    Place("upkeep.condition", _l("Tình trạng"), "warning"),
    Place("audit.log", _l("Nhật ký"), "clock"),
)


@bp.app_template_global()
def work_places(roles: Collection[Role]) -> list[Place]:
    """Return where the daily work is done."""
    return _open_to(WORK, roles)


@bp.app_template_global()
def hearing_places(roles: Collection[Role]) -> list[Place]:
    """Return where the unit listens: what people say, and what was promised them."""
    return _open_to(HEARING, roles)


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
