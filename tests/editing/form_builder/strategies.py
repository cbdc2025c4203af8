"""Forms as the builder can make them, for property tests: of every kind, with limits, conditions and groups."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from cqtt.editing.form_builder.limits import MOST_CHARACTERS, MOST_DIGITS
from cqtt.editing.form_builder.naming import new_id
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.questions import (
    DECIDING,
    MOST_ROWS,
    NOT_INSIDE_A_GROUP,
    NUMBERS,
    WITH_CHOICES,
    YES_NO,
    Days,
    Question,
    QuestionKind,
    ShownIf,
)
from cqtt.text import clean
from tests.factories import procedure_content

MOST_ASKED, MOST_PARTS = 10, 4
_WORDS = ["họ", "và", "tên", "cháu bé", "ngày sinh", "của", "Người", "Được", "khai", "2 lần", "nơi ở", "Đường", "QUÊ"]
_ODD = ["<b>", "&amp;", "“X”", "#let", "$x$", "*a*", "_b_", "{{ y }}", "{% z %}", "@c", "\\", "[1]", "1.", "a/b", "?"]

plain_words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(" ".join)
odd_words = st.lists(st.sampled_from(_WORDS + _ODD), min_size=1, max_size=6).map(" ".join)
any_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)
_line = st.one_of(plain_words, odd_words, any_words).map(lambda text: " ".join(clean(text).split()))
labels = _line.filter(bool)
helps = st.one_of(st.just(""), _line, st.lists(_line, min_size=2, max_size=3).map("\n".join).map(clean))


@st.composite
def question_lists(draw: st.DrawFn, least: int = 1, most: int = MOST_ASKED) -> tuple[Question, ...]:
    """A whole form without faults: headings, questions, groups, each condition on an earlier answer."""
    kinds = draw(st.lists(st.sampled_from(QuestionKind), min_size=least, max_size=most))
    made: list[Question] = []
    for kind in kinds:
        made.append(draw(questions(kind, made)))
    return tuple(made)


@st.composite
def questions(draw: st.DrawFn, kind: QuestionKind, earlier: Sequence[Question]) -> Question:
    """One question of this kind that may stand after the earlier ones."""
    label = draw(labels)
    return Question(
        id=new_id(label, {question.id for question in earlier}),
        label=label,
        kind=kind,
        help=draw(helps),
        required=kind is not QuestionKind.SECTION and draw(st.booleans()),
        shown_if=draw(_conditions(earlier)),
        **draw(_limits(kind)),
    )


@st.composite
def _conditions(draw: st.DrawFn, earlier: Sequence[Question]) -> ShownIf | None:
    deciding = [question for question in earlier if question.kind in DECIDING]
    if not deciding or not draw(st.booleans()):
        return None
    on = draw(st.sampled_from(deciding))
    possible = YES_NO if on.kind is QuestionKind.YES_NO else on.choices
    values = draw(st.lists(st.sampled_from(possible), min_size=1, unique=True))
    return ShownIf(on.id, tuple(each for each in possible if each in values))


@st.composite
def _limits(draw: st.DrawFn, kind: QuestionKind) -> dict[str, Any]:
    if kind in WITH_CHOICES:
        return {"choices": tuple(draw(st.lists(labels, min_size=2, max_size=6, unique=True)))}
    if kind in (QuestionKind.TEXT, QuestionKind.LONG_TEXT):
        return {"max_length": draw(st.none() | st.integers(1, MOST_CHARACTERS))}
    if kind in NUMBERS:
        bounds = draw(st.tuples(*[st.none() | st.integers(0, 10**MOST_DIGITS - 1)] * 2))
        least, most = sorted(bounds) if None not in bounds else bounds
        return {"least": least, "most": most}
    if kind is QuestionKind.DATE:
        return {"days": draw(st.sampled_from(Days))}
    if kind is QuestionKind.GROUP:
        return {"parts": draw(_parts()), "most_rows": draw(st.none() | st.integers(1, MOST_ROWS))}
    return {}


@st.composite
def _parts(draw: st.DrawFn) -> tuple[Question, ...]:
    kinds = [kind for kind in QuestionKind if kind not in NOT_INSIDE_A_GROUP]
    made: list[Question] = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=MOST_PARTS)):
        made.append(draw(questions(kind, made)))
    return tuple(made)


def one_of_every_kind() -> tuple[Question, ...]:
    """A form that has every kind once, with a condition and a limit: an example that is always tried."""
    made: list[Question] = []
    for kind in QuestionKind:
        label = f"Câu hỏi loại {kind.value.replace('_', ' ')}"
        choices = ("Lựa chọn A", "Lựa chọn B") if kind in WITH_CHOICES else ()
        parts = (Question("ho_ten_con", "Họ tên con", required=True),) if kind is QuestionKind.GROUP else ()
        made.append(Question(new_id(label, ()), label, kind, choices=choices, parts=parts))
    yes = next(question.id for question in made if question.kind is QuestionKind.YES_NO)
    last = Question("chi_hoi_khi_co", "Chỉ hỏi khi có", shown_if=ShownIf(yes, ("yes",)))
    return (*made, last, replace(made[0], id=f"{made[0].id}_2"))


def stored(questions: Sequence[Question]) -> list[Any]:
    """Return the questions as the content of a version holds them."""
    content = replace(ProcedureContent.from_json(procedure_content()), questions=tuple(questions))
    rows: list[Any] = content.to_json()["questions"]
    return rows
