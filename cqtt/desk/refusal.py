"""Từ chối at the desk: its words are asked on the screen itself, so that nothing is made before it is decided."""

from collections.abc import Iterable

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.phrases.models import StandardText

OWN_WORDS = ""
MOST_OF_A_GROUND = 400


class RefusalWords(Form):
    """The reason, its legal ground and the place to go to instead (form 03)."""

    refusal = SelectField(_l("Câu có sẵn"), coerce=str, default=OWN_WORDS)
    refusal_reason = TextAreaField(
        _l("Lý do từ chối, viết cho người nộp đọc"), [Length(max=2000)], render_kw={"rows": 2}
    )
    refusal_place = StringField(
        _l("Nơi có thẩm quyền, nếu là nơi khác"),
        [Length(max=MOST_OF_A_GROUND)],
        render_kw={"autocomplete": "off"},
    )
    refusal_ground = StringField(
        _l("Căn cứ pháp lý của việc từ chối"),
        [Length(max=MOST_OF_A_GROUND)],
        render_kw={"list": "grounds", "autocomplete": "off"},
    )

    def offer_refusals(self, texts: Iterable[StandardText]) -> None:
        """Fill the list with the standard texts of the procedure; each may bring its ground and its place."""
        self.ready = {str(text.id): text for text in texts}
        named = {number: text.text for number, text in self.ready.items()}
        self.refusal.choices = choices_of({OWN_WORDS: _("Tự viết ở ô dưới"), **named})

    @property
    def picked_refusal(self) -> StandardText | None:
        return self.ready.get(self.refusal.data or "")

    @property
    def whole_refusal_ground(self) -> str:
        return self.refusal_ground.data or (self.picked_refusal.legal_ground if self.picked_refusal else "")

    @property
    def whole_refusal(self) -> str:
        """Return the reason as the citizen reads it, with the place to go to."""
        picked = self.picked_refusal
        said = " ".join(filter(None, (picked.text if picked else "", self.refusal_reason.data)))
        place = self.refusal_place.data or (picked.competent_place if picked else "")
        if not said or not place:
            return said
        return f"{said.rstrip('.')}. " + _("Mời Ông/Bà đến: %(place)s.", place=place.rstrip("."))
