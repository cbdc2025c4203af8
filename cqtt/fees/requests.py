"""A transfer that is asked for, as a page shows it and as a bank's app reads it."""

from dataclasses import dataclass
from typing import TypedDict

from markupsafe import Markup

from cqtt.codes.qr import qr_svg
from cqtt.fees import vietqr
from cqtt.fees.memo import memo_of
from cqtt.fees.models import FeeAccount
from cqtt.i18n import _
from cqtt.procedures.facts import money


class PaymentWords(TypedDict):
    """The request as a printed paper says it."""

    amount: str  # "8.000 đồng"
    memo: str
    account: list[str]  # bank, number and holder, a line each
    qr: str  # the text of the code


@dataclass(frozen=True)
class PaymentRequest:
    """Exactly this much, to this account, with this memo."""

    amount_vnd: int
    memo: str
    bank_bin: str
    bank_name: str
    number: str
    holder: str
    times: int = 1  # the fee, for so many copies

    @classmethod
    def to(cls, account: FeeAccount, amount_vnd: int, code: str, times: int = 1) -> "PaymentRequest":
        """Return the transfer of an amount to this account, for the dossier with this code."""
        return cls(
            amount_vnd=amount_vnd,
            memo=memo_of(code),
            bank_bin=account.bank_bin,
            bank_name=account.bank_name,
            number=account.number,
            holder=account.holder,
            times=times,
        )

    @property
    def payload(self) -> str:
        """Return the text of the VietQR."""
        return vietqr.write(vietqr.Transfer(self.bank_bin, self.number, self.amount_vnd, self.memo))

    @property
    def amount(self) -> str:
        whole = money(self.amount_vnd)
        return f"{whole} ({self.times} × {money(self.amount_vnd // self.times)})" if self.times > 1 else whole

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return what somebody types who cannot scan."""
        return [
            (_("Ngân hàng"), self.bank_name),
            (_("Số tài khoản"), self.number),
            (_("Chủ tài khoản"), self.holder),
            (_("Số tiền"), self.amount),
            (_("Nội dung chuyển khoản"), self.memo),
        ]

    def picture(self) -> Markup:
        """Return the VietQR for a page."""
        title = _("Mã VietQR: chuyển %(amount)s, nội dung %(memo)s", amount=self.amount, memo=self.memo)
        return qr_svg(self.payload, title)

    def words(self) -> PaymentWords:
        """Return what a printed paper needs; the paper draws the code itself."""
        account = [self.bank_name, self.number, self.holder]
        return {"amount": self.amount, "memo": self.memo, "account": account, "qr": self.payload}
