"""A low mark says sorry once, also for an answer; who was not content, nobody learns whose own work it is."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.erasing import erase
from cqtt.feedback.rules import Consent
from cqtt.feedback.rules import Status as FeedbackStatus
from cqtt.letters import actions, printing
from cqtt.letters.jobs import draft
from cqtt.letters.models import Letter, Paper
from cqtt.letters.rules import LetterRefused, Occasion, Status, Way
from cqtt.letters.wording import has_hole
from cqtt.notifications.models import Notification
from cqtt.ratings.actions import vote_at_place
from cqtt.ratings.models import Rating, RatingFollowUp
from cqtt.ratings.rules import Source
from cqtt.roles import Role
from tests.factories import MONDAY, make_feedback, make_officer, sign_in
from tests.letters.cases import running
from tests.ratings.answers import make_answered, rate_answer
from tests.ratings.people import make_rating, make_returned

SOON, NAME = MONDAY + timedelta(minutes=20), "Đỗ Thị Buồn"
ALL = "/can-bo/thu"


@pytest.fixture
def chairman(app: Flask) -> Officer:
    return make_officer(Role.LEADER, is_leader=True, is_public=True, position=1)


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def drafted(rating: Rating | None = None, **fields: object) -> Letter:
    """The letter about the answer that somebody was not content with."""
    rating_id = (rating or rate_answer(**fields)).id  # type: ignore[arg-type]
    draft(SOON)
    (letter,) = letters()
    assert letter.rating_id == rating_id
    return letter


def test_a_low_mark_for_an_answer_drafts_one_letter_to_its_sender(app: Flask) -> None:
    letter = drafted()
    for hours in range(5):
        draft(SOON + timedelta(hours=hours))
    assert len(letters()) == 1
    assert (letter.occasion, letter.to_name, letter.to_phone) == (Occasion.DISSATISFIED, NAME, "0900000123")
    assert not has_hole(letter.subject + letter.body) and "GY-" not in letter.subject + letter.body


def test_such_a_letter_touches_no_dossier_and_has_no_number_of_form_04(chairman: Officer) -> None:
    dossier = running(make_officer(Role.RECEPTION, Role.SPECIALIST))
    before = (dossier.due_at, dossier.new_due_at, len(dossier.events))
    letter = drafted()
    actions.approve([letter], {letter.id: letter.revision}, chairman, SOON)
    actions.send(letter, letter.revision, chairman, Way.PRINTED, SOON)
    db.session.commit()
    db.session.refresh(dossier)
    assert (letter.dossier_id, letter.due_at, letter.new_due_at) == (None, None, None)
    assert letter.book == actions.BOOK_OF_LETTERS
    assert (dossier.due_at, dossier.new_due_at, len(dossier.events)) == before


PRIVATE: list[Mapping[str, object]] = [
    {"is_conduct": True},
    {"about_whom": "cô ở quầy 2"},
    {"consent": Consent.NONE},
    {"sender_name": ""},
    {"phone": ""},
    {"is_anonymous": True, "sender_name": "", "phone": ""},
]


@pytest.mark.parametrize("fields", [*PRIVATE, {"status": FeedbackStatus.REOPENED}])
def test_nobody_is_written_to_where_the_letter_would_give_something_away(
    app: Flask, fields: Mapping[str, object]
) -> None:
    feedback = rate_answer(feedback=(feedback := make_answered())) and feedback
    for name, value in fields.items():
        setattr(feedback, name, value)
    db.session.commit()
    draft(SOON)
    assert letters() == []


def test_what_names_an_officer_makes_no_letter(app: Flask) -> None:
    rate_answer(about_officer_id=make_officer(Role.RECEPTION).id)
    draft(SOON)
    assert letters() == []


def test_votes_at_a_counter_and_at_a_session_are_bound_to_nobody(app: Flask) -> None:
    for source in (Source.DESK, Source.SESSION):
        vote_at_place(source, f"key-of-{source.value}-0001", 1, MONDAY)
    db.session.commit()
    draft(SOON)
    assert letters() == [] and db.session.scalars(select(RatingFollowUp)).all() == []


def test_a_good_mark_and_one_of_long_ago_make_no_letter(app: Flask) -> None:
    rate_answer(4)
    rate_answer(1, at=MONDAY - timedelta(days=31))
    draft(SOON)
    assert letters() == []


# -- who reads it ---------------------------------------------------------------------------------


def test_whose_own_work_it_was_reads_no_letter_about_it_unless_they_are_the_chairman(
    client: FlaskClient, chairman: Officer
) -> None:
    handler, other = make_officer(Role.LEADER), make_officer(Role.LEADER)
    rate_answer(answered_by_id=handler.id)
    make_rating(1, dossier=make_returned(officer_id=handler.id, applicant_name="Lê Văn Giận"))
    draft(SOON)
    ids = [letter.id for letter in letters()]
    assert len(ids) == 2
    for leader, opens in ((handler, 404), (other, 200), (chairman, 200)):
        own = sign_in(client.application.test_client(), leader)
        with frozen(SOON):
            pages = [own.get(address).text for address in (ALL, f"{ALL}/duyet", "/can-bo")]
            assert [own.get(f"{ALL}/{id}").status_code for id in ids] == [opens, opens]
        for name in (NAME, "Lê Văn Giận"):
            assert (name in pages[0]) == (name in pages[1]) == (opens == 200), leader.id
        assert opens == 200 or not any(name in pages[2] for name in (NAME, "Lê Văn Giận"))


def test_the_register_and_the_dossier_hide_it_from_them_too(client: FlaskClient, chairman: Officer) -> None:
    handler = make_officer(Role.LEADER)
    dossier = make_returned(officer_id=handler.id, applicant_name="Lê Văn Giận", received_at=MONDAY)
    letter = drafted(make_rating(1, dossier=dossier))
    actions.approve([letter], {letter.id: letter.revision}, chairman, SOON)
    db.session.commit()
    own = sign_in(client, handler)
    with frozen(SOON):
        book, case = own.get(f"{ALL}/so?so=thu-cong").text, own.get(f"/can-bo/ho-so/{dossier.id}").text
    assert "Giận" not in book and "Xin lỗi người chưa hài lòng" not in book + case


def test_papers_ordered_by_another_leader_open_only_to_who_may_read_each_letter_in_them(chairman: Officer) -> None:
    handler, other = make_officer(Role.LEADER), make_officer(Role.LEADER)
    letter = drafted(answered_by_id=handler.id)
    ordered = printing.order_papers(Paper.LETTERS, {}, [letter], "order-0001", chairman, SOON)
    db.session.commit()
    assert [printing.may_open(ordered, leader) for leader in (chairman, other, handler)] == [True, True, False]


def test_the_page_of_the_mark_leads_to_its_letter(client: FlaskClient, chairman: Officer) -> None:
    letter = drafted()
    found = db.session.scalars(select(RatingFollowUp)).one()
    sign_in(client, chairman)
    with frozen(SOON):
        page = client.get(f"/can-bo/danh-gia/{found.id}").text
        assert f'href="{ALL}/{letter.id}"' in page and "Chờ duyệt" in page
        assert client.get(f"{ALL}/{letter.id}").status_code == 200


def test_the_page_of_a_mark_says_when_its_letter_will_be_drafted(client: FlaskClient, chairman: Officer) -> None:
    make_rating(1, dossier=make_returned())
    found = db.session.scalars(select(RatingFollowUp)).one()
    sign_in(client, chairman)
    with frozen(found.rating.at + timedelta(minutes=1)):
        assert "Thư tự soạn sau" in client.get(f"/can-bo/danh-gia/{found.id}").text
    with frozen(found.rating.at + timedelta(minutes=16)):
        assert "Thư tự soạn sau" not in client.get(f"/can-bo/danh-gia/{found.id}").text


def test_the_page_of_a_mark_says_why_nobody_is_written_to(client: FlaskClient, chairman: Officer) -> None:
    rate_answer(consent=Consent.NONE)
    draft(SOON)
    found = db.session.scalars(select(RatingFollowUp)).one()
    with frozen(SOON):
        assert "Không soạn thư" in sign_in(client, chairman).get(f"/can-bo/danh-gia/{found.id}").text


# -- what becomes private later -------------------------------------------------------------------


@pytest.mark.parametrize("fields", PRIVATE)
def test_what_has_become_private_is_neither_signed_nor_sent_and_thrown_away(
    chairman: Officer, fields: Mapping[str, object]
) -> None:
    feedback = make_answered()
    letter = drafted(rate_answer(feedback=feedback))
    signed = drafted_and_signed(chairman)
    for about in (feedback, signed[1]):
        for name, value in fields.items():
            setattr(about, name, value)
    db.session.commit()
    with pytest.raises(LetterRefused, match="việc riêng"):
        actions.approve([letter], {letter.id: letter.revision}, chairman, SOON)
    with pytest.raises(LetterRefused, match="việc riêng"):
        actions.send(signed[0], signed[0].revision, chairman, Way.PRINTED, SOON)
    db.session.rollback()
    draft(SOON)
    assert [each.status for each in letters()] == [Status.DISCARDED, Status.DISCARDED]


def drafted_and_signed(chairman: Officer) -> tuple[Letter, object]:
    feedback = make_answered()
    rating = rate_answer(feedback=feedback)
    draft(SOON)
    letter = db.session.scalars(select(Letter).where(Letter.rating_id == rating.id)).one()
    actions.approve([letter], {letter.id: letter.revision}, chairman, SOON)
    db.session.commit()
    return letter, feedback


def test_a_report_that_turned_out_to_be_of_conduct_hides_its_letter_from_every_leader(
    client: FlaskClient, chairman: Officer
) -> None:
    feedback = make_answered()
    letter = drafted(rate_answer(feedback=feedback))
    feedback.is_conduct = True
    db.session.commit()
    own = sign_in(client, chairman)
    with frozen(SOON):
        assert own.get(f"{ALL}/{letter.id}").status_code == 404
        assert NAME not in own.get(ALL).text


def test_when_feedback_is_forgotten_its_letter_forgets_whom_it_went_to(client: FlaskClient, chairman: Officer) -> None:
    letter, feedback = drafted_and_signed(chairman)
    actions.send(letter, letter.revision, chairman, Way.TEXT, SOON)
    erase(feedback, SOON)  # type: ignore[arg-type]
    db.session.commit()
    link = f"/thu/mo/{letter.token}"
    assert client.get(link).status_code == 200
    draft(SOON)
    draft(SOON)
    (letter,) = letters()
    assert (letter.to_name, letter.to_phone, letter.body, letter.number) == ("", "", "", 1)
    assert client.get(link).status_code == 404
    about = select(Notification).where(Notification.about_kind == "letter")
    assert db.session.scalars(about).all() == []


def test_feedback_of_others_is_not_touched(app: Flask) -> None:
    make_feedback()
    draft(SOON)
    assert letters() == []
