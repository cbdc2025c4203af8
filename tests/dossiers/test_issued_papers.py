"""Numbered papers as they are given out: no gap, no double, the same words for ever, a new one when it is due."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import delete, select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import compute_due
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Commune, Officer, the_commune
from cqtt.commune.numbering import BookNumber
from cqtt.database import SQLITE_BEGIN
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, IssuedPaper, PaperKind, PaperName
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.papers.filling import FORMS
from cqtt.dossiers.papers.issuing import NothingNew, issue, reissue
from cqtt.dossiers.papers.printed import pdf
from cqtt.dossiers.papers.received import papers_received
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.fees.actions import receive
from cqtt.fees.models import FeeAccount, FeeConfirmation, PaymentWay
from cqtt.procedures.content import FilingMode
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk, desk_of
from tests.dossiers.test_papers import codes_on, text_of
from tests.factories import MONDAY, make_attachment, make_dossier, make_officer, make_procedure
from tests.qr_reader import qr_codes

THREE_DAYS = Limit(3, Unit.WORKING_DAY)
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER, name="Lê Thị Ví Dụ", title="Phó Chủ tịch xã")


def accepted(officer: Officer, **fields: Any) -> Dossier:
    dossier = make_dossier(**fields)
    decisions.accept(dossier, officer, THREE_DAYS, MONDAY)
    db.session.commit()
    return dossier


def numbers_of(kind: PaperKind) -> list[int]:
    return sorted(db.session.scalars(select(IssuedPaper.number).where(IssuedPaper.kind == kind)))


def acts_on(dossier: Dossier, action: str) -> list[AuditEntry]:
    wanted = select(AuditEntry).where(AuditEntry.action == action, AuditEntry.object_id == str(dossier.id))
    return list(db.session.scalars(wanted))


# -- numbers --------------------------------------------------------------------------------------


def test_each_kind_and_each_year_counts_from_one(officer: Officer) -> None:
    first, second = accepted(officer), accepted(officer)
    refused = make_dossier()
    decisions.refuse(refused, officer, "Không thuộc thẩm quyền.", "Điều 17", MONDAY)
    next_year = make_dossier()
    decisions.accept(next_year, officer, THREE_DAYS, datetime(2027, 1, 4, 2, tzinfo=UTC))
    said = [dossier.papers[-1].words["number"] for dossier in (first, second, refused, next_year)]
    assert said == ["01/TNHS", "02/TNHS", "01/TCHS", "01/TNHS"]
    assert next_year.papers[-1].words["book"] == "2027"


def test_a_paper_that_was_not_given_out_after_all_leaves_no_gap(officer: Officer) -> None:
    accepted(officer)
    dossier = make_dossier()
    decisions.accept(dossier, officer, THREE_DAYS, MONDAY)
    assert numbers_of(PaperKind.RECEIPT) == [1, 2]
    db.session.rollback()
    assert accepted(officer).papers[-1].number == 2
    assert numbers_of(PaperKind.RECEIPT) == [1, 2]


def test_many_who_give_out_papers_at_once_make_no_double_and_no_gap(app: Flask, officer: Officer) -> None:
    give_out_at_once(app, [accepted(officer).id for _number in range(4)], officer.id, rounds=6)
    assert numbers_of(PaperKind.RECEIPT) == list(range(1, 4 + 4 * 4 + 1))


def give_out_at_once(app: Flask, dossier_ids: list[int], officer_id: int, rounds: int) -> None:
    """Give out papers in a thread for each dossier; every third is taken back before it is committed."""
    db.session.rollback()

    def work(dossier_id: int) -> None:
        with app.app_context():
            SQLITE_BEGIN.set("IMMEDIATE")
            for number in range(rounds):
                dossier, by = db.session.get_one(Dossier, dossier_id), db.session.get_one(Officer, officer_id)
                issue(dossier, PaperKind.RECEIPT, by, MONDAY)
                db.session.rollback() if number % 3 == 2 else db.session.commit()
            db.session.remove()

    with ThreadPoolExecutor(len(dossier_ids)) as desks:
        list(desks.map(work, dossier_ids))


# -- the same for ever ----------------------------------------------------------------------------


def test_printed_again_it_says_the_same_whatever_has_changed_and_is_marked(
    app: Flask, officer: Officer, commune: Commune
) -> None:
    dossier = accepted(officer, applicant_name="Nguyễn Thị Hường")
    client, address = desk_of(app, officer), f"/can-bo/ho-so/{dossier.id}/giay/{dossier.papers[0].id}.pdf"
    first = client.get(address)
    assert first.status_code == 200 and first.mimetype == "application/pdf"
    dossier.applicant_name, dossier.phone, commune.name, commune.phone = "Tên Khác", "", "Nơi Khác", ""
    db.session.add(PaperName(kind=PaperKind.RECEIPT, title="TÊN KHÁC", symbol="KHAC"))
    db.session.commit()
    with frozen(LATER):
        again = client.get(address)
    said, said_again = text_of(first.data), text_of(again.data)
    mark = "BẢN IN LẠI, lần 1, 11:00, thứ Hai, 23/11/2026"
    assert mark not in said and said_again.startswith(mark)
    assert said_again.removeprefix(mark).strip() == said
    assert "Nguyễn Thị Hường" in said and "Số: 01/TNHS" in said
    assert "lần 2" in text_of(client.get(address).data)


def test_every_printing_is_counted_and_recorded(app: Flask, officer: Officer) -> None:
    dossier = accepted(officer)
    client, paper = desk_of(app, officer), dossier.papers[0]
    for _time in range(3):
        client.get(f"/can-bo/ho-so/{dossier.id}/giay/{paper.id}.pdf")
    assert db.session.get_one(IssuedPaper, paper.id).printed == 3
    printed = acts_on(dossier, "print")
    assert [entry.officer_id for entry in printed] == [officer.id] * 3
    assert all(entry.details["paper"] == paper.id for entry in printed)


@pytest.mark.parametrize("role", [Role.OVERSEER, Role.ADMINISTRATOR])
def test_who_opens_no_dossier_prints_no_paper(app: Flask, officer: Officer, role: Role) -> None:
    dossier = accepted(officer)
    address = f"/can-bo/ho-so/{dossier.id}/giay/{dossier.papers[0].id}.pdf"
    assert desk(app, role).get(address).status_code == 403


def test_a_paper_of_another_dossier_is_not_found(app: Flask, officer: Officer) -> None:
    one, other = accepted(officer), accepted(officer)
    client = desk_of(app, officer)
    assert client.get(f"/can-bo/ho-so/{one.id}/giay/{other.papers[0].id}.pdf").status_code == 404
    assert client.get(f"/can-bo/ho-so/{one.id}/giay/9999.pdf").status_code == 404


def test_the_citizen_keeps_the_latest_paper_word_for_word(app: Flask, officer: Officer) -> None:
    dossier = accepted(officer)
    printed = text_of(desk_of(app, officer).get(f"/can-bo/ho-so/{dossier.id}/giay/{dossier.papers[0].id}.pdf").data)
    citizen = browser(app)
    assert citizen.get(f"/ho-so/{dossier.code}/giay-hen.pdf").status_code != 200
    citizen.get(f"/ho-so/mo/{dossier.token}")
    kept = text_of(citizen.get(f"/ho-so/{dossier.code}/giay-hen.pdf").data)
    assert kept.replace("Bản điện tử, tải từ trang theo dõi hồ sơ", "").strip() == printed
    assert citizen.get(f"/ho-so/{dossier.code}/phieu-tu-choi.pdf").status_code == 404


def test_the_code_on_the_paper_opens_the_dossier(app: Flask, officer: Officer) -> None:
    dossier = accepted(officer)
    pdf = desk_of(app, officer).get(f"/can-bo/ho-so/{dossier.id}/giay/{dossier.papers[0].id}.pdf").data
    page = pypdfium2.PdfDocument(pdf)[0]
    (code,) = qr_codes(page.render(scale=150 / 72).to_pil())
    assert code.text == f"http://localhost/ho-so/mo/{dossier.token}"
    opened = browser(app).get(code.text.removeprefix("http://localhost"), follow_redirects=True)
    assert str(dossier.code) in opened.text


# -- given out anew -------------------------------------------------------------------------------


def moved(dossier: Dossier) -> Dossier:
    """The calendar moves the due date by a day."""
    later = compute_due(working_calendar(the_commune()), MONDAY, Limit(4, Unit.WORKING_DAY))
    actions.move_due_date(dossier, later, "Ngày hẹn trả đã đổi.", LATER)
    db.session.commit()
    return dossier


def test_a_receipt_that_still_says_what_is_true_is_not_given_out_anew(officer: Officer) -> None:
    dossier = accepted(officer)
    dossier.national_code = "H19.151-261123-0001"  # no reason for a new paper
    with pytest.raises(NothingNew):
        reissue(dossier, PaperKind.RECEIPT, officer, LATER)
    assert numbers_of(PaperKind.RECEIPT) == [1]


def test_a_moved_due_date_gives_a_receipt_with_a_number_of_its_own(officer: Officer) -> None:
    first, _other = accepted(officer), accepted(officer)
    before = dict(first.papers[0].words)
    paper = reissue(moved(first), PaperKind.RECEIPT, officer, LATER + timedelta(days=1))
    assert paper.words["number"] == "03/TNHS" and paper.words["replaces"] == "01/TNHS"
    assert paper.words["order_number"] == "01"  # the dossier's place in the book stays
    assert paper.words["signed_on"] == "ngày 24 tháng 11 năm 2026"
    assert paper.words["received_at"] == before["received_at"]
    assert paper.words["due_at"] != before["due_at"]
    assert first.papers[0].words == before
    with pytest.raises(NothingNew):
        reissue(first, PaperKind.RECEIPT, officer, LATER + timedelta(days=1))


def test_a_corrected_name_is_a_reason_for_a_new_receipt_too(officer: Officer) -> None:
    dossier = accepted(officer)
    actions.correct(dossier, officer, {"applicant_name": "Nguyễn Văn Thử Lại"}, LATER)
    assert reissue(dossier, PaperKind.RECEIPT, officer, LATER).words["person"]["name"] == "Nguyễn Văn Thử Lại"


def test_the_page_offers_a_new_receipt_only_when_one_is_due(app: Flask, officer: Officer) -> None:
    dossier, client = accepted(officer), desk_of(app, officer)
    button = "Cấp giấy hẹn mới"
    assert button not in client.get(f"/can-bo/ho-so/{dossier.id}").text
    moved(dossier)
    assert button in client.get(f"/can-bo/ho-so/{dossier.id}").text
    assert button not in desk(app, Role.LEADER).get(f"/can-bo/ho-so/{dossier.id}").text
    answer = client.post(f"/can-bo/ho-so/{dossier.id}/giay-hen-moi", data={"revision": dossier.revision})
    assert answer.status_code == 303
    page = client.get(f"/can-bo/ho-so/{dossier.id}").text
    assert "Đã cấp giấy hẹn mới, số 02/TNHS" in page and button not in page
    assert len(acts_on(dossier, "paper.issue")) == 2


def test_a_new_receipt_is_refused_where_nothing_changed_or_the_page_is_old(app: Flask, officer: Officer) -> None:
    dossier, client = accepted(officer), desk_of(app, officer)
    address, seen = f"/can-bo/ho-so/{dossier.id}/giay-hen-moi", dossier.revision
    answer = client.post(address, data={"revision": seen})
    assert answer.status_code == 409 and "không cần giấy mới" in answer.text
    moved(dossier)
    assert client.post(address, data={"revision": seen}).status_code == 409  # the page shows what was
    assert client.post(address, data={"revision": dossier.revision}).status_code == 303
    assert client.post(address, data={"revision": dossier.revision}).status_code == 409
    assert numbers_of(PaperKind.RECEIPT) == [1, 2]


def decided_before_papers_had_numbers(officer: Officer, step: str) -> Dossier:
    """A dossier as an upgrade finds it: everything happened, and no paper was ever given out."""
    dossier = make_dossier()
    if step != "phieu-tu-choi":
        decisions.accept(dossier, officer, THREE_DAYS, MONDAY)
    if step == "phieu-bo-sung":
        decisions.request_supplement(dossier, officer, ["Giấy chứng sinh"], "Ảnh mờ.", MONDAY)
    if step == "phieu-tu-choi":
        decisions.refuse(dossier, officer, "Không thuộc thẩm quyền.", "Điều 17", MONDAY)
    if step == "thong-bao-dung":
        actions.begin(dossier, officer, MONDAY)
        decisions.stop(dossier, officer, "Đã quá hạn bổ sung.", "Điều 9", MONDAY)
    db.session.execute(delete(IssuedPaper))
    db.session.execute(delete(BookNumber))
    db.session.commit()
    return dossier


@pytest.mark.parametrize(
    ("slug", "number"),
    [
        ("giay-hen", "01/TNHS"),
        ("phieu-bo-sung", "01/HDHS"),
        ("phieu-tu-choi", "01/TCHS"),
        ("thong-bao-dung", "01/TBDHS"),
    ],
)
def test_what_was_decided_before_papers_had_numbers_gets_its_paper(
    app: Flask, officer: Officer, slug: str, number: str
) -> None:
    dossier = decided_before_papers_had_numbers(officer, slug)
    address, citizen = f"/can-bo/ho-so/{dossier.id}/{slug}-moi", browser(app)
    with frozen(datetime(2027, 1, 4, 2, tzinfo=UTC)):
        client = desk(app, Role.RECEPTION, name="Nguyễn Thị Hạnh")
        citizen.get(f"/ho-so/mo/{dossier.token}")
        assert f"{slug}.pdf" not in citizen.get(f"/ho-so/{dossier.code}").text
        assert address in client.get(f"/can-bo/ho-so/{dossier.id}").text
        assert address not in desk(app, Role.LEADER).get(f"/can-bo/ho-so/{dossier.id}").text
        assert client.post(address, data={"revision": dossier.revision}).status_code == 303
        (paper,) = dossier.papers
        assert (paper.year, paper.words["number"], paper.words["replaces"]) == (2027, number, None)
        assert paper.words.get("signer", officer.name) == officer.name  # who decided signs, not who printed it
        page = client.get(f"/can-bo/ho-so/{dossier.id}").text
        assert number in page and address not in page
        assert f"{slug}.pdf" in citizen.get(f"/ho-so/{dossier.code}").text
        assert citizen.get(f"/ho-so/{dossier.code}/{slug}.pdf").status_code == 200
        assert client.post(address, data={"revision": dossier.revision}).status_code == 409


def test_a_paper_that_nothing_calls_for_is_not_given_out(app: Flask, officer: Officer) -> None:
    dossier, client = make_dossier(), desk_of(app, officer)
    for slug in ("giay-hen", "phieu-bo-sung", "phieu-tu-choi", "thong-bao-dung"):
        answer = client.post(f"/can-bo/ho-so/{dossier.id}/{slug}-moi", data={"revision": dossier.revision})
        assert answer.status_code == 409, slug
    assert dossier.papers == []


@pytest.mark.parametrize("role", [Role.LEADER, Role.OVERSEER, Role.ADMINISTRATOR])
def test_only_reception_and_specialists_give_out_a_new_receipt(app: Flask, officer: Officer, role: Role) -> None:
    dossier = moved(accepted(officer))
    answer = desk(app, role).post(f"/can-bo/ho-so/{dossier.id}/giay-hen-moi", data={"revision": dossier.revision})
    assert answer.status_code == 403
    assert numbers_of(PaperKind.RECEIPT) == [1]


def test_two_who_give_out_a_new_receipt_at_once_make_one(officer: Officer) -> None:
    """Where the lock of SQLite does not stand between them: the second sees a revision that has passed."""
    dossier = moved(accepted(officer))
    revision = dossier.revision
    reissue(dossier, PaperKind.RECEIPT, officer, LATER)
    assert dossier.revision > revision


# -- what the papers say --------------------------------------------------------------------------


def test_the_receipt_says_who_files_for_whom_and_who_is_told(officer: Officer) -> None:
    behalf = {"on_behalf": True, "submitter_name": "Trần Văn Bình", "submitter_phone": "0900000002", "relation": "con"}
    words = accepted(officer, **behalf, tell_submitter=True).papers[0].words
    assert words["filed_by"] == "Trần Văn Bình (con), 0900 000 002"
    assert words["messages_to"] == "Trần Văn Bình, 0900 000 002"
    assert words["submitter"] == "Trần Văn Bình"
    words = accepted(officer, **behalf, email="thu@thu.example").papers[0].words
    assert words["messages_to"] == "Nguyễn Văn Thử, 0900 000 123, thu@thu.example"
    words = accepted(officer, phone="").papers[0].words
    assert words["filed_by"] is None and words["messages_to"] is None
    assert words["submitter"] == "Nguyễn Văn Thử"


def test_papers_counted_at_the_desk_are_listed_as_they_were_counted(app: Flask) -> None:
    dossier = make_dossier(papers_received={"giay-chung-sinh": [2, 3], "van-ban-uy-quyen": [0, 0]})
    assert papers_received(dossier) == [{"name": "Giấy chứng sinh", "originals": 2, "copies": 3}]


@pytest.mark.parametrize(
    ("mode", "counted", "line"),
    [
        (FilingMode.LOCAL, {}, ("Giấy chứng sinh (bản chụp gửi qua mạng)", 0, 0)),
        (FilingMode.LOCAL, {"giay-chung-sinh": [0, 1]}, ("Giấy chứng sinh", 0, 1)),
        (FilingMode.PRE_CHECK, {}, ("Giấy chứng sinh", 1, 0)),
        (FilingMode.PRE_CHECK, {"giay-chung-sinh": [0, 0]}, ("Giấy chứng sinh (bản chụp gửi qua mạng)", 0, 0)),
    ],
)
def test_a_picture_is_no_copy(
    app: Flask, mode: FilingMode, counted: dict[str, list[int]], line: tuple[str, int, int]
) -> None:
    dossier = make_dossier(make_procedure(mode), filing_mode=mode, papers_received=counted)
    make_attachment(dossier)
    assert papers_received(dossier) == [dict(zip(("name", "originals", "copies"), line, strict=True))]


def test_a_paper_promised_for_the_desk_is_taken_as_brought(app: Flask) -> None:
    dossier = make_dossier(papers_to_bring=["van-ban-uy-quyen"])
    assert papers_received(dossier) == [{"name": "Văn bản ủy quyền", "originals": 1, "copies": 0}]


UNKNOWN_FEE = {"amount_vnd": None, "note": ""}


@pytest.mark.parametrize(
    ("published", "asked", "paid", "said"),
    [
        ({"amount_vnd": 0, "note": "đăng ký đúng hạn"}, None, 0, "không thu (đăng ký đúng hạn)"),
        ({"amount_vnd": 8000, "note": ""}, None, 0, "theo quy định 8.000 đồng, chưa yêu cầu nộp"),
        (UNKNOWN_FEE, None, 0, None),
        (UNKNOWN_FEE, 0, 0, "không thu"),
        (UNKNOWN_FEE, 8000, 0, "8.000 đồng, chưa nộp khi lập giấy này"),
        (UNKNOWN_FEE, 8000, 5000, "8.000 đồng, đã nộp 5.000 đồng (phiếu số 01/2026)"),
        (UNKNOWN_FEE, 8000, 8000, "8.000 đồng, đã nộp đủ (phiếu số 01/2026)"),
    ],
)
def test_the_receipt_says_what_is_to_be_paid_and_whether_it_was(
    officer: Officer, published: dict[str, Any], asked: int | None, paid: int, said: str | None
) -> None:
    dossier = make_dossier(make_procedure(fee=published), fee_vnd=asked)
    if paid:
        receive(dossier.id, paid, PaymentWay.CASH, date(2026, 11, 23), officer, MONDAY)
    decisions.accept(dossier, officer, THREE_DAYS, MONDAY)
    fee = dossier.papers[0].words["fee"]
    assert (fee and fee.replace("\u00a0", " ")) == said
    assert dossier.papers[0].words["payment"] is None  # nobody has confirmed an account


def test_a_fee_still_owed_can_be_paid_by_the_code_on_the_receipt(officer: Officer) -> None:
    version, both = make_procedure(), {"proposed_by_id": officer.id, "proposed_at": MONDAY, "confirmed_at": MONDAY}
    both["confirmed_by_id"] = make_officer(Role.ADMINISTRATOR).id
    account = {
        "bank_bin": "970436",
        "bank_name": "Ngân hàng Ví Dụ",
        "number": "0123456789",
        "holder": "UBND XA AN PHUOC",
    }
    db.session.add_all([FeeAccount(**account, **both), FeeConfirmation(version_id=version.id, amount_vnd=8000, **both)])
    dossier = make_dossier(version, fee_vnd=8000)
    decisions.accept(dossier, officer, THREE_DAYS, MONDAY)
    words = dossier.papers[0].words
    assert words["payment"]["account"] == ["Ngân hàng Ví Dụ", "0123456789", "UBND XA AN PHUOC"]
    assert codes_on(pdf("receipt", words)) == {words["link"], words["payment"]["qr"]}
    assert str(dossier.code).replace(".", "") in words["payment"]["qr"]
    receive(dossier.id, 8000, PaymentWay.CASH, date(2026, 11, 23), officer, MONDAY)
    actions.correct(dossier, officer, {"applicant_name": "Nguyễn Thị Hường"}, MONDAY)
    assert reissue(dossier, PaperKind.RECEIPT, officer, LATER).words["payment"] is None  # nothing is owed any more


def test_reason_and_legal_ground_stand_apart_and_nothing_else_of_the_note_is_printed(officer: Officer) -> None:
    dossier = make_dossier()
    decisions.refuse(dossier, officer, "Việc này thuộc nơi khác.", "Điều 17.", MONDAY)
    words = dossier.papers[0].words
    assert (words["reason"], words["legal_ground"]) == ("Việc này thuộc nơi khác.", "Điều 17.")
    stopped = accepted(officer)
    decisions.stop(stopped, officer, "Hết thời gian bổ sung.", "", LATER)
    assert (stopped.papers[-1].words["reason"], stopped.papers[-1].words["legal_ground"]) == (
        "Hết thời gian bổ sung.",
        None,
    )


def test_a_stop_is_signed_by_the_leader_and_says_what_becomes_of_papers_and_money(officer: Officer) -> None:
    dossier = accepted(officer, fee_vnd=8000)
    receive(dossier.id, 8000, PaymentWay.CASH, date(2026, 11, 23), officer, MONDAY)
    decisions.stop(dossier, officer, "Người nộp không bổ sung.", "Điều 17", LATER)
    words = dossier.papers[-1].words
    assert words["number"] == "01/TBDHS"
    assert (words["signer"], words["signer_title"]) == ("Lê Thị Ví Dụ", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"])
    assert "Ông/Bà đã nộp 8.000\u00a0đồng" in words["papers_and_fees"]
    assert words["head"]["agency"] == "Ủy ban nhân dân\nxã An Phước" and words["head"]["parent"] is None


@pytest.mark.parametrize(("mode", "said"), [("restart", "tính lại từ đầu"), ("continue", "tính tiếp")])
def test_the_supplement_request_says_what_the_clock_does(officer: Officer, mode: str, said: str) -> None:
    dossier = make_dossier(make_procedure(after_supplement=mode))
    decisions.accept(dossier, officer, THREE_DAYS, MONDAY)
    actions.begin(dossier, officer, MONDAY)
    decisions.request_supplement(dossier, officer, ["Giấy chứng sinh."], "Ảnh mờ.", LATER)
    words = dossier.papers[-1].words
    assert said in words["clock_note"]
    assert words["missing"] == [{"what": "Giấy chứng sinh", "how": None}]
    before = make_dossier()
    decisions.request_supplement(before, officer, ["Giấy chứng sinh"], "Ảnh mờ.", LATER)
    assert before.papers[-1].words["clock_note"] is None  # no clock runs before acceptance
    assert dossier.status is before.status is Status.AWAITING_SUPPLEMENT


def long_list(dossier: Dossier, officer: Officer) -> None:
    items = [f"Giấy tờ thứ {number}: bản chụp chưa rõ, xin chụp lại cả bốn góc" for number in range(1, 41)]
    decisions.request_supplement(dossier, officer, items, "Lý do rất dài. " * 120, MONDAY)


def long_reason(dossier: Dossier, officer: Officer) -> None:
    decisions.refuse(dossier, officer, "Lý do rất dài. " * 130, "Điều 17 " * 30, MONDAY)


@pytest.mark.parametrize(("what", "last"), [(long_list, "Giấy tờ thứ 40"), (long_reason, "Xin thông báo")])
def test_what_is_long_goes_on_to_the_next_page_whole(
    officer: Officer, what: Callable[[Dossier, Officer], None], last: str
) -> None:
    dossier = make_dossier(applicant_name="Nguyễn Thị " + "Phương " * 12 + "Hường")
    what(dossier, officer)
    paper = dossier.papers[-1]
    made = pdf(FORMS[paper.kind].template, paper.words)
    said = text_of(made)
    assert len(pypdfium2.PdfDocument(made)) > 1
    assert said.count("Lý do rất dài.") >= 120 and last in said
    assert "Nguyễn Thị Phương" in said and "Lê Thị Ví Dụ" in said
