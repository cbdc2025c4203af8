"""How facts are said."""

from datetime import time
from typing import Any

import pytest
from flask import Flask

from cqtt.commune.working_time import WorkingCalendar
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.facts import PaperLine, hours_texts, in_short, money, poster_values, time_fact, unknown
from cqtt.procedures.requirements import Requirement
from tests.factories import procedure_content

MORNING, DAY = ((time(7), time(11, 30)),), ((time(7, 30), time(11, 30)), (time(13), time(16, 30)))


def content(**fields: Any) -> ProcedureContent:
    return ProcedureContent.from_json(procedure_content(**fields))


@pytest.fixture(autouse=True)
def _words(app: Flask) -> None:
    """Sentences are said in the language of the application."""


def test_days_with_the_same_hours_are_told_together() -> None:
    hours = {0: DAY, 1: DAY, 2: MORNING, 3: DAY, 4: DAY, 5: MORNING}
    assert hours_texts(WorkingCalendar(hours=hours)) == [
        ("Thứ Hai đến thứ Ba", "7:30–11:30 và 13:00–16:30"),
        ("Thứ Tư", "7:00–11:30"),
        ("Thứ Năm đến thứ Sáu", "7:30–11:30 và 13:00–16:30"),
        ("Thứ Bảy", "7:00–11:30"),
    ]


def test_a_long_condition_is_told_below_the_fact_not_under_it() -> None:
    short = time_fact(content(processing_time={"amount": 3, "unit": "day", "note": "nộp trước 15:00"}), "")
    long = time_fact(content(processing_time={"amount": 3, "unit": "day", "note": "rất dài " * 20}), "")
    assert (short.short_note, long.short_note) == ("Nộp trước 15:00", "tùy trường hợp, xem bên dưới")
    assert unknown("02513000001").short_note == "xin gọi 0251 3000 001"
    assert time_fact(content(processing_time={"amount": 3, "unit": "day", "note": ""}), "").short_note is None


@pytest.mark.parametrize(
    ("fee", "words"),
    [
        ({"amount_vnd": 0, "note": ""}, ["3 ngày làm việc", "không thu"]),
        ({"amount_vnd": 0, "note": "đúng hạn"}, ["3 ngày làm việc", "không thu, có điều kiện"]),
        ({"amount_vnd": 400000, "note": ""}, ["3 ngày làm việc", "400.000\u00a0đồng"]),
        ({"amount_vnd": 8000, "note": "mỗi bản"}, ["3 ngày làm việc", "8.000\u00a0đồng, xem cách tính"]),
        ({"amount_vnd": None, "note": ""}, ["3 ngày làm việc"]),
        ({"amount_vnd": None, "note": "giảm nửa"}, ["3 ngày làm việc"]),
        ({"amount_vnd": 5000, "note": "chưa xác minh"}, ["3 ngày làm việc"]),
    ],
)
def test_a_list_names_only_what_is_known(fee: dict[str, Any], words: list[str]) -> None:
    assert in_short(content(fee=fee)) == words


@pytest.mark.parametrize(
    ("whens", "words"),
    [
        (["luôn cần", "luôn cần"], "2 loại"),
        (["luôn cần", "khi có"], "1 loại, thêm tùy trường hợp"),
        (["khi có"], "Tùy trường hợp"),
        ([], None),
    ],
)
def test_a_poster_counts_the_papers_everybody_needs(whens: list[str], words: str | None) -> None:
    papers = [
        {"id": f"p{i}", "name": "x", "originals": 1, "copies": 0, "present_only": False, "note": "", "when": when}
        for i, when in enumerate(whens)
    ]
    assert poster_values(content(requirements=papers))[2] == words


@pytest.mark.parametrize(
    ("paper", "count", "note", "about_absence"),
    [
        (Requirement("a", "A", 2, 1, note="2 bộ"), "2 bản chính, 1 bản sao", "2 bộ", False),
        (Requirement("a", "A", 0, 0, note="lưu ý"), "", "Lưu ý", False),
        (Requirement("a", "A", present_only=True, note="chỉ xuất trình"), "1 bản chính", "", False),
        (Requirement("a", "A", present_only=True, note="xuất trình, trả lại"), "1 bản chính", "Trả lại", False),
        (
            Requirement("a", "A", note="khai thác được thì không nộp"),
            "1 bản chính",
            "Khai thác được thì không nộp",
            True,
        ),
    ],
)
def test_a_paper_says_how_many_and_what_if_it_is_missing(
    paper: Requirement, count: str, note: str, about_absence: bool
) -> None:
    line = PaperLine.of(paper)
    assert (line.count, line.note, line.about_absence) == (count, note, about_absence)


@pytest.mark.parametrize(("amount", "words"), [(500, "500\u00a0đồng"), (1234567, "1.234.567\u00a0đồng")])
def test_money_is_grouped_the_vietnamese_way(amount: int, words: str) -> None:
    assert money(amount) == words
