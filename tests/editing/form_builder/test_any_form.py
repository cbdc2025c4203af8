"""Any form can be made on the builder's pages, is free of faults whatever is pressed, and is shown whole."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cqtt.editing.form_builder.changes import Place
from cqtt.editing.form_builder.kinds import WORDS
from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.questions import Question, QuestionKind, form_faults
from cqtt.roles import Role
from tests.editing.form_builder.pages import form_of, one_time, press, questions_now, seen_on, typed_as
from tests.editing.form_builder.strategies import one_of_every_kind, question_lists, stored
from tests.factories import make_officer, make_procedure, sign_in
from tests.rounds import LONG

SHORT = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WHOLE = settings(SHORT, max_examples=200 if LONG else 25)
PRESSES = st.lists(
    st.tuples(st.sampled_from(("len", "xuong", "nhan-ban", "bo")), st.integers(0, 20)), min_size=1, max_size=3
)


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def build(admin: FlaskClient, version: ProcedureVersion, questions: tuple[Question, ...]) -> None:
    """Make a form question by question, as an administrator does."""
    for number, question in enumerate(questions):
        _add(admin, version, question, questions[:number])
        if question.kind is not QuestionKind.GROUP:
            continue
        _edit_first_part(admin, version, Place(question.parts[0].id, question.id), question.parts[0])
        for position, part in enumerate(question.parts[1:], start=1):
            _add(admin, version, part, question.parts[:position], group=question.id)


def _add(
    admin: FlaskClient, version: ProcedureVersion, question: Question, earlier: tuple[Question, ...], group: str = ""
) -> None:
    address = form_of(version, f"/them-cau?loai={WORDS[question.kind].slug}" + (f"&nhom={group}" if group else ""))
    answer = admin.post(address, data=typed_as(question, earlier) | one_time())
    assert answer.status_code == 303, (question, answer.text)


def _edit_first_part(admin: FlaskClient, version: ProcedureVersion, place: Place, part: Question) -> None:
    page = admin.get(form_of(version, f"/{place}?loai={WORDS[part.kind].slug}")).text
    answer = admin.post(form_of(version, f"/{place}"), data=typed_as(part, ()) | {"seen": seen_on(page)})
    assert answer.status_code == 303, (part, answer.text)


@SHORT
@given(questions=question_lists())
@example(questions=one_of_every_kind())
def test_any_form_can_be_made_and_is_shown(app: Flask, admin: FlaskClient, questions: tuple[Question, ...]) -> None:
    made_and_shown(admin, questions)


@pytest.mark.proof
@WHOLE
@given(questions=question_lists())
def test_very_many_forms_can_be_made_and_are_shown(
    app: Flask, admin: FlaskClient, questions: tuple[Question, ...]
) -> None:
    made_and_shown(admin, questions)


@SHORT
@given(questions=question_lists(least=2, most=6), presses=PRESSES)
def test_whatever_is_pressed_the_form_stays_without_fault_and_undo_gives_it_back(
    app: Flask, admin: FlaskClient, questions: tuple[Question, ...], presses: list[tuple[str, int]]
) -> None:
    pressed_and_taken_back(admin, questions, presses)


@pytest.mark.proof
@WHOLE
@given(questions=question_lists(least=2, most=6), presses=PRESSES)
def test_very_many_forms_stay_without_fault_whatever_is_pressed(
    app: Flask, admin: FlaskClient, questions: tuple[Question, ...], presses: list[tuple[str, int]]
) -> None:
    pressed_and_taken_back(admin, questions, presses)


def made_and_shown(admin: FlaskClient, questions: tuple[Question, ...]) -> None:
    version = make_procedure(questions=[])
    build(admin, version, questions)
    assert questions_now(version) == questions
    assert form_faults(questions) == []
    preview = form_of(version).replace("/cau-hoi", "/xem-truoc/cau-hoi")
    for page in (admin.get(form_of(version)).text, admin.get(preview).text):
        shown = unescape(page)
        labels = [one.label for question in questions for one in (question, *question.parts)]
        assert [label for label in labels if label not in shown] == []
    assert admin.post(preview, data={}).status_code in (200, 422)


def pressed_and_taken_back(admin: FlaskClient, questions: tuple[Question, ...], presses: list[tuple[str, int]]) -> None:
    version = make_procedure(questions=stored(questions))
    press(admin, version, f"/{questions[0].id}/nhan-ban")
    for button, number in presses:
        before = questions_now(version)
        places = [Place(one.id, group) for group, among in _lists(before) for one in among] or [Place("khong_co")]
        rest = f"/{places[number % len(places)]}/{button}"
        press(admin, version, rest, all="1")
        after = questions_now(version)
        assert form_faults(after) == []
        if after != before:
            press(admin, version, "/hoan-tac")
            assert questions_now(version) == before
            press(admin, version, rest, all="1")
            assert questions_now(version) == after


def _lists(questions: tuple[Question, ...]) -> list[tuple[str, tuple[Question, ...]]]:
    return [("", questions), *((one.id, one.parts) for one in questions if one.parts)]
