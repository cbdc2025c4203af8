"""The box for an amount of money, wherever officers type one."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from cqtt.fees.amounts import MOST, as_typed, read_amount
from cqtt.i18n import _


class AmountField(Field):  # type: ignore[misc]
    """Whole đồng, read from 8000, 8.000, 8000.00 or 8.000 đồng; None where nothing was typed."""

    data: int | None
    widget = TextInput()

    def process_data(self, value: Any) -> None:
        self.data = None if value in (None, "") else int(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        amount = read_amount(typed)
        if amount is None or not 0 <= amount <= MOST:
            raise ValueError(_("Xin ghi số tiền tròn đồng bằng chữ số, ví dụ 8.000."))
        self.data = amount

    def _value(self) -> str:
        """Return what was typed if it could not be read, else the amount as it is written."""
        if self.data is not None:
            return as_typed(self.data)
        return str(self.raw_data[0]) if self.process_errors and self.raw_data else ""
