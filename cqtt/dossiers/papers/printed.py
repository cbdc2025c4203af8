"""The printed papers of a dossier: what they need, what they say, and the PDFs they become.

Forms 01, 02, 03 and 05 carry the fields of Thông tư 03/2025/TT-VPCP, Phụ lục I. What is None is said in words
on the paper, so no line is left empty by mistake; only signatures are left to the hand.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypedDict, TypeVar

from cqtt import paper
from cqtt.clock import due_text, moment_text
from cqtt.codes.qr import Medium, choose_error_level, qr_svg_plain
from cqtt.fees.requests import PaymentWords

T = TypeVar("T")
Words = dict[str, Any]  # what is printed: texts, whole numbers and lists of them


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


class AboutDossier(TypedDict):
    """What every numbered form says: who gives it out, when, and about whom."""

    head: OfficeHead
    signed_on: date
    code: str
    person: Person
    procedure: str
    link: str


class ReceivedPaper(TypedDict):
    """One paper as received at the desk."""

    name: str
    originals: int
    copies: int


class ReceiptData(AboutDossier):
    """Form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""

    national_code: str | None
    filed_by: str | None  # who filed it for them: "Trần Văn Bình (con), 0900 000 002"
    messages_to: str | None  # who is told what happens, and where
    papers: list[ReceivedPaper]
    sets: int
    processing_time: str | None  # "03 ngày làm việc"
    received_at: datetime
    due_at: datetime | None
    due_explanation: str | None  # the sentence stored with the due date
    fee: str | None  # how much, and whether it was paid when the paper was made
    payment: PaymentWords | None  # how a fee that is still owed can be paid by transfer
    return_way: str | None  # "tại Trung tâm Phục vụ hành chính công"
    book: str  # quyển số
    order_number: int  # số thứ tự
    submitter: str | None
    receiver: str | None


class MissingPaper(TypedDict):
    """One thing to add or mend."""

    what: str
    how: str | None  # what exactly is wrong, how to get it


class SupplementRequestData(AboutDossier):
    """Form 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

    missing: list[MissingPaper]
    reason: str | None
    reply_by: datetime | None  # until when the supplement is awaited
    clock_note: str | None  # what happens to the time limit meanwhile, where a clock runs
    submitter: str | None  # who signs for the applicant's side
    guide: str | None  # the officer who guides


class RefusalData(AboutDossier):
    """Form 03: Phiếu từ chối tiếp nhận, giải quyết hồ sơ."""

    reason: str  # as the citizen read it
    legal_ground: str | None
    submitter: str | None
    receiver: str | None


class StopData(AboutDossier):
    """Form 05: Thông báo dừng giải quyết hồ sơ."""

    unit: str  # "Ủy ban nhân dân xã An Phước", inside a sentence
    received_at: datetime | None
    reason: str  # as the citizen read it
    legal_ground: str | None
    papers_and_fees: str  # what becomes of the papers handed in and of money paid
    desk: str  # who keeps a copy besides the archive
    signer: str | None  # the leader who decided
    signer_title: str | None


def confirmation_words(data: ConfirmationData) -> Words:
    """Return what the confirmation that a dossier was sent says."""
    return {**data, "sent_at": moment_text(data["sent_at"])}


def receipt_words(data: ReceiptData) -> Words:
    """Return what form 01 says."""
    return {
        **data,
        "signed_on": paper.formal_day(data["signed_on"]),
        "received_at": paper.formal_moment(data["received_at"]),
        "due_at": _said(paper.formal_moment, data["due_at"]),
        "order_number": two_digits(data["order_number"]),
    }


def supplement_request_words(data: SupplementRequestData) -> Words:
    """Return what form 02 says."""
    return {**data, "signed_on": paper.formal_day(data["signed_on"]), "reply_by": _said(due_text, data["reply_by"])}


def refusal_words(data: RefusalData) -> Words:
    """Return what form 03 says."""
    return {**data, "signed_on": paper.formal_day(data["signed_on"])}


def stop_words(data: StopData) -> Words:
    """Return what form 05 says."""
    return {
        **data,
        "signed_on": paper.formal_day(data["signed_on"]),
        "received_at": _said(paper.formal_moment, data["received_at"]),
        "signer_title": signing_lines(data["signer_title"]),
    }


_OF_WHAT = re.compile(r"\s+(UBND|Ủy ban|HĐND|Hội đồng|Trung tâm|Văn phòng|xã|phường|đặc khu)\b.*")
_DEPUTY = re.compile(r"phó\s+(giám đốc|chủ tịch|trưởng)\b", re.IGNORECASE)


def signing_lines(title: str | None) -> list[str]:
    """Return the lines over a leader's signature: the title without the agency's name, a deputy for the head.

    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.7.
    """
    if not title:
        return []
    plain = _OF_WHAT.sub("", title)
    head = _DEPUTY.match(plain)
    stands_in_for = [f"KT. {plain[head.start(1) :].upper()}"] if head else []
    return [*stands_in_for, plain.upper()]


def pdf(template: str, words: Mapping[str, Any], mark: str | None = None) -> bytes:
    """Return a paper of dossiers as PDF; the mark says that it is a copy of one given out before."""
    shown: Words = {**words, "qr": paper_qr(words["link"]), "mark": mark}
    if payment := words.get("payment"):
        shown["payment"] = {**payment, "qr": qr_svg_plain(payment["qr"], "m")}  # VietQR: level M is enough and large
    return paper.render(f"dossiers/{template}", shown)


def paper_qr(link: str) -> str:
    """Return the code that leads from a paper back to its dossier."""
    return qr_svg_plain(link, choose_error_level(Medium.PRINT))


def _said(words: Callable[[T], str], value: T | None) -> str | None:
    """Return the value in words; None stays None, and the paper says that it is not known."""
    return None if value is None else words(value)


def two_digits(number: int) -> str:
    """Return 05: Nghị định 30/2020/NĐ-CP puts a zero before numbers below ten."""
    return f"{number:02}"
