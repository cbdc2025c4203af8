"""What officers type while they sort feedback: who gets it, what it is, what a voice note says, notes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from cqtt.clock import date_text, local, today
from cqtt.commune.absence import absence_words
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Officer, active_hamlets, the_commune
from cqtt.commune.pledge_text import GROUPS
from cqtt.dossiers.staff_fields import DEPARTMENT, EITHER, NOT_EACH, NOTE, officer_choices
from cqtt.feedback.handling.ready import WithReadyAnswers
from cqtt.feedback.joined import has_own_answer
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import KIND_NAMES, FeedbackKind
from cqtt.feedback.secrecy import may_be_given
from cqtt.feedback.topics import FeedbackTopic, Occasion, active_topics
from cqtt.fields import DateBoxesField, Given
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.text import sort_key

MOST_WORDS = 10_000
NOWHERE = "0"


class NoteForm(WithReadyAnswers):
    """Ghi chú nội bộ: a word for colleagues, and nothing else."""

    OCCASIONS, BOX = (Occasion.NOTE,), "note"
    note = TextAreaField(
        _l("Ghi chú"),
        [EITHER, NOTE],
        description=_l("Chỉ cán bộ đọc; người gửi không thấy."),
        render_kw={"rows": 3} | NOT_EACH,
    )

    def validate_note(self, field: Field) -> None:
        if not self.whole_note:
            raise ValidationError(_("Xin viết ghi chú, hoặc chọn một câu có sẵn."))
        self.check_gaps(field)

    @property
    def whole_note(self) -> str:
        return self.with_ready(self.note.data)


class TranscribeForm(Form):
    """Gõ lại ghi âm: what the voice note says, word for word."""

    words = TextAreaField(
        _l("Lời trong ghi âm"),
        [Given(_l("Xin gõ lại lời trong ghi âm.")), Length(max=MOST_WORDS)],
        description=_l("Gõ đúng lời người gửi nói; chỗ không nghe rõ ghi (…)."),
        render_kw={"rows": 5},
    )


class AssignForm(Form):
    """Giao: to a colleague or a department, with a date inside the office and a word to whoever receives it."""

    officer = SelectField(_l("Giao cho"), [Given(_l("Xin chọn đồng nghiệp hoặc phòng."))])
    by = DateBoxesField(
        _l("Xong trước ngày, hẹn trong cơ quan"),
        [Optional()],
        description=_l("Người gửi không thấy ngày này. Để trống thì theo ngày trả lời người gửi."),
    )
    note = TextAreaField(
        _l("Lời nhắn cho người nhận"),
        [NOTE],
        description=_l("Người nhận thấy lời nhắn ngay đầu trang cho đến khi họ làm việc tiếp theo."),
        render_kw={"rows": 3},
    )

    def let_choose(self, colleagues: Iterable[Officer], feedback: Feedback) -> None:
        """Offer who may be given it, by department; never whoever it is about."""
        self.feedback = feedback
        fit = [one for one in colleagues if one.id != feedback.officer_id and may_be_given(feedback, one)]
        self.colleagues = {str(one.id): one for one in fit}
        names = sorted({one.department for one in fit}, key=lambda name: (not name, sort_key(name)))
        choices = [SelectChoice("", _("Xin chọn"))]
        for name in names:
            own = [one for one in fit if one.department == name]
            choices += [_with_absence(choice) for choice in officer_choices(own, name or _("Chưa ghi phòng"))]
        if not feedback.is_conduct:
            whole = sorted({*names, feedback.topic.department if feedback.topic else ""} - {""}, key=sort_key)
            choices += [SelectChoice(f"{DEPARTMENT}{name}", name, optgroup=_("Cả phòng")) for name in whole]
        self.officer.choices = choices

    def validate_by(self, field: Field) -> None:
        day, due_at = field.data, self.feedback.due_at
        if day is None:
            return
        if day < today():
            raise ValidationError(_("Ngày này đã qua. Xin chọn từ hôm nay trở đi."))
        if not working_calendar(the_commune()).is_working_day(day):
            raise ValidationError(_("Ngày này cơ quan nghỉ. Xin chọn một ngày làm việc."))
        if due_at and today() <= local(due_at).date() < day:
            raise ValidationError(
                _("Đã hẹn trả lời người gửi ngày %(day)s. Xin chọn ngày không muộn hơn.", day=date_text(_day(due_at)))
            )

    @property
    def receiver(self) -> Officer | str:
        """Return the colleague, or the name of the department."""
        chosen = str(self.officer.data)
        return chosen.removeprefix(DEPARTMENT) if chosen.startswith(DEPARTMENT) else self.colleagues[chosen]

    @property
    def internal_due_at(self) -> datetime | None:
        """Return the end of the working day that was asked for."""
        return working_calendar(the_commune()).closing(self.by.data) if self.by.data else None


def offered_first(feedback: Feedback) -> str:
    """Return what stands chosen before anybody chose: the department that looks after the topic."""
    nobody = feedback.officer_id is None and not feedback.department and not feedback.is_conduct
    return f"{DEPARTMENT}{feedback.topic.department}" if nobody and feedback.topic and feedback.topic.department else ""


def _day(at: datetime) -> date:
    return local(at).date()


def _with_absence(choice: SelectChoice) -> SelectChoice:
    away = absence_words(int(choice.value), today())
    return SelectChoice(choice.value, f"{choice.label} ({away})", optgroup=choice.optgroup) if away else choice


class ClassifyForm(Form):
    """Phân loại lại: kind, topic, hamlet; another topic has another limit."""

    kind = RadioField(_l("Loại"), [Given()], choices=choices_of(KIND_NAMES))
    topic = SelectField(_l("Chủ đề"), [Given()])
    hamlet = SelectField(_l("Nơi"), [Given()])
    note = TextAreaField(_l("Ghi chú nội bộ"), [NOTE], render_kw={"rows": 2})

    @classmethod
    def of(cls, feedback: Feedback) -> "ClassifyForm":
        form = cls.from_request(
            kind=feedback.kind.value,
            topic=str(feedback.topic_id or NOWHERE),
            hamlet=str(feedback.hamlet_id or NOWHERE),
        )
        form.topic.choices = topic_choices(feedback.topic)
        form.hamlet.choices = hamlet_choices(feedback)
        return form

    @property
    def values(self) -> dict[str, Any]:
        return {
            "kind": FeedbackKind(self.kind.data),
            "topic_id": int(self.topic.data) or None,
            "hamlet_id": int(self.hamlet.data) or None,
        }


def topic_choices(chosen: FeedbackTopic | None = None) -> list[SelectChoice]:
    """Return the topics in use; one that is in use no longer stays where it was chosen."""
    topics = active_topics()
    old = [chosen] if chosen is not None and chosen not in topics else []
    named = [SelectChoice(str(topic.id), topic.name) for topic in (*topics, *old)]
    return [SelectChoice(NOWHERE, _("Chưa có chủ đề")), *named]


def hamlet_choices(feedback: Feedback | None = None) -> list[SelectChoice]:
    hamlets = active_hamlets()
    chosen = feedback.hamlet if feedback else None
    old = [chosen] if chosen is not None and chosen not in hamlets else []
    named = [SelectChoice(str(hamlet.id), hamlet.name) for hamlet in (*hamlets, *old)]
    return [SelectChoice(NOWHERE, _("Không ghi")), *named]


class ConductForm(Form):
    """Là phản ánh về thái độ: which line of the pledge, and about whom."""

    line = SelectField(_l("Điều trong cam kết"), [Given(_l("Xin chọn điều mà góp ý nói đến."))])
    about = SelectField(_l("Về ai"), [Given(_l("Xin chọn người, hoặc “Chưa rõ là ai”."))])
    note = TextAreaField(_l("Ghi chú nội bộ"), [NOTE], render_kw={"rows": 2})

    def let_choose(self, officers: Iterable[Officer]) -> None:
        self.officers = {str(officer.id): officer for officer in officers}
        self.line.choices = [SelectChoice("", _("Xin chọn")), *line_choices()]
        nobody = [SelectChoice("", _("Xin chọn")), SelectChoice(NOWHERE, _("Chưa rõ là ai"))]
        self.about.choices = [*nobody, *officer_choices(self.officers.values())]

    @property
    def officer(self) -> Officer | None:
        return self.officers.get(self.about.data)


def line_choices() -> list[SelectChoice]:
    """Return the lines of the pledge under their headings."""
    return [SelectChoice(line.id, line.words, optgroup=group.name) for group in GROUPS for line in group.lines]


class ForJoined(Form):
    """What senders of the same matter read, whose feedback was joined with it: the answer itself is not theirs."""

    for_joined = TextAreaField(
        _l("Trả lời những người gửi cùng việc"),
        [Given(_l("Xin viết câu trả lời cho những người gửi cùng việc.")), Length(max=MOST_WORDS)],
        description=_l(
            "Người gửi góp ý gộp chung không đọc được câu trả lời riêng của người gửi chính."
            " Xin viết điều ai cũng đọc được: không tên, không số, không chuyện riêng."
        ),
        render_kw={"rows": 4},
    )

    def ask_joined(self, joined: Sequence[Feedback], wanted: bool = True) -> None:
        """Ask for it where it is wanted and somebody waits for it; what was written to them last stands there."""
        if not joined or not wanted:
            del self.for_joined
        elif not self.is_submitted():
            self.for_joined.data = next((one.answer for one in reversed(joined) if has_own_answer(one)), "")

    @property
    def words_for_joined(self) -> str:
        return str(self.for_joined.data or "") if self.for_joined else ""


class MergeForm(ForJoined):
    """Gộp: the code of the one that goes on, and the answer where that one is answered already."""

    code = StringField(
        _l("Mã góp ý"),
        [Given(_l("Xin ghi mã góp ý, ví dụ GY-4KT-7M2P.")), Length(max=40)],
        description=_l("Ghi mã góp ý sẽ được giải quyết tiếp; góp ý của trang này được khép lại."),
        render_kw={"autocomplete": "off"},
    )


class RestoreForm(Form):
    """Xem lại từ đầu: why the rejection is taken back."""

    note = TextAreaField(
        _l("Vì sao xem lại"),
        [Given(_l("Xin ghi vì sao xem lại.")), NOTE],
        description=_l("Chỉ cán bộ đọc; người gửi được báo là góp ý đang được xem lại."),
        render_kw={"rows": 3},
    )
