"""Numbers at their edges: midnight in Vietnam, ends of months, leap days, clocks that stood still, dates given anew."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from cqtt.clock import ICT
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import Status, Timeliness
from cqtt.evaluation.cases import Wanted, page_of
from cqtt.evaluation.counted import Scope
from cqtt.evaluation.figures import report_of, tally_of
from cqtt.evaluation.openness import published_at, read_off
from cqtt.evaluation.periods import months_until, read_span
from cqtt.evaluation.rates import Tally
from cqtt.evaluation.rules import Group, Indicator
from cqtt.evaluation.work import work_of_officers
from cqtt.extensions import db
from cqtt.fees.models import PaymentWay
from cqtt.procedures.models import VersionStatus
from cqtt.roles import Role
from tests.evaluation.world import add_payment, new_dossier
from tests.factories import MONDAY, make_officer, make_procedure
from tests.register.filing import accepted, begun, make_all_hands, resolved, returned

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_all_hands()


def span_of(code: str) -> Scope:
    return Scope(read_span(code, "", "", MONDAY.date()).period, MONDAY + 400 * DAY)


def count(code: str, indicator: Indicator = Indicator.ON_TIME) -> Tally:
    return tally_of(indicator, span_of(code))


def add_result(at: datetime) -> Dossier:
    dossier = new_dossier(make_procedure())
    dossier.status, dossier.timeliness, dossier.received_at, dossier.resolved_at = (
        Status.RESOLVED,
        Timeliness.ON_TIME,
        at,
        at,
    )
    db.session.add(dossier)
    db.session.commit()
    return dossier


# -- days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("midnight", "before", "after"),
    [
        (datetime(2027, 1, 1, tzinfo=ICT), ("2026-12", "2026-q4", "2026"), ("2027-01", "2027-q1", "2027")),
        (datetime(2024, 3, 1, tzinfo=ICT), ("2024-02",), ("2024-03",)),  # after 29 February
        (datetime(2026, 3, 1, tzinfo=ICT), ("2026-02",), ("2026-03",)),
    ],
)
def test_a_period_ends_with_midnight_in_vietnam(
    app: Flask, midnight: datetime, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    add_result(midnight - INSTANT)
    add_result(midnight)
    add_result(midnight + INSTANT)
    for indicator in (Indicator.ON_TIME, Indicator.SCANNED, Indicator.ELECTRONIC, Indicator.FILED_ONLINE):
        assert [count(code, indicator).all for code in before] == [1] * len(before)
        assert [count(code, indicator).all for code in after] == [2] * len(after)


def test_money_counts_on_the_day_it_came_in_and_its_line_says_that_day(officer: Officer) -> None:
    dossier = accepted(officer)
    payment = add_payment(dossier, officer, PaymentWay.TRANSFER, date(2026, 10, 31))
    payment.recorded_at = datetime(2026, 11, 2, 8, tzinfo=ICT)  # typed in after the week-end
    db.session.commit()
    october, november = (count(code, Indicator.PAID_ONLINE) for code in ("2026-10", "2026-11"))
    assert (october, november) == (Tally(1, 1), Tally())
    (line,), _total = page_of(Wanted(Indicator.PAID_ONLINE, span_of("2026-10")), 1, 50)
    assert line.on == date(2026, 10, 31)


def test_a_version_that_begins_with_the_next_month_is_not_of_this_one(app: Flask) -> None:
    midnight = datetime(2026, 12, 1, tzinfo=ICT)
    old, new = make_procedure(), make_procedure()
    old.status, old.retired_at = VersionStatus.RETIRED, midnight
    old.published_at, new.published_at = MONDAY - DAY, midnight
    db.session.commit()
    for code, version in (("2026-11", old), ("2026-12", new)):
        moment = read_off(span_of(code).period, MONDAY + 60 * DAY)
        held = [each.procedure_id for each in published_at(moment) if each.holds_at(moment)]
        assert held == [version.procedure_id], code


def test_days_that_have_not_begun_have_no_data_of_anything(app: Flask) -> None:
    make_procedure()
    report = report_of(read_span("2027", "", "", MONDAY.date()), MONDAY)
    (mark,) = report.groups[Group.OPENNESS]
    assert mark.tally == Tally() and mark.before == Tally(1, 1)
    assert report.total.computable == 0
    assert page_of(Wanted(Indicator.COMPLETE, Scope(report.span.period, MONDAY)), 1, 50) == ([], 0)
    later = report_of(read_span("2028", "", "", MONDAY.date()), MONDAY)
    assert later.groups[Group.OPENNESS][0].before == Tally()


def test_the_chart_ends_with_this_month_while_the_year_runs(app: Flask) -> None:
    def months(code: str) -> list[str]:
        return [month.code for month in months_until(read_span(code, "", "", MONDAY.date()), MONDAY.date())]

    assert months("2026")[::11] == months("2026-11")[::11] == ["2025-12", "2026-11"]
    assert months("2025")[::11] == ["2025-01", "2025-12"]


# -- clocks ---------------------------------------------------------------------------------------


def test_the_last_moment_of_the_due_time_is_in_time_and_the_next_is_late(officer: Officer) -> None:
    for late_by in (timedelta(), INSTANT):
        dossier = begun(officer)
        assert dossier.due_at
        actions.resolve(dossier, officer, "Giấy khai sinh", dossier.due_at + late_by)
    db.session.commit()
    assert count("2026-11") == Tally(1, 2)


def test_a_lawful_extension_gives_time_and_an_apology_gives_none(officer: Officer) -> None:
    extended, promised = begun(officer), begun(officer)
    actions.extend(extended, officer, Limit(5, Unit.WORKING_DAY), "Điều 19", MONDAY + DAY)
    actions.apologise(promised, "Xin lỗi.", MONDAY + DAY, 1, officer, new_due_at=MONDAY + 20 * DAY)
    for dossier in (extended, promised):
        actions.resolve(dossier, officer, "Giấy phép", MONDAY + 7 * DAY)  # its third day was Thursday
    db.session.commit()
    assert (extended.timeliness, promised.timeliness) == (Timeliness.EARLY, Timeliness.LATE)
    assert count("2026-11") == Tally(1, 2)


@pytest.mark.parametrize(("asked_after", "is_late"), [(1, False), (8, True)])
def test_waiting_for_the_citizen_costs_no_time_and_mends_none(
    officer: Officer, asked_after: int, is_late: bool
) -> None:
    dossier = begun(officer)
    decisions.request_supplement(dossier, officer, ["Giấy chứng sinh"], "", MONDAY + asked_after * DAY)
    db.session.commit()
    assert tally_of(Indicator.UNDER_WAY, Scope(span_of("2026").period, MONDAY + 30 * DAY)) == Tally(not is_late, 1)
    actions.answer_supplement(dossier, "Đã nhận đủ.", MONDAY + 30 * DAY, officer)
    actions.resolve(dossier, officer, "Giấy khai sinh", MONDAY + 31 * DAY)
    db.session.commit()
    assert count("2026-12") == Tally(not is_late, 1)
    assert count("2026-11") == Tally()


def test_withdrawn_after_its_date_is_still_no_result(officer: Officer) -> None:
    actions.withdraw(begun(officer), "", MONDAY + 20 * DAY, officer)
    db.session.commit()
    assert count("2026-12") == Tally()
    assert count("2026-12", Indicator.APOLOGISED) == Tally()


def test_what_lies_on_the_shelf_is_done(officer: Officer) -> None:
    dossier = resolved(officer, 3)
    actions.shelve(dossier, officer, "Kệ 2", MONDAY + 4 * DAY)
    db.session.commit()
    assert tally_of(Indicator.UNDER_WAY, Scope(span_of("2026").period, MONDAY + 90 * DAY)) == Tally()
    assert count("2026-11") == Tally(1, 1)


# -- whose ----------------------------------------------------------------------------------------


def test_a_late_result_stays_with_whoever_had_it_when_the_desk_gets_it_to_hand_out(officer: Officer) -> None:
    desk, second = make_officer(Role.RECEPTION), make_officer(Role.RECEPTION)
    dossier = resolved(officer, 8)
    for days, colleague in ((8, desk), (9, second)):
        actions.assign(dossier, officer, colleague, "Xin trả giúp.", MONDAY + days * DAY + timedelta(hours=1))
    db.session.commit()
    year = read_span("2026", "", "", MONDAY.date())
    for indicator in (Indicator.ON_TIME, Indicator.APOLOGISED):
        found = {work.id: work.of(indicator) for work in work_of_officers(year, MONDAY + 20 * DAY)}
        assert (found[officer.id], found[desk.id], found[second.id]) == (Tally(0, 1), Tally(), Tally()), indicator
    (line,), _total = page_of(Wanted(Indicator.ON_TIME, span_of("2026")), 1, 50)
    assert line.officer == officer.name


def test_what_was_handed_over_before_its_result_counts_for_whoever_brought_it(officer: Officer) -> None:
    colleague = make_officer(Role.SPECIALIST)
    dossier = begun(officer)
    actions.assign(dossier, officer, colleague, "Xin làm tiếp.", MONDAY + DAY)
    actions.resolve(dossier, colleague, "Giấy khai sinh", MONDAY + 2 * DAY)
    returned(officer, 3)
    db.session.commit()
    year = read_span("2026", "", "", MONDAY.date())
    found = {work.id: work.of(Indicator.ON_TIME) for work in work_of_officers(year, MONDAY + 20 * DAY)}
    assert (found[officer.id], found[colleague.id]) == (Tally(1, 1), Tally(1, 1))
