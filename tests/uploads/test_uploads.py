"""What arrives: right, broken, disguised, far too large, oddly named."""

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from cqtt.uploads import (
    DEFAULT,
    Examined,
    UploadLimits,
    UploadRefused,
    examine,
    limits_sentence,
    refuse_when_full,
    safe_name,
)

quick = settings(max_examples=150, deadline=None, database=None)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A picture whose corners differ, so that turning it shows."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("blue", (width // 2, 0, width, height // 2))
    return image.convert(mode)


def written(image: Image.Image, image_format: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, image_format, **options)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A small PNG whose header announces a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def webp_claiming(width: int, height: int) -> bytes:
    """A WebP whose outer header announces a huge canvas around a small picture."""
    inner = written(picture(), "WEBP", lossless=True)[12:]
    canvas = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bare_webp_claiming(width: int, height: int, lossless: bool) -> bytes:
    """A WebP of the simplest kind whose own header announces a huge picture."""
    data = bytearray(written(picture(), "WEBP", lossless=lossless))
    if lossless:
        data[21:25] = struct.pack("<I", (width - 1) | (height - 1) << 14)
    else:
        data[26:30] = struct.pack("<HH", width, height)
    return bytes(data)


def jpeg_of_many_scans(times: int) -> bytes:
    """A progressive JPEG whose last pass is repeated: cheap to send, dear to decode."""
    whole = written(picture(), progressive=True)
    last_scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last_scan * times + b"\xff\xd9"


def refusal(data: bytes, name: str = "giay-to.jpg", limits: UploadLimits = DEFAULT) -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        examine(data, name, limits)
    return caught.value


def opened(kept: Examined) -> Image.Image:
    return Image.open(BytesIO(kept.kept))


@contextmanager
def memory_stays_under(megabytes: int) -> Iterator[None]:
    """Fail when the process grows by more than this at any moment inside."""

    def kilobytes(row: str) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(row))

    Path("/proc/self/clear_refs").write_text("5")  # forget the highest mark so far
    before = kilobytes("VmRSS")
    yield
    assert kilobytes("VmHWM") - before < megabytes * 1024


# --- right ---


@pytest.mark.parametrize(
    ("image_format", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("PNG", "a.jpg")]
)
def test_a_photo_of_each_kind_is_kept_as_a_jpeg(image_format: str, name: str) -> None:
    kept = examine(written(picture(), image_format), name)
    assert (kept.media_type, kept.extension, kept.name) == ("image/jpeg", ".jpg", "a.jpg")
    assert (kept.width, kept.height, kept.pages) == (60, 40, None)
    assert opened(kept).format == "JPEG"


def test_a_stream_is_read_like_bytes() -> None:
    data = written(picture())
    assert examine(BytesIO(data), "a.jpg") == examine(data, "a.jpg")


def test_both_fingerprints_are_those_of_what_came_and_of_what_is_kept() -> None:
    data = written(picture(), "PNG")
    kept = examine(data, "a.png")
    assert kept.sha256_received == sha256(data).hexdigest()
    assert kept.sha256_kept == sha256(kept.kept).hexdigest() != kept.sha256_received


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_every_kind_of_png_comes_out_in_colours_that_can_be_seen(mode: str) -> None:
    source = picture(mode="L").convert("I;16").point(lambda v: v * 256) if mode == "I;16" else picture(mode=mode)
    shown = opened(examine(written(source, "PNG"), "a.png"))
    assert shown.mode == "RGB"
    assert min(shown.getpixel((50, 35))) > 240  # the white corner stays white
    assert min(shown.getpixel((5, 5))) < 130  # the red one does not become white


