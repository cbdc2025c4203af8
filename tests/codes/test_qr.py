"""QR codes are read back as a phone would, and the drawings are what pages and paper can take."""

import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from cqtt.codes.qr import Medium, choose_error_level, compact_address, qr_png, qr_svg, qr_svg_plain
from tests.qr_reader import qr_codes

ADDRESS = "https://anphuoc.example/q/ks7"
SVG = "{http://www.w3.org/2000/svg}"


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark cells of a drawing, from its path."""
    path = ElementTree.fromstring(svg).findall(f"{SVG}path")[-1].attrib["d"]
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    return {(int(x) + step, int(y)) for x, y, length in runs for step in range(int(length))}


def read_drawing(svg: str) -> str:
    """Paint the drawing module by module and read it."""
    side = int(ElementTree.fromstring(svg).attrib["viewBox"].split()[-1])
    picture = Image.new("L", (side, side), 255)
    for module in dark_modules(svg):
        picture.putpixel(module, 0)
    return read(picture.resize((side * 6, side * 6), Image.Resampling.NEAREST))


def read(picture: Image.Image) -> str:
    (code,) = qr_codes(picture)
    return code.text


@pytest.mark.parametrize("text", [ADDRESS, ADDRESS.upper(), "Xã An Phước: thủ tục số 1.001193", "a" * 300])
def test_every_drawing_says_what_was_put_in(text: str) -> None:
    assert read(Image.open(io.BytesIO(qr_png(text, scale=4)))) == text
    assert read_drawing(qr_svg_plain(text)) == text
    assert read_drawing(str(qr_svg(text, "Mã QR"))) == text


def test_four_light_modules_surround_every_code() -> None:
    svg = qr_svg_plain(ADDRESS)
    side = int(ElementTree.fromstring(svg).attrib["viewBox"].split()[-1])
    columns = {x for x, _ in dark_modules(svg)}
    lines = {y for _, y in dark_modules(svg)}
    assert (min(columns), min(lines), max(columns), max(lines)) == (4, 4, side - 5, side - 5)


def test_the_drawing_on_a_page_has_a_name_and_no_inline_style() -> None:
    svg = str(qr_svg(ADDRESS, 'Mã QR của "Khai sinh" <b>&'))
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == root.findtext(f"{SVG}title") == 'Mã QR của "Khai sinh" <b>&'
    assert "style" not in svg
    assert "<b>" not in svg


def test_a_scan_address_in_capitals_makes_a_smaller_code() -> None:
    address = "https://motcua.xaanphuoc.example/q/ks7mn"
    assert compact_address(address) == address.upper()
    assert len(qr_png(compact_address(address), scale=1)) < len(qr_png(address, scale=1))


@pytest.mark.parametrize(
    "address",
    [
        "https://anphuoc.example/ho-so/mo/Zk3vQ9xW1bT7yR5mN2pL8a",
        "https://anphuoc.example/xa/q/ks7",
        "https://anphuoc.example/q/ks7?a=b",
    ],
)
def test_an_address_that_tells_capitals_apart_is_left_alone(address: str) -> None:
    assert compact_address(address) == address


def read_torn(png: bytes, part: float) -> bool:
    """Tell whether the code can still be read with a square out of its lower right painted over."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    hole = round(picture.width * part)
    corner = round(picture.width * 0.45)
    picture.paste(255, (corner, corner, corner + hole, corner + hole))
    return bool(qr_codes(picture))


def test_a_printed_code_survives_damage_that_breaks_one_made_for_screens() -> None:
    text = "https://anphuoc.example/ho-so/mo/Zk3vQ9xW1bT7yR5mN2pL8a"
    printed = qr_png(text, scale=8, error=choose_error_level(Medium.PRINT))
    shown = qr_png(text, scale=8, error=choose_error_level(Medium.SCREEN))
    assert read_torn(printed, 0.0) and read_torn(shown, 0.0)
    assert read_torn(printed, 0.3) and not read_torn(shown, 0.3)
