"""What is wrong with this installation, and how to mend it."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from cqtt import schema
from cqtt.audit.verification import verify
from cqtt.audit.words import verdict_text
from cqtt.clock import moment_text, now, today
from cqtt.commune.models import Commune, Holiday, Officer, OfficerRole, the_commune
from cqtt.commune.sign_in import is_password
from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.feedback.secrecy import chairman, other_recipient
from cqtt.feedback.setting_up.actions import conduct_without_reader
from cqtt.feedback.topics import the_settings
from cqtt.heartbeat import last_beat
from cqtt.notifications.connections import mail_is_open
from cqtt.notifications.listing import STILL_NEWS
from cqtt.notifications.mail_server import sender_address
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, Notification
from cqtt.notifications.names import CHANNELS
from cqtt.notifications.states import channel_states
from cqtt.paper import BUNDLED_FONT, fonts_in_use
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.roles import Role
from cqtt.upkeep import file_checks
from cqtt.upkeep.demonstration import PASSWORD
from cqtt.upkeep.findings import Finding, Level, Look
from cqtt.upkeep.record_check import disagreements
from cqtt.upkeep.silence import silence

MESSAGES = "/quan-tri/tin-nhan"


def all_findings(settings: Settings, without: Collection[Look] = ()) -> Iterator[Finding]:
    """Look at everything. Without a database of the right schema the rest cannot be looked at."""
    try:
        yield from _schema(settings)
        for look in LOOKS:
            if look not in without:
                yield from look(settings)
    except SQLAlchemyError as error:
        yield Finding(
            Level.BROKEN,
            f"Không đọc được cơ sở dữ liệu ({type(error).__name__}).",
            "Xin xem lại CQTT_DATA, CQTT_DATABASE_URL và quyền ghi của thư mục dữ liệu.",
        )
    except (schema.WrongSchema, _NoUnit) as wrong:
        yield Finding(Level.BROKEN, str(wrong))


class _NoUnit(Exception):
    """There is no unit yet, so there is nothing more to look at."""


def _schema(settings: Settings) -> Iterator[Finding]:
    schema.require_current()
    schema.can_read_and_write()
    yield Finding(Level.FINE, f"Cơ sở dữ liệu đọc và ghi được, cấu trúc {schema.newest_revision()}.")
    if db.session.get(Commune, 1) is None:
        raise _NoUnit("Chưa có đơn vị nào. Xin chạy `cqtt init`.")


def _database(settings: Settings) -> Iterator[Finding]:
    if db.engine.dialect.name != "sqlite":
        return
    problems = [row[0] for row in db.session.execute(text("PRAGMA quick_check")) if row[0] != "ok"]
    problems += [f"{row[0]}: {row[2]}" for row in db.session.execute(text("PRAGMA foreign_key_check"))]
    if problems:
        mend = "Xin dừng chương trình và khôi phục từ bản sao lưu gần nhất."
        yield Finding(Level.BROKEN, f"Cơ sở dữ liệu hỏng ở {len(problems)} chỗ, ví dụ: {problems[0]}", mend)


def _record(settings: Settings) -> Iterator[Finding]:
    verdict = verify()
    mend = "Xin giữ nguyên thư mục dữ liệu, đừng sửa gì thêm; báo người phụ trách, so với mã cuối đã in và bản sao lưu."
    yield Finding(Level.BROKEN if verdict.broken else Level.FINE, verdict_text(verdict), mend if verdict.broken else "")
    apart = [] if verdict.broken else list(disagreements())
    if apart:
        yield Finding(Level.BROKEN, f"Lịch sử hồ sơ không khớp nhật ký: {'; '.join(apart)}.", mend)


def _worker(settings: Settings) -> Iterator[Finding]:
    beat = last_beat(settings.data)
    if what := silence(settings.data, now()):
        yield Finding(Level.BROKEN, what, "Xin chạy `cqtt serve`, hoặc `cqtt worker` bên cạnh `cqtt serve --web-only`.")
    elif beat is not None:
        yield Finding(Level.FINE, f"Tiến trình nền chạy, gần nhất {moment_text(beat)}.")


def _unit(settings: Settings) -> Iterator[Finding]:
    commune = the_commune()
    if not commune.phone:
        mend = "Điền ở Quản trị › Đơn vị."
        yield Finding(Level.NOTE, "Chưa công bố điện thoại bộ phận một cửa; người dân không có số để gọi.", mend)
    if commune.code_prefix == "H00.00.00":
        yield Finding(Level.NOTE, "Phần đầu mã hồ sơ còn là H00.00.00.", "Điền mã do tỉnh cấp ở Quản trị › Đơn vị.")
    published = select(func.count()).where(ProcedureVersion.status == VersionStatus.PUBLISHED)
    if not db.session.scalar(published):
        yield Finding(Level.BROKEN, "Danh mục thủ tục còn trống.", "cqtt procedures import")
    year = today().year
    known = {day.year for day in db.session.scalars(select(Holiday.on))}
    for missing in sorted({year, year + 1} - known):
        mend = "Xin nhập theo thông báo nghỉ của năm đó; thiếu thì ngày hẹn trả sẽ sai."
        yield Finding(Level.NOTE, f"Chưa có ngày nghỉ lễ năm {missing}.", mend)
    assumed = [day.year for day in db.session.scalars(select(Holiday.on).where(Holiday.assumed))]
    for each in sorted({year, year + 1} & set(assumed)):
        mend = f"Xin so với thông báo của năm rồi xác nhận ở /quan-tri/lich/de-xuat/{each}."
        yield Finding(Level.NOTE, f"{assumed.count(each)} ngày nghỉ năm {each} còn là giả định.", mend)


def _conduct(settings: Settings) -> Iterator[Finding]:
    """Reports of conduct need a reader who is neither an administrator nor the person they are about."""
    mend = "Chọn ở Quản trị › Góp ý, phản ánh › Người nhận (/quan-tri/phan-anh/nguoi-nhan)."
    head = chairman()
    if head is None or head.id != the_settings().chairman_id:
        yield Finding(Level.NOTE, "Chưa chọn ai đọc phản ánh về thái độ.", mend)
    if other_recipient() is None:
        what = "Chưa chọn ai đọc phản ánh về Chủ tịch và về người quản trị; phản ánh như vậy chưa có người đọc."
        yield Finding(Level.NOTE, what, mend)
    alone = conduct_without_reader()
    if alone:
        yield Finding(Level.BROKEN, f"{alone} phản ánh về thái độ chưa có người đọc.", mend)


def _people(settings: Settings) -> Iterator[Finding]:
    able = (
        select(Officer.email)
        .join(OfficerRole)
        .where(OfficerRole.role == Role.ADMINISTRATOR, Officer.is_active, Officer.password_hash.is_not(None))
    )
    mail_boxes = db.session.scalars(able).all()
    if not mail_boxes:
        yield Finding(
            Level.BROKEN, "Không có người quản trị nào đăng nhập được.", "cqtt officer add --role administrator"
        )
    elif not any(mail_boxes):
        what = "Không người quản trị nào có thư điện tử: thư mỗi sáng về điều đang hỏng không đến ai."
        yield Finding(Level.NOTE, what, "Điền ở Quản trị › Cán bộ.")


def _sample_data(settings: Settings) -> Iterator[Finding]:
    if not the_commune().is_sample:
        return
    mend = "Để dùng thật, xin chạy `cqtt init` với một thư mục dữ liệu mới (CQTT_DATA)."
    yield Finding(Level.NOTE, "Đây là đơn vị mẫu: người và hồ sơ đều không có thật.", mend)
    if not settings.is_loopback and _knows_the_password():
        mend = "Mật khẩu này ai cũng biết. Xin đổi hoặc khóa các tài khoản mẫu: cqtt officer password …"
        yield Finding(Level.BROKEN, "Mật khẩu trình diễn còn dùng được ở một địa chỉ người ngoài mở được.", mend)


def _knows_the_password() -> bool:
    hashes = select(Officer.password_hash).where(Officer.is_active, Officer.password_hash.is_not(None))
    return any(is_password(stored, PASSWORD) for stored in db.session.scalars(hashes))


def _address(settings: Settings) -> Iterator[Finding]:
    if settings.is_loopback:
        mend = "Đặt CQTT_BASE_URL=https://tên-miền-của-đơn-vị."
        what = f"Liên kết và mã QR dẫn về {settings.base_url}: điện thoại không mở được, tờ mã có chữ BẢN THỬ."
        yield Finding(Level.NOTE, what, mend)
    elif not settings.secure_cookies:
        mend = "Đặt một máy chủ TLS phía trước và CQTT_BASE_URL=https://…"
        yield Finding(Level.BROKEN, "Trang chạy http không mã hóa; người khác trên mạng đọc được hồ sơ.", mend)


def _mail(settings: Settings) -> Iterator[Finding]:
    typed = db.session.get(Connection, Channel.EMAIL)
    if not mail_is_open(typed, settings):
        mend = f"Cài đặt và bật ở {MESSAGES}/thu-dien-tu; chưa có thì cán bộ gửi tin bằng tay."
        yield Finding(Level.NOTE, "Chưa gửi được thư điện tử.", mend)
        return
    of_settings = typed is None or not typed.values.get("host")
    if of_settings and sender_address(settings) != settings.mail_from:
        yield Finding(Level.NOTE, f"Thư gửi từ {sender_address(settings)}.", "Đặt CQTT_MAIL_FROM.")
    given_up = (Notification.channel == Channel.EMAIL, Notification.status == DeliveryStatus.FAILED)
    lately = select(Notification.problem).where(*given_up, Notification.created_at > now() - STILL_NEWS)
    problems = db.session.scalars(lately.order_by(Notification.id.desc())).all()
    if problems:
        mend = f"Xin xem lại máy chủ thư ở {MESSAGES}/thu-dien-tu rồi gửi lại, hoặc báo cho người dân bằng tay."
        yield Finding(Level.NOTE, f"{len(problems)} thư không gửi được; gần nhất: {problems[0]}.", mend)
    if _mails_that_wait(timedelta(hours=1)):
        yield Finding(Level.BROKEN, "Có thư chờ gửi quá một giờ.", "Tiến trình nền có chạy không? `cqtt worker`")


def _channels(settings: Settings) -> Iterator[Finding]:
    """The other ways of messages that somebody switched on."""
    for state in channel_states(settings, now()):
        if state.channel in (Channel.EMAIL, Channel.BY_HAND) or not state.is_on:
            continue
        name, mend = CHANNELS[state.channel], f"Xin xem {MESSAGES}."
        if state.problem:
            yield Finding(Level.NOTE, f"Kênh {name} trục trặc: {state.problem}.", mend)
        else:
            yield Finding(Level.FINE, f"Kênh {name}: {state.words.lower()}.")


def _mails_that_wait(longer_than: timedelta) -> int:
    waiting = (Notification.channel == Channel.EMAIL, Notification.status == DeliveryStatus.PENDING)
    return db.session.scalar(select(func.count()).where(*waiting, Notification.due_at <= now() - longer_than)) or 0


def _fonts(settings: Settings) -> Iterator[Finding]:
    fonts = fonts_in_use()
    said = f"Phông chữ trên giấy: {fonts['serif']} (văn bản), {fonts['sans']} (tờ mã)."
    bundled = BUNDLED_FONT in fonts.values()
    mend = "Xin cài phông Liberation (apt-get install fonts-liberation) để giấy tờ giống Times New Roman."
    yield Finding(Level.NOTE if bundled else Level.FINE, said, mend if bundled else "")


LOOKS: tuple[Look, ...] = (
    _database,
    _record,
    file_checks.folder,
    file_checks.disk,
    _worker,
    file_checks.files,
    _unit,
    _people,
    _conduct,
    _sample_data,
    _address,
    _mail,
    _channels,
    _fonts,
)
# The administrator's page looks at the same by itself (broken.py).
SEEN_AT_ONCE = (file_checks.disk, _worker, _mail, _channels)
