"""Wrong edits as a new user would try them: each is prevented or undone, and citizens see none of it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from cqtt.clock import frozen
from tests.editing.publishing.drafting import seen_by_citizens
from tests.editing.wrong_edits import PREVENTED, UNDONE, Office
from tests.factories import MONDAY

ONE_TIME = re.compile(rb'name="(start_key|csrf_token)"[^>]*')  # drawn anew each time
SEARCHES = ("khai sinh", "kết hôn", "1.001193", "Sai", "thủ tục mới soạn")


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    with frozen(MONDAY):
        yield Office.opened(app)


def seen(office: Office) -> list[bytes]:
    """What anybody gets: the page, what searches find, the list, another page, the first page, the start of filing."""
    anybody = office.app.test_client()
    others = [
        anybody.get(address).data for address in ("/thu-tuc", "/thu-tuc/1.000894", "/", "/thu-tuc/1.001193/to-ma.pdf")
    ]
    return seen_by_citizens(office.app, *SEARCHES, procedure=office.procedure) + others


def test_there_are_thirty_and_more() -> None:
    assert len(PREVENTED) + len(UNDONE) >= 30


@pytest.mark.parametrize("sentence", PREVENTED)
def test_it_is_prevented_and_citizens_see_none_of_it(office: Office, sentence: str) -> None:
    before = seen(office)
    PREVENTED[sentence](office)
    assert seen(office) == before


@pytest.mark.parametrize("sentence", UNDONE)
def test_it_is_undone_and_citizens_see_none_of_it(office: Office, sentence: str) -> None:
    before = seen(office)
    UNDONE[sentence](office)
    assert seen(office) == before
