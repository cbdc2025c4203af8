"""Vietnamese text: one normal form, folding for search, sorting as a Vietnamese list does, masking."""

import re
import unicodedata

# Code points that stand for no character, the last two of each plane among them: no XML file may have them.
_NO_CHARACTER = r"\ufdd0-\ufdef" + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_CONTROL = re.compile(
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb{_NO_CHARACTER}]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def nfc(text: str) -> str:
    """Return the text in Unicode NFC with single spaces: the form in which every name is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean(text: str) -> str:
    """Return typed text without control and bidi-override characters, NFC, trimmed; line breaks stay."""
    text = _SURROGATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text))  # after: a mark behind what is removed finds its letter
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


_PLAIN_D = dict.fromkeys("đĐðÐ", "d")  # they do not decompose; Ð (Eth) is often typed for Đ


def fold(text: str) -> str:
    """Return the text as searches compare it: lower case, no marks, đ as d; as long as the NFC text."""
    return "".join(_PLAIN_D.get(char) or _base(char) for char in unicodedata.normalize("NFC", text))


def _base(char: str) -> str:
    return unicodedata.normalize("NFD", char.lower())[0]


def without_marks(text: str) -> str:
    """Return the text without marks, keeping capitals."""
    folded = fold(text)
    return "".join(new.upper() if old.isupper() else new for old, new in zip(text, folded, strict=True))


def slugify(text: str) -> str:
    """Return the folded text as it stands in an address: letters and digits joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


# Order of the Vietnamese alphabet; then tones huyền, hỏi, ngã, sắc, nặng; then small before capital.
_RANK = {char: 0x40 + i for i, char in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONE = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}


def _letter_key(low: str) -> bytes:
    if low in _RANK:
        return bytes([_RANK[low]])
    if low.isdecimal():
        return bytes([0x30 + int(low)])
    if low.isspace():
        return b"\x02"
    return b"\xf0" + ord(low[0]).to_bytes(3, "big") if low.isalnum() else b"\x10"


def sort_key(text: str) -> bytes:
    """Return bytes that order texts as a Vietnamese dictionary does, on any database."""
    base, tones, cases = bytearray(), bytearray(), bytearray()
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE))
        low = letter.lower()
        base += _letter_key(low)
        tones.append(next((_TONE[part] for part in parts if part in _TONE), 1))
        cases.append(1 if letter == low else 2)
    return bytes(base + b"\0" + tones.rstrip(b"\1") + b"\0" + cases.rstrip(b"\1"))


def person_sort_key(name: str) -> bytes:
    """Return the key of a person's name: lists go by given name, which is the last word."""
    words = nfc(name).split(" ")
    return sort_key(" ".join([words[-1], *words[:-1]]))


def mask_name(name: str) -> str:
    """Return "Nguyễn Thị Lan" as "Nguyễn T. L.": enough to recognise oneself, no more."""
    words = nfc(name).split(" ")
    return " ".join([words[0], *(f"{word[0]}." for word in words[1:])]) if words[0] else ""


def mask_number(number: str) -> str:
    """Return a citizen number as 075*******45."""
    return f"{number[:3]}{'*' * max(len(number) - 5, 0)}{number[-2:]}" if len(number) > 5 else "*" * len(number)


def mask_phone(phone: str) -> str:
    """Return a phone number as 091****678."""
    return f"{phone[:3]}{'*' * max(len(phone) - 6, 0)}{phone[-3:]}" if len(phone) > 6 else "*" * len(phone)


_FORMULA = re.compile(r"[=+\-@\t\r]")


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would read the text as a formula: such a cell is marked as text."""
    return _FORMULA.match(text) is not None


_MOBILE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}")
_FIXED = re.compile(r"02\d{9}")


def parse_phone(typed: str) -> str | None:
    """Return a Vietnamese number in its national form (0…), or None when it is none.

    Accepts +84, 84 and 0084, and spaces, dots, hyphens and brackets inside.
    """
    digits = re.sub(r"[\s.\-()\u00a0]", "", typed)
    digits = re.sub(r"^(\+84|0084|84(?=\d{9,10}$))", "0", digits)
    return digits if _MOBILE.fullmatch(digits) or _FIXED.fullmatch(digits) else None


def group_phone(phone: str) -> str:
    """Return a stored number as people read it: 0912 345 678, 0251 3xxx xxx."""
    if len(phone) == 10:
        return f"{phone[:4]} {phone[4:7]} {phone[7:]}"
    return f"{phone[:4]} {phone[4:8]} {phone[8:]}".strip() if len(phone) == 11 else phone
