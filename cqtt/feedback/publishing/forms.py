"""What a person approves before everybody may read it, and why something is taken down again."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import Length

from cqtt.feedback.models import Feedback
from cqtt.feedback.publishing.choosing import Choice
from cqtt.feedback.rules import Consent
from cqtt.fields import Given
from cqtt.forms import Form, Revised
from cqtt.i18n import _, _l
from cqtt.redaction import Leftover, leftovers, redact

LONGEST = 10_000  # as long as what a sender may write


class PublishForm(Revised):
    """The public words; sent once to see them as everybody would, and once more to publish exactly these."""

    text = TextAreaField(
        _l("Nội dung công khai"),
        [Given(_l("Xin viết nội dung công khai.")), Length(max=LONGEST)],
        description=_l("Không có tên, số điện thoại, biển số, địa chỉ của ai."),
        render_kw={"rows": 6},
    )
    answer = TextAreaField(
        _l("Câu trả lời công khai"),
        [Length(max=LONGEST)],
        description=_l("Để trống nếu chưa trả lời."),
        render_kw={"rows": 5},
    )
    with_name = BooleanField(_l("Ghi tên người gửi"))
    looked_through = BooleanField(_l("Tôi đã xem từng chỗ trên và vẫn công khai như vậy"))
    seen = HiddenField()

    @classmethod
    def of(cls, feedback: Feedback, **options: Any) -> "PublishForm":
        """Return the form with the words approved before, or else those that are suggested."""
        form = cls(
            revision=feedback.revision,
            text=feedback.public_text or redact(feedback.words).text,
            answer=feedback.public_answer or redact(feedback.answer).text,
            with_name=bool(feedback.public_name),
            **options,
        )
        if feedback.consent is not Consent.WITH_NAME or not feedback.sender_name:
            del form.with_name
        else:
            form.with_name.label.text = _("Ghi tên người gửi: %(name)s", name=feedback.sender_name)
        return form

    @property
    def shows_name(self) -> bool:
        return "with_name" in self and bool(self.with_name.data)

    def leftovers(self) -> list[Leftover]:
        """Return what in the typed words still looks as if it told of somebody."""
        return [*leftovers(self.text.data or ""), *leftovers(self.answer.data or "")]

    def was_seen(self, photos: Sequence[Choice]) -> bool:
        """Whether whoever sent this has seen exactly these words and pictures as everybody would."""
        return bool(self.seen.data == self._digest(photos))

    def show_next(self, photos: Sequence[Choice]) -> None:
        """Let the next sending of the same count as seen."""
        self.seen.data, self.seen.raw_data = self._digest(photos), None

    def _digest(self, photos: Sequence[Choice]) -> str:
        pictures = [(photo.file.public_id, photo.rows) for photo in photos if photo.is_public]
        said = json.dumps([self.text.data, self.answer.data, self.shows_name, pictures])
        return sha256(said.encode()).hexdigest()[:16]


class TakeDownForm(Form):
    """Why something is public no more."""

    note = TextAreaField(
        _l("Vì sao gỡ xuống?"),
        [Given(_l("Xin ghi một câu, để đồng nghiệp biết.")), Length(max=500)],
        description=_l("Chỉ cán bộ đọc."),
        render_kw={"rows": 3},
    )
