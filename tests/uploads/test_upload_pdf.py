"""PDF files: kept byte for byte when sound, refused when locked, active, cut off or endless."""

import subprocess
import sys
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from cqtt import pdf_inspection
from cqtt.pdf_inspection import MEMORY, Trouble, pages_of
from cqtt.uploads import UploadLimits, UploadRefused, examine


def paper(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    return writer


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_script() -> bytes:
    writer = paper()
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    return written(writer)


def with_file_inside() -> bytes:
    writer = paper()
    writer.add_attachment("a.exe", b"MZ")
    return written(writer)


def with_action(kind: str) -> bytes:
    """The action hangs on the page, as a button's does, under a name written in its escaped form."""
    writer = paper()
    action = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x.exe")})
    button = DictionaryObject({NameObject("/Subtype"): NameObject("/Widget"), NameObject("/A"): action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(button)])
    return written(writer).replace(kind.encode(), b"/#%02x%s" % (ord(kind[1]), kind[2:].encode()))


def with_password(password: str = "mat-khau") -> bytes:
    writer = paper()
    writer.encrypt(password, "chu-tep", algorithm="RC4-128")
    return written(writer)


def with_unknown_lock() -> bytes:
    """A lock that our reader cannot even try (AES-256)."""
    plain = written(paper())
    lock = b"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -1 /O (%s) /U (%s) /OE (%s) /UE (%s) >>" % (
        b"o" * 48,
        b"u" * 48,
        b"e" * 32,
        b"e" * 32,
    )
    return plain.replace(b"/Size", lock + b" /ID [(a) (b)] /Size", 1)


def refusal(data: bytes, limits: UploadLimits | None = None) -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        examine(data, "don.pdf", limits or UploadLimits())
    return caught.value


def test_a_pdf_is_kept_byte_for_byte() -> None:
    data = written(paper(3))
    kept = examine(data, "Đơn đề nghị.PDF")
    assert kept.kept == data and kept.sha256_kept == kept.sha256_received
    assert (kept.media_type, kept.extension, kept.pages) == ("application/pdf", ".pdf", 3)
    assert kept.name == "Đơn đề nghị.pdf"


def test_a_pdf_with_a_link_and_a_drawn_form_is_taken() -> None:
    writer = paper()
    link = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("x")})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([DictionaryObject({NameObject("/A"): link})])
    drawing = StreamObject()
    drawing.set_data(b"q Q")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(drawing.flate_encode())
    assert pages_of(written(writer)) == 1


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (with_script(), "active"),
        (with_file_inside(), "active"),
        (with_action("/Launch"), "active"),
        (with_action("/JavaScript"), "active"),
        (with_action("/SubmitForm"), "active"),
        (with_password(), "encrypted"),
        (with_password(""), "encrypted"),  # opens without asking, but may not be printed or changed
        (with_unknown_lock(), "encrypted"),
        (written(paper())[:-40], "broken"),
        (written(paper()) + bytes(5000), "broken"),
        (b"%PDF-1.7\n%%EOF", "broken"),
    ],
)
def test_what_is_wrong_with_a_pdf_is_found(data: bytes, trouble: str) -> None:
    with pytest.raises(Trouble, match=trouble):
        pages_of(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (with_script(), "active-pdf"),
        (with_password(), "encrypted-pdf"),
        (written(paper())[:-40], "broken-pdf"),
        (written(PdfWriter()), "broken-pdf"),
    ],
)
def test_a_refused_pdf_is_refused_with_a_sentence(data: bytes, reason: str) -> None:
    refused = refusal(data)
    assert refused.reason == reason
    assert refused.sentence.startswith("Tệp PDF này") and "Xin " in refused.sentence


def test_too_many_pages_are_refused_with_both_numbers() -> None:
    refused = refusal(written(paper(4)), UploadLimits(pdf_pages=3))
    assert refused.reason == "too-many-pages"
    assert "4 trang" in refused.sentence and "3 trang" in refused.sentence


def test_an_active_name_counts_even_where_our_reader_does_not_look() -> None:
    data = written(paper())
    with pytest.raises(Trouble, match="active"):
        pages_of(data.replace(b"startxref", b"9 0 obj << /S /JavaScript >> endobj\nstartxref"))


def test_an_inspection_that_does_not_end_in_time_is_ended() -> None:
    assert refusal(written(paper()), UploadLimits(pdf_seconds=0)).reason == "broken-pdf"


def test_an_inspection_may_use_only_so_much_time_and_memory() -> None:
    look = (
        "import resource, runpy, sys; runpy.run_path(sys.argv[1])['main'](3);"
        "print(resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS))"
    )
    command = [sys.executable, "-I", "-c", look, pdf_inspection.__file__]
    done = subprocess.run(command, input=b"", capture_output=True, check=True)
    assert done.stdout.decode() == f"broken\n(3, 3) ({MEMORY}, {MEMORY})\n"


def test_a_circle_of_pages_ends() -> None:
    circle = written(paper()).replace(b"/Kids [ 4 0 R", b"/Kids [ 2 0 R")  # the tree is its own child
    with pytest.raises(Trouble):
        pages_of(circle)


@settings(max_examples=150, deadline=None, database=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=6))
def test_a_pdf_with_random_damage_is_counted_or_refused(damage: list[tuple[float, bytes]]) -> None:
    broken = bytearray(written(paper(2)))
    for where, what in damage:
        at = int(where * len(broken))
        broken[at : at + len(what)] = what
    try:
        assert pages_of(bytes(broken)) >= 0
    except Trouble as trouble:
        assert str(trouble) in {"broken", "encrypted", "active"}
