"""The printed code opens the procedure's page: rendered, read by a decoder, and followed."""

import io

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from cqtt.codes.actions import code_for
from cqtt.codes.models import ScanCode, ScanCount
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.procedures.actions import choose_filing_mode
from cqtt.procedures.catalogue import KIND, published_catalogue
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure
from tests.factories import make_procedure
from tests.qr_reader import qr_codes

UNSURE = dict.fromkeys(["processing_time", "fee", "documents", "online_level"], "low") | {"identity": "high"}


@pytest.fixture
def short(app: Flask) -> str:
    """The short code of 1.001193."""
    version = make_procedure(code="1.001193", slug="khai-sinh")
    code = code_for(KIND, str(version.procedure_id))
    db.session.commit()
    return code.short


def rendered(pdf: bytes, dpi: int = 120) -> tuple[Image.Image, str, tuple[int, int]]:
    """Return the picture, the words and the size in millimetres of a paper of one page."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    width, height = document[0].get_size()
    words = " ".join(document[0].get_textpage().get_text_range().split())
    size = (round(width * 25.4 / 72), round(height * 25.4 / 72))
    return document[0].render(scale=dpi / 72).to_pil(), words, size


def read(picture: Image.Image) -> str:
    (code,) = qr_codes(picture)
    return str(code.text)


@pytest.mark.parametrize(("size", "millimetres"), [("a4", (210, 297)), ("a5", (148, 210)), ("", (210, 297))])
def test_the_code_on_the_poster_is_read_and_leads_to_the_page(
    client: FlaskClient, short: str, size: str, millimetres: tuple[int, int]
) -> None:
    answer = client.get(f"/thu-tuc/1.001193/to-ma.pdf?kho={size}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "inline; filename=to-ma-1.001193.pdf"
    picture, words, measured = rendered(answer.data)
    assert measured == millimetres
    held = read(picture)
    assert held == f"HTTP://LOCALHOST/Q/{short}-1"
    landed = client.get(held.removeprefix("HTTP://LOCALHOST"), follow_redirects=True)
    assert landed.request.path == "/thu-tuc/1.001193"
    assert "<h1>Đăng ký khai sinh</h1>" in landed.get_data(as_text=True)
    assert f"localhost/q/{short}" in words
    db.session.rollback()
    assert db.session.scalars(select(ScanCount.count)).all() == [1]


def test_the_poster_says_the_three_facts_and_where_they_come_from(client: FlaskClient, short: str) -> None:
    db.session.add(Counter(name="Quầy 2", fields=["Hộ tịch"]))
    db.session.commit()
    _, words, _ = rendered(client.get("/thu-tuc/1.001193/to-ma.pdf").data)
    for part in ("XÃ AN PHƯỚC", "mã 1.001193", "3 ngày làm việc", "Không thu, có điều kiện", "đến Quầy 2"):
        assert part in words
    assert "Cập nhật 23/11/2026" in words


def test_a_poster_of_an_installation_on_this_machine_only_is_stamped(client: FlaskClient, short: str) -> None:
    assert "BẢN THỬ" in rendered(client.get("/thu-tuc/1.001193/to-ma.pdf").data)[1]


def test_a_poster_with_a_public_address_is_not_stamped(full_client: FlaskClient) -> None:
    picture, words, _ = rendered(full_client.get("/thu-tuc/1.001193/to-ma.pdf?kho=a5").data)
    assert "THỬ" not in words
    held = read(picture)
    landed = full_client.get(held.removeprefix("HTTPS://ANPHUOC.EXAMPLE.VN"), follow_redirects=True)
    assert landed.request.path == "/thu-tuc/1.001193"


def test_where_nothing_is_published_the_poster_says_where_and_when_to_come(client: FlaskClient) -> None:
    make_procedure(code="1.001193", confidence=UNSURE, fee={"amount_vnd": 77000, "note": ""})
    _, words, _ = rendered(client.get("/thu-tuc/1.001193/to-ma.pdf").data)
    assert "Trung tâm Phục vụ hành chính công" in words and "7:30–11:30" in words
    assert "Giấy tờ mang theo Chưa công bố" in words
    assert "77" not in words.replace("localhost", "")


@pytest.mark.proof
def test_every_long_name_fits_on_its_poster(full_client: FlaskClient) -> None:
    longest = sorted(published_catalogue().procedures, key=lambda procedure: len(procedure.name))[-3:]
    for procedure in longest:
        picture, _, _ = rendered(full_client.get(f"/thu-tuc/{procedure.address_code}/to-ma.pdf?kho=a5").data, 150)
        assert read(picture).endswith(f"/Q/{procedure.short}-{procedure.version_number}")


def test_the_code_is_a_drawing_and_a_picture_of_the_same_address(client: FlaskClient, short: str) -> None:
    svg = client.get("/thu-tuc/1.001193/ma-qr.svg")
    png = client.get("/thu-tuc/1.001193/ma-qr.png")
    assert (svg.mimetype, png.mimetype) == ("image/svg+xml", "image/png")
    assert svg.get_data(as_text=True).startswith("<svg") and "style=" not in svg.get_data(as_text=True)
    assert read(Image.open(io.BytesIO(png.data))) == f"HTTP://LOCALHOST/Q/{short}"
    for kind in ("svg", "png"):
        saved = client.get(f"/thu-tuc/1.001193/ma-qr.{kind}?tai=1").headers["Content-Disposition"]
        assert saved == f"attachment; filename=ma-1.001193.{kind}"


def test_without_a_short_code_the_picture_holds_the_address_of_the_page(client: FlaskClient) -> None:
    make_procedure(code="1.001193")
    png = client.get("/thu-tuc/1.001193/ma-qr.png")
    assert read(Image.open(io.BytesIO(png.data))) == "http://localhost/thu-tuc/1.001193"
    assert "localhost/thu-tuc/1.001193" in client.get("/thu-tuc/1.001193").get_data(as_text=True)


@pytest.mark.parametrize("file", ["ma-qr.svg", "ma-qr.png", "to-ma.pdf"])
def test_there_is_no_code_of_an_unknown_procedure(client: FlaskClient, file: str) -> None:
    assert client.get(f"/thu-tuc/9.999999/{file}").status_code == 404


def test_posters_are_rationed(client: FlaskClient, short: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cqtt.procedures.code_views.POSTERS_AN_HOUR", 1)
    monkeypatch.setattr("cqtt.procedures.code_views.posters", lambda *what: b"%PDF")
    assert client.get("/thu-tuc/1.001193/to-ma.pdf").status_code == 200
    assert client.get("/thu-tuc/1.001193/to-ma.pdf").status_code == 429


def test_the_code_of_a_withdrawn_procedure_still_leads_to_its_page(client: FlaskClient, short: str) -> None:
    code = db.session.scalars(select(ScanCode)).one()
    procedure = db.session.get_one(Procedure, int(code.target))
    procedure.is_active = False
    choose_filing_mode(procedure, FilingMode.AT_DESK)
    db.session.commit()
    assert client.get(f"/q/{short}").location == "/thu-tuc/1.001193"
    assert client.get(f"/q/{short}", follow_redirects=True).status_code == 410
