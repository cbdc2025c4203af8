"""How an administrator describes the SMS gateway of any provider: no vendor is known to the program."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from wtforms import RadioField, StringField, TextAreaField, URLField
from wtforms.validators import AnyOf, Length, ValidationError

from cqtt.fields import Given
from cqtt.forms import choices_of
from cqtt.i18n import _, _l
from cqtt.notifications.admin_forms import CHOOSE, PLAIN, ConnectionForm, key_box, price, refuse_inside
from cqtt.notifications.sms import PLACEHOLDERS, escaping, filled

_HOLE = re.compile(r"\{([A-Za-z_]+)\}")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}$")
OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}
METHODS = {"POST": _l("POST: gửi trong thân tin"), "GET": _l("GET: mọi thứ nằm trong địa chỉ")}
PHONE_FORMS = {"0": _l("Bắt đầu bằng số 0: 0912345678"), "84": _l("Bắt đầu bằng 84: 84912345678")}
MEANINGS = {
    "phone": _l("số người nhận"),
    "text": _l("nội dung tin, không dấu"),
    "id": _l("mã riêng của tin, để nhà cung cấp nhận ra tin gửi lại"),
    "key": _l("khóa"),
    "secret": _l("khóa bí mật"),
    "sender": _l("tên người gửi (brandname)"),
}
# How gateways usually want to be asked; what is copied from here is mended by their own paper.
EXAMPLES: dict[str, dict[str, str]] = {
    "json": {
        "method": "POST",
        "address": "https://api.nha-cung-cap.example/gui-tin",
        "headers": "Content-Type: application/json",
        "body": '{"key": "{key}", "secret": "{secret}", "to": "{phone}", "text": "{text}"}',
        "success": '"code": "0"',
    },
    "bieu-mau": {
        "method": "POST",
        "address": "https://api.nha-cung-cap.example/sms",
        "headers": "Content-Type: application/x-www-form-urlencoded\nAuthorization: Bearer {key}",
        "body": "to={phone}&from={sender}&text={text}&ref={id}",
        "success": "OK",
    },
    "dia-chi": {
        "method": "GET",
        "address": "https://api.nha-cung-cap.example/send?user={key}&pass={secret}&to={phone}&text={text}",
        "headers": "",
        "body": "",
        "success": "success",
    },
}
EXAMPLE_NAMES = {
    "json": _l("Thân tin JSON"),
    "bieu-mau": _l("Thân tin dạng biểu mẫu, khóa ở dòng đầu"),
    "dia-chi": _l("Tất cả trong địa chỉ"),
}


class GatewayForm(ConnectionForm):
    """Where the gateway is, what it is told, and what its yes looks like."""

    SECRETS, PLACE = ("key", "secret"), "address"
    address = URLField(
        _l("Địa chỉ"),
        [Given(), Length(max=1000)],
        description=_l("Nơi nhận tin của nhà cung cấp, bắt đầu bằng https://."),
        render_kw=PLAIN,
    )
    method = RadioField(
        _l("Cách gửi"),
        [Given(), AnyOf(tuple(METHODS), CHOOSE)],
        choices=choices_of(METHODS),
        default="POST",
        validate_choice=False,
    )
    headers = TextAreaField(
        _l("Các dòng đầu (headers)"),
        [Length(max=2000)],
        description=_l("Mỗi dòng một mục, dạng Tên: giá trị."),
        render_kw={"rows": 3, **PLAIN},
    )
    body = TextAreaField(
        _l("Thân tin"),
        [Length(max=5000)],
        description=_l("Chép mẫu của nhà cung cấp, thay chỗ riêng bằng các chữ trong ngoặc nhọn."),
        render_kw={"rows": 6, **PLAIN},
    )
    success = TextAreaField(
        _l("Trả lời nào là đã nhận?"),
        [Given(_l("Xin ghi ít nhất một đoạn chữ có trong câu trả lời khi gửi được.")), Length(max=1000)],
        description=_l(
            "Mỗi dòng một đoạn chữ; gặp một đoạn là gửi được. Ghi cả câu trả lời “tin này đã nhận trước đó”."
        ),
        render_kw={"rows": 2, **PLAIN},
    )
    refusals = TextAreaField(
        _l("Trả lời nào là số không bao giờ nhận được?"),
        [Length(max=1000)],
        description=_l("Gặp đoạn này thì thôi gửi lại, tin chuyển cho cán bộ gửi tay."),
        render_kw={"rows": 2, **PLAIN},
    )
    sender = StringField(_l("Tên người gửi (brandname)"), [Length(max=40)], render_kw=PLAIN)
    phone_form = RadioField(
        _l("Cách viết số điện thoại"),
        [Given(), AnyOf(tuple(PHONE_FORMS), CHOOSE)],
        choices=choices_of(PHONE_FORMS),
        default="0",
        validate_choice=False,
    )
    key = key_box(_l("Khóa"), _l("Đứng ở chỗ {key}."))
    secret = key_box(_l("Khóa bí mật"), _l("Đứng ở chỗ {secret}."))
    price_vnd = price(_l("Giá một phần tin (đồng)"), _l("Một phần là 160 chữ không dấu. Chưa biết giá thì ghi 0."))

    def validate_address(self, field: URLField) -> None:
        try:
            parts = urlsplit(field.data)
            host, named = parts.hostname or "", parts.port != 0 and bool(parts.hostname)
        except ValueError:
            host, named = "", False
        if not named or parts.scheme != "https" or parts.username or "{" in parts.netloc:
            raise ValidationError(_("Xin chép cả địa chỉ, bắt đầu bằng https://, tên máy chủ viết rõ."))
        refuse_inside(host)
        if self.method.data == "GET":
            self._needs_both(field.data)
        self._only_known(field.data)

    def validate_headers(self, field: TextAreaField) -> None:
        for line in filter(str.strip, (field.data or "").splitlines()):
            name, colon, _value = line.partition(":")
            if not colon or not _NAME.match(name.strip()) or name.strip().lower() in OURS:
                raise ValidationError(_("Dòng “%(line)s” không dùng được. Xin viết dạng Tên: giá trị.", line=line[:60]))
        self._only_known(field.data or "")

    def validate_body(self, field: TextAreaField) -> None:
        if self.method.data == "GET":
            return
        self._needs_both(f"{field.data or ''} {self.address.data or ''}")
        self._only_known(field.data or "")
        escaped = escaping(self._header_lines())
        if "json" in self._kind() and field.data:
            self._is_json(filled(field.data, dict.fromkeys(PLACEHOLDERS, "0"), escaped))

    def validate(self, **options: Any) -> bool:
        if not super().validate(**options):
            return False
        self.refuse_to_move_keys(lambda address: urlsplit(address).netloc.lower())
        for name in self._keys_without_value():
            self[name].errors = (
                *self[name].errors,
                _("Mẫu có {%(name)s} nhưng chưa có khóa này. Xin nhập.", name=name),
            )
        return not self.key.errors and not self.secret.errors

    def _keys_without_value(self) -> Iterator[str]:
        everywhere = " ".join(str(self[name].data or "") for name in ("address", "headers", "body"))
        for name in self.SECRETS:
            if f"{{{name}}}" in everywhere and not self[name].data and not self.stored.sealed.get(name):
                yield name

    def _header_lines(self) -> dict[str, str]:
        lines = [line.partition(":") for line in (self.headers.data or "").splitlines()]
        return {name.strip(): value.strip() for name, _colon, value in lines}

    def _kind(self) -> str:
        named = {name.lower(): value for name, value in self._header_lines().items()}
        return named.get("content-type", "application/json")

    def _needs_both(self, typed: str) -> None:
        if "{phone}" not in typed or "{text}" not in typed:
            raise ValidationError(_("Xin đặt {phone} và {text} vào chỗ của số người nhận và nội dung."))

    def _only_known(self, typed: str) -> None:
        unknown = [name for name in _HOLE.findall(typed) if name not in PLACEHOLDERS]
        if unknown:
            raise ValidationError(_("Không có chỗ nào tên {%(name)s}. Xin dùng các chữ đã kể.", name=unknown[0]))

    def _is_json(self, typed: str) -> None:
        try:
            json.loads(typed)
        except ValueError as wrong:
            line = getattr(wrong, "lineno", 1)
            raise ValidationError(
                _("Thân tin chưa đúng dạng JSON, ở dòng %(line)s. Xin xem lại dấu ngoặc kép và dấu phẩy.", line=line)
            ) from wrong
