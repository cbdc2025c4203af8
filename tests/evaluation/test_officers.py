"""Each officer's own figures: seen by the officer and by leaders, in the order of names, never as a ranking."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from cqtt.commune.models import Officer
from cqtt.evaluation.periods import read_span
from cqtt.evaluation.rates import Tally
from cqtt.evaluation.rules import Indicator
from cqtt.evaluation.work import work_of_officers
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.staff import desk, desk_of
from tests.evaluation.world import add_answer
from tests.factories import MONDAY, make_feedback, make_officer
from tests.ratings.people import make_rating, make_returned
from tests.register.filing import make_all_hands, returned

OFFICERS = "/can-bo/danh-gia-can-bo"
HOUR = timedelta(hours=1)
YEAR = read_span("2026", "", "", MONDAY.date())


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_all_hands(name="Lê Thị Ví Dụ")


def names_on(page: str) -> list[str]:
    found = re.findall(r'<td data-label="Cán bộ"><span>([^<]+)<', page)
    return [name.strip() for name in found]


def test_an_officer_sees_the_own_line_and_a_leader_all_in_the_order_of_names(app: Flask, officer: Officer) -> None:
    best, late = make_officer(Role.SPECIALIST, name="Trần Văn Bé"), make_officer(Role.RECEPTION, name="Vũ Thị An")
    make_officer(Role.OVERSEER, name="Đỗ Thị Xa"), make_officer(Role.ADMINISTRATOR, name="Ngô Văn Máy")
    for holder, days in ((best, 2), (best, 2), (late, 8)):
        returned(officer, days).officer_id = holder.id
    db.session.commit()
    assert names_on(desk_of(app, late).get(f"{OFFICERS}?ky=2026").text) == ["Vũ Thị An"]
    leader = make_officer(Role.LEADER, name="Phạm Thị Yến")
    page = desk_of(app, leader).get(f"{OFFICERS}?ky=2026").text
    assert names_on(page) == ["Vũ Thị An", "Trần Văn Bé", "Lê Thị Ví Dụ", "Phạm Thị Yến"]
    assert "xep=" not in page  # no order by results


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER])
def test_nobody_else_looks_at_officers(app: Flask, role: Role) -> None:
    assert desk(app, role).get(OFFICERS).status_code == 403


def test_somebody_who_left_stands_in_the_list_while_there_is_work_of_theirs(app: Flask, officer: Officer) -> None:
    gone, idle = (make_officer(Role.SPECIALIST, name=name, is_active=False) for name in ("Bùi Thị Đi", "Lý Văn Nghỉ"))
    returned(officer, 2).officer_id = gone.id
    db.session.commit()
    names = [work.name for work in work_of_officers(YEAR, MONDAY)]
    assert gone.name in names and idle.name not in names


def test_few_votes_are_not_told_and_the_sixth_waits_for_the_tenth(app: Flask, officer: Officer) -> None:
    def satisfied() -> Tally | None:
        (work,) = work_of_officers(YEAR, MONDAY + HOUR, officer.id)
        return work.satisfied

    for number, mark in enumerate((5, 4, 5, 1)):
        make_rating(mark, MONDAY + timedelta(minutes=number), make_returned(by=officer), officer_id=officer.id)
    assert satisfied() is None
    assert "chưa đủ 5 lượt" in desk_of(app, officer).get(f"{OFFICERS}?ky=2026").text
    answered = make_feedback()
    add_answer(answered, officer, MONDAY, True)
    answered.rating, answered.rated_at = 2, MONDAY + timedelta(minutes=10)
    db.session.commit()
    assert satisfied() == Tally(3, 5)  # of dossiers and answers together
    make_rating(1, MONDAY + timedelta(minutes=20), make_returned(by=officer), officer_id=officer.id)
    assert satisfied() == Tally(3, 5)
    days = read_span("ngay", "2026-11-01", "2026-11-30", MONDAY.date())
    assert work_of_officers(days, MONDAY + HOUR, officer.id)[0].satisfied is None


def test_votes_about_a_colleague_are_nobody_elses(app: Flask, officer: Officer) -> None:
    colleague = make_officer(Role.SPECIALIST)
    for number in range(5):
        make_rating(5, MONDAY + timedelta(minutes=number), make_returned(by=colleague), officer_id=colleague.id)
    found = {work.id: work.satisfied for work in work_of_officers(YEAR, MONDAY + HOUR)}
    assert (found[colleague.id], found[officer.id]) == (Tally(5, 5), None)


def test_what_accuses_an_officer_is_in_none_of_the_figures(app: Flask, officer: Officer) -> None:
    feedback = make_feedback(about_officer_id=officer.id, is_conduct=True, conduct_line="khong-1")
    add_answer(feedback, officer, MONDAY, False)
    db.session.commit()
    (work,) = work_of_officers(YEAR, MONDAY, officer.id)
    assert work.of(Indicator.ANSWERED) == work.of(Indicator.PRAISE) == Tally()
