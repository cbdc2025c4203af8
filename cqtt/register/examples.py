"""Papers of an invented dossier, so that administrators see what a name looks like before it is used."""

from collections.abc import Callable
from datetime import datetime, timedelta

from cqtt.clock import local
from cqtt.commune.models import Commune
from cqtt.dossiers import papers
from cqtt.dossiers.models import PaperKind
from cqtt.dossiers.paper_data import name_of, numbered
from cqtt.dossiers.paper_people import office_head, unit_head, unit_name

PERSON: papers.Person = {
    "name": "Nguyễn Văn Mẫu",
    "address": "Số 12, Ấp 1",
    "phone": "0900 000 000",
    "email": None,
}
OFFICER = "Lê Thị Ví Dụ"
PROCEDURE = "Đăng ký khai sinh"


def example_words(kind: PaperKind, commune: Commune, at: datetime, link: str) -> papers.Words:
    """Return what a paper of this kind would say to somebody who does not exist."""
    title, symbol = name_of(kind)
    named = {"title": title, "number": numbered(5, symbol), "replaces": None}
    return _EXAMPLES[kind](commune, at, link) | named


def _receipt(commune: Commune, at: datetime, link: str) -> papers.Words:
    return papers.receipt_words(
        {
            "head": office_head(commune),
            "signed_on": local(at).date(),
            "code": _code(commune, at),
            "national_code": None,
            "person": PERSON,
            "filed_by": "Nguyễn Thị Mẫu (con), 0900 000 001",
            "messages_to": "Nguyễn Thị Mẫu, 0900 000 001",
            "procedure": PROCEDURE,
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
            "link": link,
        }
    )


def _supplement_request(commune: Commune, at: datetime, link: str) -> papers.Words:
    return papers.supplement_request_words(
        {
            "head": office_head(commune),
            "signed_on": local(at).date(),
            "code": _code(commune, at),
            "person": PERSON,
            "procedure": PROCEDURE,
            "missing": [{"what": "Giấy chứng sinh", "how": "ảnh chưa rõ, xin chụp lại"}],
            "reason": "Chưa đọc được ngày sinh của cháu.",
            "reply_by": None,
            "clock_note": None,
            "submitter": PERSON["name"],
            "guide": OFFICER,
            "link": link,
        }
    )


def _refusal(commune: Commune, at: datetime, link: str) -> papers.Words:
    return papers.refusal_words(
        {
            "head": office_head(commune),
            "signed_on": local(at).date(),
            "code": _code(commune, at),
            "person": PERSON,
            "procedure": PROCEDURE,
            "reason": "Việc này không thuộc thẩm quyền của đơn vị. Mời Ông/Bà nộp hồ sơ tại nơi có thẩm quyền.",
            "legal_ground": None,
            "submitter": PERSON["name"],
            "receiver": OFFICER,
            "link": link,
        }
    )


def _stop(commune: Commune, at: datetime, link: str) -> papers.Words:
    return papers.stop_words(
        {
            "head": unit_head(commune),
            "signed_on": local(at).date(),
            "unit": unit_name(commune),
            "code": _code(commune, at),
            "person": PERSON,
            "procedure": PROCEDURE,
            "received_at": at,
            "reason": "Đã hết thời gian bổ sung mà chúng tôi chưa nhận được giấy tờ còn thiếu.",
            "legal_ground": None,
            "papers_and_fees": "Giấy tờ bản chính Ông/Bà đã nộp được trả lại tại quầy khi Ông/Bà đến nhận.",
            "desk": commune.desk_word,
            "signer": OFFICER,
            "signer_title": "Chủ tịch",
            "link": link,
        }
    )


def _code(commune: Commune, at: datetime) -> str:
    return f"{commune.code_prefix}-{local(at):%y%m%d}-0000"


_EXAMPLES: dict[PaperKind, Callable[[Commune, datetime, str], papers.Words]] = {
    PaperKind.RECEIPT: _receipt,
    PaperKind.SUPPLEMENT_REQUEST: _supplement_request,
    PaperKind.REFUSAL: _refusal,
    PaperKind.STOP: _stop,
}
