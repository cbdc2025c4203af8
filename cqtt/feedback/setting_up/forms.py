"""What administrators type about topics, recipients, limits and standard answers."""

import secrets
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, ValidationError

from cqtt.commune.models import Officer
from cqtt.feedback.topics import (
    OCCASION_NAMES,
    TRACK_NAMES,
    FeedbackSettings,
    FeedbackTopic,
    Occasion,
    StandardAnswer,
    Track,
)
from cqtt.fields import Given
from cqtt.forms import Revised, choices_of
from cqtt.i18n import _, _l

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
NOBODY = ""
CHOOSE_TRACK = _l("Xin chọn một trong hai loại.")


def _days(label: Any, least: int, most: int, description: Any = "") -> IntegerField:
    validators = [Given(), NumberRange(least, most)]
    return IntegerField(label, validators, description=description, render_kw=NUMERIC)


class TopicForm(Revised):
    """What it is called, how long an answer may take, who looks after it."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    name = StringField(_l("Tên lĩnh vực"), [Given(_l("Xin ghi tên lĩnh vực.")), Length(max=60)])
    track = RadioField(
        _l("Loại việc"),
        [Given(CHOOSE_TRACK), AnyOf(tuple(TRACK_NAMES), CHOOSE_TRACK)],
        choices=choices_of(TRACK_NAMES),
        default=Track.LOCAL.value,
        validate_choice=False,  # by the sentence above
    )
    answer_days = _days(
        _l("Trả lời trong (ngày làm việc)"),
        1,
        60,
        _l("Áp dụng cho góp ý nhận từ nay; góp ý đã nhận giữ ngày đã hẹn."),
    )
    is_urgent = BooleanField(_l("Việc gấp: đứng đầu danh sách của cán bộ"))
    department = SelectField(
        _l("Phòng phụ trách"), validate_choice=False, description=_l("Được gợi ý trước khi giao việc.")
    )

    @classmethod
    def of(cls, topic: FeedbackTopic | None, departments: Sequence[str], **options: Any) -> "TopicForm":
        """Return the form as the record fills it, and the request where something was sent."""
        if topic is None:
            form = cls(revision=1, start_key=secrets.token_urlsafe(16), **options)
        else:
            form = cls(obj=topic, **options)
            del form.start_key
        known = [*departments, *({topic.department} if topic and topic.department not in departments else ())]
        form.department.choices = [
            SelectChoice("", _("(chưa chọn)")),
            *(SelectChoice(one, one) for one in known if one),
        ]
        return form

    def validate_department(self, field: SelectField) -> None:
        if field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(_("Xin chọn một phòng trong danh sách."))

    def values(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        return {
            "name": self.name.data,
            "track": Track(self.track.data),
            "answer_days": self.answer_days.data,
            "is_urgent": bool(self.is_urgent.data),
            "department": self.department.data or "",
        }


class RecipientsForm(Revised):
    """Who alone reads reports of how somebody behaved."""

    chairman = SelectField(
        _l("Phản ánh về thái độ do ai đọc?"), description=_l("Người đứng đầu đơn vị. Chỉ người này mở được.")
    )
    other_recipient = SelectField(
        _l("Phản ánh về chính người ấy, hoặc về người quản trị, do ai đọc?"),
        description=_l("Một lãnh đạo khác, không làm quản trị."),
    )

    @classmethod
    def of(cls, settings: FeedbackSettings, able: Sequence[Officer], **options: Any) -> "RecipientsForm":
        """Return the form with those who may read such reports to choose from."""
        said = {"chairman": str(settings.chairman_id or ""), "other_recipient": str(settings.other_recipient_id or "")}
        form = cls(revision=settings.revision, **said, **options)
        people = [SelectChoice(str(one.id), f"{one.name} – {one.title}" if one.title else one.name) for one in able]
        for field in (form.chairman, form.other_recipient):
            field.choices = [SelectChoice(NOBODY, _("(chưa chọn)")), *people]
        return form

    def validate_other_recipient(self, field: SelectField) -> None:
        if field.data and field.data == self.chairman.data:
            raise ValidationError(_("Hai người nhận cần là hai người khác nhau. Xin chọn một lãnh đạo khác."))

    def values(self) -> dict[str, Any]:
        """Return what was chosen, by the names of the record."""
        return {
            "chairman_id": int(self.chairman.data) if self.chairman.data else None,
            "other_recipient_id": int(self.other_recipient.data) if self.other_recipient.data else None,
        }


class LimitsForm(Revised):
    """How long each thing may take, and how long anything is kept."""

    sort_days = _days(
        _l("Giao cho người trả lời trong (ngày làm việc)"),
        1,
        10,
        _l("Việc phải trả lời sớm thì giao sớm hơn: không quá một phần ba số ngày trả lời."),
    )
    answer_days = _days(_l("Trả lời trong (ngày làm việc)"), 1, 60, _l("Khi lĩnh vực không có hạn riêng."))
    escalate_days = _days(_l("Trễ hạn thì báo lãnh đạo ngay; sau bao nhiêu ngày làm việc nữa thì báo Chủ tịch?"), 1, 10)
    reopen_days = _days(
        _l("Người gửi được mở lại trong (ngày)"), 1, 60, _l("Kể từ khi có câu trả lời. Mở lại một lần.")
    )
    voice_keep_days = _days(
        _l("Giữ lời ghi âm thêm (ngày)"), 1, 365, _l("Kể từ khi đã chép thành chữ và việc đã khép lại.")
    )
    keep_years = _days(
        _l("Giữ tên, số điện thoại, nội dung trong (năm)"),
        1,
        20,
        _l("Kể từ khi khép lại. Sau đó chỉ còn mã, ngày và kết quả để thống kê."),
    )

    NAMES = ("sort_days", "answer_days", "escalate_days", "reopen_days", "voice_keep_days", "keep_years")

    def values(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        return {name: self[name].data for name in self.NAMES}


class StandardAnswerForm(Revised):
    """A text, when it is offered, and for which topic."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    occasion = SelectField(_l("Dùng khi"), [Given()], choices=choices_of(OCCASION_NAMES), coerce=Occasion)
    for_topic = SelectField(_l("Cho lĩnh vực"), default=NOBODY)
    text = TextAreaField(
        _l("Câu trả lời"),
        [Given(_l("Xin viết câu trả lời.")), Length(max=1_000)],
        description=_l("Viết trọn câu, gọi người gửi là Ông/Bà. Chỗ cán bộ phải điền, xin đánh dấu …"),
        render_kw={"rows": 4},
    )
    competent_place = StringField(
        _l("Nơi có thẩm quyền"),
        [Length(max=200)],
        description=_l("Chỉ khi không giải quyết ở đây: người gửi cần đến đâu."),
    )

    @classmethod
    def of(cls, answer: StandardAnswer | None, topics: Sequence[FeedbackTopic], **options: Any) -> "StandardAnswerForm":
        """Return the form as the record fills it, and the request where something was sent."""
        if answer is None:
            form = cls(revision=1, start_key=secrets.token_urlsafe(16), **options)
        else:
            form = cls(obj=answer, for_topic=str(answer.topic_id or NOBODY), **options)
            del form.start_key
        named = [SelectChoice(str(topic.id), topic.name) for topic in topics]
        form.for_topic.choices = [SelectChoice(NOBODY, _("Mọi lĩnh vực")), *named]
        return form

    def values(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        return {
            "occasion": self.occasion.data,
            "topic_id": int(self.for_topic.data) if self.for_topic.data else None,
            "text": self.text.data,
            "competent_place": self.competent_place.data or "",
        }
