"""What tablets send: once each, item by item, whoever sends it and however often."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen, local
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel, Consent, Outcome, Status
from cqtt.feedback.topics import FeedbackSettings
from cqtt.listening.models import FieldItem, ListeningSession, SessionOpinion
from cqtt.listening.rules import ItemState, SessionStatus
from cqtt.promises.models import Promise
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import make_officer, sign_in
from tests.listening.field.tablet import answers, item, new_id, opinion, sync
from tests.listening.sessions import SATURDAY, THAT_MORNING, make_session


@pytest.fixture(autouse=True)
def that_morning() -> Iterator[None]:
    with frozen(THAT_MORNING):
        yield


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION)


@pytest.fixture
def leader(app: Flask) -> Officer:
    return make_officer(Role.LEADER, is_leader=True, is_public=True, department="Lãnh đạo")


@pytest.fixture
def session(officer: Officer, leader: Officer) -> ListeningSession:
    return make_session(leader, officer)


@pytest.fixture
def tablet(client: FlaskClient, officer: Officer) -> FlaskClient:
    return sign_in(client, officer)


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_an_opinion_becomes_feedback_with_a_code_and_the_hour_it_was_said(
    tablet: FlaskClient, session: ListeningSession
) -> None:
    [answer] = answers(tablet, session, opinion(phone="0900 000 123", hamlet_id=str(session.hamlet_id)))
    feedback = db.session.scalars(select(Feedback)).one()
    assert answer["state"] == "stored" and answer["code"] == feedback.code
    assert (feedback.channel, feedback.consent) == (Channel.SESSION, Consent.WITHOUT_NAME)
    assert (feedback.sender_name, feedback.phone) == ("Trần Thị Mẫu", "0900000123")
    assert f"{local(feedback.created_at):%d/%m %H:%M}" == "28/11 09:10"
    said = db.session.scalars(select(SessionOpinion)).one()
    assert (said.session_id, said.number) == (session.id, 1)


def test_the_same_item_sent_again_is_one_and_answers_with_the_same_code(
    tablet: FlaskClient, session: ListeningSession
) -> None:
    sent = opinion()
    [first] = answers(tablet, session, sent)
    [second, third] = answers(tablet, session, sent, sent)
    assert (second["state"], third["state"]) == ("already", "already")
    assert first["code"] == second["code"] == third["code"]
    assert (count(Feedback), count(SessionOpinion), count(FieldItem)) == (1, 1, 1)


def test_the_same_id_with_other_words_is_refused_and_changes_nothing(
    tablet: FlaskClient, session: ListeningSession
) -> None:
    sent = opinion()
    answers(tablet, session, sent)
    [answer] = answers(tablet, session, opinion(sent["device_id"], words="Câu khác hẳn."))
    assert answer["state"] == "refused" and "nội dung khác" in answer["sentence"]
    assert db.session.scalars(select(Feedback)).one().words.startswith("Đèn đường")
    assert db.session.scalars(select(FieldItem)).one().state is ItemState.STORED


def test_one_bad_item_refuses_only_itself_and_may_be_mended(tablet: FlaskClient, session: ListeningSession) -> None:
    bad = opinion(words="", phone="12")
    first, refused, last = answers(tablet, session, opinion(), bad, opinion())
    assert (first["state"], refused["state"], last["state"]) == ("stored", "refused", "stored")
    assert "Số điện thoại" in refused["sentence"] and "Xin ghi nội dung" in refused["sentence"]
    kept = db.session.get_one(FieldItem, bad["device_id"])
    assert kept.state is ItemState.REFUSED and kept.sentence and count(Feedback) == 2
    [mended] = answers(tablet, session, opinion(bad["device_id"], words="Nay đã ghi đủ."))
    assert mended["state"] == "stored" and count(Feedback) == 3
    assert db.session.get_one(FieldItem, bad["device_id"]).sentence == ""


def test_what_breaks_one_item_by_surprise_does_not_stop_the_others(
    tablet: FlaskClient, session: ListeningSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cqtt.listening.field import actions

    real = actions.write_opinion

    def broken(place: Any, device_id: str, form: Any, at: Any) -> Any:
        if form.words.data == "hỏng":
            raise ZeroDivisionError
        return real(place, device_id, form, at)

    monkeypatch.setattr(actions, "write_opinion", broken)
    bad, good = answers(tablet, session, opinion(words="hỏng"), opinion())
    assert (bad["state"], good["state"]) == ("later", "stored")
    assert count(FieldItem) == 1  # nothing is written of the first: the device sends it again


def test_an_item_of_another_session_is_refused(tablet: FlaskClient, session: ListeningSession) -> None:
    sent = opinion()
    answers(tablet, session, sent)
    [answer] = answers(tablet, make_session(), sent)
    assert answer["state"] == "refused" and "khác" in answer["sentence"] and answer["code"] == ""
    assert count(Feedback) == 1


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        7,
        "chữ",
        [],
        {},
        {"device_id": "1' or 1=1"},
        {"device_id": new_id(), "kind": "file", "made_at": "2026-11-28T09:10:00+07:00", "typed": {}},
        {"device_id": new_id(), "kind": "opinion", "made_at": "hôm qua", "typed": {}},
        {"device_id": new_id(), "kind": "opinion", "made_at": "2026-11-28T09:10:00", "typed": {}},
        {"device_id": new_id(), "kind": "opinion", "made_at": "2026-11-28T09:10:00+07:00", "typed": [1]},
        {"device_id": new_id(), "kind": "opinion", "made_at": "2026-11-28T09:10:00+07:00", "typed": {"words": {}}},
        {"device_id": new_id(), "kind": "count", "made_at": "2026-11-28T09:10:00+07:00", "typed": {"attendees": "-1"}},
    ],
)
def test_nonsense_is_refused_with_a_sentence(tablet: FlaskClient, session: ListeningSession, nonsense: object) -> None:
    [answer, good] = answers(tablet, session, nonsense, opinion())
    assert (answer["state"], good["state"]) == ("refused", "stored") and answer["sentence"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"items": 1}', b"[" * 200_000])
def test_a_body_that_is_none_of_ours_is_400(tablet: FlaskClient, session: ListeningSession, body: bytes) -> None:
    answer = tablet.post(f"/can-bo/lang-nghe/{session.id}/dong-bo", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_a_huge_body_is_413(tablet: FlaskClient, session: ListeningSession) -> None:
    assert sync(tablet, session, opinion(words="a" * (3 * 1024 * 1024))).status_code == 413


def test_ten_thousand_letters_are_taken_and_one_more_is_refused(tablet: FlaskClient, session: ListeningSession) -> None:
    most, more = answers(tablet, session, opinion(words="ộ" * 10_000), opinion(words="ộ" * 10_001))
    assert (most["state"], more["state"]) == ("stored", "refused") and "10000" in more["sentence"]


def test_the_clock_of_a_tablet_is_believed_from_that_day_until_now(
    tablet: FlaskClient, session: ListeningSession
) -> None:
    answers(tablet, session, opinion(made_at="2020-01-01T00:00:00Z"), opinion(made_at="2031-01-01T00:00:00Z"))
    early, late = db.session.scalars(select(Feedback).order_by(Feedback.id))
    assert f"{local(early.created_at):%d/%m/%Y %H:%M}" == "28/11/2026 00:00"
    assert late.created_at == THAT_MORNING


def test_what_was_solved_on_the_spot_is_answered_and_closed(tablet: FlaskClient, session: ListeningSession) -> None:
    answers(tablet, session, opinion(handling="solved", solved_how="Đã thay bóng đèn ngay."))
    feedback = db.session.scalars(select(Feedback)).one()
    assert (feedback.status, feedback.outcome) == (Status.CLOSED, Outcome.ON_THE_SPOT)
    assert db.session.scalars(select(SessionOpinion)).one().solved_how == feedback.answer == "Đã thay bóng đèn ngay."


def test_an_opinion_is_assigned_to_a_department_in_the_room(tablet: FlaskClient, session: ListeningSession) -> None:
    good, bad = answers(
        tablet,
        session,
        opinion(handling="assigned", department="Lãnh đạo"),
        opinion(handling="assigned", department="Phòng không có"),
    )
    assert (good["state"], bad["state"]) == ("stored", "refused")
    feedback = db.session.scalars(select(Feedback)).one()
    assert (feedback.status, feedback.department) == (Status.ASSIGNED, "Lãnh đạo")


def due_boxes(day: date) -> dict[str, str]:
    return {"promise_due-ngay": str(day.day), "promise_due-thang": str(day.month), "promise_due-nam": str(day.year)}


def test_a_leader_promises_with_a_date_for_an_opinion_and_for_everybody(
    tablet: FlaskClient, session: ListeningSession, leader: Officer
) -> None:
    due = SATURDAY + timedelta(days=10)
    boxes = {"promise_words": "Vá xong mặt đường.", "promise_by": str(leader.id)} | due_boxes(due)
    alone = item("promise", **boxes)
    with_words = opinion(**boxes)
    told = answers(tablet, session, with_words, alone, alone)
    assert [each["state"] for each in told] == ["stored", "stored", "already"]
    first, second = db.session.scalars(select(Promise).order_by(Promise.id))
    assert first.feedback is not None and second.feedback is None
    assert (second.made_by_id, second.due_on, second.hamlet_id) == (leader.id, due, session.hamlet_id)
    assert "28/11/2026" in second.said_at


def test_a_promise_that_is_refused_takes_its_opinion_with_it(
    tablet: FlaskClient, session: ListeningSession, leader: Officer
) -> None:
    boxes = {"promise_words": "Vá đường.", "promise_by": str(leader.id)} | due_boxes(SATURDAY - timedelta(days=1))
    [answer] = answers(tablet, session, opinion(**boxes))
    assert answer["state"] == "refused" and "28/11/2026" in answer["sentence"]
    assert (count(Feedback), count(Promise), count(SessionOpinion)) == (0, 0, 0)


NAMED = "Sửa đường trước nhà bà Nguyễn Thị Mẫu, số 0900 000 123."


def test_a_promise_that_names_somebody_is_asked_about_before_everybody_reads_it(
    tablet: FlaskClient, session: ListeningSession, leader: Officer
) -> None:
    boxes = {"promise_words": NAMED, "promise_by": str(leader.id)} | due_boxes(SATURDAY + timedelta(days=10))
    alone, with_words = item("promise", **boxes), opinion(**boxes)
    told = answers(tablet, session, alone, with_words)
    assert [each["state"] for each in told] == ["refused", "refused"] and (count(Promise), count(Feedback)) == (0, 0)
    assert all("“Vẫn ghi như vậy”" in each["sentence"] for each in told)
    assert "Mẫu" not in "".join(db.session.scalars(select(FieldItem.sentence)))
    meant = [item("promise", alone["device_id"], anyway="y", **boxes)]
    meant += [opinion(with_words["device_id"], anyway="y", **boxes)]
    assert [each["state"] for each in answers(tablet, session, *meant)] == ["stored", "stored"]
    assert db.session.scalars(select(Promise.words)).all() == [NAMED, NAMED]


def test_the_later_count_holds_whichever_comes_in_first(tablet: FlaskClient, session: ListeningSession) -> None:
    answers(tablet, session, item("count", attendees="40", made_at="2026-11-28T09:00:00+07:00"))
    answers(tablet, session, item("count", attendees="12", made_at="2026-11-28T08:00:00+07:00"))
    assert session.attendees == 40
    answers(tablet, session, item("count", attendees="44", made_at="2026-11-28T09:20:00+07:00"))
    assert session.attendees == 44 and session.status is SessionStatus.HELD


def test_a_session_is_not_held_before_its_day(tablet: FlaskClient, session: ListeningSession) -> None:
    with frozen(THAT_MORNING - timedelta(days=2)):
        answers(tablet, session, item("count", attendees="1"))
    assert session.status is SessionStatus.PLANNED


def conduct(about: Officer, **boxes: str) -> dict[str, Any]:
    return opinion(conduct_line="khong-1", about_officer_id=str(about.id), **boxes)


def test_a_report_of_conduct_goes_to_its_reader_without_a_code_or_a_number(
    tablet: FlaskClient, session: ListeningSession, leader: Officer
) -> None:
    db.session.add(FeedbackSettings(id=1, chairman_id=leader.id))
    db.session.commit()
    about = make_officer(Role.SPECIALIST)
    sent = conduct(about)
    first, again = answers(tablet, session, sent, sent)
    assert (first["state"], again["state"]) == ("stored", "already")
    assert (first["code"], again["code"]) == ("", "")
    feedback = db.session.scalars(select(Feedback)).one()
    assert (feedback.is_conduct, feedback.recipient_id) == (True, leader.id)
    assert db.session.scalars(select(SessionOpinion)).one().number is None
    assert db.session.scalars(select(FieldItem)).one().result_id == ""
    answers(tablet, session, opinion())
    assert db.session.scalars(select(SessionOpinion.number).order_by(SessionOpinion.id)).all() == [None, 1]


def test_a_report_of_conduct_is_not_settled_before_everybody(
    tablet: FlaskClient, session: ListeningSession, leader: Officer
) -> None:
    [answer] = answers(tablet, session, conduct(leader, handling="solved", solved_how="Đã nhắc."))
    assert answer["state"] == "refused" and "người có trách nhiệm" in answer["sentence"] and count(Feedback) == 0


def test_what_somebody_else_wrote_is_noted_when_another_sends_it(
    tablet: FlaskClient, session: ListeningSession, leader: Officer, officer: Officer
) -> None:
    by_other, own = {**opinion(), "written_by": leader.id}, {**opinion(), "written_by": officer.id}
    answers(tablet, session, by_other, own)
    assert db.session.get_one(FieldItem, by_other["device_id"]).details == {"written_by": leader.id}
    assert db.session.get_one(FieldItem, own["device_id"]).details == {}


def test_taking_in_is_recorded_by_ids_alone(tablet: FlaskClient, session: ListeningSession) -> None:
    answers(tablet, session, opinion())
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "listening.take_in")).one()
    assert (entry.object_kind, entry.object_id, entry.details) == ("listening", str(session.id), {"item": "opinion"})


def test_two_syncs_at_once_store_each_item_once(
    app: Flask, tablet: FlaskClient, session: ListeningSession, officer: Officer
) -> None:
    sent, id = [opinion() for _ in range(8)], session.id
    app.config["WTF_CSRF_ENABLED"] = False
    others = [sign_in(app.test_client(), officer) for _ in range(2)]
    db.session.rollback()
    told: list[list[str]] = []

    def send(client: FlaskClient) -> None:
        with app.app_context(), frozen(THAT_MORNING):
            answer = client.post(f"/can-bo/lang-nghe/{id}/dong-bo", json={"items": sent})
            told.append([each["state"] for each in answer.json["items"]] if answer.json else [answer.text])
            db.session.remove()

    threads = [threading.Thread(target=send, args=(client,)) for client in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sum(told, [])) == ["already"] * 8 + ["stored"] * 8
    assert (count(Feedback), count(FieldItem), count(SessionOpinion)) == (8, 8, 8)
    assert sorted(db.session.scalars(select(SessionOpinion.number))) == list(range(1, 9))


def test_a_sync_of_ten_items_asks_the_database_a_bounded_number_of_times(
    tablet: FlaskClient, session: ListeningSession
) -> None:
    with queries() as one:
        answers(tablet, session, opinion())
    with queries() as ten:
        answers(tablet, session, *[opinion() for _ in range(10)])
    assert len(ten) < len(one) + 9 * 30, (len(one), len(ten))
