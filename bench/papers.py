"""How long a paper takes on one processor, once the compiler is warm."""

import time
from collections.abc import Callable, Iterator

from cqtt import paper
from cqtt.codes.qr import qr_svg
from cqtt.dossiers.papers.printed import paper_qr, pdf
from cqtt.posters.rules import Size, batches
from cqtt.posters.sheets import bound, sheets
from cqtt.procedures.papers import CodePage, Sender, posters
from tests.dossiers.paper_words import HEAD, LINK, PAPERS

COUNT = 30
BAR = "100 ms"
NAMES = {
    "confirmation": "confirmation",
    "receipt": "form 01",
    "supplement_request": "form 02",
    "refusal": "form 03",
    "stop": "form 05",
}


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what is measured, the figure and the bar, one row a kind of paper."""
    yield "first paper, compiler included", f"{_milliseconds(_poster, 0, 1):,.0f} ms", "-"
    yield "300 posters A5 in one PDF", f"{_many_posters(300):,.1f} s", "15 s"
    yield "poster", f"{_milliseconds(_poster):,.1f} ms", BAR
    for template, name in NAMES.items():
        yield name, f"{_milliseconds(lambda number, template=template: _numbered(template, number)):,.1f} ms", BAR
    yield "form 01 with 40 papers", f"{_milliseconds(_long_receipt):,.1f} ms", BAR
    yield "form 06, 8 hand-overs", f"{_milliseconds(_control_slip):,.1f} ms", BAR
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


def _numbered(template: str, number: int, **more: object) -> bytes:
    own = {"code": f"H19.00.00-261123-{number:04}", "number": f"{number}/TNHS", "link": f"{LINK}{number}"}
    return pdf(template, {**PAPERS[template], **own, **more})


def _long_receipt(number: int) -> bytes:
    papers = [{"name": f"Giấy tờ thứ {each} của hồ sơ {number}", "originals": 1, "copies": 2} for each in range(40)]
    return _numbered("receipt", number, papers=papers)


def _control_slip(number: int) -> bytes:
    hop = {
        "giver": "Lê Thị Ví Dụ, Trung tâm Phục vụ hành chính công",
        "receiver": "Trần Văn Mẫu, Phòng Kinh tế",
        "at": "09 giờ 12 phút, thứ Hai, ngày 23 tháng 11 năm 2026",
        "result": 1,
        "note": "Tiếp nhận hồ sơ",
    }
    words = {
        "head": HEAD,
        "title": "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "signed_on": "ngày 23 tháng 11 năm 2026",
        "code": f"H19.00.00-261123-{number:04}",
        "procedure": "Đăng ký khai sinh",
        "owner": "Nguyễn Thị Hường",
        "agency": "Ủy ban nhân dân xã An Phước",
        "received_at": "09 giờ 12 phút, thứ Hai, ngày 23 tháng 11 năm 2026",
        "due_at": "16 giờ 30 phút, thứ Năm, ngày 26 tháng 11 năm 2026",
        "hops": [hop] * 8,
        "printed_by": "Lê Thị Ví Dụ",
        "qr": paper_qr(f"{LINK}{number}"),
    }
    return paper.render("register/control_slip", words | {"printed": "In lúc 09:12, thứ Hai, 23/11/2026"})


SENDER: Sender = {"unit": "Xã An Phước", "parent": "thành phố Đồng Nai", "phone": "0251 3123 456", "trial": True}


def _poster(number: int) -> bytes:
    return posters([_page(number)], SENDER)


def _many_posters(count: int) -> float:
    """Return the seconds that a file of posters takes, codes and binding included."""
    begun = time.perf_counter()
    pages = [_page(number) for number in range(200, 200 + count)]
    bound(sheets(Size.A5, portion, SENDER) for portion in batches(pages))
    return time.perf_counter() - begun


def _page(number: int) -> CodePage:
    return {
        "title": f"Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con có yếu tố nước ngoài {number}",
        "above": "Thủ tục hành chính · mã 1.001193",
        "address": f"https://anphuoc.example/q/k{number}-3",
        "typed": f"anphuoc.example/q/k{number}",
        "invitation": "bằng máy ảnh điện thoại để biết cần mang gì, mất bao lâu, nộp ở đâu.",
        "facts": [{"label": "Thời gian", "value": "Trong ngày làm việc"}] * 3,
        "dated": "Cập nhật 23/11/2026",
    }


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
