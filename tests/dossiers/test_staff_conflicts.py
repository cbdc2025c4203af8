"""A form from an older page: nothing is overwritten, what was typed stays, and beside it stands what happened."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from cqtt import clock
from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers.models import Attachment, Dossier
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.staff import desk, press
from tests.factories import MONDAY, make_dossier, make_officer

Sent = dict[str, Any]


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, name="Nguyễn Thị Hạnh")


@pytest.fixture
def colleague(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, Role.SPECIALIST, name="Trần Văn Mẫu")


def hidden(page: str) -> Sent:
    """Return which state a page's form says it shows."""
    form = page.split('id="move"')[-1]
    return {name: re.findall(rf'name="{name}" value="(\d+)"', form)[0] for name in ("revision", "seen")}


def opened(client: FlaskClient, dossier: Dossier, step: str) -> Sent:
    """Open the page of a move and return what its form would send beside what is typed."""
    answer = client.get(f"/can-bo/ho-so/{dossier.id}/{step}")
    assert answer.status_code == 200, answer.text
    return hidden(answer.text)


def beside(page: str) -> str:
    """Return what stands beside the form, in words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition('id="meanwhile"')[2].partition("</aside>")[0]).split())


def in_form(page: str) -> str:
    return page.partition('id="move"')[2]


def accepted() -> Dossier:
    dossier = make_dossier()
    decisions.accept(dossier, make_officer(Role.RECEPTION), Limit(3, Unit.WORKING_DAY), MONDAY)
    db.session.commit()
    return dossier


def test_what_was_typed_stays_and_what_happened_stands_beside_it(
    reception: FlaskClient, colleague: FlaskClient
) -> None:
    dossier = make_dossier()
    seen = opened(reception, dossier, "bo-sung")
    press(colleague, dossier, "ghi-chu", note="Người nộp vừa gọi, sẽ mang giấy đến")
    press(colleague, dossier, "ma-quoc-gia", code="H19.151-261123-0001")
    events = len(dossier.events)
    typed = {"items": ["Giấy chứng sinh"], "others": "Số nhà", "reason": "Chưa rõ nơi ở"}
    url = f"/can-bo/ho-so/{dossier.id}/bo-sung"
    answer = reception.post(url, data=seen | typed)
    assert (answer.status_code, len(dossier.events), dossier.status) == (409, events, Status.SUBMITTED)
    form = in_form(answer.text)
    assert "Số nhà</textarea>" in form and "Chưa rõ nơi ở</textarea>" in form
    assert re.search(r'<input checked [^>]*value="Giấy chứng sinh"', form)
    said = beside(answer.text)
    assert "Trần Văn Mẫu vừa cập nhật hồ sơ này trước." in said
    assert (
        "Ghi chú nội bộ 09:00, thứ Hai, 23/11/2026 · Trần Văn Mẫu Nội bộ: Người nộp vừa gọi, sẽ mang giấy đến" in said
    )
    assert said.index("Ghi chú nội bộ") < said.index("Ghi mã hồ sơ quốc gia")  # in the order of the day
    assert "Gửi hồ sơ" not in said  # that was on the page already
    again = reception.post(url, data=hidden(answer.text) | typed)
    assert (again.status_code, dossier.status) == (303, Status.AWAITING_SUPPLEMENT)


def test_where_the_step_is_over_it_says_so_and_the_words_can_still_be_copied(
    reception: FlaskClient, colleague: FlaskClient
) -> None:
    dossier = make_dossier()
    seen = opened(reception, dossier, "tu-choi")
    press(colleague, dossier, "tiep-nhan", officer="0")
    typed = {"reason": "Không thuộc thẩm quyền", "legal_ground": "Điều 17"}
    answer = reception.post(f"/can-bo/ho-so/{dossier.id}/tu-choi", data=seen | typed)
    assert (answer.status_code, dossier.status) == (409, Status.ACCEPTED)
    assert "Không thuộc thẩm quyền</textarea>" in in_form(answer.text)
    assert "Từ chối và báo người nộp" not in answer.text  # the button is gone, the way back is not
    assert f'href="/can-bo/ho-so/{dossier.id}"' in answer.text
    said = beside(answer.text)
    assert "Hồ sơ đang ở trạng thái “Được tiếp nhận” nên chưa làm được việc này." in said
    assert "Hồ sơ đã được tiếp nhận." in said  # what the citizen was told
    again = reception.post(f"/can-bo/ho-so/{dossier.id}/tu-choi", data=hidden(answer.text) | typed)
    assert (again.status_code, "Không thuộc thẩm quyền" in again.text) == (409, True)
    assert dossier.status is Status.ACCEPTED


def test_mended_names_stand_side_by_side(reception: FlaskClient, colleague: FlaskClient) -> None:
    dossier = make_dossier(email="thu@example.vn")
    seen = opened(reception, dossier, "sua")
    base = {"applicant_name": "Nguyễn Văn Thử", "citizen_number": "075199000001", "hamlet_id": "0"}
    theirs = base | {"phone": "0912345678", "address": "Số 2", "email": "thu@example.vn"}
    press(colleague, dossier, "sua", **theirs)
    ours = base | {"phone": "0987654321", "address": "Số 2", "email": ""}
    answer = reception.post(f"/can-bo/ho-so/{dossier.id}/sua", data=seen | ours)
    assert (answer.status_code, dossier.phone, dossier.email) == (409, "0912345678", "thu@example.vn")
    said = beside(answer.text)
    assert "Ô Ông/Bà ghi Đang lưu" in said
    assert "Điện thoại 0987 654 321 0912 345 678" in said
    assert "Thư điện tử (trống) thu@example.vn" in said
    assert "Số nhà, tổ, đường" not in said and "Ngày sinh" not in said  # both wrote the same
    assert "Sửa thông tin: địa chỉ, điện thoại" in said
    again = reception.post(f"/can-bo/ho-so/{dossier.id}/sua", data=hidden(answer.text) | ours)
    assert (again.status_code, dossier.phone) == (303, "0987654321")


def test_whoever_accepts_reads_what_a_colleague_has_mended_meanwhile(
    reception: FlaskClient, colleague: FlaskClient
) -> None:
    dossier = make_dossier()
    seen = opened(reception, dossier, "tiep-nhan")
    mended = {"applicant_name": "Trần Thị Mẫu", "citizen_number": "075199000001", "phone": "0987654321"}
    press(colleague, dossier, "sua", **mended, hamlet_id="0", address="Số 2")
    answer = reception.post(f"/can-bo/ho-so/{dossier.id}/tiep-nhan", data=seen | {"officer": "0"})
    assert (answer.status_code, dossier.status) == (409, Status.SUBMITTED)
    said = beside(answer.text)
    assert "Bây giờ hồ sơ ghi: Họ và tên người đứng tên Trần Thị Mẫu Điện thoại 0987 654 321" in said
    assert "075199000001" not in said, "what was not mended is not repeated"


def test_of_a_form_that_does_not_say_what_it_showed_the_last_event_is_told(
    reception: FlaskClient, colleague: FlaskClient
) -> None:
    dossier = make_dossier()
    seen = dossier.revision
    press(colleague, dossier, "ghi-chu", note="Một")
    press(colleague, dossier, "ghi-chu", note="Hai")
    typed = {"revision": seen, "reason": "x", "legal_ground": "y"}
    for odd in ({}, {"seen": ""}, {"seen": "abc"}, {"seen": "-5"}):
        answer = reception.post(f"/can-bo/ho-so/{dossier.id}/tu-choi", data=typed | odd)
        assert answer.status_code == 409, odd
        assert "Nội bộ: Hai" in beside(answer.text), odd
    assert dossier.status is Status.SUBMITTED


def test_a_button_without_words_is_answered_the_same_way(app: Flask, reception: FlaskClient) -> None:
    dossier, specialist = accepted(), desk(app, Role.SPECIALIST)
    page = specialist.get(f"/can-bo/ho-so/{dossier.id}").text
    button = page.split(f'action="/can-bo/ho-so/{dossier.id}/xu-ly"')[1]
    sent = {name: re.findall(rf'name="{name}" value="(\d+)"', button)[0] for name in ("revision", "seen")}
    press(reception, dossier, "ghi-chu", note="Chờ xác minh tại ấp")
    answer = specialist.post(f"/can-bo/ho-so/{dossier.id}/xu-ly", data=sent)
    assert (answer.status_code, dossier.status) == (409, Status.ACCEPTED)
    assert "Nội bộ: Chờ xác minh tại ấp" in beside(answer.text)
    again = specialist.post(f"/can-bo/ho-so/{dossier.id}/xu-ly", data=hidden(answer.text))
    assert (again.status_code, dossier.status) == (303, Status.PROCESSING)


def test_a_result_with_a_file_from_an_older_page_keeps_its_words_and_no_row(
    app: Flask, reception: FlaskClient, colleague: FlaskClient
) -> None:
    dossier = accepted()
    press(colleague, dossier, "xu-ly")
    seen = opened(colleague, dossier, "co-ket-qua")
    press(reception, dossier, "ghi-chu", note="Bà đã đến hỏi")
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "JPEG")
    out.seek(0)
    typed = {"result": "Giấy khai sinh số 12", "shelf": "A3", "file": (out, "kq.jpg")}
    answer = colleague.post(f"/can-bo/ho-so/{dossier.id}/co-ket-qua", data=seen | typed)
    assert (answer.status_code, dossier.status) == (409, Status.PROCESSING)
    assert "Giấy khai sinh số 12</textarea>" in answer.text and 'value="A3"' in answer.text
    assert list(db.session.scalars(select(Attachment))) == []


def test_a_preview_from_an_older_page_says_that_it_is_old(reception: FlaskClient, colleague: FlaskClient) -> None:
    dossier = make_dossier()
    seen = opened(reception, dossier, "tu-choi")
    press(colleague, dossier, "ghi-chu", note="Một")
    typed = {"reason": "Không thuộc thẩm quyền", "legal_ground": "Điều 17"}
    url = f"/can-bo/ho-so/{dossier.id}/tu-choi/xem-truoc"
    answer = reception.post(url, data=seen | typed, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert re.search(r"<p data-message>Trần Văn Mẫu vừa cập nhật", answer.text)


def test_every_move_makes_the_page_before_it_old(reception: FlaskClient) -> None:
    dossier, first, second = accepted(), make_officer(Role.SPECIALIST), make_officer(Role.SPECIALIST)
    seen = dossier.revision
    assert press(reception, dossier, "giao", officer=str(first.id)).status_code == 303
    answer = reception.post(f"/can-bo/ho-so/{dossier.id}/giao", data={"revision": seen, "officer": str(second.id)})
    assert (answer.status_code, dossier.officer_id) == (409, first.id)
    assert f'<option selected value="{second.id}">' in answer.text
