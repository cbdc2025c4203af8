"""The evaluation on PostgreSQL: the same numbers and the same lists as by hand."""

import random

import pytest
from flask import Flask

from cqtt.evaluation.cases import Wanted, parts_of
from cqtt.evaluation.counted import Scope
from cqtt.evaluation.figures import report_of, tally_of, trend_of
from cqtt.evaluation.periods import months_until, read_span
from cqtt.evaluation.rates import Tally
from cqtt.evaluation.work import OF_OFFICERS, work_of_officers, work_of_procedures
from tests.dossiers.test_numbers_on_postgres import app
from tests.evaluation.world import COUNTED_BY_HAND, LATEST, everything, fill, read_by_hand
from tests.factories import MONDAY
from tests.postgres import postgres_server, postgres_url

__all__ = ["app", "postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof  # starts a database server


def test_numbers_and_lists_are_those_counted_by_hand(app: Flask) -> None:
    officers = fill(random.Random(9))
    span = read_span("2026", "", "", MONDAY.date())
    held = everything()
    for scope in (Scope(span.period, LATEST), Scope(span.period, LATEST, officer_id=officers[0].id)):
        for indicator in COUNTED_BY_HAND:
            by_hand = read_by_hand(indicator, scope)
            assert tally_of(indicator, scope) == Tally(sum(by_hand.values()), len(by_hand)), indicator
            for order in ("", "ma", "-ten"):
                assert sum(map(len, parts_of(Wanted(indicator, scope, order=order)))) == len(by_hand)
    assert held and trend_of(months_until(span, MONDAY.date()), LATEST)
    report = report_of(span, LATEST)
    assert report.outcomes.all == sum(work.results.all for work in work_of_procedures(span.period, LATEST))
    for work in work_of_officers(span, LATEST):
        own = Scope(span.period, LATEST, officer_id=work.id)
        assert {each: work.of(each) for each in OF_OFFICERS} == {each: tally_of(each, own) for each in OF_OFFICERS}
