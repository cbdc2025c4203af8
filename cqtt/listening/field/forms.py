"""What is typed in the hamlet. The page sends these forms as a whole; a tablet keeps them and sends them later."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from cqtt.clock import today
from cqtt.commune.pledge_text import LINES
from cqtt.errors import RuleBroken
from cqtt.feedback.rules import KIND_NAMES, FeedbackKind
from cqtt.fields import CitizenNumberField, DateBoxesField, Given, GivenIf, PhoneField, person_name
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.listening.field.offer import Offer
from cqtt.redaction import leftovers

MOST_WORDS = 10_000
MOST_PEOPLE = 5_000
LONGEST_PROMISE = timedelta(days=3 * 366)
NOTHING = "0"  # of a list whose choices are numbers
LATER, SOLVED, ASSIGNED = "later", "solved", "assigned"
FOR_EVERYBODY = _l("Mọi người đều đọc được: xin không ghi tên, số điện thoại của người dân.")
OFF = {"autocomplete": "off"}
NUMERIC = OFF | {"inputmode": "numeric"}
PHONE = OFF | {"inputmode": "tel"}


class FormRefused(RuleBroken):
    """A form that a tablet sent cannot be used as it is; it says which box and why."""


class FieldForm(Form):
    """A form that is sent by the page, or was kept by a tablet and comes without the page's token."""

    @classmethod
    def on_page(cls, offer: Offer, **given: Any) -> Self:
        """Return the form of the page: empty, or as this request sent it."""
        form = cls(**given)
        form.let_choose(offer)
        return form

    @classmethod
    def of_tablet(cls, offer: Offer, typed: Mapping[str, list[str]]) -> Self:
        """Return the form as a tablet kept it, checked; the request's own token stands for it. Raise FormRefused."""
        form = cls(formdata=MultiDict(typed), meta={"csrf": False})
        form.let_choose(offer)
        if not form.validate():
            raise FormRefused(form.in_one_sentence())
        return form

    def let_choose(self, offer: Offer) -> None:
        """Fill the lists with what the office offers."""

    def in_one_sentence(self) -> str:
        """Return what is wrong, each with the box it is about."""
        labels = {field.id: str(field.label.text) for field in self}
        return " ".join(
            f"{labels[place]}: {said}" if place in labels else said for place, said in self.complaints()[:3]
        )


