"""What the calendar does by itself: reminders once and kindly, a window that ends before a leader, nothing at night."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from cqtt.clock import ICT, frozen
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Commune
from cqtt.dossiers import actions
from cqtt.dossiers.jobs import remind
from cqtt.dossiers.models import Dossier, SupplementRequest
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.queue.queries import counts, today_of
from cqtt.dossiers.reminders import close_windows, remind_of_papers, remind_to_fetch
from cqtt.dossiers.rules import Actor, Status, Step, StepNotAllowed
from cqtt.extensions import db
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure


@pytest.fixture(autouse=True)
def unit(app: Flask) -> None:
    """Every test works in the unit's database."""


def asked(accepted: bool = True, window: int | None = None) -> Dossier:
    """A dossier that waits for papers since Monday morning."""
    dossier = make_dossier(make_procedure(supplement_window=window))
    officer = make_officer(Role.RECEPTION, Role.SPECIALIST)
    if accepted:
        decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    decisions.request_supplement(dossier, officer, ["Giấy chứng sinh"], "Ảnh mờ", MONDAY)
    db.session.commit()
    return dossier


def request_of(dossier: Dossier) -> SupplementRequest:
    assert dossier.open_supplement
    return dossier.open_supplement


def texts_about(dossier: Dossier) -> list[str]:
    return [one.body for one in db.session.query(Notification).filter_by(about_id=dossier.id).order_by("id")]


def local_time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ICT)


def test_whoever_has_not_answered_for_five_working_days_is_reminded_once() -> None:
    dossier = asked()
    assert remind_of_papers(local_time("2026-11-30T16:00")) == 0  # five working days from Monday end at 16:30
    assert remind_of_papers(local_time("2026-11-30T16:31")) == 1
    assert remind_of_papers(local_time("2026-12-30T09:00")) == 0
    event = dossier.events[-1]
    assert (event.step, event.actor, dossier.status) == (Step.REMIND, Actor.SYSTEM, Status.AWAITING_SUPPLEMENT)
    assert "Giấy chứng sinh" in event.told
    assert any("dang cho Ong/Ba" in text for text in texts_about(dossier))


def test_the_unit_says_after_how_many_days(commune: Commune) -> None:
    commune.supplement_reminder_days = 1
    asked()
    assert remind_of_papers(local_time("2026-11-24T16:31")) == 1


def test_nobody_is_reminded_of_papers_that_have_come() -> None:
    dossier = asked()
    actions.answer_supplement(dossier, "đã gửi", MONDAY + timedelta(days=1))
    db.session.commit()
    assert remind_of_papers(MONDAY + timedelta(days=60)) == 0


def test_without_a_window_in_the_procedure_nothing_is_ever_proposed() -> None:
    asked()
    assert close_windows(MONDAY + timedelta(days=400)) == 0


def test_after_the_window_a_stop_waits_for_a_leader_and_nothing_is_stopped() -> None:
    dossier = asked(window=7)
    assert request_of(dossier).reply_by == local_time("2026-12-02T16:30")
    assert close_windows(local_time("2026-12-02T16:30")) == 0
    assert close_windows(local_time("2026-12-03T08:00")) == 1
    assert close_windows(local_time("2026-12-04T08:00")) == 0
    event = dossier.events[-1]
    assert (event.step, event.actor) == (Step.PROPOSE_STOP, Actor.SYSTEM)
    assert dossier.status is Status.AWAITING_SUPPLEMENT
    assert request_of(dossier).closing_proposed_at is not None


def test_one_that_was_never_accepted_is_left_to_reception() -> None:
    dossier = asked(accepted=False, window=7)
    assert close_windows(local_time("2026-12-03T08:00")) == 1
    assert dossier.events[-1].step is Step.NOTE
    assert "hết thời gian bổ sung" in dossier.events[-1].note


