"""Every procedure of the catalogue has its page; nothing doubtful is shown as fact; every first view is light."""

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.procedures.content import Group, ProcedureContent
from cqtt.procedures.facts import in_short, poster_values
from tests.counting import queries

FIRST_VIEW = 14_600  # bytes that fit into one TCP initial window
UNKNOWN = "Chưa công bố, xin gọi 0251 3000 001"


def procedures() -> tuple[Published, ...]:
    return published_catalogue().procedures


def page_of(client: FlaskClient, procedure: Published) -> str:
    answer = client.get(f"/thu-tuc/{procedure.address_code}")
    assert answer.status_code == 200, procedure.slug
    return answer.get_data(as_text=True)


def words_of(page: str) -> str:
    main = page.partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def fact(page: str, name: str) -> str:
    (found,) = re.findall(rf"<dt>{name}</dt><dd>(.*?)</dd>", page, re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", found)).split())


def doubtful_texts(content: ProcedureContent) -> Iterator[str]:
    """Every text of the documents group, where that group must not be shown."""
    if content.is_vouched_for(Group.DOCUMENTS):
        return
    yield from (paper.name for paper in content.requirements)
    yield from (*content.steps, *content.legal_basis, *content.form_names, *content.results)


@pytest.mark.proof
def test_every_procedure_has_a_page_that_shows_no_doubtful_value(full_client: FlaskClient) -> None:
    assert len(procedures()) >= 150
    for procedure in procedures():
        content, page = procedure.content, page_of(full_client, procedure)
        words = words_of(page)
        assert procedure.name in words
        if content.known_processing_time is None:
            assert fact(page, "Thời hạn") == UNKNOWN, procedure.slug
        if content.known_fee is None:
            assert fact(page, "Phí, lệ phí") == UNKNOWN, procedure.slug
        if not content.is_vouched_for(Group.ONLINE_LEVEL):
            assert fact(page, "Làm trên mạng") == fact(page, "Cách nộp") == UNKNOWN, procedure.slug
        rest = words.replace(procedure.name, "")
        for text in doubtful_texts(content):
            assert text not in rest, (procedure.slug, text)


@pytest.mark.proof
def test_every_page_shows_all_that_may_be_shown(full_client: FlaskClient) -> None:
    for procedure in procedures():
        content, words = procedure.content, words_of(page_of(full_client, procedure))
        known = [paper.name for paper in content.known_requirements or ()]
        known += [*(content.known_steps or ()), *(content.known_results or ())]
        known += [*(content.known_form_names or ()), *(content.known_legal_basis or ())]
        for text in known:
            assert " ".join(text.split()) in words, (procedure.slug, text)
        assert procedure.code is None or procedure.code in words
        assert "legal_basis" not in words


def test_no_blank_fee_is_called_free_in_lists_or_on_posters(full_app: Flask) -> None:
    for procedure in procedures():
        time, fee, papers = poster_values(procedure.content)
        assert (fee is None) == (procedure.content.known_fee is None or procedure.content.known_fee.amount_vnd is None)
        assert (time is None) == (procedure.content.known_processing_time is None)
        assert (papers is None) == (procedure.content.known_requirements is None)
        if fee is None:
            assert "thu" not in " ".join(in_short(procedure.content)).split()


def weight(client: FlaskClient, path: str) -> int:
    """Return the bytes of the page and its stylesheets, both as sent."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "br"
    page = client.get(path).get_data(as_text=True)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert sheets
    return len(answer.data) + sum(
        len(client.get(sheet, headers={"Accept-Encoding": "gzip, br"}).data) for sheet in sheets
    )


@pytest.mark.parametrize(
    "path", ["/", "/thu-tuc", "/thu-tuc?trang=1", "/thu-tuc?q=dang+ky+khai+sinh", "/thu-tuc?linh-vuc=ho-tich"]
)
def test_the_first_view_of_a_page_is_light(full_client: FlaskClient, path: str) -> None:
    assert weight(full_client, path) <= FIRST_VIEW


def test_the_first_view_of_the_longest_procedures_is_light(full_client: FlaskClient) -> None:
    longest = sorted(procedures(), key=lambda procedure: len(str(procedure.content.to_json())))[-3:]
    for procedure in longest:
        assert weight(full_client, f"/thu-tuc/{procedure.address_code}") <= FIRST_VIEW, procedure.slug


@pytest.mark.parametrize(
    "path", ["/", "/thu-tuc", "/thu-tuc?q=so+do", "/thu-tuc?trang=1", "/thu-tuc/1.001193", "/huong-dan"]
)
def test_a_page_asks_the_database_little_however_long_the_catalogue(full_client: FlaskClient, path: str) -> None:
    full_client.get(path)  # reads the catalogue into memory
    with queries() as sent:
        assert full_client.get(path).status_code == 200
    assert len([statement for statement in sent if "BEGIN" not in statement]) <= 4


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("khai sinh", "1.001193"),
        ("xac nhan doc than", "1.004873"),
        ("giấy tạm trú", "1.004194"),
        ("1.001193", "1.001193"),
        ("1.001193.000.00.00.H19", "1.001193"),
    ],
)
def test_the_search_finds_by_code_and_by_everyday_name(full_client: FlaskClient, query: str, code: str) -> None:
    page = full_client.get("/thu-tuc", query_string={"q": query}).get_data(as_text=True)
    found = re.findall(r'<li><a href="/thu-tuc/([^"]+)"><b>', page)
    assert code in found[:3]
    if query.startswith(code):
        assert found[0] == code


def test_an_old_code_leads_to_the_procedure_that_took_its_place(full_client: FlaskClient) -> None:
    answer = full_client.get("/thu-tuc/2.000986")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert "thay bằng thủ tục mới" in page and 'href="/thu-tuc/3.000722"' in page