def test_what_is_transparent_becomes_white_paper() -> None:
    data = written(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")
    assert opened(examine(data, "a.png")).getpixel((10, 10)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    kept = examine(written(picture(4000, 3000)), "a.jpg")
    assert (kept.width, kept.height) == (2600, 1950)


def test_a_cmyk_scan_is_taken() -> None:
    assert opened(examine(written(picture(mode="CMYK")), "a.jpg")).mode == "RGB"


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for image_format in ("PNG", "WEBP"):
        data = written(frames[0], image_format, save_all=True, append_images=frames[1:], lossless=True)
        red, _green, blue = opened(examine(data, "a")).getpixel((10, 10))
        assert red > 240 and blue < 15


def test_a_phone_photo_with_a_second_picture_inside_is_taken() -> None:
    data = written(picture(), "MPO", save_all=True, append_images=[picture(20, 20)])
    assert examine(data, "a.jpg").width == 60


# --- nothing beside the picture ---


def test_place_time_comment_and_colour_profile_are_gone() -> None:
    exif = Image.Exif()
    exif[0x0110] = "CANARY-MODEL"
    exif.get_ifd(0x8825)[2] = (10.0, 57.0, 12.0)
    data = written(picture(), exif=exif, comment=b"CANARY-COMMENT", icc_profile=b"CANARY-PROFILE")
    assert data.count(b"CANARY") == 3
    kept = examine(data, "a.jpg")
    assert b"CANARY" not in kept.kept and b"Exif" not in kept.kept
    assert not opened(kept).getexif() and set(opened(kept).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    }


def test_text_inside_a_png_is_gone() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "CANARY")
    data = written(picture(), "PNG", pnginfo=notes)
    assert b"CANARY" in data and b"CANARY" not in examine(data, "a.png").kept


def test_a_second_file_hung_on_a_photo_is_gone() -> None:
    script = b"<script>alert(1)</script>PK\x03\x04"
    assert b"script" not in examine(written(picture()) + script, "a.jpg").kept


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_kept_the_way_it_was_held(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = written(picture(), quality=95, exif=exif)
    expected = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    shown = opened(examine(data, "a.jpg"))
    assert shown.size == expected.size
    for x, y in ((5, 5), (-5, 5), (5, -5), (-5, -5)):
        spot = (x % shown.width, y % shown.height)
        pairs = zip(shown.getpixel(spot), expected.getpixel(spot), strict=True)
        assert max(abs(a - b) for a, b in pairs) < 30


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_broken_note_of_the_camera_does_not_cost_the_photo() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    raw = exif.tobytes()
    for cut in range(6, len(raw)):
        assert examine(written(picture(), exif=raw[:cut]), "a.jpg").kept


# --- refused, with a sentence ---


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.jpg", "empty"),
        (HEIC, "IMG_0001.HEIC", "heic"),
        (HEIC, "IMG_0001.jpg", "heic"),
        (written(picture()), "IMG_0001.heic", "heic"),
        (b"GIF89a" + bytes(50), "a.gif", "other-kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "other-kind"),
        (b"<!doctype html><script>1</script>", "a.jpg", "other-kind"),
        (b"MZ" + bytes(100), "a.jpg", "other-kind"),
        (b"PK\x03\x04" + bytes(100), "don.docx", "other-kind"),
        (written(picture()), "a.exe", "other-kind"),
        (written(picture()), "a.jpg.html", "other-kind"),
        (written(picture()), "a.svg ", "other-kind"),
        (written(picture()), "gpj.\u202eexe", "other-kind"),
        (written(picture()), "a.pdf", "other-kind"),
        (written(picture(), "BMP"), "a.jpg", "other-kind"),
        (written(picture(400, 300))[:-900], "a.jpg", "broken-image"),
        (written(picture(400, 300), "PNG")[:-200], "a.png", "broken-image"),
        (written(picture(400, 300), "WEBP")[:-50], "a.webp", "broken-image"),
        (b"\xff\xd8\xff", "a.jpg", "broken-image"),
        (b"RIFF\0\0\0\0WEBP", "a.webp", "broken-image"),
        (jpeg_of_many_scans(150), "a.jpg", "costly-image"),
    ],
)
def test_what_is_not_taken_is_refused_for_its_reason(data: bytes, name: str, reason: str) -> None:
    refused = refusal(data, name)
    assert refused.reason == reason
    assert "Xin " in refused.sentence and refused.sentence.endswith(".")


def test_a_file_over_the_limit_is_refused_without_reading_the_rest() -> None:
    stream = BytesIO(bytes(5000))
    with pytest.raises(UploadRefused) as caught:
        examine(stream, "a.jpg", UploadLimits(file_bytes=1024))
    assert caught.value.reason == "too-large" and stream.tell() == 1025


def test_a_jpeg_of_usual_passes_is_taken_and_hidden_passes_are_counted() -> None:
    assert examine(jpeg_of_many_scans(20), "a.jpg").width == 60
    many = jpeg_of_many_scans(150)
    behind_a_bare_marker = many.replace(b"\xff\xd8", b"\xff\xd8\xff\x01\xff\xff", 1)
    assert refusal(behind_a_bare_marker).reason == "costly-image"


@pytest.mark.parametrize(
    "bomb",
    [
        png_claiming(11_000, 11_000),
        png_claiming(60_000, 60_000),
        png_claiming(12_001, 10),
        webp_claiming(16_000, 16_000),
        webp_claiming(7_500, 7_500),
        bare_webp_claiming(16_000, 16_000, lossless=True),
        bare_webp_claiming(16_000, 16_000, lossless=False),
    ],
)
def test_a_picture_that_announces_too_much_is_refused_before_it_takes_memory(bomb: bytes) -> None:
    with memory_stays_under(30):
        assert refusal(bomb, "a").reason == "too-many-pixels"


def test_notes_that_unpack_to_very_much_are_refused_within_little_memory() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "0" * 30_000_000, zip=True)
    bomb = written(picture(), "PNG", pnginfo=notes)
    assert len(bomb) < 100_000
    with memory_stays_under(60):
        assert refusal(bomb, "a.png").reason == "broken-image"


