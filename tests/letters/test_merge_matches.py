"""The same person twice in a list, or in a list that was corrected and sent again: asked about before, never unseen."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import actions, merge_batches
from cqtt.letters.merge_matches import REMEMBERED, earlier_letters, same_people
from cqtt.letters.models import LetterPrint, PrintStatus
from cqtt.letters.print_jobs import make_letter_papers
from cqtt.letters.rules import Status
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk_of
from tests.factories import MONDAY, make_officer
from tests.letters.lists import HEAD, many, workbook
from tests.letters.test_merge import AN, BINH, letters, people, started, upload

PAGE = "/can-bo/thu/danh-sach"
AN_AGAIN = [*AN[:5], "tặng 20 bộ sách"]  # the same person, another deed
CU = ["Ông", "Trần Văn Cư", "Số 9, Ấp 2", "", "", "góp công làm đường"]


@pytest.fixture
def clerk(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION)


def row(name: str, address: str = "", phone: str = "", deed: str = "góp sách") -> list[Any]:
    return ["", name, address, phone, "", deed]


SAME = [
    (row("Lê Thị An", "Số 1, Ấp 7"), row("LÊ  THỊ AN", "số 1 ấp 7", deed="khác"), True),
    (row("Lê Thị An", "Số 1, Ấp 7", "0900000001"), row("Lê Thị An", "Số 2, Ấp 7", "0900 000 001"), True),
    (row("Lê Thị An"), row("Lê Thị An", deed="khác"), True),  # nothing tells them apart
    (row("Lê Thị An", "Số 1, Ấp 7"), row("Lê Thị An", phone="0900000001"), True),
    (row("Lê Thị An", "Số 1, Ấp 7"), row("Lê Thị An", "Số 2, Ấp 7"), False),  # namesakes
    (row("Lê Thị An", "Số 1, Ấp 7"), row("Lê Thị Ân Ái", "Số 1, Ấp 7"), False),  # one household
]


@pytest.mark.parametrize(("one", "other", "is_one"), SAME)
def test_one_person_is_told_from_two(app: Flask, one: list[Any], other: list[Any], is_one: bool) -> None:
    groups = same_people(people(one, row("Người Khác", "Số 1, Ấp 7"), other).rows)
    assert [[each.number for each in group] for group in groups] == ([[2, 4]] if is_one else [])


def test_three_rows_of_one_stand_together(app: Flask) -> None:
    (group,) = same_people(people(AN, AN_AGAIN, BINH, [*AN[:5], "nấu cháo"]).rows)
    assert [each.number for each in group] == [2, 3, 5]


def made(officer: Officer, *rows: list[Any]) -> LetterPrint:
    order = started(officer, people(*rows))
    make_letter_papers(MONDAY)
    db.session.rollback()
    return order


def look(client: FlaskClient, *rows: list[Any]) -> str:
    return str(upload(client, workbook(HEAD, *rows)).location)


def test_somebody_twice_in_a_list_is_asked_about(app: Flask, clerk: Officer) -> None:
    client = desk_of(app, clerk)
    address = look(client, AN, BINH, AN_AGAIN)
    page = client.get(address).text
    assert "Lê Thị An: dòng 2, 4" in page and 'name="both"' in page
    refused = client.post(f"{address}/soan")
    assert refused.status_code == 422 and "sửa tệp rồi tải lên lại" in refused.text
    assert client.post(f"{address}/soan", data={"both": "y"}).status_code == 303
    make_letter_papers(MONDAY)
    assert [letter.to_name for letter in letters()] == ["Lê Thị An", BINH[1], "Lê Thị An"]


def test_a_list_without_doubles_is_asked_nothing(app: Flask, clerk: Officer) -> None:
    client = desk_of(app, clerk)
    page = client.get(look(client, AN, BINH)).text
    assert 'name="both"' not in page and 'name="again"' not in page and "Soạn 2 thư" in page


def test_of_a_corrected_list_only_new_people_get_a_letter(app: Flask, clerk: Officer) -> None:
    made(clerk, AN, BINH)
    client = desk_of(app, clerk)
    address = look(client, AN_AGAIN, BINH, CU)
    page = client.get(address).text
    assert "2 người đã có thư này từ danh sách trước" in page and "Đã có thư" in page
    assert re.search(r"Lần này soạn</dt>\s*<dd>1 thư", page) and "Thưa Ông Trần Văn Cư," in page
    assert f'href="/can-bo/thu/{letters()[0].id}"' in page
    order = client.post(f"{address}/soan", follow_redirects=False).location
    make_letter_papers(MONDAY)
    assert [letter.to_name for letter in letters()] == ["Lê Thị An", BINH[1], "Trần Văn Cư"]
    assert "2 người trong danh sách đã có thư từ lần trước" in client.get(order).text


def test_who_has_a_letter_gets_another_only_when_asked_for(app: Flask, clerk: Officer) -> None:
    made(clerk, AN, BINH)
    client = desk_of(app, clerk)
    address = look(client, AN_AGAIN, BINH)
    refused = client.post(f"{address}/soan")
    assert refused.status_code == 422 and "Mọi người trong danh sách đã có thư" in refused.text
    assert client.post(f"{address}/soan", data={"again": "y"}).status_code == 303
    make_letter_papers(MONDAY)
    assert len(letters()) == 4


def test_two_lists_at_once_make_one_letter(app: Flask, clerk: Officer) -> None:
    first, second = started(clerk, people(AN, BINH)), started(clerk, people(AN_AGAIN, BINH, CU))
    assert make_letter_papers(MONDAY) and make_letter_papers(MONDAY)
    assert len(letters()) == 3  # though nobody knew of the first when the second was sent
    assert (merge_batches.left_out(first), merge_batches.left_out(second)) == (0, 2)


def test_a_list_of_which_everybody_has_a_letter_by_then_says_so(app: Flask, clerk: Officer) -> None:
    started(clerk, people(AN, BINH))
    second = started(clerk, people(BINH))
    assert make_letter_papers(MONDAY) and make_letter_papers(MONDAY)
    db.session.rollback()
    assert second.status is PrintStatus.FAILED and "đã có thư từ trước" in second.problem


def test_a_letter_thrown_away_of_another_kind_or_long_ago_is_no_letter(app: Flask, clerk: Officer) -> None:
    made(clerk, AN, BINH, CU)
    found = people(AN, BINH, CU)
    an, binh, cu = letters()
    actions.discard(an, an.revision, clerk, "sai tên", MONDAY)
    binh.created_at = MONDAY - REMEMBERED - timedelta(days=1)
    db.session.commit()
    assert earlier_letters(found, found.rows, MONDAY) == {4: cu}
    assert earlier_letters(found.called("x", "en"), found.rows, MONDAY) == {}
    assert an.status is Status.DISCARDED


def test_a_letter_that_no_list_made_keeps_nobody_from_one(app: Flask, clerk: Officer) -> None:
    made(clerk, AN)
    (an,) = letters()
    an.batch_id = None
    db.session.commit()
    found = people(AN)
    assert earlier_letters(found, found.rows, MONDAY) == {}


def test_a_failed_list_that_is_sent_again_goes_on_where_it_was(app: Flask, clerk: Officer) -> None:
    order = started(clerk, people(AN, BINH))
    merge_batches.list_store().remove(order.options["list"])
    make_letter_papers(MONDAY)
    client = desk_of(app, clerk)
    address = look(client, AN, BINH)
    page = client.get(address).text
    assert "Soạn 2 thư" in page and "đã soạn thư rồi" not in page
    assert client.post(f"{address}/soan").location == f"/can-bo/thu/in/{order.id}"
    make_letter_papers(MONDAY)
    assert len(letters()) == 2


def test_a_wrong_token_drafts_nothing(app: Flask, clerk: Officer) -> None:
    client = desk_of(app, clerk)
    address = look(client, AN)
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"{address}/soan").status_code == 422
    assert not make_letter_papers(MONDAY)


def test_looking_costs_the_same_for_many(app: Flask, clerk: Officer) -> None:
    client = desk_of(app, clerk)
    costs = []
    for count in (3, 60):
        address = look(client, *many(count))
        client.get(address)
        with queries() as asked:
            client.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1]
