"""The page of a dossier for officers: what it shows, what it records, files, papers, messages, codes."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader, PdfWriter
from sqlalchemy import func, select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers import actions
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import Status, Step
from cqtt.extensions import db
from cqtt.fees.actions import receive
from cqtt.fees.models import PaymentWay
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.procedures.models import FilingMode
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import photo
from tests.dossiers.staff import browser, desk, desk_of, press
from tests.factories import MONDAY, make_attachment, make_dossier, make_draft, make_officer, make_procedure

QUESTIONS = [
    {"id": "ten-chau", "label": "Họ và tên cháu", "kind": "text"},
    {"id": "sinh-ngay", "label": "Ngày sinh", "kind": "date"},
    {"id": "can-the", "label": "Có cần thẻ bảo hiểm không", "kind": "yes_no"},
    {"id": "so-tien", "label": "Số tiền", "kind": "money"},
    {"id": "chon", "label": "Cần những gì", "kind": "choices", "choices": ["Một", "Hai"]},
]
EMPTY = {"help": "", "required": False, "choices": [], "max_length": None}


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, name="Nguyễn Thị Hạnh")


def case(dossier: Dossier) -> str:
    return f"/can-bo/ho-so/{dossier.id}"


def words_of(page: str) -> str:
    """Return what a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def entries(action: str) -> int:
    return db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == action)) or 0


def kept_file(app: Flask, dossier: Dossier, **fields: Any) -> Attachment:
    """A file of the dossier that lies in the store."""
    return make_attachment(dossier, storage_key=app.extensions["files"].put(b"\xff\xd8\xffpicture"), **fields)


# -- the page -------------------------------------------------------------------------------------


def test_the_page_shows_the_person_in_full_and_the_answers_in_words(reception: FlaskClient) -> None:
    version = make_procedure(questions=[EMPTY | question for question in QUESTIONS])
    answers = {
        "ten-chau": "Trần Gia Bảo", "sinh-ngay": "2026-11-01", "can-the": "yes", "so-tien": "50000",
        "chon": ["Một", "Hai"], "loi-nhan": "Xin giúp nhanh", "o-cu": "vẫn còn",
    }  # fmt: skip
    dossier = make_dossier(
        version,
        answers=answers,
        on_behalf=True,
        submitter_name="Lê Văn Bảy",
        submitter_phone="0912345678",
        relation="con",
    )
    page = words_of(reception.get(case(dossier)).text)
    for said in (
        "Số định danh 075 199 000 001",
        "Điện thoại 0900 000 123",
        "Địa chỉ Không ghi",
        "Người nộp thay Lê Văn Bảy Quan hệ con Điện thoại 0912 345 678 Tin báo gửi cho Nguyễn Văn Thử",
        "Họ và tên cháu Trần Gia Bảo",
        "Ngày sinh 01/11/2026",
        "Có cần thẻ bảo hiểm không Có",
        "Số tiền 50.000 đồng",
        "Cần những gì Một; Hai",
        "Lời nhắn cho cán bộ Xin giúp nhanh",
        "o-cu vẫn còn",
    ):
        assert said in page, said


def test_the_page_marks_what_is_missing_and_what_is_only_shown(app: Flask, reception: FlaskClient) -> None:
    dossier = make_dossier()
    page = words_of(reception.get(case(dossier)).text)
    assert "Giấy chứng sinh Còn thiếu 1 bản chính" in page
    assert "Khi cần (1 giấy tờ, chưa gửi) Văn bản ủy quyền 1 bản chính, khi nộp thay người khác" in page
    assert "Giấy tờ tùy thân Xem tại quầy chỉ xuất trình" in page
    dossier.papers_to_bring = ["giay-chung-sinh"]
    db.session.commit()
    assert "Giấy chứng sinh Sẽ mang đến quầy" in words_of(reception.get(case(dossier)).text)
    dossier.papers_received = {"giay-chung-sinh": [1, 2]}
    db.session.commit()
    assert "Giấy chứng sinh Đã nhận 1 bản chính, 2 bản sao" in words_of(reception.get(case(dossier)).text)
    dossier.papers_received = {}
    db.session.commit()
    file, stray = kept_file(app, dossier), kept_file(app, dossier, requirement_id="la", name="lạ.pdf")
    answer = reception.get(case(dossier)).text
    assert f'href="{case(dossier)}/tep/{file.public_id}/xem"' in answer
    assert f'src="{case(dossier)}/tep/{file.public_id}"' in answer
    assert f'href="{case(dossier)}/tep/{stray.public_id}/xem"' in answer
    assert "Sẽ mang đến quầy" not in answer


