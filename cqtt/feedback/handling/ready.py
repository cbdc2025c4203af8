"""Standard answers that fit: by what is being written and by the topic, offered to be picked with one tap.

A text may have gaps, written “…”, that an officer fills in: with one of them open nothing is sent.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from flask import request
from sqlalchemy import or_, select
from wtforms import Field, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from cqtt.dossiers.staff_fields import EITHER, NOT_EACH
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.topics import Occasion, StandardAnswer
from cqtt.forms import Form
from cqtt.i18n import _, _l

# How each is announced where texts for several occasions stand in one list.
OCCASION_NAMES = {
    Occasion.ANSWER: _l("Đã làm xong"),
    Occasion.EXPLAINED: _l("Đã giải thích"),
    Occasion.PLANNED: _l("Sẽ làm"),
    Occasion.NOT_POSSIBLE: _l("Chưa làm được"),
    Occasion.NOT_OURS: _l("Nơi khác giải quyết"),
}
GAP = "…"
INTO_THE_BOX = "dua-vao-o"  # the button for whoever has no scripts; with them a tap on the text does it
BEFORE_A_GAP = 20  # letters by which a gap is known again in what was written


def answers_for(occasions: Iterable[Occasion], topic_id: int | None) -> list[StandardAnswer]:
    """Return what may be offered: by occasion in this order, those of the topic first; one query."""
    asked = list(occasions)
    fitting = or_(StandardAnswer.topic_id.is_(None), StandardAnswer.topic_id == topic_id)
    found = db.session.scalars(
        select(StandardAnswer).where(StandardAnswer.occasion.in_(asked), StandardAnswer.is_active, fitting)
    )
    return sorted(found, key=lambda one: (asked.index(one.occasion), one.topic_id is None, one.position, one.id or 0))


class WithReadyAnswers(Form):
    """A form that offers standard answers: one is picked, more may be written below."""

    OCCASIONS: ClassVar[tuple[Occasion, ...]]
    BOX: ClassVar[str] = "words"  # where a text that is picked is completed
    ready = RadioField(
        _l("Câu có sẵn (chọn ở đây, hoặc viết ở ô dưới)"), [EITHER, Optional()], default="", render_kw=NOT_EACH
    )

    @classmethod
    def about(cls, feedback: Feedback, **values: Any) -> Self:
        """Return the form filled from the request, with what may be picked for this feedback's topic."""
        form = cls.from_request(**values)
        form.offer(answers_for(cls.OCCASIONS, feedback.topic_id))
        return form

    def accepted(self) -> bool:
        """Whether it may be carried out; not where its button asks only for the text in the box."""
        if self.fills_box:
            self.put_into_box()
            return False
        return super().accepted()

    @property
    def fills_box(self) -> bool:
        return INTO_THE_BOX in request.form and self.picked is not None

    @property
    def http_status(self) -> int:
        return 200 if INTO_THE_BOX in request.form and not self.errors else super().http_status

    def put_into_box(self) -> None:
        """Move the text that was picked into the box, before what was written there."""
        self[self.BOX].data, self.ready.data = self.with_ready(self[self.BOX].data), ""

    def check_gaps(self, field: Field) -> None:
        """Raise ValidationError while a gap of a standard answer is open; its text is in the box then, to be filled."""
        if _has_gap(self.with_ready(field.data), self.texts.values()):
            self.put_into_box()
            raise ValidationError(_("Câu có sẵn còn chỗ “…” chưa điền. Xin điền vào ô này rồi gửi lại."))

    def offer(self, answers: Iterable[StandardAnswer]) -> None:
        self.texts = {str(answer.id): answer for answer in answers}
        offered = [SelectChoice(id, _announced(answer)) for id, answer in self.texts.items()]
        self.ready.choices = [SelectChoice("", _("Tự viết ở ô dưới")), *offered]

    @property
    def picked(self) -> StandardAnswer | None:
        return self.texts.get(self.ready.data or "")

    def with_ready(self, written: str | None) -> str:
        """Return the text that was picked, and behind it what was written."""
        return "\n".join(part for part in (self.picked.text if self.picked else "", written or "") if part)


def _has_gap(words: str, offered: Iterable[StandardAnswer]) -> bool:
    before = [part[-BEFORE_A_GAP:] for one in offered for part in _plain(one.text).split(GAP)[:-1]]
    return any(f"{part}{GAP}" in _plain(words) for part in before)


def _plain(words: str) -> str:
    return " ".join(words.replace("...", GAP).split())


def _announced(answer: StandardAnswer) -> str:
    name = OCCASION_NAMES.get(answer.occasion)
    words = f"{name}: {answer.text}" if name else answer.text
    return _("%(words)s (%(place)s)", words=words, place=answer.competent_place) if answer.competent_place else words
