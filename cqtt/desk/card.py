"""Read the QR of a citizen card (CCCD gắn chip, thẻ Căn cước) as a USB scanner types it.

Fields: number | old CMND | name | birth date | sex | residence | date of issue; the card of July 2024 may have
more behind them (Thông tư 17/2024/TT-BCA). Pure: nothing of the line is kept, and the code is no proof of
who somebody is: the officer compares with the card.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from cqtt.citizen_number import FEMALE, MALE, NUMBER, birth_year_of
from cqtt.desk.keyboard import as_typed, fields_of
from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.text import fold

_T = TypeVar("_T")
LONGEST = 2000  # characters; the densest QR holds more, no card does
FEWEST_FIELDS = 7


class CardRefused(RuleBroken):
    """The line is no whole card; says what is wrong and what to do. `reason` is a short code for tests."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True)
class Card:
    """What a card says. Number, birth date and sex are whole; name and address may need a look."""

    number: str
    name: str
    birth_on: date
    sex: str
    address: str  # with the districts of before July 2025


def read_card(received: str, today: date, own_address: str = "") -> Card:
    """Return the card, or raise CardRefused with a sentence for the officer.

    `own_address` is what the links on this unit's papers begin with.
    """
    line = as_typed(received)
    _refuse_link(line, own_address)
    fields = _whole(line)
    number = _number(fields[0], today)
    given = [field for field in fields[1:] if field]
    at = _place_of_sex(given)
    address = given[at + 1] if at + 1 < len(given) and not _is_date(given[at + 1]) else ""
    return Card(number, _name(given[: at - 1]), _birth(given[at - 1], today), _sex(given[at]) or "", address)


def _refuse_link(line: str, own_address: str) -> None:
    is_address = "://" in line or line.lower().startswith("www.")
    if "/ho-so/mo/" in line and (not is_address or own_address and line.startswith(f"{own_address}/")):
        sentence = _("Đây là mã trên giấy hẹn, không phải thẻ căn cước. Để trả kết quả, xin mở trang Trả kết quả.")
        raise CardRefused("link", sentence)
    if is_address:
        sentence = _("Đây là mã của một trang mạng, không phải thẻ căn cước. Xin quét mã trên thẻ, hoặc gõ tay.")
        raise CardRefused("not-a-card", sentence)


def _whole(line: str) -> list[str]:
    """Return the fields of a line that has enough of them."""
    if not line:
        raise CardRefused("empty", _("Chưa có gì trong ô quét. Xin quét mã QR trên thẻ căn cước."))
    fields = fields_of(line)
    if len(line) > LONGEST or not fields[0][:1].isdecimal():
        raise CardRefused("not-a-card", _("Đây không phải mã QR của thẻ căn cước. Xin quét mã trên thẻ, hoặc gõ tay."))
    if len(fields) == 1 and re.match(r"[0-9]{12}[^\W\d_]", line):
        sentence = _("Bàn phím làm mất dấu “|” của mã. Xin chuyển sang tiếng Anh (ENG) rồi quét lại.")
        raise CardRefused("keyboard", sentence)
    if len(fields) < FEWEST_FIELDS:
        sentence = _("Mã trên thẻ mới đọc được một phần. Xin giữ thẻ yên và quét lại, hoặc gõ tay các ô bên dưới.")
        raise CardRefused("cut", sentence)
    return fields


def _number(field: str, today: date) -> str:
    """Return the number; a part of it, an old one, or one of somebody not yet born is refused."""
    number = re.sub(r"[\s.]", "", field)
    if re.fullmatch(r"[0-9]{9}", number):
        raise CardRefused("old-number", _("Đây là số CMND 9 số, đã hết giá trị. Xin dùng thẻ căn cước 12 số."))
    if not NUMBER.fullmatch(number):
        count = sum(char.isdecimal() for char in number)
        sentence = _("Số định danh phải có 12 chữ số, máy đọc được %(count)s. Xin quét lại.", count=count)
        raise CardRefused("number", sentence)
    if birth_year_of(number) > today.year:
        raise CardRefused("number-future", _("Số định danh ghi một năm sinh chưa đến. Xin quét lại, hoặc xem lại thẻ."))
    return number


def _place_of_sex(given: list[str]) -> int:
    """Return where the sex stands: behind the birth date. Empty and doubled fields have been left out."""
    for place in range(1, len(given)):
        if _sex(given[place]) and _is_date(given[place - 1]):
            return place
    if any(_sex(field) for field in given[1:]):
        raise CardRefused("birth", _("Ngày sinh trên mã không đọc được. Xin quét lại, hoặc gõ tay các ô bên dưới."))
    raise CardRefused("sex", _("Giới tính trên mã không đọc được. Xin quét lại, hoặc gõ tay các ô bên dưới."))


