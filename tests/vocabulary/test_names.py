"""The everyday names of procedures: what is typed, who else bears them, and that a search knows them at once."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import create_app
from cqtt.audit.models import AuditEntry
from cqtt.extensions import db
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.models import Procedure, ProcedureVersion
from cqtt.roles import Role
from cqtt.vocabulary.actions import VocabularyRefused, read_names
from tests.conftest import make_settings
from tests.counting import queries
from tests.factories import make_officer, make_procedure, sign_in

LIST = "/quan-tri/tra-cuu/ten-goi"
ONE = f"{LIST}/1.001193"


def row(version: ProcedureVersion) -> Procedure:
    return db.session.get_one(Procedure, version.procedure_id)


def save(client: FlaskClient, names: str, revision: int = 1) -> tuple[int, str]:
    answer = client.post(ONE, data={"revision": revision, "names": names})
    return answer.status_code, answer.text


def typed_in(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.S)
    return found[1].replace("\r\n", "\n") if found else ""


# -- what was typed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", []),
        ("\n \n", []),
        ("sổ đỏ\nsổ hồng", ["sổ đỏ", "sổ hồng"]),
        ("sổ đỏ; sổ hồng ;", ["sổ đỏ", "sổ hồng"]),
        ("  sổ   đỏ \nSỔ ĐỎ", ["sổ đỏ"]),
        ("má mất\nma mất", ["má mất", "ma mất"]),
    ],
)
def test_names_are_read_one_a_line(app: Flask, typed: str, names: list[str]) -> None:
    assert read_names(typed) == names


def test_too_long_and_too_many_names_are_refused(app: Flask) -> None:
    with pytest.raises(VocabularyRefused, match="quá 80 ký tự"):
        read_names("a" * 81)
    with pytest.raises(VocabularyRefused, match="Nhiều nhất 60"):
        read_names("\n".join(f"tên {number}" for number in range(61)))


# -- the pages ------------------------------------------------------------------------------------


def test_only_administrators_keep_the_names(client: FlaskClient, birth: ProcedureVersion) -> None:
    assert [client.get(address).status_code for address in (LIST, ONE)] == [303, 303]
    sign_in(client, make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER))
    assert [client.get(address).status_code for address in (LIST, ONE)] == [403, 403]
    assert [client.post(address).status_code for address in (ONE, f"{ONE}/thu")] == [403, 403]


def test_a_name_added_on_screen_finds_its_procedure_in_the_next_request_of_every_process(
    app: Flask, admin: FlaskClient, birth: ProcedureVersion
) -> None:
    other = create_app(make_settings(app.config["SETTINGS"].data))  # another process, with a catalogue of its own
    beside = other.test_client()
    for browser in (admin, beside):
        assert "/thu-tuc/1.001193" not in browser.get("/thu-tuc?q=giay+nhoc+ti").text
    assert save(admin, "giấy nhóc tì")[0] == 303
    for browser in (admin, beside):
        assert "/thu-tuc/1.001193" in browser.get("/thu-tuc?q=giay+nhoc+ti").text
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def test_saved_names_are_shown_recorded_and_no_copy_of_them_is_in_the_record(
    admin: FlaskClient, birth: ProcedureVersion
) -> None:
    assert save(admin, "giấy nhóc tì\nlàm khai sinh")[0] == 303
    assert row(birth).synonyms == ["giấy nhóc tì", "làm khai sinh"] and row(birth).revision == 2
    page = admin.get(ONE).text
    assert "Đã lưu tên gọi." in page and typed_in(page).strip() == "giấy nhóc tì\nlàm khai sinh"
    assert "giấy nhóc tì · làm khai sinh" in admin.get(LIST).text
    save(admin, "làm khai sinh", revision=2)
    entries = list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "change_names")))
    assert [entry.details for entry in entries] == [{"added": 2, "removed": 0}, {"added": 0, "removed": 1}]


@pytest.mark.parametrize(
    ("names", "said"), [("a" * 81, "quá 80 ký tự"), ("a\n" * 3001, "nhiều nhất 6000"), ("x\n" + "dài " * 30, "quá 80")]
)
def test_wrong_names_are_refused_and_what_was_typed_stays(
    admin: FlaskClient, birth: ProcedureVersion, names: str, said: str
) -> None:
    status, page = save(admin, f"giấy nhóc tì\n{names}")
    assert status == 422 and said in page and "giấy nhóc tì" in typed_in(page)
    assert row(birth).synonyms == []


def test_two_administrators_at_once_overwrite_nothing(admin: FlaskClient, birth: ProcedureVersion) -> None:
    assert save(admin, "của người thứ nhất")[0] == 303
    status, page = save(admin, "của người thứ hai")
    assert status == 409 and "Chưa có gì bị ghi đè" in page
    assert "của người thứ nhất" in page and "của người thứ hai" in typed_in(page)
    assert 'name="revision" type="hidden" value="2"' in page
    assert row(birth).synonyms == ["của người thứ nhất"]
    assert save(admin, "của người thứ hai", revision=2)[0] == 303


def test_a_name_that_another_procedure_bears_is_said(
    admin: FlaskClient, birth: ProcedureVersion, land: ProcedureVersion
) -> None:
    row(land).synonyms = ["giấy đất"]
    db.session.commit()
    assert "Có tên cũng là của thủ tục khác" not in admin.get(ONE).text
    assert save(admin, "GIAY DAT\nhòa giải tranh chấp đất đai")[0] == 303  # allowed: both are found
    page = admin.get(ONE).text
    assert "Có tên cũng là của thủ tục khác" in page and f"{LIST}/1.002000" in page
    assert "“GIAY DAT”" in page and "“hòa giải tranh chấp đất đai”" in page


def test_names_are_tried_before_they_are_saved(
    admin: FlaskClient, birth: ProcedureVersion, land: ProcedureVersion
) -> None:
    typed = {"revision": "1", "names": "giấy nhóc tì", "thu": "giay nhoc ti"}
    answer = admin.post(f"{ONE}/thu", data=typed)
    assert answer.status_code == 200 and "<b>Đăng ký khai sinh</b>" in answer.text
    assert typed_in(answer.text).strip() == "giấy nhóc tì"  # and stays in the box
    assert row(birth).synonyms == [] and "Chưa thấy" in admin.post(f"{ONE}/thu", data=typed | {"names": ""}).text
    fragment = admin.post(f"{ONE}/thu", data=typed, headers={"HX-Request": "true"}).text
    assert fragment.strip().startswith('<div id="tried"') and "<html" not in fragment
    assert admin.post(f"{ONE}/thu", data=typed | {"names": "a" * 81}).status_code == 422
    assert admin.get(f"{ONE}/thu").status_code == 200  # where signing in again leads


def test_trying_is_refused_without_the_token(strict_client: FlaskClient, birth: ProcedureVersion) -> None:
    client = strict_client
    page = client.get("/dang-nhap").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    officer = make_officer(Role.ADMINISTRATOR)
    assert token
    client.post("/dang-nhap", data={"login": officer.login, "password": "mat-khau-thu-nghiem", "csrf_token": token[1]})
    answer = client.post(ONE, data={"revision": "1", "names": "giấy nhóc tì"})
    assert answer.status_code == 422 and "giấy nhóc tì" in typed_in(answer.text)
    assert row(birth).synonyms == []


def test_the_list_is_searched_as_citizens_search(
    admin: FlaskClient, birth: ProcedureVersion, land: ProcedureVersion
) -> None:
    row(birth).synonyms = ["giấy nhóc tì"]
    page = admin.get(f"{LIST}?q=khai+sihn").text
    assert "Đăng ký khai sinh" in page and "Hòa giải" not in page
    assert "Không tìm thấy thủ tục nào" in admin.get(f"{LIST}?q=zzzz").text
    fragment = admin.get(f"{LIST}?q=khai", headers={"HX-Request": "true"}).text
    assert fragment.strip().startswith('<div id="found"')


def test_an_empty_catalogue_says_what_to_do(admin: FlaskClient) -> None:
    assert "Chưa có thủ tục nào được công bố" in admin.get(LIST).text


def test_a_long_list_asks_the_database_no_more_than_a_short_one(admin: FlaskClient, birth: ProcedureVersion) -> None:
    admin.get(LIST)
    with queries() as short:
        admin.get(LIST)
    for _number in range(45):
        make_procedure()
    admin.get(LIST)
    with queries() as long:
        page = admin.get(LIST).text
    assert len(long) <= len(short) and "46 thủ tục" in page and "Trang 1 trên 3" in page


def test_only_what_citizens_find_has_names(admin: FlaskClient, birth: ProcedureVersion) -> None:
    assert admin.get(f"{LIST}/khong-co").status_code == 404
    row(birth).is_active = False
    raise_stamp()
    db.session.commit()
    assert admin.get(ONE).status_code == 404
