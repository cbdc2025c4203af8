"""The number shown, the cases listed and what a reader counts by hand are the same, whatever happened."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from cqtt.evaluation.cases import Wanted, page_of, parts_of
from cqtt.evaluation.counted import Scope
from cqtt.evaluation.figures import report_of, tally_of, trend_of
from cqtt.evaluation.periods import Span, months_until, read_span
from cqtt.evaluation.rates import Tally
from cqtt.evaluation.rules import OUTLINES, Indicator, Part, Subject
from cqtt.evaluation.work import OF_OFFICERS, work_of_officers, work_of_procedures
from tests.evaluation.world import COUNTED_BY_HAND, LATEST, everything, fill, read_by_hand

TODAY = date(2026, 11, 23)
SPANS = [read_span(code, "", "", TODAY) for code in ("2026-10", "2026-11", "2026-q4", "2026", "2025")]
SPANS.append(read_span("ngay", "2026-10-31", "2026-11-01", TODAY))


def codes_of(wanted: Wanted) -> list[str]:
    """Return what names each case of a list: of money the receipt, since a dossier may pay twice."""
    is_money = OUTLINES[wanted.indicator].subject is Subject.PAYMENTS
    cases = [case for part in parts_of(wanted) for case in part]
    return [case.note.removeprefix("phiếu ").partition(",")[0] if is_money else case.code for case in cases]


def scopes(officer_ids: list[int], procedure_ids: list[int]) -> Iterator[Scope]:
    for span in SPANS:
        yield Scope(span.period, LATEST)
    year = Scope(SPANS[3].period, LATEST)
    yield from (replace(year, officer_id=id) for id in officer_ids)
    yield from (replace(year, procedure_id=id) for id in procedure_ids)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.proof) for seed in (2, 3))])
def test_each_number_is_the_length_of_its_list_and_what_one_counts_by_hand(app: Flask, seed: int) -> None:
    officers = fill(random.Random(seed))
    held, counted = everything(), 0
    for scope in scopes([officer.id for officer in officers[:2]], [1]):
        for indicator in COUNTED_BY_HAND:
            by_hand = read_by_hand(indicator, scope)
            tally = tally_of(indicator, scope)
            assert tally == Tally(sum(by_hand.values()), len(by_hand)), (indicator, scope)
            for part, good in ((Part.ALL, (True, False)), (Part.GOOD, (True,)), (Part.OTHER, (False,))):
                listed = codes_of(Wanted(indicator, scope, part))
                assert sorted(listed) == sorted(code for code, is_good in by_hand.items() if is_good in good)
            counted += tally.all
    assert held and counted > 200  # it was about something


def test_the_report_says_what_the_lists_say(app: Flask) -> None:
    fill(random.Random(4))
    for span in SPANS:
        report = report_of(span, LATEST)
        scope = Scope(span.period, LATEST)
        for mark in (mark for marks in report.groups.values() for mark in marks):
            if OUTLINES[mark.indicator].subject is Subject.RATINGS:
                continue
            for part, number in ((Part.ALL, mark.tally.all), (Part.GOOD, mark.tally.good)):  # type: ignore[union-attr]
                assert len(codes_of(Wanted(mark.indicator, scope, part))) == number, (mark.indicator, part)
        kinds = {Part.EARLY: report.outcomes.early, Part.ON_DUE_DAY: report.outcomes.on_time}
        for part, number in (kinds | {Part.OTHER: report.outcomes.late, Part.ALL: report.outcomes.all}).items():
            assert len(codes_of(Wanted(Indicator.ON_TIME, scope, part))) == number
        assert report.under_way == tally_of(Indicator.UNDER_WAY, scope)


def test_the_figures_of_officers_and_procedures_say_what_their_lists_say(app: Flask) -> None:
    fill(random.Random(5))
    span = SPANS[3]
    scope = Scope(span.period, LATEST)
    for work in work_of_officers(span, LATEST):
        for indicator in OF_OFFICERS:
            own = Wanted(indicator, replace(scope, officer_id=work.id))
            assert len(codes_of(own)) == work.of(indicator).all, indicator
            assert len(codes_of(replace(own, part=Part.OTHER))) == work.of(indicator).other, indicator
    works = work_of_procedures(span.period, LATEST)
    assert sum(work.results.all for work in works) == tally_of(Indicator.ON_TIME, scope).all
    for procedure in works:
        own = Wanted(Indicator.ON_TIME, replace(scope, procedure_id=procedure.id), Part.OTHER)
        assert len(codes_of(own)) == procedure.results.other
        assert procedure.apologies.all == procedure.results.other


def test_pages_of_a_list_hold_each_case_once_in_every_order(app: Flask) -> None:
    fill(random.Random(6))
    scope = Scope(SPANS[3].period, LATEST)
    for indicator in (Indicator.SCANNED, Indicator.PAID_ONLINE, Indicator.ANSWERED, Indicator.COMPLETE):
        for order in ("", "ma", "-ma", "ngay", "-ngay", "ten", "-ten", "khong-co"):
            wanted = Wanted(indicator, scope, order=order)
            whole = [case for part in parts_of(wanted) for case in part]
            pages = [page_of(wanted, number, 7) for number in range(1, -(-len(whole) // 7) + 1)]
            assert [case for page, _total in pages for case in page] == whole
            assert {total for _page, total in pages} == {len(whole)}
            if order == "ma":
                assert [case.code for case in whole] == sorted(case.code for case in whole)


def test_the_months_of_the_chart_are_the_months_of_the_lists(app: Flask) -> None:
    fill(random.Random(7))
    months = months_until(Span(SPANS[1].period, 1), TODAY)
    tallies = trend_of(months, LATEST)
    assert [month.code for month in months][::11] == ["2025-12", "2026-11"]
    assert tallies == [tally_of(Indicator.ON_TIME, Scope(month.period, LATEST)) for month in months]
    assert tallies[-1].all and tallies[-2].all
