"""Announcements: what citizens read and when, what is pinned, the feed, and how administrators keep them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.news import actions
from cqtt.news.feed import ATOM
from cqtt.news.models import Announcement
from cqtt.news.rules import NewsState, Span
from cqtt.procedures.catalogue import published_catalogue
from cqtt.procedures.models import CatalogueStamp
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_officer, sign_in

LIST = "/quan-tri/tin"
HOUR = timedelta(hours=1)
KEY = "mot-khoa-dung-mot-lan"
TYPED = {
    "revision": "1",
    "start_key": KEY,
    "title": "Cúp điện thứ Tư",
    "body": "Từ **7 giờ** đến 11 giờ.",
    "when": "now",
}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def make_news(title: str = "Tin", **values: Any) -> Announcement:
    usual = {"title": title, "body": "Nội dung", "is_urgent": False, "publish_at": MONDAY, "expires_at": None}
    item = actions.add_announcement(make_officer(Role.ADMINISTRATOR), MONDAY, **usual | values)
    db.session.commit()
    return item


def only() -> Announcement:
    return db.session.scalars(select(Announcement)).one()


# -- when it is shown -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "state"),
    [
        (Span(None, None, None), NewsState.DRAFT),
        (Span(MONDAY + HOUR, None, None), NewsState.SCHEDULED),
        (Span(MONDAY, None, None), NewsState.SHOWN),  # on its minute
        (Span(MONDAY - HOUR, MONDAY + HOUR, None), NewsState.SHOWN),
        (Span(MONDAY - HOUR, MONDAY, None), NewsState.EXPIRED),  # on its minute
        (Span(MONDAY - HOUR, None, MONDAY), NewsState.WITHDRAWN),
        (Span(None, None, MONDAY), NewsState.WITHDRAWN),
    ],
)
def test_an_announcement_is_shown_in_its_own_time_only(span: Span, state: NewsState) -> None:
    assert span.state(MONDAY) is state


def test_citizens_see_what_is_shown_and_nothing_else(client: FlaskClient) -> None:
    shown = make_news("Đang đăng")
    later = make_news("Sẽ đăng", publish_at=MONDAY + HOUR)
    draft = make_news("Còn nháp", publish_at=None)
    over = make_news("Đã qua", publish_at=MONDAY - HOUR, expires_at=MONDAY)
    gone = make_news("Đã gỡ")
    actions.withdraw_announcement(gone, MONDAY)
    db.session.commit()
    with frozen(MONDAY):
        page, feed = client.get("/tin").text, client.get("/tin.atom").text
        codes = [client.get(f"/tin/{item.id}").status_code for item in (shown, later, draft, over, gone)]
        old = client.get(f"/tin/{over.id}").text
    for text in (page, feed):
        assert "Đang đăng" in text
        assert not [title for title in ("Sẽ đăng", "Còn nháp", "Đã qua", "Đã gỡ") if title in text]
    assert codes == [200, 404, 404, 200, 410]
    assert "Tin này đã hết hạn" in old
    with frozen(MONDAY + HOUR):
        assert "Sẽ đăng" in client.get("/tin").text


def test_an_empty_page_says_so_and_a_long_list_has_pages(client: FlaskClient) -> None:
    assert "Chưa có tin nào" in client.get("/tin").text
    for number in range(21):
        make_news(f"Tin số {number}")
    with frozen(MONDAY):
        assert "Tin số 0<" not in client.get("/tin").text
        assert "Tin số 0<" in client.get("/tin?trang=2").text
        assert [client.get(f"/tin?trang={odd}").status_code for odd in ("0", "99", "x", "-1")] == [200] * 4


def test_the_words_are_drawn_and_nothing_in_them_is_run(client: FlaskClient) -> None:
    words = (
        "3. ba\n\n**Đậm**\n\n- một\n\n<script>alert(1)</script> [x](javascript:alert(1)) [đây](https://a.vn)\n\n# To"
    )
    item = make_news(body=words)
    with frozen(MONDAY):
        page = client.get(f"/tin/{item.id}").text
    article = page[page.index("<article") : page.index("</article>")]
    assert "<strong>Đậm</strong>" in article and "<li>một</li>" in article and "<h3>To</h3>" in article
    assert '<a href="https://a.vn" rel="noopener noreferrer">đây</a>' in article
    assert '<ol start="3">' in article  # a list that goes on keeps its number
    assert "<script" not in article and 'href="javascript' not in article


def test_the_feed_is_an_atom_feed(client: FlaskClient) -> None:
    item = make_news("Một & hai", body="**Ba**")
    with frozen(MONDAY):
        answer = client.get("/tin.atom")
    feed = ElementTree.fromstring(answer.data)
    entry = feed.find(f"{{{ATOM}}}entry")
    assert answer.mimetype == "application/atom+xml" and entry is not None
    assert entry.findtext(f"{{{ATOM}}}title") == "Một & hai"
    assert (entry.findtext(f"{{{ATOM}}}id") or "").endswith(f"/tin/{item.id}")
    assert "<strong>Ba</strong>" in (entry.findtext(f"{{{ATOM}}}content") or "")
    assert entry.findtext(f"{{{ATOM}}}published") == "2026-11-23T02:00:00+00:00"


def test_the_feed_changes_when_the_hour_of_an_announcement_comes(client: FlaskClient) -> None:
    make_news("Đã đăng")
    make_news("Hẹn giờ", publish_at=MONDAY + HOUR)
    with frozen(MONDAY + HOUR):
        feed = ElementTree.fromstring(client.get("/tin.atom").data)
    assert feed.findtext(f"{{{ATOM}}}updated") == feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}updated")
    assert feed.findtext(f"{{{ATOM}}}updated") == "2026-11-23T03:00:00+00:00"


def test_the_feed_stays_well_formed_whatever_was_pasted(admin: FlaskClient) -> None:
    for odd in ("\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff", "\x0b"):
        typed = {"title": f"Lịch {odd}cúp điện", "body": f"Thứ {odd}Tư", "start_key": f"{ord(odd):0>20}"}
        assert admin.post(f"{LIST}/them", data=TYPED | typed).status_code == 303
    feed = ElementTree.fromstring(admin.get("/tin.atom").data)
    titles = [entry.findtext(f"{{{ATOM}}}title") for entry in feed.iterfind(f"{{{ATOM}}}entry")]
    assert titles == ["Lịch cúp điện"] * 6


# -- what is pinned -------------------------------------------------------------------------------


def test_an_urgent_notice_stands_on_every_page_while_it_lasts(client: FlaskClient) -> None:
    make_news("Bão số 9", is_urgent=True, expires_at=MONDAY + HOUR)
    make_news("Tin thường")
    for path in ("/", "/thu-tuc", "/ho-so", "/lanh-dao", "/khong-co-trang-nay"):
        with frozen(MONDAY):
            page = client.get(path).text
        assert "Bão số 9" in page and "Tin thường" not in page
    with frozen(MONDAY + HOUR):
        assert "Bão số 9" not in client.get("/").text
    with frozen(MONDAY - HOUR):
        assert "Bão số 9" not in client.get("/").text


def test_a_notice_that_is_taken_down_leaves_every_page_at_once(client: FlaskClient) -> None:
    item = make_news("Bão số 9", is_urgent=True, expires_at=MONDAY + HOUR)
    with frozen(MONDAY):
        assert "Bão số 9" in client.get("/").text
        actions.withdraw_announcement(item, MONDAY)
        db.session.commit()
        assert "Bão số 9" not in client.get("/").text


def test_a_pinned_notice_costs_a_page_no_query(client: FlaskClient) -> None:
    with frozen(MONDAY):
        client.get("/")
        with queries() as without:
            client.get("/")
        make_news("Bão", is_urgent=True, expires_at=MONDAY + HOUR)
        assert "Bão" in client.get("/").text  # read once
        with queries() as pinned:
            client.get("/")
    assert len(pinned) == len(without)


def test_the_catalogue_that_is_held_stays_good_when_only_the_news_changes(client: FlaskClient) -> None:
    held, stamp = published_catalogue(), db.session.get_one(CatalogueStamp, 1).value
    item = make_news("Bão", is_urgent=True, expires_at=MONDAY + HOUR)
    actions.withdraw_announcement(item, MONDAY)
    db.session.commit()
    assert published_catalogue() is held  # reading it again takes every process a moment
    assert db.session.get_one(CatalogueStamp, 1).value == stamp  # a preview of an import still holds


# -- how they are kept ----------------------------------------------------------------------------


def test_only_administrators_keep_the_news(app: Flask, client: FlaskClient) -> None:
    item = make_news()
    paths = (LIST, f"{LIST}/them", f"{LIST}/{item.id}")
    assert [client.get(path).status_code for path in paths] == [303] * 3
    sign_in(client, make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER))
    assert [client.get(path).status_code for path in paths] == [403] * 3
    posts = (f"{LIST}/{item.id}/go", f"{LIST}/xem-truoc")
    assert [client.post(path).status_code for path in posts] == [403] * 2


def test_an_announcement_is_written_shown_and_recorded(admin: FlaskClient) -> None:
    assert "Chưa có tin nào" in admin.get(LIST).text
    assert admin.post(f"{LIST}/them", data=TYPED).status_code == 303
    assert "Đang đăng" in admin.get(LIST).text and "Cúp điện thứ Tư" in admin.get("/tin").text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "announcement")).one()
    assert (entry.action, entry.object_id) == ("add", str(only().id))
    assert "Cúp điện" not in str(entry.details)


def test_a_form_that_is_sent_twice_makes_one(admin: FlaskClient) -> None:
    answers = [admin.post(f"{LIST}/them", data=TYPED) for _time in range(2)]
    assert [answer.location for answer in answers] == [LIST] * 2 and only().title == "Cúp điện thứ Tư"
    page = admin.get(f"{LIST}/them").text
    assert 'name="start_key"' in page and 'name="start_key"' not in admin.get(f"{LIST}/{only().id}").text


def test_a_form_that_is_sent_twice_at_once_makes_one(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    admin.post(f"{LIST}/them", data=TYPED)
    looks = iter([lambda key: None, actions.written_with])  # the second looks before the first has written
    monkeypatch.setattr(actions, "written_with", lambda key: next(looks)(key))
    assert admin.post(f"{LIST}/them", data=TYPED).status_code == 303
    assert only().title == "Cúp điện thứ Tư"


def test_one_is_made_for_a_later_day_or_kept_as_a_draft(admin: FlaskClient) -> None:
    day = {"publish_day-ngay": "1", "publish_day-thang": "12", "publish_day-nam": "2026", "publish_time": "8h30"}
    with frozen(MONDAY):
        assert admin.post(f"{LIST}/them", data=TYPED | {"when": "later"} | day).status_code == 303
        assert only().publish_at == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
        form = admin.get(f"{LIST}/{only().id}").text
        assert 'value="08:30"' in form and 'value="12"' in form
        admin.post(f"{LIST}/{only().id}", data=TYPED | {"when": "draft"})
    assert only().publish_at is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Xin ghi tiêu đề."),
        ({"body": ""}, "Xin viết nội dung."),
        ({"when": "later"}, "Xin cho biết ngày đăng."),
        (
            {"when": "later", "publish_day-ngay": "31", "publish_day-thang": "2", "publish_day-nam": "2027"},
            "ngày có thật",
        ),
        ({"when": "later", "publish_day-ngay": "1", "publish_day-thang": "1", "publish_day-nam": "2020"}, "đã qua"),
        ({"publish_time": "25h"}, "Xin ghi giờ dạng"),
        ({"is_urgent": "y"}, "Tin khẩn cần ngày gỡ xuống"),
        ({"expires_day-ngay": "1", "expires_day-thang": "1", "expires_day-nam": "2020"}, "sau ngày đăng"),
        (
            {"is_urgent": "y", "expires_day-ngay": "1", "expires_day-thang": "6", "expires_day-nam": "2027"},
            "nhiều nhất 30 ngày",
        ),
        ({"title": "a" * 151}, "nhiều nhất 150 ký tự"),
        ({"start_key": ""}, ""),
    ],
)
def test_a_wrong_one_is_refused_and_what_was_typed_stays(admin: FlaskClient, typed: dict[str, str], said: str) -> None:
    with frozen(MONDAY):
        answer = admin.post(f"{LIST}/them", data=TYPED | {"body": "Lời đã gõ"} | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Lời đã gõ" in answer.text or "body" in typed
    assert list(db.session.scalars(select(Announcement))) == []


def test_what_two_administrators_write_at_once_stands_side_by_side(admin: FlaskClient) -> None:
    item = make_news("Cũ")
    assert admin.post(f"{LIST}/{item.id}", data=TYPED | {"title": "Của người trước"}).status_code == 303
    answer = admin.post(f"{LIST}/{item.id}", data=TYPED | {"title": "Của người sau"})
    assert (answer.status_code, only().title) == (409, "Của người trước")
    assert "Của người trước" in answer.text and 'value="Của người sau"' in answer.text
    again = admin.post(f"{LIST}/{item.id}", data=TYPED | {"title": "Của người sau", "revision": "2"})
    assert (again.status_code, only().title) == (303, "Của người sau")


def test_changing_what_is_shown_keeps_its_first_day(admin: FlaskClient) -> None:
    item = make_news()
    with frozen(MONDAY + HOUR):
        admin.post(f"{LIST}/{item.id}", data=TYPED)
    assert (only().publish_at, only().title) == (MONDAY, "Cúp điện thứ Tư")


def test_what_is_over_is_corrected_without_being_shown_again(admin: FlaskClient) -> None:
    item = make_news(publish_at=MONDAY - 48 * HOUR, expires_at=datetime(2026, 11, 22, 17, tzinfo=UTC))
    last_day = {"expires_day-ngay": "22", "expires_day-thang": "11", "expires_day-nam": "2026"}
    with frozen(MONDAY):
        assert admin.post(f"{LIST}/{item.id}", data=TYPED | last_day).status_code == 303
        assert "Hết hạn" in admin.get(LIST).text and "Cúp điện" not in admin.get("/tin").text
        day_before = last_day | {"expires_day-ngay": "21", "revision": "2"}
        assert admin.post(f"{LIST}/{item.id}", data=TYPED | day_before).status_code == 422


def test_taking_down_can_be_undone(admin: FlaskClient) -> None:
    item = make_news(expires_at=MONDAY + HOUR)
    with frozen(MONDAY + HOUR):
        admin.post(f"{LIST}/{item.id}/go")
        assert only().withdrawn_at is not None and "Đăng lại" in admin.get(LIST).text
        admin.post(f"{LIST}/{item.id}/lai")
        assert only().withdrawn_at is None
        assert "Đã thôi gỡ: hết hạn." in admin.get(LIST).text  # its days are over: it is not said to be shown


def test_what_is_down_already_or_up_is_left_alone(admin: FlaskClient) -> None:
    item = make_news()
    for at, way in enumerate(("lai", "go", "go")):
        with frozen(MONDAY + at * HOUR):
            assert admin.post(f"{LIST}/{item.id}/{way}").status_code == 303
    assert (only().withdrawn_at, only().revision) == (MONDAY + HOUR, 2)
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_kind == "announcement")).all()
    assert acts == ["add", "hide"]


def test_taking_down_does_not_pass_over_what_a_colleague_stores_meanwhile(admin: FlaskClient) -> None:
    item = make_news()
    assert item.revision == 1  # read before the colleague stores
    db.session.execute(update(Announcement).values(revision=7).execution_options(synchronize_session=False))
    with pytest.raises(ChangedMeanwhile):
        actions.withdraw_announcement(item, MONDAY)


def test_saving_again_what_is_pinned_gives_it_no_more_days(admin: FlaskClient) -> None:
    make_news(is_urgent=True, publish_at=MONDAY - 240 * HOUR, expires_at=MONDAY + HOUR)
    pinned = TYPED | {"is_urgent": "y", "expires_day-thang": "12", "expires_day-nam": "2026"}
    with frozen(MONDAY):
        too_long = admin.post(f"{LIST}/{only().id}", data=pinned | {"expires_day-ngay": "14"})
        assert too_long.status_code == 422 and "nhiều nhất 30 ngày" in too_long.text
        assert admin.post(f"{LIST}/{only().id}", data=pinned | {"expires_day-ngay": "12"}).status_code == 303


def test_what_was_ordinary_is_pinned_from_now_on(admin: FlaskClient) -> None:
    make_news(publish_at=MONDAY - 720 * HOUR)
    pinned = TYPED | {"is_urgent": "y", "expires_day-ngay": "14", "expires_day-thang": "12", "expires_day-nam": "2026"}
    with frozen(MONDAY):
        assert admin.post(f"{LIST}/{only().id}", data=pinned).status_code == 303


def test_the_preview_keeps_nothing_and_runs_nothing(admin: FlaskClient) -> None:
    drawn = admin.post(f"{LIST}/xem-truoc", data={"body": "**a** <b onclick=x>y</b>"}).text
    assert "<strong>a</strong>" in drawn and "<b" not in drawn
    assert list(db.session.scalars(select(Announcement))) == []
