"""Papers of an invented dossier, so that administrators see what a name looks like before it is used."""

from collections.abc import Callable
from datetime import datetime, timedelta

from cqtt.clock import local, moment_text
from cqtt.commune.models import Commune
from cqtt.dossiers.models import NamedForm, PaperKind
from cqtt.dossiers.papers import printed
from cqtt.dossiers.papers.filling import FORMS, name_of, numbered
from cqtt.dossiers.papers.people import office_head, unit_head, unit_name
from cqtt.i18n import _
from cqtt.paper import formal_day
from cqtt.register.book import Line
from cqtt.register.control_slip import sheet_pdf
from cqtt.register.printed_book import book_pdf
from cqtt.register.rules import month_of

PERSON: printed.Person = {
    "name": "Nguyễn Văn Mẫu",
    "address": "Số 12, Ấp 1",
    "phone": "0900 000 000",
    "email": None,
}
OFFICER = "Lê Thị Ví Dụ"
PROCEDURE = "Đăng ký khai sinh"


def example_pdf(form: NamedForm, commune: Commune, at: datetime, link: str) -> bytes:
    """Return a paper of this kind for somebody who does not exist, marked so."""
    mark = _("BẢN XEM THỬ, không có giá trị")
    if form is NamedForm.CONTROL_SLIP:
        return sheet_pdf(_slip(commune, at, link), mark)
    if form is NamedForm.REGISTER:
        title, days = name_of(form)[0], month_of(local(at).date()).text
        return book_pdf(title, office_head(commune), days, f"{mark}. {_printed(at)}", [[_line(commune, at)]], "1")
    kind = PaperKind(form)
    return printed.pdf(FORMS[kind].template, example_words(kind, commune, at, link), mark)


def example_words(kind: PaperKind, commune: Commune, at: datetime, link: str) -> printed.Words:
    """Return what a paper of this kind would say to somebody who does not exist."""
    title, symbol = name_of(kind)
    named = {"title": title, "number": numbered(5, symbol), "replaces": None}
    return _EXAMPLES[kind](commune, at, link) | named


def _receipt(commune: Commune, at: datetime, link: str) -> printed.Words:
    return printed.receipt_words(
        {
            **_about(commune, at, link),
            "national_code": None,
            "filed_by": "Nguyễn Thị Mẫu (con), 0900 000 001",
            "messages_to": "Nguyễn Thị Mẫu, 0900 000 001",
            "papers": [
                {"name": "Giấy chứng sinh", "originals": 1, "copies": 0},
                {"name": "Giấy chứng nhận kết hôn", "originals": 0, "copies": 1},
            ],
            "sets": 1,
            "processing_time": "3 ngày làm việc",
            "received_at": at,
            "due_at": at + timedelta(days=3),
            "due_explanation": None,
            "fee": "không thu",
            "payment": None,
            "return_way": f"tại {commune.desk_word}, mang theo giấy này",
            "book": str(local(at).year),
            "order_number": 5,
            "submitter": "Nguyễn Thị Mẫu",
            "receiver": OFFICER,
        }
    )


def _supplement_request(commune: Commune, at: datetime, link: str) -> printed.Words:
    return printed.supplement_request_words(
        {
            **_about(commune, at, link),
            "missing": [{"what": "Giấy chứng sinh", "how": "ảnh chưa rõ, xin chụp lại"}],
            "reason": "Chưa đọc được ngày sinh của cháu.",
            "reply_by": None,
            "clock_note": None,
            "submitter": PERSON["name"],
            "guide": OFFICER,
        }
    )


def _refusal(commune: Commune, at: datetime, link: str) -> printed.Words:
    return printed.refusal_words(
        {
            **_about(commune, at, link),
            "reason": "Việc này không thuộc thẩm quyền của đơn vị. Mời Ông/Bà nộp hồ sơ tại nơi có thẩm quyền.",
            "legal_ground": None,
            "submitter": PERSON["name"],
            "receiver": OFFICER,
        }
    )


def _stop(commune: Commune, at: datetime, link: str) -> printed.Words:
    return printed.stop_words(
        {
            **_about(commune, at, link),
            "head": unit_head(commune),
            "unit": unit_name(commune),
            "received_at": at,
            "reason": "Đã hết thời gian bổ sung mà chúng tôi chưa nhận được giấy tờ còn thiếu.",
            "legal_ground": None,
            "papers_and_fees": "Giấy tờ bản chính Ông/Bà đã nộp được trả lại tại quầy khi Ông/Bà đến nhận.",
            "desk": commune.desk_word,
            "signer": OFFICER,
            "signer_title": "Chủ tịch",
        }
    )


def _about(commune: Commune, at: datetime, link: str) -> printed.AboutDossier:
    """Return what every paper says: who gives it out, when, and about whom."""
    return {
        "head": office_head(commune),
        "signed_on": local(at).date(),
        "code": f"{commune.code_prefix}-{local(at):%y%m%d}-0000",
        "person": PERSON,
        "procedure": PROCEDURE,
        "link": link,
    }


def _slip(commune: Commune, at: datetime, link: str) -> printed.Words:
    about, when = _about(commune, at, link), moment_text(at)
    hop = {"giver": f"{PERSON['name']} (người nộp)", "receiver": OFFICER, "at": when, "result": None, "note": ""}
    return {
        **about,
        "title": name_of(NamedForm.CONTROL_SLIP)[0],
        "signed_on": formal_day(at),
        "national_code": None,
        "owner": PERSON["name"],
        "agency": unit_name(commune),
        "received_at": when,
        "due_at": moment_text(at + timedelta(days=3)),
        "hops": [hop],
        "printed_by": OFFICER,
        "printed": _printed(at),
    }


def _line(commune: Commune, at: datetime) -> Line:
    return Line(
        id=0,
        number="05",
        code=_about(commune, at, "")["code"],
        procedure=PROCEDURE,
        sets=1,
        owner=PERSON["name"],
        contact=f"{PERSON['address']}; {PERSON['phone']}",
        agency=unit_name(commune),
        received_at=at,
        due_at=at + timedelta(days=3),
        returned_at=None,
        way="",
        receiver="",
        note="Đang giải quyết",
    )


def _printed(at: datetime) -> str:
    return _("In lúc %(at)s", at=moment_text(at))


_EXAMPLES: dict[PaperKind, Callable[[Commune, datetime, str], printed.Words]] = {
    PaperKind.RECEIPT: _receipt,
    PaperKind.SUPPLEMENT_REQUEST: _supplement_request,
    PaperKind.REFUSAL: _refusal,
    PaperKind.STOP: _stop,
}
