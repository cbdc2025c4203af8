"""Faces and plates on photographs: what was hidden is gone for good, the rest stays, and nothing else comes along."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from cqtt.blurring import (
    MOST_RECTANGLES,
    NotAPicture,
    Rectangle,
    WrongRectangle,
    blur,
    boxes_of,
    read_rows,
    rows_of,
    typed_rows,
)
from cqtt.upload_limits import UploadLimits

FACE = Rectangle(0.25, 0.25, 0.5, 0.5)
SIZE = (320, 240)


def street(seed: int = 0) -> Image.Image:
    """A picture with lines all over, and with a face or a plate in its middle that the seed decides."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    for x in range(0, SIZE[0], 20):
        draw.line((x, 0, SIZE[0] - x, SIZE[1]), fill=(x % 255, 90, 160), width=5)
    middle = Image.new("RGB", (160, 120), "gray")
    for y in range(0, 120, 8):
        for x in range(0, 160, 8):
            if (x // 8 + y // 8 + seed) % 2:
                middle.paste((20, 20, 20), (x, y, x + 8, y + 8))
            else:
                middle.paste((230, 230, 230), (x, y, x + 8, y + 8))
    image.paste(middle, (80, 60))
    return image


def written(image: Image.Image, image_format: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, image_format, **{"quality": 95} | options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def inside(image: Image.Image) -> Image.Image:
    """What lies under the rectangle, without the blocks of the JPEG that reach over its edge."""
    return image.crop((96, 76, 224, 164))


def largest_difference(one: Image.Image, other: Image.Image) -> int:
    return max(high for _low, high in ImageChops.difference(one, other).getextrema())


# --- gone ---


def test_a_hidden_part_is_one_colour_and_no_more() -> None:
    hidden = inside(opened(blur(written(street()), [FACE])))
    assert largest_difference(hidden, Image.new("RGB", hidden.size, hidden.getpixel((0, 0)))) <= 3
    assert len(set(hidden.get_flattened_data())) <= 64


def test_two_faces_of_the_same_brightness_cannot_be_told_apart_any_more() -> None:
    one, other = (blur(written(street(seed), "PNG"), [FACE]) for seed in (0, 1))
    assert largest_difference(inside(street(0)), inside(street(1))) > 200
    assert one == other


def test_a_rectangle_hides_every_pixel_that_it_only_touches() -> None:
    image = Image.new("RGB", (100, 100), "white")
    image.putpixel((50, 50), (0, 0, 0))
    for corner in (Rectangle(0.505, 0.505, 0.1, 0.1), Rectangle(0.405, 0.405, 0.1, 0.1)):
        hidden = opened(blur(written(image, "PNG"), [corner]))
        assert min(hidden.getpixel((50, 50))) > 200


def test_several_rectangles_are_hidden_also_where_they_overlap() -> None:
    both = [Rectangle(0.2, 0.2, 0.4, 0.6), Rectangle(0.4, 0.2, 0.4, 0.6)]
    hidden = inside(opened(blur(written(street()), both)))
    assert len({hidden.getpixel((x, 40)) for x in range(0, 128, 4)}) <= 16


# --- what stays ---


def test_outside_nothing_changes_but_what_any_new_jpeg_changes() -> None:
    before = street()
    after = opened(blur(written(before, "PNG"), [FACE]))
    again = opened(written(before, quality=88))
    around = [(0, 0, 320, 48), (0, 192, 320, 240), (0, 0, 64, 240), (256, 0, 320, 240)]
    for part in around:
        assert largest_difference(after.crop(part), again.crop(part)) <= 2
    assert after.size == before.size


def test_nothing_but_the_picture_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "nhà bà Sáu"
    data = written(street(), exif=exif.tobytes(), comment=b"75 do, nha ba Sau", icc_profile=b"p" * 200)
    assert b"Sau" in data
    plain = blur(data, [])
    assert b"Exif" not in plain and b"Sau" not in plain and b"ICC" not in plain
    assert set(Image.open(BytesIO(plain)).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_that_was_held_sideways_is_hidden_where_people_see_it() -> None:
    image = Image.new("RGB", (200, 100), "white")
    image.paste("black", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees: the black half is above
    hidden = opened(blur(written(image, exif=exif.tobytes()), [Rectangle(0, 0, 1, 1)]))
    assert hidden.size == (100, 200)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK"])
def test_pictures_of_every_kind_are_hidden(mode: str) -> None:
    image_format = "JPEG" if mode in ("L", "CMYK") else "PNG"
    assert opened(blur(written(street().convert(mode), image_format), [FACE])).size == SIZE


# --- wrong ---


@pytest.mark.parametrize(
    "wrong",
    [
        Rectangle(-0.1, 0, 0.5, 0.5),
        Rectangle(0, 1, 0.5, 0.5),
        Rectangle(0, 0, 0, 0.5),
        Rectangle(0.6, 0, 0.5, 0.5),
        Rectangle(0, 0.6, 0.5, 0.5),
        Rectangle(float("nan"), 0, 0.5, 0.5),
        Rectangle(0, 0, float("inf"), 0.5),
    ],
)
def test_a_rectangle_beside_the_picture_is_named(wrong: Rectangle) -> None:
    with pytest.raises(WrongRectangle) as caught:
        blur(written(street()), [FACE, wrong])
    assert caught.value.row == 2 and "Xin ghi lại" in caught.value.sentence


def test_there_is_a_most_of_rectangles() -> None:
    blur(written(street()), [FACE] * MOST_RECTANGLES)
    with pytest.raises(WrongRectangle) as caught:
        blur(written(street()), [FACE] * (MOST_RECTANGLES + 1))
    assert "gộp" in caught.value.sentence


@pytest.mark.parametrize("data", [b"", b"GIF89a", written(street())[:500], b"%PDF-1.4", b"<svg/>"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        blur(data, [FACE])


def test_a_picture_that_is_too_large_is_not_even_opened() -> None:
    with pytest.raises(NotAPicture):
        blur(written(street()), [FACE], UploadLimits(pixels=10_000))


# --- typed ---


def row_typed(number: int, *boxes: str) -> dict[str, str]:
    return {f"vung-{part}-{number}": box for part, box in zip(("trai", "tren", "rong", "cao"), boxes, strict=True)}


def test_rows_of_numbers_are_read_in_per_cent() -> None:
    typed = row_typed(1, "10", "20,5", "30.25", " 40 %") | row_typed(3, "0", "0", "100", "100")
    rows = typed_rows(typed, "vung")
    assert read_rows(rows) == [Rectangle(0.1, 0.205, 0.3025, 0.4), Rectangle(0, 0, 1, 1)]
    assert read_rows(typed_rows({}, "vung")) == read_rows(typed_rows(typed, "other")) == []
    assert typed_rows(boxes_of(rows, "o"), "o") == rows and len(boxes_of(rows, "o")) == 8


@pytest.mark.parametrize(
    "row", [("10", "", "10", "10"), ("a", "1", "1", "1"), ("nan", "1", "1", "1"), ("1e400", "1", "1", "1")]
)
def test_a_row_that_cannot_be_read_is_named(row: tuple[str, ...]) -> None:
    rows = typed_rows(row_typed(2, *row), "vung")
    with pytest.raises(WrongRectangle) as caught:
        read_rows(rows)
    assert caught.value.row == 2 and "số 2" in caught.value.sentence
    assert rows[1] == list(row) and len(rows) == MOST_RECTANGLES


@settings(max_examples=100, deadline=None, database=None)
@given(*(st.integers(0, 10_000) for _side in range(4)))
def test_what_is_shown_in_a_form_is_read_back_as_it_was(left: int, top: int, width: int, height: int) -> None:
    """What was approved once and is published again is hidden to the same dot."""
    rectangle = Rectangle(left / 10_000, top / 10_000, width / 10_000, height / 10_000)
    rows = rows_of([rectangle])
    assert len(rows) == MOST_RECTANGLES and not any(any(row) for row in rows[1:])
    assert all(len(box) <= 6 for box in rows[0]), "as many signs as the boxes take"
    if rectangle.lies_on_picture():
        [again] = read_rows(rows)
        assert again.box(4000, 4000) == pytest.approx(rectangle.box(4000, 4000), abs=1)
    else:
        with pytest.raises(WrongRectangle):
            read_rows(rows)
