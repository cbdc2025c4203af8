"""What people type: the base form, with its token, Vietnamese messages and clean text (fields: fields.py)."""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from cqtt.extensions import csrf
from cqtt.i18n import _, _l
from cqtt.text import clean

View = TypeVar("View", bound=Callable[..., Any])

# WTForms and Flask-WTF say these in English; here is how we say them.
MESSAGES: dict[str, Any] = {
    "This field is required.": _l("Xin điền ô này."),
    "Not a valid choice.": _l("Xin chọn một trong các mục có sẵn."),
    "Not a valid choice": _l("Xin chọn một trong các mục có sẵn."),
    "Invalid Choice: could not coerce.": _l("Xin chọn một trong các mục có sẵn."),
    "'%(value)s' is not a valid choice for this field.": _l("Xin chọn các mục có sẵn trong danh sách."),
    "'%(value)s' are not valid choices for this field.": _l("Xin chọn các mục có sẵn trong danh sách."),
    "Invalid Choice(s): one or more data inputs could not be coerced.": _l("Xin chọn các mục có sẵn trong danh sách."),
    "Not a valid integer value.": _l("Xin ghi bằng chữ số, ví dụ 12."),
    "Not a valid decimal value.": _l("Xin ghi bằng chữ số, ví dụ 12."),
    "Not a valid date value.": _l("Xin ghi ngày có thật, ví dụ 30 11 2026."),
    "Not a valid time value.": _l("Xin ghi giờ dạng 07:30."),
    "Invalid email address.": _l("Xin xem lại địa chỉ thư điện tử, ví dụ ten@example.vn."),
    "Invalid input.": _l("Xin xem lại ô này."),
    "Number must be at least %(min)s.": _l("Xin ghi số từ %(min)s trở lên."),
    "Number must be at most %(max)s.": _l("Xin ghi số từ %(max)s trở xuống."),
    "Number must be between %(min)s and %(max)s.": _l("Xin ghi số từ %(min)s đến %(max)s."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Xin viết từ %(min)d đến %(max)d ký tự."),
    "Field must be equal to %(other_name)s.": _l("Hai ô này cần giống nhau."),
    "The CSRF token is missing.": _l("Trang này đã mở quá lâu. Nội dung vẫn còn đây, xin bấm gửi lần nữa."),
    "The CSRF session token is missing.": _l("Trang này đã mở quá lâu. Nội dung vẫn còn đây, xin bấm gửi lần nữa."),
    "The CSRF token is invalid.": _l("Trang này đã mở quá lâu. Nội dung vẫn còn đây, xin bấm gửi lần nữa."),
    "The CSRF tokens do not match.": _l("Trang này đã mở quá lâu. Nội dung vẫn còn đây, xin bấm gửi lần nữa."),
    "The CSRF token has expired.": _l("Trang này đã mở quá lâu. Nội dung vẫn còn đây, xin bấm gửi lần nữa."),
}


_COUNTED = {
    "Field cannot be longer": _l("Xin viết gọn lại, nhiều nhất %(max)d ký tự."),
    "Field must be at least": _l("Xin viết ít nhất %(min)d ký tự."),
    "Field must be exactly": _l("Xin viết đúng %(max)d ký tự."),
}


class VietnameseMessages:
    """The translations object WTForms asks; a sentence it does not know is returned as it is."""

    def gettext(self, text: str) -> str:
        return _unfilled(MESSAGES[text]) if text in MESSAGES else text

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        for start, sentence in _COUNTED.items():
            if singular.startswith(start):
                return _unfilled(sentence)
        return _unfilled(MESSAGES[singular]) if singular in MESSAGES else singular if n == 1 else plural


def _unfilled(sentence: Any) -> str:
    """Return the sentence with its placeholders as they are: WTForms fills them itself."""
    return str(sentence)


class Form(FlaskForm):  # type: ignore[misc]
    """The form every feature inherits: CSRF token, clean NFC text, Vietnamese messages."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> VietnameseMessages:
            return VietnameseMessages()

        def bind_field(self, form: Any, unbound_field: UnboundField, options: dict[str, Any]) -> Field:
            kind = unbound_field.field_class
            if not issubclass(kind, StringField) or issubclass(kind, PasswordField):
                return super().bind_field(form, unbound_field, options)
            filters = [*unbound_field.kwargs.get("filters", ()), _cleaned]
            return unbound_field.bind(form=form, **{**options, "filters": filters})

    @classmethod
    def from_request(cls, obj: object = None, **values: Any) -> Self:
        """Return the form filled from the request, or from the record when nothing was sent."""
        return cls(obj=obj, **values)

    def accepted(self) -> bool:
        """Whether the form was sent and everything in it can be used."""
        return bool(self.validate_on_submit())

    @property
    def http_status(self) -> int:
        """422 for a form that was sent with mistakes, else 200."""
        return 422 if self.is_submitted() else 200

    def complaints(self) -> list[tuple[str, str]]:
        """Return (id of the input, sentence) for every mistake, in the order of the page."""
        found = [(field.id, str(error)) for field in self if field.name != "csrf_token" for error in field.errors]
        token_errors = self.csrf_token.errors if "csrf_token" in self else ()  # not translated by Flask-WTF
        return [("", str(MESSAGES.get(error, error))) for error in token_errors] + found


class Revised(Form):
    """A form that knows which state of the record it was filled from."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    def rest_on(self, stored: "Revised") -> list[tuple[str, str]]:
        """Keep what was typed, as a change to what is stored by now; saving again is then a decision.

        Returns what to show beside it: where the two differ.
        """
        self.revision.raw_data, self.revision.data = None, stored.revision.data
        return differences(self, stored)


class PostForm(Form):
    """A single button: nothing but the token."""


def _cleaned(typed: str | None) -> str | None:
    return clean(typed) if typed is not None else None


def choices_of(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    """Return the choices of a field: what is stored, and the words it is chosen by."""
    return [SelectChoice(value=value, label=label) for value, label in labels.items()]


def keeps_typed(view: View) -> View:
    """Let the form of this view refuse a wrong token itself, so that what was typed stays on the page.

    Every other POST is refused before its view runs. A view with this mark changes something only after
    `form.accepted()`, which checks the token; a test walks all of them.
    """
    csrf.exempt(view)
    view.keeps_typed = True  # type: ignore[attr-defined]
    return view


def differences(form: Revised, stored: Revised) -> list[tuple[str, str]]:
    """Return what the record holds now wherever it is not what was typed: (label, text)."""
    fields = [field for field in stored if field.name not in ("csrf_token", "revision")]
    return [
        (field.label.text, _shown(field)) for field in fields if (field.data or None) != (form[field.name].data or None)
    ]


def _shown(field: Any) -> str:
    if isinstance(field, BooleanField):
        return str(_("có") if field.data else _("không"))
    if isinstance(field, SelectField | SelectMultipleField):
        text = "; ".join(str(option.label.text) for option in field if option.checked)
    else:
        text = str(field._value() if hasattr(field, "_value") else field.data)
    return text or str(_("(trống)"))
