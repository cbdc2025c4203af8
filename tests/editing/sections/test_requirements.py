"""The list of documents: put in order, added to, taken from and put back; every document keeps its id."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.requirements import Requirement
from cqtt.roles import Role
from tests.editing.sections.boxes import (
    HTMX,
    Fields,
    draft_content,
    draft_of,
    edit_of,
    fields_of,
    save,
    typed,
    words_of,
)
from tests.factories import make_officer, make_procedure, sign_in

ALL = ["giay-chung-sinh", "van-ban-uy-quyen", "giay-to-tuy-than"]  # of the procedure the factory makes


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def press(client: FlaskClient, version: ProcedureVersion, button: str, fields: Fields | None = None) -> TestResponse:
    """Press a button of the list, with its boxes as they are or as they are given."""
    fields = typed(client, version, "giay-to") if fields is None else fields
    return client.post(edit_of(version, f"/giay-to/{button}"), data=fields)


def ids(version: ProcedureVersion) -> list[str]:
    return [paper.id for paper in draft_content(version).requirements]


def names(version: ProcedureVersion) -> list[str]:
    return [paper.name for paper in draft_content(version).requirements]


def test_a_document_is_renamed_and_keeps_its_id(admin: FlaskClient) -> None:
    version = make_procedure()
    save(admin, version, "giay-to", **{"giay-chung-sinh-name": "Giấy báo sinh", "giay-chung-sinh-originals": "2"})
    first = draft_content(version).requirements[0]
    assert (first.id, first.name, first.originals) == ("giay-chung-sinh", "Giấy báo sinh", 2)
    assert ids(version) == ALL


def test_every_box_of_a_document_is_kept(admin: FlaskClient) -> None:
    version = make_procedure()
    boxes = {
        "giay-chung-sinh-copies": "3",
        "giay-chung-sinh-when": "nếu sinh ở nhà",
        "giay-chung-sinh-note": "không có thì viết cam đoan",
        "van-ban-uy-quyen-look_up": "y",
    }
    save(admin, version, "giay-to", **boxes)
    first, second, third = draft_content(version).requirements
    assert first == Requirement(
        "giay-chung-sinh", "Giấy chứng sinh", 1, 3, False, "không có thì viết cam đoan", "nếu sinh ở nhà"
    )
    assert second.look_up and not second.uploadable
    assert third.present_only


def test_the_arrows_move_a_document_and_stop_at_the_ends(admin: FlaskClient) -> None:
    version = make_procedure()
    assert press(admin, version, "giay-to-tuy-than/len").status_code == 200
    assert ids(version) == ["giay-chung-sinh", "giay-to-tuy-than", "van-ban-uy-quyen"]
    press(admin, version, "giay-chung-sinh/len")
    press(admin, version, "van-ban-uy-quyen/xuong")
    press(admin, version, "khong-co/xuong")
    assert ids(version) == ["giay-chung-sinh", "giay-to-tuy-than", "van-ban-uy-quyen"]
    press(admin, version, "giay-chung-sinh/xuong")
    assert ids(version) == ["giay-to-tuy-than", "giay-chung-sinh", "van-ban-uy-quyen"]


def test_the_order_in_which_rows_are_sent_is_the_order_that_is_kept(admin: FlaskClient) -> None:
    version = make_procedure()
    save(admin, version, "giay-to", row=list(reversed(ALL)))
    assert ids(version) == list(reversed(ALL))


def test_what_was_typed_elsewhere_in_the_list_is_saved_with_a_button(admin: FlaskClient) -> None:
    version = make_procedure()
    fields = typed(admin, version, "giay-to") | {"van-ban-uy-quyen-note": "có chữ ký"}
    press(admin, version, "giay-chung-sinh/xuong", fields)
    assert draft_content(version).requirements[0].note == "có chữ ký"


def test_a_new_document_gets_an_id_from_its_name_once(admin: FlaskClient) -> None:
    version = make_procedure()
    fields = typed(admin, version, "giay-to", new_name="Giấy chứng  sinh")
    answer = press(admin, version, "them", fields)
    assert answer.status_code == 200 and ids(version) == [*ALL, "giay-chung-sinh-2"]
    press(admin, version, "them", fields)  # sent again: the same document, not another
    assert ids(version) == [*ALL, "giay-chung-sinh-2"]
    save(admin, version, "giay-to", **{"giay-chung-sinh-2-name": "Tên khác"})
    assert (ids(version)[3], names(version)[3]) == ("giay-chung-sinh-2", "Tên khác")
    press(admin, version, "them", typed(admin, version, "giay-to", new_name="Giấy tờ khác"))
    assert ids(version)[4] == "giay-to-khac-2"  # the other belongs to every dossier
    press(admin, version, "them", typed(admin, version, "giay-to", new_name="!!!"))
    assert ids(version)[5] == "giay-to"


def test_a_forged_row_does_not_take_the_id_of_what_comes_beside_the_list(admin: FlaskClient) -> None:
    version = make_procedure()
    fields = typed(admin, version, "giay-to")
    forged = fields | {"row": [*ALL, "giay-to-khac", "don"], "giay-to-khac-name": "Giả", "don-name": "Đơn"}
    assert admin.post(edit_of(version, "/giay-to"), data=forged).status_code == 303
    assert ids(version) == [*ALL, "don"]


def test_a_document_without_a_name_is_not_added(admin: FlaskClient) -> None:
    version = make_procedure()
    answer = press(admin, version, "them")
    assert answer.status_code == 422 and "Xin ghi tên giấy tờ rồi bấm Thêm." in answer.text
    assert draft_of(version) is None


def test_what_is_taken_out_is_in_sight_and_put_back_where_it_was(admin: FlaskClient) -> None:
    version = make_procedure()
    answer = press(admin, version, "van-ban-uy-quyen/bo")
    assert answer.status_code == 200 and ids(version) == ["giay-chung-sinh", "giay-to-tuy-than"]
    assert "Đã bỏ “Văn bản ủy quyền”." in words_of(answer.text)
    left = fields_of(answer.text, "giay-to")
    again = press(admin, version, "tra-lai", left)
    assert again.status_code == 404
    # Work goes on meanwhile; what was taken out does not come back by itself.
    other = press(admin, version, "giay-chung-sinh/xuong", left)
    assert ids(version) == ["giay-to-tuy-than", "giay-chung-sinh"]
    back = press(admin, version, "van-ban-uy-quyen/tra-lai", fields_of(other.text, "giay-to"))
    assert sorted(ids(version)) == sorted(ALL)
    stored = {paper.id: paper for paper in draft_content(version).requirements}["van-ban-uy-quyen"]
    assert (stored.name, stored.originals, stored.when) == ("Văn bản ủy quyền", 1, "khi nộp thay người khác")
    assert "Đã bỏ" not in words_of(back.text)


def test_taking_out_and_putting_back_changes_nothing(admin: FlaskClient) -> None:
    version = make_procedure()
    before = [Requirement(**row) for row in version.content["requirements"]]
    for id in ALL:
        answer = press(admin, version, f"{id}/bo")
        press(admin, version, f"{id}/tra-lai", fields_of(answer.text, "giay-to"))
        assert list(draft_content(version).requirements) == before


def test_all_may_be_taken_out_and_citizens_then_read_that_it_is_not_published(admin: FlaskClient) -> None:
    version = make_procedure()
    for id in ALL:
        answer = press(admin, version, f"{id}/bo")
    assert draft_content(version).requirements == ()
    assert "Chưa có giấy tờ nào. Người dân sẽ đọc “Chưa công bố”." in words_of(answer.text)


@pytest.mark.parametrize(
    ("wrong", "box", "sentence"),
    [
        ({"giay-chung-sinh-name": " "}, "giay-chung-sinh-name", "Xin cho biết: tên giấy tờ."),
        ({"giay-chung-sinh-originals": "-1"}, "giay-chung-sinh-originals", "Xin ghi số từ 0 đến 20."),
        ({"giay-chung-sinh-originals": "hai"}, "giay-chung-sinh-originals", "Xin ghi bằng chữ số, ví dụ 12."),
        ({"giay-chung-sinh-copies": "99"}, "giay-chung-sinh-copies", "Xin ghi số từ 0 đến 20."),
        ({"giay-chung-sinh-note": "dòng\n" * 300}, "giay-chung-sinh-note", "nhiều nhất 400 ký tự"),
        ({"giay-to-tuy-than-look_up": "y"}, "giay-to-tuy-than-look_up", "Xin chỉ đánh dấu một ô."),
        ({"giay-chung-sinh-form_file": "77"}, "giay-chung-sinh-form", "Tệp này không còn."),
    ],
)
def test_a_wrong_document_is_told_at_its_box_and_nothing_is_saved(
    admin: FlaskClient, wrong: dict[str, str], box: str, sentence: str
) -> None:
    version = make_procedure()
    fields = typed(admin, version, "giay-to") | {"van-ban-uy-quyen-note": "gõ dở"} | wrong
    for answer in (
        admin.post(edit_of(version, "/giay-to"), data=fields),
        press(admin, version, "giay-chung-sinh/xuong", fields),
    ):
        assert answer.status_code == 422 and draft_of(version) is None
        tree = html.fromstring(answer.text)
        assert sentence in tree.xpath(f"//p[@id='loi-{box}']")[0].text_content()
        assert fields_of(answer.text, "giay-to")["van-ban-uy-quyen-note"] == "gõ dở"
        assert tree.xpath("//details[@open]//p[@class='error' and not(@hidden)]")
    fragment = admin.post(edit_of(version, "/giay-to"), data=fields, headers=HTMX)
    assert fragment.status_code == 422 and f'id="loi-{box}" hx-swap-oob="true">' in fragment.text


def test_more_documents_than_anybody_brings_are_refused(admin: FlaskClient) -> None:
    version = make_procedure(requirements=[_paper(number) for number in range(20)])
    answer = press(admin, version, "them", typed(admin, version, "giay-to", new_name="Thêm nữa"))
    assert answer.status_code == 422 and "Nhiều nhất 20 giấy tờ" in answer.text


def _paper(number: int) -> dict[str, Any]:
    rest = {"originals": 1, "copies": 0, "present_only": False, "note": "", "when": ""}
    return {"id": f"giay-{number}", "name": f"Giấy {number}", **rest}


@pytest.mark.parametrize("odd", ["../x", "<b>", "a" * 60, "", "Giấy"])
def test_a_row_under_an_id_that_no_name_makes_is_left_out(admin: FlaskClient, odd: str) -> None:
    version = make_procedure()
    fields = typed(admin, version, "giay-to") | {"row": [*ALL, odd], f"{odd}-name": "Lạ"}
    admin.post(edit_of(version, "/giay-to"), data=fields | {"giay-chung-sinh-note": "mới"})
    assert ids(version) == ALL


def test_an_odd_id_that_is_stored_already_is_no_reason_to_lose_a_document(admin: FlaskClient) -> None:
    version = make_procedure(requirements=[_paper(1) | {"id": "Giấy Lạ"}])
    save(admin, version, "giay-to", **{"Giấy Lạ-note": "mới"})
    assert [(paper.id, paper.note) for paper in draft_content(version).requirements] == [("Giấy Lạ", "mới")]


def test_the_list_of_two_editors_stands_side_by_side_with_what_differs_alone(admin: FlaskClient) -> None:
    version = make_procedure()
    late = typed(admin, version, "giay-to") | {"giay-chung-sinh-note": "của tôi"}
    save(admin, version, "giay-to", **{"van-ban-uy-quyen-note": "của người kia"})
    answer = press(admin, version, "giay-chung-sinh/xuong", late)
    assert answer.status_code == 409 and names(version)[1] == "Văn bản ủy quyền"
    table = words_of(html.tostring(html.fromstring(answer.text).xpath("//table")[0], encoding="unicode"))
    assert "Ghi chú: của tôi" in table and "Ghi chú: của người kia" in table and "tùy thân" not in table
    assert fields_of(answer.text, "giay-to")["giay-chung-sinh-note"] == "của tôi"


def test_a_button_of_the_list_answers_htmx_with_the_section(admin: FlaskClient) -> None:
    version = make_procedure()
    answer = admin.post(
        edit_of(version, "/giay-to/giay-chung-sinh/bo"), data=typed(admin, version, "giay-to"), headers=HTMX
    )
    assert answer.text.lstrip().startswith('<section class="card part" id="giay-to">') and "<h1" not in answer.text
