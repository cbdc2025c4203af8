"""What officers type about promises."""

import secrets
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from cqtt.clock import today
from cqtt.commune.models import Hamlet, Officer
from cqtt.fields import DateBoxesField, Given
from cqtt.forms import Revised
from cqtt.i18n import _, _l
from cqtt.public_words import PublicWords

LONGEST = 500
FOR_EVERYBODY = _l("Mọi người đều đọc được: xin không ghi tên, số điện thoại, địa chỉ của người dân.")


class PromiseForm(PublicWords):
    """Who promised what, by when, and where it was said."""

    read_by_all = ("words", "said_at")
    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    words = TextAreaField(
        _l("Việc đã hứa"),
        [Given(_l("Xin ghi việc đã hứa.")), Length(max=LONGEST)],
        description=FOR_EVERYBODY,
        render_kw={"rows": 3},
    )
    made_by = SelectField(_l("Ai hứa"), [Given()], coerce=int)
    due_on = DateBoxesField(_l("Xong chậm nhất ngày"), [Given(_l("Xin cho biết ngày hẹn."))])
    hamlet = SelectField(_l("Ở đâu"), coerce=int)
    said_at = StringField(
        _l("Hứa ở đâu, lúc nào"),
        [Length(max=120)],
        description=_l("Ví dụ: buổi lắng nghe tại nhà văn hóa, ngày 21/11/2026."),
    )

    @classmethod
    def of(cls, leaders: list[Officer], hamlets: list[Hamlet], me: Officer) -> "PromiseForm":
        """Return an empty form with the people and places of the unit; a leader is found chosen."""
        chosen = me.id if any(leader.id == me.id for leader in leaders) else None
        form = cls(start_key=secrets.token_urlsafe(16), made_by=chosen)
        form.made_by.choices = [(leader.id, leader.name_and_title) for leader in leaders]
        form.hamlet.choices = [
            (0, _("Cả đơn vị, không riêng nơi nào")),
            *((hamlet.id, hamlet.name) for hamlet in hamlets),
        ]
        return form

    def validate_due_on(self, field: DateBoxesField) -> None:
        if isinstance(field.data, date) and field.data < today():
            raise ValidationError(_("Ngày hẹn đã qua. Xin chọn ngày từ hôm nay trở đi."))


class MoveForm(PublicWords, Revised):
    """Another day, and why."""

    read_by_all = ("reason",)
    due_on = DateBoxesField(_l("Ngày hẹn mới"), [Given(_l("Xin cho biết ngày hẹn mới."))])
    reason = TextAreaField(
        _l("Vì sao dời"),
        [Given(_l("Xin cho biết vì sao dời ngày.")), Length(max=LONGEST)],
        description=FOR_EVERYBODY,
        render_kw={"rows": 2},
    )


class KeepForm(PublicWords, Revised):
    """What was done, and a picture of it."""

    read_by_all = ("result",)
    result = TextAreaField(
        _l("Đã làm gì"),
        [Given(_l("Xin cho biết đã làm gì.")), Length(max=LONGEST)],
        description=FOR_EVERYBODY,
        render_kw={"rows": 2},
    )
    photo = FileField(_l("Ảnh việc đã làm"), render_kw={"accept": "image/jpeg,image/png,image/webp"})
    looked = BooleanField(_l("Tôi đã xem: ảnh không lộ mặt người, biển số xe, giấy tờ"))

    def validate_looked(self, field: BooleanField) -> None:
        if self.has_photo and not field.data:
            raise ValidationError(_("Ảnh sẽ hiện công khai. Xin xem lại ảnh rồi đánh dấu ô này."))

    @property
    def has_photo(self) -> bool:
        return bool(self.photo.data and self.photo.data.filename)

    def ask_for_photo_again(self) -> None:
        """Say that the picture is to be picked anew: a browser does not keep it when the page comes back."""
        if self.has_photo and not self.photo.errors:
            self.photo.errors = [_("Trình duyệt không giữ ảnh khi trang hiện lại: xin chọn lại ảnh.")]


class ReasonForm(PublicWords, Revised):
    """Why it is dropped, or taken up again."""

    read_by_all = ("reason",)
    reason = TextAreaField(
        _l("Lý do"),
        [Given(_l("Xin cho biết lý do.")), Length(max=LONGEST)],
        description=FOR_EVERYBODY,
        render_kw={"rows": 2},
    )


def values_of(form: PromiseForm) -> dict[str, Any]:
    """Return what was typed, as the action takes it."""
    return {
        "words": form.words.data,
        "due_on": form.due_on.data,
        "hamlet_id": form.hamlet.data or None,
        "said_at": form.said_at.data or "",
    }
