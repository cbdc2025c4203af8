"""Letters on the pages of a dossier: the apology its owner reads, the officers' card, what goes with the result."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import due_text, frozen
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Commune, Officer
from cqtt.dossiers import actions as dossier_actions
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status as DossierStatus
from cqtt.dossiers.rules import Step as DossierStep
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.models import Letter, LetterEvent
from cqtt.letters.rules import CONSENT, Occasion, Status, Step, Way
from cqtt.register.control_slip import slip_words
from cqtt.roles import Role
from tests.counting import queries
from tests.desk.desk import HAND_OVER
from tests.dossiers.staff import desk_of, press
from tests.factories import MONDAY, make_officer
from tests.letters.cases import approved, drafted, running, sent

NEW_DATE = datetime.fromisoformat("2026-12-04T16:30:00+07:00")  # the first is Monday 30 November
TOO_LATE = MONDAY + timedelta(days=9)
REASON = "Chúng tôi chờ kết quả xác minh lâu hơn dự kiến."


@pytest.fixture
def clerk(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, Role.SPECIALIST, name="Đặng Thị Mai")


@pytest.fixture
def leader(app: Flask) -> Officer:
    public = {"is_leader": True, "is_public": True, "phone": "0900000777", "title": "Chủ tịch"}
    return make_officer(Role.LEADER, name="Phạm Văn Mẫu", **public)


def late_draft(dossier: Dossier, **fields: Any) -> Letter:
    return drafted(Occasion.LATE, cause=f"apology-{dossier.id}", dossier=dossier, due_at=dossier.due_at, **fields)


def apologised(dossier: Dossier, clerk: Officer, leader: Officer, at: datetime = MONDAY) -> Letter:
    """An apology with a new date, signed and sent."""
    letter = late_draft(dossier)
    actions.edit(letter, letter.revision, clerk, {"reason": REASON, "new_due_at": NEW_DATE}, at)
    actions.approve([letter], {letter.id: letter.revision}, leader, at)
    actions.send(letter, letter.revision, clerk, Way.PRINTED, at)
    db.session.commit()
    return letter


def resolved(dossier: Dossier, clerk: Officer, at: datetime = MONDAY + timedelta(hours=1)) -> Dossier:
    dossier_actions.resolve(dossier, clerk, "Giấy khai sinh", at)
    db.session.commit()
    return dossier


def follow(client: FlaskClient, dossier: Dossier) -> str:
    client.get(f"/ho-so/mo/{dossier.token}")
    return client.get(f"/ho-so/{dossier.code}").text


def the_letter() -> Letter:
    db.session.rollback()
    return db.session.scalars(select(Letter)).one()


# -- the citizen's page -----------------------------------------------------------------------------


def test_the_owner_reads_the_apology_the_new_date_and_whom_to_call(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    dossier = running(clerk)
    letter = apologised(dossier, clerk, leader)
    page = follow(client, dossier)
    assert "Chúng tôi xin lỗi Ông/Bà" in page and REASON in page
    assert f"/thu/mo/{letter.token}" in page and "Phạm Văn Mẫu, Chủ tịch" in page and "tel:" in page
    assert dossier.due_at is not None
    assert page.count(due_text(NEW_DATE)) >= 2 and due_text(dossier.due_at) in page


def test_a_draft_or_a_signed_letter_is_not_shown_before_it_is_sent(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    dossier = running(clerk)
    late_draft(dossier)
    approved(leader, occasion=Occasion.ERROR, dossier=dossier)
    page = follow(client, dossier)
    assert "xin-loi" not in page and "/thu/mo/" not in page


def test_who_was_not_content_does_not_read_it_on_the_page(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    """Somebody else in the family may open the dossier."""
    dossier = running(clerk)
    letter = approved(leader, occasion=Occasion.DISSATISFIED, dossier=dossier)
    actions.send(letter, letter.revision, leader, Way.PRINTED, MONDAY)
    db.session.commit()
    assert "/thu/mo/" not in follow(client, dossier)


def test_a_new_date_gives_way_to_a_later_lawful_one(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    dossier = running(clerk)
    apologised(dossier, clerk, leader)
    dossier_actions.extend(dossier, leader, Limit(10, Unit.WORKING_DAY), "Điều 18", MONDAY)
    db.session.commit()
    assert dossier.new_date is None and f"hẹn lại: {due_text(NEW_DATE)}" not in follow(client, dossier)


# -- the officers' page -----------------------------------------------------------------------------


def case_page(app: Flask, officer: Officer, dossier: Dossier, at: datetime = MONDAY) -> str:
    with frozen(at):
        return desk_of(app, officer).get(f"/can-bo/ho-so/{dossier.id}").text


def test_the_handler_is_led_to_write_why_it_is_late(app: Flask, clerk: Officer) -> None:
    dossier = running(clerk)
    letter = late_draft(dossier)
    page = case_page(app, clerk, dossier)
    assert "Ghi lý do trễ" in page and f"/can-bo/thu/{letter.id}/sua" in page and "Chờ duyệt" in page
    actions.edit(letter, letter.revision, clerk, {"reason": REASON}, MONDAY)
    db.session.commit()
    assert "Ghi lý do trễ" not in case_page(app, clerk, dossier)


def test_a_late_dossier_is_red_until_somebody_has_said_sorry(app: Flask, clerk: Officer, leader: Officer) -> None:
    dossier = running(clerk)
    assert "chưa xin lỗi" not in case_page(app, clerk, dossier)
    assert "Trễ hạn, chưa xin lỗi" in case_page(app, clerk, dossier, TOO_LATE)
    apologised(dossier, clerk, leader)
    page = case_page(app, clerk, dossier, TOO_LATE)
    assert "chưa xin lỗi" not in page and f"Đã xin lỗi, hẹn lại {due_text(NEW_DATE)}" in page


def test_a_letter_to_somebody_not_content_says_no_sorry_for_the_date(
    app: Flask, clerk: Officer, leader: Officer
) -> None:
    dossier = running(clerk)
    sent(leader, occasion=Occasion.DISSATISFIED, dossier=dossier)
    assert "Trễ hạn, chưa xin lỗi" in case_page(app, leader, dossier, TOO_LATE)


def test_what_ended_late_is_red_too(app: Flask, clerk: Officer) -> None:
    dossier = resolved(running(clerk), clerk, TOO_LATE)
    assert "Trễ hạn, chưa xin lỗi" in case_page(app, clerk, dossier, TOO_LATE)


def test_only_leaders_see_whose_letter_is_sealed(app: Flask, clerk: Officer, leader: Officer) -> None:
    dossier = running(clerk)
    drafted(Occasion.DISSATISFIED, dossier=dossier)
    assert "người chưa hài lòng" not in case_page(app, clerk, dossier)
    assert "người chưa hài lòng" in case_page(app, leader, dossier)


def test_an_apology_for_an_error_is_one_link_away(app: Flask, clerk: Officer) -> None:
    dossier = running(clerk)
    address = f"/can-bo/thu/viet/sai-sot?ma={dossier.code}"
    assert address in case_page(app, clerk, dossier)
    answer = desk_of(app, clerk).get(address)
    assert answer.status_code == 200 and dossier.code in answer.text


def test_the_queue_says_who_was_told(app: Flask, clerk: Officer, leader: Officer) -> None:
    told, untold = running(clerk), running(clerk)
    apologised(told, clerk, leader)
    with frozen(TOO_LATE):
        page = desk_of(app, clerk).get("/can-bo/ho-so").text
    rows = {code: page[page.index(code) :].split("</tr>")[0] for code in (told.code or "", untold.code or "")}
    assert "Đã xin lỗi, hẹn lại 04/12<" in rows[told.code or ""]
    assert "Chưa xin lỗi" in rows[untold.code or ""] and "Đã xin lỗi" not in rows[untold.code or ""]


def test_the_register_says_the_new_date(app: Flask, clerk: Officer, leader: Officer) -> None:
    apologised(running(clerk), clerk, leader)
    page = desk_of(app, clerk).get("/can-bo/so-theo-doi?tu-ngay=2026-11-01&den-ngay=2026-11-30").text
    assert "Đã xin lỗi, hẹn lại 04/12/2026" in page


# -- with the result --------------------------------------------------------------------------------


def ready_with_letter(clerk: Officer, leader: Officer, occasion: Occasion = Occasion.BIRTH) -> tuple[Dossier, Letter]:
    """A result that waits to be fetched, with a signed letter beside it."""
    dossier = resolved(running(clerk, consents={CONSENT: {"at": MONDAY.isoformat(), "notice": "1"}}), clerk)
    return dossier, approved(leader, occasion=occasion, dossier=dossier)


def test_a_signed_letter_is_handed_over_with_the_result(app: Flask, clerk: Officer, leader: Officer) -> None:
    dossier, letter = ready_with_letter(clerk, leader)
    client = desk_of(app, clerk)
    page = client.get(f"/can-bo/ho-so/{dossier.id}/tra-ket-qua").text
    assert "Thư chúc mừng đã ký: trao cùng kết quả" in page
    press(client, dossier, "tra-ket-qua", receiver="Nguyễn Văn Thử", along=f"letter-{letter.id}")
    given = the_letter()
    assert (given.status, given.way, given.sent_by_id) == (Status.SENT, Way.HANDED, clerk.id)
    assert db.session.get_one(Dossier, dossier.id).status is DossierStatus.RETURNED


def test_a_letter_nobody_ticked_stays_where_it_is(app: Flask, clerk: Officer, leader: Officer) -> None:
    dossier, _letter = ready_with_letter(clerk, leader)
    press(desk_of(app, clerk), dossier, "tra-ket-qua", receiver="Nguyễn Văn Thử")
    assert the_letter().status is Status.APPROVED
    assert db.session.get_one(Dossier, dossier.id).status is DossierStatus.RETURNED


def test_the_desk_hands_both_over_at_once(app: Flask, clerk: Officer, leader: Officer) -> None:
    dossier, letter = ready_with_letter(clerk, leader)
    client = desk_of(app, clerk)
    assert "Thư chúc mừng đã ký" in client.post(HAND_OVER, data={"scan": dossier.code}).text
    sent = {
        **{"shown": dossier.id, f"revision-{dossier.id}": dossier.revision, "hand": dossier.id},
        **{"receiver": "Nguyễn Văn Thử", "along": [f"letter-{letter.id}", "letter-999", "gì đó"]},
    }
    assert client.post(f"{HAND_OVER}/trao", data=sent).status_code == 303
    assert (the_letter().status, the_letter().way) == (Status.SENT, Way.HANDED)


def test_a_refused_hand_over_keeps_the_tick_and_hands_nothing(app: Flask, clerk: Officer, leader: Officer) -> None:
    dossier, letter = ready_with_letter(clerk, leader)
    sent = {
        **{"shown": dossier.id, f"revision-{dossier.id}": dossier.revision, "hand": dossier.id},
        **{"receiver": "Người Lạ Mặt", "along": f"letter-{letter.id}"},
    }
    answer = desk_of(app, clerk).post(f"{HAND_OVER}/trao", data=sent)
    box = answer.text[answer.text.index(f'value="letter-{letter.id}"') :][:60]
    assert answer.status_code == 422 and "checked" in box
    assert the_letter().status is Status.APPROVED


@pytest.mark.parametrize("occasion", [Occasion.DISSATISFIED, Occasion.LATE])
def test_what_is_sealed_or_gives_a_date_never_lies_beside_a_result(
    app: Flask, clerk: Officer, leader: Officer, occasion: Occasion
) -> None:
    dossier = running(clerk)
    if occasion is Occasion.LATE:
        letter = late_draft(dossier)
        actions.edit(letter, letter.revision, clerk, {"reason": REASON, "new_due_at": NEW_DATE}, MONDAY)
        actions.approve([letter], {letter.id: letter.revision}, leader, MONDAY)
    else:
        approved(leader, occasion=occasion, dossier=dossier)
    resolved(dossier, clerk)
    assert "trao cùng kết quả" not in desk_of(app, clerk).get(f"/can-bo/ho-so/{dossier.id}/tra-ket-qua").text


def test_an_apology_handed_over_stands_on_the_dossier(app: Flask, clerk: Officer, leader: Officer) -> None:
    dossier, letter = ready_with_letter(clerk, leader, Occasion.RESOLVED_LATE)
    press(desk_of(app, clerk), dossier, "tra-ket-qua", receiver="Nguyễn Văn Thử", along=f"letter-{letter.id}")
    steps = [event.step for event in db.session.get_one(Dossier, dossier.id).events]
    assert steps[-2:] == [DossierStep.APOLOGISE, DossierStep.RETURN_RESULT]
    (event,) = db.session.scalars(select(LetterEvent).where(LetterEvent.step == Step.SEND))
    assert event.officer_id == clerk.id


def test_many_results_with_letters_take_no_more_queries(app: Flask, clerk: Officer, leader: Officer) -> None:
    ready_with_letter(clerk, leader)
    client = desk_of(app, clerk)
    client.get(HAND_OVER)
    with queries() as one:
        client.get(HAND_OVER)
    for _more in range(5):
        ready_with_letter(clerk, leader)
    with queries() as many:
        client.get(HAND_OVER)
    assert len(many) == len(one)


def test_an_overseer_sees_no_letters_of_a_case(app: Flask, clerk: Officer) -> None:
    dossier = running(clerk)
    late_draft(dossier)
    overseer = desk_of(app, make_officer(Role.OVERSEER))
    assert overseer.get(f"/can-bo/ho-so/{dossier.id}").status_code == 403


def test_the_control_slip_says_both_dates(clerk: Officer, leader: Officer, commune: Commune) -> None:
    dossier = running(clerk)
    first = slip_words(dossier, commune, clerk, MONDAY)["due_at"]
    apologised(dossier, clerk, leader)
    assert slip_words(dossier, commune, clerk, MONDAY)["due_at"] == (
        f"{first}; đã xin lỗi, hẹn lại 16 giờ 30 phút, 04/12/2026"
    )