def test_reception_finds_it_in_the_queue_on_the_morning_sheet_and_may_refuse_it_on_its_page(app: Flask) -> None:
    dossier, accepted, waiting = asked(accepted=False, window=7), asked(window=7), asked(accepted=False)
    at = local_time("2026-12-03T08:00")
    assert close_windows(at) == 2
    assert counts(today_of(at)).window_over == 1
    with frozen(at):
        reception = desk(app, Role.RECEPTION)
        listed = reception.get("/can-bo/ho-so?trang-thai=het-han-bo-sung").text
        assert [one.code in listed for one in (dossier, accepted, waiting)] == [True, False, False]
        page = reception.get("/can-bo").text
        heap = page.partition("<h2>Hết hạn bổ sung (1)</h2>")[2].partition("<h2")[0]
        assert dossier.code in heap
        case, other = (reception.get(f"/can-bo/ho-so/{one.id}").text for one in (dossier, waiting))
    assert "Hạn đến" in case and f'href="/can-bo/ho-so/{dossier.id}/tu-choi">Từ chối</a>' in case
    assert "chúng tôi chưa nhận được giấy tờ còn thiếu" not in other
    reloaded = db.session.get_one(Dossier, dossier.id)
    actions.answer_supplement(reloaded, "đã gửi", at)
    db.session.commit()
    assert counts(today_of(at)).window_over == 0


def test_one_that_a_rule_refuses_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = asked(), asked()

    def refusing(dossier: Dossier, *said: Any) -> None:
        if dossier.id == first.id:
            raise StepNotAllowed("không được")
        whole(dossier, *said)

    whole = actions.remind
    monkeypatch.setattr(actions, "remind", refusing)
    assert remind_of_papers(local_time("2026-12-30T09:00")) == 1
    assert request_of(first).reminded_at is None and request_of(second).reminded_at is not None


def test_one_that_was_answered_while_the_round_ran_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = asked(window=2), asked(window=2)
    whole = actions.propose_stop

    def answered_meanwhile(dossier: Dossier, *said: Any) -> None:
        whole(dossier, *said)
        if second.status is Status.AWAITING_SUPPLEMENT:
            actions.answer_supplement(second, "đã gửi", MONDAY + timedelta(days=1))

    monkeypatch.setattr(actions, "propose_stop", answered_meanwhile)
    assert close_windows(local_time("2026-12-30T09:00")) == 1
    assert (first.events[-1].step, second.events[-1].step) == (Step.PROPOSE_STOP, Step.SUPPLEMENT)


def resolved(on_paper: bool) -> Dossier:
    dossier, officer = make_dossier(), make_officer(Role.RECEPTION, Role.SPECIALIST)
    decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    actions.begin(dossier, officer, MONDAY)
    actions.resolve(dossier, officer, "Giấy khai sinh", MONDAY, on_paper=on_paper, shelf="3")
    db.session.commit()
    return dossier


def test_a_result_on_the_shelf_is_mentioned_once_after_seven_days() -> None:
    dossier = resolved(on_paper=True)
    assert remind_to_fetch(MONDAY + timedelta(days=7, minutes=-1)) == 0
    assert remind_to_fetch(MONDAY + timedelta(days=7)) == 1
    assert remind_to_fetch(MONDAY + timedelta(days=8)) == 0
    assert dossier.status is Status.RESOLVED
    assert "Mời Ông/Bà đến nhận" in dossier.events[-1].told


def test_a_result_sent_as_a_file_needs_no_reminder() -> None:
    resolved(on_paper=False)
    assert remind_to_fetch(MONDAY + timedelta(days=90)) == 0


def test_nobody_is_reminded_at_night_or_on_a_day_off() -> None:
    resolved(on_paper=True)
    assert remind(local_time("2026-12-05T09:00")) == 0  # a Saturday
    assert remind(local_time("2026-12-07T22:00")) == 0
    assert remind(local_time("2026-12-07T09:00")) == 1
