"""The plain rules: shares, points, weights, days, and which fields a procedure leaves blank."""

from datetime import date
from typing import Any

import pytest

from cqtt.evaluation.blanks import Blank, blanks_of
from cqtt.evaluation.periods import Span, offered, read_span
from cqtt.evaluation.rates import Mark, Scored, Tally, change, score
from cqtt.evaluation.rules import (
    GROUP_POINTS,
    LISTED_FOR,
    OF_SLUG,
    OUTLINES,
    USUAL_TENTHS,
    Group,
    Indicator,
    Subject,
    WeightsRefused,
    check_weights,
    may_list,
    tenths_text,
)
from cqtt.evaluation.showing import columns_of
from cqtt.evaluation.words import ELSEWHERE, WORDS
from cqtt.procedures.content import ProcedureContent
from cqtt.register.rules import Period, PeriodRefused
from cqtt.roles import Role
from tests.factories import procedure_content

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("good", "everything", "permille"),
    [(0, 0, None), (0, 7, 0), (7, 7, 1000), (1, 3, 333), (2, 3, 667), (9999, 10000, 999), (1, 10000, 1), (1, 2, 500)],
)
def test_a_rate_is_100_of_all_alone_and_nothing_of_nothing(good: int, everything: int, permille: int | None) -> None:
    assert Tally(good, everything).permille == permille


def test_rates_of_fewer_than_ten_are_not_compared() -> None:
    assert change(Tally(9, 10), Tally(8, 10)) == 100
    assert change(Tally(8, 10), Tally(9, 10)) == -100
    assert change(Tally(9, 9), Tally(8, 10)) is None
    assert change(Tally(9, 10), Tally(8, 9)) is None
    assert change(Tally(9, 10), Tally()) is None


def test_points_are_in_proportion_and_what_has_no_data_is_on_neither_side() -> None:
    marks = [
        Mark(Indicator.FILED_ONLINE, Tally(1, 4), Tally(), 120),
        Mark(Indicator.PAID_ONLINE, Tally(), Tally(), 100),
    ]
    scored = score(Group.ONLINE, marks)
    assert scored == Scored(tenths=30, computable=120, without_data=100, total=220)
    assert scored.elsewhere == 0
    assert marks[1].tenths is None
    no_votes = Mark(Indicator.SATISFIED, None, None, 60)
    assert not no_votes.has_data and no_votes.tenths is None and no_votes.change is None
    assert score(Group.SATISFACTION, [no_votes]) == Scored(0, 0, 60, 180)


def test_the_groups_have_a_hundred_points_and_the_usual_weights_fit() -> None:
    assert sum(GROUP_POINTS.values()) == 100
    check_weights(USUAL_TENTHS)
    for group in Group:
        own = sum(tenths for each, tenths in USUAL_TENTHS.items() if OUTLINES[each].group is group)
        left = 10 * GROUP_POINTS[group] - own
        assert left == 0 or ELSEWHERE[group], "points that own data cannot give are named"


def test_weights_above_the_total_of_their_group_are_refused() -> None:
    check_weights(USUAL_TENTHS | {Indicator.FILED_ONLINE: 120, Indicator.PAID_ONLINE: 100})
    with pytest.raises(WeightsRefused, match="trực tuyến.* có 22 điểm, các phần đang ghi cộng lại 22,1"):
        check_weights(USUAL_TENTHS | {Indicator.FILED_ONLINE: 121})


def test_every_indicator_has_its_words_and_an_address_of_its_own() -> None:
    assert set(WORDS) == set(Indicator) == set(OUTLINES)
    assert len(OF_SLUG) == len(Indicator)


@pytest.mark.parametrize(
    ("tenths", "text"), [(0, "0"), (5, "0,5"), (10, "1"), (125, "12,5"), (-25, "-2,5"), (-5, "-0,5")]
)
def test_tenths_are_told_with_a_comma(tenths: int, text: str) -> None:
    assert tenths_text(tenths) == text


def test_in_the_chart_a_single_late_one_is_seen_and_the_highest_column_leaves_room_for_its_number() -> None:
    month, empty = columns_of([Tally(1999, 2000), Tally()])
    assert month["other"] == 2 and 85 <= month["good"] + month["other"] <= 90 and month["late"] == 1
    assert (empty["good"], empty["other"], empty["late"]) == (0, 0, 0)
    assert month["x"] < empty["x"]


# -- who may open the cases -----------------------------------------------------------------------


