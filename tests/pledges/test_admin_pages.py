"""Administrators see how everybody stands, record sheets, open scans, take back what was a mistake, print."""

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.pledges import actions
from cqtt.pledges.kept import scan_store
from cqtt.pledges.models import Pledge, SigningWay
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_officer, sign_in
from tests.pledges.signing import TODAY, make_pledge

ALL = "/quan-tri/cam-ket"


@pytest.fixture
def me(app: Flask) -> Officer:
    return make_officer(Role.ADMINISTRATOR, name="Ngô Quản Trị", position=200)


@pytest.fixture
def lan(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, name="Phạm Thị Lan", title="Công chức tiếp nhận", department="Một cửa")


@pytest.fixture
def admin(client: FlaskClient, me: Officer) -> FlaskClient:
    return sign_in(client, me)


def typed(day: date = TODAY, content: bytes | None = None, name: str = "phiếu.jpg", **more: Any) -> dict[str, Any]:
    boxes = {"signed_on-ngay": day.day, "signed_on-thang": day.month, "signed_on-nam": day.year}
    file = (io.BytesIO(photo() if content is None else content), name)
    return boxes | {"start_key": "a-key-of-sixteen-characters", "file": file} | more


def send(admin: FlaskClient, officer: Officer, **changes: Any) -> TestResponse:
    return admin.post(f"{ALL}/{officer.id}", data=typed(**changes), content_type="multipart/form-data")


def pledges() -> list[Pledge]:
    return list(db.session.scalars(select(Pledge).order_by(Pledge.id)))


def recorded(action: str) -> list[tuple[str, str]]:
    found = select(AuditEntry.object_kind, AuditEntry.object_id).where(AuditEntry.action == action)
    return [(kind, about) for kind, about in db.session.execute(found.order_by(AuditEntry.id))]


def stored_files() -> int:
    return sum(1 for _file in scan_store().root.glob("??/??/*"))


def test_everybody_is_listed_with_the_state_and_can_be_filtered(admin: FlaskClient, lan: Officer) -> None:
    make_pledge(lan)
    make_pledge(make_officer(name="Võ Văn Hết"), date(2025, 11, 1))
    make_pledge(make_officer(name="Lý Sắp Hết"), date(2025, 12, 1))
    make_pledge(make_officer(name="Đỗ Lời Cũ"), wording="2023-01")
    make_officer(Role.OVERSEER, name="Bùi Giám Sát")
    page = admin.get(ALL).text
    for words in ("2/5 cán bộ, 40 %", "Sắp hết hạn", "Đã hết hạn", "Đã ký lời cũ", "Chưa ký", "5 người"):
        assert words in page
    assert "Bùi Giám Sát" not in page
    found = {
        slug: [name for name in ("Lan", "Hết<", "Sắp Hết", "Lời Cũ", "Quản Trị<") if name in listed(admin, slug)]
        for slug in ("da-ky", "ky-lai", "het-han", "loi-cu", "chua-ky")
    }
    assert found == {
        "da-ky": ["Lan"],
        "ky-lai": ["Hết<", "Sắp Hết"],
        "het-han": ["Hết<"],
        "loi-cu": ["Lời Cũ"],
        "chua-ky": ["Quản Trị<"],
    }


def listed(admin: FlaskClient, slug: str) -> str:
    fragment = admin.get(f"{ALL}?trang-thai={slug}", headers={"HX-Request": "true"}).text
    assert fragment.strip().startswith('<div id="found">') and "<html" not in fragment
    return fragment


def test_the_search_forgives_marks_and_keeps_the_filter(admin: FlaskClient, lan: Officer) -> None:
    assert "Phạm Thị Lan" in admin.get(f"{ALL}?q=pham lan&trang-thai=chua-ky").text
    page = admin.get(f"{ALL}?q=pham lan&trang-thai=da-ky").text
    assert "Không tìm thấy ai" in page and 'name="trang-thai" value="da-ky"' in page
    assert "2 người" in admin.get(f"{ALL}?trang-thai=khong-co").text


def test_the_list_asks_the_database_little(admin: FlaskClient) -> None:
    for number in range(15):
        make_pledge(make_officer(name=f"Trần Mẫu {number}"))
    admin.get(ALL)
    with queries() as sent:
        admin.get(ALL)
    assert len([statement for statement in sent if "BEGIN" not in statement]) <= 8


