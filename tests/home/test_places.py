"""The menu of the staff area: every place exists, opens for whoever sees it, and is seen by whom it opens for."""

import re

import pytest
from flask import Flask

from cqtt.dossiers.rules import CASE_ROLES
from cqtt.home.places import ADMIN, HEARING, OWN, WORK, admin_places, hearing_places
from cqtt.roles import Role
from tests.dossiers.staff import desk

HEAD = re.compile(r'<header class="top">(.*?)</header>', re.DOTALL)


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_leads_where_the_roles_open_and_nowhere_else(app: Flask, role: Role) -> None:
    client = desk(app, role)
    page = client.get("/can-bo").text
    menu = HEAD.findall(page)[0]
    with app.test_request_context():
        places = [(place.href, str(place.label)) for place in (*WORK, *HEARING, *OWN, *ADMIN)]
    for href, label in places:
        opens = client.get(href).status_code
        assert opens in (200, 403), href
        assert (f'href="{href}"' in menu and f">{label}</a>" in menu) == (opens == 200), (href, opens)


def test_each_role_has_its_own_places(app: Flask) -> None:
    expected = {
        Role.RECEPTION: ["Việc hôm nay", "Hồ sơ", "Tiếp nhận", "Trả kết quả", "Thu phí", "Thư", "Sổ theo dõi"],
        Role.SPECIALIST: ["Việc hôm nay", "Hồ sơ", "Thư", "Sổ theo dõi"],
        Role.LEADER: ["Việc hôm nay", "Hồ sơ", "Thu phí", "Thư", "Sổ theo dõi", "Đánh giá"],
        Role.OVERSEER: ["Việc hôm nay", "Hồ sơ", "Sổ theo dõi", "Đánh giá"],
        Role.ADMINISTRATOR: ["Việc hôm nay", "Đánh giá"],
    }
    for role, labels in expected.items():
        menu = HEAD.findall(desk(app, role).get("/can-bo").text)[0]
        nav = menu.partition("<nav")[2].partition("</nav>")[0]
        assert re.findall(r">([^<>]+)</a>", nav) == labels, role
        assert ("Quản trị" in menu) == (role is Role.ADMINISTRATOR)
        assert ("Lắng nghe" in menu) == (role in CASE_ROLES)


def test_the_roster_stands_in_the_menu_of_each_role_that_keeps_it(app: Flask) -> None:
    with app.test_request_context():
        heard = {place.endpoint for place in hearing_places({Role.LEADER})}
        kept = {place.endpoint for place in admin_places({Role.ADMINISTRATOR})}
        assert "leaders.roster" in heard & kept
        assert hearing_places({Role.ADMINISTRATOR}) == admin_places({Role.LEADER}) == []


def test_the_page_one_is_on_is_marked(app: Flask) -> None:
    menu = HEAD.findall(desk(app, Role.RECEPTION).get("/can-bo/ho-so").text)[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == ["/can-bo/ho-so"] * 2  # wide and narrow
