"""The administrators' pages of messages on PostgreSQL: what is counted and stored there is the same."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from cqtt.clock import ICT, frozen
from cqtt.extensions import db
from cqtt.notifications import figures
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageRule, MessageSettings, Notification
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, sign_in
from tests.notifications.test_admin import FAILED, PAGE, message, sent
from tests.notifications.test_admin_channels import TYPED
from tests.notifications.test_admin_rules import ACCEPT, EVENTS, QUIET, typed
from tests.postgres import postgres_server, postgres_url, unit_on

__all__ = ["postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof  # starts a database server


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app, frozen(MONDAY):
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


def test_every_page_opens_stores_and_counts(app: Flask) -> None:
    admin = sign_in(app.test_client(), make_officer(Role.ADMINISTRATOR))
    november = datetime(2026, 11, 1, tzinfo=ICT)
    sent(november, 700, body="a" * 161), sent(november.replace(month=10), 350)
    failed = [message(), message(channel=Channel.EMAIL, recipient="an@example.com")]
    for way, values in TYPED.items():
        assert admin.post(f"{PAGE}/{way}", data=values).status_code == 303
        assert admin.post(f"{PAGE}/{way}", data=values).status_code == 409
        assert admin.post(f"{PAGE}/{way}/bat").status_code == 303
    assert admin.post(EVENTS, data=typed(without=(f"{ACCEPT}:sms",))).status_code == 303
    assert admin.post(QUIET, data={"revision": "2", "quiet_from": "20", "quiet_until": "6"}).status_code == 303
    for page in ("", "/khong-gui-duoc", "/gui-tay", *(f"/{way}" for way in TYPED), "/thong-bao", "/su-kien"):
        assert admin.get(PAGE + page).status_code == 200, page
    assert admin.post(f"{FAILED}/{failed[0].id}/gui-lai").status_code == 303
    assert admin.post(f"{FAILED}/gui-lai").status_code == 303
    db.session.expire_all()
    assert {db.session.get_one(Notification, one.id).status for one in failed} == {DeliveryStatus.PENDING}
    assert db.session.get_one(Connection, Channel.SMS).is_on and db.session.get_one(MessageSettings, 1).quiet_from == 20
    assert not db.session.get_one(MessageRule, (ACCEPT, Channel.SMS)).is_on
    this, before = figures.months(MONDAY)
    assert (this.sums[Channel.SMS], before.cost_vnd) == (figures.Sum(1, 700, 2), 350)
