"""Any form that the builder can make: asked, answered, refused, shown to the officer, printed, filled into papers.

The short round tries a few forms, CQTT_PROOF=long many. The forms come from the builder's own tests.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from html import unescape
from itertools import count
from typing import Any

import pypdfium2
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cqtt.commune.models import active_hamlets
from cqtt.declarations import kept
from cqtt.declarations.names import answer_names, group_names, row_names
from cqtt.dossiers.answers import answer_parts
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.question_fields import LONG_ANSWER, SHORT_ANSWER
from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.questions import Question, QuestionKind, asked
from cqtt.roles import Role
from tests.declarations.papers import keep_template, lines, word
from tests.dossiers.answering import Sent, answer_to, answers_to, sent_for, texts_in
from tests.dossiers.citizen import APPLICANT, begin
from tests.dossiers.test_forms_of_questions import Page, assert_vietnamese
from tests.editing.form_builder.strategies import one_of_every_kind, question_lists
from tests.factories import MONDAY, make_hamlet, make_officer, make_procedure, sign_in
from tests.rounds import LONG

Kind = QuestionKind
FORMS = 150 if LONG else 10
HAMLETS = ("Ấp 1", "Khu phố Hòa Bình")
addresses = count(1)

Questions = tuple[Question, ...]
as_many = settings(
    max_examples=FORMS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Citizen:
    """Somebody with a browser of their own, before the questions of a procedure."""

    def __init__(self, app: Flask, questions: Questions) -> None:
        app.config["WTF_CSRF_ENABLED"] = False
        self.client: FlaskClient = app.test_client()
        number = next(addresses)
        self.client.environ_base["REMOTE_ADDR"] = f"10.0.{number // 250}.{number % 250 + 1}"
        stored = [json.loads(json.dumps(asdict(question))) for question in questions]
        self.version: ProcedureVersion = make_procedure(questions=stored, requirements=[])
        self.draft = begin(self.client, self.version, start_key=f"a-key-of-sixteen-characters-{number}")
        assert self.client.post(f"/nop-ho-so/{self.draft}/nguoi-nop", data=APPLICANT).status_code == 303
        self.questions = f"/nop-ho-so/{self.draft}/noi-dung"

    @property
    def dossier(self) -> Dossier:
        db.session.expire_all()
        return db.session.scalars(select(Dossier).where(Dossier.draft_key == self.draft)).one()

    def submit(self) -> Page:
        """Go through the pages that are left; return the last one before submitting."""
        assert self.client.post(f"/nop-ho-so/{self.draft}/giay-to").status_code == 303
        review = Page(self.client.get(f"/nop-ho-so/{self.draft}/kiem-tra").text)
        assert self.client.post(f"/nop-ho-so/{self.draft}/kiem-tra").status_code == 303
        return review


def prepare() -> None:
    """Hamlets to choose from, once for all forms of a test."""
    if not active_hamlets():
        for name in HAMLETS:
            make_hamlet(name=name)


def unasked(questions: Questions, answers: Mapping[str, Any]) -> list[Question]:
    shown = asked(questions, answers)
    return [question for question in questions if question not in shown and question.asks]


@as_many
@given(st.data(), question_lists())
@example(None, one_of_every_kind())
def test_right_answers_are_taken_shown_printed_and_filled_in(app: Flask, data: Any, questions: Questions) -> None:
    prepare()
    answers = data.draw(answers_to(questions, HAMLETS)) if data else some_answers(questions)
    citizen = Citizen(app, questions)
    page = citizen.client.get(citizen.questions)
    assert page.status_code == 200
    assert [one.label for one in questions if one.label not in unescape(page.text)] == []
    sent = sent_for(questions, answers)
    not_asked: Sent = {}
    for question in unasked(questions, answers):  # as a browser without scripts sends them, and whoever tampers
        if data:
            not_asked |= sent_for([question], {question.id: data.draw(answer_to(question, HAMLETS))})
    answered = citizen.client.post(citizen.questions, data=not_asked | sent)
    assert answered.status_code == 303, Page(answered.text).errors
    assert citizen.dossier.answers == answers
    assert_boxes(Page(citizen.client.get(citizen.questions).text), sent)
    assert_shown(citizen.submit(), questions, answers)
    officer = sign_in(app.test_client(), make_officer(Role.RECEPTION))
    case = f"/can-bo/ho-so/{citizen.dossier.id}"
    assert_shown(Page(officer.get(case).text), questions, answers)
    assert_printed(officer.get(f"{case}/phieu-thong-tin.pdf").data, answers)
    assert_filled(citizen.version, citizen.dossier)


def some_answers(questions: Questions) -> dict[str, Any]:
    """An answer of every kind, for the form that has each of them."""
    simple = {
        Kind.TEXT: "Chữ ngắn",
        Kind.LONG_TEXT: "Dòng một\nDòng hai",
        Kind.NUMBER: "12",
        Kind.MONEY: "50000",
        Kind.DATE: "2024-02-29",
        Kind.CHOICE: "Lựa chọn A",
        Kind.CHOICES: ["Lựa chọn A", "Lựa chọn B"],
        Kind.YES_NO: "yes",
        Kind.CITIZEN_NUMBER: "075190000001",
        Kind.PHONE: "0900000123",
        Kind.HAMLET: "Khu phố Hòa Bình",
        Kind.PERSON: {"name": "Lê Thị Mẫu", "birth_on": "1990-02-01", "phone": "0900000123"},
        Kind.GROUP: [{"ho_ten_con": "Mẫu Một"}, {"ho_ten_con": "Mẫu Hai"}],
    }
    return {question.id: simple[question.kind] for question in questions if question.asks}


def assert_boxes(page: Page, sent: Sent) -> None:
    """Everything that was sent stands in its box again."""
    for name, value in sent.items():
        wanted = value if isinstance(value, list) else [value]
        assert sorted(page.filled.get(name, [])) == sorted(wanted), name


def assert_shown(page: Page, questions: Questions, answers: Mapping[str, Any]) -> None:
    """Every answer stands under the words of its question."""
    wanted = {answer.label for part in answer_parts(questions, answers) for answer in part.answers}
    assert wanted <= set(page.facts), wanted - set(page.facts)
    everything = squeezed(" ".join(page.told))
    assert [text for text in plain_texts(answers) if squeezed(text) not in everything] == []


def assert_printed(pdf: bytes, answers: Mapping[str, Any]) -> None:
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    printed = squeezed(unicodedata.normalize("NFC", " ".join(pages)))
    assert [text for text in plain_texts(answers) if squeezed(text) not in printed] == []


def assert_filled(version: ProcedureVersion, dossier: Dossier) -> None:
    """A template with all names of the form is accepted, and prints every answer."""
    content = ProcedureContent.from_json(version.content)
    places = [f"{{{{ {name} }}}}" for name in answer_names(content)]
    for name, group in group_names(content).items():
        fields = [f"{{{{ dong_nay.{field} }}}}" for field in ("stt", *row_names(group))]
        places += [f"{{%p for dong_nay in {name} %}}", " ".join(fields), "{%p endfor %}"]
    template = keep_template(version, word("Tờ khai {{ ho_ten }}", *places))
    filled = squeezed(" ".join(lines(kept.declaration(template, dossier, MONDAY))))
    assert [text for text in plain_texts(dossier.answers) if squeezed(text) not in filled] == []
    assert content_of(dossier).questions == content.questions


def plain_texts(answers: Mapping[str, Any]) -> list[str]:
    """The words that are shown as they are; dates, amounts, numbers and yes or no are put differently."""
    plain = [text for text in texts_in(answers) if not text.replace("-", "").isdecimal() and text not in ("yes", "no")]
    return [text for text in plain if unicodedata.is_normalized("NFC", text) and _printable(text)]


def _printable(text: str) -> bool:
    """Whether the fonts have every letter: choices may be made of any character."""
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in text)


def squeezed(text: str) -> str:
    return "".join(text.split())


@as_many
@given(st.data(), question_lists().filter(lambda questions: any(one.asks for one in questions)))
def test_a_wrong_answer_is_refused_and_nothing_typed_is_lost(app: Flask, data: Any, questions: Questions) -> None:
    prepare()
    answers = data.draw(answers_to(questions, HAMLETS))
    candidates = [question for question in asked(questions, answers) if question.asks]
    if not candidates:
        return
    wrong_one = data.draw(st.sampled_from(candidates))
    sent = sent_for(questions, {id: answer for id, answer in answers.items() if id != wrong_one.id})
    wrong = wrongly_sent(wrong_one)
    citizen = Citizen(app, questions)
    refused = citizen.client.post(citizen.questions, data=sent | wrong)
    assert refused.status_code == 422, wrong
    boxes = Page(refused.text)
    assert boxes.errors and not citizen.dossier.answers
    for sentence in boxes.errors.values():
        assert_vietnamese(sentence)
    assert_boxes(boxes, sent)


def wrongly_sent(question: Question, box: str = "") -> Sent:
    """What a browser sends for an answer that cannot be taken."""
    box = box or f"q_{question.id}"
    kind = question.kind
    if kind is Kind.GROUP:
        return {f"{box}-rows": "1"} | wrongly_sent(question.parts[0], f"{box}-1-{question.parts[0].id}")
    if kind is Kind.PERSON:
        return {f"{box}-name": "12", f"{box}-phone": "0900000123"}
    if kind is Kind.DATE:
        return {f"{box}-ngay": "31", f"{box}-thang": "2", f"{box}-nam": "2024"}
    longest = min(question.max_length or (LONG_ANSWER if kind is Kind.LONG_TEXT else SHORT_ANSWER), LONG_ANSWER)
    wrong = {Kind.TEXT: "x" * (longest + 1), Kind.LONG_TEXT: "x" * (longest + 1), Kind.CHOICES: ["không có mục này"]}
    return {box: wrong.get(kind, "không có mục này")}
