"""Who says it: named or not, and whether it may be published; whom to call when something followed is answered."""

from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, StringField
from wtforms.validators import Length, Optional, ValidationError

from cqtt.feedback.rules import Consent
from cqtt.feedback.sending.rules import Saying
from cqtt.fields import Given, GivenIf, PhoneField, email_address, person_name
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l


class Reachable(Given):
    """Ask whoever gives a name for a telephone or a mail address: an answer has to get there."""

    def __call__(self, form: Form, field: Field) -> None:
        if form["is_anonymous"].data == "no" and not form["email"].data:
            super().__call__(form, field)


class WhoForm(Form):
    """Who says it, named or not, and whether it may be published."""

    is_anonymous = RadioField(
        _l("Ông/Bà muốn để tên không?"),
        [Given(_l("Xin chọn một trong hai."))],
        choices=choices_of(
            {
                "no": _l("Để tên: chúng tôi trả lời đúng hạn và báo tin cho Ông/Bà"),
                "yes": _l(
                    "Không để tên: chúng tôi không ghi tên, số; giọng nói, ảnh, vị trí có thể cho người khác đoán ra"
                ),
            }
        ),
        default="no",
    )
    sender_name = StringField(
        _l("Họ và tên"),
        [
            GivenIf("is_anonymous", "no", _l("Xin cho biết họ và tên, hoặc chọn “Không để tên”.")),
            Length(max=100),
            person_name,
        ],
        render_kw={"autocomplete": "name"},
    )
    phone = PhoneField(
        _l("Số điện thoại"),
        [Reachable(_l("Xin cho biết số điện thoại hoặc thư điện tử, để câu trả lời đến được Ông/Bà.")), Length(max=20)],
        description=_l("Để báo tin. Bốn số cuối dùng để tra cứu."),
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    email = StringField(
        _l("Thư điện tử"),
        [Optional(), Length(max=200), email_address],
        render_kw={"inputmode": "email", "autocomplete": "email"},
    )
    consent = RadioField(
        _l("Chúng tôi có thể đăng điều này và câu trả lời lên trang công khai không?"),
        [Given(_l("Xin chọn một trong các mục."))],
        description=_l("Cán bộ đọc lại và bỏ tên, số điện thoại, biển số trước khi đăng. Rút lại lúc nào cũng được."),
        default=Consent.WITHOUT_NAME.value,
    )

    @classmethod
    def filled(cls, typed: "MultiDict[str, str] | None", saying: Saying, kept: bool = False) -> Self:
        """Return the form with what is sent now, else with what was typed before; conduct is never published."""
        form = cls(typed, meta={"csrf": False}) if kept else cls(typed) if typed is not None else cls()
        form.consent.choices = choices_of(
            {
                Consent.WITHOUT_NAME.value: _("Được, nhưng không nêu tên tôi"),
                Consent.WITH_NAME.value: _("Được, và nêu tên tôi"),
                Consent.NONE.value: _("Không đăng"),
            }
        )
        if saying is Saying.CONDUCT:
            del form.consent
        return form

    def validate_consent(self, field: RadioField) -> None:
        """A name that is not given cannot be published."""
        if self.anonymous and field.data == Consent.WITH_NAME.value:
            raise ValidationError(_("Không để tên thì không nêu tên được. Xin chọn một trong hai mục kia."))

    @property
    def anonymous(self) -> bool:
        return bool(self.is_anonymous.data == "yes")

    def values(self) -> dict[str, Any]:
        """Return what is stored; of whoever gives no name, nothing that could name them."""
        consent = Consent(self.consent.data) if "consent" in self else Consent.NONE
        if self.anonymous:
            return {"is_anonymous": True, "consent": consent}
        return {
            "is_anonymous": False,
            "sender_name": self.sender_name.data or "",
            "phone": self.phone.data or "",
            "email": self.email.data or "",
            "consent": consent,
        }


class FollowForm(Form):
    """Following the same matter of somebody else: a telephone for the answer, if one likes."""

    phone = PhoneField(
        _l("Số điện thoại"),
        [Optional(), Length(max=20)],
        description=_l("Để chúng tôi báo khi có câu trả lời. Không ai khác thấy số này."),
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
