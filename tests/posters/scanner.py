"""What a telephone sees on printed papers, and what stands on them."""

import unicodedata

import pypdfium2

from tests.qr_reader import qr_codes


def codes_on(pdf: bytes, dpi: int = 110) -> list[list[str]]:
    """Return what the codes on each page hold, in no order."""
    pages = pypdfium2.PdfDocument(pdf)
    return [sorted(code.text for code in qr_codes(page.render(scale=dpi / 72).to_pil())) for page in pages]


def words_on(pdf: bytes) -> list[str]:
    """Return the words of each page."""
    texts = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]


def millimetres(pdf: bytes) -> set[tuple[int, int]]:
    """Return the sizes of the pages."""
    sizes = (page.get_size() for page in pypdfium2.PdfDocument(pdf))
    return {(round(width * 25.4 / 72), round(height * 25.4 / 72)) for width, height in sizes}
