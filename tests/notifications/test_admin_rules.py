"""Which event is told on which channel, and the hours in which no telephone rings, as administrators set them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Commune
from cqtt.dossiers import texts as dossier_texts
from cqtt.dossiers.models import DossierEvent
from cqtt.dossiers.rules import Step as DossierStep
from cqtt.extensions import db
from cqtt.feedback import texts as feedback_texts
from cqtt.feedback.rules import Step as FeedbackStep
from cqtt.notifications.actions import About, Message, announce
from cqtt.notifications.connections import open_channels
from cqtt.notifications.delivery import deliver_due
from cqtt.notifications.kinds import FACTS, EventKind, cells, kinds
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageRule, MessageSettings, Notification
from cqtt.notifications.rules import is_quiet
from cqtt.notifications.rules_form import box, template_name
from cqtt.notifications.setting_up import is_wanted
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_feedback, make_officer, sign_in
from tests.notifications.providers import providing
from tests.notifications.test_sms import announced, connect

EVENTS, QUIET = "/quan-tri/tin-nhan/su-kien", "/quan-tri/tin-nhan/gio-yen-tinh"
ACCEPT = "dossier.accept"
ALL_BOXES = [box(kind, channel) for kind, channel in cells()]
NEVER = [(kind, channel) for kind in kinds() for channel in Channel if channel not in kind.channels]


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def typed(without: tuple[str, ...] = (), revision: int = 1, **numbers: str) -> dict[str, Any]:
    """What the table sends: every box as it is by itself, but for some."""
    return {"revision": str(revision), "ticked": [one for one in ALL_BOXES if one not in without], **numbers}


def ruled() -> set[tuple[str, Channel, bool, str]]:
    return {(one.event, one.channel, one.is_on, one.template) for one in db.session.scalars(select(MessageRule))}


def acts() -> list[tuple[str, str]]:
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.object_kind) for entry in entries if entry.action != "sign_in"]


# -- the table ------------------------------------------------------------------------------------


def test_every_event_stands_in_the_table_with_every_channel_on_which_it_can_be_told(admin: FlaskClient) -> None:
    page = admin.get(EVENTS).text
    for one in ALL_BOXES:
        assert f'value="{one}"' in page
    assert page.count("checked") == page.count('type="checkbox"') == len(ALL_BOXES)


@pytest.mark.parametrize(("kind", "channel"), NEVER, ids=lambda one: getattr(one, "name", one))
def test_no_administrator_opens_a_channel_on_which_an_event_is_never_told(
    app: Flask, admin: FlaskClient, kind: EventKind, channel: Channel
) -> None:
    """Above all: no officer is given the link by which a citizen judges the office."""
    answer = admin.post(EVENTS, data={"revision": "1", "ticked": [*ALL_BOXES, box(kind, channel)]})
    assert answer.status_code == 422 and ruled() == set()
    db.session.add(MessageRule(event=kind.name, channel=channel, is_on=True, template="1"))
    db.session.merge(Connection(channel=channel, is_on=True, values={}, sealed={}))
    db.session.commit()
    assert not open_channels(kind.name, app.config["SETTINGS"])(channel)


def test_saving_the_table_as_it_is_rules_nothing(admin: FlaskClient) -> None:
    assert admin.post(EVENTS, data=typed()).status_code == 303
    assert ruled() == set()


def test_a_box_that_is_not_ticked_closes_a_channel_for_that_event_alone(app: Flask, admin: FlaskClient) -> None:
    connect(app, address="https://api.example.com/")
    admin.post(EVENTS, data=typed(without=(f"{ACCEPT}:sms",)))
    assert ruled() == {(ACCEPT, Channel.SMS, False, "")}
    settings = app.config["SETTINGS"]
    assert not open_channels(ACCEPT, settings)(Channel.SMS)
    assert open_channels("dossier.resolve", settings)(Channel.SMS)
    assert announced().channel is Channel.SMS  # of another event
    assert f'value="{ACCEPT}:sms" checked' not in admin.get(EVENTS).text
    admin.post(EVENTS, data=typed(revision=2))
    assert open_channels(ACCEPT, settings)(Channel.SMS)


@pytest.mark.parametrize(("without", "texts"), [((), 1), (("dossier.accept:sms", "dossier.accept:by_hand"), 0)])
def test_without_sms_and_hands_nothing_is_written_for_a_telephone(
    admin: FlaskClient, without: tuple[str, ...], texts: int
) -> None:
    admin.post(EVENTS, data=typed(without))
    announce("k-1", About("dossier", 1, "accept"), Message("Hồ sơ", "Thư", "Ngắn"), "", "0900000123", MONDAY)
    db.session.commit()
    assert len(db.session.scalars(select(Notification)).all()) == texts


def test_a_number_of_zalo_opens_zalo_for_its_event(app: Flask, admin: FlaskClient) -> None:
    db.session.add(Connection(channel=Channel.ZALO, is_on=True, values={}, sealed={}))
    db.session.commit()
    assert not open_channels(ACCEPT, app.config["SETTINGS"])(Channel.ZALO)
    assert f'name="mau-{ACCEPT}"' in admin.get(EVENTS).text
    admin.post(EVENTS, data=typed(**{f"mau-{ACCEPT}": "4711"}))
    assert ruled() == {(ACCEPT, Channel.ZALO, True, "4711")}
    assert open_channels(ACCEPT, app.config["SETTINGS"])(Channel.ZALO)
    assert 'value="4711"' in admin.get(EVENTS).text


def test_while_zalo_is_off_its_numbers_stay(admin: FlaskClient) -> None:
    db.session.add(MessageRule(event=ACCEPT, channel=Channel.ZALO, is_on=True, template="4711"))
    db.session.commit()
    page = admin.get(EVENTS).text
    assert re.search(rf'type="hidden" name="mau-{ACCEPT}" value="4711"', page)
    admin.post(EVENTS, data=typed(**{f"mau-{ACCEPT}": "4711"}))
    assert ruled() == {(ACCEPT, Channel.ZALO, True, "4711")}


def test_a_number_that_is_none_is_refused_and_everything_typed_stays(admin: FlaskClient) -> None:
    db.session.add(Connection(channel=Channel.ZALO, is_on=True, values={}, sealed={}))
    db.session.commit()
    answer = admin.post(EVENTS, data=typed(without=(f"{ACCEPT}:email",), **{f"mau-{ACCEPT}": "mẫu 7"}))
    assert answer.status_code == 422 and "dãy chữ số" in answer.text and 'value="mẫu 7"' in answer.text
    assert f'value="{ACCEPT}:email" checked' not in answer.text
    assert ruled() == set()


def test_a_box_that_nobody_offered_is_refused(admin: FlaskClient) -> None:
    answer = admin.post(EVENTS, data={"revision": "1", "ticked": ["dossier.accept:fax"]})
    assert answer.status_code == 422 and ruled() == set()


def test_of_two_administrators_the_second_sees_what_the_first_stored(admin: FlaskClient) -> None:
    admin.post(EVENTS, data=typed(without=(f"{ACCEPT}:sms",)))
    answer = admin.post(EVENTS, data=typed(without=(f"{ACCEPT}:push",)))
    assert answer.status_code == 409 and "Chưa có gì bị ghi đè" in answer.text
    assert "Hồ sơ: đã được tiếp nhận – Tin nhắn SMS" in answer.text
    assert "Hồ sơ: đã được tiếp nhận – Thông báo trên máy" in answer.text
    assert ruled() == {(ACCEPT, Channel.SMS, False, "")}
    again = re.search(r'name="revision"[^>]*value="(\d+)"', answer.text)
    assert again and again[1] == "2"


def test_the_table_returns_to_what_it_was_after_asking_and_numbers_stay(admin: FlaskClient) -> None:
    admin.post(EVENTS, data=typed(without=(f"{ACCEPT}:sms", f"{ACCEPT}:zalo"), **{f"mau-{ACCEPT}": "4711"}))
    assert "Trở về mặc định?" in admin.get(f"{EVENTS}/mac-dinh").text
    assert admin.post(f"{EVENTS}/mac-dinh", data={"revision": "1"}, follow_redirects=True).text.count(
        "đã lưu thay đổi khác"
    )
    assert len(ruled()) == 2
    admin.post(f"{EVENTS}/mac-dinh", data={"revision": "2"})
    assert ruled() == {(ACCEPT, Channel.ZALO, True, "4711")}
    assert acts() == [("change", "message_rules"), ("restore", "message_rules")]


@given(st.sets(st.sampled_from(ALL_BOXES)))
def test_what_is_ticked_is_what_is_told_whatever_is_ticked(ticked: set[str]) -> None:
    """The rules keep only what differs from an event's own way; read back, they are the table again."""
    wanted = {(kind.name, channel): box(kind, channel) in ticked for kind, channel in cells()}
    own = is_wanted({})
    rules = {
        cell: MessageRule(event=cell[0], channel=cell[1], is_on=on) for cell, on in wanted.items() if on != own[cell]
    }
    assert is_wanted(rules) == wanted


