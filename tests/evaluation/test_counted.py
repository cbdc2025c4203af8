"""What each number counts, told by examples: the rules of the on-time rate above all."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from cqtt.commune.models import Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import AttachmentKind, FilingChannel
from cqtt.dossiers.papers import decisions
from cqtt.evaluation.counted import Scope
from cqtt.evaluation.figures import report_of, tally_of
from cqtt.evaluation.openness import complete_at, published_at
from cqtt.evaluation.periods import read_span
from cqtt.evaluation.rates import Tally
from cqtt.evaluation.rules import Group, Indicator
from cqtt.extensions import db
from cqtt.feedback.rules import FeedbackKind
from cqtt.fees.models import PaymentWay
from cqtt.letters.rules import Occasion
from cqtt.pledges.figures import unit_figures
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import VersionStatus
from cqtt.roles import Role
from tests.evaluation.world import LATEST, add_answer, add_apology, add_file, add_payment, add_request, fill
from tests.factories import MONDAY, make_dossier, make_feedback, make_officer, make_procedure
from tests.ratings.people import make_rating
from tests.register.filing import accepted, begun, make_all_hands, refused, resolved, returned

DAY = timedelta(days=1)
NOVEMBER = read_span("2026-11", "", "", MONDAY.date())
DECEMBER = read_span("2026-12", "", "", MONDAY.date())
YEAR = read_span("2026", "", "", MONDAY.date())


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_all_hands()


def count(indicator: Indicator, at: datetime = MONDAY, span: Any = YEAR, **narrowed: int) -> Tally:
    return tally_of(indicator, Scope(span.period, at, **narrowed))


def test_results_before_and_on_their_day_are_in_time_and_those_after_it_late(officer: Officer) -> None:
    for days in (2, 3, 8):  # early, on time, late
        returned(officer, days)
    resolved(officer, 2)  # a result that nobody has fetched yet is a result
    assert count(Indicator.ON_TIME) == Tally(3, 4)
    outcomes = report_of(YEAR, MONDAY).outcomes
    assert (outcomes.early, outcomes.on_time, outcomes.late, outcomes.all) == (2, 1, 1, 4)


def test_a_result_fetched_weeks_later_is_not_late(officer: Officer) -> None:
    dossier = resolved(officer, 2)
    actions.return_result(dossier, officer, "Nguyễn Văn Nhận", MONDAY + 60 * DAY)
    db.session.commit()
    assert count(Indicator.ON_TIME) == Tally(1, 1)


def test_withdrawn_refused_and_unfinished_dossiers_are_in_no_rate(officer: Officer) -> None:
    actions.withdraw(begun(officer), "", MONDAY + DAY, officer)
    refused(officer)
    begun(officer)
    db.session.commit()
    assert count(Indicator.ON_TIME, MONDAY + 30 * DAY) == Tally()


def test_what_was_stopped_counts_only_after_its_date_and_then_as_late(officer: Officer) -> None:
    for days in (1, 8):
        decisions.stop(begun(officer), officer, "Không đủ điều kiện.", "", MONDAY + days * DAY)
    db.session.commit()
    assert count(Indicator.ON_TIME) == Tally(0, 1)


def test_an_apology_with_a_new_date_mends_no_lateness(officer: Officer) -> None:
    dossier = returned(officer, 8)
    assert count(Indicator.APOLOGISED) == Tally(0, 1)
    add_apology(dossier, Occasion.DISSATISFIED, MONDAY)  # sorry for something else
    add_apology(dossier, Occasion.LATE, None)  # only drafted
    db.session.commit()
    assert count(Indicator.APOLOGISED) == Tally(0, 1)
    add_apology(dossier, Occasion.RESOLVED_LATE, MONDAY)
    db.session.commit()
    assert (count(Indicator.APOLOGISED), count(Indicator.ON_TIME)) == (Tally(1, 1), Tally(0, 1))


def test_a_result_counts_in_the_month_in_which_it_came(officer: Officer) -> None:
    resolved(officer, 3)
    resolved(officer, 8)  # on 1 December
    assert count(Indicator.ON_TIME, span=NOVEMBER) == Tally(1, 1)
    assert count(Indicator.ON_TIME, span=DECEMBER) == Tally(0, 1)


def test_nothing_is_no_data_and_never_a_rate(officer: Officer) -> None:
    report = report_of(YEAR, MONDAY)
    for group, marks in report.groups.items():
        assert all(mark.tenths is None and not mark.has_data for mark in marks), group
        assert all(mark.tally is None or mark.tally.permille is None for mark in marks)
    assert (report.total.tenths, report.total.computable) == (0, 0)
    assert report.total.total == 1000


def test_what_is_under_way_is_late_by_its_clock_or_by_a_stop_that_came_too_late(officer: Officer) -> None:
    begun(officer), accepted(officer)
    late = begun(officer)
    decisions.request_supplement(late, officer, ["Giấy chứng sinh"], "", MONDAY + 8 * DAY)
    paused = begun(officer)
    decisions.request_supplement(paused, officer, ["Giấy chứng sinh"], "", MONDAY + DAY)
    db.session.commit()
    assert count(Indicator.UNDER_WAY, MONDAY + DAY) == Tally(3, 4)
    assert count(Indicator.UNDER_WAY, MONDAY + 9 * DAY) == Tally(1, 4)
    make_dossier()  # not accepted yet: no clock runs
    resolved(officer, 2)
    assert count(Indicator.UNDER_WAY, MONDAY + DAY).all == 4


def test_the_rate_is_the_one_beside_the_pledge(app: Flask) -> None:
    fill(random.Random(11))
    beside = unit_figures(LATEST).this_year
    assert (beside.part, beside.whole) == (count(Indicator.ON_TIME).good, count(Indicator.ON_TIME).all)
    assert beside.whole > 10


# -- scans, online, money -------------------------------------------------------------------------


def test_scans_are_what_the_citizen_or_the_desk_put_in_and_no_results(officer: Officer) -> None:
    for kind in AttachmentKind:
        add_file(accepted(officer), kind)
    accepted(officer)
    db.session.commit()
    assert count(Indicator.SCANNED) == Tally(2, 4)


def test_an_electronic_result_is_a_file_and_not_a_scan_of_a_paper_handed_in(officer: Officer) -> None:
    add_file(returned(officer, 2), AttachmentKind.RESULT)
    add_file(returned(officer, 2), AttachmentKind.DOCUMENT)
    db.session.commit()
    assert count(Indicator.ELECTRONIC) == Tally(1, 2)


def test_what_was_only_sent_to_be_checked_is_not_filed_online(officer: Officer) -> None:
    accepted(officer)
    accepted(officer, version=make_procedure(FilingMode.PRE_CHECK))
    accepted(officer, channel=FilingChannel.DESK)
    assert count(Indicator.FILED_ONLINE) == Tally(1, 3)


def test_cancelled_payments_are_no_payments(officer: Officer) -> None:
    dossier = accepted(officer)
    for way, cancelled in ((PaymentWay.CASH, False), (PaymentWay.TRANSFER, False), (PaymentWay.TRANSFER, True)):
        add_payment(dossier, officer, way, MONDAY.date(), cancelled)
    db.session.commit()
    assert count(Indicator.PAID_ONLINE) == Tally(1, 2)


def test_asking_a_second_time_counts_against_whoever_asked_first(officer: Officer) -> None:
    leader, once, twice = make_officer(Role.LEADER), accepted(officer), accepted(officer)
    for dossier, who, at in ((once, officer, MONDAY), (twice, officer, MONDAY - 40 * DAY), (twice, leader, MONDAY)):
        add_request(dossier, who, at)
    db.session.commit()
    assert count(Indicator.ASKED_ONCE, span=NOVEMBER, officer_id=officer.id) == Tally(1, 2)
    assert count(Indicator.ASKED_ONCE, span=NOVEMBER, officer_id=leader.id) == Tally()
    october = read_span("2026-10", "", "", MONDAY.date())
    assert count(Indicator.ASKED_ONCE, span=october) == Tally(1, 1)  # in October once was enough so far


# -- procedures -----------------------------------------------------------------------------------


def test_procedures_are_looked_at_as_they_were_published_then(app: Flask) -> None:
    complete, bare = make_procedure(), make_procedure(fee={"amount_vnd": None, "note": ""})
    gone = make_procedure()
    gone.status, gone.retired_at = VersionStatus.RETIRED, MONDAY + 2 * DAY
    draft = make_procedure()
    draft.status, draft.published_at = VersionStatus.DRAFT, None
    db.session.commit()
    versions = published_at(MONDAY, MONDAY + 3 * DAY)
    assert {version.procedure_id for version in versions} == {each.procedure_id for each in (complete, bare, gone)}
    assert complete_at(versions, MONDAY + DAY) == Tally(2, 3)
    assert complete_at(versions, MONDAY + 3 * DAY) == Tally(1, 2)
    assert complete_at(versions, MONDAY - DAY) == Tally()
    (mark,) = report_of(YEAR, MONDAY + 3 * DAY).groups[Group.OPENNESS]
    assert mark.tally == Tally(1, 2)


# -- what people say ------------------------------------------------------------------------------


def test_no_number_tells_of_what_accuses_an_officer(officer: Officer) -> None:
    about: dict[str, Any] = {"about_officer_id": officer.id}
    kinds = ({"is_conduct": True} | about, about, about | {"kind": FeedbackKind.PRAISE}, {})
    for fields in kinds:
        add_answer(make_feedback(**fields), officer, MONDAY, True)
    db.session.commit()
    assert count(Indicator.ANSWERED) == Tally(2, 2)  # the praise, and what names nobody
    assert count(Indicator.PRAISE, officer_id=officer.id) == Tally(1, 1)


def test_what_was_never_answered_counts_when_its_day_has_passed(officer: Officer) -> None:
    feedback = make_feedback()
    feedback.due_at = MONDAY + 2 * DAY
    db.session.commit()
    assert count(Indicator.ANSWERED, MONDAY + DAY) == Tally()
    assert count(Indicator.ANSWERED, MONDAY + 3 * DAY) == Tally(0, 1)
    add_answer(feedback, officer, MONDAY + 4 * DAY, False)
    db.session.commit()
    assert count(Indicator.ANSWERED, MONDAY + 5 * DAY) == Tally(0, 1)  # once, not twice


def test_votes_are_counted_in_fives_and_only_for_months_quarters_and_years(app: Flask) -> None:
    def satisfied(span: Any) -> Tally | None:
        return report_of(span, MONDAY + DAY).groups[Group.SATISFACTION][0].tally

    for mark in (5, 4, 1, 2):
        make_rating(mark)
    assert satisfied(YEAR) is None
    for mark in (5, 1):
        make_rating(mark, MONDAY + timedelta(minutes=mark))
    days = read_span("ngay", "2026-11-01", "2026-11-30", MONDAY.date())
    assert satisfied(YEAR) == satisfied(NOVEMBER) == Tally(2, 5)  # the sixth is not told yet
    assert satisfied(days) is None


def test_a_month_tells_the_fives_that_were_full_in_it_so_that_it_never_differs_by_one_vote(
    app: Flask,
) -> None:
    october = read_span("2026-10", "", "", MONDAY.date())
    at = MONDAY + 25 * DAY  # in December
    for day, mark in ((-40, 1), (-39, 1), (-38, 5), (-1, 5), (0, 5), (1, 1)):  # three in October, three in November
        make_rating(mark, MONDAY + day * DAY)

    def satisfied(span: Any) -> Tally | None:
        return report_of(span, at).groups[Group.SATISFACTION][0].tally

    assert satisfied(october) is None
    assert satisfied(NOVEMBER) == satisfied(YEAR) == Tally(3, 5)


def test_a_vote_that_may_still_be_changed_moves_no_figure(app: Flask) -> None:
    for minute in range(5):
        make_rating(5, MONDAY + timedelta(minutes=minute))
    early, settled = (report_of(YEAR, MONDAY + timedelta(minutes=minutes)) for minutes in (18, 20))
    assert early.groups[Group.SATISFACTION][0].tally is None
    assert settled.groups[Group.SATISFACTION][0].tally == Tally(5, 5)
