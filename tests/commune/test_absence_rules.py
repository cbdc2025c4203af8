"""Who may be away when, and who stands in for whom."""

from datetime import date, timedelta
from itertools import permutations, product

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cqtt.commune.absence_rules import (
    Colleague,
    Days,
    DaysRefused,
    DeputyRefused,
    Planned,
    acting,
    check_alone,
    check_days,
    check_deputy,
)
from cqtt.roles import Role

TODAY = date(2026, 11, 23)
AN, BINH, CUC, DUNG = (
    Colleague(id, name, frozenset(roles))
    for id, name, roles in (
        (1, "Lê Văn An", {Role.SPECIALIST}),
        (2, "Trần Thị Bình", {Role.RECEPTION, Role.SPECIALIST}),
        (3, "Võ Thị Cúc", {Role.RECEPTION, Role.SPECIALIST, Role.LEADER}),
        (4, "Phạm Văn Dũng", {Role.ADMINISTRATOR}),
    )
)
PEOPLE = (AN, BINH, CUC, DUNG)


def november(first: int, last: int) -> Days:
    return Days(date(2026, 11, first), date(2026, 11, last))


@pytest.fixture(autouse=True)
def words(app: Flask) -> None:
    """The sentences of refusals need the languages of the application."""


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (november(25, 24), "Ngày cuối cần bằng hoặc sau ngày đầu"),
        (november(20, 22), "Những ngày này đã qua"),
        (Days(TODAY, TODAY + timedelta(days=366)), "nhiều nhất một năm"),
    ],
)
def test_days_that_make_no_sense_are_refused_with_a_sentence(days: Days, said: str) -> None:
    with pytest.raises(DaysRefused, match=said):
        check_days(days, TODAY)


@pytest.mark.parametrize("days", [november(23, 23), november(20, 23), Days(TODAY, TODAY + timedelta(days=365))])
def test_today_may_be_the_last_day_and_a_year_is_not_too_long(days: Days) -> None:
    check_days(days, TODAY)


def test_days_taken_already_are_refused_and_the_day_after_is_free() -> None:
    planned = [Planned(AN.id, BINH.id, november(24, 26))]
    for days in (november(26, 30), november(20, 24), november(25, 25), november(20, 30)):
        with pytest.raises(DaysRefused, match="từ 24/11/2026 đến hết 26/11/2026 rồi"):
            check_alone(AN.id, days, planned)
    check_alone(AN.id, november(27, 30), planned)
    check_alone(BINH.id, november(24, 26), planned)


def test_who_opens_no_dossier_cannot_stand_in_for_who_does() -> None:
    with pytest.raises(DeputyRefused, match="Phạm Văn Dũng không có vai trò Chuyên môn"):
        check_deputy(AN, DUNG, november(24, 26), [], PEOPLE)
    check_deputy(DUNG, AN, november(24, 26), [], PEOPLE)


def test_a_deputy_needs_every_role_that_moves_the_dossiers_and_who_has_them_is_named() -> None:
    days = november(24, 26)
    with pytest.raises(DeputyRefused, match="Lê Văn An không có vai trò Tiếp nhận.*đủ vai trò: Võ Thị Cúc"):
        check_deputy(BINH, AN, days, [], PEOPLE)
    with pytest.raises(DeputyRefused, match="Trần Thị Bình không có vai trò Lãnh đạo.*nhờ quản trị trao vai trò"):
        check_deputy(CUC, BINH, days, [], PEOPLE)
    check_deputy(BINH, CUC, days, [], PEOPLE)


def test_whoever_stands_in_for_a_deputy_has_the_roles_of_both() -> None:
    planned = [Planned(CUC.id, AN.id, november(25, 26))]
    with pytest.raises(DeputyRefused, match="Trần Thị Bình không có vai trò Lãnh đạo"):
        check_deputy(AN, BINH, november(24, 25), planned, PEOPLE)
    check_deputy(AN, BINH, november(24, 24), planned, PEOPLE)


