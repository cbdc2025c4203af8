"""Answers to any form: chosen at random, what a browser sends for them, and how they are read afterwards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from cqtt.clock import today
from cqtt.dossiers.question_fields import LONG_ANSWER, SHORT_ANSWER
from cqtt.dossiers.typed_rows import most_rows
from cqtt.procedures.questions import NUMBERS, Days, Question, QuestionKind, asked

Kind = QuestionKind
Sent = dict[str, Any]
MOST_ROWS_TRIED = 3
SMALL = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặềếểễệìíỉĩịồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
LETTERS = SMALL + "AĂÂBCDĐÊÔƠƯ0123456789 ,./()&<>%#*_'\"{}\\$@"
names = st.sampled_from(["Nguyễn Thị Mẫu", "Trần Văn Thử", "H'Mẫu Niê", "Lê Ước", "Phạm Ỷ"])
phones = st.sampled_from(["0900000123", "02513000001", "0900000999"])
numbers = st.sampled_from(["075190000001", "075085000002", "001201000003"])
days = st.integers(-20_000, 20_000)


def words(longest: int, lines: bool = False) -> st.SearchStrategy[str]:
    """Words as they come back: no space at the ends, none doubled."""
    letters = LETTERS + ("\n" if lines else "")
    return st.text(letters, min_size=1, max_size=min(longest, 80)).map(_tidy).filter(bool)


def _tidy(text: str) -> str:
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


@st.composite
def answers_to(draw: st.DrawFn, questions: Sequence[Question], hamlets: Sequence[str]) -> dict[str, Any]:
    """Right answers, as they are stored: all that must be given, and some of the others."""
    given: dict[str, Any] = {}
    for question in questions:
        still_asked = question in asked(questions, given)
        if question.asks and still_asked and (question.required or draw(st.booleans())):
            given[question.id] = draw(answer_to(question, hamlets))
    return given


@st.composite
def answer_to(draw: st.DrawFn, question: Question, hamlets: Sequence[str]) -> Any:
    """A right answer to one question."""
    kind = question.kind
    if kind is Kind.GROUP:
        rows = draw(st.integers(1, min(most_rows(question), MOST_ROWS_TRIED)))
        told = [draw(answers_to(question.parts, hamlets)) for _row in range(rows)]
        return [row for row in told if row] or [{question.parts[0].id: draw(answer_to(question.parts[0], hamlets))}]
    if kind is Kind.PERSON:
        more = {"birth_on": st.just("1985-02-01"), "citizen_number": numbers, "phone": phones}
        return {"name": draw(names)} | draw(st.fixed_dictionaries({}, optional=more))
    if kind is Kind.CHOICES:
        ticked = draw(st.lists(st.sampled_from(question.choices), min_size=1, unique=True))
        return [choice for choice in question.choices if choice in ticked]
    if kind in NUMBERS:
        least, most = question.least or 0, 10**15 - 1 if question.most is None else question.most
        return str(draw(st.integers(least, most)))
    return draw(_simple(question, hamlets))


def _simple(question: Question, hamlets: Sequence[str]) -> st.SearchStrategy[str]:
    return {
        Kind.TEXT: words(question.max_length or SHORT_ANSWER),
        Kind.LONG_TEXT: words(question.max_length or LONG_ANSWER, lines=True),
        Kind.DATE: days.map(lambda number: _day(question, number).isoformat()),
        Kind.CHOICE: st.sampled_from(question.choices or ("",)),
        Kind.YES_NO: st.sampled_from(("yes", "no")),
        Kind.CITIZEN_NUMBER: numbers,
        Kind.PHONE: phones,
        Kind.HAMLET: st.sampled_from(hamlets),
    }[question.kind]


def _day(question: Question, number: int) -> date:
    sign = {Days.PAST: -abs(number), Days.FUTURE: abs(number)}.get(question.days, number)
    return today() + timedelta(days=sign)


def sent_for(questions: Iterable[Question], answers: Mapping[str, Any], before: str = "q_") -> Sent:
    """Return what a browser sends for these answers."""
    sent: Sent = {}
    for question in questions:
        if question.id in answers:
            sent |= _sent(question, answers[question.id], f"{before}{question.id}")
    return sent


def _sent(question: Question, answer: Any, box: str) -> Sent:
    if question.kind is Kind.DATE:
        return _boxes_of_day(box, answer)
    if question.kind is Kind.PERSON:
        plain = {f"{box}-{part}": told for part, told in answer.items() if part != "birth_on"}
        return plain | (_boxes_of_day(f"{box}-birth_on", answer["birth_on"]) if "birth_on" in answer else {})
    if question.kind is Kind.GROUP:
        sent: Sent = {f"{box}-rows": str(len(answer))}
        for number, row in enumerate(answer, start=1):
            sent |= sent_for(question.parts, row, f"{box}-{number}-")
        return sent
    return {box: answer}


def _boxes_of_day(box: str, stored: str) -> Sent:
    year, month, day = stored.split("-")
    return {f"{box}-ngay": day, f"{box}-thang": month, f"{box}-nam": year}


def texts_in(answer: Any) -> Iterator[str]:
    """Yield the words that stand unchanged wherever the answer is shown: no dates, no amounts, no telephones."""
    if isinstance(answer, Mapping):
        yield from (text for part in answer.values() for text in texts_in(part))
    elif isinstance(answer, list):
        yield from (text for part in answer for text in texts_in(part))
    else:
        yield str(answer)