def _is_date(field: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{8}|[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{4}", field))


def _birth(field: str, today: date) -> date:
    parts = re.findall(r"[0-9]+", field)
    day, month, year = parts if len(parts) == 3 else (parts[0][:2], parts[0][2:4], parts[0][4:])
    said = f"{day}/{month}/{year}"
    try:
        birth = date(int(year), int(month), int(day))
    except ValueError:
        birth = None
    if birth is None or birth.year < 1900:
        raise CardRefused("birth-impossible", _("Ngày sinh %(day)s không có thật. Xin quét lại.", day=said))
    if birth > today:
        raise CardRefused("birth-future", _("Ngày sinh %(day)s chưa đến. Xin quét lại, hoặc xem lại thẻ.", day=said))
    return birth


def _sex(field: str) -> str | None:
    """Return Nam or Nữ; of Nữ the second letter is often lost, which cannot happen to Nam."""
    letters = re.sub(r"(.)\1+", r"\1", fold(field).strip())
    if letters == "nam":
        return MALE
    return FEMALE if re.fullmatch(r"nu[wx0-9]{0,2}|n[^a-z0-9]{0,3}", letters) else None


def _name(before_birth: list[str]) -> str:
    """Return the name: the last field before the birth date that is no number of an old card."""
    texts = [field for field in before_birth if not re.fullmatch(r"[0-9 ]+", field)]
    return texts[-1] if texts else ""


# -- what can still be used of a damaged card -----------------------------------------------------


def readable_of(received: str, today: date) -> dict[str, Any]:
    """Return what is whole and possible in a line that is no whole card, by the names of the columns.

    The last field of a line that was cut may be half a word; it is left out.
    """
    fields = fields_of(as_typed(received))
    if not fields[0][:1].isdecimal() or len(received) > LONGEST:
        return {}
    given = [field for field in fields[1:] if field]
    if len(fields) < FEWEST_FIELDS:
        given = given[:-1]
    sex_at = next((place for place, field in enumerate(given) if place and _sex(field)), None)
    texts = (field for field in given[:sex_at] if not re.fullmatch(r"[0-9 ./\-]+", field))
    found = {
        "citizen_number": _if_possible(_number, fields[0], today),
        "applicant_name": next(texts, ""),
        "birth_on": next(filter(None, (_if_possible(_birth, each, today) for each in given[:sex_at])), None),
        "sex": _sex(given[sex_at]) if sex_at else None,
        "address_old": "".join(given[sex_at + 1 : sex_at + 2]) if sex_at else "",
    }
    return {name: value for name, value in found.items() if value}


def _if_possible(read: Callable[[str, date], _T], field: str, today: date) -> _T | None:
    """Return what the field says, or None where it is no such thing or cannot be."""
    if read is _birth and not _is_date(field):
        return None
    try:
        return read(field, today)
    except CardRefused:
        return None


# -- what an officer should look at again ---------------------------------------------------------


_STRANGE = re.compile(r"[^\w\s.,'’\-/()]|[\d_]")
_STRANGE_IN_ADDRESS = re.compile(r"[?\ufffd|~^¿]|[^\W\d_][0-9]+[^\W\d_]")
_DOUBLED = re.compile(r"([^\W\d_])\1", re.IGNORECASE)
_NOT_VIETNAMESE = re.compile(r"[fjwz]|[srx](?=\s|$)", re.IGNORECASE)


def name_hint(name: str) -> str:
    """Return what to look at in a name that a keyboard may have damaged; empty where nothing is striking."""
    if not name:
        return ""
    if _STRANGE.search(name):
        return _("Họ tên có ký tự lạ. Xin sửa lại cho đúng thẻ.")
    if _DOUBLED.search(name) or _NOT_VIETNAMESE.search(name):
        return _("Họ tên có chữ lạ, có thể do bộ gõ. Xin so lại với thẻ.")
    if name.isascii() and " " in name:
        return _("Họ tên không có dấu nào. Xin so lại với thẻ.")
    return ""


def address_hint(address: str) -> str:
    """Return what to look at in an address that a keyboard may have damaged."""
    if _STRANGE_IN_ADDRESS.search(address):
        return _("Địa chỉ có ký tự lạ. Xin sửa lại cho đúng thẻ.")
    if address.isascii() and len(address.split()) > 3:
        return _("Địa chỉ không có dấu nào. Xin so lại với thẻ.")
    return ""
