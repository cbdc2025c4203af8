"""The demonstration's template: a birth declaration (tờ khai đăng ký khai sinh), built here so that no file is kept.

Laid out like the declarations of the civil-status circulars; its places are the names of procedure 1.001193.
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

NAME = "to-khai-dang-ky-khai-sinh.docx"
FONT = "Times New Roman"

REQUESTER = (
    "Họ, chữ đệm, tên người yêu cầu: {{ ho_ten }}",
    "Ngày sinh: {{ ngay_sinh }}     Giới tính: {{ gioi_tinh }}",
    "Nơi cư trú: {{ noi_o }}",
    "Số định danh cá nhân: {{ so_dinh_danh }}     Điện thoại: {{ dien_thoai }}",
)
CHILD = (
    "Họ, chữ đệm, tên: {{ ten_tre }}",
    "Ngày, tháng, năm sinh: {{ ngay_sinh_tre }}     Giới tính: {{ gioi_tinh_tre }}",
    "Nơi sinh: {{ noi_sinh }}",
    "Quê quán: {{ que_quan }}",
    "Họ, chữ đệm, tên người mẹ: {{ ten_me }}",
    "Họ, chữ đệm, tên người cha: {{ ten_cha }}",
)
PROMISE = (
    "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận nhất trí của các"
    " bên liên quan theo quy định pháp luật, và chịu trách nhiệm trước pháp luật về nội dung cam đoan của mình."
)


def sample_template() -> bytes:
    """Return the template as a Word document."""
    paper = Document()
    _set_page(paper)
    _centred(paper, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    _centred(paper, "Độc lập - Tự do - Hạnh phúc", bold=True, after=18)
    _centred(paper, "TỜ KHAI ĐĂNG KÝ KHAI SINH", bold=True, size=15, after=12)
    _centred(paper, "Kính gửi: Ủy ban nhân dân {{ don_vi }}, {{ tinh_thanh }}", after=12)
    _lines(paper, REQUESTER)
    _line(paper, "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:", bold=True)
    _lines(paper, CHILD)
    _line(paper, "Giấy tờ kèm theo:", bold=True)
    _papers(paper)
    _line(paper, PROMISE).paragraph_format.space_before = Pt(8)
    _line(paper, "Đề nghị cấp bản sao Giấy khai sinh: {{ so_ban_sao }} bản")
    _signature(paper)
    _footer(paper)
    return _bytes(paper)


def _set_page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = section.right_margin = Cm(2)
    section.left_margin = Cm(3)
    usual = paper.styles["Normal"]
    usual.font.name, usual.font.size = FONT, Pt(13)
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    usual.paragraph_format.space_after = Pt(4)
    about = paper.core_properties
    about.author, about.title, about.comments, about.language = "", "Tờ khai đăng ký khai sinh", "", "vi-VN"


def _line(holder: Any, text: str, bold: bool = False, size: float | None = None) -> Any:
    paragraph = holder.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    return paragraph


def _lines(holder: Any, texts: tuple[str, ...]) -> None:
    for text in texts:
        _line(holder, text)


def _centred(holder: Any, text: str, bold: bool = False, size: float | None = None, after: float = 0) -> None:
    paragraph = _line(holder, text, bold, size)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(after)


def _papers(paper: Any) -> None:
    """A table with a row for each paper; the rows of the loop itself are not printed."""
    table = paper.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    rows = (
        ("STT", "Tên giấy tờ", "Bản chính", "Bản sao"),
        ("{%tr for giay in cac_giay_to %}", "", "", ""),
        ("{{ giay.stt }}", "{{ giay.ten }}", "{{ giay.ban_chinh }}", "{{ giay.ban_sao }}"),
        ("{%tr endfor %}", "", "", ""),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, (1.3, 9.7, 2.5, 2.5), strict=True):
            cell.text, cell.width = text, Cm(width)


def _signature(paper: Any) -> None:
    table = paper.add_table(rows=1, cols=2)
    place = table.rows[0].cells[1]
    for text, bold in (
        ("{{ ten_xa }}, ngày {{ ngay }} tháng {{ thang }} năm {{ nam }}", False),
        ("Người yêu cầu", True),
        ("(Ký, ghi rõ họ, chữ đệm, tên)", False),
        ("", False),
        ("", False),
        ("{{ ho_ten }}", True),
    ):
        _centred(place, text, bold)


def _footer(paper: Any) -> None:
    footer = paper.sections[0].footer.paragraphs[0]
    run = footer.add_run("Mã hồ sơ: {{ ma_ho_so }}")
    run.font.size = Pt(10)


def _bytes(paper: Any) -> bytes:
    out = BytesIO()
    paper.save(out)
    return out.getvalue()
