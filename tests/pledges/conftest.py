"""Every test of pledges takes place on Monday 23 November 2026 at nine."""

from collections.abc import Iterator

import pytest
from flask import Flask

from cqtt import clock
from tests.factories import MONDAY


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield
