"""What the papers of an invented dossier say; used by the tests of papers."""

from datetime import date, datetime
from typing import Any

from cqtt.clock import ICT
from cqtt.dossiers.papers import printed

LINK = "https://anphuoc.example/ho-so/mo/Zk3vQ9xW1bT7yR5mN2pL8a"
CODE = "H19.00.00-261123-0007"
TRANSFER = (
    "00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA"
    "5303704540480005802VN62210817H1999-261123-000163043BD0"
)
Words = dict[str, Any]

HEAD: printed.OfficeHead = {
    "parent": "Ủy ban nhân dân\nxã An Phước",
    "agency": "Trung tâm Phục vụ hành chính công",
    "place": "An Phước",
    "phone": "0251 3123 456",
}
PERSON: printed.Person = {
    "name": "Nguyễn Thị Hường",
    "address": "Số 12, ấp 7, xã An Phước",
    "phone": "0900 000 001",
    "email": "huong@thu.example",
}
CONFIRMATION: printed.ConfirmationData = {
    "head": HEAD,
    "code": CODE,
    "procedure": "Đăng ký khai sinh",
    "link": LINK,
    "procedure_code": "1.001193",
    "applicant": "Nguyễn Thị Hường",
    "submitter": "Trần Văn Bình (chồng)",
    "sent_at": datetime(2026, 11, 23, 9, 12, tzinfo=ICT),
    "next_steps": ["Cán bộ xem hồ sơ và nhắn cho Ông/Bà."],
    "papers": [{"name": "Giấy chứng sinh", "files": 2}, {"name": "Văn bản ủy quyền", "files": 0}],
}
RECEIPT: printed.ReceiptData = {
    "head": HEAD,
    "signed_on": date(2026, 2, 5),
    "code": CODE,
    "national_code": "H15.50.05.13-261008-0975",
    "person": PERSON,
    "filed_by": "Trần Văn Bình (chồng), 0900 000 002",
    "messages_to": "Trần Văn Bình, 0900 000 002",
    "procedure": "Đăng ký khai sinh",
    "papers": [
        {"name": "Giấy chứng sinh", "originals": 1, "copies": 0},
        {"name": "Giấy chứng nhận kết hôn", "originals": 0, "copies": 2},
    ],
    "sets": 1,
    "processing_time": "3 ngày làm việc",
    "received_at": datetime(2026, 2, 5, 9, 12, tzinfo=ICT),
    "due_at": datetime(2026, 2, 10, 16, 30, tzinfo=ICT),
    "due_explanation": "Tính từ ngày làm việc tiếp theo, trừ thứ Bảy và Chủ nhật.",
    "fee": "8.000\u00a0đồng, chưa nộp khi lập giấy này",
    "payment": {
        "amount": "8.000\u00a0đồng",
        "memo": "H1999-261123-0001",
        "account": ["Ngân hàng Ví Dụ", "0123456789", "Ủy ban nhân dân xã An Phước"],
        "qr": TRANSFER,
    },
    "return_way": "tại quầy, mang theo giấy này",
    "book": "2026",
    "order_number": 9,
    "submitter": "Trần Văn Bình",
    "receiver": "Lê Thị Ví Dụ",
    "link": LINK,
}
SUPPLEMENT: printed.SupplementRequestData = {
    "head": HEAD,
    "signed_on": date(2026, 2, 5),
    "code": CODE,
    "person": PERSON,
    "procedure": "Đăng ký khai sinh",
    "missing": [{"what": "Giấy chứng sinh", "how": "Ảnh bị mờ, xin chụp lại."}],
    "reason": "Chưa đủ căn cứ để ghi sổ.",
    "reply_by": datetime(2026, 2, 12, 16, 30, tzinfo=ICT),
    "clock_note": "Thời hạn tạm dừng từ hôm nay.",
    "submitter": "Trần Văn Bình",
    "guide": "Lê Thị Ví Dụ",
    "link": LINK,
}
REFUSAL: printed.RefusalData = {
    "head": HEAD,
    "signed_on": date(2026, 2, 5),
    "code": CODE,
    "person": PERSON,
    "procedure": "Đăng ký khai sinh",
    "reason": "Việc này đã được giải quyết.\nCháu đã có số định danh.",
    "legal_ground": "Điều 15",
    "submitter": "Trần Văn Bình",
    "receiver": "Lê Thị Ví Dụ",
    "link": LINK,
}
STOP: printed.StopData = {
    "head": {**HEAD, "parent": None, "agency": "Ủy ban nhân dân\nxã An Phước"},
    "signed_on": date(2026, 2, 5),
    "unit": "Ủy ban nhân dân xã An Phước",
    "code": CODE,
    "person": PERSON,
    "procedure": "Đăng ký khai sinh",
    "received_at": datetime(2026, 2, 5, 9, 12, tzinfo=ICT),
    "reason": "Đã hết thời gian bổ sung.",
    "legal_ground": "Điều 17",
    "papers_and_fees": "Giấy tờ bản chính được trả lại tại quầy. Chưa nộp khoản phí nào.",
    "desk": "Trung tâm Phục vụ hành chính công",
    "signer": "Phạm Thị Ví Dụ",
    "signer_title": "Phó Chủ tịch Ủy ban nhân dân xã",
    "link": LINK,
}


def _numbered(words: Words, title: str, symbol: str) -> Words:
    return {**words, "title": title, "number": f"07/{symbol}", "replaces": f"05/{symbol}"}


FORMS: dict[str, Words] = {
    "receipt": _numbered(printed.receipt_words(RECEIPT), "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "TNHS"),
    "supplement_request": _numbered(
        printed.supplement_request_words(SUPPLEMENT), "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "HDHS"
    ),
    "refusal": _numbered(printed.refusal_words(REFUSAL), "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ", "TCHS"),
    "stop": _numbered(printed.stop_words(STOP), "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "TBDHS"),
}
PAPERS: dict[str, Words] = {"confirmation": printed.confirmation_words(CONFIRMATION), **FORMS}