def test_the_page_tells_the_history_with_notes_of_colleagues(app: Flask, reception: FlaskClient) -> None:
    dossier, officer = make_dossier(), make_officer(Role.RECEPTION, name="Nguyễn Thị Hạnh")
    decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY, note="Hồ sơ rõ ràng")
    actions.assign(dossier, officer, make_officer(Role.SPECIALIST, name="Trần Văn Mẫu"), "Nhờ anh", MONDAY)
    db.session.commit()
    page = words_of(reception.get(case(dossier)).text)
    assert "Giao hồ sơ cho Trần Văn Mẫu 09:00, thứ Hai, 23/11/2026 · Nguyễn Thị Hạnh Nội bộ: Nhờ anh" in page
    assert "Nội bộ: Hồ sơ rõ ràng" in page
    assert "Gửi hồ sơ 09:00, thứ Hai, 23/11/2026 · Người nộp" in page
    assert "Hạn trả thứ Năm, 26/11/2026, trước 16:30" in page


def test_buttons_are_the_moves_of_the_state_and_the_role(app: Flask, reception: FlaskClient) -> None:
    dossier = make_dossier()

    def buttons(client: FlaskClient) -> set[str]:
        return set(re.findall(rf'(?:href|action)="{case(dossier)}/([a-z-]+)"', client.get(case(dossier)).text))

    always = {"ma-quoc-gia", "ghi-chu"}
    assert buttons(reception) == always | {"tiep-nhan", "tu-choi", "bo-sung", "rut", "giao", "sua"}
    assert buttons(desk(app, Role.LEADER)) == always | {"giao"}
    dossier.filing_mode = FilingMode.PRE_CHECK
    db.session.commit()
    assert "du-giay-to" in buttons(reception)
    dossier.papers_checked_at = MONDAY
    db.session.commit()
    assert "du-giay-to" not in buttons(reception)
    dossier.status, dossier.ended_at = Status.RETURNED, MONDAY
    db.session.commit()
    assert buttons(reception) == always | {"moi-danh-gia"}


def test_what_is_seldom_done_lies_in_a_fold_and_money_is_taken_where_money_is_due(app: Flask) -> None:
    dossier, due = make_dossier(status=Status.PROCESSING), {"due_at": MONDAY.replace(day=26), "limit_amount": 3}
    busy = make_dossier(status=Status.PROCESSING, fee_vnd=8000, received_at=MONDAY, limit_unit="working_day", **due)
    leader, reception = desk(app, Role.LEADER, Role.SPECIALIST), desk(app, Role.RECEPTION)
    usual, _, seldom = leader.get(case(busy)).text.partition('class="moves"')[2].partition("Việc khác</summary>")
    assert "/co-ket-qua" in usual and "/dung" not in usual
    for step in ("dung", "gia-han", "de-nghi-dung"):
        assert f'href="{case(busy)}/{step}"' in seldom, step
    assert f'href="{case(busy)}/da-nop-phi"' in reception.get(case(busy)).text
    assert f'href="{case(dossier)}/da-nop-phi"' not in reception.get(case(dossier)).text
    receive(busy.id, 8000, PaymentWay.CASH, MONDAY.date(), make_officer(Role.RECEPTION), MONDAY)
    db.session.commit()
    assert f'href="{case(busy)}/da-nop-phi"' not in reception.get(case(busy)).text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (23, "Thời hạn 3 ngày làm việc, tính từ ngày làm việc tới."),
        (24, "Hôm nay là ngày làm việc thứ 1 trên 3."),
        (26, "Hôm nay là ngày làm việc thứ 3 trên 3."),
        (27, ""),  # late by now
    ],
)
def test_the_page_says_which_working_day_it_is(app: Flask, day: int, said: str) -> None:
    dossier = make_dossier()
    decisions.accept(dossier, make_officer(Role.RECEPTION), Limit(3, Unit.WORKING_DAY), MONDAY)
    db.session.commit()
    with clock.frozen(MONDAY.replace(day=day)):
        page = desk(app, Role.SPECIALIST).get(case(dossier)).text
    assert said in page and ("ngày làm việc thứ" in page) == ("thứ" in said)


