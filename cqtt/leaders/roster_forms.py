"""What is typed about the roster and the times of reception."""

import secrets
from collections.abc import Iterable
from datetime import date, time, timedelta

from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from cqtt.clock import WEEKDAYS, day_text
from cqtt.commune.admin_fields import TimeField
from cqtt.commune.models import Officer
from cqtt.fields import DateBoxesField, Given, GivenIf
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.leaders.reception_times import When
from cqtt.leaders.rules import Span

NOBODY = 0
CHOOSE_LEADER = _l("Xin chọn lãnh đạo.")
A_KEY = [InputRequired(), Length(min=16, max=40)]


def leader_choices(leaders: Iterable[Officer]) -> list[SelectChoice]:
    """Return the leaders to choose from; one whose number is not public is marked."""
    return [
        SelectChoice(NOBODY, _("Xin chọn")),
        *(
            SelectChoice(each.id, each.name if each.is_public else _("%(name)s (chưa công khai)", name=each.name))
            for each in leaders
        ),
    ]


class ShiftForm(Form):
    """One shift of the week that is shown."""

    start_key = HiddenField(validators=A_KEY)
    officer = SelectField(_l("Ai trực"), [Given(CHOOSE_LEADER)], coerce=int, default=NOBODY)
    on = SelectField(_l("Ngày"), [Given(_l("Xin chọn ngày."))])
    starts = TimeField(_l("Từ"), [Given(_l("Xin ghi giờ bắt đầu, ví dụ 17:00."))])
    ends = TimeField(
        _l("Đến"),
        [Given(_l("Xin ghi giờ kết thúc, ví dụ 22:00."))],
        description=_l("Trực qua đêm: ghi giờ sáng hôm sau, ví dụ 07:00."),
    )
    note = StringField(_l("Ghi chú"), [Length(max=100)], description=_l("Người dân đọc được. Ví dụ: trực bão."))

    @classmethod
    def of_week(cls, monday: date, today: date, leaders: Iterable[Officer]) -> "ShiftForm":
        form = cls(start_key=secrets.token_urlsafe(16), on=max(monday, today).isoformat())
        form.officer.choices = leader_choices(leaders)
        days = [monday + timedelta(days=number) for number in range(7)]
        form.on.choices = [SelectChoice(day.isoformat(), day_text(day)) for day in days]
        return form

    @property
    def span(self) -> Span:
        return Span(date.fromisoformat(self.on.data), *_hours(self.starts, self.ends))


class ReceptionTimeForm(Form):
    """When a leader receives citizens: each week, or on one date."""

    start_key = HiddenField(validators=A_KEY)
    officer = SelectField(_l("Ai tiếp"), [Given(CHOOSE_LEADER)], coerce=int, default=NOBODY)
    kind = RadioField(
        _l("Khi nào?"),
        [Given(_l("Xin chọn hằng tuần hay một ngày."))],
        choices=choices_of({"weekly": _l("Hằng tuần"), "date": _l("Một ngày nhất định")}),
        default="weekly",
    )
    weekday = SelectField(
        _l("Thứ"),
        [GivenIf("kind", "weekly", _l("Xin chọn thứ."))],
        choices=[SelectChoice(str(number), day) for number, day in enumerate(WEEKDAYS)],
    )
    on = DateBoxesField(_l("Ngày"), [GivenIf("kind", "date", _l("Xin ghi ngày tiếp dân."))])
    starts = TimeField(_l("Từ"), [Given(_l("Xin ghi giờ bắt đầu, ví dụ 07:30."))])
    ends = TimeField(_l("Đến"), [Given(_l("Xin ghi giờ kết thúc, ví dụ 11:30."))])
    place = StringField(_l("Nơi tiếp"), [Length(max=100)], description=_l("Ví dụ: Phòng tiếp công dân, tầng 1."))

    @classmethod
    def for_leaders(cls, leaders: Iterable[Officer]) -> "ReceptionTimeForm":
        form = cls(start_key=secrets.token_urlsafe(16))
        form.officer.choices = leader_choices(leaders)
        return form

    def validate_ends(self, field: TimeField) -> None:
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_("Giờ kết thúc cần sau giờ bắt đầu."))

    @property
    def when(self) -> When:
        weekly = self.kind.data == "weekly"
        weekday, on = (int(self.weekday.data), None) if weekly else (None, self.on.data)
        return When(weekday, on, *_hours(self.starts, self.ends))


def _hours(starts: TimeField, ends: TimeField) -> tuple[time, time]:
    """Return both ends of the hours, of a form that was accepted."""
    return starts.data or time(), ends.data or time()
