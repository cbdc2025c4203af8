"""What is broken now, in the administrator's words: what, what to do about it, and the page where it is mended.

It is cheap: what takes long (files, the record, the database) was looked at by night (nightly.py) and noted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from cqtt.clock import moment_text
from cqtt.commune.models import Officer, the_commune
from cqtt.config import Settings
from cqtt.equipment.reading import count_open, open_faults
from cqtt.extensions import db
from cqtt.files import FREE_FLOOR, FileStore
from cqtt.i18n import _
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.notifications.names import CHANNELS, ENDPOINTS
from cqtt.notifications.states import channel_states
from cqtt.notifications.things import readable_by
from cqtt.troubles import Kind, Trouble, noted
from cqtt.upkeep.file_checks import GIGABYTE
from cqtt.upkeep.silence import silence

LATELY = timedelta(days=2)  # that something broke, or messages were given up; told on two mornings, so none is missed
LOOKED_AT = timedelta(hours=30)  # until the look of the next night is over
STUCK_FOR = timedelta(hours=1)
FAULTS_NAMED = 10  # of the hall; more are counted
HERE = "upkeep.condition"


@dataclass(frozen=True)
class Broken:
    """One thing that does not work. `lasting`: known and unchanged for long, so it alone is no news of a day."""

    what: str
    mend: str
    endpoint: str = HERE
    lasting: bool = False


def all_broken(officer: Officer, at: datetime) -> list[Broken]:
    """Return everything that is broken, the most pressing first, as far as this officer may know of it."""
    settings: Settings = current_app.config["SETTINGS"]
    return [
        *_disk(),
        *_worker(settings, at),
        *_noted(settings, at),
        *_channels(settings, at),
        *_messages(officer, at),
        *_equipment(),
        *_backup(),
    ]


def _disk() -> Iterator[Broken]:
    store: FileStore = current_app.extensions["files"]
    try:
        free = store.free_bytes()
    except OSError:  # this page is the one that has to say so
        yield Broken(_("Không đọc, ghi được thư mục dữ liệu."), _("Xin nhờ người giữ máy chủ xem ổ đĩa ngay."))
        return
    if free >= 2 * FREE_FLOOR:
        return
    what = _("Ổ đĩa máy chủ chỉ còn %(size)s GB.", size=f"{free / GIGABYTE:.1f}".replace(".", ","))
    refused = _("Tệp và ảnh mới không được nhận nữa. ") if free < FREE_FLOOR else ""
    yield Broken(what, refused + _("Xin nhờ người giữ máy chủ dọn ổ đĩa hoặc thêm chỗ."))


def _worker(settings: Settings, at: datetime) -> Iterator[Broken]:
    if what := silence(settings.data, at):
        yield Broken(what, _("Xin nhờ người giữ máy chủ khởi động lại chương trình (cqtt serve, hoặc cqtt worker)."))


def _noted(settings: Settings, at: datetime) -> Iterator[Broken]:
    for trouble in noted(settings.data, at - LATELY):
        if trouble.kind is not Kind.CHECK:
            yield Broken(_what_broke(trouble), _("Xin gửi dòng này cho người giữ máy chủ; nhật ký ở đó có chi tiết."))
        elif trouble.last_at > at - LOOKED_AT:
            yield Broken(trouble.problem, trouble.mend)


def _what_broke(trouble: Trouble) -> str:
    said: dict[str, Any] = {
        "name": trouble.name,
        "problem": trouble.problem,
        "times": trouble.times,
        "moment": moment_text(trouble.last_at),
    }
    if trouble.kind is Kind.JOB:
        return _("Việc nền %(name)s hỏng %(times)s lần, gần nhất %(moment)s (%(problem)s).", **said)
    return _("Trang %(name)s không hiện được %(times)s lần, gần nhất %(moment)s (%(problem)s).", **said)


def _channels(settings: Settings, at: datetime) -> Iterator[Broken]:
    """Channels that somebody switched on and that do not work, or rest because their provider asked for it."""
    for state in channel_states(settings, at):
        if not state.is_on or state.tone not in ("red", "amber"):
            continue
        name = str(CHANNELS[state.channel])
        what = _("Kênh %(name)s: %(state)s.", name=name, state=state.words[:1].lower() + state.words[1:])
        problem = _("Lần gửi gần nhất: %(problem)s. ", problem=state.problem) if state.problem else ""
        yield Broken(what, problem + _("Xin xem lại cài đặt của kênh."), ENDPOINTS[state.channel])


def _messages(officer: Officer, at: datetime) -> Iterator[Broken]:
    """Messages that were given up lately, and mails that nobody takes: those are never held back by night."""
    sendable = (readable_by(officer), Notification.channel != Channel.BY_HAND)
    lost = select(Notification.channel, func.count()).where(
        *sendable, Notification.status == DeliveryStatus.FAILED, Notification.due_at > at - LATELY
    )
    for channel, count in db.session.execute(lost.group_by(Notification.channel)):
        what = _("%(count)s tin không gửi được qua %(name)s trong hai ngày qua.", count=count, name=CHANNELS[channel])
        yield Broken(what, _("Xem lý do từng tin; gửi lại, hoặc để cán bộ gửi tay."), "notifications.failed")
    stuck = select(func.count()).where(
        *sendable,
        Notification.channel == Channel.EMAIL,
        Notification.status == DeliveryStatus.PENDING,
        Notification.due_at < at - STUCK_FOR,
    )
    if waiting := db.session.scalar(stuck):
        what = _("%(count)s thư chờ gửi quá một giờ.", count=waiting)
        yield Broken(what, _("Kênh thư chưa cài đặt xong, hoặc tiến trình nền không chạy."), "notifications.email")


def _equipment() -> Iterator[Broken]:
    """What officers and machines reported as broken, until it is mended."""
    mend = _("Sửa xong, xin bấm “Đã sửa” ở trang Thiết bị; người báo hỏng thấy ngay.")
    waiting = open_faults(FAULTS_NAMED + 1)
    for fault in waiting[:FAULTS_NAMED]:
        said = {"name": fault.name, "moment": moment_text(fault.opened_at)}
        what = _("%(name)s: hỏng từ %(moment)s.", **said)
        if fault.times > 1:
            what = _("%(name)s: hỏng từ %(moment)s, đã báo %(times)s lần.", times=fault.times, **said)
        yield Broken(what, mend, "equipment.overview")
    if len(waiting) > FAULTS_NAMED:
        more = count_open() - FAULTS_NAMED
        yield Broken(_("%(count)s thiết bị nữa đang chờ sửa.", count=more), mend, "equipment.overview")


def _backup() -> Iterator[Broken]:
    """The program makes no copies by itself, so it knows of none that was proven; a sample needs none."""
    if the_commune().is_sample:
        return
    yield Broken(
        _("Chưa có bản sao lưu được kiểm chứng."),
        _("Xin nhờ người giữ máy chủ chép thư mục dữ liệu sang máy khác mỗi ngày, và thử khôi phục một lần."),
        lasting=True,
    )
