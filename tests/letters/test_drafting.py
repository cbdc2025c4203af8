"""What drafts itself: apologies by the date, letters by what was registered; each cause once, whoever asks again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.commune.calendar import working_calendar
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Holiday, Officer, the_commune
from cqtt.commune.working_time import DayKind, WorkingCalendar
from cqtt.dossiers import actions as dossier_actions
from cqtt.dossiers.clock import count_anew
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers import decisions
from cqtt.extensions import db
from cqtt.letters import actions, drafting
from cqtt.letters.jobs import draft
from cqtt.letters.models import Letter, LetterTrigger
from cqtt.letters.reading import is_red
from cqtt.letters.rules import Occasion, Status, Step, drafted_at
from cqtt.one_by_one import one_by_one
from cqtt.ratings.actions import change_mark
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, make_procedure
from tests.letters.cases import running
from tests.ratings.people import make_rating

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# FIVE_DAYS from MONDAY end on Monday 30 November: two working days before is Thursday 26 November.
TWO_DAYS_BEFORE = datetime.fromisoformat("2026-11-26T07:30:00+07:00")
TICK = {"letters": {"at": MONDAY.isoformat(), "notice": "1"}}


@pytest.fixture
def clerk(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER)


def letters() -> list[Letter]:
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def resolved(dossier: Dossier, officer: Officer, at: datetime) -> Dossier:
    dossier_actions.resolve(dossier, officer, "Đã cấp", at)
    db.session.commit()
    return dossier


def registered(clerk: Officer, occasion: Occasion, at: datetime = MONDAY + DAY, **fields: Any) -> Dossier:
    """The result of a procedure that causes a letter."""
    version = make_procedure()
    db.session.add(LetterTrigger(procedure_id=version.procedure_id, occasion=occasion, answers={}, is_on=True))
    return resolved(running(clerk, version, **fields), clerk, at)


def test_an_apology_is_drafted_at_opening_two_working_days_before(clerk: Officer) -> None:
    dossier = running(clerk)
    draft(TWO_DAYS_BEFORE - timedelta(minutes=1))
    assert letters() == []
    draft(TWO_DAYS_BEFORE)
    (letter,) = letters()
    assert (letter.occasion, letter.dossier_id, letter.due_at) == (Occasion.LATE, dossier.id, dossier.due_at)
    assert dossier.code in letter.body


def test_however_often_the_job_runs_there_is_one(clerk: Officer) -> None:
    running(clerk)
    for hours in range(30):
        draft(TWO_DAYS_BEFORE + hours * HOUR)
    assert len(letters()) == 1


def test_what_was_resolved_in_time_needs_none_any_more(clerk: Officer) -> None:
    dossier = running(clerk)
    draft(TWO_DAYS_BEFORE)
    resolved(dossier, clerk, TWO_DAYS_BEFORE + HOUR)
    draft(TWO_DAYS_BEFORE + 2 * HOUR)
    (letter,) = letters()
    assert letter.status is Status.DISCARDED


def test_what_was_resolved_late_says_sorry_for_that(clerk: Officer) -> None:
    dossier = running(clerk)
    draft(TWO_DAYS_BEFORE)
    resolved(dossier, clerk, MONDAY + 10 * DAY)
    draft(MONDAY + 10 * DAY + HOUR)
    (letter,) = letters()
    assert (letter.occasion, letter.status) == (Occasion.RESOLVED_LATE, Status.DRAFT)


def test_what_came_late_without_a_draft_gets_one(clerk: Officer) -> None:
    resolved(running(clerk), clerk, MONDAY + 10 * DAY)
    draft(MONDAY + 10 * DAY + HOUR)
    draft(MONDAY + 11 * DAY)
    assert [letter.occasion for letter in letters()] == [Occasion.RESOLVED_LATE]


def test_while_the_clock_stands_nothing_is_drafted_and_a_new_date_has_a_letter_of_its_own(clerk: Officer) -> None:
    dossier = running(clerk)
    draft(TWO_DAYS_BEFORE)
    decisions.request_supplement(dossier, clerk, ["Giấy chứng sinh"], "", TWO_DAYS_BEFORE + HOUR)
    db.session.commit()
    draft(TWO_DAYS_BEFORE + 2 * HOUR)
    assert [letter.status for letter in letters()] == [Status.DRAFT]
    dossier_actions.answer_supplement(dossier, "Đã nộp đủ", TWO_DAYS_BEFORE + 4 * DAY, clerk)
    db.session.commit()
    draft(TWO_DAYS_BEFORE + 4 * DAY + HOUR)
    draft((dossier.due_at or MONDAY) - HOUR)
    assert [letter.status for letter in letters()] == [Status.DISCARDED, Status.DRAFT]


def announced(day: date) -> Holiday:
    holiday = Holiday(on=day, kind=DayKind.OFF, name="Nghỉ bão")
    db.session.add(holiday)
    return holiday


def recounted(dossier: Dossier) -> None:
    """As after a change of the calendar."""
    the_commune().revision += 1
    db.session.flush()
    count_anew(dossier)
    db.session.commit()


def test_a_date_that_moves_away_and_back_has_its_letter_again(clerk: Officer) -> None:
    """A holiday that was entered by mistake costs nobody the apology; one that an officer threw away stays so."""
    dossier, other = running(clerk), running(clerk)
    draft(TWO_DAYS_BEFORE)
    mine, thrown = letters()
    actions.discard(thrown, thrown.revision, clerk, "Đã gọi điện", TWO_DAYS_BEFORE)
    holiday = announced(date(2026, 11, 27))
    recounted(dossier), recounted(other)
    draft(TWO_DAYS_BEFORE + HOUR)
    assert mine.status is Status.DISCARDED
    db.session.delete(holiday)
    recounted(dossier), recounted(other)
    draft(TWO_DAYS_BEFORE + 2 * HOUR)
    draft(TWO_DAYS_BEFORE + 3 * HOUR)
    assert mine.due_at == dossier.due_at
    stands = {letter.dossier_id: letter.status for letter in letters() if letter.due_at == dossier.due_at}
    assert stands == {dossier.id: Status.DRAFT, other.id: Status.DISCARDED}
    said = [(event.step, event.note) for event in mine.events]
    again = (Step.RESTORE, "Hồ sơ lại cần thư này.")
    assert said == [(Step.WRITE, ""), (Step.DISCARD, "Ngày hẹn trả đã đổi."), again]


def test_what_an_officer_threw_away_in_the_same_moment_stays_away(
    clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding a dossier and writing to it an officer may have come first."""
    dossier = running(clerk)
    draft(TWO_DAYS_BEFORE)
    (letter,) = letters()
    actions.discard(letter, letter.revision, None, "Ngày hẹn trả đã đổi.", TWO_DAYS_BEFORE)
    db.session.commit()

    def after_an_officer(ids: list[int], work: Callable[[int, datetime], bool], at: datetime) -> int:
        if dossier.id in ids:
            actions.restore(letter, letter.revision, clerk, at)
            actions.discard(letter, letter.revision, clerk, "Đã gọi điện", at)
            db.session.commit()
        return one_by_one(ids, work, at)

    monkeypatch.setattr(drafting, "one_by_one", after_an_officer)
    draft(TWO_DAYS_BEFORE + HOUR)
    assert letter.status is Status.DISCARDED
    assert [event.officer_id for event in letter.events] == [None, None, clerk.id, clerk.id]


