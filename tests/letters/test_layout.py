"""Letters as PDF, measured against Nghị định 30/2020/NĐ-CP, Phụ lục I; the pictures were looked at besides."""

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from cqtt import paper
from cqtt.commune.models import Commune, Officer
from cqtt.letters.models import Letter
from cqtt.letters.papers import letters_on_paper
from cqtt.letters.rules import Occasion, Status
from cqtt.letters.templates import default_words
from cqtt.letters.wording import examples, fill
from cqtt.text import nfc
from tests.dossiers.test_papers import HOSTILE, PANGRAM
from tests.letters.measured import A4, Line, Page, pages_of

FIFTH_OF_FEBRUARY = datetime(2026, 2, 5, 3, 0, tzinfo=UTC)
CHAIRMAN, DEPUTY = "Chủ tịch UBND xã", "Phó Chủ tịch UBND xã"
SIGNER = "Lê Văn Ví Dụ"
ADDRESS = "Số 12, tổ 3, Ấp 7, xã An Phước, thành phố Đồng Nai"
NEARLY = 0.35  # millimetres: what a drawn line and a letter's own edge differ by
PERSONAL = (Occasion.THANKS, Occasion.MARRIAGE, Occasion.BIRTH, Occasion.DEATH, Occasion.ERROR, Occasion.DISSATISFIED)
every_occasion = pytest.mark.parametrize("occasion", Occasion)


def letter(occasion: Occasion = Occasion.LATE, title: str = CHAIRMAN, **fields: Any) -> Letter:
    """A signed letter with the words that come with the program."""
    language = fields.get("language", "vi")
    subject, body = (fill(text, examples(occasion), language) for text in default_words()[occasion, language])
    plain = {
        "token": "Zk3vQ9xW1bT7yR5mN2pL8a",
        "occasion": occasion,
        "language": language,
        "status": Status.APPROVED,
        "salutation": "Ông",
        "to_name": "Nguyễn Văn Mẫu",
        "to_address": ADDRESS,
        "subject": subject,
        "body": body,
        "signer": Officer(name=SIGNER, title=title),
        "signer_title": title,
        "approved_at": FIFTH_OF_FEBRUARY,
        "number": 5,
    }
    return Letter(**plain | fields)


def draft(occasion: Occasion, **fields: Any) -> Letter:
    unsigned = {"status": Status.DRAFT, "signer": None, "signer_title": "", "approved_at": None, "number": None}
    return letter(occasion, **unsigned | fields)


def printed(*letters: Letter) -> list[Page]:
    return pages_of(letters_on_paper(letters).pdf())


def body_lines(page: Page, one: Letter) -> list[Line]:
    """Return the lines of the letter's own text."""
    words = nfc(one.body)
    first = next(number for number, line in enumerate(page.lines) if words.startswith(nfc(line.text)))
    return [line for line in page.lines[first:] if nfc(line.text) in words]


@every_occasion
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_margins_are_those_of_the_decree(app: Flask, occasion: Occasion, language: str) -> None:
    (page,) = printed(letter(occasion, language=language))
    assert page.size == A4
    glyphs = [glyph for line in page.lines for glyph in line.glyphs if glyph.char.strip()]
    cap = 0.66 * 12 * 25.4 / 72
    assert min(glyph.left for glyph in glyphs) == pytest.approx(30, abs=NEARLY)
    assert max(glyph.right for glyph in glyphs) <= 210 - 15
    assert 20 - NEARLY <= min(glyph.baseline for glyph in glyphs) - cap <= 25
    assert max(glyph.baseline for glyph in glyphs) <= 297 - 20


@every_occasion
def test_the_head_names_unit_and_country_with_rules_of_their_length(app: Flask, occasion: Occasion) -> None:
    (page,) = printed(letter(occasion))
    agency, unit = page.line("ỦY BAN NHÂN DÂN"), page.line("XÃ AN PHƯỚC")
    nation, motto = page.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), page.line("Độc lập - Tự do - Hạnh phúc")
    assert [line.sizes for line in (agency, unit, nation, motto)] == [{12.0}, {12.0}, {12.0}, {13.0}]
    assert all("Bold" in font for line in (agency, unit, nation, motto) for font in line.fonts)
    assert agency.middle == pytest.approx(unit.middle, abs=NEARLY)
    assert nation.middle == pytest.approx(motto.middle, abs=NEARLY)
    assert agency.right < nation.left
    below_unit, below_motto = sorted(page.rules[:2], key=lambda rule: rule.left)
    assert 1 / 3 <= below_unit.length / unit.width <= 1 / 2
    assert (below_unit.left + below_unit.right) / 2 == pytest.approx(unit.middle, abs=NEARLY)
    assert below_motto.length == pytest.approx(motto.width, abs=2 * NEARLY)
    assert unit.baseline < below_unit.top < unit.baseline + 3
    assert motto.baseline < below_motto.top < motto.baseline + 3


