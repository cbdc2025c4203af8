"""Questions that only some answers ask for, groups that are answered several times, and forms that change later."""

import json
from dataclasses import asdict, replace
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.procedures.questions import Days, Question, QuestionKind, ShownIf
from cqtt.procedures.versions import add_version, end_version
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import APPLICANT, begin
from tests.dossiers.staff import desk_of
from tests.dossiers.test_forms_of_questions import Page
from tests.factories import MONDAY, make_dossier, make_hamlet, make_officer, make_procedure
from tests.qr_reader import qr_codes

Kind = QuestionKind
MARRIED = Question("ket_hon", "Đã đăng ký kết hôn?", Kind.YES_NO, required=True)
ABOUT_SPOUSE = Question("ve_vo_chong", "Về vợ hoặc chồng", Kind.SECTION, shown_if=ShownIf("ket_hon", ("yes",)))
SPOUSE = Question("vo_chong", "Vợ hoặc chồng", Kind.PERSON, required=True)
WHERE = Question("noi_song", "Hai người sống ở đâu?", Kind.CHOICE, required=True, choices=("Trong xã", "Nơi khác"))
ELSEWHERE = Question(
    "dia_chi_khac", "Địa chỉ nơi khác", required=True, max_length=50, shown_if=ShownIf("noi_song", ("Nơi khác",))
)
TWO_DEEP = (MARRIED, ABOUT_SPOUSE, SPOUSE, WHERE, ELSEWHERE)
CHILDREN = Question(
    "cac_con",
    "Các con",
    Kind.GROUP,
    parts=(
        Question("ten", "Họ và tên con", required=True),
        Question("di_hoc", "Đang đi học?", Kind.YES_NO),
        Question("truong", "Trường", required=True, shown_if=ShownIf("di_hoc", ("yes",))),
    ),
    most_rows=3,
)


def procedure(*questions: Question) -> ProcedureVersion:
    stored = [json.loads(json.dumps(asdict(question))) for question in questions]
    return make_procedure(questions=stored, requirements=[])


def draft_of(client: FlaskClient, *questions: Question) -> str:
    draft = begin(client, procedure(*questions))
    assert client.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT).status_code == 303
    return draft


def send(client: FlaskClient, draft: str, **sent: Any) -> TestResponse:
    return client.post(f"/nop-ho-so/{draft}/noi-dung", data={name.replace("__", "-"): sent[name] for name in sent})


def dossier_of(draft: str) -> Dossier:
    db.session.expire_all()
    return db.session.scalars(select(Dossier).where(Dossier.draft_key == draft)).one()


# -- conditions -----------------------------------------------------------------------------------


def test_what_is_not_asked_is_neither_wanted_nor_stored(client: FlaskClient) -> None:
    draft = draft_of(client, *TWO_DEEP)
    hidden = {"q_vo_chong__name": "12", "q_noi_song": "Nơi khác", "q_dia_chi_khac": "x" * 60}
    assert send(client, draft, q_ket_hon="no", **hidden).status_code == 303
    assert dossier_of(draft).answers == {"ket_hon": "no"}


def test_an_answer_that_is_not_asked_decides_nothing_further_down(client: FlaskClient) -> None:
    draft = draft_of(client, MARRIED, replace(WHERE, shown_if=ShownIf("ket_hon", ("yes",))), ELSEWHERE)
    assert send(client, draft, q_ket_hon="no", q_noi_song="Nơi khác").status_code == 303
    assert dossier_of(draft).answers == {"ket_hon": "no"}


def test_what_is_asked_is_wanted_two_deep(client: FlaskClient) -> None:
    draft = draft_of(client, *TWO_DEEP)
    first = Page(send(client, draft, q_ket_hon="yes").text)
    assert set(first.errors) == {"q_vo_chong-name", "q_noi_song"}
    told = {"q_ket_hon": "yes", "q_vo_chong__name": "Lê Thị Mẫu"}
    second = send(client, draft, **told, q_noi_song="Nơi khác")
    assert second.status_code == 422 and set(Page(second.text).errors) == {"q_dia_chi_khac"}
    assert send(client, draft, **told, q_noi_song="Nơi khác", q_dia_chi_khac="Long Thành").status_code == 303
    assert dossier_of(draft).answers == {
        "ket_hon": "yes",
        "vo_chong": {"name": "Lê Thị Mẫu"},
        "noi_song": "Nơi khác",
        "dia_chi_khac": "Long Thành",
    }


