"""Fields of the unit's settings: a time of day, opening hours, a place on the map, an office's telephone."""

import re
from abc import abstractmethod
from collections.abc import Sequence
from datetime import time

from wtforms import Field, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from cqtt.commune.working_time import CalendarRefused, Sessions, read_sessions
from cqtt.forms import Form
from cqtt.i18n import _
from cqtt.text import clean, group_phone, parse_phone

A_SESSION = re.compile(r"(\d{1,2})\s*[:hg.]\s*(\d{2})?\s*(?:[-–—]|đến)\s*(\d{1,2})\s*[:hg.]\s*(\d{2})?")
MOST_SESSIONS = 2
A_DEGREE = re.compile(r"-?\d{1,3}(?:\.\d{1,15})?")
# Emergency and service numbers are shorter than people's: 1022, 1900 1234, 1800 123456.
A_SERVICE_NUMBER = re.compile(r"1\d{2,3}|1[89]00\d{4,6}")


class TypedField(Field):  # type: ignore[misc]
    """A field that is typed as text and kept as something else."""

    widget = TextInput()

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.text_of_data()

    @abstractmethod
    def text_of_data(self) -> str:
        """Return what is kept, as it would be typed."""


class TimeField(TypedField):
    """A time of day, typed as 15:00 or 15h."""

    data: time | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        hour, _colon, minute = typed.lower().replace("h", ":").replace("g", ":").partition(":")
        try:
            self.data = time(int(hour), int(minute or 0))
        except ValueError as wrong:
            self.data = None
            raise ValueError(_("Xin ghi giờ dạng 15:00.")) from wrong

    def text_of_data(self) -> str:
        return f"{self.data:%H:%M}" if self.data else ""


class HoursField(TypedField):
    """The opening hours of a weekday, typed as "07:30–11:30, 13:00–16:30"; nothing means closed."""

    data: Sessions

    def process_data(self, value: Sessions | None) -> None:
        self.data = value or ()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = _sessions(clean(valuelist[0]))

    def text_of_data(self) -> str:
        return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in self.data)


def _sessions(typed: str) -> Sessions:
    """Read hours as people type them, or raise ValueError with the sentence for them."""
    parts = [part.strip() for part in re.split(r"[,;]|\bvà\b", typed) if part.strip()]
    found = [A_SESSION.fullmatch(part) for part in parts]
    if None in found:
        raise ValueError(_("Xin viết giờ theo dạng 07:30–11:30, 13:00–16:30; nghỉ thì để trống."))
    if len(found) > MOST_SESSIONS:
        raise ValueError(_("Mỗi ngày có nhiều nhất hai buổi: sáng và chiều."))
    rows = [_clock_times(match) for match in found if match]
    try:
        return read_sessions(rows)
    except CalendarRefused as refused:
        raise ValueError(refused.sentence) from refused


def _clock_times(match: re.Match[str]) -> tuple[str, str]:
    start_hour, start_minute, end_hour, end_minute = match.groups()
    try:
        return (
            time(int(start_hour), int(start_minute or 0)).isoformat("minutes"),
            time(int(end_hour), int(end_minute or 0)).isoformat("minutes"),
        )
    except ValueError as wrong:
        raise ValueError(_("Xin ghi giờ có thật, từ 00:00 đến 23:59.")) from wrong


class MapPositionField(TypedField):
    """Latitude and longitude in one box, as maps hand them out: "10.8512, 106.9541"."""

    data: tuple[float, float] | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        degrees = A_DEGREE.findall(typed)
        if len(degrees) != 2 or re.sub(r"[\s,;]", "", typed) != "".join(degrees):
            raise ValueError(_("Xin ghi hai số cách nhau bằng dấu phẩy, ví dụ 10.8512, 106.9541."))
        latitude, longitude = map(float, degrees)
        if not (8 <= latitude <= 24 and 102 <= longitude <= 118):
            raise ValueError(_("Vị trí này ở ngoài Việt Nam. Xin xem lại thứ tự: vĩ độ trước, kinh độ sau."))
        self.data = (latitude, longitude)

    def text_of_data(self) -> str:
        return "{}, {}".format(*self.data) if self.data else ""


class OfficePhoneField(StringField):  # type: ignore[misc]
    """A telephone of the office: an ordinary number or a service number, kept without spaces."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = parse_phone(typed) or re.sub(r"[\s.\-]", "", typed)

    def pre_validate(self, form: Form) -> None:
        if self.data and not (parse_phone(self.data) or A_SERVICE_NUMBER.fullmatch(self.data)):
            raise StopValidation(
                _("Xin ghi số như 0251 3000 001, 0912 345 678, 1900 1234 hoặc 1022. Xin xem lại giúp.")
            )

    def _value(self) -> str:
        return group_phone(self.data or "")
