"""What an administrator types about one question; boxes that its kind has no use for are left out."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from cqtt.dossiers.asking import YES_NO_WORDS
from cqtt.editing.form_builder import limits
from cqtt.editing.form_builder.changes import Questions
from cqtt.editing.form_builder.kinds import WORDS
from cqtt.editing.form_builder.naming import new_id
from cqtt.fields import Given, TickList
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.procedures.questions import (
    DECIDING,
    MOST_ROWS,
    NUMBERS,
    WITH_CHOICES,
    YES_NO,
    Days,
    FormFault,
    Question,
    QuestionKind,
    ShownIf,
)
from cqtt.text import clean

ALWAYS = ""  # asked of everybody
LARGEST = 10**limits.MOST_DIGITS - 1
DAYS = {
    Days.ANY: _l("Ngày nào cũng được"),
    Days.PAST: _l("Chỉ hôm nay và những ngày đã qua, như ngày sinh"),
    Days.FUTURE: _l("Chỉ hôm nay và những ngày sắp tới, như ngày tổ chức"),
}
GROUPED = re.compile(r"\d{1,3}([\s.]\d{3})+")
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A whole number, typed with dots or spaces between its groups of three digits or without; "1.5" is none."""

    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata([_ungrouped(typed) for typed in valuelist])


def _ungrouped(typed: str) -> str:
    return re.sub(r"[\s.]", "", typed) if GROUPED.fullmatch(typed.strip()) else typed


class OneALine(TextAreaField):  # type: ignore[misc]
    """A list, one a line; empty lines do not count."""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for line in clean(self.data or "").split("\n") if line)


def _one_line(typed: str | None) -> str | None:
    return " ".join(typed.split()) if typed else typed


def _choices_can_be_chosen(form: Form, field: OneALine) -> None:
    if len(field.lines) < 2:
        raise ValidationError(_("Xin ghi ít nhất hai lựa chọn, mỗi lựa chọn một dòng."))
    if twice := next((line for line in field.lines if field.lines.count(line) > 1), None):
        raise ValidationError(_("“%(choice)s” có hai lần. Xin bỏ bớt một dòng.", choice=twice))
    if len(field.lines) > limits.MOST_CHOICES:
        raise ValidationError(_("Nhiều nhất %(most)d lựa chọn. Xin gộp bớt.", most=limits.MOST_CHOICES))
    if any(len(line) > limits.LONGEST_CHOICE for line in field.lines):
        raise ValidationError(_("Mỗi lựa chọn nhiều nhất %(most)d ký tự.", most=limits.LONGEST_CHOICE))


def _not_less_than_least(form: Form, field: WholeNumberField) -> None:
    if None not in (field.data, form["least"].data) and field.data < form["least"].data:
        raise ValidationError(_("Số lớn nhất không thể nhỏ hơn số nhỏ nhất."))


class QuestionForm(Form):
    """One question. `for_question` makes the form of a kind: answers of earlier questions are boxes of their own."""

    kind = HiddenField()
    seen = HiddenField()
    key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])  # one-time, of a question to be added
    label = StringField(
        _l("Câu hỏi"), [Given(_l("Xin ghi câu hỏi.")), Length(max=limits.LONGEST_LABEL)], filters=[_one_line]
    )
    help = TextAreaField(
        _l("Lời giải thích dưới câu hỏi"),
        [Optional(), Length(max=limits.LONGEST_HELP)],
        description=_l("Giúp người dân trả lời đúng, ví dụ: Viết như trên giấy chứng sinh."),
        render_kw={"rows": 2},
    )
    first_part = StringField(
        _l("Câu hỏi đầu tiên trong nhóm"),
        [Given(_l("Xin ghi câu hỏi đầu tiên trong nhóm.")), Length(max=limits.LONGEST_LABEL)],
        filters=[_one_line],
        description=_l("Ví dụ: Họ và tên con. Các câu sau thêm vào nhóm ở bước tới."),
    )
    choices = OneALine(
        _l("Các lựa chọn"),
        [Given(_l("Xin ghi các lựa chọn, mỗi lựa chọn một dòng.")), _choices_can_be_chosen],
        description=_l("Mỗi lựa chọn một dòng."),
        render_kw={"rows": 5},
    )
    max_length = WholeNumberField(
        _l("Nhiều nhất bao nhiêu ký tự"),
        [Optional(), NumberRange(1, limits.MOST_CHARACTERS)],
        description=_l("Để trống là theo mức thường dùng."),
        render_kw=NUMERIC,
    )
    least = WholeNumberField(_l("Số nhỏ nhất"), [Optional(), NumberRange(0, LARGEST)], render_kw=NUMERIC)
    most = WholeNumberField(
        _l("Số lớn nhất"), [Optional(), NumberRange(0, LARGEST), _not_less_than_least], render_kw=NUMERIC
    )
    days = RadioField(_l("Ngày nào thì nhận"), [Optional()], choices=choices_of(DAYS), default=Days.ANY.value)
    most_rows = WholeNumberField(
        _l("Nhiều nhất bao nhiêu lần"),
        [Optional(), NumberRange(1, MOST_ROWS)],
        description=_l("Ví dụ kê khai nhiều nhất 5 con. Để trống là %(most)d lần.", most=MOST_ROWS),
        render_kw=NUMERIC,
    )
    required = BooleanField(_l("Bắt buộc trả lời"))
    depends_on = RadioField(_l("Hỏi khi nào?"), [Optional()], default=ALWAYS)
    deciding: Questions = ()

    @property
    def conditions(self) -> list[tuple[Any, Any]]:
        """Return each way of asking, and the box with the answers that goes with it."""
        return list(zip(self.depends_on, [None, *(self[_box(n)] for n in range(len(self.deciding)))], strict=True))

    def validate_depends_on(self, field: RadioField) -> None:
        if field.data and not self._chosen_answers():
            raise ValidationError(_("Xin đánh dấu ít nhất một câu trả lời mà câu hỏi này chờ."))

    def question(self, before: Question) -> Question:
        """Return the question as it was typed; what the form does not ask, the kind among it, stays as before."""
        first = self.first_part.data if "first_part" in self else ""
        return replace(
            before,
            label=self.label.data,
            help=self.help.data or "",
            required=self._said("required", False),
            choices=self.choices.lines if "choices" in self else (),
            max_length=self._said("max_length", None),
            least=self._said("least", None),
            most=self._said("most", None),
            days=Days(self._said("days", Days.ANY) or Days.ANY),
            most_rows=self._said("most_rows", None),
            shown_if=self._condition(),
            parts=_first_part(first) if first else before.parts,
        )

    def show_faults(self, id: str, faults: Iterable[FormFault]) -> None:
        """Say each fault at the box it is about; those of other questions where this one brings them about."""
        boxes = {"shown_if": "depends_on"}
        for fault in faults:
            box = boxes.get(fault.field, fault.field) if fault.question in ("", id) else "choices"
            name = box if box in self else "label"
            self[name].errors = [*self[name].errors, fault.sentence]

    def _said(self, name: str, otherwise: Any) -> Any:
        return self[name].data if name in self else otherwise

    def _condition(self) -> ShownIf | None:
        return ShownIf(self.depends_on.data, self._chosen_answers()) if self.depends_on.data else None

    def _chosen_answers(self) -> tuple[str, ...]:
        for number, on in enumerate(self.deciding):
            if on.id == self.depends_on.data:
                ticked = self[_box(number)].data or ()
                return tuple(answer for answer in answer_words(on) if answer in ticked)
        return ()


