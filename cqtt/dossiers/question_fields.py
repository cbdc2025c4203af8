"""The boxes in which a question is answered, and what each of them takes."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from cqtt.clock import today
from cqtt.fields import CitizenNumberField, DateBoxesField, Given, PhoneField, TickList, person_name
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.procedures.facts import money
from cqtt.procedures.questions import NUMBERS, Days, Question, QuestionKind

MOST_TYPED = 4_000  # characters of one box that are kept while a draft is being written
SHORT_ANSWER, LONG_ANSWER = 200, MOST_TYPED  # characters, where the question sets no limit of its own
LONGEST_NUMBER = 30  # characters as it is typed, with dots between the thousands

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
YES_NO = choices_of({"yes": _l("Có"), "no": _l("Không")})
_UNIT = re.compile(r"\s*(đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)

Boxes = dict[str, Field]  # unbound fields by name


def boxes_of(question: Question, name: str, hamlets: Sequence[str]) -> Boxes:
    """Return the boxes of a question: of a person four, of every other kind one; groups and headings have none."""
    if question.kind is QuestionKind.PERSON:
        return _boxes_of_person(question, name)
    kind, validators, options = _SHAPES[question.kind](question, hamlets)
    must = Given() if question.required else Optional()
    return {name: kind(question.label, [must, *validators], description=_help(question), **options)}


Shape = tuple[type[Field], list[Any], dict[str, Any]]


def _text(question: Question, hamlets: Sequence[str]) -> Shape:
    return StringField, [Length(max=min(question.max_length or SHORT_ANSWER, MOST_TYPED))], {}


def _long_text(question: Question, hamlets: Sequence[str]) -> Shape:
    limit = Length(max=min(question.max_length or LONG_ANSWER, MOST_TYPED))
    return TextAreaField, [limit], {"render_kw": {"rows": 4}}


def _number(question: Question, hamlets: Sequence[str]) -> Shape:
    return StringField, [Length(max=LONGEST_NUMBER), _whole_number, Within(question)], {"render_kw": NUMERIC}


def _date(question: Question, hamlets: Sequence[str]) -> Shape:
    return DateBoxesField, [_DAYS[question.days]] if question.days in _DAYS else [], {}


def _choice(question: Question, hamlets: Sequence[str]) -> Shape:
    return RadioField, [], {"choices": _picks(question.choices)}


def _choices(question: Question, hamlets: Sequence[str]) -> Shape:
    return TickList, [], {"choices": _picks(question.choices)}


def _yes_no(question: Question, hamlets: Sequence[str]) -> Shape:
    return RadioField, [], {"choices": YES_NO}


def _citizen_number(question: Question, hamlets: Sequence[str]) -> Shape:
    return CitizenNumberField, [], {"render_kw": NUMERIC}


def _phone(question: Question, hamlets: Sequence[str]) -> Shape:
    return PhoneField, [], {"render_kw": {"inputmode": "tel"}}


def _hamlet(question: Question, hamlets: Sequence[str]) -> Shape:
    if not hamlets:  # a unit that has entered none yet
        return StringField, [Length(max=SHORT_ANSWER)], {}
    return SelectField, [], {"choices": choices_of({"": _("Xin chọn"), **{name: name for name in hamlets}})}


_SHAPES: Mapping[QuestionKind, Callable[[Question, Sequence[str]], Shape]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _number,
    QuestionKind.DATE: _date,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.CITIZEN_NUMBER: _citizen_number,
    QuestionKind.PHONE: _phone,
    QuestionKind.HAMLET: _hamlet,
}
WITH_BOXES = frozenset({*_SHAPES, QuestionKind.PERSON})
# What is stored of a person; each part's box ends in its name.
PERSON_PARTS = ("name", "birth_on", "citizen_number", "phone")


class NameGiven(Given):
    """Ask for a person's name: always, or as soon as anything else of the person is told."""

    def __init__(self, required: bool, others: Iterable[str]) -> None:
        super().__init__(_l("Xin cho biết họ và tên."))
        self.field_flags = {"required": True} if required else {}
        self.required, self.others = required, tuple(others)

    def __call__(self, form: Form, field: Field) -> None:
        if self.required or any(was_typed(form[name]) for name in self.others):
            super().__call__(form, field)


def _boxes_of_person(question: Question, name: str) -> Boxes:
    names = {part: f"{name}-{part}" for part in PERSON_PARTS}
    given = NameGiven(question.required, [names[part] for part in PERSON_PARTS[1:]])
    return {
        names["name"]: StringField(
            _("Họ và tên"), [given, Length(max=100), person_name], render_kw={"autocomplete": "off"}
        ),
        names["birth_on"]: DateBoxesField(_("Ngày sinh"), [Optional(), _not_after_today]),
        names["citizen_number"]: CitizenNumberField(_("Số định danh"), [Optional()], render_kw=NUMERIC),
        names["phone"]: PhoneField(
            _("Số điện thoại"), [Optional()], render_kw={"inputmode": "tel", "autocomplete": "off"}
        ),
    }


def was_typed(field: Field) -> bool:
    """Tell whether anything stands in a box, right or wrong."""
    return bool(field.data) or any(getattr(field, "typed", {}).values())


class Within:
    """Refuse a number outside the question's limits."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, form: Form, field: Field) -> None:
        if not re.fullmatch(f"[0-9]{{1,{LONGEST_NUMBER}}}", field.data or ""):  # said already
            return
        least, most, number = self.question.least, self.question.most, int(field.data)
        if (least is not None and number < least) or (most is not None and number > most):
            raise ValidationError(limits_text(self.question))


def limits_text(question: Question) -> str:
    """Return which numbers a question takes, "" where it takes any."""
    words = money if question.kind is QuestionKind.MONEY else grouped
    least, most = question.least, question.most
    if least is not None and most is not None:
        return _("Xin ghi số từ %(least)s đến %(most)s.", least=words(least), most=words(most))
    if least is not None:
        return _("Xin ghi số từ %(least)s trở lên.", least=words(least))
    return _("Xin ghi số từ %(most)s trở xuống.", most=words(most)) if most is not None else ""


def grouped(number: int) -> str:
    """Return 12.000 with dots between the thousands; below ten thousand none, it may be a year."""
    return f"{number:,}".replace(",", ".") if number >= 10_000 else str(number)


def _help(question: Question) -> str:
    limits = limits_text(question) if question.kind in NUMBERS else ""
    return " ".join(filter(None, [question.help, limits]))


def _picks(choices: Iterable[str]) -> Any:
    return choices_of({choice: choice for choice in choices})


def _whole_number(form: Form, field: Field) -> None:
    digits = re.sub(r"[\s.]", "", _UNIT.sub("", field.data or ""))
    if field.data and not re.fullmatch("[0-9]+", digits):
        raise ValidationError(_("Xin ghi bằng chữ số, ví dụ 12 hoặc 50.000.000."))
    field.data = digits


def _not_after_today(form: Form, field: Field) -> None:
    if isinstance(field.data, date) and field.data > today():
        raise ValidationError(_("Ngày này không được sau hôm nay. Xin xem lại giúp."))


def _not_before_today(form: Form, field: Field) -> None:
    if isinstance(field.data, date) and field.data < today():
        raise ValidationError(_("Ngày này không được trước hôm nay. Xin xem lại giúp."))


_DAYS = {Days.PAST: _not_after_today, Days.FUTURE: _not_before_today}
