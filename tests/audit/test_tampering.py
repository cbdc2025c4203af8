"""Somebody takes the triggers away and changes the record: the check names the first link that does not hold."""

import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask

from cqtt.audit.actions import record
from cqtt.audit.chain import BATCH
from cqtt.audit.rules import GENESIS, Act, Broken, Fault, digest_of
from cqtt.audit.verification import verify
from cqtt.audit.words import verdict_text
from cqtt.clock import frozen
from cqtt.extensions import db
from tests.audit.record import behind_the_back, write_acts
from tests.factories import MONDAY


@pytest.fixture
def back_door(app: Flask) -> Iterator[sqlite3.Connection]:
    """A connection to a record of six entries, without its triggers."""
    with frozen(MONDAY):
        write_acts(6)
    with behind_the_back(app) as connection:
        connection.isolation_level = None
        yield connection


def broken() -> Broken:
    found = verify().broken
    assert found is not None
    return found


def fault_and_number() -> tuple[Fault, int]:
    found = broken()
    return found.fault, found.link.number


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-11-23 02:00:00.000001'",
        "at = '2026-11-23 02:00:00+00:00'",
        "at = 'hôm qua'",
        "action = 'open'",
        "actor = 'system'",
        "officer_id = 1",
        "object_kind = 'officer'",
        "object_id = '5'",
        "address = ''",
        "details = '{}'",
        "details = 'no json'",
        "details = '[]'",
        f"previous = '{'f' * 64}'",
        f"digest = '{'f' * 64}'",
    ],
)
@pytest.mark.parametrize("number", [1, 4, 6])
def test_a_changed_entry_is_named(back_door: sqlite3.Connection, change: str, number: int) -> None:
    back_door.execute(f"update audit_entry set {change} where id = ?", [number])
    assert fault_and_number() == (Fault.CHANGED, number)


def test_an_entry_written_anew_with_its_digest_is_named(back_door: sqlite3.Connection) -> None:
    """The next entry remembers the digest that was there; behind the last one, the head does."""
    for number in (6, 3):
        previous = back_door.execute("select previous from audit_entry where id = ?", [number]).fetchone()[0]
        forged = Act(MONDAY, "open", "citizen", None, "dossier", "1", "", {})
        rewritten = (
            "update audit_entry set action = 'open', actor = 'citizen', object_kind = 'dossier', object_id = '1',"
        )
        rewritten += " address = '', details = '{}', digest = ? where id = ?"
        back_door.execute(rewritten, [digest_of(number, forged, previous), number])
        assert fault_and_number() == (Fault.CHANGED, number)


def test_deleted_entries_are_missed(back_door: sqlite3.Connection) -> None:
    back_door.execute("delete from audit_entry where id in (3, 4)")
    found = broken()
    assert (found.fault, found.link.number, found.gone) == (Fault.MISSING, 5, 2)


def test_the_first_entry_is_missed(back_door: sqlite3.Connection) -> None:
    back_door.execute("delete from audit_entry where id = 1")
    assert fault_and_number() == (Fault.MISSING, 2)


def test_a_gap_that_was_closed_up_is_seen(back_door: sqlite3.Connection) -> None:
    back_door.execute("delete from audit_entry where id = 3")
    back_door.execute("update audit_entry set id = id - 1 where id > 3")
    assert fault_and_number() == (Fault.CHANGED, 3)


@pytest.mark.parametrize(("left", "gone"), [(5, 1), (2, 4), (0, 6)])
def test_an_end_that_was_cut_off_is_missed(back_door: sqlite3.Connection, left: int, gone: int) -> None:
    back_door.execute("delete from audit_entry where id > ?", [left])
    found = broken()
    assert (found.fault, found.link.number, found.gone) == (Fault.CUT_OFF, left, gone)


def test_what_was_cut_off_is_still_missed_after_new_entries(app: Flask, back_door: sqlite3.Connection) -> None:
    back_door.execute("delete from audit_entry where id = 6")
    write_acts(1)
    assert fault_and_number() == (Fault.MISSING, 7)


def test_two_entries_that_changed_places_are_named(back_door: sqlite3.Connection) -> None:
    for was, becomes in ((3, 99), (4, 3), (99, 4)):
        back_door.execute("update audit_entry set id = ? where id = ?", [becomes, was])
    assert fault_and_number() == (Fault.SWAPPED, 3)


