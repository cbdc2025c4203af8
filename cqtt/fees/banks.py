"""The banks whose six-digit number (BIN, as NAPAS gives it) is known here; any other may be typed."""

from collections.abc import Mapping

# The five that the domain handbook names (section 9); one line more is all that a further bank takes.
BANKS: Mapping[str, str] = {
    "970436": "Vietcombank",
    "970415": "VietinBank",
    "970405": "Agribank",
    "970418": "BIDV",
    "970422": "MB",
}
BIN_LENGTH = 6


def is_bin(typed: str) -> bool:
    """Whether it can be a bank's number at all."""
    return len(typed) == BIN_LENGTH and typed.isascii() and typed.isdigit()
