"""How long a paper takes on one processor, once the compiler is warm."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime

from cqtt.clock import ICT
from cqtt.codes.qr import qr_svg
from cqtt.dossiers.papers import ConfirmationData, OfficeHead, ReceiptData, confirmation, receipt
from cqtt.procedures.papers import PosterData, poster

COUNT = 30
LINK = "https://anphuoc.example/ho-so/mo/Zk3vQ9xW1bT7yR5mN2pL8a"
HEAD: OfficeHead = {
    "parent": "Ủy ban nhân dân xã An Phước",
    "agency": "Trung tâm Phục vụ hành chính công",
    "place": "An Phước",
    "phone": "0251 3123 456",
}


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what is measured, the figure and the bar, one row a kind of paper."""
    yield "first paper, compiler included", f"{_milliseconds(_poster, 0, 1):,.0f} ms", "-"
    yield "poster", f"{_milliseconds(_poster):,.1f} ms", "-"
    yield "confirmation", f"{_milliseconds(_confirmation):,.1f} ms", "-"
    yield "form 01", f"{_milliseconds(_receipt):,.1f} ms", "-"
    yield (
        "QR code for a page",
        f"{_milliseconds(lambda number: qr_svg(f'{LINK}{number}', 'Mã')):,.2f} ms",
        "-",
    )


def _milliseconds(make: Callable[[int], object], first: int = 100, count: int = COUNT) -> float:
    """Return the mean time of papers that all differ, so that nothing is answered from memory."""
    begun = time.perf_counter()
    for number in range(first, first + count):
        make(number)
    return (time.perf_counter() - begun) / count * 1000


def _poster(number: int) -> bytes:
    data: PosterData = {
        "size": "a4",
        "unit": "Xã An Phước",
        "parent": "thành phố Đồng Nai",
        "title": f"Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con có yếu tố nước ngoài {number}",
        "code": "1.001193",
        "address": f"https://anphuoc.example/q/k{number}",
        "facts": [{"label": "Thời gian", "value": "Trong ngày làm việc"}] * 3,
        "phone": "0251 3123 456",
        "version_on": date(2026, 11, 23),
        "trial": True,
    }
    return poster(data)


def _confirmation(number: int) -> bytes:
    data: ConfirmationData = {
        "head": HEAD,
        "code": f"H19.00.00-261123-{number:04}",
        "procedure": "Đăng ký khai sinh",
        "procedure_code": "1.001193",
        "applicant": "Nguyễn Thị Hường",
        "submitter": None,
        "sent_at": datetime(2026, 11, 23, 9, 12, tzinfo=ICT),
        "next_steps": ["Cán bộ xem hồ sơ trong giờ làm việc và nhắn cho Ông/Bà."] * 3,
        "papers": [{"name": "Giấy chứng sinh", "files": 2}] * 6,
        "link": f"{LINK}{number}",
    }
    return confirmation(data)


def _receipt(number: int) -> bytes:
    data: ReceiptData = {
        "head": HEAD,
        "number": number,
        "code": f"H19.00.00-261123-{number:04}",
        "national_code": None,
        "person": {"name": "Nguyễn Thị Hường", "address": "Ấp 7", "phone": "0900 000 001", "email": None},
        "procedure": "Đăng ký khai sinh",
        "papers": [{"name": "Giấy chứng sinh", "originals": 1, "copies": 0}] * 6,
        "sets": 1,
        "processing_time": "03 ngày làm việc",
        "received_at": datetime(2026, 11, 23, 9, 12, tzinfo=ICT),
        "due_at": datetime(2026, 11, 27, 16, 30, tzinfo=ICT),
        "due_explanation": "Tính từ ngày làm việc tiếp theo, trừ thứ Bảy và Chủ nhật.",
        "return_way": "Nhận tại quầy",
        "book": "01/2026",
        "order_number": number,
        "submitter": "Trần Văn Bình",
        "receiver": "Lê Thị Ví Dụ",
        "link": f"{LINK}{number}",
    }
    return receipt(data)


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
