"""Pictures and PDFs bound into one PDF, apart from the program."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from cqtt.pdf_binding import NotBound, bind


def picture(size: tuple[int, int], kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def pdf(pages: int, width: int = 200) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(width, 300)
    writer.write(out)
    return out.getvalue()


def sizes(bound: bytes) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(bound)).pages]
    return [(round(float(box.width)), round(float(box.height))) for box in boxes]


def test_pages_keep_their_order_and_a_picture_fills_a_page_no_larger_than_a4() -> None:
    parts = [
        ("image/jpeg", picture((1240, 1754))),
        ("application/pdf", pdf(2)),
        ("image/jpeg", picture((2600, 1300))),
        ("image/png", picture((100, 100), "PNG")),
    ]
    upright, first, second, across, small = sizes(bind(parts))
    assert (first, second) == ((200, 300), (200, 300))
    assert 590 <= upright[0] <= 596 and 838 <= upright[1] <= 843
    assert across[0] == 842 and across[1] == 421
    assert small[0] == small[1] <= 596


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"", b"\xff\xd8\xffno picture"])
def test_what_cannot_be_read_is_no_half_a_pdf(content: bytes) -> None:
    kind = "application/pdf" if content.startswith(b"%PDF") else "image/jpeg"
    with pytest.raises(NotBound):
        bind([("image/jpeg", picture((300, 400))), (kind, content)])


def test_a_part_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(NotBound):
        bind([("image/jpeg", picture((3000, 4000)))] * 20, seconds=0)
