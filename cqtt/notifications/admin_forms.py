"""What administrators type about mail, Zalo, a trial, quiet hours; the SMS gateway's own form is in gateway_form.py."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import EmailField, IntegerField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from cqtt.fields import Given, PhoneField, email_address
from cqtt.forms import Form, Revised, choices_of
from cqtt.i18n import _, _l
from cqtt.notifications.kinds import EventKind
from cqtt.notifications.models import Connection, MessageSettings
from cqtt.outgoing import is_public

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
A_HOST = re.compile(r"(?=.{4,200}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$")
KEPT = _l("Đã lưu và niêm kín, không hiện lại. Để trống là giữ nguyên.")
SECURITY = {
    "starttls": _l("STARTTLS, cổng 587 (thường dùng)"),
    "tls": _l("TLS ngay từ đầu, cổng 465"),
}
MOST_QUIET_HOURS = 14
CHOOSE = _l("Xin chọn một trong các mục có sẵn.")


class ConnectionForm(Revised):
    """How a provider is reached. What is secret is typed anew or left as it is; a page never shows it."""

    SECRETS: tuple[str, ...] = ()
    NEEDED: tuple[str, ...] = ()  # those without which nothing works
    PLACE: str  # the field that says where the keys go
    stored: Connection

    @classmethod
    def of(cls, found: Connection, **options: Any) -> Any:
        """Return the form as the record fills it, and the request where something was sent."""
        plain = {name: int(value) if name == "port" and value else value for name, value in found.values.items()}
        form = cls(revision=found.revision, price_vnd=found.price_vnd, **plain, **options)
        form.stored = found
        for name in cls.SECRETS:
            if found.sealed.get(name):
                form[name].description = KEPT
            elif name in cls.NEEDED:
                form[name].flags.required = True
        return form

    def values(self) -> dict[str, str]:
        """Return what was typed, by the names of the connection."""
        own = {"csrf_token", "revision", "price_vnd", *self.SECRETS}
        return {field.name: str(field.data or "") for field in self if field.name not in own}

    def secrets(self) -> dict[str, str]:
        """Return the keys that were typed anew; nothing for those that stay."""
        return {name: str(self[name].data or "").strip() for name in self.SECRETS}

    def rest_on(self, stored: Revised) -> list[tuple[str, str]]:
        """As of every form; that a key was typed is not shown beside one that was stored."""
        found = super().rest_on(stored)
        secret = {self[name].label.text for name in self.SECRETS}
        return [(label, text) for label, text in found if label not in secret]

    def is_kept(self, name: str) -> bool:
        """Whether a key is stored and no new one was typed."""
        return bool(self.stored.sealed.get(name)) and not self[name].data

    def refuse_to_move_keys(self, place_of: Any) -> None:
        """Ask for the keys again when they would go to another place than the one they were given for."""
        before, after = place_of(str(self.stored.values.get(self.PLACE, ""))), place_of(self[self.PLACE].data or "")
        if before == after:
            return
        for name in filter(self.is_kept, self.SECRETS):
            self[name].errors = (*self[name].errors, _("Địa chỉ đã đổi: xin nhập lại, khóa cũ không gửi đến nơi mới."))


def refuse_inside(host: str) -> None:
    """Refuse the numbers of a machine that stands in a network of its own; of a name only the sending can tell."""
    try:
        inside = not is_public(host)
    except ValueError:
        return
    if inside:
        raise ValidationError(_("Địa chỉ này nằm trong mạng nội bộ. Xin ghi địa chỉ công khai của nhà cung cấp."))


def key_box(label: Any, description: Any = "") -> PasswordField:
    """Return a box for a key; what stands in it is never sent back to a page."""
    return PasswordField(label, [Length(max=500)], description=description, render_kw={"autocomplete": "new-password"})


def price(label: Any, sentence: Any) -> IntegerField:
    """Return a box for a price in đồng."""
    return IntegerField(label, [InputRequired(), NumberRange(0, 100_000)], description=sentence, render_kw=NUMERIC)


class MailForm(ConnectionForm):
    """The server that mails are handed to."""

    SECRETS, PLACE = ("password",), "host"
    host = StringField(
        _l("Máy chủ gửi thư"),
        [Given(), Regexp(A_HOST, message=_l("Xin ghi tên máy chủ, ví dụ smtp.example.vn, không có https://."))],
        description=_l("Nhà cung cấp hộp thư cho biết, ví dụ smtp.example.vn."),
        render_kw=PLAIN,
    )
    security = RadioField(
        _l("Mã hóa"),
        [Given(), AnyOf(tuple(SECURITY), CHOOSE)],
        choices=choices_of(SECURITY),
        default="starttls",
        validate_choice=False,
    )
    port = IntegerField(
        _l("Cổng"),
        [Optional(), NumberRange(1, 65535)],
        description=_l("Để trống: theo cách mã hóa ở trên."),
        render_kw=NUMERIC,
    )
    user = StringField(
        _l("Tên đăng nhập hộp thư"),
        [Length(max=200)],
        description=_l("Thường là chính địa chỉ thư. Để trống nếu máy chủ không hỏi."),
        render_kw=PLAIN,
    )
    password = key_box(_l("Mật khẩu hộp thư"), _l("Nhiều nơi cấp “mật khẩu ứng dụng” riêng cho việc này."))
    sender = EmailField(
        _l("Địa chỉ người gửi"),
        [Optional(), Length(max=120), email_address],
        description=_l("Người nhận thấy địa chỉ này. Để trống: lấy tên đăng nhập."),
    )

    def validate_host(self, field: StringField) -> None:
        refuse_inside(field.data)

    def validate(self, **options: Any) -> bool:
        if not super().validate(**options):
            return False
        self.refuse_to_move_keys(str.lower)
        if self.user.data and not self.password.data and not self.stored.sealed.get("password"):
            self.password.errors = (*self.password.errors, _("Xin nhập mật khẩu của hộp thư."))
        return not self.password.errors


class ZaloForm(ConnectionForm):
    """The unit's Official Account and its application."""

    SECRETS = NEEDED = ("app_secret", "refresh_token")
    PLACE = "app_id"
    app_id = StringField(
        _l("Mã ứng dụng (App ID)"),
        [Given(), Regexp(re.compile(r"[0-9]{6,30}$"), message=_l("Mã ứng dụng là một dãy chữ số."))],
        render_kw=NUMERIC,
    )
    app_secret = key_box(_l("Khóa bí mật của ứng dụng"))
    refresh_token = key_box(
        _l("Mã làm mới (refresh token)"),
        _l("Lấy một lần khi nối Official Account với ứng dụng; sau đó trang tự làm mới."),
    )
    price_vnd = price(_l("Giá một tin (đồng)"), _l("Để tính tiền từng tháng. Chưa biết thì ghi 0."))

    def validate(self, **options: Any) -> bool:
        if not super().validate(**options):
            return False
        self.refuse_to_move_keys(str)
        for name in self.SECRETS:
            if not self[name].data and not self.stored.sealed.get(name):
                self[name].errors = (*self[name].errors, _("Xin nhập ô này; thiếu thì Zalo không nhận tin."))
        return not any(self[name].errors for name in self.SECRETS)


