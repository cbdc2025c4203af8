"""Photos of papers: measured from their header first, then decoded and written anew.

Writing anew leaves behind everything that is not the picture: where and when it was taken, comments,
a hidden second file, a fault meant for somebody's viewer.
"""

import re
from io import BytesIO
from threading import Lock

from PIL import ExifTags, Image

from cqtt.i18n import _
from cqtt.upload_limits import UploadLimits, UploadRefused

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MAX_JPEG_SCANS = 100  # Cameras write at most some ten; thousands would keep the decoder busy for hours.

# The largest PNG takes some 500 MB while it is made smaller: one at a time in each process.
_decoding = Lock()
_MARKER = re.compile(rb"\xff+([^\x00\x01\xff\xd0-\xd8])")  # those that have a length, and the end
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def rewrite_image(received: bytes, image_format: str, limits: UploadLimits) -> tuple[bytes, int, int]:
    """Return the picture as a JPEG with nothing beside the picture, its width and its height.

    Of a moving picture the first frame is kept. Raise UploadRefused when it is too large or broken.
    """
    try:
        _refuse_costly(received, image_format, limits)
        with _decoding, Image.open(BytesIO(received), formats=(image_format,)) as image:
            _refuse_size(*image.size, limits)
            return _as_jpeg(image, limits.kept_side)
    except UploadRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(limits) from None
    except Exception as error:  # Decoders fail in many ways on broken bytes; all mean the same to the person.
        raise UploadRefused(
            "broken-image",
            _("Ảnh này bị hỏng hoặc chưa tải hết nên không mở được. Xin chụp lại, hoặc chọn ảnh khác."),
        ) from error


def _refuse_costly(received: bytes, image_format: str, limits: UploadLimits) -> None:
    """Refuse what would already cost too much when the decoder opens it."""
    if image_format == "WEBP":
        _refuse_size(*_webp_size(received), limits)
    if image_format == "JPEG" and _jpeg_scans(received) > MAX_JPEG_SCANS:
        raise UploadRefused("costly-image", _("Ảnh này được ghi theo cách lạ nên không mở được. Xin chụp lại ảnh."))


def _webp_size(received: bytes) -> tuple[int, int]:
    """Read the size from a WebP header: Pillow makes room for the whole picture when it opens one."""
    kind, body = received[12:16], received[20:30]
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF


def _jpeg_scans(received: bytes) -> int:
    """Count the passes a JPEG makes over its picture, walking from marker to marker."""
    scans, at = 0, 2
    while scans <= MAX_JPEG_SCANS and (found := _MARKER.search(received, at)):
        marker, at = found[1][0], found.end()
        if marker == _JPEG_END:
            break
        scans += marker == _JPEG_SCAN
        at += max(int.from_bytes(received[at : at + 2], "big"), 2)
    return scans


def _refuse_size(width: int, height: int, limits: UploadLimits) -> None:
    if width * height > limits.pixels or max(width, height) > limits.side:
        raise _too_many_pixels(limits)


def _too_many_pixels(limits: UploadLimits) -> UploadRefused:
    sentence = _(
        "Ảnh này có quá nhiều điểm ảnh (chỉ nhận đến %(pixels)s triệu điểm). Xin chụp lại bằng"
        " máy ảnh của điện thoại ở cỡ thường.",
        pixels=limits.pixels // 1_000_000,
    )
    return UploadRefused("too-many-pixels", sentence)


def _as_jpeg(image: Image.Image, side: int) -> tuple[bytes, int, int]:
    """Shrink, turn upright, lay on white paper and write."""
    image.draft("RGB", (side, side))
    plain = _in_simple_mode(image)
    # Smaller first, turned afterwards: the large picture then exists only once.
    plain.thumbnail((side, side), Image.Resampling.LANCZOS)
    turn = _TURNS.get(_orientation(image))
    upright = plain.transpose(turn) if turn is not None else plain
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright.convert("RGB"), mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    written = BytesIO()
    paper.save(written, "JPEG", quality=85)
    return written.getvalue(), *paper.size


def _in_simple_mode(image: Image.Image) -> Image.Image:
    """Return the decoded picture in one of the few modes that shrink and print well."""
    image.load()
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode != "RGBA" and image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("RGB", "RGBA", "L", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _orientation(image: Image.Image) -> int:
    """Return how the camera was held; what a broken note says does not count."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1