def test_an_apology_not_sent_by_the_evening_before_is_red(clerk: Officer) -> None:
    running(clerk)
    draft(TWO_DAYS_BEFORE)
    (letter,) = letters()
    friday_evening = datetime.fromisoformat("2026-11-27T16:30:00+07:00")
    assert not is_red(letter, friday_evening - timedelta(minutes=1))
    assert is_red(letter, friday_evening)


@pytest.mark.parametrize("occasion", [Occasion.MARRIAGE, Occasion.BIRTH])
def test_congratulations_need_the_tick(clerk: Officer, occasion: Occasion) -> None:
    registered(clerk, occasion)
    draft(MONDAY + DAY)
    assert letters() == []
    with_tick = registered(clerk, occasion, consents=TICK)
    draft(MONDAY + DAY)
    draft(MONDAY + 2 * DAY)
    assert [(letter.occasion, letter.dossier_id) for letter in letters()] == [(occasion, with_tick.id)]


def test_a_condolence_is_only_drafted(clerk: Officer) -> None:
    registered(clerk, Occasion.DEATH)
    for days in range(1, 20):
        draft(MONDAY + days * DAY)
    (letter,) = letters()
    assert (letter.status, letter.salutation) == (Status.DRAFT, "Gia đình ông/bà")


def test_one_that_fails_stops_no_other(clerk: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = running(clerk), running(clerk)
    true_draft = actions.draft

    def failing(*args: Any, **named: Any) -> Letter | None:
        if named["dossier"].id == first.id:
            raise actions.LetterRefused("thử")
        return true_draft(*args, **named)

    monkeypatch.setattr(actions, "draft", failing)
    draft(TWO_DAYS_BEFORE)
    assert [letter.dossier_id for letter in letters()] == [second.id]


def test_a_fault_in_one_stops_no_other_and_is_told_at_the_end(clerk: Officer) -> None:
    """An order of names that nobody can read, in front of one that is in order, and of another round."""
    broken = registered(clerk, Occasion.BIRTH, consents=TICK)
    trigger = db.session.get_one(LetterTrigger, broken.procedure_id)
    trigger.answers = {"ten_be": 7}
    good, late = registered(clerk, Occasion.DEATH), running(clerk)
    db.session.commit()
    with pytest.raises(TypeError):
        draft(MONDAY + 5 * DAY)
    assert {letter.dossier_id for letter in letters()} == {good.id, late.id}


def test_a_round_that_fails_stops_no_other_round(clerk: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    running(clerk)

    def failing(at: datetime) -> int:
        raise ZeroDivisionError

    monkeypatch.setitem(draft.__globals__, "ROUNDS", (failing, *draft.__globals__["ROUNDS"]))
    with pytest.raises(ZeroDivisionError):
        draft(TWO_DAYS_BEFORE)
    assert len(letters()) == 1


def test_an_apology_for_a_late_result_that_was_thrown_away_is_not_written_again(clerk: Officer) -> None:
    """Also when it began as the apology for the date, whose cause is another."""
    dossier = running(clerk)
    draft(TWO_DAYS_BEFORE)
    resolved(dossier, clerk, MONDAY + 10 * DAY)
    draft(MONDAY + 10 * DAY + HOUR)
    (letter,) = letters()
    actions.discard(letter, letter.revision, clerk, "Đã gọi điện xin lỗi", MONDAY + 11 * DAY)
    db.session.commit()
    draft(MONDAY + 11 * DAY + HOUR)
    assert [(each.occasion, each.status) for each in letters()] == [(Occasion.RESOLVED_LATE, Status.DISCARDED)]


@pytest.fixture
def calendar(app: Flask) -> WorkingCalendar:
    return working_calendar(the_commune())


@pytest.mark.parametrize(
    ("received", "due", "drafted"),
    [
        ("2026-11-16T09:00", "2026-11-27T16:30", "2026-11-25T07:30"),
        ("2026-11-26T09:00", "2026-11-27T16:30", "2026-11-27T07:30"),  # younger than two working days
        ("2026-11-27T09:00", "2026-11-27T16:30", "2026-11-27T16:30"),  # due on the very day it came
        ("2026-11-16T09:00", "2026-11-30T16:30", "2026-11-26T07:30"),  # over a week-end
    ],
)
def test_when_an_apology_is_drafted(calendar: WorkingCalendar, received: str, due: str, drafted: str) -> None:
    moments = [datetime.fromisoformat(f"{moment}:00+07:00") for moment in (received, due, drafted)]
    assert drafted_at(calendar, moments[0], moments[1]) == moments[2]


def test_a_result_within_the_hour_makes_no_draft(clerk: Officer) -> None:
    """A procedure of one day is not apologised for as soon as it is received."""
    running(clerk, limit=Limit(1, Unit.WORKING_DAY))
    draft(MONDAY + HOUR)
    assert letters() == []


# -- low marks ------------------------------------------------------------------------------------


def test_a_low_mark_is_apologised_for_once_it_can_no_longer_have_been_a_slip_of_the_finger(clerk: Officer) -> None:
    slip, meant = make_rating(1), make_rating(2)
    draft(MONDAY + timedelta(minutes=14))
    assert letters() == []
    change_mark(slip, 5, MONDAY + timedelta(minutes=14))
    db.session.commit()
    draft(MONDAY + timedelta(minutes=15))
    draft(MONDAY + timedelta(minutes=20))
    assert [(each.occasion, each.cause) for each in letters()] == [(Occasion.DISSATISFIED, f"rating-{meant.id}")]
