"""Acts come into the record with their transaction, at its end, one chain for all."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_login import login_user
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cqtt.audit.actions import record, record_view
from cqtt.audit.chain import append
from cqtt.audit.models import RecordHead
from cqtt.audit.rules import GENESIS, Act, digest_of
from cqtt.audit.verification import verify
from cqtt.clock import frozen
from cqtt.commune.models import Hamlet
from cqtt.commune.sign_in import SignedIn
from cqtt.extensions import db
from cqtt.roles import Role
from tests.audit.record import entries, objects, write_acts
from tests.counting import queries
from tests.factories import MONDAY, make_officer

AN_ACT = Act(MONDAY, "dossier.accept", "officer", 3, "dossier", "12", "127.0.0.1", {"to": "đã", "from": 1})


def test_the_form_of_released_entries_stays_what_it_was() -> None:
    """Whoever sees this fail has changed what installed records are checked against."""
    assert digest_of(7, AN_ACT, GENESIS) == "8a10a84fbd95b14c849cdbaed20b6c240eb0d32d0329bd104feeb2faaba40b6d"


@pytest.mark.parametrize(
    "change",
    [
        {"at": MONDAY + timedelta(microseconds=1)},
        {"action": "dossier.refuse"},
        {"actor": "system"},
        {"officer_id": None},
        {"object_kind": "attachment"},
        {"object_id": "13"},
        {"address": ""},
        {"details": {"to": "đã"}},
    ],
)
def test_everything_an_entry_says_is_bound(change: dict[str, object]) -> None:
    assert digest_of(7, Act(**vars(AN_ACT) | change), GENESIS) != digest_of(7, AN_ACT, GENESIS)


def test_each_entry_names_the_one_before_and_the_head_knows_the_last(app: Flask) -> None:
    write_acts(2)
    write_acts(1)
    written = entries()
    assert [entry.id for entry in written] == [1, 2, 3]
    assert [entry.previous for entry in written] == [GENESIS, *(entry.digest for entry in written[:-1])]
    head = db.session.get_one(RecordHead, 1)
    assert (head.count, head.digest) == (3, written[-1].digest)
    assert verify().broken is None


def test_an_empty_record_is_whole(app: Flask) -> None:
    verdict = verify()
    assert (verdict.broken, verdict.head.count, verdict.head.digest) == (None, 0, GENESIS)


def test_nothing_is_written_before_the_transaction_ends(app: Flask) -> None:
    with queries() as sent:
        record("change", "commune", 1)
        db.session.flush()
    assert sent == []
    db.session.commit()
    assert objects() == ["1"]


def test_the_head_is_locked_after_everything_else_was_written(app: Flask) -> None:
    record("add", "hamlet", 1)
    db.session.add(Hamlet(name="Ấp Một"))
    with queries() as sent:
        db.session.commit()
    tables = [statement.split()[1 if statement.startswith("UPDATE") else 2] for statement in sent]
    assert tables == ["hamlet", "record_head", "audit_entry", "record_head"]


def test_what_is_rolled_back_is_not_recorded(app: Flask) -> None:
    db.session.rollback()  # no transaction has begun when the first act is noted
    record("change", "commune", 1)
    db.session.rollback()
    record("change", "commune", 2)
    db.session.commit()
    record("change", "commune", 3)
    db.session.remove()
    db.session.commit()
    assert objects() == ["2"]


def test_what_fails_at_the_end_leaves_no_entry_and_no_gap(app: Flask) -> None:
    write_acts(1)
    record("add", "hamlet", 1)
    db.session.add_all([Hamlet(id=1, name="Ấp Một"), Hamlet(id=1, name="Ấp Hai")])
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
    write_acts(1)
    assert verify().head.count == 2


def test_a_savepoint_takes_back_only_its_own_acts(app: Flask) -> None:
    record("change", "commune", "before")
    with pytest.raises(ZeroDivisionError), db.session.begin_nested():
        record("change", "commune", "lost")
        with db.session.begin_nested():
            record("change", "commune", "lost with it")
        raise ZeroDivisionError
    with db.session.begin_nested():
        record("change", "commune", "kept")
        inner = db.session.begin_nested()
        record("change", "commune", "lost alone")
        inner.rollback()
    assert objects() == []
    record("change", "commune", "after")
    db.session.commit()
    assert objects() == ["before", "kept", "after"]
    assert verify().broken is None


def test_a_savepoint_that_the_database_breaks_takes_back_its_acts(app: Flask) -> None:
    record("change", "commune", "before")
    with pytest.raises(IntegrityError), db.session.begin_nested():
        record("change", "commune", "lost")
        db.session.execute(text("insert into commune (id) values (1)"))
    db.session.commit()
    assert objects() == ["before"]


def test_who_acted_is_written_down(app: Flask) -> None:
    record("import", "catalogue", "1")
    record("add", "officer", "2", officer_id=5)
    record("dossier.remind", "dossier", "3", actor="system")
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        record("dossier.submit", "dossier", "4")
    db.session.commit()
    written = [(entry.actor, entry.officer_id, entry.address) for entry in entries()]
    assert written == [
        ("command", None, "command"),
        ("officer", 5, "command"),
        ("system", None, "command"),
        ("citizen", None, "192.0.2.7"),
    ]


def test_an_unknown_kind_of_actor_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="robot"):
        record("change", "commune", 1, actor="robot")


def test_details_are_bound_as_they_are_read_again(app: Flask) -> None:
    record("change", "commune", 1, at=MONDAY, several=(Role.LEADER, "phone"), counts={10: 1, 9: 2}, none=None)
    db.session.commit()
    (entry,) = entries()
    assert entry.details == {"several": ["leader", "phone"], "counts": {"10": 1, "9": 2}, "none": None}
    assert entry.at == MONDAY
    assert verify().broken is None


def test_details_that_cannot_be_stored_are_refused_where_they_arise(app: Flask) -> None:
    with pytest.raises(TypeError):
        record("change", "commune", 1, at_moment=MONDAY)


@pytest.fixture
def reader(app: Flask) -> Iterator[int]:
    """A request of an officer who is signed in; the officer's number."""
    officer = make_officer(Role.SPECIALIST)
    with app.test_request_context(), frozen(MONDAY):
        login_user(SignedIn(officer, "token", MONDAY))
        yield officer.id


def test_a_reading_is_recorded_once_an_hour_also_within_one_transaction(reader: int) -> None:
    record_view("open", "dossier", 1, MONDAY)
    record_view("open", "dossier", 1, MONDAY)
    record_view("open", "dossier", 2, MONDAY)
    db.session.commit()
    record_view("open", "dossier", 1, MONDAY + timedelta(minutes=59))
    record_view("open", "dossier", 1, MONDAY + timedelta(minutes=61))
    record_view("open_file", "dossier", 1, MONDAY)
    db.session.commit()
    seen = [(entry.action, entry.object_id, entry.officer_id) for entry in entries()]
    assert seen == [
        (act, number, reader) for act, number in (("open", "1"), ("open", "2"), ("open", "1"), ("open_file", "1"))
    ]


def test_an_act_of_another_in_an_officers_browser_is_not_the_officers(reader: int) -> None:
    record("dossier.submit", "dossier", 1, actor="citizen")
    record("dossier.accept", "dossier", 1, actor="officer")
    db.session.commit()
    assert [(entry.actor, entry.officer_id) for entry in entries()] == [("citizen", None), ("officer", reader)]


def test_an_append_of_nothing_asks_nothing(app: Flask) -> None:
    with queries() as sent:
        append(db.session.connection(), [])
    assert sent == []
