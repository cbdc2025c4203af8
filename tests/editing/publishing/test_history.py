"""History, comparison, restoring, discarding and its undo: nothing is lost, and citizens notice none of it."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt.extensions import db
from cqtt.procedures.models import Procedure
from tests.counting import queries
from tests.editing.publishing.drafting import (
    administrator,
    birth,
    draft_of,
    new_draft,
    page_of,
    publish,
    published,
    said_by,
    seen_by_citizens,
    write_draft,
)

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return administrator(app)


def with_versions(admin: FlaskClient, *names: str, **fields: Any) -> Procedure:
    """A procedure that was published under each of these names, one version after the other."""
    procedure = birth(name=names[0], **fields)
    for name in names[1:]:
        write_draft(procedure, name=name)
        assert publish(admin, procedure).status_code == 303
    return procedure


def way_back(page: str) -> str:
    """The address of the undo button."""
    found = re.search(r'action="(/quan-tri/thu-tuc/hoan-tac/[0-9a-f]{32})"', page)
    assert found, page
    return found[1]


def seen_in(page: str) -> str:
    """The state of the draft that the button to throw it away carries."""
    found = re.search(r'/bo-nhap".*?name="seen" value="([0-9a-f]+)"', page)
    assert found, page
    return found[1]


def throw_away(admin: FlaskClient, procedure: Procedure) -> TestResponse:
    """Press the button of the history as it is shown now."""
    seen = seen_in(admin.get(page_of(procedure, "lich-su")).text)
    return admin.post(page_of(procedure, "bo-nhap"), data={"seen": seen})


def test_any_two_versions_are_compared(admin: FlaskClient) -> None:
    procedure = with_versions(admin, "Khai sinh", "Khai sinh tại xã", "Khai sinh tại ấp")
    page = admin.get(page_of(procedure, "so-sanh?tu=1&den=3")).text
    assert "Khai sinh" in page and re.search(r"<ins>.*tại ấp", page)
    backwards = admin.get(page_of(procedure, "so-sanh?tu=3&den=2")).text
    assert re.search(r"<del>.*ấp", backwards) and re.search(r"<ins>.*xã", backwards)
    same = admin.get(page_of(procedure, "so-sanh?tu=2&den=2")).text
    assert "cùng một bản" in same and "<ins>" not in same


def test_only_what_differs_is_open_and_the_rest_can_be_unfolded(admin: FlaskClient) -> None:
    procedure = with_versions(admin, "Khai sinh", "Khai sinh mới")
    shown, _details, folded = admin.get(page_of(procedure, "so-sanh")).text.partition("<summary>Xem tất cả")
    assert "Tên thủ tục" in shown and "Căn cứ pháp lý" not in shown and "Căn cứ pháp lý" in folded


def test_the_usual_comparison_is_the_draft_with_what_citizens_read(admin: FlaskClient) -> None:
    procedure = with_versions(admin, "A", "B")
    write_draft(procedure, name="C")
    page = admin.get(page_of(procedure, "so-sanh")).text
    assert '<option value="2" selected>' in page and '<option value="3" selected>' in page


def test_a_version_that_never_was_is_not_found(admin: FlaskClient) -> None:
    procedure = with_versions(admin, "A")
    huge = "9" * 25  # more than a column of numbers holds
    for page in ("so-sanh?tu=7", "xem-truoc?ban=7", "khoi-phuc/7", f"so-sanh?den={huge}", f"xem-truoc?ban={huge}"):
        assert admin.get(page_of(procedure, page)).status_code == 404
    assert admin.get(page_of(procedure, "so-sanh")).status_code == 200, "one version alone is no fault"


def test_the_comparison_and_the_acts_are_fragments_for_htmx(admin: FlaskClient) -> None:
    procedure = with_versions(admin, "A", "B")
    for page in ("so-sanh", "lich-su", "cong-bo", "ngung"):
        write_draft(procedure, source="khác")
        fragment = admin.get(page_of(procedure, page), headers=FRAGMENT).text
        assert "<html" not in fragment and fragment.lstrip().startswith(("<section", "<div"))


def test_an_old_version_comes_back_as_a_draft_and_citizens_notice_nothing(app: Flask, admin: FlaskClient) -> None:
    procedure = with_versions(admin, "Tên cũ", "Tên mới")
    before = seen_by_citizens(app, "tên", procedure=procedure)
    assert "Tên cũ" in admin.get(page_of(procedure, "khoi-phuc/1")).text
    assert admin.post(page_of(procedure, "khoi-phuc/1"), data={"seen": ""}).status_code == 303
    draft = draft_of(procedure)
    assert draft and draft.number == 3 and said_by(draft).name == "Tên cũ" and draft.based_on_id
    assert seen_by_citizens(app, "tên", procedure=procedure) == before
    assert publish(admin, procedure).status_code == 303
    assert "Tên cũ" in app.test_client().get("/thu-tuc/1.001193").text


def test_restoring_over_a_draft_shows_what_is_lost_and_is_undone(admin: FlaskClient) -> None:
    procedure = with_versions(admin, "Tên cũ", "Tên mới")
    draft = write_draft(procedure, name="Tên đang viết")
    page = admin.get(page_of(procedure, "khoi-phuc/1")).text
    assert "Đang có một bản nháp khác" in page and "đang viết" in page
    assert f'value="{draft.digest}"' in page
    admin.post(page_of(procedure, "khoi-phuc/1"), data={"seen": draft.digest})
    assert said_by(draft_of(procedure)).name == "Tên cũ"
    address = way_back(admin.get(page_of(procedure, "lich-su")).text)
    assert admin.post(address).status_code == 303
    assert said_by(draft_of(procedure)).name == "Tên đang viết"
    assert "Hoàn tác" not in admin.get(page_of(procedure, "lich-su")).text.replace("Hoàn tác bản nháp", "")


@pytest.mark.parametrize("seen", ["", "anything"])
def test_a_draft_nobody_looked_at_is_not_written_over(admin: FlaskClient, seen: str) -> None:
    procedure = with_versions(admin, "Tên cũ", "Tên mới")
    write_draft(procedure, name="Người khác đang viết")
    assert admin.post(page_of(procedure, "khoi-phuc/1"), data={"seen": seen}).status_code == 409
    assert said_by(draft_of(procedure)).name == "Người khác đang viết"


def test_what_was_edited_since_is_not_undone(admin: FlaskClient) -> None:
    procedure = with_versions(admin, "Tên cũ", "Tên mới")
    draft = write_draft(procedure, name="Tên đang viết")
    admin.post(page_of(procedure, "khoi-phuc/1"), data={"seen": draft.digest})
    address = way_back(admin.get(page_of(procedure, "lich-su")).text)
    write_draft(procedure, name="Viết tiếp trên bản cũ")
    answer = admin.post(address)
    assert answer.status_code == 409 and "đã được sửa tiếp" in answer.text
    assert said_by(draft_of(procedure)).name == "Viết tiếp trên bản cũ"


def test_a_draft_that_was_thrown_away_comes_back_whole(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    draft = write_draft(procedure, name="Tên đang viết", guidance="Xin **gọi** trước.")
    said, before = said_by(draft), seen_by_citizens(app, "khai sinh", procedure=procedure)
    assert throw_away(admin, procedure).status_code == 303
    assert draft_of(procedure) is None
    address = way_back(admin.get(page_of(procedure, "lich-su")).text)
    assert admin.post(address).status_code == 303
    assert said_by(draft_of(procedure)) == said
    assert admin.post(address).status_code == 409, "twice is once"
    assert seen_by_citizens(app, "khai sinh", procedure=procedure) == before


def test_what_was_published_meanwhile_is_not_taken_back_by_an_undo_unasked(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, name="Bỏ đi")
    throw_away(admin, procedure)
    address = way_back(admin.get(page_of(procedure, "lich-su")).text)
    write_draft(procedure, name="Bản hai")
    assert publish(admin, procedure).status_code == 303
    assert admin.post(address).status_code == 303
    assert "Bản 2 đã được công bố" in admin.get(page_of(procedure, "lich-su")).text
    assert publish(admin, procedure).status_code == 422 and said_by(published(procedure)).name == "Bản hai"
    assert 'name="drafts"' not in admin.get("/quan-tri/thu-tuc/cong-bo").text
    assert publish(admin, procedure, confirmed="y").status_code == 303


def test_what_somebody_wrote_meanwhile_is_not_thrown_away(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, name="Đã đọc")
    seen = seen_in(admin.get(page_of(procedure, "lich-su")).text)
    write_draft(procedure, name="Người khác vừa viết")
    answer = admin.post(page_of(procedure, "bo-nhap"), data={"seen": seen})
    assert answer.status_code == 409 and "vừa sửa bản nháp này nên chưa bỏ" in answer.text
    assert said_by(draft_of(procedure)).name == "Người khác vừa viết"


def test_the_only_words_of_a_procedure_are_not_thrown_away(admin: FlaskClient) -> None:
    procedure = new_draft().procedure
    answer = admin.post(page_of(procedure, "bo-nhap"))
    assert answer.status_code == 409 and "chưa công bố lần nào" in answer.text
    assert draft_of(procedure) is not None


def test_without_a_draft_there_is_nothing_to_throw_away(admin: FlaskClient) -> None:
    assert admin.post(page_of(birth(), "bo-nhap")).status_code == 409


@pytest.mark.parametrize("key", ["0" * 32, "khong-co"])
def test_what_is_gone_cannot_be_undone_and_that_is_said(admin: FlaskClient, key: str) -> None:
    answer = admin.post(f"/quan-tri/thu-tuc/hoan-tac/{key}")
    assert answer.status_code == 303
    assert "không hoàn tác được nữa" in admin.get(answer.location).text
    assert admin.post("/quan-tri/thu-tuc/hoan-tac/..%2f..%2fcqtt.db").status_code == 404


def test_the_history_tells_who_did_what_in_pages(admin: FlaskClient) -> None:
    procedure = birth()
    for number in range(16):
        write_draft(procedure, source=f"nguồn {number}")
        publish(admin, procedure)
    first, second = (admin.get(page_of(procedure, f"lich-su{page}")).text for page in ("", "?trang=2"))
    assert "Công bố" in first and "trang=2" in first
    assert first != second and "Bắt đầu bản nháp" in first


def test_the_history_asks_the_database_as_little_for_many_versions_as_for_few(admin: FlaskClient) -> None:
    counts = []
    procedure = birth()
    for _round in range(2):
        for number in range(6):
            write_draft(procedure, source=f"nguồn {number}")
            publish(admin, procedure)
        with queries() as sent:
            admin.get(page_of(procedure, "lich-su"))
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 15


def test_an_old_code_has_a_history_without_versions(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, code="1.009999")
    publish(admin, procedure)
    page = admin.get("/quan-tri/thu-tuc/1.001193/lich-su")
    assert page.status_code == 200 and "Đây là một mã cũ" in page.text
    assert published(db.session.get_one(Procedure, procedure.id)) is not None
