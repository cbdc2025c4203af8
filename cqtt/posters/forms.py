"""What administrators fill in: an order for papers, and a place where papers hang."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from cqtt.fields import Given
from cqtt.forms import Form, choices_of
from cqtt.i18n import LANGUAGES, _l
from cqtt.posters.rules import MOST_COPIES, SIZE_NAMES, Size

LANGUAGE_NAMES = {"vi": _l("Tiếng Việt"), "en": _l("Tiếng Anh")}
LONGEST_PLACE = 60


class OrderForm(Form):
    """On which papers, how often, for which place, in which language."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    size = RadioField(_l("In thành"), [Given(_l("Xin chọn cỡ giấy."))], choices=choices_of(SIZE_NAMES), coerce=Size)
    copies = IntegerField(
        _l("Mỗi tờ mấy bản"),
        [InputRequired(_l("Xin ghi số bản, ví dụ 1.")), NumberRange(1, MOST_COPIES)],
        render_kw={"inputmode": "numeric"},
    )
    place = SelectField(
        _l("Dán ở đâu"),
        coerce=int,
        description=_l("Lượt quét được đếm riêng cho từng nơi dán."),
    )
    new_place = StringField(
        _l("Nơi dán mới, nếu chưa có trong danh sách"),
        [Optional(), Length(max=LONGEST_PLACE)],
        description=_l("Ví dụ: Nhà văn hóa Ấp 7, Trường tiểu học Long Phước."),
    )
    language = RadioField(_l("Ngôn ngữ"), coerce=str)

    def __init__(self, places: Mapping[int, Any], **options: Any) -> None:
        super().__init__(**options)
        self.place.choices = choices_of(places)
        self.language.choices = choices_of({code: LANGUAGE_NAMES.get(code, code) for code in LANGUAGES})
        if len(LANGUAGES) == 1:  # only what there is a catalogue for is offered
            del self.language

    @property
    def chosen_language(self) -> str:
        return self.language.data if "language" in self else LANGUAGES[0]


class PlaceForm(Form):
    """The name of a place."""

    name = StringField(
        _l("Tên nơi dán"),
        [Given(), Length(max=LONGEST_PLACE)],
        description=_l("Ví dụ: Sảnh một cửa, Nhà văn hóa Ấp 7."),
    )