def test_a_sheet_is_recorded_with_its_scan(admin: FlaskClient, me: Officer, lan: Officer) -> None:
    answer = send(admin, lan, day=date(2026, 11, 2))
    assert (answer.status_code, answer.location) == (303, f"{ALL}/{lan.id}")
    (pledge,) = pledges()
    assert (pledge.officer_id, pledge.recorded_by_id, pledge.way) == (lan.id, me.id, SigningWay.SHEET)
    assert (pledge.signed_on, pledge.expires_on) == (date(2026, 11, 2), date(2027, 11, 2))
    assert (pledge.media_type, pledge.file_name, len(pledge.sha256_received)) == ("image/jpeg", "phiếu.jpg", 64)
    assert pledge.storage_key and stored_files() == 1
    assert list(scan_store().verify([(pledge.storage_key, pledge.sha256_kept)])) == []
    assert recorded("pledge.record_sheet") == [("pledge", str(pledge.id))]
    page = admin.get(f"{ALL}/{lan.id}").text
    assert "Phiếu giấy, Ngô Quản Trị ghi" in page and "Còn hiệu lực" in page


def test_a_sheet_sent_twice_is_one_with_one_file(admin: FlaskClient, lan: Officer) -> None:
    assert [send(admin, lan).status_code for _tap in range(2)] == [303, 303]
    assert len(pledges()) == 1 and stored_files() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": date(2026, 11, 24)}, "Ngày này chưa đến"),
        ({"day": date(2025, 11, 22)}, "đã quá một năm"),
        ({"content": b"no picture", "name": "phieu.docx"}, "không phải ảnh JPEG"),
        ({"content": b"", "name": ""}, "Xin chọn ảnh hoặc tệp PDF"),
        ({"start_key": ""}, "Xin điền ô này"),
    ],
)
def test_a_bad_sheet_is_refused_with_a_sentence_and_the_day_stays(
    admin: FlaskClient, lan: Officer, changes: dict[str, Any], sentence: str
) -> None:
    answer = send(admin, lan, **changes)
    assert answer.status_code == 422 and sentence in answer.text
    assert f'name="signed_on-ngay" value="{changes.get("day", TODAY).day}"' in answer.text
    assert pledges() == [] and stored_files() == 0


def test_a_day_that_does_not_exist_is_refused_with_one_sentence(admin: FlaskClient, lan: Officer) -> None:
    answer = send(admin, lan, **{"signed_on-ngay": "31", "signed_on-thang": "2"})
    assert answer.status_code == 422 and answer.text.count("Xin ghi ngày có thật") == 2  # in the summary, at the box
    assert "Xin ghi ngày ký trên phiếu" not in answer.text and pledges() == []


def test_no_day_at_all_is_asked_for(admin: FlaskClient, lan: Officer) -> None:
    answer = send(admin, lan, **{"signed_on-ngay": "", "signed_on-thang": "", "signed_on-nam": ""})
    assert answer.status_code == 422 and "Xin ghi ngày ký trên phiếu" in answer.text


def test_no_sheet_while_a_pledge_holds_or_for_who_does_not_sign(admin: FlaskClient, lan: Officer) -> None:
    make_pledge(lan)
    for officer, sentence in (
        (lan, "còn hiệu lực đến hết 23/11/2027"),
        (make_officer(Role.OVERSEER), "chỉ theo dõi từ cấp trên"),
        (make_officer(is_active=False), "đã ngừng làm việc"),
    ):
        assert 'name="file"' not in admin.get(f"{ALL}/{officer.id}").text
        answer = send(admin, officer)
        assert sentence in answer.text and answer.status_code == 409
    assert len(pledges()) == 1


def test_a_page_left_open_is_told_that_somebody_else_has_recorded_it(
    app: Flask, admin: FlaskClient, lan: Officer
) -> None:
    make_pledge(lan)
    app.config["WTF_CSRF_ENABLED"] = True
    for officer, sentence in ((lan, "nên không cần gửi lại"), (make_officer(is_active=False), "đúng người chưa")):
        assert sentence not in admin.get(f"{ALL}/{officer.id}").text
        answer = send(admin, officer)  # without the token of this page
        assert answer.status_code == 422 and sentence in answer.text
        assert "Phiếu vừa gửi chưa được ghi" in answer.text
    assert "còn hiệu lực đến hết 23/11/2027, nên" in send(admin, lan).text
    assert len(pledges()) == 1 and stored_files() == 0


def with_scan(lan: Officer) -> Pledge:
    return make_pledge(lan, storage_key=scan_store().put(photo()), media_type="image/jpeg", file_name="phiếu.jpg")


def test_a_scan_is_opened_and_it_is_recorded(admin: FlaskClient, lan: Officer) -> None:
    pledge = with_scan(lan)
    path = f"{ALL}/{lan.id}/{pledge.id}/ban-quet"
    answer = admin.get(path)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/jpeg", photo())
    assert answer.headers["Cache-Control"] == "no-store, private"
    for _look in range(2):
        admin.get(path, headers={"Accept": "image/avif,image/webp"})
    assert recorded("open_file") == [("pledge", str(pledge.id))]
    admin.get(path)
    assert len(recorded("open_file")) == 2