def test_the_count_of_working_days_goes_on_over_a_weekend_and_an_extension(app: Flask) -> None:
    dossier, friday = make_dossier(), MONDAY.replace(day=27)
    decisions.accept(dossier, make_officer(Role.RECEPTION), Limit(3, Unit.WORKING_DAY), friday)
    actions.extend(dossier, make_officer(Role.LEADER), Limit(2, Unit.WORKING_DAY), "Điều 5", friday)
    hours = make_dossier()
    decisions.accept(hours, make_officer(Role.RECEPTION), Limit(30, Unit.HOUR), friday)
    db.session.commit()
    for at, said in (
        (friday.replace(day=29), "Thời hạn 5 ngày làm việc, tính từ ngày làm việc tới."),
        (friday.replace(month=12, day=2), "Hôm nay là ngày làm việc thứ 3 trên 5."),
    ):
        with clock.frozen(at):
            assert said in desk(app, Role.SPECIALIST).get(case(dossier)).text
            assert "ngày làm việc thứ" not in desk(app, Role.SPECIALIST).get(case(hours)).text


def test_the_button_on_the_page_itself_carries_the_revision(app: Flask) -> None:
    dossier = make_dossier(status=Status.ACCEPTED)
    specialist = desk(app, Role.SPECIALIST)
    form = specialist.get(case(dossier)).text.split(f'action="{case(dossier)}/xu-ly"')[1]
    revision = re.search(r'name="revision" value="(\d+)"', form)
    assert revision
    assert specialist.post(f"{case(dossier)}/xu-ly", data={"revision": revision[1]}).status_code == 303
    assert dossier.status is Status.PROCESSING


def test_opening_a_case_is_recorded_once_an_hour_for_each_officer(app: Flask, reception: FlaskClient) -> None:
    dossier = make_dossier()
    for client in (reception, reception, desk(app, Role.LEADER)):
        assert client.get(case(dossier)).status_code == 200
    assert entries("open") == 2


def test_only_those_who_work_on_it_open_a_case(app: Flask) -> None:
    dossier, draft = make_dossier(), make_draft()
    assert browser(app).get(case(dossier)).status_code == 303
    for role in (Role.OVERSEER, Role.ADMINISTRATOR):
        assert desk(app, role).get(case(dossier)).status_code == 403
    specialist = desk(app, Role.SPECIALIST)
    assert specialist.get(case(draft)).status_code == specialist.get("/can-bo/ho-so/999").status_code == 404
    assert entries("open") == 0


def test_a_long_history_costs_no_more_queries(app: Flask, reception: FlaskClient) -> None:
    dossier = make_dossier()

    def cost() -> int:
        reception.get(case(dossier))
        with queries() as sent:
            assert reception.get(case(dossier)).status_code == 200
        return len([statement for statement in sent if not statement.startswith("BEGIN")])

    few = cost()
    for number in range(12):
        colleague = make_officer(Role.SPECIALIST)
        actions.assign(dossier, make_officer(Role.RECEPTION), colleague, f"lần {number}", MONDAY)
        make_attachment(dossier)
    db.session.commit()
    assert cost() <= few + 1  # the names of the colleagues who were given it
    assert few <= 18


# -- files ----------------------------------------------------------------------------------------


def test_a_file_is_sent_to_be_shown_and_its_opening_recorded(app: Flask, reception: FlaskClient) -> None:
    dossier, other = make_dossier(), make_dossier()
    file = kept_file(app, dossier)
    answer = reception.get(f"{case(dossier)}/tep/{file.public_id}")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/jpeg", b"\xff\xd8\xffpicture")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert entries("open_file") == 1
    for address in (f"{case(other)}/tep/{file.public_id}", f"{case(dossier)}/tep/unknown"):
        assert reception.get(address).status_code == reception.get(f"{address}/xem").status_code == 404
    assert browser(app).get(f"{case(dossier)}/tep/{file.public_id}").status_code == 303
    assert desk(app, Role.OVERSEER).get(f"{case(dossier)}/tep/{file.public_id}").status_code == 403


def test_the_viewer_goes_on_turns_and_enlarges_by_plain_links(reception: FlaskClient) -> None:
    dossier = make_dossier()
    first, second = make_attachment(dossier), make_attachment(dossier, media_type="application/pdf", pages=2)
    here, there = (f"{case(dossier)}/tep/{file.public_id}" for file in (first, second))
    page = reception.get(f"{here}/xem?xoay=90&to=2").text
    assert "Giấy chứng sinh" in page
    assert "Tệp 1 trên 2" in page
    assert 'class="turn-90"' in page
    assert 'class="size-2"' in page
    assert f'rel="next" href="{there}/xem"' in page
    assert 'rel="prev"' not in page
    assert f"{here}/xem?xoay=180&amp;to=2" in page
    assert "turn-0" in reception.get(f"{here}/xem?xoay=45&to=900").text
    of_pdf = reception.get(f"{there}/xem").text
    assert ("Mở tệp PDF (2 trang)" in of_pdf, "<img class" in of_pdf) == (True, False)