@pytest.mark.parametrize("name", ["An", "Long Thành Nhơn Trạch Bình Sơn Lộc An", "Bà Rịa"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_rule_of_the_head_follows_the_line_above_it(commune: Commune, name: str, language: str) -> None:
    commune.name = name
    (page,) = printed(letter(Occasion.THANKS, language=language))
    rule = min((each for each in page.rules if each.right < 98), key=lambda each: each.top)
    last = max(
        (line for line in page.lines if line.baseline < rule.top and line.left < 98), key=lambda line: line.baseline
    )
    assert 1 / 3 <= rule.length / last.width <= 1 / 2
    assert (rule.left + rule.right) / 2 == pytest.approx(last.middle, abs=NEARLY)


def test_day_and_month_have_their_zeros_and_the_place_before_them(app: Flask) -> None:
    (page,) = printed(letter(Occasion.THANKS))
    dated = page.line("An Phước, ngày 05 tháng 02 năm 2026")
    assert dated.sizes == {13.0}
    assert any("Italic" in font for font in dated.fonts)
    nation = page.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert dated.middle == pytest.approx(nation.middle, abs=NEARLY)
    (later,) = printed(
        letter(Occasion.THANKS, approved_at=datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    )  # the 24th here by then
    assert later.line("An Phước, ngày 24 tháng 11 năm 2026")


def test_a_form_has_its_number_beside_the_date_and_who_keeps_it(app: Flask) -> None:
    (page,) = printed(letter(Occasion.LATE))
    beside = page.line("Số: 05/PXL An Phước, ngày 05 tháng 02 năm 2026")  # one baseline: read as one line
    number = Line(beside.glyphs[: len("Số: 05/PXL")])
    assert number.sizes == {13.0}
    assert number.middle == pytest.approx(page.line("XÃ AN PHƯỚC").middle, abs=NEARLY)
    assert page.line("Nơi nhận:").sizes == {12.0}
    assert page.line("- Lưu: VT.").sizes == {11.0}
    assert page.line("- Lưu: VT.").left == pytest.approx(30, abs=NEARLY)
    assert printed(letter(Occasion.RESOLVED_LATE, number=123))[0].line("Số: 123/PXL")


@pytest.mark.parametrize("occasion", PERSONAL)
def test_a_personal_letter_prints_no_number_though_the_register_has_one(app: Flask, occasion: Occasion) -> None:
    (page,) = printed(letter(occasion))
    assert not any(line.text.startswith(("Số:", "Nơi nhận", "TM.")) for line in page.lines)


@every_occasion
def test_the_text_is_justified_indented_and_spaced_as_the_decree_asks(app: Flask, occasion: Occasion) -> None:
    one = letter(occasion)
    (page,) = printed(one)
    lines = body_lines(page, one)
    size = 13.0 if occasion in (Occasion.LATE, Occasion.RESOLVED_LATE) else 14.0
    assert {each for line in lines for each in line.sizes} == {size}
    starts = [line for line in lines if line.left > 31]
    assert len(starts) == len(one.body.split("\n\n"))
    assert all(line.left == pytest.approx(30 + 12.7, abs=NEARLY) for line in starts)
    pairs = list(itertools.pairwise(lines))
    gaps = [(after.baseline - before.baseline, after in starts) for before, after in pairs]
    single = size * 1.15 * 25.4 / 72
    within = [gap for gap, starts_anew in gaps if not starts_anew]
    assert all(single <= gap <= 1.5 * single for gap in within)
    between = [gap for gap, starts_anew in gaps if starts_anew]
    assert all(gap >= max(within) + 6 * 25.4 / 72 - 0.05 for gap in between)
    full = [before for before, after in pairs if after not in starts]
    assert all(line.right == pytest.approx(192, abs=NEARLY) for line in full)


SIGNED = [
    (Occasion.LATE, CHAIRMAN, ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
    (Occasion.LATE, DEPUTY, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
    (Occasion.LATE, "Giám đốc Trung tâm Phục vụ hành chính công", ["GIÁM ĐỐC"]),
    (Occasion.THANKS, CHAIRMAN, ["CHỦ TỊCH"]),
    (Occasion.DEATH, DEPUTY, ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
]


@pytest.mark.parametrize(("occasion", "title", "lines"), SIGNED)
def test_whoever_signs_signs_under_the_right_lines(
    app: Flask, occasion: Occasion, title: str, lines: list[str]
) -> None:
    (page,) = printed(letter(occasion, title))
    name = next(line for line in reversed(page.lines) if line.text.strip() == SIGNER)
    over = [line for line in page.lines if line.left > 105 and 0 < name.baseline - line.baseline < 60]
    titles = [line for line in over if line.text.isupper()]
    assert [line.text.strip() for line in titles] == lines
    assert name.baseline - titles[-1].baseline > 22  # room for a hand
    for line in (*titles, name):
        assert line.middle == pytest.approx(titles[0].middle, abs=NEARLY)
        assert all("Bold" in font for font in line.fonts)
        assert line.sizes <= {13.0, 14.0}


def test_whom_it_is_for_stands_below_the_title_and_where_they_live_on_a_form_alone(app: Flask) -> None:
    (form,) = printed(letter(Occasion.LATE))
    assert "Kính gửi: Ông Nguyễn Văn Mẫu" in form.texts and ADDRESS in form.texts
    (thanks,) = printed(letter(Occasion.THANKS))
    assert "Kính gửi: Ông Nguyễn Văn Mẫu" in thanks.texts and ADDRESS not in thanks.texts
    (condolence,) = printed(letter(Occasion.DEATH))  # begins with these words itself
    assert condolence.line("Kính gửi Ông Nguyễn Văn Mẫu") and "Kính gửi:" not in " ".join(condolence.texts)
    (company,) = printed(letter(Occasion.THANKS, salutation="Quý cơ quan", to_name="Công ty Ví Dụ"))
    assert "Kính gửi: Công ty Ví Dụ" in company.texts


def test_every_vietnamese_letter_comes_through_in_every_cut_of_the_font(app: Flask) -> None:
    (page,) = printed(letter(Occasion.THANKS, subject=f"Thư {PANGRAM}"[:150], to_name=PANGRAM[:90], body=PANGRAM))
    shown = nfc(" ".join(page.texts))
    assert nfc(PANGRAM) in shown and nfc(PANGRAM[:90]) in shown
    families = {font.split("-")[0] for line in page.lines for font in line.fonts}
    assert families == {paper.fonts_in_use()["serif"].replace(" ", "")}


def test_what_people_typed_is_printed_as_they_typed_it(app: Flask) -> None:
    (page, *_more) = printed(letter(Occasion.THANKS, subject=HOSTILE, to_name=HOSTILE, body=HOSTILE))
    assert nfc(" ".join(page.texts)).replace(" ", "").count(HOSTILE.replace(" ", "")) >= 2


def test_a_long_letter_goes_on_to_a_page_with_its_number_at_the_top(app: Flask) -> None:
    long = letter(
        Occasion.THANKS, body="\n\n".join(["Chúng tôi xin cảm ơn tấm lòng của Ông với bà con trong ấp. " * 6] * 9)
    )
    short = letter(Occasion.DEATH)
    first, second, third, last = printed(long, short, draft(Occasion.BIRTH))
    number = second.lines[0]
    assert number.text.strip() == "2" and number.middle == pytest.approx((30 + 192) / 2, abs=NEARLY)
    assert number.baseline < 20
    assert all(page.lines[0].text.strip() == "ỦY BAN NHÂN DÂN" for page in (first, third, last))  # each begins anew
    assert SIGNER in [text.strip() for text in second.texts]
    assert sum(line.left > 41 for line in second.lines if "Chúng tôi xin" in line.text) >= 1  # not the signature alone


def test_a_draft_says_so_and_has_no_day_number_or_name(app: Flask) -> None:
    (page,) = printed(draft(Occasion.LATE))
    assert "BẢN NHÁP" in nfc("".join(glyph.char for line in page.lines for glyph in line.glyphs)).replace("\r\n", "")
    assert page.line("Số: …/PXL An Phước, ngày …… tháng …… năm ………")
    assert page.line("LÃNH ĐẠO ỦY BAN NHÂN DÂN")
    assert SIGNER not in [text.strip() for text in page.texts]


def test_a_letter_in_english_has_english_head_and_signature(app: Flask) -> None:
    (page,) = printed(letter(Occasion.LATE, DEPUTY, language="en"))
    for words in ("PEOPLE'S COMMITTEE", "OF AN PHƯỚC COMMUNE", "SOCIALIST REPUBLIC OF VIET NAM", "No.: 05/PXL"):
        assert page.line(words)
    assert page.line("An Phước, 5 February 2026") and page.line("To: Mr Nguyễn Văn Mẫu")
    assert page.line("FOR THE CHAIRPERSON") and page.line("VICE CHAIRPERSON")


def test_the_same_letters_are_the_same_bytes(app: Flask) -> None:
    made = [letters_on_paper([letter(), draft(Occasion.DEATH)]).pdf() for _time in range(2)]
    assert made[0] == made[1]


def test_another_kind_of_unit_stands_on_its_letters(commune: Commune) -> None:
    commune.kind, commune.name = type(commune.kind)("phường"), "Long Thành"
    (page,) = printed(letter(Occasion.THANKS))
    assert page.line("PHƯỜNG LONG THÀNH") and page.line("Long Thành, ngày 05 tháng 02 năm 2026")
