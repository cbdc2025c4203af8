"""Asking for more, declining, extending, stopping: what the officer is offered, and what the citizen reads."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import the_commune
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, DossierEvent, IssuedPaper, PaperKind
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.papers.filling import Occasion as Issue
from cqtt.dossiers.papers.filling import stop_preview
from cqtt.dossiers.rules import Status, Step
from cqtt.extensions import db
from cqtt.notifications.models import Notification
from cqtt.phrases.models import Occasion
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.dossiers.staff import desk, desk_of, make_text, press
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure

WHY = {"reason": "Thiếu", "why_again": "Mới phát hiện khi thẩm tra"}


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, name="Nguyễn Thị Hạnh")


@pytest.fixture
def specialist(app: Flask) -> FlaskClient:
    return desk(app, Role.SPECIALIST, name="Trần Văn Mẫu")


@pytest.fixture
def leader(app: Flask) -> FlaskClient:
    return desk(app, Role.LEADER, name="Lê Văn Trưởng", title="Phó Chủ tịch")


def accepted(version: ProcedureVersion | None = None, **fields: Any) -> Dossier:
    """A dossier that reception has taken in this morning, due on Thursday."""
    dossier = make_dossier(version, **fields)
    decisions.accept(dossier, make_officer(Role.RECEPTION), Limit(3, Unit.WORKING_DAY), MONDAY)
    db.session.commit()
    return dossier


def page_of(client: FlaskClient, dossier: Dossier, step: str = "") -> str:
    answer = client.get(f"/can-bo/ho-so/{dossier.id}/{step}".rstrip("/"))
    assert answer.status_code == 200, answer.text
    return answer.text


def moved(client: FlaskClient, dossier: Dossier, step: str, **typed: Any) -> DossierEvent:
    """Make a move that has to succeed and return its event."""
    answer = press(client, dossier, step, **typed)
    assert answer.status_code == 303, answer.text
    return dossier.events[-1]


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# -- asking for more ------------------------------------------------------------------------------


def test_a_supplement_is_one_complete_list_of_what_was_ticked_and_written(reception: FlaskClient) -> None:
    version = make_procedure()
    blurred = make_text(Occasion.MISSING, "Ảnh bị mờ, xin chụp lại", version.procedure_id)
    reason = make_text(Occasion.SUPPLEMENT_REASON, "Ảnh gửi kèm chưa đọc được.")
    make_text(Occasion.MISSING, "Của thủ tục khác", make_procedure().procedure_id)
    make_text(Occasion.MISSING, "Giấy chứng sinh; không có thì giấy cam đoan", version.procedure_id)
    dossier = make_dossier(version)
    page = page_of(reception, dossier, "bo-sung")
    assert ('value="Giấy chứng sinh"' in page, 'value="Giấy tờ tùy thân"' in page) == (True, False)  # only shown
    assert page.count("Giấy chứng sinh") == 2, "a paper is offered once: its box and its label"
    assert ("Ảnh bị mờ" in page, "Của thủ tục khác" in page, "Ảnh gửi kèm" in page) == (True, False, True)
    typed = {
        "items": ["Giấy chứng sinh", blurred.text],
        "others": "- Số nhà\n\n- giấy chứng sinh.\n• Chữ ký",
        "ready": str(reason.id),
        "reason": "Xin gửi sớm.",
    }
    event = moved(reception, dossier, "bo-sung", **typed)
    (request,) = dossier.supplements
    assert request.items == ["Giấy chứng sinh", "Ảnh bị mờ, xin chụp lại", "Số nhà", "Chữ ký"]
    assert request.reason == "Ảnh gửi kèm chưa đọc được. Xin gửi sớm."
    assert event.told == f"Xin bổ sung: {'; '.join(request.items)}. {request.reason}"
    assert (dossier.status, event.note) == (Status.AWAITING_SUPPLEMENT, "")


def test_what_is_certainly_missing_comes_ticked(reception: FlaskClient) -> None:
    missing, brought = make_dossier(), make_dossier(papers_to_bring=["giay-chung-sinh"])
    ticked = r'<input checked [^>]*name="items"[^>]* value="Giấy chứng sinh"'
    assert re.search(ticked, page_of(reception, missing, "bo-sung"))
    assert not re.search(ticked, page_of(reception, brought, "bo-sung"))


def test_a_supplement_without_anything_missing_is_refused_and_keeps_the_reason(reception: FlaskClient) -> None:
    dossier = make_dossier()
    answer = press(reception, dossier, "bo-sung", reason="Thiếu giấy")
    assert answer.status_code == 422
    assert "ít nhất một giấy tờ" in answer.text
    assert "Thiếu giấy</textarea>" in answer.text
    assert "để người nộp hiểu" in press(reception, dossier, "bo-sung", others="Giấy", reason=" ").text
    many = "\n".join(f"Giấy {number}" for number in range(31))
    assert "nhiều nhất 30 việc" in press(reception, dossier, "bo-sung", others=many, reason="Thiếu").text
    assert dossier.status is Status.SUBMITTED


def test_the_time_to_answer_is_shown_before_it_is_promised(reception: FlaskClient) -> None:
    with_window, without = make_dossier(make_procedure(supplement_window=7)), make_dossier()
    assert "có đến hết thứ Tư, 02/12/2026, trước 16:30 để bổ sung" in page_of(reception, with_window, "bo-sung")
    assert "không đặt hạn cho việc bổ sung" in page_of(reception, without, "bo-sung")
    moved(reception, with_window, "bo-sung", others="Giấy", reason="Thiếu")
    assert with_window.supplements[0].reply_by == MONDAY.replace(month=12, day=2, hour=9, minute=30)


def test_a_second_request_is_for_a_leader_who_says_why_it_was_not_asked_before(
    reception: FlaskClient, leader: FlaskClient
) -> None:
    dossier = make_dossier()
    moved(reception, dossier, "bo-sung", others="Giấy chứng sinh", reason="Thiếu")
    moved(reception, dossier, "nhan-bo-sung", all_here="y")
    answer = press(reception, dossier, "bo-sung", others="Thêm nữa", reason="Thiếu")
    assert (answer.status_code, "cần lãnh đạo quyết định" in answer.text) == (409, True)
    assert "Thêm nữa" in answer.text  # what was written can still be copied
    page, queue = (reception.get(address).text for address in (f"/can-bo/ho-so/{dossier.id}", "/can-bo/ho-so"))
    assert "Lần nữa cần lãnh đạo quyết định: xin giao hồ sơ cho lãnh đạo." in page
    assert "Đã bổ sung" in page.partition('class="split"')[0] and "Đã bổ sung</span>" in queue
    assert "cần lãnh đạo quyết định" not in page_of(leader, dossier)
    assert "đã được yêu cầu bổ sung một lần" in page_of(leader, dossier, "bo-sung")
    silent = press(leader, dossier, "bo-sung", others="Thêm nữa", reason="Thiếu")
    assert (silent.status_code, "vì sao lần trước chưa yêu cầu" in silent.text) == (422, True)
    event = moved(leader, dossier, "bo-sung", others="Thêm nữa", **WHY)
    assert event.note == "Vì sao lần trước chưa yêu cầu: Mới phát hiện khi thẩm tra"
    assert "Mới phát hiện" not in event.told


# -- declining ------------------------------------------------------------------------------------


def test_a_refusal_is_read_as_it_was_previewed(reception: FlaskClient) -> None:
    dossier = make_dossier()
    text = make_text(Occasion.REFUSAL, "Việc này đã được giải quyết trong một hồ sơ khác của Ông/Bà.")
    typed = {"ready": str(text.id), "reason": "Mã 0007.", "legal_ground": "Điều 17 Nghị định 118/2025/NĐ-CP"}
    sentence = f"{text.text} Mã 0007. Căn cứ: Điều 17 Nghị định 118/2025/NĐ-CP."
    address = "tu-choi/xem-truoc"
    preview = press(reception, dossier, address, **typed)
    assert (preview.status_code, sentence in preview.text, dossier.status) == (200, True, Status.SUBMITTED)
    url, sent = f"/can-bo/ho-so/{dossier.id}/{address}", {"revision": dossier.revision, **typed}
    fragment = reception.post(url, data=sent, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<section id="preview"')
    assert sentence in fragment
    event = moved(reception, dossier, "tu-choi", **typed)
    assert (event.told, dossier.status, dossier.ended_at) == (sentence, Status.REFUSED, MONDAY)


def test_a_standard_text_brings_its_ground_and_the_place_that_is_competent(reception: FlaskClient) -> None:
    dossier, other = make_dossier(), make_dossier()
    more = {"legal_ground": "Luật Cư trú 2020", "competent_place": "Công an xã."}
    text = make_text(Occasion.REFUSAL, "Việc về cư trú do công an giải quyết.", **more)
    event = moved(reception, dossier, "tu-choi", ready=str(text.id))
    sentence = "Việc về cư trú do công an giải quyết. Mời Ông/Bà đến: Công an xã. Căn cứ: Luật Cư trú 2020."
    assert (event.told, event.note) == (sentence, "Luật Cư trú 2020")
    (paper,) = dossier.papers
    assert paper.kind is PaperKind.REFUSAL and "Mời Ông/Bà đến: Công an xã." in str(paper.words)
    typed = {"legal_ground": "Điều 2", "competent_place": "Công an xã Bình Sơn"}
    event = moved(reception, other, "tu-choi", ready=str(text.id), **typed)  # what was written counts
    assert event.told.endswith("Mời Ông/Bà đến: Công an xã Bình Sơn. Căn cứ: Điều 2.")


def test_the_grounds_of_the_procedure_are_offered_and_one_of_two_reasons_is_asked(reception: FlaskClient) -> None:
    make_text(Occasion.REFUSAL, "Không thuộc thẩm quyền.")
    dossier = make_dossier(make_procedure(legal_basis=["60/2014/QH13", "123/2015/NĐ-CP"]))
    page = page_of(reception, dossier, "tu-choi")
    assert 'list="grounds"' in page
    for ground in ("60/2014/QH13; 123/2015/NĐ-CP", "60/2014/QH13", "123/2015/NĐ-CP"):
        assert f'<option value="{ground}">' in page
    assert page.count("(không bắt buộc)") == 1  # the place alone
    assert re.findall(r"<(?:input|textarea)[^>]* required", page) == []  # no box by itself
    asked = page_of(reception, dossier, "bo-sung")
    assert "(không bắt buộc)" not in asked and "cần, nếu chưa chọn ở trên" in asked


def test_a_refusal_needs_a_reason_and_a_ground(reception: FlaskClient) -> None:
    dossier, text = make_dossier(), make_text(Occasion.REFUSAL, "Câu không ghi căn cứ.")
    answer = press(reception, dossier, "tu-choi", reason="", legal_ground="")
    assert answer.status_code == 422
    assert "chọn một câu có sẵn hoặc viết lý do" in answer.text
    assert "văn bản làm căn cứ" in answer.text
    answer = press(reception, dossier, "tu-choi", ready=str(text.id), competent_place="Công an xã")
    assert (answer.status_code, 'value="Công an xã"' in answer.text) == (422, True)
    assert press(reception, dossier, "tu-choi", ready="999", legal_ground="x").status_code == 422
    assert dossier.status is Status.SUBMITTED


# -- more time ------------------------------------------------------------------------------------

TWO_DAYS = {"amount": "2", "unit": "working_day", "legal_ground": "khoản 2 Điều 12 Luật X"}


def test_an_extension_shows_its_date_first_and_is_told_with_its_ground(leader: FlaskClient) -> None:
    dossier = accepted()
    assert f"/can-bo/ho-so/{dossier.id}/gia-han" in page_of(leader, dossier)
    assert "Hạn trả hiện nay: thứ Năm, 26/11/2026, trước 16:30." in page_of(leader, dossier, "gia-han")
    preview = press(leader, dossier, "gia-han/xem-truoc", **TWO_DAYS)
    assert (preview.status_code, "<b>thứ Hai, 30/11/2026, trước 16:30</b>" in preview.text) == (200, True)
    assert 'value="khoản 2 Điều 12 Luật X"' in preview.text
    url, sent = f"/can-bo/ho-so/{dossier.id}/gia-han/xem-truoc", {"revision": dossier.revision, **TWO_DAYS}
    fragment = leader.post(url, data=sent, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<section id="preview"')
    assert len(dossier.events) == 2
    event = moved(leader, dossier, "gia-han", **TWO_DAYS)
    assert dossier.due_at == MONDAY.replace(day=30, hour=9, minute=30)
    assert event.told.startswith("Thời hạn được gia hạn theo khoản 2 Điều 12 Luật X.")
    assert (event.note, event.details) == ("khoản 2 Điều 12 Luật X", {"amount": 2, "unit": "working_day"})
    assert "Hẹn trả thứ Hai, 30/11/2026" in page_of(leader, dossier)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "hai"}, "Xin ghi bằng chữ số"),
        ({"amount": "366"}, "Xin ghi số từ 1 đến 365."),
        ({"unit": "same_day"}, "Xin chọn một trong các mục có sẵn."),
        ({"legal_ground": " "}, "văn bản cho phép gia hạn"),
    ],
)
def test_an_extension_that_cannot_be_read_is_refused(leader: FlaskClient, typed: dict[str, str], said: str) -> None:
    dossier = accepted()
    due_at = dossier.due_at
    answer = press(leader, dossier, "gia-han", **TWO_DAYS | typed)
    assert (answer.status_code, said in answer.text, dossier.due_at) == (422, True, due_at)
    unread = press(leader, dossier, "gia-han/xem-truoc", **TWO_DAYS | typed)
    assert unread.status_code == 200 and ("<b>thứ" in unread.text) == ("legal_ground" in typed)


def test_what_is_late_or_was_extended_is_not_extended_again(app: Flask, reception: FlaskClient) -> None:
    late, extended = accepted(), accepted()
    moved(desk(app, Role.LEADER), extended, "gia-han", **TWO_DAYS)
    with clock.frozen(MONDAY + timedelta(days=4)):
        leader = desk(app, Role.LEADER)
        answers = [press(leader, dossier, "gia-han", **TWO_DAYS) for dossier in (late, extended)]
        assert [answer.status_code for answer in answers] == [409, 409]
        assert "đã trễ hạn" in answers[0].text and "đã được gia hạn một lần" in answers[1].text
        assert "khoản 2 Điều 12 Luật X" in answers[0].text  # to be copied into the apology
        assert [f"/{one.id}/gia-han" in page_of(leader, one) for one in (late, extended)] == [False, False]
    assert press(reception, late, "gia-han", **TWO_DAYS).status_code == 403


# -- the end of the work --------------------------------------------------------------------------


def papers_given() -> int:
    return db.session.scalar(select(func.count(IssuedPaper.id))) or 0


def test_a_stop_is_proposed_waits_for_a_leader_and_is_decided(specialist: FlaskClient, leader: FlaskClient) -> None:
    dossier, text = accepted(), make_text(Occasion.STOP, "Người đứng tên hồ sơ đã mất.")
    assert press(specialist, dossier, "de-nghi-dung", reason=" ").status_code == 422
    event = moved(specialist, dossier, "de-nghi-dung", ready=str(text.id), reason="Có giấy báo tử.")
    assert (event.told, event.note) == ("", "Người đứng tên hồ sơ đã mất. Có giấy báo tử.")
    page = words_of(page_of(leader, dossier))
    assert "Đề nghị dừng xử lý, chờ lãnh đạo quyết định Người đứng tên hồ sơ đã mất. Có giấy báo tử." in page
    assert "/de-nghi-dung" not in page_of(specialist, dossier)  # it waits already
    assert ">Người đứng tên hồ sơ đã mất. Có giấy báo tử.</textarea>" in page_of(leader, dossier, "dung").replace(
        ">\r\n", ">"
    ).replace(">\n", ">")
    typed = {"reason": "Người đứng tên hồ sơ đã mất.", "legal_ground": "Điều 9 Luật X"}
    event = moved(leader, dossier, "dung", **typed)
    assert event.told == "Người đứng tên hồ sơ đã mất. Căn cứ: Điều 9 Luật X."
    assert (dossier.status, dossier.papers[-1].kind) == (Status.STOPPED, PaperKind.STOP)
    assert "chờ lãnh đạo quyết định" not in page_of(leader, dossier)


def test_what_the_citizen_does_answers_a_proposal_to_stop(specialist: FlaskClient, leader: FlaskClient) -> None:
    dossier = accepted()
    moved(specialist, dossier, "bo-sung", others="Giấy", reason="Thiếu")
    moved(specialist, dossier, "de-nghi-dung", reason="Không liên lạc được")
    moved(leader, dossier, "ghi-chu", note="Gọi thêm một lần")
    assert "chờ lãnh đạo quyết định" in page_of(leader, dossier)
    actions.answer_supplement(dossier, "Đã gửi", MONDAY)
    db.session.commit()
    assert "chờ lãnh đạo quyết định" not in page_of(leader, dossier)


def test_a_window_that_has_passed_is_the_reason_that_stands_ready(app: Flask, specialist: FlaskClient) -> None:
    dossier = accepted(make_procedure(supplement_window=7))
    moved(specialist, dossier, "bo-sung", others="Giấy", reason="Thiếu")
    ready = "hạn đến thứ Tư, 02/12/2026, trước 16:30, mà chưa nhận được."
    assert ready not in page_of(specialist, dossier, "de-nghi-dung")
    with clock.frozen(MONDAY + timedelta(days=10)):
        assert ready in page_of(desk(app, Role.LEADER), dossier, "dung")
        assert ready in page_of(desk(app, Role.SPECIALIST), dossier, "de-nghi-dung")


def test_a_stop_needs_a_reason_and_a_ground_and_is_a_leaders(leader: FlaskClient, specialist: FlaskClient) -> None:
    dossier, text = accepted(), make_text(Occasion.STOP, "Có câu.", legal_ground="Điều 9")
    answer = press(leader, dossier, "dung", reason=" ")
    assert (answer.status_code, "làm căn cứ cho việc dừng" in answer.text) == (422, True)
    assert press(specialist, dossier, "dung", reason="x", legal_ground="y").status_code == 403
    assert moved(leader, dossier, "dung", ready=str(text.id)).told == "Có câu. Căn cứ: Điều 9."


def test_the_preview_of_form_05_says_what_the_paper_will_say_without_stopping_anything(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, officer = accepted(), make_officer(Role.LEADER, name="Lê Văn Trưởng", title="Phó Chủ tịch")
    leader, typed = desk_of(app, officer), {"reason": "Đã quá hạn bổ sung.", "legal_ground": "Điều 9 Luật X"}
    words = stop_preview(dossier, the_commune(), Issue(0, officer, clock.now()), *typed.values())
    with monkeypatch.context() as patched:
        patched.delattr(decisions, "stop")  # not even for a moment
        assert press(leader, dossier, "dung/mau-05.pdf", **typed).mimetype == "application/pdf"
    moved(leader, dossier, "dung", **typed)
    assert words == {**dossier.papers[-1].words, "number": "…"}


def test_a_stop_is_previewed_as_words_and_as_form_05_and_nothing_is_left_of_it(app: Flask) -> None:
    dossier, officer = accepted(), make_officer(Role.LEADER, name="Lê Văn Trưởng", title="Phó Chủ tịch")
    leader = desk_of(app, officer)
    typed = {"reason": "Người đứng tên hồ sơ đã mất.", "legal_ground": "Điều 9 Luật X"}
    before = (len(dossier.events), papers_given(), db.session.scalar(select(func.count(Notification.id))))
    words = press(leader, dossier, "dung/xem-truoc", **typed)
    assert (words.status_code, "đã mất. Căn cứ: Điều 9 Luật X." in words.text) == (200, True)
    answer = press(leader, dossier, "dung/mau-05.pdf", **typed)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    paper = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).split())
    for said in (
        "DỪNG GIẢI QUYẾT",
        "Người đứng tên hồ sơ đã mất.",
        "Điều 9 Luật X",
        str(dossier.code),
        "Lê Văn Trưởng",
    ):
        assert said in paper, said
    assert "Bản xem trước" in paper and "01/" not in paper  # it has no number yet
    assert (len(dossier.events), papers_given(), db.session.scalar(select(func.count(Notification.id)))) == before
    assert db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "dossier.stop")) == 0
    assert dossier.status is Status.ACCEPTED
    assert press(leader, dossier, "dung/mau-05.pdf", reason=" ").status_code == 422
    event = moved(leader, dossier, "dung", **typed)
    assert (event.step, dossier.papers[-1].number) == (Step.STOP, 1)  # the preview took no number
