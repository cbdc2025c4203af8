"""What stands on an officer's day of what people told us: whose it is, and how little of a report of conduct."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from cqtt import clock
from cqtt.commune.models import Officer, the_commune
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.handling import filters as kinds
from cqtt.feedback.handling.day import _day_and_reader, heap_of_texts, heaps_of
from cqtt.feedback.handling.messages import texts_to_send
from cqtt.feedback.handling.queries import counts
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_feedback, make_officer
from tests.feedback.officers import add_voice, make_chairman, make_conduct_report

LONG_AGO = MONDAY - timedelta(days=40)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY), app.test_request_context():
        yield


def numbers(officer: Officer) -> dict[str, int]:
    """What the inbox counts for an officer, heaps with nothing left out."""
    day, reader = _day_and_reader(officer, the_commune(), MONDAY)
    return {heap: count for heap, count in counts(officer, reader, day).items() if count}


def heaps(officer: Officer) -> dict[str, list[str]]:
    """Return the lines of each heap, by its title."""
    found = heaps_of(officer, the_commune(), MONDAY, 5)
    return {heap.title: [line.item["label"] for line in heap.lines] for heap in found}


def test_reception_sorts_and_types(app: Flask) -> None:
    feedback, spoken = make_feedback(), make_feedback(words="")
    add_voice(spoken)
    found = heaps(make_officer(Role.RECEPTION))
    assert set(found) == {"Góp ý chờ phân công", "Góp ý chờ gõ lại ghi âm"}
    assert found["Góp ý chờ phân công"][0] == f"Góp ý {feedback.code} – {feedback.words}"
    assert heaps(make_officer(Role.SPECIALIST)) == {}


def test_whoever_has_it_finds_it_and_leaders_find_what_rose(app: Flask) -> None:
    officer, head, leader = make_officer(Role.SPECIALIST), make_chairman(), make_officer(Role.LEADER)
    late = make_feedback(at=LONG_AGO)
    actions.assign(late, head, officer, "", MONDAY)
    actions.escalate(late, 1, MONDAY)
    db.session.commit()
    assert set(heaps(officer)) == {"Góp ý của tôi"}
    assert set(heaps(leader)) == {"Góp ý trễ, đã báo lãnh đạo"} and heaps(head) == {}
    actions.escalate(late, 2, MONDAY)
    db.session.commit()
    assert set(heaps(head)) == {"Góp ý trễ, đã báo Chủ tịch"}


def test_a_report_of_conduct_is_a_code_and_only_its_reader_s(app: Flask) -> None:
    head, accused = make_chairman(), make_officer(Role.RECEPTION, Role.LEADER, Role.SPECIALIST)
    report = make_conduct_report(accused)
    assert heaps(head) == {"Góp ý của tôi": [f"Góp ý {report.code}"]}
    assert heaps(accused) == {} and numbers(accused) == {}
    (heap,) = heap_of_texts(texts_to_send(head))
    assert [line.item["label"] for line in heap.lines] == [f"Góp ý {report.code}"]
    assert heap_of_texts(texts_to_send(accused)) == []


def test_numbers_lead_into_the_inbox(app: Flask) -> None:
    make_feedback(at=LONG_AGO)
    officer = make_officer(Role.RECEPTION)
    found = numbers(officer)
    assert (found[kinds.LATE], found[kinds.NOBODYS]) == (1, 1)
    assert [(heap.title, heap.total, heap.href) for heap in heaps_of(officer, the_commune(), MONDAY, 5)] == [
        ("Góp ý chờ phân công", 1, "/can-bo/phan-anh?muc=chua-giao"),
    ]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER])
def test_who_handles_no_feedback_has_none_on_the_day(app: Flask, role: Role) -> None:
    make_feedback(at=LONG_AGO)
    officer = make_officer(role)
    assert heaps(officer) == {} and heaps_of(officer, the_commune(), MONDAY, 5) == []
    assert texts_to_send(officer).total == 0


def test_more_than_is_shown_is_counted_and_all_lines_cost_one_query(app: Flask) -> None:
    for _number in range(7):
        make_feedback()
    officer, commune = make_officer(Role.RECEPTION), the_commune()
    heaps_of(officer, commune, MONDAY, 5)
    with queries() as sent:
        (heap,) = heaps_of(officer, commune, MONDAY, 5)
    assert (len(heap.lines), heap.total, heap.more) == (5, 7, 2) and len(sent) == 1
