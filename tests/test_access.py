"""A sign-in that ended: where it leads to afterwards, and what is shown of what was being written."""

import pytest
from flask.testing import FlaskClient

from cqtt.access import NEVER_SHOWN
from tests.factories import PASSWORD, make_officer

FRAGMENT = "/quan-tri/tra-cuu/ten-goi?q=khai"
QUEUE = "/can-bo/ho-so?trang-thai=moi"


def htmx(page: str, **more: str) -> dict[str, str]:
    """What HTMX sends with a request from a page."""
    return {"HX-Request": "true", "HX-Current-URL": page} | more


def test_htmx_returns_to_the_page_and_not_to_the_part_it_asked_for(client: FlaskClient) -> None:
    answer = client.get(FRAGMENT, headers=htmx(f"http://localhost{QUEUE}#bang"))
    assert answer.status_code == 401
    officer = make_officer()
    signed_in = client.post(answer.headers["HX-Redirect"], data={"login": officer.login, "password": PASSWORD})
    assert signed_in.location == QUEUE


def test_a_link_that_htmx_follows_leads_to_the_page_it_names(client: FlaskClient) -> None:
    answer = client.get(QUEUE, headers=htmx("http://localhost/can-bo", **{"HX-Boosted": "true"}))
    assert answer.headers["HX-Redirect"].endswith("tiep=/can-bo/ho-so?trang-thai%3Dmoi")


@pytest.mark.parametrize("page", ["https://evil.example//evil.example", "http://[", "about:blank", "https://x/\\evil"])
def test_a_page_that_is_not_ours_is_led_to_by_no_header(client: FlaskClient, page: str) -> None:
    assert client.get(FRAGMENT, headers=htmx(page)).headers["HX-Redirect"] == "/dang-nhap"


def test_the_query_of_a_form_is_kept_for_after_the_sign_in(client: FlaskClient) -> None:
    answer = client.post("/can-bo/tiep-nhan?ho-so=7", data={"note": "chữ đã gõ"})
    assert answer.status_code == 401
    assert 'href="/dang-nhap?tiep=/can-bo/tiep-nhan?ho-so%3D7"' in answer.text


@pytest.mark.parametrize("name", sorted(NEVER_SHOWN))
def test_what_nobody_may_read_on_the_screen_is_not_shown_again(client: FlaskClient, name: str) -> None:
    answer = client.post("/can-bo/mat-khau", data={name: "điều-không-ai-đọc", "note": "chữ đã gõ"})
    assert answer.status_code == 401
    assert "chữ đã gõ" in answer.text and "điều-không-ai-đọc" not in answer.text
