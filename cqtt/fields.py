"""Fields that know what is typed in Vietnam: phones, citizen numbers, names, dates in three boxes."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from wtforms import Field, SelectMultipleField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from cqtt.clock import today
from cqtt.forms import Form
from cqtt.i18n import _
from cqtt.text import clean, parse_phone


class TickList(SelectMultipleField):  # type: ignore[misc]
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Given:
    """Ask for a value: the field is required; a mistake found while reading it is not covered up."""

    field_flags = {"required": True}

    def __init__(self, sentence: Any = None) -> None:
        self.sentence = sentence

    def __call__(self, form: Form, field: Field) -> None:
        if field.data in (None, "", [], False) and not field.errors:
            raise StopValidation(str(self.sentence or _("Xin cho biết: %(what)s.", what=_as_asked(field))))


def _as_asked(field: Field) -> str:
    """Return the question as it stands inside a sentence."""
    words = str(field.label.text).rstrip(" ?.:")
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


class GivenIf(Given):
    """Ask for a value when another field of the form was answered in one way."""

    def __init__(self, other: str, answer: str, sentence: Any = None) -> None:
        super().__init__(sentence)
        self.other, self.answer = other, answer

    def __call__(self, form: Form, field: Field) -> None:
        if form[self.other].data == self.answer:
            super().__call__(form, field)


class PhoneField(StringField):  # type: ignore[misc]
    """A Vietnamese phone number, kept in its national form."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        typed = clean(self.data or "")
        self.data = parse_phone(typed) or typed

    def pre_validate(self, form: Form) -> None:
        if self.data and parse_phone(self.data) is None:
            raise StopValidation(_("Số điện thoại có 10 chữ số, ví dụ 0912 345 678. Xin xem lại giúp."))


_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s.<>,;]+(\.[^@\s.<>,;]+)+")


def looks_like_email(typed: str) -> bool:
    """Tell whether this can be an e-mail address; whether it exists only a mail can tell."""
    return _EMAIL.fullmatch(typed) is not None


def email_address(form: Form, field: Field) -> None:
    """Refuse what cannot be an e-mail address."""
    if field.data and not looks_like_email(field.data):
        raise ValidationError(_("Xin xem lại địa chỉ thư điện tử, ví dụ ten@example.vn."))


_NAME = re.compile(r"[^\W\d_]+(?:[ '.\-][^\W\d_]*)*\.?", re.UNICODE)


def person_name(form: Form, field: Field) -> None:
    """Refuse what cannot be a person's name; a single word can be one."""
    if field.data and (len(field.data) < 2 or not _NAME.fullmatch(field.data)):
        raise ValidationError(_("Họ và tên chỉ gồm chữ cái và khoảng trắng. Xin viết như trên thẻ căn cước."))


class DateBoxes(TextInput):  # type: ignore[misc]
    """Drawn by the `field` macro as three boxes."""


class DateBoxesField(Field):  # type: ignore[misc]
    """A date typed into three boxes: day, month, year (`<name>-ngay`, `-thang`, `-nam`)."""

    data: Any
    process_errors: list[str]
    widget = DateBoxes()
    three_boxes = True
    PARTS = ("ngay", "thang", "nam")

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        not_after: Callable[[], date] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.not_after = not_after
        self.typed: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, **options: Any) -> None:
        super().process(None, *(() if data is None else (data,)), **options)
        if isinstance(self.data, str):
            self.data = date.fromisoformat(self.data)
        if self.data:
            self.typed = dict(zip(self.PARTS, (f"{self.data:%d}", f"{self.data:%m}", f"{self.data:%Y}"), strict=True))
        if formdata is None or not any(self._box(part) in formdata for part in self.PARTS):
            return
        self.typed = {part: clean(formdata.get(self._box(part), ""))[:10] for part in self.PARTS}
        self.data, self.process_errors = None, []
        if any(self.typed.values()):
            self.raw_data = [" ".join(self.typed.values())]  # so that Optional does not take it for left out
            self._read_typed()

    def pre_validate(self, form: Form) -> None:
        """Say one thing of a date that cannot be used: no rule about days is asked of it."""
        if self.errors:
            raise StopValidation

    def _box(self, part: str) -> str:
        return f"{self.name}-{part}"

    def _read_typed(self) -> None:
        try:
            day, month, year = (int(self.typed[part]) for part in self.PARTS)
            self.data = date(year, month, day)
        except (ValueError, OverflowError):
            self.process_errors.append(_("Xin ghi ngày có thật, ví dụ ngày 30 tháng 11 năm 2026."))
            return
        if not 1900 <= year <= 2200:
            year = 1985 if self.not_after else today().year  # people are born, and what is planned comes
            self.process_errors.append(_("Xin ghi năm đủ bốn chữ số, ví dụ %(year)s.", year=year))
        elif self.not_after and self.data > self.not_after():
            self.process_errors.append(_("Ngày này chưa đến. Xin xem lại giúp."))


class CitizenNumberField(StringField):  # type: ignore[misc]
    """A citizen number: 12 digits, with a century and year of birth that have begun.

    Source: structure of số định danh cá nhân in Luật Căn cước 2023; there is no check digit.
    """

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        typed = clean(self.data or "")
        number = re.sub(r"[\s.]", "", typed)
        self.data = number if len(number) == 12 else typed  # a wrong one stays as it was typed

    def pre_validate(self, form: Form) -> None:
        if not self.data:
            return
        if not re.fullmatch(r"[0-9]{12}", self.data):
            raise StopValidation(_("Số định danh có 12 chữ số. Xin xem lại mặt trước thẻ căn cước."))
        if 1900 + 100 * (int(self.data[3]) // 2) + int(self.data[4:6]) > today().year:
            raise StopValidation(_("Số định danh này chưa đúng. Xin xem lại mặt trước thẻ căn cước."))
