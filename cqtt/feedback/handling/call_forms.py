"""What is typed during a call: words first, everything else may be left out."""

import secrets
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cqtt.commune.absence import officers_at_work
from cqtt.commune.models import active_hamlets
from cqtt.dossiers.staff_fields import officer_choices
from cqtt.feedback.handling.calls import meant, place_meant
from cqtt.feedback.handling.filters import CHANNEL_SLUGS
from cqtt.feedback.handling.forms import MOST_WORDS, NOWHERE, line_choices
from cqtt.feedback.rules import KIND_NAMES, Channel, Consent, FeedbackKind
from cqtt.feedback.topics import active_topics
from cqtt.fields import Given, PhoneField, person_name
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l

PLAIN = {"autocomplete": "off"}


class CallForm(Form):
    """Ghi cuộc gọi: one screen, for the keyboard; Enter in any line saves."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    channel = RadioField(
        _l("Người dân"),
        [Given()],
        choices=choices_of({Channel.PHONE.value: _l("gọi điện thoại"), Channel.DESK.value: _l("nói tại quầy")}),
        default=Channel.PHONE.value,
    )
    words = TextAreaField(
        _l("Người dân nói gì"),
        [Given(_l("Xin ghi người dân nói gì.")), Length(max=MOST_WORDS)],
        render_kw={"rows": 4, "autofocus": True},
    )
    topic = StringField(
        _l("Chủ đề"),
        [Optional(), Length(max=100)],
        description=_l("Gõ vài chữ, không cần dấu: den, rac, duong."),
        render_kw={"list": "topics"} | PLAIN,
    )
    hamlet = StringField(
        _l("Nơi"),
        [Optional(), Length(max=100)],
        description=_l("Ví dụ: ap 7 canh truong mau giao."),
        render_kw={"list": "hamlets"} | PLAIN,
    )
    phone = PhoneField(_l("Điện thoại"), [Optional(), Length(max=20)], render_kw={"inputmode": "tel"} | PLAIN)
    sender_name = StringField(_l("Họ và tên"), [Optional(), Length(max=100), person_name], render_kw=PLAIN)
    kind = SelectField(_l("Loại"), [Given()], choices=choices_of(KIND_NAMES), default=FeedbackKind.REPORT.value)
    answered = TextAreaField(
        _l("Đã trả lời ngay"),
        [Optional(), Length(max=MOST_WORDS)],
        description=_l("Ghi câu đã trả lời thì góp ý được khép lại luôn. Để trống nếu cần người khác giải quyết."),
        render_kw={"rows": 2},
    )
    may_publish = BooleanField(_l("Người dân đồng ý công khai, không nêu tên"))
    line = SelectField(_l("Điều trong cam kết"), [Optional()])
    about = SelectField(_l("Về ai"), [Optional()])
    about_whom = StringField(
        _l("Nếu chưa rõ là ai"),
        [Optional(), Length(max=200)],
        description=_l("Ghi những gì người dân nói: quầy số mấy, lúc nào."),
        render_kw=PLAIN,
    )

    topics: dict[str, int]
    hamlets: dict[str, int]
    topic_id: int | None
    hamlet_id: int | None
    place: str

    @classmethod
    def fresh(cls, channel: str = "") -> "CallForm":
        """Return the form with what may be chosen; the channel stays the one of the call before."""
        chosen = CHANNEL_SLUGS.get(channel, Channel.PHONE)
        form = cls(start_key=secrets.token_urlsafe(16), channel=chosen.value)
        form.topics = {topic.name: topic.id for topic in active_topics()}
        form.hamlets = {hamlet.name: hamlet.id for hamlet in active_hamlets()}
        form.line.choices = [SelectChoice("", _("Không phải")), *line_choices()]
        form.about.choices = [SelectChoice(NOWHERE, _("Chưa rõ là ai")), *officer_choices(officers_at_work())]
        form.topic_id, form.hamlet_id, form.place = None, None, ""
        return form

    def validate_topic(self, field: Field) -> None:
        """A topic that is none of ours holds nobody up: whoever sorts it chooses one."""
        self.topic_id = _one(meant(field.data, self.topics), self.topics)

    def validate_hamlet(self, field: Field) -> None:
        found, self.place = place_meant(field.data, self.hamlets)
        self.hamlet_id = _one(found, self.hamlets)

    def validate_sender_name(self, field: Field) -> None:
        if field.data and not self.phone.data and not self.phone.errors:
            raise ValidationError(
                _(
                    "Có tên thì cần số điện thoại, để người dân xem được câu trả lời. Xin hỏi số;"
                    " không có thì bỏ trống tên, góp ý được ghi không nêu tên."
                )
            )

    def validate_answered(self, field: Field) -> None:
        if field.data and self.line.data:
            raise ValidationError(
                _("Phản ánh về thái độ được gửi riêng cho người có trách nhiệm, không khép ở đây. Xin bỏ trống ô này.")
            )

    @property
    def unknown_topic(self) -> str:
        """Return what was typed as a topic and is none."""
        return str(self.topic.data or "") if self.topic_id is None else ""

    def begin_at_mistake(self) -> None:
        """Put the cursor into the first box that is to be mended, and not into the words again."""
        wrong = next((field for field in self if field.errors and field.name != "csrf_token"), None)
        if wrong is not None and wrong is not self.words:
            self.words.render_kw = {"rows": 4}
            wrong.render_kw = (wrong.render_kw or {}) | {"autofocus": True}

    @property
    def is_conduct(self) -> bool:
        return bool(self.line.data)

    @property
    def channel_slug(self) -> str:
        return next(slug for slug, channel in CHANNEL_SLUGS.items() if channel.value == self.channel.data)

    @property
    def values(self) -> dict[str, Any]:
        """Return what is kept: nameless without a number, published only where the person said yes."""
        plain = {
            "kind": FeedbackKind(self.kind.data),
            "channel": Channel(self.channel.data),
            "words": self.words.data,
            "topic_id": self.topic_id,
            "hamlet_id": self.hamlet_id,
            "place": self.place,
            "sender_name": self.sender_name.data or "",
            "phone": self.phone.data or "",
            "is_anonymous": not self.phone.data,
            "consent": Consent.WITHOUT_NAME if self.may_publish.data else Consent.NONE,
        }
        return plain | (self._conduct() if self.is_conduct else {})

    def _conduct(self) -> dict[str, Any]:
        return {
            "is_conduct": True,
            "conduct_line": self.line.data,
            "about_officer_id": int(self.about.data or NOWHERE) or None,
            "about_whom": self.about_whom.data or "",
        }


def _one(found: list[int], names: dict[str, int]) -> int | None:
    """Return what was meant; None where it is none of them. Of several, say which."""
    if len(found) > 1:
        several = ", ".join(name for name, id in names.items() if id in found[:4])
        raise ValidationError(_("Có nhiều mục giống vậy: %(several)s. Xin gõ rõ hơn.", several=several))
    return found[0] if found else None