def test_without_scripts_a_line_says_when_to_answer_and_with_them_the_page_knows(client: FlaskClient) -> None:
    draft = draft_of(client, *TWO_DEEP)
    page = client.get(f"/nop-ho-so/{draft}/noi-dung").text
    assert "Chỉ trả lời phần này nếu “Đã đăng ký kết hôn?” là “Có”." in page
    assert "Chỉ trả lời nếu “Hai người sống ở đâu?” là “Nơi khác”." in page
    assert 'data-shown-box="q_ket_hon" data-shown-values=\'["yes"]\'' in page
    assert "js/shown." in page and "hidden" not in page.split("<form", 1)[1].split("q_ket_hon")[1].split("</form>")[0]


def test_the_summary_of_mistakes_says_whose_name_is_missing(client: FlaskClient) -> None:
    draft = draft_of(client, replace(SPOUSE, label="Cha"), replace(SPOUSE, id="me", label="Mẹ"), CHILDREN)
    page = send(client, draft, q_vo_chong__name="Trần Thử", q_cac_con__rows="2", **{"q_cac_con__2__di_hoc": "yes"}).text
    assert "Mẹ – Họ và tên: Xin cho biết họ và tên." in page
    assert "Các con, mục 2 – Họ và tên con: " in page and "Các con, mục 2 – Trường: " in page


def test_dates_in_the_future_and_numbers_beyond_the_limits_are_refused(client: FlaskClient) -> None:
    born = Question("sinh", "Ngày sinh", Kind.DATE, days=Days.PAST)
    held = Question("to_chuc", "Ngày tổ chức", Kind.DATE, days=Days.FUTURE)
    copies = Question("ban_sao", "Số bản sao", Kind.NUMBER, least=1, most=20)
    capital = Question("von", "Vốn", Kind.MONEY, least=1_000_000)
    draft = draft_of(client, born, held, copies, capital)
    dates = {f"q_{name}__{part}": value for name, year in (("sinh", "2150"), ("to_chuc", "1990"))
             for part, value in (("ngay", "1"), ("thang", "1"), ("nam", year))}  # fmt: skip
    errors = Page(send(client, draft, **dates, q_ban_sao="21", q_von="999.999").text).errors
    assert errors == {
        "q_sinh": "Ngày này không được sau hôm nay. Xin xem lại giúp.",
        "q_to_chuc": "Ngày này không được trước hôm nay. Xin xem lại giúp.",
        "q_ban_sao": "Xin ghi số từ 1 đến 20.",
        "q_von": "Xin ghi số từ 1.000.000\u00a0đồng trở lên.",
    }
    assert send(client, draft, q_ban_sao="20", q_von="1.000.000 đồng").status_code == 303
    assert dossier_of(draft).answers == {"ban_sao": "20", "von": "1000000"}


def test_a_hamlet_that_is_not_the_units_is_refused(client: FlaskClient) -> None:
    make_hamlet(name="Ấp 1")
    make_hamlet(name="Ấp cũ", is_active=False)
    draft = draft_of(client, Question("ap", "Ấp nào?", Kind.HAMLET))
    assert "Ấp cũ" not in client.get(f"/nop-ho-so/{draft}/noi-dung").text
    assert send(client, draft, q_ap="Ấp cũ").status_code == 422
    assert send(client, draft, q_ap="Ấp 1").status_code == 303
    assert dossier_of(draft).answers == {"ap": "Ấp 1"}


# -- groups ---------------------------------------------------------------------------------------


def test_rows_are_added_and_left_out_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    draft = draft_of(client, MARRIED, CHILDREN)
    page = f"/nop-ho-so/{draft}/noi-dung"
    sent = {"q_ket_hon": "yes", "q_cac_con-rows": "1", "q_cac_con-1-ten": "Mẫu Một", "q_loi-nhan": "Xin chào"}
    added = client.post(f"{page}/cac_con/them", data=sent)
    assert added.status_code == 303 and added.location == f"{page}?them=cac_con#q_cac_con-2"
    shown = client.get(added.location.partition("#")[0]).text
    boxes = Page(shown).filled
    assert (boxes["q_cac_con-rows"], boxes["q_cac_con-1-ten"], boxes["q_cac_con-2-ten"]) == (["2"], ["Mẫu Một"], [""])
    assert boxes["q_ket_hon"] == ["yes"] and boxes["q_loi-nhan"] == ["Xin chào"]
    assert shown.count("autofocus") == 1 and 'id="q_cac_con-2" tabindex="-1" autofocus' in shown
    sent |= {
        "q_cac_con-rows": "3",
        "q_cac_con-2-ten": "Mẫu Hai",
        "q_cac_con-3-ten": "Mẫu Ba",
        "q_cac_con-3-di_hoc": "no",
    }
    gone = client.post(f"{page}/cac_con/bo/2", data=sent)
    boxes = Page(client.get(gone.location.partition("#")[0]).text).filled
    assert (boxes["q_cac_con-rows"], boxes["q_cac_con-2-ten"], boxes["q_cac_con-2-di_hoc"]) == (
        ["2"],
        ["Mẫu Ba"],
        ["no"],
    )
    assert "q_cac_con-3-ten" not in boxes


