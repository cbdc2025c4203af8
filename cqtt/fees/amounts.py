"""Amounts of money in whole đồng: as people type them, as banks print them, and in words for a receipt."""

import re

from cqtt.text import clean

MOST = 10_000_000_000  # đồng at once; more is a slip of the finger

_CURRENCY = re.compile(r"(?:vnd|vnđ|đồng|dong|đ|₫)\.?", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<sign>[+\-\u2212\u2013]?) ?(?P<number>[0-9][0-9., ]*?) ?(?P<behind>-?)")
_GROUPED = re.compile(r"([0-9]{1,3}(?:(?P<mark>[., ])[0-9]{3})(?:(?P=mark)[0-9]{3})*)(?:(?!(?P=mark))[.,]0{1,2})?")
_PLAIN = re.compile(r"([0-9]{1,15})(?:[.,]0{1,2})?")


def read_amount(typed: str) -> int | None:
    """Return the đồng of "8.000", "8,000", "8000.00" or "+8,000 VND", negative with a minus or in brackets.

    None for anything else, and for a part of a đồng: nothing is guessed about money.
    """
    text = clean(typed.replace("\u00a0", " ").replace("\u202f", " "))
    in_brackets = text.startswith("(") and text.endswith(")")
    signed = _SIGNED.fullmatch(_CURRENCY.sub(" ", text[1:-1] if in_brackets else text).strip())
    if signed is None:
        return None
    found = _GROUPED.fullmatch(signed["number"]) or _PLAIN.fullmatch(signed["number"])
    if found is None:
        return None
    amount = int(re.sub(r"[., ]", "", found[1]))
    return -amount if in_brackets or signed["sign"] not in ("", "+") or signed["behind"] else amount


def as_typed(amount: int) -> str:
    """Return 8000 as it stands in a box: 8.000."""
    return f"{amount:,}".replace(",", ".")


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu")
_BILLION = 1_000_000_000


def in_words(amount: int) -> str:
    """Return 8000 as "Tám nghìn đồng", as receipts say it."""
    words = _read_out(amount) if amount else _DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _read_out(number: int, after_more: bool = False) -> str:
    """Return the words; above a billion the billions are read as a number of their own."""
    billions, rest = divmod(number, _BILLION)
    parts = [f"{_read_out(billions, after_more)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            parts.append(_group(group, bool(parts) or after_more) + _SCALES[power])
    return " ".join(parts)


def _group(number: int, after_more: bool) -> str:
    """Return three digits in words; after a larger group the empty hundreds are read too."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or after_more else []
    if tens == 1:
        words.append("mười")
    elif tens:
        words.append(f"{_DIGITS[tens]} mươi")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_last_digit(tens, ones))
    return " ".join(words)


def _last_digit(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return "tư"
    return "lăm" if ones == 5 and tens else _DIGITS[ones]
