"""Searching what waits to be fetched: by code in the address, by name and shelf never in the address."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.roles import Role
from tests.desk.desk import HAND_OVER, at_desk
from tests.desk.test_hand_over import resolved
from tests.dossiers.staff import browser, desk
from tests.factories import MONDAY

SEARCH = f"{HAND_OVER}/tim"


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    resolved(applicant_name="Lê Văn Mới", shelf="K1")
    return at_desk(app)


def address_of(client: FlaskClient, typed: str, **more: str) -> str:
    """Send the form above the list; return the address that it leads to."""
    answer = client.post(SEARCH, data={"tim": typed, **more})
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_name_a_shelf_and_a_part_of_a_code_narrow_the_list(reception: FlaskClient) -> None:
    wanted = resolved(applicant_name="Phạm Thị Cũ", shelf="B-7")
    for typed in ("pham thi", "Phạm Thị Cũ", "b-7", str(wanted.code), str(wanted.code)[-4:]):
        page = reception.get(address_of(reception, typed)).text
        assert "Phạm Thị Cũ" in page and "Lê Văn Mới" not in page, typed


@pytest.mark.parametrize("typed", ["Phạm Thị Cũ", "pham thi", "0912345678", "0912 345 678", "075185001234", "x" * 300])
def test_nothing_about_a_person_ever_stands_in_an_address(reception: FlaskClient, typed: str) -> None:
    resolved(applicant_name="Phạm Thị Cũ")
    address = address_of(reception, typed)
    assert re.fullmatch(rf"{HAND_OVER}\?nguoi=[0-9a-f]{{8}}", address)
    page = reception.get(address).text
    assert f'name="tim" value="{typed[:100]}"' in page
    for link in re.findall(r'(?:href|action|hx-\w+)="([^"]*)"', page):
        assert typed[:20] not in unquote_plus(link)


def test_the_form_sends_what_is_typed_in_its_body(reception: FlaskClient) -> None:
    forms = re.findall(r"<form[^>]*>", reception.get(HAND_OVER).text)
    (of_search,) = [form for form in forms if 'role="search"' in form]
    assert 'method="post"' in of_search and f'action="{SEARCH}"' in of_search


def test_a_code_stands_in_the_address_and_a_name_there_is_not_looked_at(reception: FlaskClient) -> None:
    wanted = resolved(applicant_name="Phạm Thị Cũ")
    assert address_of(reception, str(wanted.code)) == f"{HAND_OVER}?tim={wanted.code}"
    page = reception.get(f"{HAND_OVER}?tim=pham+thi").text
    assert "Lê Văn Mới" in page and "pham thi" not in page


def test_words_stay_in_their_browser_and_another_one_is_told(app: Flask, reception: FlaskClient) -> None:
    address = address_of(reception, "pham thi")
    page = at_desk(app).get(address).text
    assert "Xin gõ lại từ cần tìm" in page and "pham thi" not in page
    assert "Xin gõ lại" not in reception.get(address).text


def test_typed_on_in_the_same_page_the_key_stays_and_empty_shows_all(reception: FlaskClient) -> None:
    address = address_of(reception, "pham thi")
    key = address.partition("nguoi=")[2]
    assert address_of(reception, "le van", nguoi=key) == address
    assert address_of(reception, " ", nguoi=key) == HAND_OVER


def test_only_reception_searches(app: Flask) -> None:
    assert browser(app).post(SEARCH).location.startswith("/dang-nhap")
    assert desk(app, Role.SPECIALIST).post(SEARCH, data={"tim": "mau"}).status_code == 403
