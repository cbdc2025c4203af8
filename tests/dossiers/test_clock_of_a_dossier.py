"""What stops the clock, how it goes on, and that lateness is not forgotten; what each event says in a message."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.clock import local
from cqtt.commune.limits import AfterStop, Limit, LimitRefused, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import actions, texts
from cqtt.dossiers.clock import due_after
from cqtt.dossiers.content import content_of
from cqtt.dossiers.follow import INSIDE
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import NEXT_STATUS, Actor, Status, Step, StepNotAllowed, Timeliness
from cqtt.extensions import db
from cqtt.fees.actions import receive
from cqtt.fees.models import PaymentWay
from cqtt.notifications.actions import SMS_LIMIT
from cqtt.notifications.models import Notification
from cqtt.procedures.content import FilingMode, Group
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure

FIVE_DAYS = Limit(5, Unit.WORKING_DAY)


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER)


@pytest.fixture
def processing(officer: Officer) -> Dossier:
    """Accepted on Monday 23 November for five working days: due on Tuesday 1 December (the 24th is a holiday)."""
    dossier = make_dossier()
    decisions.accept(dossier, officer, FIVE_DAYS, MONDAY)
    actions.begin(dossier, officer, MONDAY)
    db.session.commit()
    return dossier


def test_after_payment_the_clock_goes_on_where_it_stopped(processing: Dossier, officer: Officer) -> None:
    before = processing.due_at
    assert before
    actions.request_payment(processing, officer, "Lệ phí 10.000 đồng", MONDAY + timedelta(days=3))
    back = MONDAY + timedelta(days=10)
    payment = receive(processing.id, 10_000, PaymentWay.CASH, local(back).date(), officer, back)
    actions.confirm_payment(processing, officer, payment, "", back)
    whole = make_dossier()
    decisions.accept(whole, officer, FIVE_DAYS, MONDAY + timedelta(days=10))
    assert processing.due_at and whole.due_at and before < processing.due_at < whole.due_at


def test_a_part_of_what_is_asked_for_starts_no_clock_and_the_rest_does(processing: Dossier, officer: Officer) -> None:
    actions.request_payment(processing, officer, "Lệ phí 10.000 đồng", MONDAY, 10_000)
    stopped_with = processing.due_at
    for number, (amount, status) in enumerate([(4_000, Status.AWAITING_PAYMENT), (6_000, Status.PROCESSING)], 1):
        at = MONDAY + timedelta(days=5 * number)
        payment = receive(processing.id, amount, PaymentWay.CASH, local(at).date(), officer, at)
        actions.confirm_payment(processing, officer, payment, "", at)
        assert processing.status is status
    first, last = processing.events[-2:]
    assert "còn phải nộp 6.000\u00a0đồng" in first.told and "còn phải nộp" not in last.told
    assert stopped_with and processing.due_at and processing.due_at > stopped_with + timedelta(days=9)
    messages = db.session.scalars(select(Notification.body).order_by(Notification.id)).all()[-2:]
    assert ["Con phai nop 6.000 dong" in message for message in messages] == [True, False]
    assert ["Hen tra" in message for message in messages] == [False, True], "no date while the clock stands still"


def test_a_dossier_that_was_late_when_asked_stays_late(processing: Dossier, officer: Officer) -> None:
    late = MONDAY + timedelta(days=20)
    decisions.request_supplement(processing, officer, ["Bản sao giấy khai sinh"], "", late)
    actions.answer_supplement(processing, "Đã gửi", late + timedelta(days=1))
    assert processing.due_at and processing.due_at > late
    assert actions.resolve(processing, officer, "Đã cấp", late + timedelta(days=1)) is Timeliness.LATE


def test_one_asked_in_time_is_not_late_for_waiting(processing: Dossier, officer: Officer) -> None:
    decisions.request_supplement(processing, officer, ["Bản sao giấy khai sinh"], "", MONDAY + timedelta(days=2))
    back = MONDAY + timedelta(days=40)
    actions.answer_supplement(processing, "Đã gửi", back)
    assert local(back).date() < local(processing.due_at or back).date()
    assert actions.resolve(processing, officer, "Đã cấp", back) is Timeliness.EARLY


def test_papers_are_said_to_be_complete_once_and_only_where_they_are_checked_beforehand(officer: Officer) -> None:
    filed_here = make_dossier()
    with pytest.raises(StepNotAllowed):
        actions.mark_complete(filed_here, officer, MONDAY)
    beforehand = make_dossier(make_procedure(FilingMode.PRE_CHECK))
    actions.mark_complete(beforehand, officer, MONDAY)
    with pytest.raises(StepNotAllowed):
        actions.mark_complete(beforehand, officer, MONDAY)


@pytest.mark.parametrize("step", sorted({step for _status, step in NEXT_STATUS} & set(texts.NEWS)))
def test_each_event_has_words_of_its_own_that_fit_into_two_short_messages(app: Flask, step: Step) -> None:
    from cqtt.commune.models import the_commune

    dossier, way = make_dossier(due_at=MONDAY), {"from_status": Status.DRAFT, "to_status": Status.SUBMITTED}
    owed = {"owed": 123_456_789} if step in (Step.CONFIRM_PAYMENT, Step.CANCEL_PAYMENT) else {}
    event = DossierEvent(step=step, **way, at=MONDAY, actor=Actor.OFFICER, told="Xin xem.", details=owed)
    message = texts.message(dossier, event, the_commune())
    assert ("Con phai nop 123.456.789 dong." in message.short) is bool(owed)
    assert len(message.short) <= SMS_LIMIT and message.short.endswith(dossier.token)
    assert message.short.isascii(), "marks make a short message dear"
    assert "Nguyễn" not in message.body + message.subject
    assert str(texts.NEWS[step]) in message.subject


def test_every_step_the_citizen_is_told_about_has_words() -> None:
    assert set(Step) - set(texts.NEWS) == INSIDE


# -- one reckoning for all: the date follows from the whole story ----------------------------------


def test_the_story_of_the_events_gives_the_stored_date(processing: Dossier, officer: Officer) -> None:
    actions.extend(processing, officer, Limit(2, Unit.WORKING_DAY), "Điều 5", MONDAY + timedelta(days=1))
    decisions.request_supplement(processing, officer, ["Ảnh"], "", MONDAY + timedelta(days=2))
    actions.answer_supplement(processing, "Đã gửi", MONDAY + timedelta(days=9))
    due = due_after(processing)
    assert due and due.due_at == processing.due_at
    assert due.explanation == processing.due_explanation


def test_counting_anew_ends_an_extension_says_so_and_another_may_be_granted(
    processing: Dossier, officer: Officer
) -> None:
    two_days = Limit(2, Unit.WORKING_DAY)
    actions.extend(processing, officer, two_days, "Điều 5", MONDAY + timedelta(days=1))
    with pytest.raises(StepNotAllowed, match="một lần rồi"):
        actions.extend(processing, officer, two_days, "Điều 5", MONDAY + timedelta(days=1))
    decisions.request_supplement(processing, officer, ["Ảnh"], "", MONDAY + timedelta(days=2))
    back = MONDAY + timedelta(days=9)
    actions.answer_supplement(processing, "Đã gửi", back)
    told = "thời gian gia hạn trước đây không còn được cộng thêm"
    assert told in processing.events[-1].told and told in processing.due_explanation
    anew = processing.due_at
    actions.extend(processing, officer, two_days, "Điều 5", back)
    assert anew and processing.due_at and processing.due_at > anew
    with pytest.raises(StepNotAllowed, match="một lần rồi"):
        actions.extend(processing, officer, two_days, "Điều 5", back)


def test_without_an_extension_counting_anew_says_nothing_of_one(processing: Dossier, officer: Officer) -> None:
    decisions.request_supplement(processing, officer, ["Ảnh"], "", MONDAY + timedelta(days=2))
    actions.answer_supplement(processing, "Đã gửi", MONDAY + timedelta(days=9))
    assert "gia hạn" not in processing.due_explanation


def test_after_a_supplement_the_clock_goes_on_where_the_procedure_says_so(officer: Officer) -> None:
    """Asked on Wednesday of a limit of five days: the day of the asking is given back, one day was used."""
    ends = []
    for mode in AfterStop:
        dossier = make_dossier(make_procedure(after_supplement=mode.value))
        decisions.accept(dossier, officer, FIVE_DAYS, MONDAY)
        decisions.request_supplement(dossier, officer, ["Ảnh"], "", MONDAY + timedelta(days=3))
        actions.answer_supplement(dossier, "Đã gửi", MONDAY + timedelta(days=7))
        ends.append(dossier.due_at)
    restarted, continued = ends
    assert restarted and continued and continued < restarted


def test_an_extension_in_time_moves_the_date_and_saves_the_dossier_from_being_late(
    processing: Dossier, officer: Officer
) -> None:
    first = processing.due_at
    actions.extend(processing, officer, Limit(2, Unit.WORKING_DAY), "Điều 5 Nghị định 1", MONDAY + timedelta(days=1))
    assert first and processing.due_at == first + timedelta(days=2)
    assert "gia hạn" in processing.events[-1].told and "Điều 5 Nghị định 1" in processing.events[-1].told
    assert actions.resolve(processing, officer, "Đã cấp", first + timedelta(days=1)) is Timeliness.EARLY


def test_a_late_dossier_is_not_mended_by_an_extension(processing: Dossier, officer: Officer) -> None:
    with pytest.raises(StepNotAllowed, match="thư xin lỗi"):
        actions.extend(processing, officer, FIVE_DAYS, "Điều 5", MONDAY + timedelta(days=30))


def test_a_procedure_without_a_time_has_no_date_and_says_so(officer: Officer) -> None:
    with pytest.raises(LimitRefused):
        Limit(0, Unit.WORKING_DAY)
    dossier = make_dossier(make_procedure(confidence=dict.fromkeys(Group, "low")))
    assert content_of(dossier).known_limit is None
    assert due_after(dossier) is None
