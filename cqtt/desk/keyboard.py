"""Undo what computers do to a code that a scanner types: a keyboard that is not English, letters read as others.

A USB scanner is a keyboard that types very fast. What arrives depends on the layout that is chosen on the
computer, on the Vietnamese input method, and on how the scanner sends what is no English letter.
"""

import re

from cqtt.text import clean

# The digit row of the Vietnamese layout that comes with Windows; it types letters and bare tone marks.
_DIGIT_ROW = str.maketrans("ăâêô\u0300\u0309\u0303\u0301\u0323đ", "1234567890")
_ROW_KEYS = "0-9ăâêô\u0300\u0309\u0303\u0301\u0323đ"
_ONLY_ROW = re.compile(f"[{_ROW_KEYS}]+")
# Some scanners name the kind of code before what it holds: "]Q3".
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_UNSEEN = re.compile("[\x00-\x1f\x7f\ufeff\u200b-\u200f\u2060]+")
# "Nguyễn" whose bytes were read as Western letters: "Nguyá»…n".
_WRONG_LETTERS = re.compile("[ÃÄÆ][\x80-\xff\u0152-\u2122]|á[»º]")


def as_typed(received: str) -> str:
    """Return the line a scanner typed, without what it puts before and after and without what cannot be seen."""
    line = _UNSEEN.sub(" ", received).strip()
    return with_right_letters(_SYMBOLOGY.sub("", line))


def with_right_letters(text: str) -> str:
    """Return the text as it was meant, where its bytes were read as Western letters; any other as it is."""
    if not _WRONG_LETTERS.search(text):
        return text
    try:
        return b"".join(_byte_of(char) for char in text).decode()
    except UnicodeError:
        return text


def _byte_of(char: str) -> bytes:
    return bytes([ord(char)]) if ord(char) < 256 else char.encode("cp1252")


def fields_of(line: str) -> list[str]:
    """Return the fields of a card's code, whatever character the keyboard made of the line between them.

    The code begins with the number, and the sign after it stands between all fields. A line without one is a
    single field.
    """
    number = _ONLY_ROW.match(line)
    sign = line[number.end() : number.end() + 1] if number else ""
    if not sign or sign.isascii() and (sign.isalnum() or sign.isspace()):
        return [clean(line)]
    return [digits_meant(field) for field in line.split(sign)]


def digits_meant(typed: str) -> str:
    """Return the digits of a field that the Vietnamese layout turned into letters and marks; any other clean.

    Only as the keyboard gave them: once composed ("ặ"), it cannot be told which of two digits came first.
    """
    field = typed.strip().lower()
    return field.translate(_DIGIT_ROW) if _ONLY_ROW.fullmatch(field) else clean(typed)