def test_a_group_takes_no_more_rows_than_it_may(client: FlaskClient) -> None:
    draft = draft_of(client, CHILDREN)
    page = f"/nop-ho-so/{draft}/noi-dung"
    sent = {"q_cac_con-rows": "3"} | {f"q_cac_con-{n}-ten": f"Con {n}" for n in range(1, 5)}
    assert client.post(f"{page}/cac_con/them", data=sent).status_code == 303
    shown = client.get(page).text
    assert "Đã đủ 3 mục." in shown and "Thêm một mục" not in shown and "q_cac_con-4" not in shown
    assert client.post(page, data=sent | {"q_cac_con-rows": "999"}).status_code == 303
    assert [row["ten"] for row in dossier_of(draft).answers["cac_con"]] == ["Con 1", "Con 2", "Con 3"]


def test_rows_with_nothing_in_them_are_left_out_and_conditions_hold_in_each_row(client: FlaskClient) -> None:
    draft = draft_of(client, CHILDREN)
    rows = {"q_cac_con__rows": "3", "q_cac_con__1__ten": "Mẫu Một", "q_cac_con__1__di_hoc": "yes"}
    refused = send(client, draft, **rows, q_cac_con__3__ten="Mẫu Ba", q_cac_con__3__truong="không hỏi")
    assert set(Page(refused.text).errors) == {"q_cac_con-1-truong"}
    taken = send(client, draft, **rows, q_cac_con__1__truong="Hoa Sen", q_cac_con__3__ten="Mẫu Ba")
    assert taken.status_code == 303
    assert dossier_of(draft).answers["cac_con"] == [
        {"ten": "Mẫu Một", "di_hoc": "yes", "truong": "Hoa Sen"},
        {"ten": "Mẫu Ba"},
    ]


def test_a_group_that_must_be_answered_wants_one_row(client: FlaskClient) -> None:
    draft = draft_of(client, replace(CHILDREN, required=True))
    refused = send(client, draft, q_cac_con__rows="2")
    assert Page(refused.text).errors == {"q_cac_con-1-ten": "Xin ghi ít nhất một mục."}


@pytest.mark.parametrize("way", ["them", "bo/1"])
def test_rows_of_what_is_no_group_are_not_found(client: FlaskClient, way: str) -> None:
    draft = draft_of(client, MARRIED, CHILDREN)
    for group in ("ket_hon", "ten", "khong_co"):
        assert client.post(f"/nop-ho-so/{draft}/noi-dung/{group}/{way}").status_code == 404


def test_an_old_token_keeps_the_rows_on_the_page(strict_client: FlaskClient, client: FlaskClient) -> None:
    draft = draft_of(client, CHILDREN)
    client.application.config["WTF_CSRF_ENABLED"] = True
    sent = {"q_cac_con-rows": "1", "q_cac_con-1-ten": "Mẫu Một"}
    refused = client.post(f"/nop-ho-so/{draft}/noi-dung/cac_con/them", data=sent)
    assert refused.status_code == 422 and 'value="Mẫu Một"' in refused.text and "mở quá lâu" in refused.text
    assert dossier_of(draft).typed.get("noi-dung") is None


def test_what_is_typed_in_rows_and_persons_is_kept_for_later(client: FlaskClient) -> None:
    draft = draft_of(client, SPOUSE, CHILDREN)
    sent = {"q_vo_chong-birth_on-ngay": "1", "q_vo_chong-phone": "09", "q_cac_con-rows": "2", "q_cac_con-2-ten": "Hai"}
    strange = {"q_cac_con-9-ten": "không có", "q_khac": "không có"}
    assert client.post(f"/nop-ho-so/{draft}/noi-dung/tu-luu", data=sent | strange).status_code == 200
    assert dossier_of(draft).typed["noi-dung"] == {name: [value] for name, value in sent.items()}
    boxes = Page(client.get(f"/nop-ho-so/{draft}/noi-dung").text).filled
    assert {name: boxes[name] for name in sent} == {name: [value] for name, value in sent.items()}


# -- afterwards -----------------------------------------------------------------------------------

