"""The first page and the pages about the site."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.commune.models import Commune
from cqtt.extensions import db
from cqtt.feedback.topics import FeedbackSettings
from cqtt.leaders.rules import CALLED_WITHIN, CALLS_KEPT
from cqtt.listening.rules import SessionStatus
from cqtt.privacy import PRIVACY_VERSION
from cqtt.procedures.models import CatalogueStamp, LifeEvent
from tests.counting import queries
from tests.factories import MONDAY, make_hamlet, make_procedure
from tests.feedback.officers import make_chairman
from tests.listening.sessions import SATURDAY, THAT_MORNING, make_session


def page_of(client: FlaskClient, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def main_of(page: str) -> str:
    return page.partition('<main id="main"')[2].partition("</main>")[0]


def make_life_events(count: int) -> None:
    make_procedure(slug="khai-sinh")
    for number in range(count):
        event = LifeEvent(slug=f"viec-{number}", name=f"Việc {number}", icon="baby", position=number)
        event.procedures = ["khai-sinh"]
        db.session.add(event)
    db.session.get_one(CatalogueStamp, 1).value += 1
    db.session.commit()


def test_the_first_page_greets_searches_and_opens_the_doors(client: FlaskClient) -> None:
    make_life_events(2)
    with frozen(datetime(2026, 11, 23, 3, tzinfo=UTC)):  # Monday, 10:00 in Vietnam
        page = page_of(client)
    assert "Xin chào!" in page and "Hôm nay mở cửa đến 16:30" in page
    assert '<form class="search" action="/thu-tuc"' in page and 'name="q"' in page
    assert 'href="/thu-tuc?su-kien=viec-1"' in page
    doors = re.findall(r'class="door" href="([^"]+)"', page)
    assert doors == ["/thu-tuc", "/ho-so", "/phan-anh/gui", "/lanh-dao", "/lang-nghe", "/huong-dan"]
    assert 'href="/cam-ket"' in main_of(page) and 'href="/cam-ket/viec-da-hua"' in main_of(page)


def test_a_door_of_the_first_page_says_where_the_next_session_is(client: FlaskClient) -> None:
    make_session(on=SATURDAY + timedelta(days=7))
    hamlet = make_hamlet(name="Ấp Bàu Cạn")
    session = make_session(hamlet_id=hamlet.id)
    with frozen(MONDAY):
        page = main_of(page_of(client))
    door = page.partition(f'class="door" href="/lang-nghe/{session.id}"')[2].partition("</li>")[0]
    assert "07:30 thứ Bảy, 28/11/2026 tại Ấp Bàu Cạn" in door
    with frozen(THAT_MORNING):
        assert "07:30 hôm nay tại Ấp Bàu Cạn" in page_of(client)
    session.status, session.cancelled_reason = SessionStatus.CANCELLED, "Mưa bão"
    db.session.commit()
    with frozen(MONDAY):
        assert "Ấp Bàu Cạn" not in main_of(page_of(client))


def test_the_first_page_stands_without_any_procedure(client: FlaskClient) -> None:
    assert "Việc trong đời" not in page_of(client)


def test_the_first_page_shows_eleven_life_events_and_the_way_to_the_rest(client: FlaskClient) -> None:
    make_life_events(14)
    page = page_of(client)
    assert page.count("?su-kien=") == 11
    assert "Tất cả" in page


def test_every_link_of_the_public_pages_leads_somewhere(client: FlaskClient) -> None:
    make_life_events(1)
    links = set()
    for path in ("/", "/rieng-tu", "/tro-giup", "/huong-dan", "/thu-tuc"):
        links |= set(re.findall(r'href="(/[^"#]*)', page_of(client, path)))
    for link in sorted(links):
        assert client.get(link.replace("&amp;", "&")).status_code in (200, 303), link


@pytest.mark.parametrize("path", ["/rieng-tu", "/tro-giup", "/huong-dan"])
def test_a_page_about_the_site_has_one_heading_and_says_whom_to_call(client: FlaskClient, path: str) -> None:
    page = page_of(client, path)
    assert page.count("<h1") == 1
    assert 'href="tel:' in main_of(page) and "0251 3000 001" in main_of(page)


def test_the_privacy_notice_names_all_that_the_law_asks_for(client: FlaskClient) -> None:
    page = main_of(page_of(client, "/rieng-tu"))
    assert "91/2025/QH15" in page and PRIVACY_VERSION in page
    for heading in ("Ai chịu trách nhiệm", "Để làm gì", "Thông tin gì", "Ai được xem", "Giữ bao lâu", "Liên hệ"):
        assert f"<h2>{heading}</h2>" in page
    assert "Quyền của Ông/Bà" in page and "Quốc lộ 51, xã An Phước" in page


def test_the_notice_and_the_help_tell_the_figures_that_hold_today(client: FlaskClient) -> None:
    make_chairman()
    settings = db.session.get_one(FeedbackSettings, 1)
    settings.keep_years, settings.voice_keep_days, settings.reopen_days = 7, 45, 12
    db.session.commit()
    notice = main_of(page_of(client, "/rieng-tu"))
    assert "Góp ý: 7 năm" in notice and "Lời ghi âm: 45 ngày" in notice
    assert f"gọi lại: {CALLS_KEPT.days} ngày" in notice
    assert "Người bị phản ánh và người quản trị không xem được" in notice
    help_page = main_of(page_of(client, "/tro-giup"))
    assert "một lần trong 12 ngày" in help_page and f"gọi lại trong {CALLED_WITHIN.text}" in help_page


def test_the_accessibility_statement_is_where_the_foot_points(client: FlaskClient) -> None:
    page = page_of(client, "/tro-giup")
    assert 'href="/tro-giup#de-dung"' in page and '<h2 id="de-dung">' in page


def test_the_pages_stand_without_telephone_and_address(client: FlaskClient, commune: Commune) -> None:
    commune.phone = commune.address = commune.email = commune.hotline = ""
    db.session.commit()
    for path in ("/", "/rieng-tu", "/tro-giup", "/huong-dan"):
        assert 'href="tel:"' not in page_of(client, path)


def test_robots_may_read_what_is_public_only(client: FlaskClient) -> None:
    lines = page_of(client, "/robots.txt").splitlines()
    assert lines[0] == "User-agent: *" and "Allow: /" in lines
    for path in ("/ho-so", "/nop-ho-so", "/phan-anh/", "/lanh-dao/goi-lai", "/can-bo", "/quan-tri"):
        assert f"Disallow: {path}" in lines
    closed = tuple(line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: "))
    for path in ("/thu-tuc", "/phan-anh", "/lanh-dao", "/lang-nghe", "/cam-ket", "/cam-ket/viec-da-hua"):
        assert not path.startswith(closed), path


def test_the_first_page_asks_the_database_little(client: FlaskClient) -> None:
    make_life_events(3)
    page_of(client)
    with queries() as sent:
        page_of(client)
    assert len([statement for statement in sent if "BEGIN" not in statement]) <= 4
