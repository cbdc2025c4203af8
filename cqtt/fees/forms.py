"""What administrators type about fees: the receiving account, and the amounts they tick."""

from collections.abc import Iterable
from typing import Any

from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from cqtt.fees.banks import BANKS, is_bin
from cqtt.fees.listing import FeeRow
from cqtt.fees.vietqr import LONGEST_ACCOUNT, Transfer
from cqtt.fields import Given, GivenIf, TickList
from cqtt.forms import Form
from cqtt.i18n import _, _l

OTHER_BANK = "khac"


def _without_spaces(typed: Any) -> Any:
    return "".join(char for char in typed if char not in " .-\u00a0") if isinstance(typed, str) else typed


def _account_number(form: Form, field: Field) -> None:
    number = field.data or ""
    if number and not (number.isascii() and number.isalnum() and 4 <= len(number) <= LONGEST_ACCOUNT):
        raise ValidationError(
            _("Số tài khoản có từ 4 đến %(most)s chữ số, không có dấu. Xin xem lại giúp.", most=LONGEST_ACCOUNT)
        )


class AccountForm(Form):
    """The account that fees are to be paid into."""

    bank = SelectField(
        _l("Ngân hàng"),
        [Given(_l("Xin chọn ngân hàng."))],
        choices=[
            SelectChoice("", _l("Xin chọn")),
            *(SelectChoice(bin, f"{name} ({bin})") for bin, name in BANKS.items()),
            SelectChoice(OTHER_BANK, _l("Ngân hàng khác, ghi ở dưới")),
        ],
    )
    other_bin = StringField(
        _l("Mã BIN của ngân hàng khác"),
        [GivenIf("bank", OTHER_BANK, _l("Xin ghi mã BIN sáu chữ số của ngân hàng."))],
        filters=[_without_spaces],
        description=_l("Sáu chữ số, ngân hàng cho biết."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    other_name = StringField(
        _l("Tên ngân hàng khác"),
        [GivenIf("bank", OTHER_BANK, _l("Xin ghi tên ngân hàng.")), Length(max=80)],
        render_kw={"autocomplete": "off"},
    )
    number = StringField(
        _l("Số tài khoản"),
        [Given(_l("Xin ghi số tài khoản.")), _account_number],
        filters=[_without_spaces],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    holder = StringField(
        _l("Chủ tài khoản"),
        [Given(_l("Xin ghi tên chủ tài khoản.")), Length(max=100)],
        description=_l("Như ngân hàng ghi, ví dụ: ỦY BAN NHÂN DÂN XÃ AN PHƯỚC."),
        render_kw={"autocomplete": "off"},
    )

    def validate_other_bin(self, field: Field) -> None:
        if self.bank.data == OTHER_BANK and not is_bin(field.data or ""):
            raise ValidationError(_("Mã BIN có đúng sáu chữ số, ví dụ 970436. Xin xem lại giúp."))

    @property
    def bank_bin(self) -> str:
        return str(self.other_bin.data if self.bank.data == OTHER_BANK else self.bank.data)

    @property
    def bank_name(self) -> str:
        return BANKS.get(self.bank_bin) or str(self.other_name.data)

    def fill_from(self, transfer: Transfer) -> None:
        """Take bank and number over from a code; the holder is not in it and stays as typed."""
        known = transfer.bank_bin in BANKS
        self.bank.data = transfer.bank_bin if known else OTHER_BANK
        self.other_bin.data = "" if known else transfer.bank_bin
        self.number.data = transfer.account


class CodeForm(Form):
    """The text of a VietQR that exists already, read with any scanner."""

    text = TextAreaField(
        _l("Chữ đọc được từ mã VietQR đang có"),
        [Given(_l("Xin dán chữ của mã, bắt đầu bằng 000201.")), Length(max=600)],
        description=_l("Quét mã bằng ứng dụng đọc mã bất kỳ, chép cả dòng chữ rồi dán vào đây."),
        render_kw={"rows": 3, "autocomplete": "off", "spellcheck": "false"},
    )


class ConfirmAccountForm(Form):
    """The second person types the number again, from the paper of the bank."""

    again = StringField(
        _l("Gõ lại số tài khoản"),
        [Given(_l("Xin gõ lại số tài khoản theo giấy của ngân hàng."))],
        filters=[_without_spaces],
        description=_l("Nhìn giấy của ngân hàng hoặc Kho bạc mà gõ, không chép từ màn hình này."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    _number = ""

    def must_be(self, number: str) -> None:
        """Say which number is expected."""
        self._number = number

    def validate_again(self, field: Field) -> None:
        if field.data != self._number:
            raise ValidationError(_("Số gõ lại khác số được đề nghị. Xin đối chiếu với giấy của ngân hàng."))


class FeesForm(Form):
    """The fees that were ticked, and the list they were ticked in."""

    versions = TickList(_l("Mức phí"), [Given(_l("Xin đánh dấu ít nhất một mức phí trong bảng."))], coerce=int)
    q = StringField(validators=[Optional(), Length(max=100)])
    state = StringField(validators=[Optional(), Length(max=20)])

    def let_choose(self, rows: Iterable[FeeRow]) -> None:
        self.versions.choices = [SelectChoice(row.version_id, row.name) for row in rows]
