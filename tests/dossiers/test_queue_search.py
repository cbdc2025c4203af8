"""Searching the queue: by code in the address, by person never in the address."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt import clock
from cqtt.dossiers.queue.search import MOST_KEPT, is_code
from cqtt.dossiers.rules import Status
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk
from tests.factories import MONDAY, make_dossier

QUEUE = "/can-bo/ho-so"


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION)


def search(client: FlaskClient, typed: str, **filters: str) -> TestResponse:
    """Send the form above the queue; return the redirect that it answers."""
    answer = client.post(f"{QUEUE}/tim", data={"tim": typed, **filters})
    assert answer.status_code == 303, answer.text
    return answer


def codes_at(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return re.findall(r'class="code">(?:<a [^>]*>)?([^<]+)<', answer.text)


def found(client: FlaskClient, typed: str, **filters: str) -> list[str]:
    return codes_at(client, search(client, typed, **filters).location)


FOUND_BY = ("dao", "Đào", "dang thi", "thi dao", "ĐẶNG", "0042", "h19.00.00-261123-0042", "H19.151", "261123-0042",
            "h19.00.00 – 261123 – 0042", "0912 345 678", "+84912345678", "5678", "075185", "Đa\u0300o")  # fmt: skip


def test_a_search_finds_by_code_name_without_marks_phone_and_number(reception: FlaskClient) -> None:
    wanted = make_dossier(
        code="H19.00.00-261123-0042",
        national_code="H19.151-261123-0042",
        applicant_name="Đặng Thị Đào",
        phone="0912345678",
        citizen_number="075185001234",
    )
    make_dossier(code="H19.00.00-261122-0001", phone="0900000001", citizen_number="001199000009")
    for typed in FOUND_BY:
        assert found(reception, typed) == [wanted.code], typed


def test_a_search_takes_only_beginnings_of_words_and_no_wildcards(reception: FlaskClient) -> None:
    make_dossier(applicant_name="Đặng Thị Đào")
    for typed in ("ang", "ao", "thi dao x", "d_o", "d%o", "%", "_"):
        assert found(reception, typed) == [], typed


def test_a_search_looks_among_closed_dossiers_too(reception: FlaskClient) -> None:
    old = make_dossier(status=Status.RETURNED, applicant_name="Lê Văn Bảy", ended_at=MONDAY)
    assert found(reception, "le bay") == [old.code]
    assert found(reception, "le bay", **{"trang-thai": "dang-xu-ly"}) == []


PERSONAL = ("Đặng Thị Đào", "dieu huyen", "0912345678", "0912 345 678", "091234-5678", "0912-345-678", "5678",
            "075185001234", "+84 912 345 678", "84912345678", "x" * 300)  # fmt: skip


@pytest.mark.parametrize("typed", PERSONAL)
def test_nothing_about_a_person_ever_stands_in_an_address(reception: FlaskClient, typed: str) -> None:
    answer = search(reception, typed, ap="1")
    assert re.fullmatch(rf"{QUEUE}\?ap=1&nguoi=[0-9a-f]{{8}}", answer.location)
    page = reception.get(answer.location)
    assert f'name="tim" value="{typed[:100]}"' in page.text
    for address in re.findall(r'(?:href|action|hx-\w+)="([^"]*)"', page.text) + [page.headers["HX-Push-Url"]]:
        assert typed[:20] not in address and typed.replace(" ", "")[:20] not in address


@pytest.mark.parametrize("typed", ["H19.00.00-261123-0042", "h19.151", "261123-0042", "000.00.15.H19-261123-0042"])
def test_a_code_stands_in_the_address_so_that_it_can_be_sent_on(reception: FlaskClient, typed: str) -> None:
    assert is_code(typed)
    assert "tim=" in search(reception, typed).location


def test_a_name_in_an_address_finds_nothing(reception: FlaskClient) -> None:
    make_dossier(applicant_name="Đặng Thị Đào", phone="0912345678")
    for typed in ("dao", "0912345678", "5678"):
        assert codes_at(reception, f"{QUEUE}?tim={typed}") == []


def test_the_words_outlive_paging_and_sorting_and_die_with_the_sign_in(app: Flask, reception: FlaskClient) -> None:
    wanted = make_dossier(applicant_name="Đặng Thị Đào")
    make_dossier(applicant_name="Lê Văn Bảy")
    address = search(reception, "dao").location
    page = reception.get(address).text
    sorted_by_name = next(href for href in re.findall(r'href="([^"]+)"', page) if "xep=ten" in href)
    assert codes_at(reception, sorted_by_name.replace("&amp;", "&")) == [wanted.code]
    other = desk(app, Role.RECEPTION)
    assert "Xin gõ lại tên hoặc số cần tìm" in other.get(address).text
    assert codes_at(other, address) == []
    reception.post("/dang-xuat")
    with reception.session_transaction() as session:
        assert "searches" not in session


def test_each_open_page_keeps_its_own_words_and_old_ones_are_forgotten(reception: FlaskClient) -> None:
    dao, bay = make_dossier(applicant_name="Đặng Thị Đào"), make_dossier(applicant_name="Lê Văn Bảy")
    first, second = search(reception, "dao").location, search(reception, "bay").location
    assert (codes_at(reception, first), codes_at(reception, second)) == ([dao.code], [bay.code])
    key = first.partition("nguoi=")[2]
    assert search(reception, "le", nguoi=key).location == first  # typed on in the same page
    assert codes_at(reception, first) == [bay.code]
    for number in range(MOST_KEPT):
        search(reception, f"nguyen {number}")
    assert codes_at(reception, first) == []


def test_filters_leave_a_tidy_address(reception: FlaskClient) -> None:
    typed = {"trang-thai": "", "han": "tre", "xep": "-ma", "dong": "100", "can-bo": "cua-toi"}
    assert search(reception, "", **typed).location == f"{QUEUE}?han=tre&can-bo=cua-toi&xep=-ma&dong=100"
    assert search(reception, " ").location == QUEUE


def test_an_overseer_finds_codes_only(app: Flask) -> None:
    dossier = make_dossier(applicant_name="Đặng Thị Đào", phone="0912345678")
    overseer = desk(app, Role.OVERSEER)
    assert found(overseer, "dao") == found(overseer, "0912345678") == []
    assert found(overseer, str(dossier.code)[-6:]) == [dossier.code]
    assert found(overseer, str(dossier.code)) == [dossier.code]


def test_who_does_not_see_the_queue_searches_nothing(app: Flask) -> None:
    assert browser(app).post(f"{QUEUE}/tim").location.startswith("/dang-nhap")
    assert desk(app, Role.ADMINISTRATOR).post(f"{QUEUE}/tim", data={"tim": "dao"}).status_code == 403
