"""What officers type at the till."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError
from wtforms.widgets import TextArea

from cqtt.clock import date_text, today
from cqtt.fees.amounts import MOST, as_typed, read_amount
from cqtt.fees.models import PaymentWay
from cqtt.fields import DateBoxesField, Given, TickList
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.procedures.facts import money
from cqtt.till.statement import MOST_LINES

WAY_NAMES = {PaymentWay.CASH: _l("Tiền mặt"), PaymentWay.TRANSFER: _l("Chuyển khoản")}


class PaymentForm(Form):
    """Money that an officer has seen: cash in the hand, or in the bank's statement."""

    amount = StringField(
        _l("Số tiền đã nhận (đồng)"),
        [Given(_l("Xin ghi số tiền đã nhận, ví dụ 8.000.")), Length(max=30)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    way = RadioField(
        _l("Nộp bằng"),
        [Given(_l("Xin chọn tiền mặt hoặc chuyển khoản."))],
        choices=[SelectChoice(way.value, words) for way, words in WAY_NAMES.items()],
    )
    paid_on = DateBoxesField(_l("Ngày nộp"), [Given(_l("Xin ghi ngày nộp."))], not_after=today)
    note = TextAreaField(
        _l("Ghi chú"),
        [Length(max=500)],
        description=_l("Cần ghi khi số tiền khác số còn phải nộp, ví dụ: nộp trước một phần."),
        render_kw={"rows": 2},
    )
    _due, _filed_on = 0, date.min

    def expect(self, due: int, filed_on: date) -> None:
        """Say how much is due, and since when it can have been paid."""
        self._due, self._filed_on = due, filed_on

    def validate_amount(self, field: Field) -> None:
        amount = read_amount(field.data)
        if amount is None or not 0 < amount <= MOST:
            raise ValidationError(_("Xin ghi số tiền bằng chữ số, lớn hơn 0, ví dụ 8.000."))

    def validate_paid_on(self, field: Field) -> None:
        if field.data and field.data < self._filed_on:
            raise ValidationError(
                _("Ngày nộp trước ngày có hồ sơ (%(day)s). Xin xem lại giúp.", day=date_text(self._filed_on))
            )

    def validate_note(self, field: Field) -> None:
        amount = read_amount(self.amount.data or "")
        if not amount or amount == self._due or field.data:
            return
        if self._due:
            raise ValidationError(
                _("Số tiền khác số còn phải nộp (%(due)s). Xin ghi lý do ở đây.", due=money(self._due))
            )
        raise ValidationError(_("Hồ sơ không còn khoản nào phải nộp. Xin ghi vì sao vẫn nhận tiền."))

    @property
    def amount_vnd(self) -> int:
        return read_amount(self.amount.data) or 0


class CancelForm(Form):
    """Why a payment was recorded by mistake."""

    reason = TextAreaField(
        _l("Vì sao hủy"),
        [Given(_l("Xin ghi vì sao hủy, ví dụ: ghi nhầm hồ sơ.")), Length(max=500)],
        render_kw={"rows": 3},
    )


class PastedField(Field):  # type: ignore[misc]
    """A large box whose tabs and line ends are kept: in a table they part the cells."""

    data: Any
    widget = TextArea()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0] if valuelist and valuelist[0].strip() else ""

    def _value(self) -> str:
        return self.data or ""


class StatementForm(Form):
    """What was copied from the bank. It is read and forgotten: only digests of recorded lines are kept."""

    text = PastedField(
        _l("Nội dung sao kê"),
        [Given(_l("Xin dán các dòng sao kê vào ô này."))],
        description=_l(
            "Chép bảng giao dịch ở trang ngân hàng hoặc tệp CSV, cả dòng tiêu đề, rồi dán vào đây."
            " Nhiều nhất %(most)s dòng. Nội dung dán không được lưu lại.",
            most=as_typed(MOST_LINES),
        ),
        render_kw={"rows": 12, "autocomplete": "off", "spellcheck": "false"},
    )


class RecordForm(StatementForm):
    """The same text again, with the lines that were ticked."""

    lines = TickList(_l("Các khoản khớp"), [Given(_l("Xin đánh dấu ít nhất một khoản để ghi nhận."))])

    def let_choose(self, digests: Iterable[str]) -> None:
        self.lines.choices = [SelectChoice(digest, digest) for digest in digests]
