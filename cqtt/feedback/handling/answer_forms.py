"""What officers type when they answer, or say why it is not handled here: the sender reads it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from wtforms import Field, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from cqtt.clock import date_text, day_text, today
from cqtt.dossiers.staff_fields import EITHER, NOT_EACH
from cqtt.feedback.actions import proof_of
from cqtt.feedback.handling.forms import ForJoined
from cqtt.feedback.handling.promised import Open, open_promise
from cqtt.feedback.handling.ready import WithReadyAnswers
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.rules import OUTCOME_NAMES, REASON_NAMES, Actor, Channel, Outcome, RejectReason
from cqtt.feedback.topics import Occasion
from cqtt.fields import DateBoxesField, Given
from cqtt.forms import choices_of
from cqtt.i18n import _, _l
from cqtt.public_words import PublicWords
from cqtt.upload_images import FORMATS
from cqtt.uploads import Examined, UploadRefused, examine

MOST_WORDS = 5000
MOST_PHOTOS = 6
LONGEST_TITLE = 120
ELSEWHERE = (RejectReason.NOT_OURS, RejectReason.OTHER_TRACK)
UNDONE = (Outcome.EXPLAINED, Outcome.NOT_POSSIBLE)  # neither done nor promised


FITTING = {
    Outcome.DONE: Occasion.ANSWER,
    Outcome.ON_THE_SPOT: Occasion.ANSWER,
    Outcome.EXPLAINED: Occasion.EXPLAINED,
    Outcome.PLANNED: Occasion.PLANNED,
    Outcome.NOT_POSSIBLE: Occasion.NOT_POSSIBLE,
}


class AnswerForm(ForJoined, WithReadyAnswers, PublicWords):
    """Trả lời: what was done, the words the sender reads, photographs of what was done, the day of a promise."""

    OCCASIONS = (Occasion.ANSWER, Occasion.EXPLAINED, Occasion.PLANNED, Occasion.NOT_POSSIBLE)
    read_by_all = ("title",)
    outcome = RadioField(_l("Kết quả"), [Given()])
    words = TextAreaField(
        _l("Câu trả lời, người gửi đọc"),
        [EITHER, Length(max=MOST_WORDS)],
        description=_l("Viết rõ đã làm gì, ai làm, khi nào. Xin không ghi tên, số điện thoại của người khác."),
        render_kw={"rows": 6} | NOT_EACH,
    )
    photos = MultipleFileField(
        _l("Ảnh chụp sau khi làm"),
        [EITHER],
        description=_l("Cần ít nhất một ảnh khi chọn “Đã làm xong”."),
        render_kw={"accept": ",".join(FORMATS.values())} | NOT_EACH,
    )
    due_on = DateBoxesField(_l("Ngày hẹn làm xong"), [EITHER], description=_l("Chỉ khi chọn “Sẽ làm, có ngày hẹn”."))
    title = StringField(
        _l("Việc đã hứa, mọi người đọc"),
        [EITHER, Length(max=LONGEST_TITLE)],
        description=_l(
            "Chỉ khi chọn “Sẽ làm, có ngày hẹn”: dòng này hiện công khai ngay ở “Việc đã hứa”, cùng ngày hẹn và"
            " tên Ông/Bà. Ví dụ: Thay đèn đường ấp 3. Xin không ghi tên, số nhà, số điện thoại của người dân."
        ),
        render_kw={"autocomplete": "off"} | NOT_EACH,
    )
    feedback: Feedback
    promised: Open | None
    examined: list[Examined]

    @classmethod
    def about(cls, feedback: Feedback, **values: Any) -> Self:
        form = super().about(feedback, **values)
        form.feedback, form.examined, form.promised = feedback, [], open_promise(feedback)
        form.ask_joined(feedback.joined)
        if form.promised is not None or feedback.is_conduct:
            del form.title  # it stands there already, or never will
        form.outcome.choices = choices_of({key: OUTCOME_NAMES[key] for key in _outcomes(feedback)})
        if feedback.is_conduct:
            form.photos.description, form.photos.flags.required = "", False
        return form

    def validate_outcome(self, field: Field) -> None:
        """A promise made in an answer ends where promises are kept, before another answer takes it back."""
        promised = self.promised if self.feedback.outcome is Outcome.PLANNED else None
        if promised is not None and field.data in UNDONE:
            raise ValidationError(
                _(
                    "Việc này đã hẹn xong chậm nhất %(day)s. Nếu không làm được, xin lãnh đạo ghi"
                    " ở “Việc đã hứa” trước, rồi trả lời ở đây.",
                    day=day_text(promised.due_on),
                )
            )

    def validate_ready(self, field: Field) -> None:
        chosen = FITTING.get(self.outcome.data)
        if chosen and self.picked and self.picked.occasion is not chosen:
            raise ValidationError(_("Câu này không hợp với kết quả đã chọn. Xin chọn câu khác, hoặc tự viết."))

    def validate_title(self, field: Field) -> None:
        if self.outcome.data == Outcome.PLANNED and not field.data:
            raise ValidationError(_("Xin ghi một dòng cho mọi người đọc, ví dụ: Thay đèn đường ấp 3."))

    def _look_through(self, name: str) -> None:
        if self.public_title:
            super()._look_through(name)

    def validate_words(self, field: Field) -> None:
        if not self.with_ready(field.data):
            raise ValidationError(_("Xin viết câu trả lời, hoặc chọn một câu có sẵn."))
        self.check_gaps(field)

    def validate_photos(self, field: Field) -> None:
        """Look at every picture; what is sound is in `examined`."""
        sent = [file for file in field.data or () if getattr(file, "filename", "")]
        self.examined = []
        for file in sent:
            try:
                self.examined.append(_picture(file.stream.read(), file.filename))
            except UploadRefused as refused:
                raise ValidationError(f"{file.filename}: {refused.sentence}") from None
        if len(self.feedback.photos(FileKind.AFTER)) + len(sent) > MOST_PHOTOS:
            raise ValidationError(_("Xin chọn nhiều nhất %(most)s ảnh.", most=MOST_PHOTOS))
        if self.outcome.data == Outcome.DONE and not self.feedback.is_conduct and not self._is_shown():
            raise ValidationError(
                _("Người gửi đã đề nghị xem lại: xin gửi ít nhất một ảnh mới, chụp sau khi làm lại.")
                if self.feedback.reopened_at
                else _("Việc đã làm xong thì cần ít nhất một ảnh chụp sau khi làm.")
            )

    def _is_shown(self) -> bool:
        """Tell whether a photograph shows what was done; one sent again is the one there was."""
        known = {file.sha256_received for file in self.feedback.photos(FileKind.AFTER)}
        return bool(proof_of(self.feedback)) or any(new.sha256_received not in known for new in self.examined)

    def validate_due_on(self, field: Field) -> None:
        if self.outcome.data != Outcome.PLANNED or field.errors:
            return
        if field.data is None:
            raise ValidationError(_("Xin cho biết ngày hẹn làm xong."))
        promised = self.promised
        if promised is not None and field.data != promised.due_on:
            raise ValidationError(
                _(
                    "Việc này đã hẹn xong chậm nhất %(day)s. Xin dời ngày ở “Việc đã hứa”.",
                    day=day_text(promised.due_on),
                )
            )
        if promised is None and field.data < today():
            raise ValidationError(_("Ngày hẹn đã qua. Xin chọn từ hôm nay trở đi."))

    @property
    def promised_on(self) -> date | None:
        """Return the day of a promise; of any other outcome what stands in the boxes says nothing."""
        day: date | None = self.due_on.data
        return day if self.outcome.data == Outcome.PLANNED else None

    @property
    def public_title(self) -> str:
        """Return what everybody reads of a new promise; of any other outcome nothing."""
        return str(self.title.data or "") if self.title and self.promised_on is not None else ""

    def ask_for_photos_again(self) -> None:
        """Say that pictures are to be picked anew: a browser does not keep them when the page comes back."""
        if any(getattr(file, "filename", "") for file in self.photos.data or ()) and not self.photos.errors:
            self.photos.errors = [_("Trình duyệt không giữ ảnh khi trang hiện lại: xin chọn lại ảnh.")]

    def outcomes_of(self, id: str) -> list[str]:
        """Return the outcomes for which this standard answer is offered."""
        return [outcome.value for outcome, fit in FITTING.items() if fit is self.texts[id].occasion]

    @property
    def whole_answer(self) -> str:
        """Return what the sender reads; the day that is promised always stands in it."""
        return self._with_day(self.with_ready(self.words.data))

    @property
    def answer_for_joined(self) -> str:
        """Return what the senders of what was joined with it read, with the day too."""
        return self._with_day(self.words_for_joined) if self.words_for_joined else ""

    def _with_day(self, words: str) -> str:
        if self.promised_on is None or date_text(self.promised_on) in words:
            return words
        return f"{words}\n" + _("Chúng tôi hẹn làm xong chậm nhất %(day)s.", day=day_text(self.promised_on))


def _outcomes(feedback: Feedback) -> Iterable[Outcome]:
    """Return what may be chosen: solved on the spot only where people met, and not what came back from there."""
    said = feedback.channel in (Channel.DESK, Channel.SESSION) and feedback.events[0].actor is Actor.OFFICER
    met = feedback.reopened_at is None and (said or feedback.outcome is Outcome.ON_THE_SPOT)
    return [outcome for outcome in Outcome if outcome is not Outcome.ON_THE_SPOT or met]


def _picture(content: bytes, name: str) -> Examined:
    """Return the picture as it is kept; a PDF is none."""
    examined = examine(content, name)
    if not examined.media_type.startswith("image/"):
        raise UploadRefused("other-kind", _("Ở đây chỉ nhận ảnh. Xin chụp lại, hoặc chọn tệp ảnh."))
    return examined


class RejectForm(ForJoined, WithReadyAnswers):
    """Không giải quyết ở mục này: why, and who is competent."""

    OCCASIONS = (Occasion.NOT_OURS, Occasion.REJECT)
    reason = RadioField(_l("Vì sao"), [Given()], choices=choices_of(REASON_NAMES))
    words = TextAreaField(
        _l("Lời giải thích, người gửi đọc"),
        [EITHER, Length(max=MOST_WORDS)],
        description=_l("Nói rõ vì sao, và Ông/Bà nên làm gì tiếp."),
        render_kw={"rows": 4} | NOT_EACH,
    )
    competent_place = StringField(
        _l("Nơi có thẩm quyền"),
        [Length(max=300)],
        description=_l(
            "Tên cơ quan, địa chỉ, điện thoại, giờ tiếp. Cần khi không thuộc thẩm quyền, khiếu nại, tố cáo."
        ),
        render_kw={"autocomplete": "off"},
    )

    @classmethod
    def about(cls, feedback: Feedback, **values: Any) -> Self:
        form = super().about(feedback, **values)
        form.ask_joined(feedback.joined)
        return form

    def validate_words(self, field: Field) -> None:
        if not self.with_ready(field.data):
            raise ValidationError(_("Xin viết lời giải thích, hoặc chọn một câu có sẵn."))
        self.check_gaps(field)

    def validate_competent_place(self, field: Field) -> None:
        if self.reason.data in ELSEWHERE and not self.place:
            raise ValidationError(_("Xin cho biết nơi có thẩm quyền, để người gửi biết tìm đến đâu."))

    @property
    def place(self) -> str:
        """Return who is competent: as typed, or as it stands with the text that was picked."""
        if self.reason.data not in ELSEWHERE:
            return ""
        return str(self.competent_place.data or (self.picked.competent_place if self.picked else ""))
