"""The words of letters: places in braces that are filled with facts. No Flask here.

Every place has words for the case that its fact is unknown, so no text that follows these rules leaves a hole.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cqtt.i18n import _, _l
from cqtt.letters.rules import Occasion
from cqtt.letters.salutations import USUAL, in_text, is_family, named, within
from cqtt.text import clean, nfc

_PLACE = re.compile(r"\{([a-z_]{1,40})\}")
# Form of address and name side by side are one: how somebody is named in full.
_FILLED = re.compile(r"\{xung_ho\} \{ho_ten\}|\{(?P<place>[a-z_]{1,40})\}")
_DAY = re.compile(r"(\d{2})/(0[1-9]|1[0-2])/(\d{4})")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_BRACE = re.compile(r"[{}]")
SENTENCE_ENDS = ".!?\n"
MOST_OF_A_BODY, MOST_OF_A_SUBJECT = 4_000, 150


@dataclass(frozen=True)
class Place:
    """One place: what stands there, an example, and what is written where nobody knows it."""

    name: str
    label: Any
    example: str
    otherwise: str
    otherwise_en: str


_PLACES = (
    Place("xung_ho", _l("Cách xưng hô"), "Ông", "Ông/Bà", "Sir or Madam"),
    Place("ho_ten", _l("Họ tên người nhận"), "Nguyễn Văn Mẫu", "Quý vị", "Sir or Madam"),
    Place("don_vi", _l("Tên đơn vị"), "xã An Phước", "chúng tôi", "our office"),
    Place("ubnd", _l("Tên Ủy ban"), "Ủy ban nhân dân xã An Phước", "Ủy ban nhân dân", "the People's Committee"),
    Place("dien_thoai", _l("Điện thoại của đơn vị"), "0900 000 001", "số của đơn vị", "our office number"),
    Place(
        "lanh_dao",
        _l("Tên và số của lãnh đạo"),
        "Chủ tịch UBND xã Trần Thị Mẫu (0900 000 002)",
        "lãnh đạo đơn vị",
        "our leader",
    ),
    Place("ma_ho_so", _l("Mã hồ sơ"), "H19.00.00-261123-0001", "của Ông/Bà", "that you submitted"),
    Place("thu_tuc", _l("Tên thủ tục"), "Đăng ký khai sinh", "thủ tục đã nộp", "your application"),
    Place("ngay_tiep_nhan", _l("Ngày tiếp nhận"), "16/11/2026", "đã ghi trên giấy hẹn", "the day on your receipt"),
    Place("ngay_hen", _l("Ngày đã hẹn trả"), "25/11/2026", "đã ghi trên giấy hẹn", "the day on your receipt"),
    Place("ngay_hen_moi", _l("Ngày hẹn mới"), "30/11/2026", "gần nhất có thể", "the earliest day possible"),
    Place("ngay_xong", _l("Ngày có kết quả"), "27/11/2026", "ghi trên kết quả", "see the day on it"),
    Place(
        "ly_do",
        _l("Lý do, sai sót"),
        "Chúng tôi chờ kết quả xác minh của cơ quan khác lâu hơn dự kiến.",
        "Chúng tôi đã làm chưa tốt như đã hứa.",
        "We did not do as well as we had promised.",
    ),
    Place(
        "viec",
        _l("Việc đã đóng góp"),
        "hiến 40 m² đất mở rộng đường ấp 7",
        "một việc làm thật quý",
        "your contribution",
    ),
    Place("vo_chong", _l("Tên hai vợ chồng"), "Trần Văn Mẫu và Lê Thị Mẫu", "hai vợ chồng", "newlyweds"),
    Place("ngay_dang_ky", _l("Ngày đăng ký"), "23/11/2026", "đăng ký", "the day of the registration"),
    Place("ten_be", _l("Tên em bé"), "bé Nguyễn Minh Mẫu", "em bé", "your baby"),
    Place("nguoi_mat", _l("Người đã mất"), "cụ Lê Văn Mẫu", "người thân", "your loved one"),
)
PLACES = {place.name: place for place in _PLACES}

_EVERYWHERE = ("xung_ho", "ho_ten", "don_vi", "ubnd", "dien_thoai", "lanh_dao")
_OF_A_DOSSIER = ("ma_ho_so", "thu_tuc", "ngay_tiep_nhan", "ngay_hen")
OPEN_TO = {
    Occasion.LATE: (*_EVERYWHERE, *_OF_A_DOSSIER, "ly_do", "ngay_hen_moi"),
    Occasion.RESOLVED_LATE: (*_EVERYWHERE, *_OF_A_DOSSIER, "ly_do", "ngay_xong"),
    Occasion.ERROR: (*_EVERYWHERE, "ma_ho_so", "thu_tuc", "ly_do"),
    Occasion.DISSATISFIED: (*_EVERYWHERE, "ly_do"),
    Occasion.THANKS: (*_EVERYWHERE, "viec"),
    Occasion.MARRIAGE: (*_EVERYWHERE, "vo_chong", "ngay_dang_ky"),
    Occasion.BIRTH: (*_EVERYWHERE, "ten_be", "ngay_dang_ky"),
    Occasion.DEATH: (*_EVERYWHERE, "nguoi_mat"),
}
# What form 04 has to say (Thông tư 03/2025/TT-VPCP): a text without one of these is not saved.
REQUIRED = {
    Occasion.LATE: ("ma_ho_so", "thu_tuc", "ngay_hen", "ly_do", "ngay_hen_moi"),
    Occasion.RESOLVED_LATE: ("ma_ho_so", "thu_tuc", "ngay_hen"),
}
# Which places are filled from a procedure's own questions, by the occasion it causes.
FROM_ANSWERS = {Occasion.MARRIAGE: ("vo_chong",), Occasion.BIRTH: ("ten_be",), Occasion.DEATH: ("nguoi_mat",)}


def places_in(text: str) -> list[str]:
    """Return the names of the places of a text, each once, in their order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def count_places(text: str) -> dict[str, int]:
    """Return how often each place stands in a text."""
    return dict(Counter(_PLACE.findall(text)))


