"""Drafts that wait for their day: locked until then, published by the worker exactly once, held back when they must."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.database import SQLITE_BEGIN
from cqtt.editing.drafts import DraftLocked, save_part
from cqtt.editing.jobs import publish_what_is_due
from cqtt.editing.overview.rules import Gap
from cqtt.editing.overview.words import GAPS
from cqtt.extensions import db
from cqtt.procedures.models import Procedure, VersionStatus
from cqtt.procedures.versions import add_version, end_version
from cqtt.roles import Role
from tests.editing.publishing.drafting import (
    PAGES,
    administrator,
    any_procedure,
    birth,
    draft_of,
    on_day,
    page_of,
    publish,
    published,
    said_by,
    seen_by_citizens,
    write_draft,
)
from tests.factories import MONDAY, make_officer

DAY = date(2026, 11, 25)
BEGINNING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # 25 November, midnight in Vietnam
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def admin(app: Flask) -> Iterator[FlaskClient]:
    with frozen(MONDAY):
        yield administrator(app)


def scheduled(admin: FlaskClient, procedure: Procedure) -> Procedure:
    """A procedure whose draft waits for the 25th."""
    write_draft(procedure, name="Đăng ký khai sinh tại ấp")
    assert publish(admin, procedure, **on_day("25/11/2026")).status_code == 303
    return procedure


def run_at(at: datetime) -> int:
    """Let the worker come by."""
    mark = SQLITE_BEGIN.set("IMMEDIATE")
    try:
        return publish_what_is_due(at)
    finally:
        db.session.rollback()
        SQLITE_BEGIN.reset(mark)


def test_a_draft_is_published_at_the_beginning_of_its_day(app: Flask, admin: FlaskClient) -> None:
    procedure = scheduled(admin, birth())
    before = seen_by_citizens(app, "khai sinh", procedure=procedure)
    assert run_at(BEGINNING - A_MINUTE) == 0
    assert seen_by_citizens(app, "khai sinh", procedure=procedure) == before
    assert run_at(BEGINNING) == 1
    assert "Đăng ký khai sinh tại ấp" in app.test_client().get("/thu-tuc/1.001193").text
    assert run_at(BEGINNING + A_MINUTE) == 0
    version = published(procedure)
    assert version and version.published_by_id and version.publish_on is None
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "publish")).one()
    assert (entry.actor, entry.officer_id) == ("system", None)


def test_a_draft_that_waits_is_locked_until_it_waits_no_more(admin: FlaskClient) -> None:
    procedure = scheduled(admin, birth())
    waiting, officer = draft_of(procedure), make_officer(Role.ADMINISTRATOR)
    assert waiting and waiting.publish_on == DAY
    with pytest.raises(DraftLocked):
        save_part(waiting, {"source": "khác"}, "", officer, MONDAY, "can-cu")
    assert publish_again(admin, procedure) == 409
    assert admin.post(page_of(procedure, "bo-nhap")).status_code == 409
    assert admin.post(page_of(procedure, "khoi-phuc/1"), data={"seen": waiting.digest}).status_code == 409
    page = admin.get(page_of(procedure, "cong-bo")).text
    assert "Hẹn công bố vào đầu ngày 25/11/2026" in page and "Công bố bản này" not in page
    assert admin.post(page_of(procedure, "bo-hen")).status_code == 303
    free = draft_of(procedure)
    assert free and (free.publish_on, free.published_by_id, free.note) == (None, None, "")
    assert run_at(BEGINNING) == 0


def publish_again(admin: FlaskClient, procedure: Procedure) -> int:
    return admin.post(page_of(procedure, "cong-bo"), data={"note": "x", "when": "now", "seen": "x"}).status_code


def test_a_fault_that_arose_holds_the_draft_back_and_is_said(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, code="1.007777")
    assert publish(admin, procedure, **on_day("25/11/2026")).status_code == 303
    holder = any_procedure(code="1.007777", slug="khac", name="Thủ tục vừa nhập")
    before = seen_by_citizens(app, "khai sinh", procedure=procedure)
    assert run_at(BEGINNING) == 0
    assert draft_of(procedure) is not None
    assert seen_by_citizens(app, "khai sinh", procedure=procedure) == before
    with frozen(BEGINNING):
        later = administrator(app)
        for page in ("cong-bo", "lich-su"):
            shown = later.get(page_of(procedure, page)).text
            assert "chưa công bố được" in shown and "Mã 1.007777 là của thủ tục “Thủ tục vừa nhập”" in shown
        assert "Mã 1.007777 là của thủ tục" in later.get(page_of(procedure, "")).text
        assert str(GAPS[Gap.HELD_BACK].label) in later.get(PAGES).text
    assert "chưa công bố được" not in admin.get(page_of(procedure, "lich-su")).text
    holder.code = None
    db.session.commit()
    assert run_at(BEGINNING + A_MINUTE) == 1, "once nothing stops it, it is published"


def test_a_version_that_came_while_it_waited_is_not_overwritten(app: Flask, admin: FlaskClient) -> None:
    procedure = scheduled(admin, birth())
    current = published(procedure)
    assert current
    end_version(current, MONDAY)
    add_version(procedure, replace(said_by(current), name="Từ danh mục mới"), VersionStatus.PUBLISHED, MONDAY)
    db.session.commit()
    assert run_at(BEGINNING) == 0
    assert said_by(published(procedure)).name == "Từ danh mục mới"
    with frozen(BEGINNING):
        assert "Bản 3 đã được công bố" in administrator(app).get(page_of(procedure, "cong-bo")).text


def test_one_that_is_held_back_does_not_fill_the_log(admin: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    waiting = draft_of(scheduled(admin, birth()))
    assert waiting
    waiting.content = {**waiting.content, "name": ""}
    db.session.commit()
    with caplog.at_level("INFO"):
        assert run_at(BEGINNING) == run_at(BEGINNING + A_MINUTE) == 0
    assert "was not published" not in caplog.text


def test_one_that_is_held_back_holds_no_other(admin: FlaskClient) -> None:
    held, free = scheduled(admin, birth()), scheduled(admin, any_procedure())
    waiting = draft_of(held)
    assert waiting
    waiting.content = {**waiting.content, "name": ""}
    db.session.commit()
    assert run_at(BEGINNING) == 1
    assert draft_of(held) is not None and draft_of(free) is None


def test_two_workers_publish_it_once(app: Flask, admin: FlaskClient) -> None:
    procedures = [scheduled(admin, any_procedure()) for _number in range(3)]
    ids = [procedure.id for procedure in procedures]
    start = Barrier(2)
    db.session.remove()

    def work() -> int:
        with app.app_context():
            SQLITE_BEGIN.set("IMMEDIATE")
            start.wait()
            try:
                return publish_what_is_due(BEGINNING)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        done = [each.result() for each in [pool.submit(work), pool.submit(work)]]
    assert sum(done) == len(ids)
    published_acts = select(AuditEntry).where(AuditEntry.action == "publish")
    assert len(list(db.session.scalars(published_acts))) == len(ids)
    for id in ids:
        current = published(db.session.get_one(Procedure, id))
        assert current and current.number == 2


def test_a_retired_procedure_with_a_day_is_refused(admin: FlaskClient) -> None:
    procedure = scheduled(admin, birth())
    current = published(procedure)
    assert current
    typed = {"seen": str(current.id), "reason": "Bãi bỏ", "sure": "y"}
    answer = admin.post(page_of(procedure, "ngung"), data=typed)
    assert answer.status_code == 409 and "bỏ hẹn trước" in answer.text
    assert published(procedure) is not None