BOXES_OF_KINDS: dict[str, frozenset[QuestionKind]] = {
    "choices": WITH_CHOICES,
    "max_length": frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT}),
    "least": NUMBERS,
    "most": NUMBERS,
    "days": frozenset({QuestionKind.DATE}),
    "most_rows": frozenset({QuestionKind.GROUP}),
    "required": frozenset(QuestionKind) - {QuestionKind.SECTION},
}


def question_form(question: Question, earlier: Questions, seen: str, new: bool = False) -> QuestionForm:
    """Return the form of a question as it is by now; what was sent goes before it."""
    deciding = tuple(one for one in earlier if one.kind in DECIDING)
    rule = question.shown_if
    values: dict[str, Any] = {
        **{name: getattr(question, name) for name in ("label", "help", *BOXES_OF_KINDS)},
        "kind": WORDS[question.kind].slug,
        "choices": "\n".join(question.choices),
        "seen": seen,
        "key": secrets.token_urlsafe(16),
        "depends_on": rule.question if rule else ALWAYS,
    }
    boxes = {_box(number): _answers_of(one) for number, one in enumerate(deciding)}
    values |= {_box(n): list(rule.values) for n, one in enumerate(deciding) if rule and one.id == rule.question}
    form: QuestionForm = type("QuestionFormOfOne", (QuestionForm,), {**boxes, "deciding": deciding})(**values)
    form.depends_on.choices = choices_of(
        {ALWAYS: _("Luôn hỏi"), **{one.id: _("Chỉ khi “%(name)s” là", name=one.label) for one in deciding}}
    )
    unused = [name for name, kinds in BOXES_OF_KINDS.items() if question.kind not in kinds]
    if not new:
        unused.append("key")
    if not (new and question.kind is QuestionKind.GROUP):
        unused.append("first_part")
    for name in unused:
        del form[name]
    if question.kind is QuestionKind.SECTION:
        form.label.label.text = _("Tên mục")
    return form


def answer_words(question: Question) -> dict[str, str]:
    """Return the answers that can decide: as they are stored, and as they are read."""
    if question.kind is QuestionKind.YES_NO:
        return {value: str(YES_NO_WORDS[value]) for value in YES_NO}
    return {choice: choice for choice in question.choices}


def differences(typed: Question, stored: Question, words: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return where two readings of a question differ: (what, typed, stored)."""
    labels = {
        "label": _("Câu hỏi"),
        "kind": _("Loại câu hỏi"),
        "help": _("Lời giải thích"),
        "required": _("Bắt buộc"),
        "choices": _("Các lựa chọn"),
        "max_length": _("Số ký tự"),
        "least": _("Số nhỏ nhất"),
        "most": _("Số lớn nhất"),
        "days": _("Ngày nào thì nhận"),
        "most_rows": _("Số lần"),
        "shown_if": _("Hỏi khi nào"),
    }
    pairs = [(label, getattr(typed, name), getattr(stored, name)) for name, label in labels.items()]
    return [(label, _shown(one, words), _shown(other, words)) for label, one, other in pairs if one != other]


def _shown(value: Any, words: dict[str, str]) -> str:
    if isinstance(value, ShownIf):
        answers = "; ".join(str(YES_NO_WORDS.get(one, one)) for one in value.values)
        return f"{words.get(value.question, value.question)}: {answers}"
    if isinstance(value, QuestionKind):
        return str(WORDS[value].name)
    if isinstance(value, Days):
        return str(DAYS[value])
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    return "; ".join(value) if isinstance(value, tuple) else str(value or _("(trống)"))


def _answers_of(question: Question) -> TickList:
    label = _("Những câu trả lời nào của “%(name)s”?", name=question.label)
    return TickList(label, [Optional()], choices=choices_of(answer_words(question)))


def _first_part(label: str) -> Questions:
    return (Question(new_id(label, ()), label, required=True),)


def _box(number: int) -> str:
    return f"when_{number}"