def _chosen(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isdecimal() and typed != NOTHING else None


def _numbered(nothing: str, offered: Mapping[int, str]) -> list[Any]:
    return choices_of({NOTHING: nothing, **{str(number): name for number, name in offered.items()}})


class PromiseBoxes(FieldForm):
    """A promise, alone or with the opinion it answers. What looks like a citizen's name or number is asked about."""

    promise_words = TextAreaField(
        _l("Hứa việc gì"),
        [Length(max=500)],
        description=FOR_EVERYBODY,
        render_kw={"rows": 2},
    )
    anyway = BooleanField(_l("Vẫn ghi như vậy"))
    promise_by = SelectField(_l("Lãnh đạo nào hứa"), coerce=str, default=NOTHING)
    promise_due = DateBoxesField(_l("Xong trước ngày"))
    asks_again = False

    def let_choose(self, offer: Offer) -> None:
        super().let_choose(offer)
        self.promise_by.choices = _numbered(_("Xin chọn"), offer.leaders)

    def validate_promise_words(self, field: TextAreaField) -> None:
        self.asks_again = bool(leftovers(field.data or ""))
        if self.asks_again and not self.anyway.data:
            raise ValidationError(
                _("Có chỗ giống tên hoặc số riêng của người dân. Xin sửa lại, hoặc đánh dấu ô “Vẫn ghi như vậy”.")
            )

    def validate_promise_by(self, field: SelectField) -> None:
        if self.promise_words.data and not _chosen(field.data):
            raise ValidationError(_("Xin chọn lãnh đạo đã hứa."))

    def validate_promise_due(self, field: DateBoxesField) -> None:
        if self.promise_words.data and not field.errors and not isinstance(field.data, date):
            raise ValidationError(_("Xin cho biết ngày hẹn."))
        if isinstance(field.data, date) and field.data > today() + LONGEST_PROMISE:
            raise ValidationError(_("Ngày hẹn xa quá ba năm. Xin xem lại năm."))

    @property
    def leader_id(self) -> int | None:
        return _chosen(self.promise_by.data)


class PromiseForm(PromiseBoxes):
    """Việc hứa: what a leader promised to everybody in the room. It stands on the page beside the opinion's boxes."""

    promise_words = TextAreaField(
        _l("Hứa việc gì"),
        [Given(_l("Xin ghi việc đã hứa.")), Length(max=500)],
        description=FOR_EVERYBODY,
        id="hua-words",
        render_kw={"rows": 3},
    )
    anyway = BooleanField(_l("Vẫn ghi như vậy"), id="hua-anyway")
    promise_by = SelectField(_l("Lãnh đạo nào hứa"), coerce=str, default=NOTHING, id="hua-by")
    promise_due = DateBoxesField(_l("Xong trước ngày"), id="hua-due")


class OpinionForm(PromiseBoxes):
    """Ý kiến: who said what, and what became of it in the room."""

    device_id = HiddenField(validators=[InputRequired(), Length(min=36, max=36)])
    kind = RadioField(
        _l("Là"),
        choices=choices_of({kind.value: name for kind, name in KIND_NAMES.items()}),
        default=FeedbackKind.REPORT.value,
    )
    words = TextAreaField(_l("Nội dung"), [Length(max=MOST_WORDS)], render_kw={"rows": 5})
    photos = MultipleFileField(_l("Ảnh"), render_kw={"accept": "image/jpeg,image/png,image/webp"})
    voice = FileField(_l("Ghi âm"), render_kw={"accept": "audio/*"})
    with_voice = HiddenField()  # a voice note waits on the tablet
    topic_id = SelectField(_l("Về việc gì"), coerce=str, default=NOTHING)
    sender_name = StringField(_l("Họ và tên người nói"), [Optional(), Length(max=100), person_name], render_kw=OFF)
    phone = PhoneField(
        _l("Số điện thoại"),
        [Length(max=20)],
        description=_l("Có số thì người dân tự xem được câu trả lời; không có thì báo lại tận nơi."),
        render_kw=PHONE,
    )
    hamlet_id = SelectField(_l("Nơi ở"), coerce=str)
    is_anonymous = BooleanField(_l("Không nêu tên"))
    may_publish = BooleanField(_l("Người dân đồng ý công khai, không nêu tên"))
    handling = RadioField(
        _l("Giải quyết"),
        choices=choices_of(
            {
                LATER: _l("Ghi nhận, giao sau"),
                SOLVED: _l("Đã giải quyết tại chỗ"),
                ASSIGNED: _l("Giao ngay cho bộ phận"),
            }
        ),
        default=LATER,
    )
    solved_how = TextAreaField(
        _l("Đã giải quyết thế nào"),
        [GivenIf("handling", SOLVED, _l("Xin ghi đã giải quyết thế nào.")), Length(max=2000)],
        render_kw={"rows": 2},
    )
    department = SelectField(
        _l("Bộ phận"), [GivenIf("handling", ASSIGNED, _l("Xin chọn bộ phận."))], coerce=str, default=""
    )
    conduct_line = SelectField(
        _l("Nói về thái độ, nhũng nhiễu của cán bộ: điều nào"),
        coerce=str,
        default="",
        description=_l("Ý kiến như thế chỉ đến người có trách nhiệm đọc, không vào biên bản, không hiện ở danh sách."),
    )
    about_officer_id = SelectField(_l("Nói về ai"), coerce=str, default=NOTHING)
    about_whom = StringField(_l("Chưa rõ tên: ai, ở quầy nào"), [Length(max=200)], render_kw=OFF)

    def let_choose(self, offer: Offer) -> None:
        super().let_choose(offer)
        self.topic_id.choices = _numbered(_("Chưa rõ"), offer.topics)
        self.hamlet_id.choices = _numbered(_("Nơi khác"), offer.hamlets)
        self.department.choices = choices_of({"": _("Xin chọn"), **{name: name for name in offer.departments}})
        self.conduct_line.choices = choices_of({"": _("Không phải"), **LINES})
        self.about_officer_id.choices = _numbered(_("Chưa rõ, hoặc không có trong danh sách"), offer.officers)
        if not self.hamlet_id.raw_data:
            self.hamlet_id.process(None, str(offer.hamlet_id))

    def validate_words(self, field: TextAreaField) -> None:
        if not field.data and not self.has_voice:
            raise ValidationError(_("Xin ghi nội dung ý kiến, hoặc ghi âm."))

    def validate_conduct_line(self, field: SelectField) -> None:
        if field.data and (self.handling.data != LATER or self.promise_words.data):
            raise ValidationError(
                _("Ý kiến về thái độ chỉ chuyển tới người có trách nhiệm: xin chọn Ghi nhận, giao sau, và bỏ việc hứa.")
            )

    @property
    def has_voice(self) -> bool:
        return bool(self.with_voice.data) or bool(getattr(self.voice.data, "filename", ""))

    def feedback_values(self) -> dict[str, Any]:
        """Return the columns of the feedback, apart from its date, its code and its consent."""
        conduct = bool(self.conduct_line.data)
        return {
            "kind": FeedbackKind(self.kind.data),
            "topic_id": _chosen(self.topic_id.data),
            "words": self.words.data or "",
            "hamlet_id": _chosen(self.hamlet_id.data),
            "is_anonymous": bool(self.is_anonymous.data),
            "sender_name": self.sender_name.data or "",
            "phone": self.phone.data or "",
            "is_conduct": conduct,
            "conduct_line": self.conduct_line.data if conduct else "",
            "about_officer_id": _chosen(self.about_officer_id.data) if conduct else None,
            "about_whom": (self.about_whom.data or "") if conduct else "",
        }


class CountForm(FieldForm):
    """Số người dự."""

    attendees = IntegerField(
        _l("Số người dự"),
        [InputRequired(_l("Xin ghi số người dự.")), NumberRange(0, MOST_PEOPLE)],
        description=_l("Chỉ đếm số người, không ghi tên."),
        render_kw=NUMERIC,
    )


class DossierForm(FieldForm):
    """Nhận hồ sơ: a simple dossier that somebody hands over in the hamlet."""

    procedure = SelectField(_l("Thủ tục"), [Given(_l("Xin chọn thủ tục."))], coerce=str, default="")
    applicant_name = StringField(
        _l("Họ và tên"), [Given(_l("Xin cho biết họ và tên.")), Length(max=100), person_name], render_kw=OFF
    )
    birth_on = DateBoxesField(_l("Ngày sinh"), not_after=today)
    citizen_number = CitizenNumberField(_l("Số định danh"), [Length(max=20)], render_kw=NUMERIC)
    dossier_phone = PhoneField(_l("Số điện thoại"), [Length(max=20)], render_kw=PHONE)
    lives_in = SelectField(_l("Nơi ở"), coerce=str)
    address = StringField(
        _l("Số nhà, tổ, đường"),
        [GivenIf("lives_in", NOTHING, _l("Xin ghi địa chỉ, đủ cả xã, tỉnh hoặc thành phố.")), Length(max=200)],
        render_kw=OFF,
    )
    why_lacking = StringField(_l("Còn thiếu giấy tờ mà vẫn nhận: vì sao"), [Length(max=300)], render_kw=OFF)
    one_more = BooleanField(_l("Người này đã có hồ sơ cùng thủ tục, vẫn nhận thêm"))

    def let_choose(self, offer: Offer) -> None:
        super().let_choose(offer)
        names = {code: each.name for code, each in offer.procedures.items()}
        self.procedure.choices = choices_of({"": _("Xin chọn"), **names})
        self.lives_in.choices = _numbered(_("Nơi khác"), offer.hamlets)
        if not self.lives_in.raw_data:
            self.lives_in.process(None, str(offer.hamlet_id))

    def person(self) -> dict[str, Any]:
        """Return the columns of the dossier that are about the person."""
        return {
            "applicant_name": self.applicant_name.data,
            "birth_on": self.birth_on.data,
            "citizen_number": self.citizen_number.data or "",
            "phone": self.dossier_phone.data or "",
            "hamlet_id": _chosen(self.lives_in.data),
            "address": self.address.data or "",
        }
