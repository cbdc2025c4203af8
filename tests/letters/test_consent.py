"""The tick at intake: never there beforehand, separate, kept with its notice, and taken back at any time."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.audit.models import AuditEntry
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status as DossierStatus
from cqtt.dossiers.rules import Timeliness
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.drafting import draft_by_events
from cqtt.letters.models import Letter, LetterTrigger
from cqtt.letters.rules import Occasion, Status, Way
from cqtt.privacy import PRIVACY_VERSION
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.desk.desk import INTAKE, at_desk, the_dossier, typed
from tests.dossiers.citizen import begin, fill_in, send_photo
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure

TICK = 'name="agreed_to"'
CITIZENS_WORDS = "Tôi muốn nhận thư chúc mừng"
GIVEN = {"letters": {"at": MONDAY.isoformat(), "notice": PRIVACY_VERSION}}


def procedure_for(occasion: Occasion | None, is_on: bool = True) -> ProcedureVersion:
    """A procedure whose result causes such a letter, or none."""
    version = make_procedure()
    if occasion is not None:
        db.session.add(LetterTrigger(procedure_id=version.procedure_id, occasion=occasion, answers={}, is_on=is_on))
        db.session.commit()
    return version


def ready_draft(client: FlaskClient, version: ProcedureVersion) -> str:
    """Fill in everything before the last page and return its address."""
    draft = begin(client, version)
    fill_in(client, draft)
    send_photo(client, draft)
    client.post(f"/nop-ho-so/{draft}/giay-to")
    return f"/nop-ho-so/{draft}/kiem-tra"


def registered(**fields: Any) -> Dossier:
    """A birth that has been registered."""
    done = {"status": DossierStatus.RETURNED, "resolved_at": MONDAY, "ended_at": MONDAY, "received_at": MONDAY}
    version = procedure_for(Occasion.BIRTH)
    return make_dossier(version, **{**done, "timeliness": Timeliness.ON_TIME, "consents": GIVEN} | fields)


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Letter).order_by(Letter.id)))


def drafted(dossier: Dossier) -> Letter:
    assert draft_by_events(MONDAY + timedelta(hours=1)) == 1
    (letter,) = letters()
    assert letter.dossier_id == dossier.id
    return letter


# -- asked ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("occasion", [Occasion.MARRIAGE, Occasion.BIRTH])
def test_the_last_page_asks_and_nothing_is_ticked_beforehand(client: FlaskClient, occasion: Occasion) -> None:
    page = client.get(ready_draft(client, procedure_for(occasion))).text
    box = page[page.index(TICK) - 120 : page.index(TICK) + 160]
    assert CITIZENS_WORDS in page and "checked" not in box and "(không bắt buộc)" in page


@pytest.mark.parametrize(("occasion", "is_on"), [(None, True), (Occasion.DEATH, True), (Occasion.BIRTH, False)])
def test_other_procedures_do_not_ask(client: FlaskClient, occasion: Occasion | None, is_on: bool) -> None:
    review = ready_draft(client, procedure_for(occasion, is_on))
    assert TICK not in client.get(review).text
    assert client.post(review, data={"agreed_to": "letters"}).status_code == 303
    assert the_dossier().consents == {}


def test_who_ticks_is_written_down_with_the_notice_that_was_shown(client: FlaskClient) -> None:
    review = ready_draft(client, procedure_for(Occasion.MARRIAGE))
    assert client.post(review, data={"agreed_to": "letters"}).status_code == 303
    dossier = the_dossier()
    assert dossier.status is DossierStatus.SUBMITTED
    assert dossier.consents["letters"]["notice"] == PRIVACY_VERSION and dossier.consents["letters"]["at"]


def test_silence_is_no_consent(client: FlaskClient) -> None:
    assert client.post(ready_draft(client, procedure_for(Occasion.MARRIAGE))).status_code == 303
    assert the_dossier().consents == {}


def test_a_tick_stays_while_something_is_still_missing(client: FlaskClient) -> None:
    draft = begin(client, procedure_for(Occasion.BIRTH))
    answer = client.post(f"/nop-ho-so/{draft}/kiem-tra", data={"agreed_to": "letters"})
    assert answer.status_code == 422
    assert "checked" in answer.text[answer.text.index(TICK) - 120 : answer.text.index(TICK) + 160]
    assert the_dossier().consents == {}


def test_an_old_token_keeps_the_tick_and_submits_nothing(client: FlaskClient, app: Flask) -> None:
    review = ready_draft(client, procedure_for(Occasion.BIRTH))
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(review, data={"agreed_to": "letters", "csrf_token": "cũ"})
    assert answer.status_code == 422 and "checked" in answer.text
    assert the_dossier().status is DossierStatus.DRAFT


@pytest.mark.parametrize(("ticked", "kept"), [({}, []), ({"agreed_to": "letters"}, ["letters"])])
def test_the_desk_asks_too(app: Flask, ticked: dict[str, str], kept: list[str]) -> None:
    client, version = at_desk(app), procedure_for(Occasion.BIRTH)
    page = client.post(INTAKE, data=typed(version)).text
    assert "Chỉ đánh dấu khi Ông/Bà nói có" in page
    client.post(f"{INTAKE}/nhan", data=typed(version, **ticked))
    assert list(the_dossier().consents) == kept


def test_the_desk_keeps_both_consents(app: Flask) -> None:
    behalf = {"on_behalf": "yes", "submitter_name": "Lê Văn Giúp", "submitter_phone": "0900000456", "relation": "con"}
    sent = typed(procedure_for(Occasion.BIRTH), **behalf, agreed="y", tell_submitter="no", agreed_to="letters")
    at_desk(app).post(f"{INTAKE}/nhan", data=sent)
    assert set(the_dossier().consents) == {"on_behalf", "letters"}


def test_a_tick_for_one_procedure_says_nothing_of_the_next(app: Flask) -> None:
    client, version, other = at_desk(app), procedure_for(Occasion.BIRTH), procedure_for(Occasion.MARRIAGE)
    changed = typed(version, agreed_to="letters") | {"procedure": other.procedure.address_code}
    page = client.post(INTAKE, data=changed).text
    assert "checked" not in page[page.index(TICK) - 120 : page.index(TICK) + 160]


# -- what follows ---------------------------------------------------------------------------------


def test_only_who_ticked_is_congratulated(app: Flask) -> None:
    registered()
    registered(consents={}, citizen_number="075199000002")
    assert draft_by_events(MONDAY + timedelta(hours=1)) == 1
    (letter,) = letters()
    assert letter.occasion is Occasion.BIRTH


def own(client: FlaskClient, dossier: Dossier) -> str:
    client.get(f"/ho-so/mo/{dossier.token}")
    return f"/ho-so/{dossier.code}"


def test_the_citizen_takes_it_back_and_the_draft_is_thrown_away(client: FlaskClient) -> None:
    dossier = registered()
    drafted(dossier)
    page = own(client, dossier)
    assert "Không nhận thư chúc mừng nữa" in client.get(page).text
    for _press in range(2):
        assert client.post(f"{page}/thoi-dong-y/letters").status_code == 303
    (letter,) = letters()
    assert letter.status is Status.DISCARDED and the_dossier().consents == {}
    assert "Không nhận thư chúc mừng nữa" not in client.get(page).text
    assert draft_by_events(MONDAY + timedelta(hours=2)) == 0


def test_taking_it_back_is_recorded_once_with_when_it_was_given(client: FlaskClient) -> None:
    dossier = registered()
    for _press in range(2):
        client.post(f"{own(client, dossier)}/thoi-dong-y/letters")
    acts = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "dossier.withdraw_consent")).all()
    assert [(act.actor, act.details["given_at"], act.details["notice"]) for act in acts] == [
        ("citizen", MONDAY.isoformat(), PRIVACY_VERSION)
    ]


def test_what_a_leader_signed_already_is_not_sent_either(client: FlaskClient) -> None:
    dossier, leader = registered(), make_officer(Role.LEADER)
    letter = drafted(dossier)
    actions.approve([letter], {letter.id: letter.revision}, leader, MONDAY + timedelta(hours=2))
    db.session.commit()
    client.post(f"{own(client, dossier)}/thoi-dong-y/letters")
    (letter,) = letters()
    assert letter.status is Status.DISCARDED and letter.number == 1


def test_what_has_gone_cannot_be_taken_back(client: FlaskClient) -> None:
    dossier, leader = registered(), make_officer(Role.LEADER)
    letter = drafted(dossier)
    actions.approve([letter], {letter.id: letter.revision}, leader, MONDAY + timedelta(hours=2))
    actions.send(letter, letter.revision, leader, Way.PRINTED, MONDAY + timedelta(hours=3))
    db.session.commit()
    assert "Không nhận thư chúc mừng nữa" not in client.get(own(client, dossier)).text
    client.post(f"{own(client, dossier)}/thoi-dong-y/letters")
    assert letters()[0].status is Status.SENT


def test_an_officer_takes_it_back_for_a_citizen(app: Flask) -> None:
    dossier = registered()
    drafted(dossier)
    answer = desk(app, Role.RECEPTION).post(f"/can-bo/ho-so/{dossier.id}/thoi-dong-y/letters", follow_redirects=True)
    assert answer.status_code == 200 and "người dân không muốn nữa" in answer.text
    assert letters()[0].status is Status.DISCARDED and the_dossier().consents == {}


def test_an_officer_can_take_it_back_before_the_dossier_is_received(app: Flask) -> None:
    dossier = make_dossier(procedure_for(Occasion.BIRTH), consents=GIVEN)
    page = desk(app, Role.RECEPTION).get(f"/can-bo/ho-so/{dossier.id}").text
    assert f"/can-bo/ho-so/{dossier.id}/thoi-dong-y/letters" in page and "/can-bo/thu/viet/sai-sot" not in page


def test_strangers_and_other_roles_take_nothing_back(client: FlaskClient, app: Flask) -> None:
    dossier = registered()
    assert client.post(f"/ho-so/{dossier.code}/thoi-dong-y/letters").status_code == 404
    overseer = desk(app, Role.OVERSEER).post(f"/can-bo/ho-so/{dossier.id}/thoi-dong-y/letters")
    assert overseer.status_code == 403
    assert client.post(f"/can-bo/ho-so/{dossier.id}/thoi-dong-y/letters").status_code in (302, 303, 401)
    assert the_dossier().consents == GIVEN


def test_a_consent_nobody_asks_for_is_not_found(client: FlaskClient) -> None:
    dossier = registered()
    assert client.post(f"{own(client, dossier)}/thoi-dong-y/on_behalf").status_code == 404


def test_whoever_takes_it_back_reads_that_it_was_noted(app: Flask, client: FlaskClient) -> None:
    dossier = registered()
    answer = client.post(f"{own(client, dossier)}/thoi-dong-y/letters", follow_redirects=True)
    assert "Chúng tôi đã ghi: Ông/Bà đổi ý" in answer.text