def test_the_viewer_follows_the_order_of_the_papers_and_names_what_came_later(reception: FlaskClient) -> None:
    dossier = make_dossier()
    decisions.request_supplement(dossier, make_officer(Role.RECEPTION), ["Ảnh rõ"], "Mờ", MONDAY)
    db.session.commit()
    supplement = {"kind": AttachmentKind.SUPPLEMENT, "requirement_id": "", "supplement_id": dossier.supplements[0].id}
    late, stray, second, first = (
        make_attachment(dossier, **fields)
        for fields in (supplement, {"requirement_id": "la"}, {"requirement_id": "van-ban-uy-quyen"}, {})
    )
    names = ["Giấy chứng sinh", "Văn bản ủy quyền", "Tệp khác", "Giấy tờ bổ sung"]
    for number, (file, name) in enumerate(zip((first, second, stray, late), names, strict=True), start=1):
        page = reception.get(f"{case(dossier)}/tep/{file.public_id}/xem").text
        assert (f"<h1>{name}</h1>" in page, f"Tệp {number} trên 4" in page) == (True, True), name


# -- papers ---------------------------------------------------------------------------------------


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_numbered_papers_are_linked_when_their_moment_has_come(reception: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    accepted, asked, refused = make_dossier(), make_dossier(), make_dossier()
    assert f"{case(accepted)}/giay/" not in reception.get(case(accepted)).text
    decisions.accept(accepted, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    decisions.request_supplement(asked, officer, ["Giấy chứng sinh"], "Ảnh mờ.", MONDAY)
    decisions.refuse(refused, officer, "Không thuộc thẩm quyền.", "Điều 17", MONDAY)
    db.session.commit()
    for dossier in (accepted, asked, refused):
        address = f"{case(dossier)}/giay/{dossier.papers[0].id}.pdf"
        assert f'href="{address}"' in reception.get(case(dossier)).text
        assert reception.get(address).mimetype == "application/pdf"


def test_all_files_of_a_paper_come_as_one_pdf_and_the_download_is_recorded(app: Flask, reception: FlaskClient) -> None:
    dossier, other = make_dossier(), make_dossier()
    writer, pdf = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 300)
    writer.write(pdf)
    store = app.extensions["files"]
    make_attachment(dossier, storage_key=store.put(photo()))
    make_attachment(dossier, storage_key=store.put(pdf.getvalue()), media_type="application/pdf")
    address = f"{case(dossier)}/giay-to/giay-chung-sinh.pdf"
    assert f'href="{address}"' in reception.get(case(dossier)).text
    answer = reception.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={dossier.code}-giay-chung-sinh.pdf"
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 2
    reception.get(address)
    assert entries("download") == 2  # each time that papers leave
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "download")).first()
    assert entry and (entry.object_id, entry.details) == (str(dossier.id), {"requirement": "giay-chung-sinh"})
    assert reception.get(f"{case(other)}/giay-to/giay-chung-sinh.pdf").status_code == 404
    assert desk(app, Role.OVERSEER).get(address).status_code == 403
    assert browser(app).get(address).status_code == 303


def test_files_that_cannot_be_bound_are_opened_one_by_one(app: Flask, reception: FlaskClient) -> None:
    dossier = make_dossier()
    kept_file(app, dossier)  # no whole picture
    answer = reception.get(f"{case(dossier)}/giay-to/giay-chung-sinh.pdf")
    assert (answer.status_code, "Xin mở từng tệp." in answer.text) == (409, True)
    assert entries("download") == 0


# -- messages -------------------------------------------------------------------------------------


def test_a_ready_text_is_sent_by_hand_and_marked_once(app: Flask, reception: FlaskClient) -> None:
    dossier, officer = make_dossier(phone="0912345678"), make_officer(Role.RECEPTION)
    decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    db.session.commit()
    (message,) = db.session.scalars(select(Notification))
    page = reception.get(case(dossier)).text
    assert 'href="sms:0912345678?body=Xa%20An%20Phuoc' in page
    assert 'href="https://zalo.me/0912345678"' in page
    assert f'data-copy="#message-{message.id}"' in page
    address = f"{case(dossier)}/tin/{message.id}/da-gui"
    assert reception.post(address).status_code == 303
    assert (message.status, message.sent_at) == (DeliveryStatus.SENT, MONDAY)
    sender = message.sent_by_id
    assert desk(app, Role.LEADER).post(address).status_code == 303
    assert (message.sent_by_id, entries("send_by_hand")) == (sender, 1)
    assert f"{address}" not in reception.get(case(dossier)).text


