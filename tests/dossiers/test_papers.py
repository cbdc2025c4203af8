"""The papers of a dossier are rendered, read and scanned, as the citizen at the desk does."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pypdfium2
import pytest
import zxingcpp

from cqtt import paper
from cqtt.clock import ICT
from cqtt.dossiers.papers import confirmation, receipt, refusal, supplement_request

LINK = "https://anphuoc.example/ho-so/mo/Zk3vQ9xW1bT7yR5mN2pL8a"
CODE = "H19.00.00-261123-0007"
HOSTILE = '#import "x": y $x$ \\ {{ 7*7 }} <script>alert(1)</script> *a* _b_ `c` @d // e #{2+2}'
Data = dict[str, object]

SHARED: Data = {
    "head": {
        "parent": "Ủy ban nhân dân xã An Phước",
        "agency": "Trung tâm Phục vụ hành chính công",
        "place": "An Phước",
        "phone": "0251 3123 456",
    },
    "code": CODE,
    "procedure": "Đăng ký khai sinh",
    "link": LINK,
}
FORM: Data = SHARED | {
    "number": 7,
    "signed_on": date(2026, 2, 5),
    "person": {
        "name": "Nguyễn Thị Hường",
        "address": "Số 12, ấp 7, xã An Phước",
        "phone": "0900 000 001",
        "email": "huong@thu.example",
    },
    "submitter": "Trần Văn Bình",
    "receiver": "Lê Thị Ví Dụ",
}
CONFIRMATION: Data = SHARED | {
    "procedure_code": "1.001193",
    "applicant": "Nguyễn Thị Hường",
    "submitter": "Trần Văn Bình (chồng)",
    "sent_at": datetime(2026, 11, 23, 9, 12, tzinfo=ICT),
    "next_steps": ["Cán bộ xem hồ sơ và nhắn cho Ông/Bà."],
    "papers": [{"name": "Giấy chứng sinh", "files": 2}, {"name": "Văn bản ủy quyền", "files": 0}],
}
RECEIPT: Data = FORM | {
    "national_code": "H15.50.05.13-261008-0975",
    "papers": [{"name": "Giấy chứng sinh", "originals": 1, "copies": 0}],
    "sets": 1,
    "processing_time": "03 ngày làm việc",
    "received_at": datetime(2026, 2, 5, 9, 12, tzinfo=ICT),
    "due_at": datetime(2026, 2, 10, 16, 30, tzinfo=ICT),
    "due_explanation": "Tính từ ngày làm việc tiếp theo, trừ thứ Bảy và Chủ nhật.",
    "return_way": "Nhận tại quầy",
    "book": "01/2026",
    "order_number": 9,
}
SUPPLEMENT: Data = FORM | {
    "missing": [{"what": "Giấy chứng sinh", "how": "Ảnh bị mờ, xin chụp lại."}],
    "reason": "Chưa đủ căn cứ để ghi sổ.",
    "reply_by": datetime(2026, 2, 12, 16, 30, tzinfo=ICT),
    "clock_note": "Thời hạn tạm dừng từ hôm nay.",
    "guide": "Lê Thị Ví Dụ",
}
REFUSAL: Data = FORM | {
    "reason": "Việc này đã được giải quyết.\nCháu đã có số định danh. Căn cứ: Điều 15.",
}

Paper = Callable[[Data], bytes]
PAPERS = [
    (confirmation, CONFIRMATION),
    (receipt, RECEIPT),
    (supplement_request, SUPPLEMENT),
    (refusal, REFUSAL),
]
each_paper = pytest.mark.parametrize(("make", "data"), PAPERS, ids=lambda value: getattr(value, "__name__", ""))
each_form = pytest.mark.parametrize(("make", "data"), PAPERS[1:], ids=lambda value: getattr(value, "__name__", ""))


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = (page.get_textpage().get_text_range() for page in document)
    return " ".join(" ".join(pages).split())


def with_every_text(value: object, text: str) -> object:
    """Return the data with every text replaced, the link apart."""
    if isinstance(value, str):
        return value if value == LINK else text
    if isinstance(value, Mapping):
        return {key: with_every_text(part, text) for key, part in value.items()}
    return [with_every_text(part, text) for part in value] if isinstance(value, list) else value


def without_what_may_be_unknown(value: Data) -> Data:
    """Return the data with None wherever the papers allow it."""
    sure = {"code", "procedure", "link", "applicant", "sent_at", "received_at", "signed_on", "missing"}
    sure |= {"papers", "next_steps"} | (set() if "missing" in value else {"reason"})
    unknown = {key: part if key in sure else None for key, part in value.items()}
    if "person" in value:
        unknown["person"] = {"name": "Nguyễn Thị Hường", "address": None, "phone": None, "email": None}
    return unknown | {"head": {"parent": None, "agency": "Bộ phận Một cửa", "place": "An Phước", "phone": None}}


@each_paper
def test_the_code_on_the_paper_leads_back_to_the_dossier(make: Paper, data: Data) -> None:
    page = pypdfium2.PdfDocument(make(data))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
    assert code.text == LINK


@each_paper
def test_the_paper_names_its_dossier_in_text_and_title(make: Paper, data: Data) -> None:
    pdf = make(data)
    words = words_of(pdf)
    for part in (CODE, "Đăng ký khai sinh", "Nguyễn Thị Hường", "TRUNG TÂM PHỤC VỤ", "0251 3123 456"):
        assert part in words
    assert CODE in pypdfium2.PdfDocument(pdf).get_metadata_dict()["Title"]
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert pdf == make(data)


@each_form
def test_a_form_has_the_head_that_the_decree_on_documents_asks_for(make: Paper, data: Data) -> None:
    words = words_of(make(data))
    assert "ỦY BAN NHÂN DÂN XÃ AN PHƯỚC" in words
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "Độc lập - Tự do - Hạnh phúc" in words
    assert "An Phước, ngày 05 tháng 02 năm 2026" in words
    assert "Số: 07" in words


@each_paper
def test_what_is_not_known_is_said_in_words(make: Paper, data: Data) -> None:
    words = words_of(make(without_what_may_be_unknown(data)))
    assert "số điện thoại chưa công bố" in words
    assert "None" not in words and "none" not in words
    assert "…" not in words and ".." not in words


@each_paper
def test_markup_in_any_field_is_printed_as_it_was_typed(make: Paper, data: Data) -> None:
    hostile = with_every_text(data, HOSTILE)
    assert isinstance(hostile, dict)
    seen = "".join(words_of(make(hostile)).split())
    assert seen.count("".join(HOSTILE.split())) >= 4


@each_paper
def test_a_word_without_end_stays_inside_the_page(make: Paper, data: Data) -> None:
    endless = with_every_text(data, "Ễ" * 150)
    assert isinstance(endless, dict)
    for page in pypdfium2.PdfDocument(make(endless)):
        picture = page.render(scale=1).to_pil().convert("L")
        edge = picture.crop((picture.width - 28, 0, picture.width, picture.height))
        assert edge.getextrema()[0] == 255


def test_the_confirmation_is_no_receipt_and_says_so() -> None:
    words = words_of(confirmation(CONFIRMATION))  # type: ignore[arg-type]
    assert "XÁC NHẬN ĐÃ GỬI HỒ SƠ" in words
    assert "không phải giấy tiếp nhận hồ sơ và hẹn trả kết quả" in words
    assert "Hẹn trả kết quả:" not in words
    assert "CỘNG HÒA" not in words
    for part in ("09:12, thứ Hai, 23/11/2026", "Giấy chứng sinh 02 tệp", "Văn bản ủy quyền chưa gửi", LINK):
        assert part in words
    assert "1. Cán bộ xem hồ sơ và nhắn cho Ông/Bà." in words


def test_the_receipt_has_every_field_of_form_01() -> None:
    words = words_of(receipt(RECEIPT))  # type: ignore[arg-type]
    for part in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Số: 07/TNHS",
        "Mã hồ sơ quốc gia: H15.50.05.13-261008-0975",
        "Địa chỉ: Số 12, ấp 7, xã An Phước",
        "Số điện thoại: 0900 000 001",
        "Thư điện tử: huong@thu.example",
        "1 Giấy chứng sinh 1 –",
        "Số lượng hồ sơ: 01 bộ",
        "theo quy định: 03 ngày làm việc",
        "nhận hồ sơ: 09 giờ 12 phút, thứ Năm, ngày 05 tháng 02 năm 2026",
        "Hẹn trả kết quả: 16 giờ 30 phút, thứ Ba, ngày 10 tháng 02 năm 2026",
        "Tính từ ngày làm việc tiếp theo, trừ thứ Bảy và Chủ nhật.",
        "Nhận kết quả: Nhận tại quầy",
        "quyển số 01/2026, số thứ tự 09",
        "NGƯỜI NỘP HỒ SƠ",
        "Trần Văn Bình",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Lê Thị Ví Dụ",
    ):
        assert part in words


def test_the_supplement_request_lists_everything_at_once() -> None:
    words = words_of(supplement_request(SUPPLEMENT))  # type: ignore[arg-type]
    for part in (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Số: 07/HDHS",
        "1. Giấy chứng sinh: Ảnh bị mờ, xin chụp lại.",
        "Lý do: Chưa đủ căn cứ để ghi sổ.",
        "thứ Năm, 12/02/2026, trước 16:30",
        "Thời hạn tạm dừng từ hôm nay.",
        "NGƯỜI HƯỚNG DẪN",
        "Trần Văn Bình",
    ):
        assert part in words


def test_the_refusal_gives_reason_and_legal_ground() -> None:
    words = words_of(refusal(REFUSAL))  # type: ignore[arg-type]
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ" in words
    assert "Việc này đã được giải quyết. Cháu đã có số định danh." in words
    assert "Căn cứ: Điều 15." in words


def test_a_long_list_of_papers_goes_on_to_a_numbered_page() -> None:
    papers = [{"name": f"Giấy tờ thứ {number}", "originals": 1, "copies": 2} for number in range(1, 61)]
    document = pypdfium2.PdfDocument(receipt(RECEIPT | {"papers": papers}))  # type: ignore[arg-type]
    assert len(document) > 1
    second = document[1].get_textpage().get_text_range().split()
    assert second[0] == "2"
    assert "Giấy tờ thứ 60" in words_of(receipt(RECEIPT | {"papers": papers}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 30), "ngày 30 tháng 11 năm 2026"),
    ],
)
def test_only_the_first_two_months_get_a_zero(day: date, said: str) -> None:
    assert paper.formal_day(day) == said


@pytest.mark.parametrize("name", ["dossiers/none_such", "../cqtt/paper", "layouts", ""])
def test_a_template_that_is_not_there_is_refused_by_name(name: str) -> None:
    with pytest.raises(paper.PaperNotMade, match="no paper template named"):
        paper.render(name, {})


def test_a_failing_template_is_told_without_the_data_it_was_given() -> None:
    with pytest.raises(paper.PaperNotMade) as refused:
        paper.render("dossiers/refusal", {"code": "Nguyễn Thị Hường"})
    assert "dossiers/refusal" in str(refused.value)
    assert "Hường" not in str(refused.value)


def test_papers_made_at_the_same_time_do_not_mix() -> None:
    wanted = [RECEIPT | {"procedure": f"Thủ tục thứ {number}"} for number in range(12)]
    with ThreadPoolExecutor(max_workers=6) as desks:
        made = list(desks.map(receipt, wanted))  # type: ignore[arg-type]
    assert made == [receipt(data) for data in wanted]  # type: ignore[arg-type]
    assert all(f"Thủ tục thứ {number} " in words_of(pdf) for number, pdf in enumerate(made))


def test_a_process_forked_after_a_paper_is_refused_instead_of_waiting_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    receipt(RECEIPT)  # type: ignore[arg-type]
    monkeypatch.setattr(paper.os, "getpid", lambda: -1)
    with pytest.raises(paper.PaperNotMade, match="fork before"):
        receipt(RECEIPT)  # type: ignore[arg-type]


def test_the_fonts_that_print_can_be_named_for_the_operator() -> None:
    fonts = paper.fonts_in_use()
    assert set(fonts) == {"serif", "sans"}
    assert all(fonts.values())
