"""What administrators type about the texts of letters."""

from typing import Any

from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from cqtt.fields import Given
from cqtt.forms import Revised
from cqtt.i18n import _, _l
from cqtt.letters.rules import Occasion
from cqtt.letters.template_reading import Version
from cqtt.letters.wording import (
    MOST_OF_A_BODY,
    MOST_OF_A_SUBJECT,
    REQUIRED,
    count_places,
    faults_of,
    places_in,
    says_something,
)
from cqtt.text import nfc


class TemplateForm(Revised):
    """Subject and body of one text, with places in braces; `case` is a dossier to try it with."""

    subject = StringField(
        _l("Tiêu đề"),
        [Given(_l("Xin ghi tiêu đề.")), Length(max=MOST_OF_A_SUBJECT)],
        filters=[lambda typed: nfc(typed) if typed else typed],
        render_kw={"autocomplete": "off"},
    )
    body = TextAreaField(
        _l("Lời thư"),
        [Given(_l("Xin viết lời thư.")), Length(max=MOST_OF_A_BODY)],
        description=_l("Dòng trống ngăn đoạn. Chỗ điền viết trong ngoặc { }. Người ký và ngày tháng có sẵn trên thư."),
        render_kw={"rows": 16},
    )
    leaves_out = BooleanField(_l("Tôi biết và vẫn muốn bỏ"))
    case = StringField(
        _l("Xem thử với một hồ sơ"),
        [Length(max=60)],
        description=_l("Ghi mã hồ sơ. Để trống thì dùng ví dụ. Mỗi lần xem được ghi vào nhật ký."),
        render_kw={"autocomplete": "off"},
    )
    occasion: Occasion
    before: Version

    @classmethod
    def of(cls, occasion: Occasion, holding: Version, words: Version | None = None, **options: Any) -> "TemplateForm":
        """Return the form as the version that holds fills it, or as these older words do."""
        shown = words or holding
        form = cls(revision=holding.number, subject=shown.subject, body=shown.body, **options)
        form.occasion, form.before = occasion, holding
        return form

    @property
    def case_to_show(self) -> str:
        """Return the code that was typed; none where another site may have sent it: looking is recorded."""
        return "" if "csrf_token" in self and self.csrf_token.errors else self.case.data or ""

    @property
    def dropped(self) -> list[str]:
        """Which places the version that holds has, and what was typed has no more."""
        typed = places_in(f"{self.subject.data or ''}\n{self.body.data or ''}")
        return [name for name in places_in(f"{self.before.subject}\n{self.before.body}") if name not in typed]

    @property
    def thinned(self) -> list[tuple[str, int, int]]:
        """Return (place, how often now, how often before) of what stands there still, but less often."""
        before = count_places(f"{self.before.subject}\n{self.before.body}")
        typed = count_places(f"{self.subject.data or ''}\n{self.body.data or ''}")
        return [
            (braced([name]), typed[name], count) for name, count in before.items() if 0 < typed.get(name, 0) < count
        ]

    def validate_subject(self, field: Field) -> None:
        _say(faults_of(self.occasion, field.data, _whole(self.occasion)))
        if not says_something(field.data):
            raise ValidationError(_("Tiêu đề cần có chữ."))

    def validate_body(self, field: Field) -> None:
        _say(faults_of(self.occasion, "", field.data))
        if not says_something(field.data):
            raise ValidationError(_("Lời thư cần có chữ."))

    def validate_leaves_out(self, field: Field) -> None:
        if self.dropped and not field.data and not self.body.errors:
            raise ValidationError(
                _(
                    "Lời mới không còn %(names)s. Xin viết lại chỗ ấy, hoặc đánh dấu vào ô này nếu đúng là muốn bỏ.",
                    names=braced(self.dropped),
                )
            )

    def differences_from(self, stored: "TemplateForm") -> list[tuple[str, str]]:
        """Rest on the version that holds by now; return what it says wherever that is not what was typed."""
        del stored.case, stored.leaves_out
        return self.rest_on(stored)


def braced(names: list[str]) -> str:
    """Return the places as they are written: {ho_ten}, {ngay_hen}."""
    return ", ".join(f"{{{name}}}" for name in names)


def _whole(occasion: Occasion) -> str:
    """Return a body that lacks nothing, so that only the subject can be at fault."""
    return braced(list(REQUIRED.get(occasion, ())))


def _say(faults: list[str]) -> None:
    if faults:
        raise ValidationError(" ".join(faults))