def faults_of(occasion: Occasion, subject: str, body: str) -> list[str]:
    """Return why a text cannot be used, a sentence each; nothing when it can."""
    named = places_in(f"{subject}\n{body}")
    unknown = [name for name in named if name not in OPEN_TO[occasion]]
    missing = [name for name in REQUIRED.get(occasion, ()) if name not in places_in(body)]
    faults = []
    if unknown:
        faults.append(_("Thư này không có chỗ điền %(names)s.", names=_braced(unknown)))
    if missing:
        faults.append(_("Mẫu 04 cần có %(names)s trong nội dung.", names=_braced(missing)))
    if has_hole(_PLACE.sub("", subject)) or has_hole(_PLACE.sub("", body)):
        faults.append(_("Có dấu ngoặc { } đứng lẻ. Chỗ điền viết liền, chữ thường, ví dụ {ho_ten}."))
    return faults


def _braced(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def has_hole(text: str) -> bool:
    """Tell whether a text still has a brace: a place that nothing was written into."""
    return _BRACE.search(text) is not None


def says_something(text: str) -> bool:
    """Tell whether anything can be read: marks alone, or what no eye sees, are no words."""
    return any(char.isalnum() for char in text)


@dataclass(frozen=True)
class Piece:
    """A run of a filled text: words that were written, or what stands in a place."""

    words: str
    place: str = ""
    is_known: bool = True


def fill(text: str, facts: Mapping[str, Any], language: str = "vi") -> str:
    """Return the text with its places filled; what nobody knows gets words that read well without it."""
    return "".join(piece.words for piece in pieces(text, facts, language))


def pieces(text: str, facts: Mapping[str, Any], language: str = "vi") -> Iterator[Piece]:
    """Yield the text piece by piece, its places filled."""
    end, said = 0, ""
    for found in _FILLED.finditer(text):
        before = text[end : found.start()]
        if before:
            yield Piece(before)
        place = found["place"] or "ho_ten"
        words, is_known = _fact(place, facts, language) if found["place"] else _whom(facts, language)
        said = f"{said}{before}"[-4:]
        yield Piece(_as_it_ends(_as_it_begins(words, said), place, said, text[found.end() :]), place, is_known)
        end, said = found.end(), (words or found[0])[-4:]
    if text[end:]:
        yield Piece(text[end:])


def _as_it_begins(words: str, before: str) -> str:
    """Return the words as they are written there: large where a sentence begins; a family is small within one."""
    before = before.rstrip(" ")
    if not before or before[-1] in SENTENCE_ENDS:
        return words[:1].upper() + words[1:]
    return words[0].lower() + words[1:] if is_family(words) and before[-1] != ":" else words


def _as_it_ends(words: str, place: str, before: str, after: str) -> str:
    """Return the words with one full stop where a sentence ends: a reason is typed with it or without."""
    following = after.lstrip(" ")[:1]
    if following == "." and words.endswith("."):
        return words[:-1]
    is_whole = not before.rstrip(" ") or before.rstrip(" ")[-1] in SENTENCE_ENDS
    ends_here = following in ("", "\n") or following.isupper()
    if place == "ly_do" and is_whole and ends_here and words[-1:].isalnum():
        return f"{words}."
    return words


def _whom(facts: Mapping[str, Any], language: str) -> tuple[str, bool]:
    """Return whom the letter is for, as one names them to their face: "Ông Nguyễn Văn A", a group by its name."""
    name, salutation = _known("ho_ten", facts), _known("xung_ho", facts)
    if not says_something(name):
        return _fact("ho_ten", facts, language)
    return named(salutation or ("" if language == "en" else USUAL), name), True


def _known(name: str, facts: Mapping[str, Any]) -> str:
    return nfc(clean(_BRACE.sub("", str(facts.get(name) or ""))))


def _fact(name: str, facts: Mapping[str, Any], language: str) -> tuple[str, bool]:
    """Return what stands in a place, and whether that is known."""
    known = _known(name, facts)
    if says_something(known) or name not in PLACES:
        return _said(name, known, facts, language), True
    if language == "en":
        return PLACES[name].otherwise_en, False
    called = _known("xung_ho", facts)
    otherwise = PLACES[name].otherwise
    return otherwise.replace(USUAL, within(called)) if says_something(called) else otherwise, False


def _said(name: str, known: str, facts: Mapping[str, Any], language: str) -> str:
    if name == "xung_ho":
        return within(known)
    if language == "en" and (day := _DAY.fullmatch(known)):
        return english_day(int(day[1]), int(day[2]), int(day[3]))
    return in_text(name, known, facts, language)


def english_day(day: int, month: int, year: int) -> str:
    """Return "5 February 2026": of 05/02 nobody abroad knows which is the month."""
    return f"{day} {_MONTHS[month - 1]} {year}"


def examples(occasion: Occasion) -> dict[str, str]:
    """Return an example of each fact, for a preview without a real case."""
    return {name: PLACES[name].example for name in OPEN_TO[occasion]}
