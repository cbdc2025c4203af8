"""What officers type about letters: words, readers, new dates, a password at the signature."""

import secrets
from datetime import date, datetime
from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from cqtt.clock import local, today
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.fields import DateBoxesField, Given, PhoneField, email_address
from cqtt.forms import Form, Revised, choices_of
from cqtt.i18n import _, _l
from cqtt.letters.models import Letter
from cqtt.letters.rules import KIND_OF, Kind, Occasion
from cqtt.letters.showing import proposed_day
from cqtt.letters.wording import MOST_OF_A_BODY, MOST_OF_A_SUBJECT, OPEN_TO, PLACES, has_hole

LANGUAGE_NAMES = {"vi": _l("Tiếng Việt"), "en": _l("Tiếng Anh")}
LIST_OF_SALUTATIONS = "salutations"  # the list that the box offers; anything else may be typed
# Which facts are asked for when a letter is written by hand.
ASKED = {
    Occasion.ERROR: (),
    Occasion.THANKS: ("viec",),
    Occasion.MARRIAGE: ("vo_chong", "ngay_dang_ky"),
    Occasion.BIRTH: ("ten_be", "ngay_dang_ky"),
    Occasion.DEATH: ("nguoi_mat",),
}
_FACT = [Length(max=300)]


class ReaderForm(Form):
    """Who a letter goes to, and how they are reached."""

    salutation = StringField(
        _l("Xưng hô (chọn hoặc tự ghi)"),
        [Given(_l("Xin chọn cách xưng hô, hoặc tự ghi.")), Length(max=30)],
        render_kw={"list": LIST_OF_SALUTATIONS, "autocomplete": "off"},
    )
    to_name = StringField(
        _l("Người nhận"), [Given(_l("Xin ghi tên người nhận.")), Length(max=200)], render_kw={"autocomplete": "off"}
    )
    to_address = StringField(_l("Địa chỉ"), [Length(max=300)], render_kw={"autocomplete": "off"})
    to_phone = PhoneField(_l("Số điện thoại"), [Length(max=40)], render_kw={"inputmode": "tel", "autocomplete": "off"})
    to_email = StringField(
        _l("Thư điện tử"),
        [Length(max=200), email_address],
        render_kw={"inputmode": "email", "autocomplete": "off"},
    )
    language = RadioField(_l("Ngôn ngữ"), [Given()], choices=choices_of(LANGUAGE_NAMES), default="vi")

    @property
    def reader(self) -> dict[str, Any]:
        """Return who it goes to, by the names of the letter's own fields."""
        names = ("salutation", "to_name", "to_address", "to_phone", "to_email", "language")
        return {name: self[name].data or "" for name in names}


class LetterForm(Revised, ReaderForm):
    """Everything of a draft that may be changed; an apology also says why, and by when."""

    reason = TextAreaField(
        _l("Lý do, sai sót"),
        [Length(max=500)],
        description=_l("Một câu thật, dễ hiểu, không đổ lỗi. Câu này đứng trong thư."),
        render_kw={"rows": 2},
    )
    new_due_on = DateBoxesField(_l("Ngày hẹn mới"))
    again_because = TextAreaField(
        _l("Vì sao hẹn lại lần nữa"),
        [Length(max=500)],
        description=_l("Luật cho hẹn lại một lần. Lần nữa do lãnh đạo quyết định, và phải có lý do."),
        render_kw={"rows": 2},
    )
    subject = StringField(_l("Về việc"), [Given(_l("Xin ghi thư về việc gì.")), Length(max=MOST_OF_A_SUBJECT)])
    body = TextAreaField(
        _l("Nội dung thư"),
        [Given(_l("Xin viết nội dung thư.")), Length(max=MOST_OF_A_BODY)],
        description=_l("Các đoạn cách nhau một dòng trống. Sửa ở đây thì thư giữ đúng lời đã gõ, không theo mẫu nữa."),
        render_kw={"rows": 14},
    )

    @classmethod
    def of(cls, letter: Letter, asks_again: bool, **options: Any) -> "LetterForm":
        """Return the form of a letter, with the boxes that this kind of letter has."""
        form = cls(obj=letter, new_due_on=_day_of(letter), **options)
        if letter.kind is not Kind.APOLOGY:
            del form.reason
        if letter.occasion is not Occasion.LATE:
            del form.new_due_on
        if not asks_again:
            del form.again_because
        form.due_at = letter.due_at
        if form.new_due_on:
            form.reason.flags.required = form.new_due_on.flags.required = True  # nobody signs without them
        return form

    due_at: datetime | None = None

    def validate_subject(self, field: StringField) -> None:
        _no_hole(field)

    def validate_body(self, field: TextAreaField) -> None:
        _no_hole(field)

    def validate_new_due_on(self, field: DateBoxesField) -> None:
        if isinstance(field.data, date):
            _check_day(field.data, self.due_at)

    def changes_to(self, letter: Letter) -> dict[str, Any]:
        """Return what was typed where it is not what the letter holds, as the action takes it."""
        typed = {box.name: box.data or "" for box in self if box.name in _TEXTS}
        if "new_due_on" in self:
            typed["new_due_at"] = _closing(self.new_due_on.data)
        return {name: value for name, value in typed.items() if getattr(letter, name) != value}


