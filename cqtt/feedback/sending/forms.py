"""What a sender types: what it is, what there is to say."""

from collections.abc import Sequence
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import Field, FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length, Optional, StopValidation, ValidationError

from cqtt.commune.pledge_text import LINES
from cqtt.feedback.sending.choices import UNKNOWN, hamlet_choices, topic_choices, whom, whom_choices
from cqtt.feedback.sending.rules import MOST_LETTERS, MOST_LINKS, Saying, links_in, position, says_something
from cqtt.fields import Given, GivenIf
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l


class BeginForm(Form):
    """The doors of the first page: each is a button of the same form."""

    saying = RadioField(
        validators=[Given(_l("Xin chọn một trong các mục dưới đây."))],
        choices=choices_of({one.value: one.value for one in Saying}),
    )


class Said:
    """Ask for words, unless there is a voice note; words that say nothing are asked for again."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data and getattr(form, "has_voice", False):
            raise StopValidation
        if not says_something(field.data or ""):
            raise StopValidation(_("Xin kể vài lời: chuyện gì, ở đâu, từ bao giờ. Hoặc bấm ghi âm rồi nói."))


def few_links(form: Form, field: Field) -> None:
    """Refuse a list of websites; a matter of the commune needs few."""
    if links_in(field.data or "") > MOST_LINKS:
        raise ValidationError(
            _("Xin để lại nhiều nhất %(most)s đường liên kết và kể bằng lời của Ông/Bà.", most=MOST_LINKS)
        )


TOO_LONG = _l("Xin viết gọn lại, nhiều nhất 5.000 chữ cái. Những gì đã viết vẫn còn ở đây.")


def words_field(question: Any, help: Any) -> TextAreaField:
    """Return the box for words; what else is asked stands before it or after it in the order of the page."""
    checks = [Said(), Length(max=MOST_LETTERS, message=TOO_LONG), few_links]
    return TextAreaField(question, checks, description=help, render_kw={"rows": 6})


class SayingForm(Form):
    """What there is to say: words or a voice note, and where."""

    has_voice = False
    refused_photos: Sequence[str] = ()
    words = words_field(
        _l("Ông/Bà muốn nói điều gì?"),
        _l("Kể như đang nói chuyện: chuyện gì, ở đâu, từ bao giờ. Không viết được thì ghi âm ở dưới."),
    )
    voice = FileField(_l("Hoặc nói"), description=_l("Cán bộ nghe rồi ghi lại thành chữ. Ghi âm được xóa sau đó."))

    @classmethod
    def filled(cls, typed: "MultiDict[str, str] | None", has_voice: bool, kept: bool = False) -> Self:
        """Return the form with what is sent now, else with what was typed before.

        `kept`: only to read what is kept, without a token.
        """
        form = cls(typed, meta={"csrf": False}) if kept else cls(typed) if typed is not None else cls()
        form.has_voice = has_voice
        form.offer()
        return form

    def complaints(self) -> list[tuple[str, str]]:
        """Return what is wrong on the page, and what was not taken of the photographs below it."""
        return super().complaints() + [("anh-tep", sentence) for sentence in self.refused_photos]

    def offer(self) -> None:
        """Give the fields their choices."""

    def values(self) -> dict[str, Any]:
        """Return what is stored of it."""
        return {"words": self.words.data or ""}


class MatterForm(SayingForm):
    """Phản ánh, kiến nghị, góp ý: about what, and where."""

    topic_id = SelectField(_l("Về việc gì?"), [Given(_l("Xin chọn việc gần nhất với điều Ông/Bà nói."))], coerce=str)
    hamlet_id = SelectField(_l("Ở đâu?"), [Optional()], coerce=str)
    place = StringField(
        _l("Chỗ nào"),
        [Length(max=200)],
        description=_l("Ví dụ: trước nhà văn hóa, ngã ba chợ. Xin đừng ghi số nhà của người khác."),
    )
    latitude = HiddenField()
    longitude = HiddenField()

    def offer(self) -> None:
        self.topic_id.choices = topic_choices()
        self.hamlet_id.choices = hamlet_choices()

    def values(self) -> dict[str, Any]:
        where = position(self.latitude.data or "", self.longitude.data or "")
        return super().values() | {
            "topic_id": _row(self.topic_id.data),
            "hamlet_id": _row(self.hamlet_id.data),
            "place": self.place.data or "",
            "latitude": where[0] if where else None,
            "longitude": where[1] if where else None,
        }


class PraiseForm(SayingForm):
    """Khen ngợi: whom, if anybody by name."""

    about = SelectField(_l("Khen ai?"), [Optional()], coerce=str)
    hamlet_id = SelectField(_l("Ở đâu?"), [Optional()], coerce=str)

    def offer(self) -> None:
        self.about.choices = whom_choices(("", _("Không nêu riêng ai")))
        self.hamlet_id.choices = hamlet_choices()

    def values(self) -> dict[str, Any]:
        return super().values() | {"hamlet_id": _row(self.hamlet_id.data)} | _about(self.about.data)


NO_LINE = "xep-giup"  # the reader finds the line of the pledge


class ConductForm(SayingForm):
    """Thái độ của cán bộ: who, and which line of the pledge was not kept."""

    about = SelectField(
        _l("Chuyện về ai, ở quầy nào?"), [Given(_l("Xin chọn một người, một quầy, hoặc “Không biết tên”."))]
    )
    about_whom = StringField(
        _l("Người ấy trông thế nào, ngồi ở đâu"),
        [
            GivenIf("about", UNKNOWN, _l("Xin tả vài nét, để chúng tôi biết Ông/Bà nói về ai.")),
            Length(max=200),
        ],
        description=_l(
            "Ví dụ: cán bộ nữ ở bàn ngoài cùng, buổi sáng. Chưa biết là ai nên chúng tôi chưa chặn được đúng người;"
            " xin tả rõ hoặc chọn quầy."
        ),
    )
    line = RadioField(
        _l("Điều nào trong cam kết chưa được giữ?"),
        [AnyOf([NO_LINE, *LINES], message=_l("Xin chọn điều gần nhất với chuyện đã xảy ra."))],
        choices=choices_of({NO_LINE: _l("Không rõ, xin xếp giúp"), **LINES}),
        validate_choice=False,  # the sentence above says it better
        default=NO_LINE,
    )
    place = StringField(
        _l("Khi nào, ở đâu"),
        [Length(max=200)],
        description=_l("Nhớ gần đúng cũng được. Ví dụ: khoảng 9 giờ sáng thứ Hai, tại quầy 2."),
    )

    words = words_field(
        _l("Chuyện đã xảy ra thế nào?"),
        _l("Ông/Bà đến làm việc gì, đã nghe, đã thấy điều gì. Không viết được thì ghi âm ở dưới."),
    )

    def offer(self) -> None:
        self.about.choices = whom_choices(("", _("Xin chọn")), (UNKNOWN, _("Không biết tên")))

    def values(self) -> dict[str, Any]:
        unknown = self.about.data == UNKNOWN
        return (
            super().values()
            | _about(self.about.data)
            | {
                "is_conduct": True,
                "conduct_line": self.line.data if self.line.data in LINES else "",
                "about_whom": (self.about_whom.data or "") if unknown else "",
                "place": self.place.data or "",
            }
        )


FORMS: dict[Saying, type[SayingForm]] = {Saying.PRAISE: PraiseForm, Saying.CONDUCT: ConductForm}


def form_for(saying: Saying) -> type[SayingForm]:
    """Return the form that asks what there is to say."""
    return FORMS.get(saying, MatterForm)


def _about(chosen: str | None) -> dict[str, Any]:
    found = whom(chosen or "")
    return {
        "about_officer_id": found.officer.id if found.officer else None,
        "about_counter_id": found.counter.id if found.counter else None,
    }


def _row(chosen: str | None) -> int | None:
    return int(chosen) if chosen and chosen != UNKNOWN else None
