"""How editors choose among the values of a procedure: the words of its lists of choices."""

from cqtt.commune.limits import AfterStop, Unit
from cqtt.i18n import _l
from cqtt.procedures.content import Channel, OnlineLevel

UNITS = {
    "": _l("chưa công bố"),
    Unit.SAME_DAY: _l("trong ngày"),
    Unit.WORKING_DAY: _l("ngày làm việc"),
    Unit.DAY: _l("ngày (kể cả ngày nghỉ)"),
    Unit.HOUR: _l("giờ làm việc"),
}
AFTER_STOP = {
    AfterStop.RESTART: _l("Tính lại từ đầu"),
    AfterStop.CONTINUE: _l("Tính tiếp phần còn lại"),
}
LEVELS = {
    OnlineLevel.FULL: _l("Làm trọn vẹn trên mạng được (toàn trình)"),
    OnlineLevel.PARTIAL: _l("Làm một phần trên mạng, vẫn phải đến quầy"),
    OnlineLevel.NONE: _l("Chưa làm trên mạng được"),
    OnlineLevel.UNKNOWN: _l("Chưa rõ"),
}
CHANNELS = {Channel.DIRECT: _l("Đến quầy"), Channel.ONLINE: _l("Trực tuyến"), Channel.POST: _l("Gửi bưu điện")}
