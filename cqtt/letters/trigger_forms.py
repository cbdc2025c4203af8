"""What administrators type about the procedures that cause a letter."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from cqtt.fields import Given
from cqtt.forms import Form, Revised, choices_of
from cqtt.i18n import _, _l
from cqtt.letters.models import LetterTrigger
from cqtt.letters.rules import OCCASION_NAMES, Occasion
from cqtt.letters.triggers import is_swapped
from cqtt.letters.wording import FROM_ANSWERS
from cqtt.procedures.questions import Question

NOBODY = ""
OF_A_PROCEDURE = {occasion: OCCASION_NAMES[occasion] for occasion in FROM_ANSWERS}


class TriggerForm(Revised):
    """Which letter it is, and which answers name the people in it."""

    occasion = SelectField(_l("Thư nào"), [Given()], choices=choices_of(OF_A_PROCEDURE), coerce=Occasion)
    first = SelectField(
        _l("Tên lấy từ câu nào của tờ khai"),
        description=_l("Tên người chồng, em bé, hoặc người đã mất. Không chắc thì để “Không lấy”, thư vẫn đọc được."),
    )
    second = SelectField(_l("Và từ câu nào"), description=_l("Chỉ cho thư mừng kết hôn: tên người vợ."))

    @classmethod
    def of(cls, trigger: LetterTrigger, questions: Sequence[Question], **options: Any) -> "TriggerForm":
        """Return the form as the record fills it; a question that the form has no more is not offered."""
        chosen = [*chosen_questions(trigger), NOBODY, NOBODY]
        form = cls(revision=trigger.revision, occasion=trigger.occasion, first=chosen[0], second=chosen[1], **options)
        form.questions = questions
        offered = [SelectChoice(question.id, question.label) for question in questions]
        for field in (form.first, form.second):
            field.choices = [SelectChoice(NOBODY, _("Không lấy, thư gọi chung")), *offered]
        return form

    questions: Sequence[Question]

    @property
    def _is_about_a_couple(self) -> bool:
        return self.occasion.data is Occasion.MARRIAGE and bool(self.first.data and self.second.data)

    def validate_second(self, field: SelectField) -> None:
        if field.data and field.data == self.first.data:
            raise ValidationError(_("Hai ô đang chọn cùng một câu. Xin chọn câu hỏi tên người kia."))
        if field.data and not self.first.data:
            raise ValidationError(_("Xin chọn câu thứ nhất trước."))
        if self._is_about_a_couple and is_swapped(self.questions, self.first.data, field.data):
            raise ValidationError(_("Xin chọn tên chồng ở ô trên, tên vợ ở ô này: thư gọi theo thứ tự ấy."))

    @property
    def answers(self) -> dict[str, list[str]]:
        """Return which answers fill which place, as the record keeps it."""
        asked = [self.first.data, self.second.data if self.occasion.data is Occasion.MARRIAGE else NOBODY]
        named = [id for id in asked if id]
        return {place: named for place in FROM_ANSWERS[self.occasion.data]} if named else {}


class AddTriggerForm(Form):
    """One more procedure, and the letter it causes."""

    procedure = SelectField(_l("Thủ tục"), [Given(_l("Xin chọn thủ tục."))])
    occasion = SelectField(_l("Thư nào"), [Given()], choices=choices_of(OF_A_PROCEDURE), coerce=Occasion)

    @classmethod
    def among(cls, procedures: Iterable[tuple[int, str, str]]) -> "AddTriggerForm":
        form = cls()
        named = [SelectChoice(str(id), f"{name} ({code})" if code else name) for id, code, name in procedures]
        form.procedure.choices = [SelectChoice("", _("Xin chọn")), *named]
        return form


def chosen_questions(trigger: LetterTrigger) -> list[str]:
    """Return the ids of the questions that name people, whichever place they fill."""
    stored = [ids for place in FROM_ANSWERS.get(trigger.occasion, ()) if (ids := trigger.answers.get(place))]
    return [id for ids in stored for id in ([ids] if isinstance(ids, str) else ids)]