_TEXTS = frozenset(
    {
        *("salutation", "to_name", "to_address", "to_phone", "to_email", "language"),
        *("subject", "body", "reason", "again_because"),
    }
)


def _day_of(letter: Letter) -> date | None:
    if letter.occasion is not Occasion.LATE:
        return None
    return local(letter.new_due_at).date() if letter.new_due_at else proposed_day(letter)


def _no_hole(field: StringField) -> None:
    if has_hole(field.data or ""):
        raise ValidationError(_("Xin bỏ dấu ngoặc { } và ghi rõ chữ cần viết ở đó."))


def _check_day(day: date, due_at: datetime | None) -> None:
    calendar = working_calendar(the_commune())
    if due_at and day <= local(due_at).date() or day <= today():
        raise ValidationError(_("Ngày hẹn mới cần sau ngày đã hẹn và sau hôm nay."))
    if not calendar.is_working_day(day):
        raise ValidationError(_("Ngày hẹn mới cần là ngày làm việc. Xin chọn ngày khác."))


def _closing(day: date | None) -> datetime | None:
    return working_calendar(the_commune()).closing(day) if day else None


class SignForm(Form):
    """The signature: one's own password, once for all letters that are ticked."""

    password = PasswordField(
        _l("Mật khẩu của Ông/Bà"),
        [InputRequired(_l("Xin gõ mật khẩu để ký."))],
        render_kw={"autocomplete": "current-password"},
    )


class SignOneForm(Revised, SignForm):
    """The signature under one letter, which was read on its own page."""

    password = SignForm.password


class ReasonForm(Revised):
    """Why a letter came back, or is thrown away."""

    why = TextAreaField(_l("Vì sao"), [Given(_l("Xin ghi vì sao.")), Length(max=300)], render_kw={"rows": 2})


class WriteForm(ReaderForm):
    """A letter written by hand: to whom, and the facts its kind speaks of."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    viec = StringField(PLACES["viec"].label, _FACT, description=_l("Ví dụ: hiến 40 m² đất mở rộng đường ấp 7."))
    vo_chong = StringField(
        PLACES["vo_chong"].label, _FACT, description=_l("Tên chồng rồi tên vợ. Ví dụ: Trần Văn A và Lê Thị B.")
    )
    ten_be = StringField(PLACES["ten_be"].label, _FACT, description=_l("Ví dụ: Nguyễn Minh A."))
    nguoi_mat = StringField(
        PLACES["nguoi_mat"].label, _FACT, description=_l("Xin ghi cả cách gọi. Ví dụ: cụ Lê Văn A.")
    )
    ngay_dang_ky = DateBoxesField(PLACES["ngay_dang_ky"].label, not_after=today)
    reason = TextAreaField(
        _l("Sai sót gì, đã sửa ra sao"),
        [Length(max=500)],
        description=LetterForm.reason.kwargs["description"],
        render_kw={"rows": 2},
    )
    anyway = BooleanField(_l("Tôi đã xem, vẫn viết thư này"))

    @classmethod
    def about(cls, occasion: Occasion, **values: Any) -> "WriteForm":
        """Return the form of an occasion, with its own boxes, each to be filled, and no others."""
        form = cls(start_key=secrets.token_urlsafe(16), **values)
        for name in {"viec", "vo_chong", "ten_be", "nguoi_mat", "ngay_dang_ky"} - set(ASKED[occasion]):
            del form[name]
        for name in ASKED[occasion]:
            form[name].validators = [Given(), *form[name].validators]
            form[name].flags.required = True
        if KIND_OF[occasion] is Kind.APOLOGY:
            form.reason.validators = [Given(_l("Xin ghi sai sót gì.")), *form.reason.validators]
            form.reason.flags.required = True
        else:
            del form.reason
        return form

    def facts(self, occasion: Occasion) -> dict[str, str]:
        """Return what was typed, by the names of places; a day as letters write it."""
        found = {name: self[name].data for name in ASKED[occasion]}
        texts = {name: f"{fact:%d/%m/%Y}" if isinstance(fact, date) else fact for name, fact in found.items()}
        return {name: fact for name, fact in texts.items() if fact and name in OPEN_TO[occasion]}
