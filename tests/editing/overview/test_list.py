"""The list of procedures: searched, filtered, sorted, paged, with its gaps counted as the command counts them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.codes.models import ScanPlace
from cqtt.dossiers.rules import Status
from cqtt.editing.overview.words import GAPS
from cqtt.extensions import db
from cqtt.posters.models import PosterPrint
from cqtt.procedures.actions import import_catalogue, raise_stamp
from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.procedures.commands import procedures as command
from cqtt.procedures.models import FilingMode, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import add_version, content_of_version, end_version
from cqtt.roles import Role
from tests.counting import queries
from tests.declarations.papers import keep_template, word
from tests.editing.overview.places import HX, LIST, administrator, make_draft_of, make_new, path
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure, sign_in

BUDGET = 15  # with signing in, however many procedures there are


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return administrator(client)


def page(admin: FlaskClient, query: str = "") -> str:
    answer = admin.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def listed(html: str) -> list[str]:
    return re.findall(rf'<td><span><a href="{LIST}/[^"]+">([^<]+)</a>', html)


def counted(html: str) -> dict[str, int]:
    return {name: int(count) for count, name in re.findall(r"<b>(\d+)</b> ([^<]+)</a></li>", html)}


def next_version(version: ProcedureVersion) -> ProcedureVersion:
    """Publish another version of the procedure."""
    content = replace(content_of_version(version), results=("Bản mới",))
    end_version(version, MONDAY)
    new = add_version(version.procedure, content, VersionStatus.PUBLISHED, MONDAY)
    raise_stamp()
    db.session.commit()
    return new


# -- what is listed -------------------------------------------------------------------------------


def test_published_new_and_retired_procedures_are_all_listed(admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    make_procedure(name="Đang làm")
    make_new(officer, name="Sắp có")
    gone = make_procedure(name="Thôi làm")
    end_version(gone, MONDAY)
    gone.procedure.is_active = False
    raise_stamp()
    db.session.commit()
    assert listed(page(admin)) == ["Đang làm", "Sắp có", "Thôi làm"]
    assert listed(page(admin, "?tinh-trang=dang-cong-bo")) == ["Đang làm"]
    assert listed(page(admin, "?tinh-trang=chua-cong-bo")) == ["Sắp có"]
    assert listed(page(admin, "?tinh-trang=da-ngung")) == ["Thôi làm"]
    assert listed(page(admin, "?tinh-trang=khong-co")) == []


def test_drafts_and_those_that_wait_for_their_day_are_found_apart(admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    make_draft_of(make_procedure(name="Đang viết"), officer)
    make_draft_of(make_procedure(name="Chờ ngày"), officer, publish_on=date(2026, 12, 1))
    make_procedure(name="Yên")
    assert listed(page(admin, "?tinh-trang=ban-nhap")) == ["Đang viết"]
    assert listed(page(admin, "?tinh-trang=cho-ngay")) == ["Chờ ngày"]
    assert "Công bố ngày 01/12/2026" in page(admin)


def test_the_filters_narrow_together_and_offer_what_there_is(admin: FlaskClient) -> None:
    land = make_procedure(FilingMode.AT_DESK, name="Đất một", field="Đất đai")
    make_procedure(FilingMode.LOCAL, name="Đất hai", field="Đất đai")
    make_procedure(FilingMode.AT_DESK, name="Hộ một")
    land.procedure.department = "Phòng Kinh tế"
    db.session.commit()
    assert listed(page(admin, "?linh-vuc=dat-dai&cach-nop=tai-quay")) == ["Đất một"]
    assert listed(page(admin, "?phong=phong-kinh-te")) == ["Đất một"]
    assert listed(page(admin, "?phong=chua-giao")) == ["Đất hai", "Hộ một"]
    assert '<option value="dat-dai" selected>Đất đai</option>' in page(admin, "?linh-vuc=dat-dai")
    assert "Không tìm thấy thủ tục nào" in page(admin, "?linh-vuc=khong-co")


def test_the_search_finds_as_citizens_do_and_what_only_administrators_see(admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    birth = make_procedure(name="Đăng ký khai sinh", code="1.001193", slug="khai-sinh-cu")
    make_procedure(name="Xác nhận tạm trú")
    make_new(officer, name="Hòa giải đất đai", slug="hoa-giai-dat")
    renamed = make_procedure(name="Tên xưa")
    make_draft_of(renamed, officer, name="Trích lục bản đồ")
    for words, name in (
        ("dang ky khai sinh", birth.content["name"]),
        ("1.001193", "Đăng ký khai sinh"),
        ("khai-sinh-cu", "Đăng ký khai sinh"),
        ("hoa giai", "Hòa giải đất đai"),
        ("hoa-giai-dat", "Hòa giải đất đai"),
        ("trich luc", "Tên xưa"),
    ):
        assert listed(page(admin, f"?q={words}")) == [name], words
    assert "Không tìm thấy thủ tục nào" in page(admin, "?q=zzzz")


def test_names_codes_and_the_last_change_can_be_sorted_by_both_ways(admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    for name, code in (("Ba", "1.000002"), ("Ăn", "1.000001"), ("Cá", "1.000003")):
        make_procedure(name=name, code=code)
    make_draft_of(make_procedure(name="Đá", code="1.000004"), officer, at=MONDAY + timedelta(hours=1))
    assert listed(page(admin)) == ["Ăn", "Ba", "Cá", "Đá"]
    assert listed(page(admin, "?xep=ma")) == ["Ăn", "Ba", "Cá", "Đá"]
    assert listed(page(admin, "?xep=-ma")) == ["Đá", "Cá", "Ba", "Ăn"]
    assert listed(page(admin, "?xep=doi"))[0] == "Đá"
    assert listed(page(admin, "?xep=-doi"))[-1] == "Đá"
    assert 'aria-sort="descending"' in page(admin, "?xep=doi")


def test_an_empty_catalogue_leads_to_the_first_procedure(admin: FlaskClient) -> None:
    html = page(admin)
    assert "Chưa có thủ tục nào" in html and f"{LIST}/them" in html


def test_an_old_code_says_where_it_leads_and_comes_last(admin: FlaskClient) -> None:
    make_procedure(name="Ô")
    old = make_procedure(name="x").procedure
    db.session.delete(old.versions[0])
    old.is_active, old.replaced_by = False, "3.000722"
    raise_stamp()
    db.session.commit()
    assert listed(page(admin)) == ["Ô", "Mã cũ, nay là 3.000722"]


def test_the_fragment_is_the_list_alone_and_carries_its_address(admin: FlaskClient) -> None:
    make_procedure(name="Một")
    answer = admin.get(f"{LIST}?q=mot&linh-vuc=&xep=", headers=HX)
    html = answer.get_data(as_text=True)
    assert html.strip().startswith('<section id="queue"') and "<html" not in html and "Một" in html
    assert answer.headers["HX-Push-Url"] == f"{LIST}?q=mot"


def test_others_are_refused(client: FlaskClient) -> None:
    assert client.get(LIST).status_code == 303
    for role in set(Role) - {Role.ADMINISTRATOR}:
        sign_in(client, make_officer(role))
        assert client.get(LIST).status_code == 403


# -- gaps -----------------------------------------------------------------------------------------


def test_gaps_are_counted_and_each_count_leads_to_its_procedures(admin: FlaskClient) -> None:
    make_procedure(name="Thiếu", fee={"amount_vnd": None, "note": ""}, requirements=[])
    make_procedure(name="Cũng thiếu", requirements=[])
    make_procedure(name="Đủ")
    html = page(admin)
    assert counted(html) == {"Chưa có lệ phí": 1, "Chưa có giấy tờ": 2}
    assert listed(page(admin, "?xem-lai=thieu-giay-to")) == ["Cũng thiếu", "Thiếu"]
    assert "Không còn gì phải xem lại" in page(admin, "?xem-lai=lien-ket-hong")


def test_what_lies_outside_the_words_is_judged_too(app: Flask, admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    version = make_procedure(name="Một")
    make_dossier(version, status=Status.PROCESSING, received_at=MONDAY)
    make_dossier(version, status=Status.RETURNED)
    keep_template(version)
    print_poster(version, officer.id)
    assert counted(page(admin)) == {}
    new = next_version(version)
    new.content = new.content | {"questions": []}
    new.procedure.filing_mode = FilingMode.AT_DESK
    new.procedure.filing_reason = "Cần ký."
    make_draft_of(new, officer, at=MONDAY - timedelta(days=31))
    assert set(counted(page(admin))) == {"Tờ mã đã cũ", "Hồ sơ theo bản cũ", "Bản nháp để lâu"}


def print_poster(version: ProcedureVersion, officer_id: int, place_id: int = 0) -> None:
    db.session.add(
        PosterPrint(
            procedure_id=version.procedure_id,
            version_number=version.number,
            place_id=place_id,
            size="a4",
            printed_at=MONDAY,
            officer_id=officer_id,
        )
    )
    db.session.commit()


def test_a_poster_is_outdated_while_one_place_still_shows_the_old_one(app: Flask, admin: FlaskClient) -> None:
    officer, hall = make_officer(Role.ADMINISTRATOR), ScanPlace(name="Nhà văn hóa ấp 1")
    db.session.add(hall)
    db.session.commit()
    version = make_procedure(name="Một")
    print_poster(version, officer.id)
    print_poster(version, officer.id, hall.id)
    new = next_version(version)
    print_poster(new, officer.id)
    assert counted(page(admin)) == {"Tờ mã đã cũ": 1}
    assert "Nhà văn hóa ấp 1: phiên bản 1" in admin.get(path(version.procedure)).get_data(as_text=True)
    hall.is_active = False
    db.session.commit()
    assert counted(page(admin)) == {}


def test_a_template_that_asks_for_what_is_no_longer_asked_is_named(app: Flask, admin: FlaskClient) -> None:
    version = make_procedure(name="Một")
    keep_template(version, word("Cháu là {{ ten_chau }}."))
    assert counted(page(admin)) == {}
    content = version.content
    version.content = content | {"questions": [content["questions"][0] | {"id": "ten_khac"}]}
    raise_stamp()
    db.session.commit()
    assert counted(page(admin)) == {"Mẫu tờ khai sai tên": 1}


def test_the_command_and_the_page_agree(app: Flask, admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    make_procedure(name="Thiếu", fee={"amount_vnd": None, "note": ""}, requirements=[])
    make_procedure(FilingMode.AT_DESK, name="Không lý do")
    version = make_procedure(name="Đang sửa")
    make_dossier(version, status=Status.SUBMITTED)
    make_draft_of(next_version(version), officer, at=MONDAY - timedelta(days=40))
    make_new(officer, name="Mới", processing_time={"amount": None, "unit": None, "note": ""})
    said = app.test_cli_runner().invoke(command, ["check"]).output
    labels = {str(words.label) for words in GAPS.values()}
    printed = {name: int(count) for name, count in re.findall(r"^  ([^(\n]+) \((\d+)\): ", said, re.MULTILINE)}
    assert {name: count for name, count in printed.items() if name in labels} == counted(page(admin))
    assert len(counted(page(admin))) >= 5
    assert "Danh mục đang dùng: 4 thủ tục, 4 thủ tục nên xem lại." in said
    assert f"Thiếu lý do cách nộp (1): {make_code('Không lý do')}" in said


def make_code(name: str) -> str:
    """The code of the procedure called so."""
    version = db.session.query(ProcedureVersion).filter(ProcedureVersion.content["name"].as_string() == name).one()
    return version.procedure.address_code


# -- the whole catalogue --------------------------------------------------------------------------


def test_the_whole_catalogue_is_paged_within_the_budget(app: Flask, admin: FlaskClient) -> None:
    import_catalogue(read_own_catalogue(), MONDAY)
    db.session.commit()
    admin.get(LIST)  # the catalogue is read once a process
    with queries() as sent:
        html = page(admin)
    assert len(sent) <= BUDGET, sent
    assert len(listed(html)) == 50 and "Trang 1 trên 4" in html
    assert len(listed(page(admin, "?trang=999"))) == len(listed(page(admin, "?trang=4"))) < 50
    assert len(listed(page(admin, "?dong=200"))) > 150
    assert page(admin, "?trang=2&chon=trang").count(" checked autocomplete") == 50
    assert listed(page(admin, "?q=dang ky khai sinh"))[0] == "Đăng ký khai sinh"
