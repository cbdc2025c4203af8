"""What administrators type about papers."""

import re

from wtforms import StringField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import HiddenInput

from cqtt.fields import Given
from cqtt.forms import Form
from cqtt.i18n import _, _l

A_SYMBOL = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")  # TNHS, TB-UBND, TNHS-TTPVHCC


def _upper(typed: str | None) -> str | None:
    return typed.upper() if typed else typed


class TitleForm(Form):
    """How a form without a number is called."""

    title = StringField(
        _l("Tên giấy"),
        [Given(), Length(max=120)],
        filters=[_upper],
        description=_l("In hoa ở đầu giấy."),
        render_kw={"autocomplete": "off"},
    )
    seen_title = StringField(widget=HiddenInput())
    symbol: StringField | None = None
    seen_symbol: StringField | None = None

    @property
    def name(self) -> tuple[str, str]:
        """Return what was typed."""
        return self.title.data, self.symbol.data if self.symbol else ""

    @property
    def seen(self) -> tuple[str, str]:
        """Return what the page showed when it was opened."""
        return self.seen_title.data or "", (self.seen_symbol.data or "") if self.seen_symbol else ""

    def rest_on(self, stored: tuple[str, str]) -> None:
        """Keep what was typed, as a change to what is stored by now; saving again is then a decision."""
        for field, value in zip((self.seen_title, self.seen_symbol), stored, strict=True):
            if field:
                field.raw_data, field.data = None, value


class PaperNameForm(TitleForm):
    """How papers of one kind are called, and what stands behind their number."""

    symbol = StringField(
        _l("Ký hiệu sau số"),
        [Given(), Length(max=30)],
        filters=[_upper],
        description=_l("Ví dụ TNHS: giấy thứ năm trong năm mang số 05/TNHS. Số đếm không đổi khi đổi ký hiệu."),
        render_kw={"autocomplete": "off"},
    )
    seen_symbol = StringField(widget=HiddenInput())

    def validate_symbol(self, field: StringField) -> None:
        if not A_SYMBOL.fullmatch(field.data):
            raise ValidationError(_("Ký hiệu gồm chữ và số, nối bằng - . hoặc /, ví dụ TNHS hay TB-UBND."))
