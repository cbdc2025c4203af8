"""Many drafts published at once: each whole or not at all, and a report that says which and why not."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.procedures.models import Procedure
from cqtt.roles import Role
from tests.counting import queries
from tests.editing.publishing.drafting import (
    administrator,
    any_procedure,
    birth,
    draft_of,
    new_draft,
    page_of,
    published,
    write_draft,
)
from tests.factories import MONDAY, make_officer

PAGE = "/quan-tri/thu-tuc/cong-bo"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return administrator(app)


def ticked_in(page: str) -> list[str]:
    return re.findall(r'name="drafts" value="([^"]+)" checked', page)


def drafts(count: int) -> list[Procedure]:
    procedures = [any_procedure(name=f"Thủ tục {number:02}") for number in range(count)]
    for procedure in procedures:
        write_draft(procedure, source="nguồn mới")
    return procedures


def test_all_that_may_be_published_is_ticked_and_published_with_one_line(app: Flask, admin: FlaskClient) -> None:
    procedures = [*drafts(3), new_draft(name="Thủ tục hoàn toàn mới").procedure]
    ticked = ticked_in(admin.get(PAGE).text)
    assert len(ticked) == 4 and ticked_in(admin.get(f"{PAGE}?chon=khong").text) == []
    answer = admin.post(PAGE, data={"drafts": ticked, "note": "Nhập danh mục tháng 12"})
    assert answer.status_code == 200 and "Đã công bố 4 thủ tục" in answer.text
    for procedure in procedures:
        current = published(procedure)
        assert draft_of(procedure) is None and current and current.note == "Nhập danh mục tháng 12"
        assert app.test_client().get(f"/thu-tuc/{procedure.code}").status_code == 200


def test_one_with_a_fault_cannot_be_ticked_and_one_that_got_a_fault_is_left_with_its_reason(admin: FlaskClient) -> None:
    good, faulty, spoilt = drafts(3)
    write_draft(faulty, name="")
    page = admin.get(PAGE).text
    ticked = ticked_in(page)
    assert len(ticked) == 2 and "Chưa có tên thủ tục" in page
    write_draft(spoilt, code="x")
    answer = admin.post(PAGE, data={"drafts": ticked, "note": "Đợt một"})
    assert "Đã công bố 1 thủ tục" in answer.text and "Bản nháp vừa được sửa" in answer.text
    assert draft_of(good) is None and draft_of(spoilt) is not None and draft_of(faulty) is not None


def test_two_that_want_one_code_do_not_both_get_it(admin: FlaskClient) -> None:
    first, second = drafts(2)
    for procedure in (first, second):
        write_draft(procedure, code="1.234567")
    answer = admin.post(PAGE, data={"drafts": ticked_in(admin.get(PAGE).text), "note": "Đợt một"})
    assert "Đã công bố 1 thủ tục" in answer.text and "Mã 1.234567 là của thủ tục" in answer.text
    held = [procedure for procedure in (first, second) if draft_of(procedure)]
    assert len(held) == 1 and published(held[0]) is not None


def test_what_needs_a_confirmation_is_left_for_its_own_page(admin: FlaskClient) -> None:
    procedure = birth()
    draft = write_draft(procedure, source="khác")
    draft.number, procedure.versions[0].number = 2, 5
    db.session.commit()
    page = admin.get(PAGE).text
    assert "Cần xác nhận" in page and f'href="{page_of(procedure, "cong-bo")}"' in page and not ticked_in(page)


@pytest.mark.parametrize("typed", [{"note": ""}, {"drafts": []}, {"drafts": ["1", "x.y", "1.zz"], "note": ""}])
def test_nothing_is_published_without_ticks_and_a_line_why(admin: FlaskClient, typed: dict[str, object]) -> None:
    (procedure,) = drafts(1)
    ticked = ticked_in(admin.get(PAGE).text)
    answer = admin.post(PAGE, data={"drafts": ticked, "note": "Lý do"} | typed)
    assert answer.status_code == 422 and draft_of(procedure) is not None


def test_what_another_officer_is_writing_is_shown_and_waits_for_its_own_tick(admin: FlaskClient) -> None:
    first, second = drafts(2)
    other = make_officer(Role.ADMINISTRATOR, name="Lê Văn Đang Viết")
    writing = draft_of(second)
    assert writing
    writing.edited_by_id, writing.edited_at = other.id, MONDAY
    db.session.commit()
    with frozen(MONDAY + timedelta(minutes=14)):
        page = admin.get(PAGE).text
        assert len(ticked_in(page)) == 1 and "Lê Văn Đang Viết sửa" in page and "Có thể đang sửa dở" in page
        picks = re.findall(r'name="drafts" value="([^"]+)"', page)
        admin.post(PAGE, data={"drafts": picks, "note": "Đợt một"})
    assert draft_of(first) is None and draft_of(second) is None, "ticked by hand it is published"


def test_what_another_officer_left_is_ticked_again(admin: FlaskClient) -> None:
    (procedure,) = drafts(1)
    left = draft_of(procedure)
    assert left
    left.edited_by_id, left.edited_at = make_officer(Role.ADMINISTRATOR).id, MONDAY
    db.session.commit()
    with frozen(MONDAY + timedelta(minutes=15)):
        assert len(ticked_in(admin.get(PAGE).text)) == 1


def test_a_pick_that_is_none_publishes_nothing(admin: FlaskClient) -> None:
    (procedure,) = drafts(1)
    answer = admin.post(PAGE, data={"drafts": ["99999.0123456789abcdef", "<b>"], "note": "Lý do"})
    assert answer.status_code == 200 and "Đã công bố 0 thủ tục" in answer.text
    assert draft_of(procedure) is not None


def test_many_drafts_are_searched_and_shown_in_pages_with_few_queries(admin: FlaskClient) -> None:
    drafts(5)
    admin.get(PAGE)
    with queries() as few:
        admin.get(PAGE)
    drafts(55)
    admin.get(PAGE)
    with queries() as many:
        page = admin.get(PAGE).text
    assert len(few) == len(many) <= 16
    assert len(ticked_in(page)) == 50 and "trang=2" in page
    assert len(ticked_in(admin.get(f"{PAGE}?trang=2").text)) == 10
    assert len(ticked_in(admin.get(f"{PAGE}?q=thu+tuc+03").text)) == 2
    assert "Không có bản nháp nào như vậy" in admin.get(f"{PAGE}?q=zzz").text


def test_what_was_retired_does_not_come_back_with_the_others(admin: FlaskClient) -> None:
    (procedure,) = drafts(1)
    current = published(procedure)
    assert current
    seen = {"seen": current.id, "reason": "Bãi bỏ", "sure": "y"}
    assert admin.post(page_of(procedure, "ngung"), data=seen).status_code == 303
    page = admin.get(PAGE).text
    assert "Cần xác nhận" in page and ticked_in(page) == []


def test_without_drafts_the_page_says_so(admin: FlaskClient) -> None:
    assert "Không có bản nháp nào" in admin.get(PAGE).text
