"""Every kind of question as people answer it: rightly, wrongly and strangely."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.dossiers.models import Dossier
from cqtt.dossiers.question_fields import PERSON_PARTS
from cqtt.extensions import db
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.roles import Role
from cqtt.text import clean
from tests.dossiers.citizen import APPLICANT, begin
from tests.factories import make_hamlet, make_officer, make_procedure, sign_in

Kind = QuestionKind
Typed = dict[str, Any]
CHOICES = ["Giấy khai sinh", "Bản sao & trích lục", "Khác <ghi rõ>"]
HAMLETS = ("Ấp 1", "Khu phố Hòa Bình")
ASKING = [kind for kind in Kind if kind is not Kind.SECTION]  # a heading has no answer
PARTS = (Question("ten", "Tên con", required=True, max_length=40), Question("hoc", "Đang học", Kind.YES_NO))


def as_stored(question: Question) -> dict[str, Any]:
    """A question as a version stores it."""
    stored: dict[str, Any] = json.loads(json.dumps(asdict(question)))
    return stored


QUESTIONS = [
    as_stored(
        Question(
            kind.value,
            f"Câu hỏi {kind.value}",
            kind,
            help=f"Giải thích {kind.value}",
            required=kind is not Kind.SECTION,
            choices=tuple(CHOICES) if kind in (Kind.CHOICE, Kind.CHOICES) else (),
            max_length={Kind.TEXT: 100, Kind.LONG_TEXT: 2000}.get(kind),
            parts=PARTS if kind is Kind.GROUP else (),
            most_rows=3 if kind is Kind.GROUP else None,
        )
    )
    for kind in Kind
]

# What is typed, and how the officer reads it.
RIGHT: dict[QuestionKind, list[tuple[Any, str]]] = {
    Kind.TEXT: [
        ("Nguyễn Thị Mẫu", "Nguyễn Thị Mẫu"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("  Lúa 🌾 và 👩‍🌾  ", "Lúa 🌾 và 👩🌾"),
        ("ạ" * 100, "ạ" * 100),
    ],
    Kind.LONG_TEXT: [
        ('Thửa 12 & 13, "bờ kênh"', 'Thửa 12 & 13, "bờ kênh"'),
        ("</textarea><script>alert(2)</script>", "</textarea><script>alert(2)</script>"),
        ("{{ 7 * 7 }} 🏠", "{{ 7 * 7 }} 🏠"),
        ("ụ" * 2000, "ụ" * 2000),
    ],
    Kind.NUMBER: [("12", "12"), ("1.200", "1200"), ("0", "0"), (" 7 ", "7")],
    Kind.MONEY: [
        ("50000", "50.000\u00a0đồng"),
        ("50.000", "50.000\u00a0đồng"),
        ("1 500 000 đ", "1.500.000\u00a0đồng"),
        ("0", "0\u00a0đồng"),
    ],
    Kind.DATE: [(("29", "2", "2024"), "29/02/2024"), (("01", "01", "1985"), "01/01/1985")],
    Kind.CHOICE: [(choice, choice) for choice in CHOICES],
    Kind.CHOICES: [(CHOICES, "; ".join(CHOICES)), (CHOICES[:1], CHOICES[0]), (CHOICES[1:], "; ".join(CHOICES[1:]))],
    Kind.YES_NO: [("yes", "Có"), ("no", "Không")],
    Kind.CITIZEN_NUMBER: [("075199000001", "075199000001"), ("075 199 000 001", "075199000001")],
    Kind.PHONE: [
        ("0900 000 123", "0900 000 123"),
        ("+84 900 000 123", "0900 000 123"),
        ("0251.3000.001", "0251 3000 001"),
    ],
    Kind.HAMLET: [("Ấp 1", "Ấp 1"), ("Khu phố Hòa Bình", "Khu phố Hòa Bình")],
    Kind.PERSON: [
        ({"name": "Trần Văn Thử"}, "Trần Văn Thử"),
        (
            {"name": "Lê Thị Mẫu", "birth_on": ("1", "2", "1990"), "citizen_number": "075190000001"},
            "Lê Thị Mẫu, sinh ngày 01/02/1990, số định danh 075190000001",
        ),
        ({"name": "H'Mẫu", "phone": "0900.000.123"}, "H'Mẫu, điện thoại 0900 000 123"),
    ],
    Kind.GROUP: [
        ([("Mẫu Một", "yes")], "Tên con: Mẫu Một; Đang học: Có"),
        ([("Mẫu Một", ""), ("", ""), ("Mẫu Hai", "no")], "Tên con: Mẫu Một Tên con: Mẫu Hai; Đang học: Không"),
    ],
}

LONG, NUMBER_LONG = "Dài quá. " * 600, "9" * 5000
WRONG: dict[QuestionKind, list[Any]] = {
    Kind.TEXT: ["", "   ", "\u200b\u2060", LONG, "ạ" * 101],
    Kind.LONG_TEXT: ["", " \n \n", LONG],
    Kind.NUMBER: ["", "  ", "mười hai", "12a", "-5", "1,5", "²", "🙂", "<script>", NUMBER_LONG, "1e9", "..."],
    Kind.MONEY: ["", "  ", "năm chục", "50k", "-50000", "🙂", "<script>", NUMBER_LONG, "đ"],
    Kind.DATE: [
        ("31", "02", "2026"),
        ("29", "2", "2025"),
        ("0", "1", "2026"),
        ("1", "13", "2026"),
        ("1", "1", "26"),
        ("1", "1", ""),
        ("", "", ""),
        (" ", " ", " "),
        ("một", "hai", "ba"),
        ("🙂", "<b>", "2026"),
        ("1", "1", "9" * 5000),
        ("-1", "1", "2026"),
    ],
    Kind.CHOICE: ["", "Không có trong danh sách", "giấy khai sinh", "🙂", "<script>", LONG],
    Kind.CHOICES: [[], ["Không có trong danh sách"], [*CHOICES, "🙂"], ["<script>"], [LONG]],
    Kind.YES_NO: ["", "maybe", "Có", "🙂", "<script>", LONG],
    Kind.CITIZEN_NUMBER: [
        "",
        "  ",
        "07519900000",
        "0751990000011",
        "một hai ba",
        "075999000001",
        "🙂" * 12,
        "<b>",
        LONG,
    ],
    Kind.PHONE: ["", "  ", "12345", "091234567a", "0000000000", "🙂", "<script>", LONG],
    Kind.HAMLET: ["", "Ấp không có", "ấp 1", "🙂", LONG],
    Kind.PERSON: [{"name": ""}, {"name": "12"}, {"name": LONG}, {"name": "", "phone": "0900000123"}],
    Kind.GROUP: [[("", "")], [("", "yes")], [("ạ" * 41, "no")], [(LONG, "")]],
}
STRANGE = (
    "31 02 2026",
    "mười hai",
    "lựa chọn lạ",
    "x" * 5000,
    "   ",
    "🙂",
    "<script>alert(1)</script>",
    "\x00\x07",
    "%00",
)


class Page(HTMLParser):
    """What stands in the boxes of a page and what is said beside them, by name; and the facts it tells.

    It reads as a browser does: what was not escaped would become an element, and be missing here.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.filled: dict[str, list[str]] = {}
        self.errors: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.told: list[str] = []  # all that the facts say, also under words that stand there twice
        self._area = self._error = self._term = self._select = ""
        self._in = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "textarea":
            self._area = name
            self.filled[name] = [""]
        elif tag == "input" and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            self.filled.setdefault(name, []).append(found.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.filled[self._select] = [found.get("value", "")]
        elif tag == "p" and found.get("class") == "error":
            self._error = found["id"].removesuffix("-error")
            self.errors[self._error] = ""
        elif tag in ("dt", "dd"):
            self._in = tag
            self._term = "" if tag == "dt" else self._term
            self.facts |= {self._term: ""} if tag == "dd" else {}
            self.told += [""] if tag == "dd" else []

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area
        self._error = "" if tag == "p" else self._error
        self._in = "" if tag in ("dt", "dd") else self._in

    def handle_data(self, data: str) -> None:
        if self._area:
            self.filled[self._area][0] += data.removeprefix("\r\n")
        elif self._error:
            self.errors[self._error] += data.strip()
        elif self._in == "dt":
            self._term += data
        elif self._in == "dd":
            self.facts[self._term] += data
            self.told[-1] += data


def typed(kind: QuestionKind, answer: Any) -> Typed:
    """What a browser sends for this answer."""
    if kind is Kind.PERSON:
        told = answer if isinstance(answer, dict) else {"name": answer}
        boxes = told | dated("birth_on", told.get("birth_on", ("", "", "")))
        return {f"q_person-{part}": boxes.get(part, "") for part in (*PERSON_PARTS, *boxes) if part != "birth_on"}
    if kind is Kind.GROUP:
        rows = answer if isinstance(answer, list) else [(answer, "")]
        sent = {
            f"q_group-{n}-{part}": told for n, row in enumerate(rows, 1) for part, told in zip(IDS, row, strict=True)
        }
        return {"q_group-rows": str(len(rows))} | sent
    if kind is Kind.DATE:
        return dated("q_date", answer)
    return {f"q_{kind.value}": answer}


IDS = [part.id for part in PARTS]


def dated(box: str, answer: Any) -> Typed:
    parts = answer if isinstance(answer, tuple) else (answer, answer, answer)
    return {f"{box}-{part}": text for part, text in zip(("ngay", "thang", "nam"), parts, strict=True)}


def all_right(round: int = 0) -> Typed:
    """Right answers to all questions; another round gives other ones."""
    sent: Typed = {}
    for kind, answers in RIGHT.items():
        sent |= typed(kind, answers[round % len(answers)][0])
    return sent


@pytest.fixture
def draft(client: FlaskClient) -> str:
    """A draft of a procedure that asks a question of each kind and wants no papers."""
    for name in HAMLETS:
        make_hamlet(name=name)
    key = begin(client, make_procedure(questions=QUESTIONS, requirements=[]))
    assert client.post(f"/nop-ho-so/{key}/nguoi-nop", data=APPLICANT).status_code == 303
    return key


def answer(client: FlaskClient, draft: str, sent: Mapping[str, Any]) -> TestResponse:
    return client.post(f"/nop-ho-so/{draft}/noi-dung", data=sent)


def stored(draft: str) -> Dossier:
    db.session.expire_all()
    return db.session.scalars(select(Dossier).where(Dossier.draft_key == draft)).one()


def test_every_kind_has_right_and_wrong_answers_here() -> None:
    assert set(RIGHT) == set(WRONG) == set(ASKING)


def test_the_page_asks_a_question_of_each_kind(client: FlaskClient, draft: str) -> None:
    page = client.get(f"/nop-ho-so/{draft}/noi-dung").text
    for question in QUESTIONS:
        assert question["label"] in page and question["help"] in page
        assert f'name="q_{question["id"]}' in page or question["kind"] == Kind.SECTION
    for choice in CHOICES:
        assert page.count(f"<span>{escape(choice)}</span>") == 2, "one to choose, one to tick"


@pytest.mark.parametrize("round", range(4))
def test_right_answers_are_read_by_their_owner_and_by_the_officer(
    app: Flask, client: FlaskClient, draft: str, round: int
) -> None:
    sent = answer(client, draft, all_right(round))
    assert sent.status_code == 303, Page(sent.text).errors
    assert client.post(f"/nop-ho-so/{draft}/giay-to").status_code == 303
    review = Page(client.get(f"/nop-ho-so/{draft}/kiem-tra").text)
    assert client.post(f"/nop-ho-so/{draft}/kiem-tra").status_code == 303
    officer = sign_in(app.test_client(), make_officer(Role.RECEPTION))
    case = Page(officer.get(f"/can-bo/ho-so/{stored(draft).id}").text)
    for kind, answers in RIGHT.items():
        shown = answers[round % len(answers)][1]
        assert one_line(case.facts[f"Câu hỏi {kind.value}"]) == shown, "as the officer reads it"
        assert one_line(review.facts[f"Câu hỏi {kind.value}"]) == shown, "as its owner reads it"


def one_line(shown: str) -> str:
    """The words of a fact, without the line breaks of the page's source."""
    return re.sub("[ \n]+", " ", shown).strip()


@pytest.mark.parametrize("kind", ASKING)
def test_a_wrong_answer_is_refused_in_a_sentence_and_nothing_typed_is_lost(
    client: FlaskClient, draft: str, kind: QuestionKind
) -> None:
    right = all_right()
    for wrong in WRONG[kind]:
        refused = answer(client, draft, right | typed(kind, wrong))
        assert refused.status_code == 422, f"{kind}: {wrong!r} was taken"
        boxes = Page(refused.text)
        assert list(boxes.errors) == [first_box(kind)], f"{wrong!r}: {boxes.errors}"
        assert_vietnamese(boxes.errors[first_box(kind)])
        assert_kept(boxes, kind, wrong)
        for other in set(ASKING) - {kind}:
            assert_kept(boxes, other, RIGHT[other][0][0])
        assert not stored(draft).answers and "noi-dung" not in stored(draft).steps_done


def first_box(kind: QuestionKind) -> str:
    """The box that a mistake of this kind stands at."""
    return {Kind.PERSON: "q_person-name", Kind.GROUP: "q_group-1-ten"}.get(kind, f"q_{kind.value}")


def assert_vietnamese(sentence: str) -> None:
    marks = set("ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")
    assert set(sentence.lower()) & marks and sentence.endswith("."), sentence
    assert "field" not in sentence.lower() and "valid" not in sentence.lower(), sentence


def assert_kept(boxes: Page, kind: QuestionKind, answer: Any) -> None:
    """What was typed stands in its boxes; of choices, those that exist are still chosen."""
    if kind in (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.HAMLET):
        known = {*CHOICES, *HAMLETS} if kind is not Kind.YES_NO else {"yes", "no"}
        chosen = [each for each in ([answer] if isinstance(answer, str) else answer) if each in known]
        assert [each for each in boxes.filled.get(f"q_{kind.value}", []) if each] == chosen, kind
        return
    for name, value in typed(kind, answer).items():
        if name == "q_group-rows" or name.endswith("-hoc"):
            assert boxes.filled.get(name, [""]) in ([value], ["1"]), name  # there is always a row
            continue
        found = boxes.filled[name][0]
        if kind is Kind.DATE:
            assert found == clean(value)[:10], name
        elif kind in (Kind.NUMBER, Kind.MONEY, Kind.CITIZEN_NUMBER, Kind.PHONE, Kind.PERSON):
            assert plain(found) == plain(value), name
        else:
            assert found == clean(value), name


def plain(typed: str) -> str:
    """The characters of a number, without what people put between and around them."""
    return "".join(char for char in clean(typed).replace("+84", "0").replace("đồng", "") if char not in " \u00a0.đ")


@pytest.mark.parametrize("kind", ASKING)
def test_strange_answers_are_taken_whole_or_refused_kindly(client: FlaskClient, draft: str, kind: QuestionKind) -> None:
    for strange in STRANGE:
        answered = answer(client, draft, all_right() | typed(kind, strange))
        assert answered.status_code in (303, 422), f"{strange!r}: {answered.status}"
        if answered.status_code == 422:
            assert_vietnamese(Page(answered.text).errors[first_box(kind)])
            assert "<script>alert" not in answered.text
            continue
        assert plain(strange) in plain(str(stored(draft).answers[kind.value]))
        review = Page(client.get(f"/nop-ho-so/{draft}/kiem-tra").text)
        assert plain(strange) in plain(review.facts[f"Câu hỏi {kind.value}"])


def test_answers_that_need_not_be_given_may_stay_empty(client: FlaskClient) -> None:
    questions = [question | {"required": False} for question in QUESTIONS]
    draft = begin(client, make_procedure(questions=questions, requirements=[]))
    empty: Typed = {}
    for kind in ASKING:
        empty |= typed(kind, [] if kind is Kind.CHOICES else "" if kind in (Kind.CHOICE, Kind.YES_NO) else "  ")
    assert answer(client, draft, {}).status_code == 303
    answered = answer(client, draft, empty)
    assert answered.status_code == 303, Page(answered.text).errors
    assert stored(draft).answers == {}


def test_answers_come_back_when_the_page_is_opened_again(client: FlaskClient, draft: str) -> None:
    assert answer(client, draft, all_right(1)).status_code == 303
    boxes = Page(client.get(f"/nop-ho-so/{draft}/noi-dung").text)
    for kind, answers in RIGHT.items():
        assert_kept(boxes, kind, answers[1 % len(answers)][0])
    assert not boxes.errors
