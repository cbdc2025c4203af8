"""One vote each: by the link, from the dossier's own page; changed for some minutes, never counted twice."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.clock import frozen
from cqtt.dossiers.models import DossierEvent
from cqtt.dossiers.rules import Actor, Status, Step
from cqtt.extensions import db
from cqtt.ratings import actions
from cqtt.ratings.models import Rating, RatingFollowUp, RatingInvite
from cqtt.ratings.rules import Way
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure, sign_in
from tests.ratings.people import make_invite, make_rating, make_returned

LATER = MONDAY + timedelta(minutes=20)


def votes() -> int:
    return db.session.scalar(select(func.count()).select_from(Rating)) or 0


def test_the_page_shows_five_faces_and_who_sees_them(client: FlaskClient) -> None:
    with frozen(MONDAY):
        page = client.get(f"/danh-gia/{make_invite().token}").get_data(as_text=True)
    assert page.count('name="mark"') == 5
    assert "Rất không hài lòng" in page and "Rất hài lòng" in page
    assert "không thấy ai đã chấm" in page


def test_one_tap_is_the_vote_and_leads_to_the_reasons(client: FlaskClient) -> None:
    dossier = make_returned(officer_id=make_officer(Role.SPECIALIST).id)
    with frozen(MONDAY):
        answer = client.post(f"/danh-gia/{make_invite(dossier).token}", data={"mark": "4"})
        page = client.get(answer.location).get_data(as_text=True)
    rating = db.session.scalars(select(Rating)).one()
    assert (rating.mark, rating.way, rating.dossier_id) == (4, Way.LINK, dossier.id)
    assert (rating.procedure_id, rating.officer_id) == (dossier.procedure_id, dossier.officer_id)
    assert answer.status_code == 303 and "Đã ghi nhận" in page and 'name="reasons"' in page


def test_a_vote_is_about_whoever_had_the_dossier_when_its_result_came(client: FlaskClient) -> None:
    worker, desk = make_officer(Role.SPECIALIST), make_officer(Role.RECEPTION)
    dossier = make_returned(officer_id=desk.id)
    handed_on = DossierEvent(step=Step.ASSIGN, at=MONDAY, actor=Actor.OFFICER, officer_id=worker.id)
    handed_on.from_status = handed_on.to_status = Status.RESOLVED
    handed_on.details = {"had": worker.id}
    dossier.events.append(handed_on)
    db.session.commit()
    assert make_rating(2, MONDAY, dossier).officer_id == worker.id


def test_reasons_and_a_word_are_kept_with_the_vote(client: FlaskClient) -> None:
    with frozen(MONDAY):
        where = client.post(f"/danh-gia/{make_invite().token}", data={"mark": "2"}).location
        answer = client.post(where, data={"reasons": ["staff", "result"], "words": " Đợi lâu quá. "})
        page = client.get(answer.location).get_data(as_text=True)
    rating = db.session.scalars(select(Rating)).one()
    assert rating.reasons == ["staff", "result"] and rating.words == "Đợi lâu quá."
    assert "Xin lỗi và xin cảm ơn" in page and "3 ngày làm việc" in page


def test_a_second_vote_by_the_same_link_counts_nothing(client: FlaskClient) -> None:
    with frozen(MONDAY):
        invite = make_invite()
        client.post(f"/danh-gia/{invite.token}", data={"mark": "5"})
        again = client.application.test_client()
        answer = again.post(f"/danh-gia/{invite.token}", data={"mark": "1"})
        page = again.get(answer.location).get_data(as_text=True)
    assert votes() == 1 and db.session.scalars(select(Rating.mark)).one() == 5
    assert "Đánh giá đã được ghi nhận" in page and 'name="mark"' not in page


def test_whoever_opens_the_link_elsewhere_never_sees_what_was_given(client: FlaskClient) -> None:
    with frozen(MONDAY):
        invite = make_invite()
        where = client.post(f"/danh-gia/{invite.token}", data={"mark": "1"}).location
        stranger = client.application.test_client()
        page = stranger.get(f"/danh-gia/{invite.token}").get_data(as_text=True)
        assert stranger.get(where).status_code == 404
        assert stranger.post(f"{where}/doi", data={"mark": "5"}).status_code == 404
    assert "Đổi hoặc nói thêm" not in page and db.session.scalars(select(Rating.mark)).one() == 1


def test_the_same_browser_changes_its_mark_for_some_minutes_and_it_stays_one_vote(client: FlaskClient) -> None:
    with frozen(MONDAY):
        where = client.post(f"/danh-gia/{make_invite().token}", data={"mark": "1"}).location
        client.post(f"{where}/doi", data={"mark": "4"})
    assert votes() == 1 and db.session.scalars(select(Rating.mark)).one() == 4
    assert db.session.scalars(select(RatingFollowUp)).all() == []
    with frozen(LATER):
        assert client.post(f"{where}/doi", data={"mark": "1"}).status_code == 409
    assert db.session.scalars(select(Rating.mark)).one() == 4


def test_a_face_that_is_none_is_refused_with_a_sentence(client: FlaskClient) -> None:
    with frozen(MONDAY):
        for mark in ("0", "6", "", "năm"):
            answer = client.post(f"/danh-gia/{make_invite().token}", data={"mark": mark})
            assert answer.status_code == 422 and "năm khuôn mặt" in answer.get_data(as_text=True)
    assert votes() == 0


def test_too_many_words_are_refused_and_stay_on_the_page(client: FlaskClient) -> None:
    with frozen(MONDAY):
        where = client.post(f"/danh-gia/{make_invite().token}", data={"mark": "3"}).location
        answer = client.post(where, data={"words": "dài " * 200})
    assert answer.status_code == 422 and "dài dài" in answer.get_data(as_text=True)


def test_an_invitation_ends_after_sixty_days(client: FlaskClient) -> None:
    invite = make_invite()
    with frozen(MONDAY + timedelta(days=61)):
        assert "hết hạn" in client.get(f"/danh-gia/{invite.token}").get_data(as_text=True)
        assert client.post(f"/danh-gia/{invite.token}", data={"mark": "5"}).status_code == 409
    assert votes() == 0


def test_an_officer_does_not_vote_in_a_citizens_place(client: FlaskClient) -> None:
    token = make_invite().token
    sign_in(client, make_officer(Role.RECEPTION))
    assert 'name="mark"' not in client.get(f"/danh-gia/{token}").get_data(as_text=True)
    assert client.post(f"/danh-gia/{token}", data={"mark": "5"}).status_code == 403
    assert votes() == 0


def test_the_dossiers_own_page_has_the_faces_and_takes_the_vote(client: FlaskClient) -> None:
    dossier = make_returned()
    client.get(f"/ho-so/mo/{dossier.token}")
    with frozen(MONDAY):
        assert client.get(f"/ho-so/{dossier.code}").get_data(as_text=True).count('name="mark"') == 5
        answer = client.post(f"/danh-gia/ho-so/{dossier.code}", data={"mark": "5"})
        page = client.get(f"/ho-so/{dossier.code}").get_data(as_text=True)
    assert answer.status_code == 303 and votes() == 1
    assert "đã được ghi nhận" in page and 'name="mark"' not in page


def test_only_whoever_holds_the_dossier_rates_it_there(client: FlaskClient) -> None:
    dossier = make_returned()
    assert client.post(f"/danh-gia/ho-so/{dossier.code}", data={"mark": "5"}).status_code == 404
    assert votes() == 0


def test_a_dossier_without_a_result_is_not_rated(client: FlaskClient) -> None:
    dossier = make_dossier()
    client.get(f"/ho-so/mo/{dossier.token}")
    assert "danh-gia" not in client.get(f"/ho-so/{dossier.code}").get_data(as_text=True)
    assert client.post(f"/danh-gia/ho-so/{dossier.code}", data={"mark": "5"}).status_code == 409
    assert db.session.scalars(select(RatingInvite)).all() == []


def test_two_claims_of_one_invitation_are_one_vote(db: object) -> None:
    invite = make_invite()
    assert actions.vote(invite, 5, Way.LINK, MONDAY) is not None
    assert actions.vote(invite, 1, Way.TABLET, MONDAY) is None
    assert votes() == 1


def test_a_low_mark_opens_one_follow_up_due_in_three_working_days(db: object) -> None:
    rating = make_rating(2)
    follow_up = _follow_up()
    assert follow_up is not None and follow_up.rating_id == rating.id
    assert follow_up.due_at - MONDAY > timedelta(days=3)  # Thursday at closing time
    assert "đánh giá" in follow_up.due_explanation


def test_the_public_figure_counts_dossiers_too(client: FlaskClient) -> None:
    for mark in (5, 5, 4, 4, 1):
        make_rating(mark)
    with frozen(LATER):
        page = client.get("/cam-ket").get_data(as_text=True)
    assert "80" in page and "5 lượt đánh giá" in page


def _follow_up() -> RatingFollowUp | None:
    return db.session.scalar(select(RatingFollowUp))


@pytest.mark.parametrize("mark", [3, 4, 5])
def test_a_mark_that_is_not_low_opens_nothing(db: object, mark: int) -> None:
    make_rating(mark)
    assert _follow_up() is None


def test_a_family_in_mourning_finds_the_faces_but_is_not_asked(client: FlaskClient) -> None:
    dossier = make_returned(version=make_procedure(letter_trigger="condolence"))
    with frozen(MONDAY):
        client.get(f"/ho-so/mo/{dossier.token}")
        page = client.get(f"/ho-so/{dossier.code}").get_data(as_text=True)
        assert "hài lòng đến mức nào" not in page and "Nếu Ông/Bà muốn nói về lần phục vụ này" in page
        client.post(f"/danh-gia/ho-so/{dossier.code}", data={"mark": "4"})
    assert votes() == 1
