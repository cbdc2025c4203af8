"""What is broken: at once on an administrator's first page, once in the morning's mail, each with where to mend it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import worker
from cqtt.audit.actions import record
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.files import FREE_FLOOR, FileStore
from cqtt.heartbeat import SILENT_FOR, beat
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, Notification
from cqtt.roles import Role
from cqtt.troubles import KEPT, Kind, note, noted, settle
from cqtt.upkeep import digest, nightly
from cqtt.upkeep.broken import Broken, all_broken
from cqtt.upkeep.digest import FROM_HOUR, send_digest
from cqtt.upkeep.findings import Finding, Level
from cqtt.upkeep.nightly import last_look, look_at_everything
from tests.audit.record import behind_the_back
from tests.factories import MONDAY, make_feedback, make_officer, numbers, sign_in
from tests.feedback.officers import make_chairman
from tests.test_worker import use_jobs

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TUESDAY = MONDAY + DAY
MAILBOX = "quan.tri@anphuoc.example"
NO_COPY = "Chưa có bản sao lưu được kiểm chứng."


@pytest.fixture(autouse=True)
def in_an_hour(app: Flask) -> Iterator[None]:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://localhost:1")
    with frozen(TUESDAY):
        yield


@pytest.fixture
def data(app: Flask) -> Path:
    folder: Path = app.config["SETTINGS"].data
    return folder


@pytest.fixture
def keeper(app: Flask) -> Officer:
    return make_officer(Role.ADMINISTRATOR, email=MAILBOX)


def message(**fields: Any) -> None:
    values = {
        "key": f"test-{next(numbers)}",
        "about_kind": "dossier",
        "about_id": 1,
        "event": "accept",
        "channel": Channel.SMS,
        "recipient": "0900000123",
        "subject": "Hồ sơ",
        "body": "Hồ sơ",
        "status": DeliveryStatus.FAILED,
        "created_at": TUESDAY,
        "due_at": TUESDAY - HOUR,
    } | fields
    db.session.add(Notification(**values))
    db.session.commit()


def whats(officer: Officer, at: datetime = TUESDAY) -> list[str]:
    return [one.what for one in all_broken(officer, at)]


def mails() -> list[Notification]:
    return list(db.session.scalars(select(Notification).where(Notification.about_kind == "administrator")))


# --- what is seen at once ---


def test_while_all_is_well_only_the_missing_copy_is_said(keeper: Officer) -> None:
    assert whats(keeper) == [NO_COPY]


def test_messages_that_were_given_up_are_counted_by_channel_and_lead_to_their_list(keeper: Officer) -> None:
    message(), message(), message(channel=Channel.EMAIL), message(due_at=TUESDAY - 3 * DAY)
    said = {one.what: one.endpoint for one in all_broken(keeper, TUESDAY)}
    assert said["2 tin không gửi được qua Tin nhắn SMS trong hai ngày qua."] == "notifications.failed"
    assert said["1 tin không gửi được qua Thư điện tử trong hai ngày qua."] == "notifications.failed"


def test_an_administrator_is_told_nothing_about_reports_of_conduct(keeper: Officer) -> None:
    make_chairman()
    report = make_feedback(is_conduct=True)
    message(about_kind="feedback", about_id=report.id)
    assert whats(keeper) == [NO_COPY]


def test_mails_that_nobody_takes_are_told_and_telephones_may_rest(keeper: Officer) -> None:
    waits = {"status": DeliveryStatus.PENDING, "due_at": TUESDAY - 2 * HOUR}
    message(**waits), message(**waits, channel=Channel.BY_HAND)
    assert whats(keeper) == [NO_COPY]
    message(**waits, channel=Channel.EMAIL)
    assert "1 thư chờ gửi quá một giờ." in whats(keeper)


def test_a_channel_in_trouble_or_at_rest_leads_to_its_settings(keeper: Officer) -> None:
    db.session.add(Connection(channel=Channel.PUSH, is_on=True, values={}, sealed={}, paused_until=TUESDAY + HOUR))
    db.session.add(Connection(channel=Channel.SMS, is_on=True, values={"address": "https://sms.example/"}, sealed={}))
    message(status=DeliveryStatus.PENDING, problem="cổng tin nhắn trả lời không nhận (500)", due_at=TUESDAY + HOUR)
    said = {one.endpoint: (one.what, one.mend) for one in all_broken(keeper, TUESDAY)}
    assert said["notifications.push"][0].startswith("Kênh Thông báo trên máy: tạm nghỉ đến")
    assert said["notifications.sms"][0] == "Kênh Tin nhắn SMS: trục trặc."
    assert "(500)" in said["notifications.sms"][1]


@pytest.mark.parametrize(("free", "refused"), [(FREE_FLOOR - 1, True), (2 * FREE_FLOOR - 1, False)])
def test_a_disk_that_fills_up_is_told_first(
    app: Flask, keeper: Officer, monkeypatch: pytest.MonkeyPatch, free: int, refused: bool
) -> None:
    monkeypatch.setattr(FileStore, "free_bytes", lambda _store: free)
    first = all_broken(keeper, TUESDAY)[0]
    assert first.what.startswith("Ổ đĩa máy chủ chỉ còn 0,") and ("không được nhận" in first.mend) is refused


def test_a_worker_that_died_is_missed_and_since_when(keeper: Officer, data: Path) -> None:
    beat(data, TUESDAY)
    assert whats(keeper, TUESDAY + SILENT_FOR) == [NO_COPY]
    (silent, _copy) = whats(keeper, TUESDAY + SILENT_FOR + MINUTE)
    assert silent.startswith("Tiến trình nền không chạy từ 09:00, thứ Ba, 24/11/2026")
    beat(data, TUESDAY + HOUR)
    assert whats(keeper, TUESDAY + HOUR) == [NO_COPY]


def test_a_worker_that_never_ran_is_missed_when_the_unit_is_no_longer_new(keeper: Officer) -> None:
    record("found", "commune", 1, at=TUESDAY)
    db.session.commit()
    assert whats(keeper, TUESDAY + SILENT_FOR) == [NO_COPY]
    (silent, _copy) = whats(keeper, TUESDAY + SILENT_FOR + MINUTE)
    assert silent.startswith("Tiến trình nền chưa chạy lần nào, từ khi lập đơn vị lúc 09:00, thứ Ba, 24/11/2026")


def test_the_first_page_and_the_page_of_the_condition_say_that_the_worker_is_missed(
    client: FlaskClient, keeper: Officer, data: Path
) -> None:
    beat(data, TUESDAY - HOUR)
    sign_in(client, keeper)
    said = "Tiến trình nền không chạy từ 08:00, thứ Ba, 24/11/2026"
    assert said in client.get("/can-bo").text
    page = client.get("/quan-tri/tinh-trang").text
    assert said in page and "chạy gần nhất lúc 08:00, thứ Ba, 24/11/2026" in page


# --- what broke by itself ---


def test_a_job_that_fails_is_told_on_two_mornings(keeper: Officer, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def send_the_moon(_at: datetime) -> None:
        raise LookupError("Nguyễn Văn Thử, 0900000123")

    use_jobs(monkeypatch, send_the_moon)
    id = keeper.id
    with frozen(TUESDAY - HOUR):
        worker.tick(), worker.tick()
    keeper = db.session.get_one(Officer, id)
    beat(data, TUESDAY)
    (said, _copy) = whats(keeper)
    assert "send_the_moon hỏng 2 lần, gần nhất 08:00, thứ Ba, 24/11/2026 (LookupError)" in said
    beat(data, TUESDAY + 2 * DAY)
    assert said in whats(keeper, TUESDAY + DAY) and whats(keeper, TUESDAY + 2 * DAY) == [NO_COPY]


def test_a_page_that_cannot_be_drawn_is_told(app: Flask, client: FlaskClient, keeper: Officer) -> None:
    def broken_template(**_values: object) -> str:
        raise KeyError("Nguyễn Văn Thử")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.view_functions, "home.help", broken_template)
        assert client.get("/tro-giup").status_code == 500
    said = whats(keeper)[0]
    assert said.startswith("Trang home.help không hiện được 1 lần") and "KeyError" in said and "Thử" not in said


def test_what_cannot_be_written_down_stops_nobody(data: Path) -> None:
    (data / "troubles").write_text("a file where the folder should be")
    note(data, Kind.JOB, "x", "OSError", TUESDAY)
    assert noted(data, MONDAY) == []


def test_troubles_are_kept_for_a_while_and_a_spoilt_file_is_nothing(data: Path) -> None:
    note(data, Kind.JOB, "old", "X", TUESDAY - KEPT - DAY), note(data, Kind.JOB, "new", "X", TUESDAY)
    (data / "troubles" / "spoilt.json").write_text("{")
    assert [trouble.name for trouble in noted(data, TUESDAY - 2 * KEPT)] == ["new", "old"]
    settle(data, Kind.CHECK, TUESDAY)
    assert [trouble.name for trouble in noted(data, TUESDAY - 2 * KEPT)] == ["new"]
    assert len(list((data / "troubles").iterdir())) == 1


# --- the look of the night ---


def test_the_look_of_the_night_notes_what_is_broken_until_it_is_mended(
    keeper: Officer, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Finding(Level.BROKEN, "Nhật ký bị đứt ở mục 7.", "Xin giữ nguyên thư mục dữ liệu.")
    found = [broken, Finding(Level.NOTE, "Chưa có ngày nghỉ lễ năm 2028.")]
    monkeypatch.setattr(nightly, "all_findings", lambda *_asked: iter(found))
    night = TUESDAY.replace(hour=20)  # 03:00 of Wednesday here
    assert look_at_everything(night - HOUR) == 0 and last_look(data) is None
    assert look_at_everything(night) == 1
    assert [(one.what, one.mend) for one in all_broken(keeper, night)][0] == (broken.what, broken.mend)
    found.remove(broken)
    assert look_at_everything(night + HOUR) == 0 and broken.what in whats(keeper, night)  # once a night
    assert look_at_everything(night + DAY) == 0
    assert whats(keeper, night + DAY) == [NO_COPY]


@pytest.mark.proof
def test_a_spoilt_record_is_found_by_night(demonstration: Flask) -> None:
    assert look_at_everything(TUESDAY) == 0
    with behind_the_back(demonstration) as connection:
        connection.execute("update audit_entry set officer_id = 99 where id in (2, 3)")
    assert look_at_everything(TUESDAY + DAY) == 1
    keeper = db.session.scalars(select(Officer).where(Officer.login == "quantri")).one()
    beat(demonstration.config["SETTINGS"].data, TUESDAY + DAY)
    said = all_broken(keeper, TUESDAY + DAY)[0]
    assert said.what.startswith("Nhật ký không còn nguyên vẹn. Mục 2 (") and "đừng sửa gì thêm" in said.mend


# --- the mail of the morning ---


def test_every_administrator_is_written_to_once_with_the_page_where_each_is_mended(keeper: Officer) -> None:
    make_officer(Role.ADMINISTRATOR), make_officer(Role.LEADER, email="lanh.dao@anphuoc.example")
    message()
    assert send_digest(TUESDAY) == 1
    assert send_digest(TUESDAY + HOUR) == 0
    (mail,) = mails()
    assert mail.recipient == MAILBOX and mail.subject == "2 việc cần sửa trong chương trình, thiết bị"
    for said in ("http://localhost/quan-tri/tin-nhan/khong-gui-duoc", "/quan-tri/tinh-trang", NO_COPY):
        assert said in mail.body
    assert "0900000123" not in mail.body


def test_nothing_is_written_while_nothing_broke_but_what_lasts_is_recalled_on_mondays(keeper: Officer) -> None:
    assert send_digest(TUESDAY) == 0
    assert send_digest(MONDAY) == 1


def test_a_missed_hour_is_made_up_for_and_every_day_has_its_mail(keeper: Officer) -> None:
    message()
    assert send_digest(TUESDAY + 13 * HOUR) == 1  # at 22:00, when the machine was switched on again
    assert send_digest(TUESDAY + 14 * HOUR) == 0
    assert send_digest(TUESDAY + DAY) == 1


def test_one_administrator_who_cannot_be_written_to_holds_up_no_other(
    keeper: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    message(), make_officer(Role.ADMINISTRATOR, email="khac@anphuoc.example")
    ill, real = keeper.id, digest.all_broken

    def broken_of(officer: Officer, at: datetime) -> list[Broken]:
        if officer.id == ill:
            raise LookupError
        return real(officer, at)

    monkeypatch.setattr(digest, "all_broken", broken_of)
    with pytest.raises(LookupError):
        send_digest(TUESDAY)
    assert [mail.recipient for mail in mails()] == ["khac@anphuoc.example"]


def test_a_data_folder_that_is_gone_is_told_and_takes_no_page_with_it(
    client: FlaskClient, keeper: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_store: FileStore) -> int:
        raise OSError

    monkeypatch.setattr(FileStore, "free_bytes", gone)
    assert "Không đọc, ghi được thư mục dữ liệu." in sign_in(client, keeper).get("/can-bo").text


def test_it_comes_in_the_morning_and_without_a_mail_server_not_at_all(app: Flask, keeper: Officer) -> None:
    message(due_at=TUESDAY - 12 * HOUR)
    seven = TUESDAY.replace(hour=0) + (FROM_HOUR - 7) * HOUR
    assert send_digest(seven - timedelta(minutes=1)) == 0
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="")
    assert send_digest(seven) == 0
    assert mails() == []


# --- the pages ---


def test_the_first_page_of_administrators_says_it_and_of_others_does_not(client: FlaskClient, keeper: Officer) -> None:
    message()
    page = sign_in(client, keeper).get("/can-bo").text
    assert "2 việc cần sửa trong chương trình, thiết bị" in page and 'href="/quan-tri/tin-nhan/khong-gui-duoc"' in page
    other = client.application.test_client()
    assert "cần sửa trong chương trình" not in sign_in(other, make_officer(Role.LEADER)).get("/can-bo").text


def test_the_page_of_the_condition_names_everything_and_how_to_mend_it(client: FlaskClient, keeper: Officer) -> None:
    message()
    page = sign_in(client, keeper).get("/quan-tri/tinh-trang").text
    for said in (NO_COPY, "1 tin không gửi được qua", "Đến chỗ sửa", "chưa xem lại toàn bộ"):
        assert said in page
    look_at_everything(TUESDAY)
    assert "09:00, thứ Ba, 24/11/2026" in client.get("/quan-tri/tinh-trang").text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_the_condition_is_for_administrators(client: FlaskClient, role: Role) -> None:
    assert sign_in(client, make_officer(role)).get("/quan-tri/tinh-trang").status_code == 403