ANSWERS = {
    "ket_hon": "yes",
    "vo_chong": {"name": "Lê Thị Mẫu", "birth_on": "1990-02-01", "phone": "0900000123"},
    "cac_con": [{"ten": "Mẫu Một", "di_hoc": "yes", "truong": "Hoa Sen"}, {"ten": "Mẫu Hai"}],
    "loi-nhan": "Xin xem sớm",
}


def test_a_dossier_keeps_the_words_of_the_version_it_was_filed_with(app: Flask) -> None:
    version = procedure(MARRIED, ABOUT_SPOUSE, SPOUSE, CHILDREN)
    dossier = make_dossier(version, answers=ANSWERS | {"bo_cau_nay": "câu đã bỏ"})
    changed = version.content | {"questions": [json.loads(json.dumps(asdict(replace(MARRIED, label="Câu mới"))))]}
    publish_instead(version, changed)
    officer = desk_of(app, make_officer(Role.RECEPTION))
    case = officer.get(f"/can-bo/ho-so/{dossier.id}").text
    assert "Câu mới" not in case and "<h3>Về vợ hoặc chồng</h3>" in case
    facts = Page(case).facts
    assert facts["Vợ hoặc chồng"] == "Lê Thị Mẫu, sinh ngày 01/02/1990, điện thoại 0900 000 123"
    assert " ".join(facts["Các con"].split()).startswith("Họ và tên con: Mẫu Một; Đang đi học?: Có; Trường: Hoa Sen")
    assert facts["bo_cau_nay"] == "câu đã bỏ", "nothing that was answered is kept from the officer"
    assert facts["Lời nhắn cho cán bộ"] == "Xin xem sớm"


def publish_instead(version: ProcedureVersion, content: dict[str, Any]) -> None:
    """Publish other content of the same procedure."""
    end_version(version, MONDAY)
    db.session.flush()
    add_version(version.procedure, ProcedureContent.from_json(content), VersionStatus.PUBLISHED, MONDAY)
    db.session.commit()


def test_the_sheet_says_every_answer_leads_to_the_dossier_and_is_recorded(app: Flask) -> None:
    dossier = make_dossier(procedure(MARRIED, ABOUT_SPOUSE, SPOUSE, CHILDREN), answers=ANSWERS)
    officer = make_officer(Role.SPECIALIST)
    sheet = desk_of(app, officer).get(f"/can-bo/ho-so/{dossier.id}/phieu-thong-tin.pdf")
    assert sheet.mimetype == "application/pdf"
    page = pypdfium2.PdfDocument(sheet.data)[0]
    printed = " ".join(page.get_textpage().get_text_range().split())
    for words in ("PHIẾU THÔNG TIN", dossier.code, "Về vợ hoặc chồng", "Lê Thị Mẫu, sinh ngày 01/02/1990", "Hoa Sen"):
        assert words and words in printed
    codes = qr_codes(page.render(scale=150 / 72).to_pil())
    assert [code.text.endswith(dossier.token) for code in codes] == [True]
    acts = select(AuditEntry).where(AuditEntry.action == "print", AuditEntry.object_id == str(dossier.id))
    assert db.session.scalars(acts).one().officer_id == officer.id


def test_the_sheet_is_for_its_owner_and_for_officers_who_work_on_dossiers(app: Flask, client: FlaskClient) -> None:
    dossier = make_dossier(answers={"ten_chau": "Mẫu"})
    address = f"/ho-so/{dossier.code}/phieu-thong-tin.pdf"
    assert client.get(address).status_code == 404
    client.get(f"/ho-so/mo/{dossier.token}")
    assert client.get(address).mimetype == "application/pdf"
    acts = select(AuditEntry).where(AuditEntry.action == "download", AuditEntry.object_id == str(dossier.id))
    assert db.session.scalars(acts).one().officer_id is None
    administrator = desk_of(app, make_officer(Role.ADMINISTRATOR))
    assert administrator.get(f"/can-bo/ho-so/{dossier.id}/phieu-thong-tin.pdf").status_code == 403


def test_a_longer_form_asks_no_more_of_the_database(client: FlaskClient) -> None:
    make_hamlet()
    short = draft_of(client, MARRIED)
    again = begin(
        client, procedure(*TWO_DEEP, CHILDREN, Question("ap", "Ấp", Kind.HAMLET)), start_key="another-key-0001"
    )
    for draft, most in ((short, 8), (again, 9)):  # one more: the hamlets
        client.get(f"/nop-ho-so/{draft}/noi-dung")
        with queries() as sent:
            assert client.get(f"/nop-ho-so/{draft}/noi-dung").status_code == 200
        assert len(sent) <= most, "\n".join(sent)
