"""How one procedure is filed: chosen with its reason, seen beforehand, never written over in silence."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.extensions import db
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.models import FilingMode, Procedure
from cqtt.roles import Role
from tests.editing.overview.places import HX, administrator, path
from tests.factories import make_officer, make_procedure

REASON = "Cần Ông/Bà đến ký trước mặt cán bộ."
TYPED = {"revision": "1", "mode": "at_desk", "reason": REASON, "portal_url": "", "department": ""}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return administrator(client)


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def stored(procedure: Procedure) -> Procedure:
    db.session.expire_all()
    return db.session.get_one(Procedure, procedure.id)


def test_a_choice_holds_at_once_for_citizens_and_is_recorded(admin: FlaskClient) -> None:
    procedure = make_procedure().procedure
    make_officer(Role.SPECIALIST, department="Phòng Kinh tế")
    answer = admin.post(path(procedure, "/cach-nop"), data=TYPED | {"department": "Phòng Kinh tế"})
    assert (answer.status_code, answer.location) == (303, path(procedure))
    assert REASON in admin.get(f"/thu-tuc/{procedure.code}").get_data(as_text=True)
    now = stored(procedure)
    assert (now.filing_mode, now.filing_chosen, now.department) == (FilingMode.AT_DESK, True, "Phòng Kinh tế")
    acts = set(db.session.scalars(select(AuditEntry.action)))
    assert {"choose_filing_mode", "set_department"} <= acts


def test_saving_what_stands_there_changes_nothing(admin: FlaskClient) -> None:
    procedure = make_procedure().procedure
    same = {"revision": "1", "mode": "local", "reason": "", "portal_url": "", "department": ""}
    assert admin.post(path(procedure, "/cach-nop"), data=same).status_code == 303
    assert (stored(procedure).revision, stored(procedure).filing_chosen) == (1, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": " "}, "Xin viết một câu để người dân hiểu"),
        ({"mode": "link_only", "reason": ""}, "Xin viết một câu để người dân hiểu"),
        ({"mode": "bay"}, "Xin chọn một"),
        ({"reason": "x" * 301}, "Xin viết gọn lại"),
        ({"portal_url": "dichvucong.gov.vn"}, "bắt đầu bằng https://"),
        ({"portal_url": "https://dich vu"}, "bắt đầu bằng https://"),
        ({"department": "Phòng không có"}, "Xin chọn một"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(admin: FlaskClient, typed: dict[str, str], sentence: str) -> None:
    procedure = make_procedure().procedure
    answer = admin.post(path(procedure, "/cach-nop"), data=TYPED | {"portal_url": "https://giu.vn/lai"} | typed)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in html
    assert (typed.get("portal_url") or "https://giu.vn/lai") in html
    assert stored(procedure).filing_mode is FilingMode.LOCAL


def test_of_two_administrators_the_second_is_told_and_nothing_is_overwritten(admin: FlaskClient) -> None:
    procedure = make_procedure().procedure
    admin.post(path(procedure, "/cach-nop"), data=TYPED)
    late = TYPED | {"mode": "link_only", "reason": "Công an giải quyết.", "portal_url": "https://a.vn/x"}
    answer = admin.post(path(procedure, "/cach-nop"), data=late)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Chưa có gì bị ghi đè" in html
    assert REASON in html and "Công an giải quyết." in html
    assert stored(procedure).filing_mode is FilingMode.AT_DESK
    again = late | {"revision": re.search(r'name="revision"[^>]*value="(\d+)"', html)[1]}  # type: ignore[index]
    assert admin.post(path(procedure, "/cach-nop"), data=again).status_code == 303
    assert stored(procedure).portal_url == "https://a.vn/x"


@pytest.mark.parametrize("mode", list(FilingMode))
@pytest.mark.parametrize("reason", ["", REASON])
def test_the_preview_says_what_the_page_of_citizens_says(admin: FlaskClient, mode: FilingMode, reason: str) -> None:
    procedure = make_procedure().procedure
    asked = {"mode": mode.value, "reason": reason, "portal_url": ""}
    preview = admin.get(path(procedure, "/cach-nop/xem"), query_string=asked, headers=HX).get_data(as_text=True)
    assert preview.strip().startswith('<section class="card" id="nguoi-dan-doc"')
    procedure.filing_mode, procedure.filing_reason = mode, reason
    raise_stamp()
    db.session.commit()
    shown = words_of(admin.get(f"/thu-tuc/{procedure.code}").get_data(as_text=True))
    told = [words_of(each) for each in re.findall(r"<p[^>]*>(.*?)</p>", preview, re.DOTALL)]
    expected = [each.strip("[] ") for each in told if not each.startswith(("(không có nút", "Nút dẫn đến"))]
    assert expected
    assert [each for each in expected if each not in shown] == []
    assert stored(procedure).revision == 1


def test_the_preview_is_a_page_of_its_own_without_scripts(admin: FlaskClient) -> None:
    procedure = make_procedure().procedure
    html = admin.get(path(procedure, "/cach-nop/xem?mode=khong-co")).get_data(as_text=True)
    assert "<html" in html and "Nộp trực tuyến" in html


def test_a_form_without_its_token_changes_nothing(app: Flask, admin: FlaskClient) -> None:
    procedure = make_procedure().procedure
    app.config["WTF_CSRF_ENABLED"] = True  # from here on; the sign-in is behind
    answer = admin.post(path(procedure, "/cach-nop"), data=TYPED)
    assert answer.status_code == 422 and REASON in answer.get_data(as_text=True)
    assert stored(procedure).filing_mode is FilingMode.LOCAL
