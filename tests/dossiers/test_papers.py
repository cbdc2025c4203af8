"""The papers of a dossier are rendered, read and scanned, as the citizen at the desk does."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pypdfium2
import pytest

from cqtt import paper
from cqtt.dossiers.papers.printed import pdf, signing_lines
from tests.dossiers.paper_words import CODE, FORMS, LINK, PAPERS, TRANSFER, Words
from tests.qr_reader import qr_codes

HOSTILE = '#import "x": y $x$ \\ {{ 7*7 }} <script>alert(1)</script> *a* _b_ `c` @d // e #{2+2}'
VOWELS = (
    "aàáảãạ",
    "ăằắẳẵặ",
    "âầấẩẫậ",
    "eèéẻẽẹ",
    "êềếểễệ",
    "iìíỉĩị",
    "oòóỏõọ",
    "ôồốổỗộ",
    "ơờớởỡợ",
    "uùúủũụ",
    "ưừứửữự",
    "yỳýỷỹỵ",
)
PANGRAM = " ".join((*VOWELS, "bcdđghklmnpqrstvx", *(row.upper() for row in VOWELS), "BCDĐGHKLMNPQRSTVX"))
CODES = {"link", "qr"}  # printed as QR only

each_paper = pytest.mark.parametrize("template", PAPERS)
each_form = pytest.mark.parametrize("template", FORMS)


def text_of(made: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))
    return " ".join(unicodedata.normalize("NFC", " ".join(pages)).split())


def squeezed(text: str) -> str:
    """Return the text without spaces and breaks, in small letters: heads are printed in capitals."""
    return "".join(text.split()).lower()


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return the words with every text changed, what becomes a QR apart."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: part if key in CODES else changed(part, change) for key, part in value.items()}
    return [changed(part, change) for part in value] if isinstance(value, list) else value


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for key, part in value.items() if key not in CODES for text in texts_in(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in texts_in(part))


def without_what_may_be_unknown(words: Words) -> Words:
    """Return the words with None wherever the papers allow it."""
    sure = {"code", "procedure", "link", "applicant", "sent_at", "signed_on", "title", "number", "missing", "papers"}
    sure |= {"next_steps", "sets", "book", "order_number", "unit", "desk", "papers_and_fees"}
    sure |= set() if "missing" in words else {"reason"}
    unknown: Words = {key: part if key in sure else None for key, part in words.items()}
    if "person" in words:
        unknown["person"] = {"name": "Nguyễn Thị Hường", "address": None, "phone": None, "email": None}
    if "signer_title" in words:
        unknown["signer_title"] = signing_lines(None)
    return unknown | {"head": {"parent": None, "agency": "Bộ phận Một cửa", "place": "An Phước", "phone": None}}


def codes_on(made: bytes) -> set[str]:
    """Return what the QR codes of the first page say."""
    page = pypdfium2.PdfDocument(made)[0]
    return {code.text for code in qr_codes(page.render(scale=150 / 72).to_pil())}


@each_paper
def test_the_code_on_the_paper_leads_back_to_the_dossier(template: str) -> None:
    assert codes_on(pdf(template, PAPERS[template])) == ({LINK, TRANSFER} if template == "receipt" else {LINK})


@each_paper
def test_everything_a_paper_has_to_say_is_printed(template: str) -> None:
    printed = squeezed(text_of(pdf(template, PAPERS[template])))
    assert [text for text in texts_in(PAPERS[template]) if squeezed(text) not in printed] == []


@each_paper
def test_every_letter_with_its_marks_is_printed_and_can_be_read_again(template: str) -> None:
    everywhere = changed(PAPERS[template], lambda text: f"{text}: {PANGRAM}")
    printed, fields = squeezed(text_of(pdf(template, everywhere))), len(list(texts_in(everywhere)))
    least = 2 * (fields - 1)  # in small letters and in capitals; the confirmation does not print the place
    assert {word for word in PANGRAM.lower().split() if printed.count(word) < least} == set()


@each_paper
def test_the_paper_names_its_dossier_in_text_and_title(template: str) -> None:
    made = pdf(template, PAPERS[template])
    words = text_of(made)
    for part in (CODE, "Đăng ký khai sinh", "Nguyễn Thị Hường", "0251 3123 456"):
        assert part in words
    assert CODE in pypdfium2.PdfDocument(made).get_metadata_dict()["Title"]
    assert len(pypdfium2.PdfDocument(made)) == 1
    assert made == pdf(template, PAPERS[template])


@each_form
def test_a_form_has_the_head_that_the_decree_on_documents_asks_for(template: str) -> None:
    words = text_of(pdf(template, FORMS[template]))
    assert "ỦY BAN NHÂN DÂN XÃ AN PHƯỚC" in words
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "Độc lập - Tự do - Hạnh phúc" in words
    assert "An Phước, ngày 05 tháng 02 năm 2026" in words
    assert f"Số: {FORMS[template]['number']}" in words
    assert FORMS[template]["title"] in words


@each_form
def test_a_form_given_out_anew_says_which_it_takes_the_place_of(template: str) -> None:
    words = FORMS[template]
    assert f"(thay giấy số {words['replaces']} đã cấp trước đây)" in text_of(pdf(template, words))
    assert "thay giấy số" not in text_of(pdf(template, words | {"replaces": None}))


@each_form
def test_a_copy_says_on_every_page_that_it_is_one_and_else_the_same(template: str) -> None:
    long = FORMS[template] | {"reason": "Lý do dài. " * 900, "papers": [FORMS["receipt"]["papers"][0]] * 60}
    first, copy = (pypdfium2.PdfDocument(pdf(template, long, mark)) for mark in (None, "BẢN IN LẠI, lần 1"))
    assert len(first) == len(copy) > 1
    for page, again in zip(first, copy, strict=True):
        said, said_again = (" ".join(each.get_textpage().get_text_range().split()) for each in (page, again))
        assert "BẢN IN LẠI" not in said
        assert said_again.replace("BẢN IN LẠI, lần 1", "").split() == said.split()


@each_paper
def test_what_is_not_known_is_said_in_words(template: str) -> None:
    words = text_of(pdf(template, without_what_may_be_unknown(PAPERS[template])))
    assert "số điện thoại chưa công bố" in words
    assert "None" not in words and "none" not in words
    assert "…" not in words and ".." not in words
    assert ": ." not in words and ": ;" not in words


@each_paper
def test_markup_in_any_field_is_printed_as_it_was_typed(template: str) -> None:
    hostile = changed(PAPERS[template], lambda text: HOSTILE)
    seen = "".join(text_of(pdf(template, hostile)).split())
    assert seen.count("".join(HOSTILE.split())) >= 4


@each_paper
def test_a_word_without_end_stays_inside_the_page(template: str) -> None:
    endless = changed(PAPERS[template], lambda text: "Ễ" * 150)
    for page in pypdfium2.PdfDocument(pdf(template, endless, "Ễ" * 150)):
        picture = page.render(scale=1).to_pil().convert("L")
        edge = picture.crop((picture.width - 28, 0, picture.width, picture.height))
        assert edge.getextrema()[0] == 255


def test_the_confirmation_is_no_receipt_and_says_so() -> None:
    words = text_of(pdf("confirmation", PAPERS["confirmation"]))
    assert "XÁC NHẬN ĐÃ GỬI HỒ SƠ" in words
    assert "không phải giấy tiếp nhận hồ sơ và hẹn trả kết quả" in words
    assert "Hẹn trả kết quả:" not in words
    assert "CỘNG HÒA" not in words
    for part in ("09:12, thứ Hai, 23/11/2026", "Giấy chứng sinh 02 tệp", "Văn bản ủy quyền chưa gửi", LINK):
        assert part in words
    assert "1. Cán bộ xem hồ sơ và nhắn cho Ông/Bà." in words


def test_the_receipt_has_every_field_of_form_01() -> None:
    words = text_of(pdf("receipt", FORMS["receipt"]))
    for part in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Số: 07/TNHS",
        "Mã hồ sơ quốc gia: H15.50.05.13-261008-0975",
        "Địa chỉ: Số 12, ấp 7, xã An Phước",
        "Số điện thoại: 0900 000 001",
        "Thư điện tử: huong@thu.example",
        "Người nộp thay: Trần Văn Bình (chồng), 0900 000 002",
        "Tin báo gửi cho: Trần Văn Bình, 0900 000 002",
        "1 Giấy chứng sinh 1 –",
        "2 Giấy chứng nhận kết hôn – 2",
        "Số lượng hồ sơ: 01 bộ",
        "theo quy định: 3 ngày làm việc",
        "nhận hồ sơ: 09 giờ 12 phút, thứ Năm, ngày 05 tháng 02 năm 2026",
        "Hẹn trả kết quả: 16 giờ 30 phút, thứ Ba, ngày 10 tháng 02 năm 2026",
        "Tính từ ngày làm việc tiếp theo, trừ thứ Bảy và Chủ nhật.",
        "Nhận kết quả: tại quầy, mang theo giấy này",
        "Phí, lệ phí: 8.000 đồng, chưa nộp khi lập giấy này",
        "Chuyển khoản 8.000 đồng, nội dung H1999-261123-0001",
        "quyển số 2026, số thứ tự 09",
        "NGƯỜI NỘP HỒ SƠ",
        "Trần Văn Bình",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Lê Thị Ví Dụ",
    ):
        assert part in words


def test_the_supplement_request_lists_everything_at_once() -> None:
    words = text_of(pdf("supplement_request", FORMS["supplement_request"]))
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
    words = text_of(pdf("refusal", FORMS["refusal"]))
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ" in words
    assert "Việc này đã được giải quyết. Cháu đã có số định danh." in words
    assert "Căn cứ pháp lý: Điều 15" in words


def test_the_notice_that_work_ends_is_signed_by_whoever_leads() -> None:
    words = text_of(pdf("stop", FORMS["stop"]))
    for part in (
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Kính gửi: Nguyễn Thị Hường",
        "Đã hết thời gian bổ sung.",
        "Căn cứ pháp lý: Điều 17",
        "Chưa nộp khoản phí nào.",
        "Nơi nhận: - Như trên;",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Phạm Thị Ví Dụ",
    ):
        assert part in words
    assert "TRUNG TÂM" not in words  # a leader signs for the committee


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Chủ tịch Ủy ban nhân dân xã", ["CHỦ TỊCH"]),
        ("Phó Chủ tịch UBND phường", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        ("Phó Giám đốc Trung tâm Phục vụ hành chính công", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("Giám đốc", ["GIÁM ĐỐC"]),
        ("Trưởng phòng Kinh tế", ["TRƯỞNG PHÒNG KINH TẾ"]),
        ("", []),
        (None, []),
    ],
)
def test_a_deputy_signs_for_the_head_and_no_title_names_the_agency(title: str | None, lines: list[str]) -> None:
    assert signing_lines(title) == lines


def test_a_long_list_of_papers_goes_on_to_a_numbered_page_with_the_head_of_the_table() -> None:
    papers = [{"name": f"Giấy tờ thứ {number}", "originals": 1, "copies": 2} for number in range(1, 61)]
    made = pdf("receipt", FORMS["receipt"] | {"papers": papers})
    document = pypdfium2.PdfDocument(made)
    assert len(document) > 1
    second = document[1].get_textpage().get_text_range().split()
    assert second[:4] == ["2", "TT", "Tên", "giấy"]
    assert "Giấy tờ thứ 60" in text_of(made)


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
    wanted = [FORMS["receipt"] | {"procedure": f"Thủ tục thứ {number}"} for number in range(12)]
    with ThreadPoolExecutor(max_workers=6) as desks:
        made = list(desks.map(pdf, ["receipt"] * len(wanted), wanted))
    assert made == [pdf("receipt", words) for words in wanted]
    assert all(f"Thủ tục thứ {number} " in text_of(each) for number, each in enumerate(made))


def test_a_process_forked_after_a_paper_is_refused_instead_of_waiting_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pdf("receipt", FORMS["receipt"])
    monkeypatch.setattr(paper.os, "getpid", lambda: -1)
    with pytest.raises(paper.PaperNotMade, match="fork before"):
        pdf("receipt", FORMS["receipt"])


def test_the_fonts_that_print_can_be_named_for_the_operator() -> None:
    fonts = paper.fonts_in_use()
    assert set(fonts) == {"serif", "sans"}
    assert all(fonts.values())
