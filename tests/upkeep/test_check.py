"""`cqtt check`: says what is wrong and how to mend it; ends with 1 when something is broken."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from cqtt.audit.verification import verify
from cqtt.clock import frozen
from cqtt.commune.models import Commune, Holiday, Officer, OfficerRole
from cqtt.dossiers.models import Attachment
from cqtt.extensions import db
from cqtt.files import FileStore
from cqtt.heartbeat import beat
from cqtt.listening import kept as minutes
from cqtt.listening.models import ListeningSession
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, Notification
from cqtt.promises import kept as promise_photos
from cqtt.promises.models import Promise
from cqtt.roles import Role
from tests.audit.record import behind_the_back
from tests.dossiers.citizen import photo
from tests.factories import MONDAY
from tests.upkeep.conftest import run

pytestmark = pytest.mark.proof  # makes whole installations


def use(app: Flask, **changes: object) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **changes)


def pending_mail(**fields: object) -> None:
    values = {
        "key": "k-email",
        "about_kind": "dossier",
        "about_id": 1,
        "event": "accept",
        "channel": Channel.EMAIL,
        "recipient": "a@example.com",
        "subject": "",
        "body": "",
        "created_at": MONDAY,
        "due_at": MONDAY,
    } | fields
    db.session.add(Notification(**values))
    db.session.commit()


def test_the_demonstration_on_ones_own_machine_is_not_broken(demonstration: Flask) -> None:
    result = run(demonstration, "check")
    assert result.exit_code == 0, result.output
    for said in ("Đây là đơn vị mẫu", "BẢN THỬ", "Chưa gửi được thư", "Phông chữ", "tệp đính kèm còn nguyên"):
        assert said in result.output
    assert "✗" not in result.output


def test_an_empty_folder_is_told_how_to_begin(fresh: Flask) -> None:
    result = run(fresh, "check")
    assert result.exit_code == 1
    assert "chưa được nâng cấp" in result.output


def test_a_lost_and_a_changed_file_are_named(demonstration: Flask) -> None:
    store: FileStore = demonstration.extensions["files"]
    lost, changed, *_others = db.session.scalars(select(Attachment.storage_key)).all()
    store.remove(lost)
    store.path(changed).write_bytes(b"something else")
    result = run(demonstration, "check")
    assert result.exit_code == 1
    assert f"{lost} (mất)" in result.output
    assert f"{changed} (bị đổi)" in result.output


def test_every_file_of_listening_is_looked_at(demonstration: Flask) -> None:
    keys = {store: store.put(photo()) for store in (promise_photos.file_store(), minutes.file_store())}
    digest = sha256(photo()).hexdigest()
    of_promise, of_session = keys.values()
    promise, session = db.session.scalars(select(Promise)).first(), db.session.scalars(select(ListeningSession)).first()
    assert promise and session
    promise.photo_key, promise.photo_sha256 = of_promise, digest
    session.minutes_key, session.minutes_sha256 = of_session, digest
    db.session.commit()
    assert "không còn nguyên" not in run(demonstration, "check").output
    for store, key in keys.items():
        store.remove(key)
    said = run(demonstration, "check").output
    assert f"{of_promise} (mất)" in said and f"{of_session} (mất)" in said
    assert "ảnh việc đã hứa: promise_files" in said and "biên bản đã ký: minutes_files" in said


def test_the_known_password_at_a_public_address_is_broken(demonstration: Flask) -> None:
    use(demonstration, base_url="https://anphuoc.example")
    result = run(demonstration, "check")
    assert result.exit_code == 1
    assert "Mật khẩu trình diễn" in result.output


def test_plain_http_at_a_public_address_is_broken(demonstration: Flask) -> None:
    use(demonstration, base_url="http://anphuoc.example")
    assert "không mã hóa" in run(demonstration, "check").output


def test_a_secret_that_others_can_read_is_broken(demonstration: Flask) -> None:
    secret = demonstration.config["SETTINGS"].data / "secret-key"
    secret.write_text("x")
    secret.chmod(0o644)
    result = run(demonstration, "check")
    assert result.exit_code == 1
    assert "secret-key" in result.output


def test_mails_that_wait_or_failed_are_counted(demonstration: Flask) -> None:
    use(demonstration, smtp_url="smtp://localhost:1", mail_from="hoso@anphuoc.example")
    pending_mail(key="1", due_at=MONDAY - timedelta(hours=2))
    pending_mail(key="2", status=DeliveryStatus.FAILED, problem="máy chủ thư từ chối (535)")
    result = run(demonstration, "check")
    assert result.exit_code == 1
    assert "thư chờ gửi quá một giờ" in result.output
    assert "1 thư không gửi được; gần nhất: máy chủ thư từ chối (535)" in result.output


def test_a_channel_that_is_on_and_does_not_work_is_named(demonstration: Flask) -> None:
    sealed = {"key": "niêm bằng một khóa khác"}
    db.session.add(Connection(channel=Channel.SMS, is_on=True, values={"address": "https://x.example"}, sealed=sealed))
    db.session.add(Connection(channel=Channel.PUSH, is_on=True, values={}, sealed={}))
    db.session.commit()
    said = run(demonstration, "check").output
    assert "Kênh Tin nhắn SMS trục trặc: khóa đã lưu không mở được nữa" in said and "/quan-tri/tin-nhan" in said
    assert "✓  Kênh Thông báo trên máy" in said


def test_a_worker_that_never_ran_or_died_is_broken_and_a_new_unit_is_left_in_peace(demonstration: Flask) -> None:
    assert "Tiến trình nền" not in run(demonstration, "check").output
    with frozen(MONDAY + timedelta(hours=1)):
        result = run(demonstration, "check")
        assert result.exit_code == 1 and "✗  Tiến trình nền chưa chạy lần nào" in result.output
        beat(demonstration.config["SETTINGS"].data, MONDAY + timedelta(hours=1))
        assert "✓  Tiến trình nền chạy, gần nhất 10:00, thứ Hai" in run(demonstration, "check").output
    with frozen(MONDAY + timedelta(hours=2)):
        assert "✗  Tiến trình nền không chạy từ 10:00, thứ Hai" in run(demonstration, "check").output


def test_mails_that_were_switched_off_on_the_page_are_no_way_out(demonstration: Flask) -> None:
    use(demonstration, smtp_url="smtp://localhost:1", mail_from="hoso@anphuoc.example")
    db.session.add(Connection(channel=Channel.EMAIL, is_on=False, values={}, sealed={}))
    db.session.commit()
    assert "Chưa gửi được thư điện tử" in run(demonstration, "check").output


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (update(Commune).values(phone=""), "Chưa công bố điện thoại"),
        (update(Commune).values(code_prefix="H00.00.00"), "Phần đầu mã hồ sơ"),
        (delete(OfficerRole).where(OfficerRole.role == Role.ADMINISTRATOR), "Không có người quản trị"),
        (update(Officer).values(email=""), "Không người quản trị nào có thư điện tử"),
        (delete(Holiday), "Chưa có ngày nghỉ lễ năm 2027"),
        (update(Holiday).values(assumed=Holiday.on == date(2027, 1, 1)), "1 ngày nghỉ năm 2027 còn là giả định"),
    ],
)
def test_what_is_not_filled_in_is_said(demonstration: Flask, statement: object, said: str) -> None:
    db.session.execute(statement)  # type: ignore[call-overload]
    db.session.commit()
    assert said in run(demonstration, "check").output


def test_the_record_is_said_to_be_whole_and_where_it_ends(demonstration: Flask) -> None:
    head = verify().head
    said = f"✓  Nhật ký: {head.count} mục, chuỗi nguyên vẹn, mã cuối {head.digest[:16]}…"
    assert said in run(demonstration, "check").output
    assert head.count > 0


def test_the_first_broken_entry_of_the_record_is_named(demonstration: Flask) -> None:
    with behind_the_back(demonstration) as connection:
        connection.execute("update audit_entry set officer_id = 99 where id in (2, 3)")
    result = run(demonstration, "check")
    assert result.exit_code == 1
    assert "✗  Nhật ký không còn nguyên vẹn. Mục 2 (" in result.output
    assert "đừng sửa gì thêm" in result.output


def test_a_history_that_the_record_does_not_tell_is_named(demonstration: Flask) -> None:
    with behind_the_back(demonstration) as connection:
        connection.execute("update dossier_event set officer_id = null where step = 'accept'")
    result = run(demonstration, "check")
    assert result.exit_code == 1
    assert "✗  Lịch sử hồ sơ không khớp nhật ký: việc số " in result.output
