"""What the forms of officers' moves have in common: limits of length, choices, and standard texts to pick from."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self

from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from cqtt.commune.limits import Unit
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.fields import Given
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.phrases.models import Occasion, StandardText, texts_for

NOTE = Length(max=500)
REASON = Length(max=2000)
MOST_OF_A_GROUND = 300
LEGAL_GROUND = Length(max=MOST_OF_A_GROUND)
SHELF = Length(max=40)
NOBODY = "0"
DEPARTMENT = "phong:"  # before the name of a department among the choices
UNITS = (
    SelectChoice(Unit.WORKING_DAY.value, _l("ngày làm việc")),
    SelectChoice(Unit.DAY.value, _l("ngày")),
    SelectChoice(Unit.HOUR.value, _l("giờ làm việc")),
)


class Either:
    """Mark a field as one of two of which one is enough: its label says so, the form checks it."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        return None


EITHER = Either()
NOT_EACH = {"required": False}  # so that no box by itself is announced as required


def between(low: int, high: int) -> Callable[[Form, Field], None]:
    """Return a check of a number that has been read; one that could not be read has its sentence already."""

    def check(form: Form, field: Field) -> None:
        if field.data is not None and not low <= field.data <= high:
            raise ValidationError(_("Xin ghi số từ %(low)s đến %(high)s.", low=low, high=high))

    return check


def officer_choices(officers: Iterable[Officer], group: str | None = None) -> list[SelectChoice]:
    """Return officers as a list to choose from, each with the title people know."""
    return [SelectChoice(str(officer.id), officer.name_and_title, optgroup=group) for officer in officers]


def grounds_to_choose(legal_basis: Iterable[str]) -> list[str]:
    """Return the legal grounds to choose from: all of the procedure's in one line where they fit, then each."""
    each = [ground for ground in legal_basis if len(ground) <= MOST_OF_A_GROUND]
    together = "; ".join(each)
    return [together, *each] if len(each) > 1 and len(together) <= MOST_OF_A_GROUND else each


class WithReadyTexts(Form):
    """A form that offers the standard texts of its occasion: one is picked with a tap, more may be written below."""

    OCCASION: ClassVar[Occasion]
    ready = RadioField(
        _l("Câu có sẵn (chọn ở đây, hoặc viết ở ô dưới)"), [EITHER, Optional()], default="", render_kw=NOT_EACH
    )

    @classmethod
    def about(cls, dossier: Dossier, **values: Any) -> Self:
        """Return the form filled from the request, with what may be picked for this dossier's procedure."""
        form = cls.from_request(**values)
        form.offer(texts_for(cls.OCCASION, dossier.procedure_id))
        return form

    def offer(self, texts: Iterable[StandardText]) -> None:
        self.texts = {str(text.id): text for text in texts}
        offered = [SelectChoice(id, _with_what_it_brings(text)) for id, text in self.texts.items()]
        self.ready.choices = [SelectChoice("", _("Tự viết ở ô dưới")), *offered]

    @property
    def picked(self) -> StandardText | None:
        return self.texts.get(self.ready.data or "")

    def with_ready(self, written: str | None) -> str:
        """Return the text that was picked, and behind it what was written."""
        return " ".join(part for part in (self.picked.text if self.picked else "", written or "") if part)


def _with_what_it_brings(text: StandardText) -> str:
    """Return the text as it is offered: with the legal ground and the place that come with it."""
    ground = _("căn cứ %(ground)s", ground=text.legal_ground) if text.legal_ground else ""
    place = _("mời đến %(place)s", place=text.competent_place) if text.competent_place else ""
    brought = "; ".join(filter(None, (ground, place)))
    return f"{text.text} ({brought})" if brought else text.text


class ShelveForm(Form):
    """Kệ số: where the paper result lies until it is fetched."""

    shelf = StringField(
        _l("Kệ số"),
        [Given(_l("Xin ghi số kệ, ví dụ A3.")), SHELF],
        description=_l("Nơi để kết quả giấy, để ai trực quầy cũng tìm thấy."),
        render_kw={"autocomplete": "off"},
    )