def test_a_text_that_a_newer_one_replaced_says_so_and_is_not_offered(reception: FlaskClient) -> None:
    dossier, officer = make_dossier(phone="0912345678"), make_officer(Role.RECEPTION)
    decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    actions.withdraw(dossier, "Ông gọi điện", MONDAY, officer=officer)
    db.session.commit()
    page = reception.get(case(dossier)).text
    assert (page.count("Đã có tin mới hơn"), page.count("Đánh dấu đã gửi"), page.count("sms:")) == (1, 1, 1)
    old = db.session.scalars(select(Notification).order_by(Notification.id)).first()
    assert old is not None
    reception.post(f"{case(dossier)}/tin/{old.id}/da-gui")
    assert (old.status, entries("send_by_hand")) == (DeliveryStatus.REPLACED, 0)


def test_a_message_of_another_dossier_or_channel_is_left_alone(app: Flask, reception: FlaskClient) -> None:
    dossier, other = make_dossier(), make_dossier()
    mail = Notification(
        key="k", about_kind="dossier", about_id=dossier.id, event="accept", channel=Channel.EMAIL,
        recipient="a@example.vn", subject="Tin", body="…", created_at=MONDAY, due_at=MONDAY,
        status=DeliveryStatus.FAILED, problem="Hộp thư đầy",
    )  # fmt: skip
    db.session.add(mail)
    db.session.commit()
    page = words_of(reception.get(case(dossier)).text)
    assert "Không gửi được Thư điện tử · a@example.vn" in page
    assert "Hộp thư đầy" in page
    assert reception.post(f"{case(other)}/tin/{mail.id}/da-gui").status_code == 404
    reception.post(f"{case(dossier)}/tin/{mail.id}/da-gui")
    assert mail.status is DeliveryStatus.FAILED
    app.config["WTF_CSRF_ENABLED"] = True
    assert reception.post(f"{case(dossier)}/tin/{mail.id}/da-gui").status_code == 400


# -- the national code ----------------------------------------------------------------------------


def test_the_national_code_is_written_down_and_taken_away(reception: FlaskClient) -> None:
    dossier = make_dossier()
    assert press(reception, dossier, "ma-quoc-gia", code="h19.151 – 261123 – 0001").status_code == 303
    assert dossier.national_code == "H19.151-261123-0001"
    assert "H19.151-261123-0001" in reception.get(case(dossier)).text
    assert 'value="H19.151-261123-0001"' in reception.get(f"{case(dossier)}/ma-quoc-gia").text
    assert press(reception, dossier, "ma-quoc-gia", code="").status_code == 303
    written = [event.officer_id for event in dossier.events if event.step is Step.SET_NATIONAL_CODE]
    assert (dossier.national_code, len(written), None in written) == (None, 2, False)
    assert "Đã bỏ mã hồ sơ quốc gia." in reception.get(case(dossier)).text


def test_a_code_that_another_dossier_has_is_refused_without_naming_anybody(app: Flask) -> None:
    make_dossier(national_code="H19.151-261123-0001", applicant_name="Trần Thị Mai")
    dossier, reception = make_dossier(), desk_of(app, make_officer(Role.RECEPTION))
    answer = press(reception, dossier, "ma-quoc-gia", code="H19.151-261123-0001")
    assert answer.status_code == 422
    assert "đã ghi cho một hồ sơ khác" in answer.text
    assert 'value="H19.151-261123-0001"' in answer.text
    assert "Mai" not in answer.text
    wrong = press(reception, dossier, "ma-quoc-gia", code="không phải mã")
    assert (wrong.status_code, "Mã có dạng" in wrong.text, dossier.national_code) == (422, True, None)


def test_a_code_from_an_older_page_is_not_written(reception: FlaskClient) -> None:
    dossier = make_dossier()
    answer = reception.post(f"{case(dossier)}/ma-quoc-gia", data={"revision": 99, "code": "H19.151-261123-0001"})
    assert (answer.status_code, dossier.national_code) == (409, None)
