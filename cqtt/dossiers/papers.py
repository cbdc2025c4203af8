"""The printed papers of a dossier: what they need, and the PDFs they become.

Forms 01, 02 and 03 carry the fields of Thông tư 03/2025/TT-VPCP, Phụ lục I. What is None is said in
words on the paper, so no line is left empty by mistake; only signatures, and the numbers under which the
office enters the paper in its books, are left to the hand.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypedDict, TypeVar

from cqtt import paper
from cqtt.clock import due_text, moment_text
from cqtt.codes.qr import Medium, choose_error_level, qr_svg_plain

T = TypeVar("T")


class OfficeHead(TypedDict):
    """Who issues the paper: the two lines at the top left, and where."""

    parent: str | None  # "Ủy ban nhân dân xã An Phước"
    agency: str  # "Trung tâm Phục vụ hành chính công"
    place: str  # "An Phước", before the date
    phone: str | None  # of the desk


class SentPaper(TypedDict):
    """One paper as sent over the site."""

    name: str
    files: int  # pictures or PDF files; 0: none sent


class ConfirmationData(TypedDict):
    """Xác nhận đã gửi hồ sơ: what a citizen gets on submitting. It has no due date."""

    head: OfficeHead
    code: str
    procedure: str
    procedure_code: str | None
    applicant: str
    submitter: str | None  # who sent it, where not the applicant: "Trần Văn Bình (con)"
    sent_at: datetime
    next_steps: list[str]  # what happens next, a sentence each
    papers: list[SentPaper]
    link: str  # the secret link, also in the QR


class Person(TypedDict):
    """Whose dossier it is, as the forms name them."""

    name: str
    address: str | None
    phone: str | None
    email: str | None


class ReceivedPaper(TypedDict):
    """One paper as received at the desk."""

    name: str
    originals: int
    copies: int


class ReceiptData(TypedDict):
    """Form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""

    head: OfficeHead
    number: int | None  # of this paper in the year: 15 is printed as 15/TNHS
    code: str
    national_code: str | None
    person: Person
    procedure: str
    papers: list[ReceivedPaper]
    sets: int | None
    processing_time: str | None  # "03 ngày làm việc"
    received_at: datetime
    due_at: datetime | None
    due_explanation: str | None  # the sentence stored with the due date
    return_way: str | None  # "Nhận tại Trung tâm Phục vụ hành chính công"
    book: str | None  # quyển số
    order_number: int | None  # số thứ tự
    submitter: str | None
    receiver: str | None
    link: str


class MissingPaper(TypedDict):
    """One thing to add or mend."""

    what: str
    how: str | None  # what exactly is wrong, how to get it


class SupplementRequestData(TypedDict):
    """Form 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

    head: OfficeHead
    number: int | None
    signed_on: date
    code: str
    person: Person
    procedure: str
    missing: list[MissingPaper]
    reason: str | None
    reply_by: datetime | None  # until when the supplement is awaited
    clock_note: str | None  # what happens to the time limit meanwhile, where a clock runs
    submitter: str | None  # who signs for the applicant's side
    guide: str | None  # the officer who guides
    link: str


class RefusalData(TypedDict):
    """Form 03: Phiếu từ chối tiếp nhận, giải quyết hồ sơ."""

    head: OfficeHead
    number: int | None
    signed_on: date
    code: str
    person: Person
    procedure: str
    reason: str  # as the citizen read it, the legal ground in it
    submitter: str | None
    receiver: str | None
    link: str


def confirmation(data: ConfirmationData) -> bytes:
    """Return the confirmation that a dossier was sent, as PDF."""
    return _form("confirmation", data, data["link"], sent_at=moment_text(data["sent_at"]))


def receipt(data: ReceiptData) -> bytes:
    """Return form 01 as PDF, dated on the day of reception."""
    return _form(
        "receipt",
        data,
        data["link"],
        number=_number(data["number"], "TNHS"),
        signed_on=paper.formal_day(data["received_at"]),
        received_at=paper.formal_moment(data["received_at"]),
        due_at=_said(paper.formal_moment, data["due_at"]),
        order_number=_said("{:02}".format, data["order_number"]),
    )


def supplement_request(data: SupplementRequestData) -> bytes:
    """Return form 02 as PDF."""
    return _form(
        "supplement_request",
        data,
        data["link"],
        number=_number(data["number"], "HDHS"),
        signed_on=paper.formal_day(data["signed_on"]),
        reply_by=_said(due_text, data["reply_by"]),
    )


def refusal(data: RefusalData) -> bytes:
    """Return form 03 as PDF."""
    return _form(
        "refusal",
        data,
        data["link"],
        number=_number(data["number"]),
        signed_on=paper.formal_day(data["signed_on"]),
    )


def _form(name: str, data: Mapping[str, object], link: str, **in_words: str | None) -> bytes:
    """Render a paper of dossiers; `in_words` replaces moments and numbers by what is printed."""
    qr = qr_svg_plain(link, choose_error_level(Medium.PRINT))
    return paper.render(f"dossiers/{name}", {**data, **in_words, "qr": qr})


def _said(words: Callable[[T], str], value: T | None) -> str | None:
    """Return the value in words; None stays None, and the paper says that it is not known."""
    return None if value is None else words(value)


def _number(number: int | None, kind: str = "") -> str | None:
    """Return 05/TNHS: Nghị định 30/2020/NĐ-CP puts a zero before numbers below ten."""
    return None if number is None else f"{number:02}/{kind}".rstrip("/")