def test_a_scan_of_another_officer_or_of_none_is_no_page(admin: FlaskClient, me: Officer, lan: Officer) -> None:
    pledge, plain = with_scan(lan), make_pledge(me)
    for path in (f"{me.id}/{pledge.id}", f"{me.id}/{plain.id}", f"{lan.id}/999"):
        assert admin.get(f"{ALL}/{path}/ban-quet").status_code == 404
    assert admin.get(f"{ALL}/{me.id}/{pledge.id}/rut").status_code == 404
    assert admin.get(f"{ALL}/999").status_code == 404


def test_a_mistake_is_taken_back_with_its_reason_and_stays_in_the_history(
    admin: FlaskClient, me: Officer, lan: Officer
) -> None:
    pledge = make_pledge(lan)
    path = f"{ALL}/{lan.id}/{pledge.id}/rut"
    assert "Rút lần ký của Phạm Thị Lan ngày 23/11/2026?" in admin.get(path).text
    answer = admin.post(path, data={"reason": "   "})
    assert answer.status_code == 422 and "Xin ghi lý do" in answer.text
    assert admin.post(path, data={"reason": "Ghi nhầm người"}).location == f"{ALL}/{lan.id}"
    (pledge,) = pledges()
    assert (pledge.taken_back_at, pledge.taken_back_by_id) == (MONDAY, me.id)
    assert recorded("pledge.take_back") == [("pledge", str(pledge.id))]
    page = admin.get(f"{ALL}/{lan.id}").text
    assert "Đã rút" in page and "Ngô Quản Trị, 09:00, thứ Hai, 23/11/2026: Ghi nhầm người" in page
    assert "Chưa ký" in page and 'name="file"' in page
    assert "Phạm Thị Lan" not in admin.get("/cam-ket").text


def test_only_the_first_of_two_takes_it_back(admin: FlaskClient, lan: Officer) -> None:
    pledge = make_pledge(lan)
    path = f"{ALL}/{lan.id}/{pledge.id}/rut"
    answers = [admin.post(path, data={"reason": reason}) for reason in ("Ghi nhầm người", "Lý do khác")]
    assert [answer.status_code for answer in answers] == [303, 409] and "đã được rút trước đó" in answers[1].text
    assert pledges()[0].taken_back_reason == "Ghi nhầm người"
    assert len(recorded("pledge.take_back")) == 1


def test_what_was_typed_into_the_reason_stays(admin: FlaskClient, lan: Officer) -> None:
    pledge = make_pledge(lan)
    answer = admin.post(f"{ALL}/{lan.id}/{pledge.id}/rut", data={"reason": "dài " * 200})
    assert answer.status_code == 422 and "dài dài" in answer.text


def test_cards_are_printed_of_all_who_have_signed_and_it_is_recorded(admin: FlaskClient, lan: Officer) -> None:
    assert admin.get(f"{ALL}/the.pdf").status_code == 409
    make_pledge(lan)
    assert admin.get(f"{ALL}/the.pdf").mimetype == "application/pdf"
    assert recorded("print") == [("pledge_card", "")]
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "print")).one().details == {
        "officers": [lan.id]
    }


def test_an_empty_sheet_is_printed_for_an_officer(admin: FlaskClient, lan: Officer) -> None:
    assert admin.get(f"{ALL}/{lan.id}/phieu.pdf").mimetype == "application/pdf"
    assert recorded("print") == [("pledge_sheet", str(lan.id))]


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.OVERSEER])
def test_nobody_else_opens_these_pages(client: FlaskClient, lan: Officer, role: Role) -> None:
    pledge = make_pledge(lan)
    desk = sign_in(client, make_officer(role))
    own = f"{lan.id}/{pledge.id}"
    for path in ("", "/the.pdf", f"/{lan.id}", f"/{lan.id}/phieu.pdf", f"/{own}/ban-quet", f"/{own}/rut"):
        assert desk.get(f"{ALL}{path}").status_code == 403
    assert desk.post(f"{ALL}/{lan.id}", data=typed(), content_type="multipart/form-data").status_code == 403
    assert desk.post(f"{ALL}/{own}/rut", data={"reason": "nhầm"}).status_code == 403


def test_of_two_signings_at_once_the_second_finds_the_first(app: Flask, lan: Officer) -> None:
    actions.sign(lan, "one-key-of-sixteen-chars", MONDAY)
    with pytest.raises(actions.rules.NotYetDue):
        actions.sign(lan, "two-key-of-sixteen-chars", MONDAY)
