"""The page of sections: a draft begins with the first change, each part is saved by itself, nobody is overwritten."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.limits import AfterStop, Unit
from cqtt.editing.drafts import open_draft
from cqtt.editing.sections.forms import FORMS, NameForm
from cqtt.editing.sections.parts import FIELDS, Part
from cqtt.editing.sections.rows import Rows
from cqtt.extensions import db
from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.procedures.content import Channel, Confidence, Fee, Group, OnlineLevel, ProcedureContent, ProcessingTime
from cqtt.procedures.models import ProcedureField, ProcedureVersion
from cqtt.procedures.old_codes import change_code
from cqtt.roles import Role
from tests.counting import queries
from tests.editing.sections.boxes import (
    HTMX,
    draft_content,
    draft_of,
    edit_of,
    fields_of,
    save,
    seen_on,
    typed,
    words_of,
)
from tests.factories import MONDAY, make_officer, make_procedure, sign_in

LOW: dict[str, str] = dict.fromkeys(["processing_time", "fee", "documents", "online_level"], "low") | {
    "identity": "high"
}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR, name="Trần Thị Mẫu"))


@pytest.fixture
def second(app: Flask) -> FlaskClient:
    """Another administrator in another browser."""
    return sign_in(app.test_client(), make_officer(Role.ADMINISTRATOR, name="Lê Văn Hai"))


def public_page(client: FlaskClient, version: ProcedureVersion) -> str:
    return client.get(f"/thu-tuc/{version.procedure.address_code}").text


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


# -- opening ----------------------------------------------------------------------------------------


def test_opening_the_page_makes_no_draft_and_shows_what_is_published(admin: FlaskClient) -> None:
    version = make_procedure(name="Đăng ký kết hôn", steps=["Nộp", "Nhận"])
    page = admin.get(edit_of(version)).text
    assert "Đây là nội dung đang công bố (bản 1)" in page
    assert fields_of(page, "ten")["name"] == "Đăng ký kết hôn"
    assert fields_of(page, "cac-buoc")["steps"] == "Nộp\nNhận"
    assert draft_of(version) is None and "begin_draft" not in acts()


def test_only_administrators_may_open_and_save(app: Flask, client: FlaskClient) -> None:
    version = make_procedure()
    assert client.get(edit_of(version)).status_code == 303
    sign_in(client, make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.OVERSEER))
    assert client.get(edit_of(version)).status_code == 403
    for rest in ("/ten", "/giay-to/them", "/giay-to/giay-chung-sinh/bo", "/giay-to/giay-chung-sinh/tep/mau"):
        assert client.post(edit_of(version, rest)).status_code == 403
    assert draft_of(version) is None


def test_a_page_of_no_procedure_and_a_part_that_is_none_are_not_found(admin: FlaskClient) -> None:
    version = make_procedure()
    assert admin.get("/quan-tri/thu-tuc/9.999998/sua").status_code == 404
    assert admin.post(edit_of(version, "/questions"), data={}).status_code == 404


def test_the_page_asks_little_of_the_database_however_many_documents(admin: FlaskClient) -> None:
    few, many = make_procedure(), make_procedure(requirements=[_paper(number) for number in range(15)])
    for version in (few, many):
        admin.get(edit_of(version))
    counts = []
    for version in (few, many):
        with queries() as sent:
            assert admin.get(edit_of(version)).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 14


def _paper(number: int) -> dict[str, Any]:
    rest = {"originals": 1, "copies": 0, "present_only": False, "note": "", "when": ""}
    return {"id": f"giay-{number}", "name": f"Giấy {number}", **rest}


# -- saving -----------------------------------------------------------------------------------------


def test_saving_without_a_change_begins_no_draft(admin: FlaskClient) -> None:
    version = make_procedure()
    for part in Part:
        assert save(admin, version, part).status_code == 303
    assert draft_of(version) is None


def test_what_stands_in_the_boxes_is_what_the_content_of_the_catalogue_says(app: Flask) -> None:
    for content in read_own_catalogue().procedures[::5]:
        for part, form in FORMS.items():
            more = {"fields": [content.field]} if form is NameForm else {}
            with app.test_request_context():
                boxes = form.of(content, formdata=None, **more)
                sent = {box.name: _sent(box) for box in boxes.boxes() if box.data is not None}
            with app.test_request_context(method="POST", data=_flat(sent) | {"seen": "x"}):
                again = form.of(content, meta={"csrf": False}, **more)
                assert again.validate(), (content.slug, again.errors)
                assert again.values(content) == {name: getattr(content, name) for name in FIELDS[part]}
        assert Rows.of(content).requirements() == content.requirements


def _sent(box: Any) -> Any:
    """Return what a browser would send of a box."""
    if isinstance(box.data, bool | list):
        return box.data
    return box.typed if hasattr(box, "typed") else box._value() if hasattr(box, "_value") else box.data


def _flat(sent: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in sent.items():
        if isinstance(value, dict):
            flat |= {f"{name}-{part}": text for part, text in value.items()}
        elif value is not False:
            flat[name] = "y" if value is True else value
    return flat


def test_the_first_change_begins_the_draft_and_citizens_see_nothing_of_it(admin: FlaskClient) -> None:
    version = make_procedure(name="Tên cũ")
    before = public_page(admin, version)
    answer = save(admin, version, "ten", name="Tên  mới")
    assert (answer.status_code, answer.location) == (303, f"{edit_of(version)}?phan=ten#ten")
    draft = draft_of(version)
    assert draft is not None and (draft.number, draft.based_on_id) == (2, version.id)
    assert draft_content(version).name == "Tên mới"
    assert public_page(admin, version) == before
    assert acts()[-2:] == ["begin_draft", "edit_draft"]
    page = admin.get(answer.location).text
    assert "Bản nháp số 2" in page and "Đã lưu lúc" in page


def test_every_box_of_every_part_is_kept(admin: FlaskClient) -> None:
    db.session.add(ProcedureField(slug="dat-dai", name="Đất đai"))
    version = make_procedure()
    save(
        admin,
        version,
        "ten",
        code="1.234567",
        field="Đất đai",
        applicants="- Người dân\n\n• Tổ chức",
        results="Giấy A\nGiấy B",
    )
    save(
        admin,
        version,
        "thoi-han",
        amount="12",
        unit="hour",
        time_note="nếu nộp sáng",
        after_supplement="continue",
        supplement_window="15",
    )
    save(admin, version, "le-phi", fee_amount="15.000", fee_note="mỗi bản")
    save(admin, version, "cac-buoc", steps="Một\nHai\nBa", form_names="", guidance="**Đậm**\n- một")
    save(admin, version, "truc-tuyen", online_level="partial", channels=["post", "direct"])
    save(
        admin,
        version,
        "can-cu",
        legal_basis="60/2014/QH13\n23/2015/NĐ-CP",
        source="QĐ 1872",
        **{"as_of-ngay": "1", "as_of-thang": "10"},
    )
    content = draft_content(version)
    assert (content.code, content.field, content.applicants) == ("1.234567", "Đất đai", ("Người dân", "Tổ chức"))
    assert content.results == ("Giấy A", "Giấy B")
    assert content.processing_time == ProcessingTime(12, Unit.HOUR, "nếu nộp sáng")
    assert (content.after_supplement, content.supplement_window) == (AfterStop.CONTINUE, 15)
    assert content.fee == Fee(15000, "mỗi bản")
    assert content.steps == ("Một", "Hai", "Ba") and content.form_names == () and content.guidance == "**Đậm**\n- một"
    assert (content.online_level, content.channels) == (OnlineLevel.PARTIAL, (Channel.DIRECT, Channel.POST))
    assert content.legal_basis == ("60/2014/QH13", "23/2015/NĐ-CP") and content.source == "QĐ 1872"
    assert content.as_of.isoformat() == "2026-10-01"


def test_within_the_day_needs_no_number_and_nothing_means_not_published(admin: FlaskClient) -> None:
    version = make_procedure()
    save(admin, version, "thoi-han", amount="", unit="same_day")
    assert draft_content(version).processing_time == ProcessingTime(1, Unit.SAME_DAY)
    save(admin, version, "thoi-han", amount="", unit="")
    assert draft_content(version).processing_time == ProcessingTime(None, None)


def test_marks_typed_apart_are_stored_together(admin: FlaskClient) -> None:
    version = make_procedure()
    save(admin, version, "ten", name="Đa\u0306ng ky\u0301 khai sinh\u200b")
    save(admin, version, "cac-buoc", guidance="Mang gia\u0302\u0301y to\u031b\u0300")
    assert draft_content(version).name == "Đăng ký khai sinh"
    assert draft_content(version).guidance == "Mang giấy tờ"


def test_a_save_by_htmx_answers_with_the_state_alone_and_gives_the_next_one_its_mark(admin: FlaskClient) -> None:
    version = make_procedure()
    fields = typed(admin, version, "le-phi", fee_amount="5000")
    answer = admin.post(edit_of(version, "/le-phi"), data=fields, headers=HTMX, follow_redirects=True)
    assert answer.text.lstrip().startswith('<div class="state" id="luu-le-phi">')
    assert "<h1" not in answer.text and "fee_note" not in answer.text.replace('id="loi-fee_note"', "")
    assert "Đã lưu lúc" in answer.text and "Người dân sẽ đọc: “5.000\u00a0đồng" in answer.text
    again = fields | {"fee_amount": "6000", "seen": seen_on(answer.text, "le-phi")}
    assert admin.post(edit_of(version, "/le-phi"), data=again, headers=HTMX).status_code == 303
    assert draft_content(version).fee.amount_vnd == 6000


@pytest.mark.parametrize(
    ("part", "wrong", "box", "sentence"),
    [
        ("ten", {"name": " "}, "name", "Xin cho biết: tên thủ tục."),
        ("ten", {"name": "x" * 251}, "name", "nhiều nhất 250 ký tự"),
        ("ten", {"code": "1.1193"}, "code", "Mã có dạng 1.001193"),
        ("ten", {"field": "Không có"}, "field", "Xin chọn một trong các mục có sẵn."),
        ("ten", {"applicants": "\n".join("abcdefghijklm")}, "applicants", "nhiều nhất 12 dòng"),
        ("thoi-han", {"amount": "ba"}, "amount", "Xin ghi bằng chữ số, ví dụ 12."),
        ("thoi-han", {"amount": "-3"}, "amount", "Xin ghi số từ 1 đến 999."),
        ("thoi-han", {"amount": ""}, "amount", "Xin ghi bao nhiêu, hoặc chọn “chưa công bố”."),
        ("thoi-han", {"unit": ""}, "unit", "Xin chọn đơn vị tính của thời hạn."),
        ("thoi-han", {"time_note": "dòng\n" * 300}, "time_note", "nhiều nhất 400 ký tự"),
        ("thoi-han", {"supplement_window": "0"}, "supplement_window", "Xin ghi số từ 1 đến 365."),
        ("le-phi", {"fee_amount": "tám nghìn"}, "fee_amount", "Xin ghi số tiền tròn đồng bằng chữ số"),
        ("le-phi", {"fee_amount": "-8000"}, "fee_amount", "Xin ghi số tiền tròn đồng bằng chữ số"),
        ("le-phi", {"fee_amount": "800.000.000"}, "fee_amount", "Xin xem lại có thừa số 0 nào không."),
        ("cac-buoc", {"steps": "\n".join("abcdefghijklmnopqrstu")}, "steps", "nhiều nhất 20 dòng"),
        ("cac-buoc", {"steps": "a\n" + "b" * 501}, "steps", "Dòng 2 dài quá. Xin viết gọn trong 500 ký tự."),
        ("cac-buoc", {"guidance": "x" * 6001}, "guidance", "nhiều nhất 6000 ký tự"),
        ("truc-tuyen", {"online_level": "half"}, "online_level", "Xin chọn một trong các mục có sẵn."),
        ("can-cu", {"as_of-nam": "2999"}, "as_of", "Xin ghi năm đủ bốn chữ số"),
        ("can-cu", {"as_of-ngay": "31", "as_of-thang": "2"}, "as_of", "Xin ghi ngày có thật"),
        ("can-cu", {"source": ""}, "source", "Xin cho biết: nguồn."),
    ],
)
def test_what_is_wrong_is_said_at_its_box_kept_there_and_saved_nowhere(
    admin: FlaskClient, part: str, wrong: dict[str, str], box: str, sentence: str
) -> None:
    version = make_procedure()
    fields = typed(admin, version, part, **wrong)
    answer = admin.post(edit_of(version, f"/{part}"), data=fields)
    assert answer.status_code == 422 and draft_of(version) is None
    (said,) = html.fromstring(answer.text).xpath(f"//p[@id='loi-{box}']")
    assert sentence in said.text_content() and said.get("hidden") is None
    kept, page = fields_of(answer.text, part), answer.text
    for name, value in wrong.items():
        chosen = html.fromstring(page).xpath(f"//*[@name='{name}'][self::select or @type='radio']")
        assert chosen or kept[name].split() == value.split()
    fragment = admin.post(edit_of(version, f"/{part}"), data=fields, headers=HTMX)
    assert fragment.status_code == 422 and fragment.text.lstrip().startswith(f'<div class="state" id="luu-{part}">')
    assert f'id="loi-{box}" hx-swap-oob="true">' in fragment.text and "<textarea" not in fragment.text
    assert "data-focus" not in fragment.text  # the cursor stays where it is


def test_a_code_of_another_procedure_is_refused(admin: FlaskClient) -> None:
    version, other = make_procedure(), make_procedure()
    answer = save(admin, version, "ten", code=other.procedure.code)
    assert answer.status_code == 422 and "Mã này đã là của một thủ tục khác." in answer.text
    assert draft_of(version) is None


def test_an_old_code_of_its_own_can_be_taken_back_and_another_procedure_cannot_take_it(admin: FlaskClient) -> None:
    version, other = make_procedure(), make_procedure()
    procedure, old = version.procedure, version.procedure.code
    change_code(procedure, "1.009999")
    version.content = {**version.content, "code": "1.009999"}
    db.session.commit()
    assert save(admin, version, "ten", code=old).status_code == 303
    assert draft_content(version).code == old
    assert save(admin, other, "ten", code=old).status_code == 422


def test_a_wrong_token_keeps_the_words_and_gives_a_new_token(app: Flask, admin: FlaskClient) -> None:
    version = make_procedure()
    fields = typed(admin, version, "cac-buoc", guidance="Lời rất dài")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = admin.post(edit_of(version, "/cac-buoc"), data=fields | {"csrf_token": "x"})
    assert answer.status_code == 422 and "Nội dung vẫn còn đây" in answer.text
    assert fields_of(answer.text, "cac-buoc")["guidance"] == "Lời rất dài"
    again = fields | {"csrf_token": fields_of(answer.text, "cac-buoc")["csrf_token"]}
    assert admin.post(edit_of(version, "/cac-buoc"), data=again).status_code == 303


# -- what citizens will read ------------------------------------------------------------------------


def test_what_is_typed_but_was_never_compared_asks_for_the_tick(admin: FlaskClient) -> None:
    version = make_procedure(confidence=LOW)
    answer = save(admin, version, "thoi-han", amount="7", unit="day")
    page = words_of(admin.get(answer.location, headers=HTMX).text)
    assert "Người dân sẽ đọc: “Chưa công bố, xin gọi 0251 3000 001”" in page
    assert "chưa được đánh dấu đã đối chiếu" in page
    save(admin, version, "can-cu", checked=["identity", "processing_time"])
    content = draft_content(version)
    assert content.known_processing_time == ProcessingTime(7, Unit.DAY) and content.known_fee is None
    assert "Người dân sẽ đọc: “7 ngày”" in words_of(admin.get(answer.location, headers=HTMX).text)


def test_a_note_that_says_itself_that_it_was_not_checked_is_named(admin: FlaskClient) -> None:
    version = make_procedure()
    answer = save(admin, version, "le-phi", fee_note="cần đối chiếu")
    assert "Ghi chú còn chữ “chưa xác minh” hoặc “đối chiếu”" in admin.get(answer.location, headers=HTMX).text


def test_a_tick_keeps_how_sure_a_group_was_and_no_tick_makes_it_doubtful(admin: FlaskClient) -> None:
    was = {"identity": "high", "processing_time": "medium", "fee": "low", "documents": "medium", "online_level": "high"}
    version = make_procedure(confidence=was)
    save(admin, version, "can-cu", checked=["identity", "processing_time", "fee"])
    assert draft_content(version).confidence == {
        Group.IDENTITY: Confidence.HIGH,
        Group.PROCESSING_TIME: Confidence.MEDIUM,
        Group.FEE: Confidence.HIGH,
        Group.DOCUMENTS: Confidence.LOW,
        Group.ONLINE_LEVEL: Confidence.LOW,
    }


def test_the_preview_of_the_units_words_is_what_citizens_will_get_and_harmless(admin: FlaskClient) -> None:
    version = make_procedure()
    guidance = "**Đậm**\n- một\n<script>alert(1)</script>\n[xem](javascript:alert(1)) [trang](https://example.vn)"
    answer = save(admin, version, "cac-buoc", guidance=guidance)
    preview = admin.get(answer.location, headers=HTMX).text.partition('id="xem-huong-dan"')[2]
    assert "<strong>Đậm</strong>" in preview and "<li>một" in preview
    assert 'href="https://example.vn"' in preview and 'href="javascript' not in preview and "<script" not in preview
    assert draft_content(version).guidance == guidance


# -- two editors ------------------------------------------------------------------------------------


def test_the_second_editor_is_told_who_is_writing(admin: FlaskClient, second: FlaskClient) -> None:
    version = make_procedure()
    with frozen(MONDAY):
        save(admin, version, "ten", name="Tên của Mẫu")
        assert "đang sửa" not in admin.get(edit_of(version)).text
    with frozen(MONDAY + timedelta(minutes=3)):
        assert "Trần Thị Mẫu đang sửa thủ tục này (3 phút trước)." in second.get(edit_of(version)).text
        told = second.post(
            edit_of(version, "/le-phi"),
            data=typed(second, version, "le-phi", fee_amount="1"),
            headers=HTMX,
            follow_redirects=True,
        )
        assert "Trần Thị Mẫu đang sửa thủ tục này (3 phút trước)." in told.text
    with frozen(MONDAY + timedelta(minutes=20)):
        assert "đang sửa thủ tục này" not in admin.get(edit_of(version)).text


def test_different_sections_of_two_editors_go_together(admin: FlaskClient, second: FlaskClient) -> None:
    version = make_procedure()
    mine, theirs = typed(admin, version, "ten", name="Tên mới"), typed(second, version, "le-phi", fee_amount="9000")
    assert admin.post(edit_of(version, "/ten"), data=mine).status_code == 303
    assert second.post(edit_of(version, "/le-phi"), data=theirs).status_code == 303
    assert (draft_content(version).name, draft_content(version).fee.amount_vnd) == ("Tên mới", 9000)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_same_section_of_two_editors_stands_side_by_side(
    admin: FlaskClient, second: FlaskClient, headers: dict[str, str]
) -> None:
    version = make_procedure()
    late = typed(second, version, "le-phi", fee_amount="9000", fee_note="của tôi")
    save(admin, version, "le-phi", fee_amount="7000", fee_note="của người kia")
    answer = second.post(edit_of(version, "/le-phi"), data=late, headers=headers)
    assert answer.status_code == 409 and draft_content(version).fee == Fee(7000, "của người kia")
    words = words_of(answer.text)
    assert "Trần Thị Mẫu vừa lưu phần này" in words and "Chưa có gì bị ghi đè." in words
    assert "9.000 đồng; Ghi chú: của tôi" in words and "7.000 đồng; Ghi chú: của người kia" in words
    if not headers:
        assert fields_of(answer.text, "le-phi")["fee_note"] == "của tôi"
    # Typing on does not decide it: the state it rests on is still the old one.
    assert seen_on(answer.text, "le-phi") == late["seen"]
    assert second.post(edit_of(version, "/le-phi"), data=late | {"fee_amount": "9100"}).status_code == 409
    keep = html.fromstring(answer.text).xpath("//button[@name='keep']/@value")[0]
    assert second.post(edit_of(version, "/le-phi"), data=late | {"keep": keep}, headers=headers).status_code == 303
    assert draft_content(version).fee == Fee(9000, "của tôi")


def test_taking_the_others_text_shows_the_section_as_it_is_stored(admin: FlaskClient, second: FlaskClient) -> None:
    version = make_procedure()
    save(admin, version, "le-phi", fee_amount="7000")
    fragment = second.get(edit_of(version, "/le-phi"), headers=HTMX).text
    assert fragment.lstrip().startswith('<section class="card part" id="le-phi">')
    assert fields_of(f"<html>{fragment}</html>", "le-phi")["fee_amount"] == "7.000"
    assert "<h1" in second.get(edit_of(version, "/le-phi")).text


def test_keeping_mine_is_asked_again_when_a_third_text_came_meanwhile(admin: FlaskClient, second: FlaskClient) -> None:
    version = make_procedure()
    late = typed(second, version, "le-phi", fee_amount="9000")
    save(admin, version, "le-phi", fee_amount="7000")
    answer = second.post(edit_of(version, "/le-phi"), data=late)
    keep = html.fromstring(answer.text).xpath("//button[@name='keep']/@value")[0]
    save(admin, version, "le-phi", fee_amount="7500")
    assert second.post(edit_of(version, "/le-phi"), data=late | {"keep": keep}).status_code == 409
    assert draft_content(version).fee.amount_vnd == 7500


def test_a_publication_meanwhile_is_no_reason_to_overwrite(admin: FlaskClient, second: FlaskClient) -> None:
    """Somebody opened the page before a new version was published; what they saw is no longer what is there."""
    version = make_procedure()
    late = typed(second, version, "le-phi", fee_amount="9000")
    version.content = version.content | {"fee": {"amount_vnd": 1, "note": ""}}
    db.session.commit()
    assert second.post(edit_of(version, "/le-phi"), data=late).status_code == 409
    assert draft_of(version) is None


def test_a_draft_that_waits_for_its_day_is_not_changed(admin: FlaskClient) -> None:
    version = make_procedure()
    fields = typed(admin, version, "le-phi", fee_amount="9000")
    draft = open_draft(version.procedure, make_officer(Role.ADMINISTRATOR), MONDAY)
    draft.publish_on = MONDAY.date() + timedelta(days=3)
    db.session.commit()
    page = admin.get(edit_of(version)).text
    assert "đã hẹn công bố ngày 26/11/2026" in page and page.count('<fieldset class="bare" disabled') == len(Part)
    answer = admin.post(edit_of(version, "/le-phi"), data=fields)
    assert answer.status_code == 409 and "Muốn sửa tiếp, xin bỏ hẹn trước." in answer.text
    assert draft_content(version).fee.amount_vnd == 0


def test_a_procedure_without_a_published_version_is_edited_too(admin: FlaskClient) -> None:
    version = make_procedure()
    version.status = "draft"  # type: ignore[assignment]
    db.session.commit()
    assert save(admin, version, "ten", name="Tên mới").status_code == 303
    assert draft_content(version).name == "Tên mới"
    assert isinstance(draft_content(version), ProcedureContent)
