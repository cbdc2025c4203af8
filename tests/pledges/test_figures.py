"""The on-time rate of the unit and the satisfaction beside the pledge."""

from datetime import datetime, timedelta

from flask import Flask

from cqtt.clock import frozen
from cqtt.dossiers.models import DossierEvent
from cqtt.dossiers.rules import Actor, Status, Step, Timeliness
from cqtt.extensions import db
from cqtt.pledges.figures import Rate, unit_figures
from cqtt.procedures.models import ProcedureVersion
from tests.counting import queries
from tests.factories import MONDAY, make_dossier, make_feedback, make_procedure

DAY = timedelta(days=1)


def resolve(version: ProcedureVersion, timeliness: Timeliness, at: datetime, status: Status = Status.RETURNED) -> None:
    make_dossier(version, status=status, timeliness=timeliness, resolved_at=at)


def stop(
    version: ProcedureVersion, at: datetime, from_status: Status, due_at: datetime, was_late: bool = False
) -> None:
    dossier = make_dossier(version, status=Status.STOPPED, due_at=due_at, ended_at=at)
    steps = [(Step.REQUEST_SUPPLEMENT, Status.PROCESSING, {"late": was_late}), (Step.STOP, from_status, {})]
    for step, before, details in steps:
        dossier.events.append(
            DossierEvent(
                step=step,
                from_status=before,
                to_status=Status.STOPPED,
                at=at,
                actor=Actor.OFFICER,
                details=details,
            )
        )
    db.session.commit()


def test_results_in_time_are_counted_of_all_results(app: Flask) -> None:
    version = make_procedure()
    for _number in range(6):
        resolve(version, Timeliness.EARLY, MONDAY - DAY)
    for _number in range(3):
        resolve(version, Timeliness.ON_TIME, MONDAY - 89 * DAY, Status.RESOLVED)
    resolve(version, Timeliness.LATE, MONDAY - 91 * DAY)
    resolve(version, Timeliness.LATE, MONDAY - 364 * DAY)  # last year
    make_dossier(version, status=Status.WITHDRAWN, ended_at=MONDAY)
    make_dossier(version, status=Status.REFUSED, ended_at=MONDAY)
    make_dossier(version, status=Status.PROCESSING, due_at=MONDAY - DAY)
    figures = unit_figures(MONDAY)
    assert figures.year == 2026
    assert (figures.this_year, figures.this_year.percent) == (Rate(9, 10, 10), 90)
    assert (figures.recent, figures.recent.percent) == (Rate(9, 9, 10), None)  # too few for a share


def test_what_was_stopped_counts_only_if_it_was_late_by_then(app: Flask) -> None:
    version, past, coming = make_procedure(), MONDAY - 5 * DAY, MONDAY + 5 * DAY
    stop(version, MONDAY, Status.PROCESSING, past)  # late while it was worked on
    stop(version, MONDAY, Status.PROCESSING, coming)
    stop(version, MONDAY, Status.AWAITING_SUPPLEMENT, past)  # the clock stood still for the citizen
    stop(version, MONDAY, Status.AWAITING_SUPPLEMENT, past, was_late=True)
    assert unit_figures(MONDAY).recent == Rate(0, 2, 10)


def test_the_year_begins_at_midnight_in_vietnam(app: Flask) -> None:
    version = make_procedure()
    midnight = MONDAY.replace(year=2025, month=12, day=31, hour=17)
    resolve(version, Timeliness.ON_TIME, midnight)
    resolve(version, Timeliness.ON_TIME, midnight - timedelta(seconds=1))
    assert unit_figures(MONDAY).this_year.whole == 1


def test_nothing_is_no_share(app: Flask) -> None:
    figures = unit_figures(MONDAY)
    assert [rate.percent for rate in (figures.this_year, figures.recent, figures.satisfied)] == [None] * 3


def test_fewer_than_five_ratings_are_not_shown(app: Flask) -> None:
    asked: list[datetime] = []

    def four(since: datetime) -> tuple[int, int]:
        asked.append(since)
        return 4, 4

    assert unit_figures(MONDAY, four).satisfied.percent is None
    assert unit_figures(MONDAY, lambda since: (4, 5)).satisfied.percent == 80
    assert asked == [MONDAY - 365 * DAY]


def test_the_ratings_are_those_that_people_give_to_answers(app: Flask) -> None:
    for mark in (5, 4, 4, 5, 2):
        feedback = make_feedback()
        feedback.rating, feedback.rated_at = mark, MONDAY
    db.session.commit()
    with frozen(MONDAY + timedelta(minutes=20)):
        satisfied = unit_figures(MONDAY).satisfied
    assert (satisfied, satisfied.percent) == (Rate(4, 5, 5), 80)


def test_the_figures_take_two_queries_however_many_dossiers(app: Flask) -> None:
    version = make_procedure()
    for _number in range(5):
        resolve(version, Timeliness.LATE, MONDAY)
    with queries() as sent:
        unit_figures(MONDAY, lambda since: (0, 0))
    assert len([statement for statement in sent if "BEGIN" not in statement]) == 2