@pytest.mark.proof
def test_the_largest_picture_that_is_taken_needs_bounded_memory() -> None:
    whole = written(Image.new("L", (8000, 6200)), "PNG")
    with memory_stays_under(350):
        assert examine(whole, "a.png").width == 2600


# --- names ---


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("Giấy khai sinh.JPG", "Giấy khai sinh.jpg"),
        (unicodedata.normalize("NFD", "Giấy chứng sinh.png"), "Giấy chứng sinh.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\Bà Bảy\\ảnh 1.jpeg", "ảnh 1.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie x.jpg"),
        ("\u202egpj.cod\u202c.jpg", "gpj.cod.jpg"),
        ("Biên bản 12.2024", "Biên bản 12.2024.jpg"),
        ("  .jpg", "jpg.jpg"),
        ("...", "giay-to.jpg"),
        ("", "giay-to.jpg"),
        ("\ud800\udfff.png", "png.jpg"),
    ],
)
def test_the_sender_s_name_becomes_harmless_text(claimed: str, kept: str) -> None:
    assert safe_name(claimed, ".jpg") == kept


def test_a_long_name_is_cut_before_its_extension() -> None:
    name = safe_name("ă" * 300 + ".jpg", ".jpg")
    assert len(name) == 120 and name.endswith("ă.jpg")


@quick
@given(st.text(max_size=300))
def test_any_name_comes_out_short_visible_and_without_folders(claimed: str) -> None:
    name = safe_name(claimed, ".jpg")
    assert 4 < len(name) <= 120 and name.endswith(".jpg")
    assert not set(name) & set('/\\<>:"|?*')
    assert all(unicodedata.category(char)[0] != "C" for char in name)
    assert unicodedata.normalize("NFC", name) == name == safe_name(name, ".jpg")


# --- counting ---


def test_the_limits_are_told_in_numbers() -> None:
    said = limits_sentence()
    for part in ("JPEG, PNG, WebP", "PDF", "15 MB", "20 tệp", "60 MB", "60 trang"):
        assert part in said


def test_a_paper_takes_twenty_files_and_a_dossier_sixty_megabytes() -> None:
    refuse_when_full(20, DEFAULT.dossier_bytes)
    with pytest.raises(UploadRefused) as caught:
        refuse_when_full(21, 0)
    assert caught.value.reason == "too-many" and "20" in caught.value.sentence
    with pytest.raises(UploadRefused) as caught:
        refuse_when_full(1, DEFAULT.dossier_bytes + 1)
    assert caught.value.reason == "dossier-full" and "60" in caught.value.sentence


# --- whatever comes ---

STARTS = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBP", b"\0\0\0\x18ftypheic"]
SOUND = [written(picture(), kind) for kind in ("JPEG", "PNG", "WEBP")] + [written(picture(), progressive=True)]


def taken_or_refused(data: bytes, name: str) -> None:
    try:
        assert examine(data, name).kept
    except UploadRefused as refused:
        assert refused.sentence


@quick
@given(st.sampled_from(STARTS), st.binary(max_size=400), st.text(max_size=20))
def test_random_bytes_are_taken_or_refused_and_nothing_else(start: bytes, rest: bytes, name: str) -> None:
    if not rest.startswith(b"%PDF-"):
        taken_or_refused(start + rest, name)


@quick
@given(
    st.sampled_from(SOUND),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=6),
)
def test_a_photo_with_random_damage_is_taken_or_refused(data: bytes, damage: list[tuple[float, bytes]]) -> None:
    broken = bytearray(data)
    for where, what in damage:
        at = int(where * len(broken))
        broken[at : at + len(what)] = what
    taken_or_refused(bytes(broken), "a.jpg")
