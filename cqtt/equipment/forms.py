"""What is typed about a broken thing: which, where, what happens; and what was done."""

from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length, ValidationError

from cqtt.equipment.rules import PLACE_LIMIT, THING_NAMES, WORDS_LIMIT, Thing
from cqtt.fields import Given
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l

WHICH = _l("Xin chọn thiết bị bị hỏng.")


class FaultForm(Form):
    """A report: a thing, a place, and a word where there is more to say."""

    thing = RadioField(
        _l("Thiết bị nào?"),
        [Given(WHICH), AnyOf(list(Thing), message=WHICH)],
        choices=choices_of(THING_NAMES),
        validate_choice=False,  # whoever chose nothing is asked in our words
    )
    place = StringField(
        _l("Ở đâu?"),
        [Given(_l("Xin ghi thiết bị đặt ở đâu, ví dụ Quầy 2.")), Length(max=PLACE_LIMIT)],
        description=_l("Ví dụ: Quầy 2, sảnh chờ, phòng văn thư."),
        render_kw={"list": "places", "autocomplete": "off"},
    )
    words = TextAreaField(
        _l("Hỏng thế nào?"),
        [Length(max=WORDS_LIMIT)],
        description=_l("Ví dụ: kẹt giấy, hết mực, không lên hình. Xin đừng ghi tên người dân."),
        render_kw={"rows": 3},
    )

    def validate_words(self, field: Field) -> None:
        """Of other things the words say which one it is."""
        if self.thing.data == Thing.OTHER and not field.data:
            raise ValidationError(_("Xin ghi thiết bị gì, hỏng thế nào."))


class MendedForm(Form):
    """What was done about it."""

    what = StringField(
        _l("Đã làm gì?"),
        [Given(_l("Xin ghi vài chữ, ví dụ: đã thay hộp mực.")), Length(max=WORDS_LIMIT)],
        description=_l("Ví dụ: đã thay hộp mực, đã đổi dây mạng. Người báo hỏng đọc được."),
    )
