"""Codes of feedback: GY-4KT-7M2P, six drawn letters and a check letter, so that a slip of the pen is noticed."""

import re
import secrets

from cqtt.codes.actions import ALPHABET, DIGITS

PREFIX = "GY"
_PLACES = (DIGITS, ALPHABET, ALPHABET, DIGITS, ALPHABET, ALPHABET)  # a digit in every third place: no words
_WEIGHTS = (1, 7, 11, 13, 17, 23)  # none shares a divisor with the 30 letters of the alphabet
_MISREAD = str.maketrans({"0": "Q", "O": "Q", "U": "V", "1": "J", "I": "J", "L": "J"})


def draw_code() -> str:
    """Return a fresh code; the caller lets the database refuse one that is taken."""
    body = "".join(secrets.choice(place) for place in _PLACES)
    return _written(body)


def normalise(typed: str) -> str:
    """Return a typed code as it is stored; misread letters are forgiven, what is no code comes back unchanged."""
    plain = re.sub(r"[^0-9A-Za-z]", "", typed).upper()
    if not plain.startswith(PREFIX):
        plain = PREFIX + plain
    body = plain[len(PREFIX) :].translate(_MISREAD)
    return _written(body[:-1]) if is_code(body) else typed.strip().upper()


def is_code(body: str) -> bool:
    """Tell whether seven letters are a code with its right check letter."""
    drawn, check = body[:-1], body[-1:]
    return len(drawn) == len(_PLACES) and set(body) <= set(ALPHABET) and check == _check_letter(drawn)


def _written(body: str) -> str:
    return f"{PREFIX}-{body[:3]}-{body[3:]}{_check_letter(body)}"


def _check_letter(body: str) -> str:
    """Return the letter that finds every single wrong letter, and most swapped neighbours."""
    total = sum(weight * ALPHABET.index(letter) for weight, letter in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[total % len(ALPHABET)]
