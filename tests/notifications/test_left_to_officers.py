"""What a telephone's provider gives up is left to an officer, but for what no officer may read."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.notifications.actions import About, Message, announce, withdraw_from_others
from cqtt.notifications.another_way import leave_to_an_officer
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageRule, Notification
from tests.factories import MONDAY

TEXT = Message("Hồ sơ", "Thư", "Xem: http://localhost/danh-gia/bi-mat")


def left_by_hand(kind: str, event: str) -> list[str]:
    db.session.merge(Connection(channel=Channel.SMS, is_on=True, values={}, sealed={}))
    announce(f"{kind}-1", About(kind, 1, event), TEXT, "", "0900000123", MONDAY)
    text = db.session.scalars(select(Notification).where(Notification.about_kind == kind)).one()
    leave_to_an_officer(text)
    db.session.commit()
    left = select(Notification.body).where(Notification.about_kind == kind, Notification.channel == Channel.BY_HAND)
    return list(db.session.scalars(left))


def test_an_officer_gets_the_words_that_no_provider_took(app: Flask) -> None:
    assert left_by_hand("dossier", "accept") == [TEXT.short]


def test_a_link_by_which_citizens_judge_the_office_is_never_left_to_it(app: Flask) -> None:
    assert left_by_hand("rating", "invite") == []


def test_what_the_administrator_took_from_officers_hands_is_not_left_there(app: Flask) -> None:
    db.session.add(MessageRule(event="dossier.accept", channel=Channel.BY_HAND, is_on=False))
    db.session.commit()
    assert left_by_hand("dossier", "accept") == []


@pytest.mark.parametrize("status", [DeliveryStatus.PENDING, DeliveryStatus.SENT])
@pytest.mark.parametrize("sms_is_on", [True, False])
def test_what_failed_long_ago_does_not_follow_what_happened_since(
    app: Flask, sms_is_on: bool, status: DeliveryStatus
) -> None:
    sms = db.session.merge(Connection(channel=Channel.SMS, is_on=True, values={}, sealed={}))
    announce("k-1", About("dossier", 1, "accept"), TEXT, "", "0900000123", MONDAY)
    sms.is_on = sms_is_on
    announce("k-2", About("dossier", 1, "resolve"), TEXT, "", "0900000123", MONDAY + timedelta(hours=1))
    old, new = db.session.scalars(select(Notification).order_by(Notification.id))
    new.status = status
    leave_to_an_officer(old)
    assert db.session.scalars(select(Notification)).all() == [old, new]
    assert new.status is status


def test_of_two_that_failed_the_newer_is_left_whichever_is_given_up_first(app: Flask) -> None:
    db.session.merge(Connection(channel=Channel.SMS, is_on=True, values={}, sealed={}))
    for number, event in enumerate(("accept", "resolve")):
        at = MONDAY + timedelta(hours=number)
        announce(f"k-{number}", About("dossier", 1, event), TEXT, "", "0900000123", at)
    old, new = db.session.scalars(select(Notification).order_by(Notification.id))
    for one in (new, old):
        one.status = DeliveryStatus.FAILED
        leave_to_an_officer(one)
    waiting = select(Notification).where(
        Notification.channel == Channel.BY_HAND, Notification.status == DeliveryStatus.PENDING
    )
    assert [one.event for one in db.session.scalars(waiting)] == ["resolve"]


def test_what_waits_for_others_is_withdrawn_on_every_channel_but_not_what_is_on_its_way(app: Flask) -> None:
    db.session.merge(Connection(channel=Channel.SMS, is_on=True, values={}, sealed={}))
    for number, person in enumerate(("0900000001", "0900000002", "0900000003")):
        announce(f"k-{number}", About("feedback", 1, "answer"), TEXT, "", person, MONDAY)
    announce("k-4", About("feedback", 2, "answer"), TEXT, "", "0900000002", MONDAY)
    own, other, on_its_way, elsewhere = db.session.scalars(select(Notification).order_by(Notification.id))
    on_its_way.leased_until = MONDAY + timedelta(minutes=5)
    db.session.flush()
    withdraw_from_others("feedback", 1, {"0900000001", "lan@example.com"})
    assert other.status is DeliveryStatus.REPLACED
    assert own.status is on_its_way.status is elsewhere.status is DeliveryStatus.PENDING