def test_the_names_of_the_boxes_are_told_apart() -> None:
    assert len(set(ALL_BOXES)) == len(ALL_BOXES)
    assert len({template_name(kind) for kind in kinds()}) == len(kinds())


def test_every_fact_that_an_event_promises_has_words() -> None:
    assert {fact for kind in kinds() for fact in kind.facts} <= set(FACTS)


def test_messages_bring_the_facts_that_the_table_promises(commune: Commune) -> None:
    by_name = {kind.name: kind for kind in kinds()}
    accepted = DossierEvent(step=DossierStep.ACCEPT, told="", details={})
    of_dossier = dossier_texts.message(make_dossier(), accepted, commune)
    of_feedback = feedback_texts.message(make_feedback(), FeedbackStep.ANSWER, "", "", commune)
    assert set(of_dossier.facts) == set(by_name["dossier.accept"].facts)
    assert set(of_feedback.facts) == set(by_name["feedback.answer"].facts)


# -- quiet hours ----------------------------------------------------------------------------------


def test_quiet_hours_are_stored_and_hold(app: Flask, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = admin.post(QUIET, data={"revision": "1", "quiet_from": "8", "quiet_until": "10"})
    assert answer.status_code == 303
    with providing(monkeypatch) as server:
        connect(app, address=server.address())
        text = announced()
        assert deliver_due(MONDAY) == 0, "it is nine o'clock"
        assert deliver_due(MONDAY + timedelta(hours=1)) == 1
    assert text.status is DeliveryStatus.SENT
    assert acts() == [("change", "message_settings")]


@pytest.mark.parametrize("hours", [("21", "12"), ("7", "6")])
def test_hours_that_leave_no_day_are_refused(admin: FlaskClient, hours: tuple[str, str]) -> None:
    answer = admin.post(QUIET, data={"revision": "1", "quiet_from": hours[0], "quiet_until": hours[1]})
    assert answer.status_code == 422 and "Xin chọn khoảng ngắn hơn" in answer.text
    assert re.search(rf'selected value="{hours[1]}"', answer.text)
    assert db.session.get(MessageSettings, 1) is None


@pytest.mark.parametrize("hours", [("25", "7"), ("", "7"), ("x", "7")])
def test_hours_that_are_none_are_refused(admin: FlaskClient, hours: tuple[str, str]) -> None:
    assert admin.post(QUIET, data={"revision": "1", "quiet_from": hours[0], "quiet_until": hours[1]}).status_code == 422


def test_equal_hours_mean_never(app: Flask, admin: FlaskClient) -> None:
    assert admin.post(QUIET, data={"revision": "1", "quiet_from": "0", "quiet_until": "0"}).status_code == 303
    assert not any(is_quiet(MONDAY + timedelta(hours=hour), 0, 0) for hour in range(24))


def test_of_two_administrators_who_set_hours_the_second_is_told(admin: FlaskClient) -> None:
    admin.post(QUIET, data={"revision": "1", "quiet_from": "20", "quiet_until": "6"})
    answer = admin.post(QUIET, data={"revision": "1", "quiet_from": "22", "quiet_until": "6"})
    assert answer.status_code == 409 and "20:00" in answer.text
    assert db.session.get_one(MessageSettings, 1).quiet_from == 20


def test_only_administrators_rule(client: FlaskClient) -> None:
    sign_in(client, make_officer(*(set(Role) - {Role.ADMINISTRATOR})))
    for address in (EVENTS, QUIET, f"{EVENTS}/mac-dinh"):
        assert client.get(address).status_code == client.post(address, data=typed()).status_code == 403
