"""What officers type to sign the pledge, and administrators to record a sheet or to take a signing back."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, PasswordField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from cqtt.clock import today
from cqtt.commune.credentials import LONGEST
from cqtt.fields import DateBoxesField, Given
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.pledges.rules import SheetRefused, check_sheet
from cqtt.upload_limits import MB
from cqtt.uploads import ACCEPT, DEFAULT, Examined, UploadRefused, examine


class SignForm(Form):
    """The tick under the words, and the own password."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    agreed = BooleanField(
        _l("Tôi đã đọc từng lời trên đây và cam kết làm đúng."),
        [Given(_l("Xin đọc rồi đánh dấu vào ô này. Chưa đánh dấu thì chưa ký."))],
    )
    password = PasswordField(
        _l("Mật khẩu của Ông/Bà"),
        [Given(_l("Xin gõ mật khẩu đang dùng để xác nhận chính Ông/Bà ký.")), Length(max=LONGEST)],
        description=_l("Mật khẩu thay cho chữ ký, để không ai ký thay được."),
        render_kw={"autocomplete": "current-password"},
    )


class SheetForm(Form):
    """A sheet that was signed by hand: its day, and its scan."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    signed_on = DateBoxesField(_l("Ngày ký ghi trên phiếu"), [Given(_l("Xin ghi ngày ký trên phiếu."))])
    file = FileField(
        _l("Bản quét hoặc ảnh chụp phiếu"),
        [FileRequired(_l("Xin chọn ảnh hoặc tệp PDF của phiếu đã ký."))],
        render_kw={"accept": ACCEPT},
    )
    examined: Examined | None = None

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.file.description = _("Ảnh JPEG, PNG, WebP hoặc tệp PDF, đến %(size)s MB.", size=DEFAULT.file_bytes // MB)

    def validate_signed_on(self, field: DateBoxesField) -> None:
        try:
            check_sheet(field.data, today())
        except SheetRefused as refused:
            raise ValidationError(refused.sentence) from None

    def validate_file(self, field: Field) -> None:
        try:
            self.examined = examine(field.data.stream.read(DEFAULT.file_bytes + 1), field.data.filename)
        except UploadRefused as refused:
            raise ValidationError(refused.sentence) from None


class TakeBackForm(Form):
    """Why a signing is taken back."""

    reason = TextAreaField(
        _l("Vì sao rút?"),
        [Given(_l("Xin ghi lý do, để người sau đọc lại còn hiểu.")), Length(max=500)],
        description=_l("Ví dụ: ghi nhầm người, tải nhầm phiếu. Chỉ người ký và quản trị đọc được."),
        render_kw={"rows": 3},
    )
