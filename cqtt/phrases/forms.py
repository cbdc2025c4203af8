"""What administrators type about a standard text."""

from collections.abc import Iterable
from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from cqtt.fields import Given
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.phrases.models import Occasion, StandardText
from cqtt.phrases.rules import MOST_OF_A_GROUND, MOST_OF_A_TEXT
from cqtt.phrases.words import OCCASION_NAMES

FOR_ALL = ""


class StandardTextForm(Form):
    """One sentence: when it is offered, for which procedure, and what goes with it."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    occasion = SelectField(_l("Dùng khi"), [Given()], choices=choices_of(OCCASION_NAMES), coerce=Occasion)
    for_procedure = SelectField(_l("Cho thủ tục"), default=FOR_ALL)
    text = TextAreaField(
        _l("Câu"),
        [Given(_l("Xin viết câu cần dùng.")), Length(max=MOST_OF_A_TEXT)],
        description=_l("Viết trọn câu, như nói với người dân tại quầy. Gọi người nộp là Ông/Bà."),
        render_kw={"rows": 3},
    )
    legal_ground = StringField(
        _l("Căn cứ pháp lý"),
        [Length(max=MOST_OF_A_GROUND)],
        description=_l("Chỉ cho câu từ chối và câu dừng xử lý. Chưa chắc thì để trống, cán bộ tự ghi."),
    )
    competent_place = StringField(
        _l("Nơi có thẩm quyền"),
        [Length(max=MOST_OF_A_GROUND)],
        description=_l("Chỉ cho câu từ chối: người nộp cần đến đâu. Ví dụ: Công an xã."),
    )

    @classmethod
    def of(cls, text: StandardText | None, procedures: Iterable[tuple[int, str]], **options: Any) -> "StandardTextForm":
        """Return the form as the record fills it, and the request where something was sent."""
        chosen = str(text.procedure_id or FOR_ALL) if text else FOR_ALL
        form = cls(obj=text, **({"for_procedure": chosen} if text else {}), **options)
        named = [SelectChoice(str(id), name) for id, name in procedures]
        form.for_procedure.choices = [SelectChoice(FOR_ALL, _("Mọi thủ tục")), *named]
        return form

    def details(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        return {
            "occasion": self.occasion.data,
            "procedure_id": int(self.for_procedure.data) if self.for_procedure.data else None,
            "text": self.text.data,
            "legal_ground": self.legal_ground.data or "",
            "competent_place": self.competent_place.data or "",
        }

    def rest_on(self, revision: int) -> None:
        """Keep what was typed, as a change to what is stored by now; saving again is then a decision."""
        self.revision.raw_data, self.revision.data = None, revision


def side_by_side(form: StandardTextForm, stored: StandardTextForm) -> list[tuple[str, str, str]]:
    """Return (label, what was typed, what is stored now) wherever the two differ."""
    names = ("occasion", "for_procedure", "text", "legal_ground", "competent_place")
    return [
        (str(form[name].label.text), _shown(form[name]), _shown(stored[name]))
        for name in names
        if (form[name].data or "") != (stored[name].data or "")
    ]


def _shown(field: Any) -> str:
    """Return what stands in a box as people read it."""
    if isinstance(field, SelectField):
        chosen = [str(option.label) for option in field.choices if str(option.value) == str(field.data)]
        return chosen[0] if chosen else _("(trống)")
    return str(field.data or _("(trống)"))