def test_a_deputy_who_is_away_is_refused_naming_the_deputys_own_deputy() -> None:
    planned = [Planned(BINH.id, CUC.id, november(26, 27))]
    with pytest.raises(DeputyRefused, match="Trần Thị Bình cũng vắng mặt từ 26/11/2026.*ví dụ Võ Thị Cúc"):
        check_deputy(AN, BINH, november(24, 26), planned, PEOPLE)
    check_deputy(AN, BINH, november(24, 25), planned, PEOPLE)


def test_the_one_who_is_named_instead_is_free_and_fit() -> None:
    planned = [Planned(BINH.id, AN.id, november(24, 27))]  # the deputy's own deputy is the one who asks
    with pytest.raises(DeputyRefused, match="ví dụ Võ Thị Cúc"):
        check_deputy(AN, BINH, november(24, 26), planned, PEOPLE)
    planned.append(Planned(CUC.id, DUNG.id, november(24, 24)))
    with pytest.raises(DeputyRefused, match="không còn ai khác; xin đổi ngày"):
        check_deputy(AN, BINH, november(24, 26), planned, PEOPLE)


def test_a_chain_leads_to_whoever_is_there() -> None:
    planned = [
        Planned(AN.id, BINH.id, november(23, 27)),
        Planned(BINH.id, CUC.id, november(24, 25)),
        Planned(CUC.id, DUNG.id, november(25, 25)),
    ]
    everybody = {each.id for each in PEOPLE}
    assert acting(date(2026, 11, 22), planned, everybody) == {}
    assert acting(date(2026, 11, 23), planned, everybody) == {AN.id: BINH.id}
    assert acting(date(2026, 11, 24), planned, everybody) == {AN.id: CUC.id, BINH.id: CUC.id}
    assert acting(date(2026, 11, 25), planned, everybody) == dict.fromkeys((AN.id, BINH.id, CUC.id), DUNG.id)
    assert acting(date(2026, 11, 26), planned, everybody) == {AN.id: BINH.id}
    assert acting(date(2026, 11, 28), planned, everybody) == {}


def test_who_has_left_stands_in_for_nobody() -> None:
    assert acting(TODAY, [Planned(AN.id, BINH.id, november(23, 27))], at_work={AN.id}) == {}


def test_no_circle_is_followed_for_ever() -> None:
    """The rules let no circle be planned; should one stand in the table, nobody stands in."""
    for circle in permutations((1, 2, 3)):
        planned = [Planned(one, circle[place - 2], november(23, 23)) for place, one in enumerate(circle)]
        assert acting(TODAY, planned, {1, 2, 3}) == {}
    into_it = [Planned(1, 2, november(23, 23)), Planned(2, 3, november(23, 23)), Planned(3, 2, november(23, 23))]
    assert acting(TODAY, into_it, {1, 2, 3}) == {}


WISHES = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(23, 30), st.integers(0, 5)), max_size=12)


@given(WISHES)
def test_whatever_is_planned_by_the_rules_somebody_is_always_there(wishes: list[tuple[int, int, int, int]]) -> None:
    fit = [Colleague(each.id, each.name, frozenset({Role.SPECIALIST})) for each in PEOPLE]
    planned: list[Planned] = []
    for officer_id, deputy_id, first, more in wishes:
        days = Days(date(2026, 11, first), date(2026, 11, first) + timedelta(days=more))
        if officer_id == deputy_id:
            continue
        try:
            check_alone(officer_id, days, planned)
            check_deputy(fit[officer_id - 1], fit[deputy_id - 1], days, planned, fit)
        except (DaysRefused, DeputyRefused):
            continue
        planned.append(Planned(officer_id, deputy_id, days))
    for day, each in product((TODAY + timedelta(days=number) for number in range(14)), planned):
        if day in each.days:
            away = {other.officer_id for other in planned if day in other.days}
            assert acting(day, planned, {1, 2, 3, 4})[each.officer_id] not in away
