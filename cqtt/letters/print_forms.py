"""What an officer chooses before papers of letters are printed."""

import secrets
from collections.abc import Sequence
from typing import Any

from wtforms import Field, HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from cqtt.fields import Given
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.letters.models import Paper
from cqtt.letters.sizes import ENVELOPE_NAMES, LABEL_NAMES, Envelope, LabelSheet

# What can be printed, by what the form says: one choice instead of a paper, and then its size.
CHOICES: dict[str, tuple[Paper, dict[str, Any], Any]] = {
    "thu": (Paper.LETTERS, {}, _l("Thư, khổ A4")),
    **{
        f"phong-bi-{size.value}": (Paper.ENVELOPES, {"envelope": size.value}, ENVELOPE_NAMES[size]) for size in Envelope
    },
    **{f"nhan-{sheet.value}": (Paper.LABELS, {"sheet": sheet.value}, LABEL_NAMES[sheet]) for sheet in LabelSheet},
}


class PrintForm(Form):
    """On which paper the chosen letters are to be printed."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    offered = HiddenField(validators=[Length(max=8_000)])  # the letters the page shows, ticked or not
    what = RadioField(
        _l("In gì"), [Given(_l("Xin chọn loại giấy."))], choices=choices_of({key: CHOICES[key][2] for key in CHOICES})
    )
    first = IntegerField(
        _l("In nhãn: bắt đầu từ nhãn thứ mấy"),
        [Optional(), NumberRange(1, 24)],
        description=_l("Tờ nhãn đã bóc một phần thì đếm từ trái sang phải, từ trên xuống. Tờ mới: ghi 1."),
        render_kw={"inputmode": "numeric"},
    )

    @classmethod
    def for_letters(cls, ids: Sequence[int]) -> "PrintForm":
        """Return the form for these letters; each page shown is one order at most."""
        offered = ",".join(map(str, ids))
        return cls.from_request(start_key=secrets.token_urlsafe(16), offered=offered, what="thu", first=1)

    def validate_first(self, field: Field) -> None:
        sheet = self.chosen[1].get("sheet")
        if sheet and (field.data or 1) > LabelSheet(sheet).on_a_sheet:
            most = LabelSheet(sheet).on_a_sheet
            raise ValidationError(_("Tờ này có %(most)s nhãn. Xin ghi từ 1 đến %(most)s.", most=most))

    @property
    def chosen(self) -> tuple[Paper, dict[str, Any]]:
        """Return the paper, and what has to be known to print it."""
        paper, options, _name = CHOICES.get(self.what.data, CHOICES["thu"])
        return paper, options | {"first": self.first.data or 1} if paper is Paper.LABELS else options


def name_of(paper: Paper, options: dict[str, Any]) -> str:
    """Return what an order is printed on, in words."""
    for kind, wanted, name in CHOICES.values():
        if kind is paper and all(options.get(key) == value for key, value in wanted.items()):
            return str(name)
    return ""
