"""What an officer types to plan days away: from when until when, and who stands in."""

from collections.abc import Iterable

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from cqtt.commune.absence_rules import Days
from cqtt.commune.models import Officer
from cqtt.fields import DateBoxesField, Given
from cqtt.forms import Form
from cqtt.i18n import _, _l

NOBODY = 0


class AbsenceForm(Form):
    """One absence of one officer."""

    from_on = DateBoxesField(_l("Ngày đầu vắng mặt"), [Given(_l("Xin ghi ngày đầu vắng mặt."))])
    until_on = DateBoxesField(_l("Ngày cuối vắng mặt"), [Given(_l("Xin ghi ngày cuối vắng mặt."))])
    deputy = SelectField(
        _l("Người thay"),
        [Given(_l("Xin chọn người thay."))],
        coerce=int,
        default=NOBODY,
        description=_l("Hồ sơ, việc cần làm và cuộc gọi của người dân đến với người thay trong những ngày ấy."),
    )
    note = StringField(
        _l("Ghi chú"), [Length(max=200)], description=_l("Chỉ người vắng mặt và quản trị đọc được. Ví dụ: tập huấn.")
    )

    def let_choose(self, colleagues: Iterable[Officer]) -> None:
        self.deputy.choices = [
            SelectChoice(NOBODY, _("Xin chọn")),
            *(SelectChoice(each.id, each.name_and_title) for each in colleagues),
        ]

    @property
    def days(self) -> Days:
        return Days(self.from_on.data, self.until_on.data)