def test_nobody_lists_single_ratings_and_an_officer_lists_the_own_work_alone() -> None:
    assert LISTED_FOR[Subject.RATINGS] == frozenset()
    for role in Role:
        assert not may_list(Subject.RATINGS, {role}, is_own=True)
    assert may_list(Subject.DOSSIERS, {Role.SPECIALIST}, is_own=True)
    assert not may_list(Subject.DOSSIERS, {Role.SPECIALIST}, is_own=False)
    assert not may_list(Subject.PAYMENTS, {Role.SPECIALIST}, is_own=True)
    assert not may_list(Subject.DOSSIERS, {Role.ADMINISTRATOR}, is_own=True)
    assert not may_list(Subject.FEEDBACK, {Role.OVERSEER}, is_own=True)
    assert may_list(Subject.DOSSIERS, {Role.OVERSEER}, is_own=False)


# -- days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "first", "last", "name", "before"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "Tháng 11/2026", "2026-10"),
        ("2026-01", date(2026, 1, 1), date(2026, 1, 31), "Tháng 1/2026", "2025-12"),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31), "Quý 1/2026", "2025-q4"),
        ("2026-q4", date(2026, 10, 1), date(2026, 12, 31), "Quý 4/2026", "2026-q3"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "Năm 2024", "2023"),
        ("", date(2026, 11, 1), date(2026, 11, 30), "Tháng 11/2026", "2026-10"),
    ],
)
def test_months_quarters_and_years_are_read_and_have_one_before(
    code: str, first: date, last: date, name: str, before: str
) -> None:
    span = read_span(code, "", "", TODAY)
    assert (span.period, span.name, span.before.code) == (Period(first, last), name, before)
    assert read_span(span.code, "", "", TODAY) == span
    assert span.is_calendar and span.before.period.last < first


def test_days_of_ones_own_are_compared_with_as_many_before() -> None:
    span = read_span("ngay", "2026-11-09", "2026-11-15", TODAY)
    assert (
        span == read_span("", "9/11/2026", "15/11/2026", TODAY) == Span(Period(date(2026, 11, 9), date(2026, 11, 15)))
    )
    assert span.before.period == Period(date(2026, 11, 2), date(2026, 11, 8))
    assert not span.is_calendar and span.code == "ngay"
    one_day = Span(Period(TODAY, TODAY))
    assert one_day.before.period == Period(date(2026, 11, 22), date(2026, 11, 22))


@pytest.mark.parametrize("code", ["2026-13", "2026-q5", "1999", "2000", "nam", "2026-1", "2026-11-23", "٢٠٢٦"])
def test_what_is_no_period_is_refused_with_what_to_do(code: str) -> None:
    with pytest.raises(PeriodRefused, match="Xin chọn tháng"):
        read_span(code, "", "", TODAY)


def test_what_is_offered_begins_with_now_and_can_be_asked_for() -> None:
    months, quarters, years = (spans for _name, spans in offered(TODAY))
    assert [len(months), len(quarters), len(years)] == [12, 8, 3]
    assert [spans[0].code for spans in (months, quarters, years)] == ["2026-11", "2026-q4", "2026"]
    for span in (*months, *quarters, *years):
        assert read_span(span.code, "", "", TODAY) == span
    assert months[0].runs_on(TODAY) and not months[1].runs_on(TODAY)


# -- the fields of a procedure --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "blank"),
    [
        ({}, None),
        ({"code": None}, Blank.CODE),
        ({"steps": []}, Blank.STEPS),
        ({"channels": []}, Blank.CHANNELS),
        ({"requirements": []}, Blank.DOCUMENTS),
        ({"processing_time": {"amount": None, "unit": None, "note": ""}}, Blank.TIME),
        ({"fee": {"amount_vnd": None, "note": ""}}, Blank.FEE),
        ({"fee": {"amount_vnd": 0, "note": ""}}, None),  # not charged is said, not blank
        ({"applicants": []}, Blank.APPLICANTS),
        ({"results": []}, Blank.RESULTS),
        ({"legal_basis": []}, Blank.LAW),
        ({"online_level": "unknown"}, Blank.ONLINE_LEVEL),
        ({"online_level": "none"}, None),
    ],
)
def test_a_field_that_says_nothing_is_blank(fields: dict[str, Any], blank: Blank | None) -> None:
    content = ProcedureContent.from_json(procedure_content(**fields))
    assert blanks_of(content) == ((blank,) if blank else ())


def test_what_nobody_vouches_for_is_blank_as_it_is_on_the_page() -> None:
    shaky = procedure_content()["confidence"] | {"fee": "low", "documents": "low"}
    blanks = blanks_of(ProcedureContent.from_json(procedure_content(confidence=shaky)))
    assert blanks == (Blank.STEPS, Blank.DOCUMENTS, Blank.FEE, Blank.RESULTS, Blank.LAW)
