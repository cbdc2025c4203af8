"""What goes wrong when somebody edits procedures for the first time: attempts, each prevented or undone.

An attempt works on an office with one published procedure and two administrators. It says by its own checks that
nothing came of it; that citizens noticed nothing, the test looks at itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt.declarations.models import DeclarationTemplate
from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureField, ProcedureVersion
from cqtt.procedures.questions import QuestionKind
from cqtt.roles import Role
from tests.editing.form_builder import pages as builder
from tests.editing.publishing.drafting import (
    PAGES,
    QUESTIONS,
    WHY,
    administrator,
    birth,
    draft_of,
    form_of,
    new_draft,
    on_day,
    page_of,
    publish,
    published,
    said_by,
    write_draft,
)
from tests.editing.sections import boxes
from tests.factories import MONDAY, make_officer, make_procedure, sign_in

ONE_TIME = {"start_key": "mot-khoa-dung-mot-lan"}
YES_NO = {"id": "tai_nha", "label": "Sinh tại nhà?", "kind": "yes_no", "help": "", "required": False, "choices": []}
WAITING = {"id": "nguoi_do", "label": "Ai đỡ đẻ?", "kind": "text", "help": "", "required": False, "choices": []}
FORM = [*QUESTIONS, {**YES_NO, "max_length": None}]
FORM.append({**WAITING, "max_length": 100, "shown_if": {"question": "tai_nha", "values": ["yes"]}})


@dataclass
class Office:
    """Two administrators at their browsers, and the procedure that they spoil."""

    app: Flask
    admin: FlaskClient
    other: FlaskClient
    procedure: Procedure

    @classmethod
    def opened(cls, app: Flask) -> "Office":
        make_procedure(code="1.000894", slug="ket-hon", name="Đăng ký kết hôn")
        return cls(app, administrator(app, name="Lê Mới"), administrator(app, name="Trần Cũ"), birth(questions=FORM))

    @property
    def version(self) -> ProcedureVersion:
        found = published(self.procedure)
        assert found is not None
        return found

    @property
    def draft(self) -> ProcedureContent | None:
        """What the draft says, None where there is none."""
        found = draft_of(self.procedure)
        return said_by(found) if found else None

    def post(self, page: str, client: FlaskClient | None = None, **typed: object) -> TestResponse:
        return (client or self.admin).post(page_of(self.procedure, page), data=typed)

    def save(self, part: str, **typed: object) -> TestResponse:
        return boxes.save(self.admin, self.version, part, **typed)


Attempt = Callable[[Office], None]
PREVENTED: dict[str, Attempt] = {}
UNDONE: dict[str, Attempt] = {}


def prevented(sentence: str) -> Callable[[Attempt], Attempt]:
    """Name an attempt that is refused."""
    return lambda attempt: PREVENTED.setdefault(sentence, attempt)


def undone(sentence: str) -> Callable[[Attempt], Attempt]:
    """Name an attempt that is done, noticed, and taken back."""
    return lambda attempt: UNDONE.setdefault(sentence, attempt)


def refused(answer: TestResponse, status: int = 422, sentence: str = "") -> None:
    assert answer.status_code == status, answer.text
    assert sentence in answer.text, answer.text


# -- the words of a procedure ------------------------------------------------------------------------


@prevented("leaves the name empty")
def _no_name(office: Office) -> None:
    refused(office.save("ten", name=" "))
    assert office.draft is None


@prevented("types a code that is none")
def _odd_code(office: Office) -> None:
    refused(office.save("ten", code="một"))
    assert office.draft is None


@prevented("gives it the code of another procedure")
def _code_of_another(office: Office) -> None:
    refused(office.save("ten", code="1.000894"))
    assert office.draft is None


@prevented("publishes under a code that another procedure has got meanwhile")
def _code_taken_meanwhile(office: Office) -> None:
    write_draft(office.procedure, code="1.000894")
    refused(publish_anyway(office), sentence="là của thủ tục “Đăng ký kết hôn”")


@prevented("types the time in words")
def _time_in_words(office: Office) -> None:
    refused(office.save("thoi-han", amount="ba ngày"))
    assert office.draft is None


@prevented("types a fee that is no amount")
def _odd_fee(office: Office) -> None:
    refused(office.save("le-phi", fee_amount="miễn phí"))
    assert office.draft is None


@prevented("adds a document without a name")
def _nameless_document(office: Office) -> None:
    typed = boxes.typed(office.admin, office.version, "giay-to")
    refused(office.admin.post(boxes.edit_of(office.version, "/giay-to/them"), data=typed))
    assert office.draft is None


@prevented("uploads a program as the blank form")
def _program(office: Office) -> None:
    typed = boxes.typed(office.admin, office.version, "giay-to")
    sent = typed | {"giay-chung-sinh-form": (BytesIO(b"MZ\x90\x00"), "mau.exe")}
    address = boxes.edit_of(office.version, "/giay-to/giay-chung-sinh/tep/mau")
    refused(office.admin.post(address, data=sent, content_type="multipart/form-data"))
    assert office.draft is None


@prevented("pastes a script into the guidance")
def _script(office: Office) -> None:
    office.save("cac-buoc", guidance="<script>alert(1)</script> Xin gọi trước.")
    page = office.admin.get(page_of(office.procedure, "xem-truoc")).text
    assert "<script>alert(1)" not in page and "Xin gọi trước." in page


@prevented("saves over what a colleague has just saved")
def _over_a_colleague(office: Office) -> None:
    late = boxes.typed(office.admin, office.version, "le-phi", fee_amount="9000")
    boxes.save(office.other, office.version, "le-phi", fee_amount="7000")
    refused(office.admin.post(boxes.edit_of(office.version, "/le-phi"), data=late), 409, "Chưa có gì bị ghi đè")
    assert office.draft and office.draft.fee.amount_vnd == 7000


@undone("takes a document out of the list by mistake")
def _document_out(office: Office) -> None:
    typed = boxes.typed(office.admin, office.version, "giay-to")
    office.admin.post(boxes.edit_of(office.version, "/giay-to/giay-chung-sinh/bo"), data=typed)
    assert office.draft and "giay-chung-sinh" not in [paper.id for paper in office.draft.requirements]
    left = draft_of(office.procedure)
    assert left and office.post("bo-nhap", seen=left.digest).status_code == 303
    assert office.draft is None


# -- the form ----------------------------------------------------------------------------------------


@prevented("adds a choice with a single answer")
def _one_choice(office: Office) -> None:
    refused(builder.add(office.admin, office.version, QuestionKind.CHOICE, choices="Một mình"))
    assert office.draft is None


@prevented("adds a question without words")
def _wordless(office: Office) -> None:
    refused(builder.add(office.admin, office.version, QuestionKind.TEXT, label=" "))
    assert office.draft is None


@prevented("moves a question before the one it waits for")
def _too_early(office: Office) -> None:
    assert "Chưa làm được" in builder.press(office.admin, office.version, "/nguoi_do/len").text
    assert office.draft is None


@prevented("leaves out a question that another waits for")
def _waited_for(office: Office) -> None:
    assert "Bỏ câu “Sinh tại nhà?”?" in builder.press(office.admin, office.version, "/tai_nha/bo").text
    assert office.draft is None


@undone("leaves out the wrong question")
def _wrong_question(office: Office) -> None:
    builder.press(office.admin, office.version, "/ten_chau/bo")
    assert office.draft and len(office.draft.questions) == 2
    builder.press(office.admin, office.version, "/hoan-tac")
    assert office.draft and [question.id for question in office.draft.questions][0] == "ten_chau"


@prevented("leaves out a question that the .docx template prints, and publishes")
def _breaks_the_template(office: Office) -> None:
    kept = {"name": "a.docx", "storage_key": "a", "sha256": "0", "size": 1, "created_at": MONDAY}
    officer = make_officer(Role.ADMINISTRATOR)
    of_it = {"procedure_id": office.procedure.id, "placeholders": ["ten_chau"], "officer_id": officer.id}
    db.session.add(DeclarationTemplate(**kept, **of_it))
    db.session.commit()
    builder.press(office.admin, office.version, "/ten_chau/bo")
    refused(publish(office.admin, office.procedure), sentence="Mẫu tờ khai .docx dùng {{ ten_chau }}")


# -- procedures that are new, how they are filed ------------------------------------------------------


@prevented("adds a procedure that is there already")
def _twice(office: Office) -> None:
    db.session.add(ProcedureField(slug="ho-tich", name="Hộ tịch"))
    db.session.commit()
    typed = {"name": "Khai sinh", "field": "Hộ tịch", "code": "1.001193", "source": "", "find": "", **ONE_TIME}
    refused(office.admin.post(f"{PAGES}/them", data=typed), sentence="đã có trong danh mục")


@prevented("adds a procedure without a name")
def _new_without_name(office: Office) -> None:
    typed = {"name": "", "field": "Hộ tịch", "code": "", "source": "", "find": "", **ONE_TIME}
    refused(office.admin.post(f"{PAGES}/them", data=typed), sentence="Xin ghi tên thủ tục.")


@prevented("removes a procedure that citizens read")
def _removes(office: Office) -> None:
    refused(office.post("xoa"), 409, "đã từng công bố")


@prevented("sends people to the desk without the reason that the law asks for")
def _no_reason(office: Office) -> None:
    typed = {"revision": "1", "mode": "at_desk", "reason": " ", "portal_url": "", "department": ""}
    refused(office.post("cach-nop", **typed))


@prevented("gives a link to the portal that is none")
def _odd_link(office: Office) -> None:
    typed = {"revision": "1", "mode": "link_only", "reason": "Làm ở Cổng.", "portal_url": "javascript:alert(1)"}
    refused(office.post("cach-nop", **typed, department=""))


@undone("files many procedures elsewhere at once")
def _filed_elsewhere(office: Office) -> None:
    chosen = {"chon": [str(office.procedure.id)], "ve": PAGES}
    portal = {"mode": "link_only", "reason": "Công an làm.", "portal_url": "https://a.vn/x"}
    shown = office.admin.post(f"{PAGES}/nhieu/cach-nop", data=chosen | portal).text
    picks = re.findall(r'name="chon" value="([^"]+)"', shown)
    done = office.admin.post(f"{PAGES}/nhieu/cach-nop/doi", data={"chon": picks, "ve": PAGES} | portal).text
    seal = re.search(r'name="dau" value="([^"]+)"', done)
    assert seal, done
    assert office.admin.post(f"{PAGES}/nhieu/cach-nop/hoan-tac", data={"dau": seal[1], "ve": PAGES}).status_code == 200


# -- files -------------------------------------------------------------------------------------------


@prevented("imports a file that is broken")
def _broken_file(office: Office) -> None:
    sent = {"file": (BytesIO(b"procedures: [x"), "danh-muc.yaml")}
    refused(office.admin.post(f"{PAGES}/nhap", data=sent))


@prevented("imports something that is no catalogue")
def _picture(office: Office) -> None:
    refused(office.admin.post(f"{PAGES}/nhap", data={"file": (BytesIO(b"\x89PNG\r\n\x1a\n"), "anh.xlsx")}))


# -- publishing --------------------------------------------------------------------------------------


def publish_anyway(office: Office) -> TestResponse:
    """Send the form of a page that offers none."""
    return office.post("cong-bo", seen="", note=WHY, when="now")


@prevented("publishes without saying why")
def _without_why(office: Office) -> None:
    write_draft(office.procedure, name="Sai")
    refused(publish(office.admin, office.procedure, note=" "), sentence="vì sao có bản này")


@prevented("publishes on a day that has passed")
def _past_day(office: Office) -> None:
    write_draft(office.procedure, name="Sai")
    refused(publish(office.admin, office.procedure, **on_day("01/01/2020")), sentence="từ ngày mai")


@prevented("writes a day and forgets to choose it")
def _day_not_chosen(office: Office) -> None:
    write_draft(office.procedure, name="Từ tháng 12")
    typed = on_day("01/12/2026") | {"when": "now"}
    refused(publish(office.admin, office.procedure, **typed), sentence="hoặc xóa trống ngày")
    assert office.draft


@prevented("publishes on a day that does not exist")
def _no_such_day(office: Office) -> None:
    write_draft(office.procedure, name="Sai")
    refused(publish(office.admin, office.procedure, **on_day("31/02/2027")), sentence="ngày có thật")


@prevented("publishes what a colleague is just changing")
def _changed_meanwhile(office: Office) -> None:
    write_draft(office.procedure, name="Tên đã xem")
    typed = form_of(office.admin, office.procedure)
    write_draft(office.procedure, name="Tên chưa xem")
    refused(office.post("cong-bo", **typed), 409, "Tên thủ tục")


@prevented("publishes a procedure without a field")
def _without_field(office: Office) -> None:
    write_draft(office.procedure, field="")
    refused(publish_anyway(office), sentence="Chưa chọn lĩnh vực")


@prevented("publishes several, one of them with a fault")
def _several(office: Office) -> None:
    draft = write_draft(office.procedure, name="")
    answer = office.admin.post(f"{PAGES}/cong-bo", data={"drafts": [f"{draft.id}.{'0' * 16}"], "note": WHY})
    assert "Đã công bố 0 thủ tục" in answer.text and office.draft


@prevented("publishes several without ticking any")
def _none_ticked(office: Office) -> None:
    write_draft(office.procedure, name="Sai")
    refused(office.admin.post(f"{PAGES}/cong-bo", data={"note": WHY}))


@prevented("edits a draft that waits for its day")
def _locked(office: Office) -> None:
    write_draft(office.procedure, name="Đã duyệt")
    assert publish(office.admin, office.procedure, **on_day("01/12/2026")).status_code == 303
    answer = office.save("le-phi", fee_amount="9000")
    assert answer.status_code in (409, 422) and office.draft and office.draft.fee.amount_vnd == 0


@prevented("publishes a draft at once that waits for its day")
def _not_yet(office: Office) -> None:
    write_draft(office.procedure, name="Đã duyệt")
    publish(office.admin, office.procedure, **on_day("01/12/2026"))
    refused(publish_anyway(office), 409, "đã hẹn ngày công bố")


@undone("chooses the wrong day")
def _wrong_day(office: Office) -> None:
    write_draft(office.procedure, name="Sai")
    publish(office.admin, office.procedure, **on_day("01/12/2026"))
    assert office.post("bo-hen").status_code == 303
    waiting = draft_of(office.procedure)
    assert waiting and waiting.publish_on is None


# -- old versions and drafts ---------------------------------------------------------------------------


def way_back(office: Office) -> str:
    page = office.admin.get(page_of(office.procedure, "lich-su")).text
    found = re.search(r'action="([^"]*/hoan-tac/[0-9a-f]{32})"', page)
    assert found
    return found[1]


@prevented("restores an old version over the draft of a colleague, unseen")
def _over_a_draft(office: Office) -> None:
    write_draft(office.procedure, name="Của đồng nghiệp")
    refused(office.post("khoi-phuc/1", seen=""), 409)
    assert office.draft and office.draft.name == "Của đồng nghiệp"


@undone("restores the wrong version over a draft")
def _wrong_version(office: Office) -> None:
    draft = write_draft(office.procedure, name="Đang viết dở")
    assert office.post("khoi-phuc/1", seen=draft.digest).status_code == 303
    assert office.admin.post(way_back(office)).status_code == 303
    assert office.draft and office.draft.name == "Đang viết dở"


@undone("throws a draft away")
def _thrown_away(office: Office) -> None:
    draft = write_draft(office.procedure, name="Đang viết dở")
    assert office.post("bo-nhap", seen=draft.digest).status_code == 303 and office.draft is None
    assert office.admin.post(way_back(office)).status_code == 303
    assert office.draft and office.draft.name == "Đang viết dở"


@prevented("throws away the only words of a new procedure")
def _only_words(office: Office) -> None:
    draft = new_draft(name="Thủ tục mới soạn")
    refused(office.admin.post(page_of(draft.procedure, "bo-nhap")), 409)


# -- giving up -----------------------------------------------------------------------------------------


def retire(office: Office, **typed: object) -> TestResponse:
    return office.post("ngung", **({"seen": office.version.id, "reason": "Bãi bỏ", "sure": "y"} | typed))


@prevented("retires without saying why")
def _retires_without_why(office: Office) -> None:
    refused(retire(office, reason=""))


@prevented("retires by a slip of the finger")
def _retires_by_slip(office: Office) -> None:
    refused(retire(office, sure=""))


@prevented("names a successor that does not exist")
def _no_successor(office: Office) -> None:
    refused(retire(office, find="zzz qqq"))


@prevented("lets a procedure take its own place")
def _own_successor(office: Office) -> None:
    refused(retire(office, find="kết hôn", successor="1.001193"))


@prevented("retires a procedure from a page that was left open")
def _old_page(office: Office) -> None:
    refused(retire(office, seen=office.version.id + 99), 409)


# -- strangers and colleagues --------------------------------------------------------------------------


@prevented("sends a citizen the address of the preview")
def _address_of_the_preview(office: Office) -> None:
    write_draft(office.procedure, name="Chưa công bố")
    answer = office.app.test_client().get(page_of(office.procedure, "xem-truoc"))
    assert answer.status_code == 303 and "dang-nhap" in answer.location


@prevented("hands out the address of a procedure that is not published yet")
def _address_too_early(office: Office) -> None:
    draft = new_draft(name="Thủ tục mới soạn")
    for address in (f"/thu-tuc/{draft.procedure.code}", f"/thu-tuc/{draft.procedure.slug}"):
        assert office.app.test_client().get(address).status_code == 404


@prevented("lets a colleague of the desk publish")
def _by_the_desk(office: Office) -> None:
    write_draft(office.procedure, name="Sai")
    office.app.config["WTF_CSRF_ENABLED"] = False
    desk = sign_in(office.app.test_client(), make_officer(Role.RECEPTION))
    refused(desk.post(page_of(office.procedure, "cong-bo"), data={"note": WHY, "when": "now"}), 403)
