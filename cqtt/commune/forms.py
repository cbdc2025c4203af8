"""What officers type to sign in and to choose their own password."""

from typing import Any

from wtforms import Field, PasswordField, StringField
from wtforms.validators import EqualTo, Length, ValidationError

from cqtt.commune.credentials import LONGEST, SHORTEST, weakness
from cqtt.fields import Given
from cqtt.forms import Form
from cqtt.i18n import _l


def lower(typed: str | None) -> str | None:
    """Return a login as it is stored: capitals make no difference."""
    return typed.lower() if typed else typed


class SignInForm(Form):
    login = StringField(
        _l("Tên đăng nhập"),
        [Given(), Length(max=64)],
        filters=[lower],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Mật khẩu"), [Given(), Length(max=LONGEST)], render_kw={"autocomplete": "current-password"}
    )


class PasswordForm(Form):
    """One's own new password; `login` is whose it is."""

    old = PasswordField(
        _l("Mật khẩu đang dùng"),
        [Given(), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("Mật khẩu mới"),
        [Given()],
        description=_l("Từ %(count)s ký tự. Dễ nhớ mà khó đoán: vài từ không liên quan ghép lại.", count=SHORTEST),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Gõ lại mật khẩu mới"),
        [Given(), EqualTo("new", _l("Hai lần gõ chưa giống nhau. Xin gõ lại."))],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, *given: Any, login: str | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        self._login = login

    def validate_new(self, field: Field) -> None:
        if reason := weakness(field.data, self._login):
            raise ValidationError(reason)
        if field.data == self.old.data:
            raise ValidationError(str(_l("Xin chọn mật khẩu khác mật khẩu đang dùng.")))