def insert_at(connection: sqlite3.Connection, number: int, previous: str) -> None:
    """Make room and put an entry there that is right in itself."""
    for shifted in range(6, number - 1, -1):
        connection.execute("update audit_entry set id = ? where id = ?", [shifted + 1, shifted])
    forged = Act(MONDAY, "open", "citizen", None, "dossier", "1", "", {})
    connection.execute(
        "insert into audit_entry (id, at, action, actor, officer_id, object_kind, object_id, address, details,"
        " previous, digest) values (?, '2026-11-23 02:00:00.000000', 'open', 'citizen', null, 'dossier', '1', '', '{}',"
        " ?, ?)",
        [number, previous, digest_of(number, forged, previous)],
    )


@pytest.mark.parametrize("number", [1, 3, 7])
@pytest.mark.parametrize("follows", [True, False])
def test_an_inserted_entry_is_named(back_door: sqlite3.Connection, number: int, follows: bool) -> None:
    row = back_door.execute("select digest from audit_entry where id = ?", [number - 1]).fetchone()
    insert_at(back_door, number, (row[0] if row else GENESIS) if follows else "f" * 64)
    back_door.execute("update record_head set count = 7 where ? < 7", [number])
    assert fault_and_number() == (Fault.INSERTED, number)


def test_an_entry_before_the_first_is_named(back_door: sqlite3.Connection) -> None:
    back_door.execute("update audit_entry set id = -5 where id = 3")
    assert fault_and_number() == (Fault.INSERTED, -5)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("delete from record_head", (Fault.NO_HEAD, 0)),
        (f"update record_head set digest = '{'f' * 64}'", (Fault.CHANGED, 6)),
        ("update record_head set count = 7", (Fault.CUT_OFF, 6)),
        ("update record_head set count = 5", (Fault.INSERTED, 6)),
    ],
)
def test_a_head_that_does_not_fit_is_seen(back_door: sqlite3.Connection, change: str, found: tuple[Fault, int]) -> None:
    back_door.execute(change)
    assert fault_and_number() == found


def test_without_its_head_the_record_takes_no_entry(back_door: sqlite3.Connection) -> None:
    back_door.execute("delete from record_head")
    record("change", "commune", 1)
    with pytest.raises(Exception, match="No row"):
        db.session.commit()
    db.session.rollback()


def test_the_end_of_one_batch_and_the_start_of_the_next_are_joined(app: Flask) -> None:
    write_acts(BATCH + 2)
    assert verify().broken is None
    with behind_the_back(app) as connection:
        connection.execute("delete from audit_entry where id = ?", [BATCH])
        connection.execute("update audit_entry set action = 'open' where id = ?", [BATCH + 2])
    assert fault_and_number() == (Fault.MISSING, BATCH + 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update audit_entry set object_id = '9' where id = 2", "Mục 2 (Sửa, 09:00, thứ Hai, 23/11/2026) đã bị sửa"),
        ("update audit_entry set at = 'hôm qua' where id = 2", "Mục 2 (Sửa, hôm qua) đã bị sửa"),
        ("delete from audit_entry where id = 2", "Ngay trước mục 3 (Sửa, 09:00, thứ Hai, 23/11/2026) mất 1 mục."),
        ("delete from audit_entry where id = 6", "Cuối nhật ký mất 1 mục; còn lại đến mục 5 (Sửa, 09:00"),
        ("delete from audit_entry", "Cuối nhật ký mất 6 mục; còn lại đến đầu nhật ký."),
        ("delete from record_head", "Mất dòng ghi số mục và mã cuối"),
        ("update record_head set count = 5", "Mục 6 (Sửa, 09:00, thứ Hai, 23/11/2026) không do chương trình ghi"),
    ],
)
def test_the_sentence_names_the_entry_and_what_was_done(back_door: sqlite3.Connection, change: str, said: str) -> None:
    back_door.execute(change)
    assert verdict_text(verify()).startswith(f"Nhật ký không còn nguyên vẹn. {said}")


def test_a_whole_record_says_how_long_it_is_and_where_it_ends(app: Flask) -> None:
    write_acts(1200)
    head = verify().head
    assert verdict_text(verify()) == f"Nhật ký: 1.200 mục, chuỗi nguyên vẹn, mã cuối {head.digest[:16]}…"
