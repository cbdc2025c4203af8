"""VietQR: the text that a bank's app reads from the code of a transfer, written and read back.

Source: EMVCo's merchant-presented QR with NAPAS's tag 38 (domain handbook, section 9, whose three verified strings
are the tests). Each field is a two-digit id, the two-digit length of its value in characters, and the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cqtt.errors import RuleBroken
from cqtt.fees.banks import is_bin
from cqtt.i18n import _

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
STATIC, DYNAMIC = "11", "12"  # without an amount, with one
DONG, VIETNAM = "704", "VN"
LONGEST_MEMO = 25
LONGEST_ACCOUNT = 19
LONGEST_AMOUNT = 13  # digits
_CHECKSUM = "6304"  # the id and length of the last field, which covers itself


class NotATransferCode(RuleBroken):
    """The text is not a VietQR of a transfer to an account, or it is damaged."""


@dataclass(frozen=True)
class Transfer:
    """What a VietQR says: where the money goes, how much, and what is written with it."""

    bank_bin: str
    account: str
    amount_vnd: int | None = None
    memo: str = ""


def checksum(text: str) -> str:
    """Return CRC-16/CCITT-FALSE as four capital hex digits; of "123456789" it is 29B1."""
    register = 0xFFFF
    for byte in text.encode("ascii"):
        register ^= byte << 8
        for _bit in range(8):
            register = (register << 1) ^ 0x1021 if register & 0x8000 else register << 1
            register &= 0xFFFF
    return f"{register:04X}"


def write(transfer: Transfer) -> str:
    """Return the text of the code; ValueError for what no such code can hold."""
    _check(transfer)
    amount = transfer.amount_vnd
    account = _tlv("00", transfer.bank_bin) + _tlv("01", transfer.account)
    fields = [
        _tlv("00", "01"),
        _tlv("01", STATIC if amount is None else DYNAMIC),
        _tlv("38", _tlv("00", NAPAS) + _tlv("01", account) + _tlv("02", TO_ACCOUNT)),
        _tlv("53", DONG),
        "" if amount is None else _tlv("54", str(amount)),
        _tlv("58", VIETNAM),
        _tlv("62", _tlv("08", transfer.memo)) if transfer.memo else "",
        _CHECKSUM,
    ]
    text = "".join(fields)
    return text + checksum(text)


def _check(transfer: Transfer) -> None:
    account, amount, memo = transfer.account, transfer.amount_vnd, transfer.memo
    if not is_bin(transfer.bank_bin):
        raise ValueError("the number of a bank has six digits")
    if not (account.isascii() and account.isalnum() and len(account) <= LONGEST_ACCOUNT):
        raise ValueError("the number of an account has up to 19 letters and digits")
    if amount is not None and not 0 < amount < 10**LONGEST_AMOUNT:
        raise ValueError("an amount is a whole number of đồng above zero")
    if not (memo.isascii() and memo.isprintable() and len(memo) <= LONGEST_MEMO):
        raise ValueError("a memo has up to 25 letters without marks")


def _tlv(id: str, value: str) -> str:
    return f"{id}{len(value):02}{value}"


def read(text: str) -> Transfer:
    """Return what the code says; NotATransferCode with the reason when a length, the checksum or a field is wrong."""
    text = text.strip()
    if not text.isascii() or text[-8:-4] != _CHECKSUM:
        raise NotATransferCode(_("Đây không phải chữ của một mã VietQR. Xin chép lại cả dòng, từ 000201 đến hết."))
    if text[-4:].upper() != checksum(text[:-4]):
        raise NotATransferCode(_("Mã bị sai hoặc thiếu ký tự (số kiểm tra không khớp). Xin chép lại cả dòng."))
    fields = _fields(text)
    account = _account_of(fields)
    amount = fields.get("54")
    if amount is not None and not (amount.isdigit() and 0 < len(amount) <= LONGEST_AMOUNT):
        raise NotATransferCode(_("Số tiền trong mã không đọc được. Xin dùng mã khác."))
    memo = _fields(fields["62"]).get("08", "") if "62" in fields else ""
    return Transfer(account["00"], account["01"], int(amount) if amount else None, memo)


def _account_of(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Return bank and account of a transfer in đồng, to an account (a card number is not what a treasury has)."""
    if (fields.get("00"), fields.get("53"), fields.get("58")) != ("01", DONG, VIETNAM) or "38" not in fields:
        raise NotATransferCode(_("Đây là mã loại khác, không phải mã chuyển khoản VietQR."))
    where = _fields(fields["38"])
    if where.get("00") != NAPAS or where.get("02", TO_ACCOUNT) != TO_ACCOUNT:
        raise NotATransferCode(_("Mã này không dẫn đến số tài khoản ngân hàng (có thể là số thẻ hoặc ví)."))
    account = _fields(where.get("01", ""))
    if not is_bin(account.get("00", "")) or not 0 < len(account.get("01", "")) <= LONGEST_ACCOUNT:
        raise NotATransferCode(_("Mã này thiếu ngân hàng hoặc số tài khoản. Xin dùng mã khác."))
    return account


def _fields(text: str) -> dict[str, str]:
    """Return the fields by their ids; every length must lead exactly to the next field, or to the end."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        id, length = text[at : at + 2], text[at + 2 : at + 4]
        value = text[at + 4 : at + 4 + int(length)] if length.isdigit() else ""
        if not id.isdigit() or len(length) != 2 or not value or len(value) != int(length) or id in found:
            raise NotATransferCode(_("Mã bị sai: độ dài các phần không khớp. Xin chép lại cả dòng."))
        found[id] = value
        at += 4 + len(value)
    return found
