"""One change on many procedures: shown first, made where nobody was faster, taken back as a whole."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import add_version, content_of_version, end_version, version_in
from cqtt.roles import Role
from tests.counting import queries
from tests.editing.overview.places import LIST, administrator, make_draft_of, make_field
from tests.factories import MONDAY, make_officer, make_procedure, sign_in

MANY = f"{LIST}/nhieu"
BACK = f"{LIST}?linh-vuc=ho-tich"
PORTAL = {"mode": "link_only", "reason": "Công an giải quyết.", "portal_url": "https://a.vn/x"}


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    make_field("Đất đai", "dat-dai")
    make_officer(Role.SPECIALIST, department="Phòng Kinh tế")
    return administrator(client)


def ticked(*versions: ProcedureVersion) -> list[str]:
    return [str(version.procedure_id) for version in versions]


def post(admin: FlaskClient, way: str, chosen: list[str], status: int = 200, **typed: str) -> str:
    answer = admin.post(f"{MANY}{way}", data={"chon": chosen, "ve": BACK, **typed})
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def picks(html: str) -> list[str]:
    return re.findall(r'name="chon" value="([^"]+)"', html)


def seal(html: str) -> str:
    found = re.search(r'name="dau" value="([^"]+)"', html)
    assert found
    return found[1]


def row(version: ProcedureVersion) -> Procedure:
    db.session.expire_all()
    return db.session.get_one(Procedure, version.procedure_id)


def draft_of(version: ProcedureVersion) -> ProcedureVersion | None:
    db.session.expire_all()
    return version_in(version.procedure_id, VersionStatus.DRAFT)


def test_a_department_is_given_to_many_and_taken_back(admin: FlaskClient) -> None:
    one, two = make_procedure(name="Một"), make_procedure(name="Hai")
    two.procedure.department = "Phòng cũ"
    db.session.commit()
    asked = post(admin, "", ticked(one, two), viec="phong")
    assert "Đổi phòng phụ trách: 2 thủ tục" in asked and picks(asked) == ticked(one, two)
    shown = post(admin, "/phong", picks(asked), department="Phòng Kinh tế")
    assert "Sẽ thành: Phòng Kinh tế" in shown and "Phòng cũ" in shown and "Chưa giao" in shown
    assert row(one).department == ""  # nothing is changed by looking
    done = post(admin, "/phong/doi", picks(shown), department="Phòng Kinh tế")
    assert "Đã xong cả 2 thủ tục" in done and row(one).department == row(two).department == "Phòng Kinh tế"
    undone = post(admin, "/phong/hoan-tac", [], dau=seal(done))
    assert "Hoàn tác" in undone and (row(one).department, row(two).department) == ("", "Phòng cũ")


def test_filing_is_changed_at_once_and_taken_back_as_it_was(admin: FlaskClient) -> None:
    version = make_procedure(name="Một")
    shown = post(admin, "/cach-nop", ticked(version), **PORTAL)
    assert "Nộp ở Cổng quốc gia · Công an giải quyết. · https://a.vn/x" in shown
    done = post(admin, "/cach-nop/doi", picks(shown), **PORTAL)
    assert "https://a.vn/x" in admin.get(f"/thu-tuc/{row(version).code}").get_data(as_text=True)
    assert row(version).filing_chosen is True
    post(admin, "/cach-nop/hoan-tac", [], dau=seal(done))
    now = row(version)
    assert (now.filing_mode, now.filing_reason, now.portal_url) == (FilingMode.LOCAL, "", "")
    assert now.filing_chosen is False  # imports decide again, as before
    assert "Nộp trực tuyến" in admin.get(f"/thu-tuc/{now.code}").get_data(as_text=True)


def test_a_field_is_written_into_drafts_that_citizens_do_not_see(admin: FlaskClient) -> None:
    one, two = make_procedure(name="Một"), make_procedure(name="Hai")
    officer = make_officer(Role.ADMINISTRATOR)
    make_draft_of(two, officer, results=("Khác",))
    shown = post(admin, "/linh-vuc", ticked(one, two), field="Đất đai")
    done = post(admin, "/linh-vuc/doi", picks(shown), field="Đất đai")
    assert f"{LIST}?tinh-trang=ban-nhap" in done
    for version in (one, two):
        draft = draft_of(version)
        assert draft is not None and draft.content["field"] == "Đất đai"
        assert db.session.get_one(ProcedureVersion, version.id).content["field"] == "Hộ tịch"
    post(admin, "/linh-vuc/hoan-tac", [], dau=seal(done))
    kept = draft_of(two)
    assert draft_of(one) is None  # begun by the change, gone with it
    assert kept is not None and (kept.content["field"], kept.content["results"]) == ("Hộ tịch", ["Khác"])


def test_a_draft_that_an_import_overtook_is_written_on_and_kept(admin: FlaskClient) -> None:
    version = make_procedure(name="Một")
    make_draft_of(version, make_officer(Role.ADMINISTRATOR), results=("Khác",))
    newer = replace(content_of_version(version), source="tệp nhập vào")
    end_version(version, MONDAY)
    add_version(version.procedure, newer, VersionStatus.PUBLISHED, MONDAY)
    db.session.commit()
    done = post(
        admin, "/linh-vuc/doi", picks(post(admin, "/linh-vuc", ticked(version), field="Đất đai")), field="Đất đai"
    )
    post(admin, "/linh-vuc/hoan-tac", [], dau=seal(done))
    kept = draft_of(version)
    assert kept is not None and (kept.content["field"], kept.content["results"]) == ("Hộ tịch", ["Khác"])


def test_what_cannot_or_need_not_be_changed_is_left_and_says_why(admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    same, waiting, gone = (make_procedure(name=name) for name in ("Đã thế", "Chờ ngày", "Thôi làm"))
    same.content = same.content | {"field": "Đất đai"}
    make_draft_of(waiting, officer, publish_on=date(2026, 12, 1))
    end_version(gone, MONDAY)
    db.session.commit()
    shown = post(admin, "/linh-vuc", ticked(same, waiting, gone), field="Đất đai")
    assert "Để nguyên: 3 thủ tục" in shown and picks(shown) == []
    assert "Đã như vậy rồi." in shown and "hẹn ngày công bố" in shown and "Không có bản nào đang công bố" in shown


def test_whoever_was_faster_is_not_overwritten(admin: FlaskClient) -> None:
    one, two = make_procedure(name="Một"), make_procedure(name="Hai")
    shown = post(admin, "/phong", ticked(one, two), department="Phòng Kinh tế")
    two.procedure.department, two.procedure.revision = "Phòng Văn hóa", 2
    db.session.commit()
    done = post(admin, "/phong/doi", picks(shown), department="Phòng Kinh tế")
    assert "Đã xong 1 thủ tục, để nguyên 1." in done and "Có người vừa sửa thủ tục này" in done
    assert row(two).department == "Phòng Văn hóa"


def test_pressing_twice_changes_once(admin: FlaskClient) -> None:
    version = make_procedure()
    shown = post(admin, "/phong", ticked(version), department="Phòng Kinh tế")
    post(admin, "/phong/doi", picks(shown), department="Phòng Kinh tế")
    again = post(admin, "/phong/doi", picks(shown), department="Phòng Kinh tế")
    assert "Đã xong 0 thủ tục, để nguyên 1." in again and row(version).revision == 2


def test_what_was_changed_since_is_not_taken_back(admin: FlaskClient) -> None:
    one, two = make_procedure(name="Một"), make_procedure(name="Hai")
    done = post(admin, "/phong/doi", [f"{one.procedure_id}.1", f"{two.procedure_id}.1"], department="Phòng Kinh tế")
    post(admin, "/cach-nop/doi", [f"{two.procedure_id}.2"], **PORTAL)
    undone = post(admin, "/phong/hoan-tac", [], dau=seal(done))
    assert "Đã xong 1 thủ tục, để nguyên 1." in undone
    assert (row(one).department, row(two).department) == ("", "Phòng Kinh tế")


def test_a_draft_that_was_written_on_since_stays(admin: FlaskClient) -> None:
    version = make_procedure()
    shown = post(admin, "/linh-vuc", ticked(version), field="Đất đai")
    done = post(admin, "/linh-vuc/doi", picks(shown), field="Đất đai")
    make_draft_of(version, make_officer(Role.ADMINISTRATOR), results=("Viết thêm",))
    undone = post(admin, "/linh-vuc/hoan-tac", [], dau=seal(done))
    draft = draft_of(version)
    assert "Bản nháp đã được sửa tiếp." in undone and draft is not None and draft.content["field"] == "Đất đai"


def test_a_forged_or_foreign_seal_takes_nothing_back(admin: FlaskClient) -> None:
    version = make_procedure()
    done = post(admin, "/phong/doi", [f"{version.procedure_id}.1"], department="Phòng Kinh tế")
    for way, word in (("phong", "tự viết"), ("phong", seal(done) + "x"), ("cach-nop", seal(done)), ("phong", "")):
        assert "chưa hoàn tác" in post(admin, f"/{way}/hoan-tac", [], status=409, dau=word)
    assert row(version).department == "Phòng Kinh tế"


def test_a_mistake_is_named_and_the_choice_stays(admin: FlaskClient) -> None:
    version = make_procedure()
    for way, typed in (
        ("/cach-nop", PORTAL | {"reason": ""}),
        ("/cach-nop/doi", PORTAL | {"mode": "khong-co"}),
        ("/phong", {"department": "Phòng không có"}),
        ("/linh-vuc", {"field": ""}),
    ):
        html = post(admin, way, ticked(version), status=422, **typed)
        assert picks(html) == ticked(version) and "Xin " in html
    assert row(version).revision == 1


def test_nothing_ticked_or_no_such_change_leads_back_to_the_list(admin: FlaskClient) -> None:
    version = make_procedure()
    for chosen, what in ((ticked(version), "khong-co"), ([], "phong"), (["x"], "phong")):
        answer = admin.post(MANY, data={"chon": chosen, "viec": what, "ve": BACK})
        assert (answer.status_code, answer.location) == (303, BACK)
    for way in ("", "/phong", "/phong/doi", "/phong/hoan-tac"):
        assert admin.get(f"{MANY}{way}").status_code == 303
    away = admin.post(MANY, data={"chon": [], "viec": "phong", "ve": "https://noi-khac.vn"})
    assert away.location == LIST


def test_too_many_at_once_are_refused(admin: FlaskClient) -> None:
    html = post(admin, "/phong", [str(id) for id in range(1, 202)], status=409, department="")
    assert "nhiều nhất 200 thủ tục" in html


def test_looking_costs_the_same_however_many_are_ticked(admin: FlaskClient) -> None:
    few = [make_procedure() for _each in range(2)]
    many = few + [make_procedure() for _each in range(8)]
    sent = []
    for versions in (few, many):
        chosen = ticked(*versions)
        with queries() as counted:
            post(admin, "/linh-vuc", chosen, field="Đất đai")
        sent.append(len(counted))
    assert sent[1] <= sent[0]


def test_others_are_refused(admin: FlaskClient) -> None:
    sign_in(admin, make_officer(Role.LEADER))
    for way in ("", "/phong", "/phong/doi", "/phong/hoan-tac"):
        assert admin.post(f"{MANY}{way}").status_code == 403