class MailTrialForm(Form):
    """Whose letter box a trial goes to."""

    recipient = EmailField(_l("Gửi thử đến địa chỉ"), [Given(), Length(max=120), email_address])


class PhoneTrialForm(Form):
    """Whose telephone a trial goes to."""

    recipient = PhoneField(
        _l("Gửi thử đến số điện thoại"),
        [Given()],
        description=_l("Nên là số của chính Ông/Bà. Tin thử cũng tính tiền."),
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )


class ZaloTrialForm(PhoneTrialForm):
    """Whose telephone, and with which approved text."""

    event = SelectField(_l("Mẫu của sự kiện"), [Given()])

    @classmethod
    def among(cls, events: Mapping[str, EventKind], **options: Any) -> "ZaloTrialForm":
        """Return the form with the events that have an approved text to choose from."""
        form = cls(**options)
        form.event.choices = [SelectChoice(name, f"{kind.label}") for name, kind in events.items()]
        return form


class QuietForm(Revised):
    """Between which hours no telephone rings."""

    quiet_from = SelectField(_l("Từ"), [InputRequired()], coerce=int)
    quiet_until = SelectField(
        _l("Đến"), [InputRequired()], coerce=int, description=_l("Chọn hai giờ giống nhau: không có giờ yên tĩnh.")
    )

    @classmethod
    def of(cls, settings: MessageSettings, **options: Any) -> "QuietForm":
        """Return the form as the record fills it, and the request where something was sent."""
        form = cls(obj=settings, **options)
        for field in (form.quiet_from, form.quiet_until):
            field.choices = [SelectChoice(hour, f"{hour:02}:00") for hour in range(24)]
        return form

    def validate_quiet_until(self, field: SelectField) -> None:
        hours = (field.data - (self.quiet_from.data or 0)) % 24
        if hours > MOST_QUIET_HOURS:
            raise ValidationError(
                _("Nghỉ quá %(most)s giờ thì tin đến trễ một ngày. Xin chọn khoảng ngắn hơn.", most=MOST_QUIET_HOURS)
            )


class RestoreForm(Revised):
    """A single button that rests on what was shown when it was pressed."""
