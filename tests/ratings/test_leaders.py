"""What leaders do about low marks, and what officers see: counts of whole fives, never who said what."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.ratings import figures
from cqtt.ratings.actions import vote_at_place
from cqtt.ratings.figures import Asked
from cqtt.ratings.models import RatingFollowUp
from cqtt.ratings.reading import of_dossiers_since
from cqtt.ratings.rules import Source
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_feedback, make_officer, sign_in
from tests.ratings.answers import rate_answer
from tests.ratings.people import make_rating, make_returned
from tests.ratings.test_places import make_session

WORDS = "Cô Nguyễn Thị Hoa ở quầy 2 bắt tôi đi lại ba lần, gọi 0912345678."
ALL = "/can-bo/danh-gia"


def low_mark(**fields: object) -> RatingFollowUp:
    dossier = make_returned(**{"applicant_name": "Lê Văn Giận", **fields})
    make_rating(1, dossier=dossier, words=WORDS, reasons=["staff"])
    return db.session.scalars(select(RatingFollowUp).order_by(RatingFollowUp.id.desc())).first()  # type: ignore[return-value]


def test_a_leader_finds_whom_to_call_and_what_was_said(client: FlaskClient) -> None:
    found = low_mark()
    sign_in(client, make_officer(Role.LEADER))
    with frozen(MONDAY):
        listed = client.get(ALL).get_data(as_text=True)
        page = client.get(f"{ALL}/{found.id}").get_data(as_text=True)
    assert "Rất không hài lòng" in listed and WORDS not in listed and "Lê Văn Giận" not in listed
    assert WORDS in page and "Lê Văn Giận" in page and "tel:" in page and "Cán bộ, công chức" in page


def test_a_leader_goes_from_a_low_mark_to_the_letters_of_its_dossier(client: FlaskClient) -> None:
    found = low_mark()
    sign_in(client, make_officer(Role.LEADER))
    page = client.get(f"{ALL}/{found.id}").get_data(as_text=True)
    link = re.search(r'href="(/can-bo/thu\?[^"]+)"', page)
    assert link, page
    listed = client.get(link[1].replace("&amp;", "&"))
    assert listed.status_code == 200 and found.dossier.code in listed.get_data(as_text=True)


def test_opening_the_list_and_a_low_mark_is_recorded(client: FlaskClient) -> None:
    found = low_mark()
    leader = make_officer(Role.LEADER)
    sign_in(client, leader)
    client.get(ALL), client.get(f"{ALL}/{found.id}")
    kinds = select(AuditEntry.object_kind).where(AuditEntry.action == "view", AuditEntry.officer_id == leader.id)
    assert set(db.session.scalars(kinds)) == {"rating_list", "rating_follow_up"}


def test_a_list_with_nothing_in_it_is_no_reading(client: FlaskClient) -> None:
    sign_in(client, make_officer(Role.LEADER))
    assert client.get(ALL).status_code == 200
    assert db.session.scalars(select(AuditEntry.id).where(AuditEntry.object_kind == "rating_list")).all() == []


def test_writing_what_was_done_ends_it(client: FlaskClient) -> None:
    found = low_mark()
    sign_in(client, make_officer(Role.LEADER, name="Phạm Văn Chính"))
    with frozen(MONDAY):
        answer = client.post(f"{ALL}/{found.id}", data={"revision": 1, "what": "Đã gọi xin lỗi."})
        listed = client.get(ALL).get_data(as_text=True)
    assert answer.status_code == 303
    assert "Đã gọi xin lỗi." in listed and "Không có đánh giá nào chờ" in listed and "Phạm Văn Chính" in listed


def test_nothing_written_is_refused_and_a_slower_colleague_keeps_the_words(client: FlaskClient) -> None:
    found = low_mark()
    sign_in(client, make_officer(Role.LEADER))
    empty = client.post(f"{ALL}/{found.id}", data={"revision": 1, "what": " "})
    assert empty.status_code == 422 and "Xin ghi vài chữ" in empty.get_data(as_text=True)
    client.post(f"{ALL}/{found.id}", data={"revision": 1, "what": "Đã gọi."})
    second = client.post(f"{ALL}/{found.id}", data={"revision": 1, "what": "Tôi cũng đã gọi."})
    assert second.status_code == 422 and "Tôi cũng đã gọi." in second.get_data(as_text=True)
    assert db.session.scalars(select(RatingFollowUp.what_was_done)).one() == "Đã gọi."


def test_nobody_follows_up_a_mark_about_their_own_work(client: FlaskClient) -> None:
    chairman = make_officer(Role.LEADER, is_leader=True, is_public=True, position=1)
    handler = make_officer(Role.LEADER)
    found = low_mark(officer_id=handler.id)
    sign_in(client, handler)
    assert client.get(f"{ALL}/{found.id}").status_code == 404
    assert "Rất không hài lòng" not in client.get(ALL).get_data(as_text=True)
    other = sign_in(client.application.test_client(), chairman)
    assert other.get(f"{ALL}/{found.id}").status_code == 200


def test_what_waits_stands_in_the_leaders_day_and_in_nobody_elses(client: FlaskClient) -> None:
    low_mark()
    leader, specialist = make_officer(Role.LEADER), make_officer(Role.SPECIALIST)
    with frozen(MONDAY):
        day = sign_in(client, leader).get("/can-bo").get_data(as_text=True)
        other = sign_in(client.application.test_client(), specialist).get("/can-bo").get_data(as_text=True)
    assert "Đánh giá chưa hài lòng (1)" in day and "Lê Văn Giận" not in day
    assert "Đánh giá chưa hài lòng" not in other
    with frozen(MONDAY + timedelta(days=10)):
        late = sign_in(client.application.test_client(), leader).get("/can-bo").get_data(as_text=True)
    assert "Đánh giá chưa hài lòng, có việc trễ" in late


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.ADMINISTRATOR, Role.OVERSEER])
def test_nobody_but_a_leader_opens_low_marks(client: FlaskClient, role: Role) -> None:
    found = low_mark()
    sign_in(client, make_officer(role))
    assert client.get(ALL).status_code == client.get(f"{ALL}/{found.id}").status_code == 403


def test_the_list_asks_the_database_a_bounded_number_of_times(client: FlaskClient) -> None:
    sign_in(client, make_officer(Role.LEADER))

    def asked() -> int:
        with queries() as sent:
            client.get(ALL)
        return len(sent)

    low_mark()
    asked()
    few = asked()
    for _number in range(8):
        low_mark()
    assert asked() <= few + 1


def test_officers_see_nothing_of_fewer_than_five(client: FlaskClient) -> None:
    for mark in (5, 4, 1, 1):
        make_rating(mark)
    sign_in(client, make_officer(Role.SPECIALIST))
    with frozen(MONDAY + timedelta(hours=1)):
        page = client.get(f"{ALL}/so-lieu").get_data(as_text=True)
        assert "Chưa đủ 5 lượt đánh giá" in page and "%</b>" not in page
        make_rating(5)
        page = client.get(f"{ALL}/so-lieu").get_data(as_text=True)
    assert "60 %" in page and "3 trên 5" in page


def test_the_figures_move_in_whole_fives_so_that_no_single_vote_shows(client: FlaskClient) -> None:
    for _number in range(5):
        make_rating(5)
    sign_in(client, make_officer(Role.SPECIALIST))
    with frozen(MONDAY + timedelta(hours=1)):
        before = _plain(client.get(f"{ALL}/so-lieu").get_data(as_text=True))
        for _number in range(4):
            make_rating(1, at=MONDAY + timedelta(minutes=5))
        assert _plain(client.get(f"{ALL}/so-lieu").get_data(as_text=True)) == before
        make_rating(1, at=MONDAY + timedelta(minutes=5))
        assert "5 trên 10" in client.get(f"{ALL}/so-lieu").get_data(as_text=True)


def test_a_period_that_begins_a_day_later_gives_no_single_vote_away(db: object) -> None:
    """The first of ten is the unhappy one: when it falls out of the period, its five goes with it or stays whole."""
    for number in range(10):
        make_rating(1 if number == 0 else 5, at=MONDAY + timedelta(days=number))
    until = MONDAY + timedelta(days=20)
    seen = [Asked(MONDAY + timedelta(days=days, hours=-1), until) for days in range(11)]
    told = [figures.group(figures.bound_votes(asked), asked) for asked in seen]
    assert [group.all for group in told] == [10] * 5 + [5] * 5 + [0]
    assert [group.by_mark[1] for group in told] == [1] * 5 + [0] * 6
    by_month = figures.by_month(figures.bound_votes(seen[0]), seen[0])
    assert sum(group.all for group in by_month.values()) == 10


def test_a_face_that_may_still_be_changed_moves_no_figure(client: FlaskClient) -> None:
    for _number in range(5):
        make_rating(1)
    sign_in(client, make_officer(Role.SPECIALIST))
    for minutes, told in ((14, "Chưa đủ 5 lượt"), (16, "0 trên 5")):
        with frozen(MONDAY + timedelta(minutes=minutes)):
            assert told in client.get(f"{ALL}/so-lieu").get_data(as_text=True)
            assert of_dossiers_since(MONDAY - timedelta(days=1))[1] == (5 if minutes == 16 else 0)


def test_votes_at_a_session_stand_apart_and_from_five_on(client: FlaskClient) -> None:
    held = make_session()
    for number in range(5):
        vote_at_place(Source.SESSION, f"key-of-a-session-{number}", 4, MONDAY, session_id=held.id)
        db.session.commit()
        sign_in(client, make_officer(Role.SPECIALIST))
        with frozen(MONDAY + timedelta(hours=1)):
            page = client.get(f"{ALL}/so-lieu").get_data(as_text=True)
        assert ("buổi lắng nghe (tính riêng)" in page) == (number == 4)
        assert "Chưa đủ 5 lượt" in page


def test_a_leader_does_not_read_on_its_page_how_their_own_answer_was_rated(client: FlaskClient) -> None:
    mine, other = make_officer(Role.LEADER), make_officer(Role.LEADER)
    rating = rate_answer(answered_by_id=mine.id)
    for leader, reads in ((mine, False), (other, True)):
        own = sign_in(client.application.test_client(), leader)
        page = own.get(f"/can-bo/phan-anh/{rating.feedback_id}")
        assert page.status_code == 200 and ("Người gửi chấm 1 trên 5" in page.text) == reads


def test_words_are_for_leaders_only_without_names_and_from_five_on(client: FlaskClient) -> None:
    for number in range(4):
        make_rating(4, words=f"Nhanh, lần {number}.")
    leader = sign_in(client, make_officer(Role.LEADER))
    with frozen(MONDAY + timedelta(hours=1)):
        assert "Nhanh" not in leader.get(f"{ALL}/so-lieu").get_data(as_text=True)
        make_rating(1, words=WORDS)
        page = leader.get(f"{ALL}/so-lieu").get_data(as_text=True)
        assert "Nhanh, lần 1." in page and "Hoa" not in page and "0912345678" not in page
        specialist = sign_in(client.application.test_client(), make_officer(Role.SPECIALIST))
        assert "Nhanh" not in specialist.get(f"{ALL}/so-lieu").get_data(as_text=True)


def test_words_come_in_whole_fives_too_and_never_from_a_report_of_conduct(client: FlaskClient) -> None:
    for number in range(5):
        make_rating(4, words=f"Nhanh, lần {number}.")
    leader = sign_in(client, make_officer(Role.LEADER))
    with frozen(MONDAY + timedelta(hours=1)):
        later = [make_rating(4, at=MONDAY + timedelta(minutes=5), words=f"Lời thứ {number}.") for number in range(4)]
        page = leader.get(f"{ALL}/so-lieu").get_data(as_text=True)
        assert "Nhanh, lần 4." in page and "Lời thứ" not in page, "a sixth alone would say who wrote it"
        make_rating(4, at=MONDAY + timedelta(minutes=5), words="Lời thứ mười.")
        assert "Lời thứ mười." in leader.get(f"{ALL}/so-lieu").get_data(as_text=True)
        later[0].feedback_id = make_feedback(is_conduct=True).id
        db.session.commit()
        page = leader.get(f"{ALL}/so-lieu").get_data(as_text=True)
    assert "Lời thứ 0." not in page and "Nhanh, lần 4." in page


def _plain(page: str) -> str:
    """Return the page without the tokens of its forms, which are new each time."""
    return re.sub(r'<input[^>]*type="hidden"[^>]*>', "", page)


def _pages_about(dossier: Dossier) -> list[str]:
    return [
        "/can-bo",
        "/can-bo/ho-so",
        f"/can-bo/ho-so/{dossier.id}",
        f"{ALL}/so-lieu",
        f"{ALL}/so-lieu?cua-toi=1",
        f"/can-bo/ho-so/{dossier.id}/moi-danh-gia",
        "/can-bo/so-theo-doi",
    ]


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.OVERSEER])
def test_no_page_of_officers_tells_what_was_said_about_a_dossier(client: FlaskClient, role: Role) -> None:
    officer: Officer = make_officer(role)
    dossier = make_returned(officer_id=officer.id)
    pages = _pages_about(dossier)
    sign_in(client, officer)
    with frozen(MONDAY + timedelta(minutes=1)):
        before = [client.get(address) for address in pages]
        make_rating(1, dossier=dossier, words=WORDS, reasons=["staff"])
        after = [client.get(address) for address in pages]
    assert [page.status_code for page in before] == [page.status_code for page in after]
    for address, page, then in zip(pages, after, before, strict=True):
        text = page.get_data(as_text=True)
        assert WORDS not in text and "Rất không hài lòng" not in text, address
        assert _plain(text) == _plain(then.get_data(as_text=True)), f"{address} tells that somebody voted"


def test_the_record_never_joins_a_vote_with_a_dossier(client: FlaskClient) -> None:
    dossier = make_returned()
    make_rating(1, dossier=dossier)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "rating.vote")).one()
    assert entry.object_kind == "rating" and entry.details == {} and entry.officer_id is None
