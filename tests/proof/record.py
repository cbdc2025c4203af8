"""Compare what citizens were told with what the database and the file store hold."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from cqtt.files import FileStore
from tests.proof.citizen import Citizen


def assert_nothing_is_lost(data: Path, citizens: Sequence[Citizen]) -> None:
    """Every acknowledged code and file is there, whole, and once; nothing is half there."""
    with closing(sqlite3.connect(data / "cqtt.db")) as database:
        database.execute("PRAGMA query_only=ON")
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        _compare_dossiers(database, citizens)
        _compare_files(database, FileStore(data / "files"), citizens)


def _compare_dossiers(database: sqlite3.Connection, citizens: Sequence[Citizen]) -> None:
    rows = database.execute("select draft_key, code, status, phone from dossier").fetchall()
    codes = [code for _draft, code, _status, _phone in rows if code]
    told = {citizen.code for citizen in citizens if citizen.code}
    assert told <= set(codes), f"lost: {told - set(codes)}"
    assert not [code for code, times in Counter(codes).items() if times > 1]
    of_phone = Counter(phone for _draft, code, _status, phone in rows if code)
    assert not [phone for phone, times in of_phone.items() if times > 1], "somebody has two dossiers"
    half = [row for row in rows if (row[1] is None) != (row[2] == "draft")]
    assert half == [], "a code without a submission, or the other way round"
    events = "select count(*) from dossier_event where step = 'submit' group by dossier_id having count(*) > 1"
    assert database.execute(events).fetchall() == [], "submitted twice"


def _compare_files(database: sqlite3.Connection, store: FileStore, citizens: Sequence[Citizen]) -> None:
    rows = database.execute(
        "select d.draft_key, a.storage_key, a.sha256_received, a.sha256_kept, d.code"
        " from attachment a join dossier d on d.id = a.dossier_id"
    ).fetchall()
    assert list(store.verify((key, kept) for _draft, key, _received, kept, _code in rows)) == []
    there = {(draft, received) for draft, _key, received, _kept, _code in rows}
    for citizen in citizens:
        draft = citizen.draft_key
        lost = [one for one in citizen.acknowledged_files if (draft, one) not in there]
        assert not lost, f"citizen {citizen.number} lost {lost}"
    with_files = {code for *_rest, code in rows if code}
    bare = [citizen.code for citizen in citizens if citizen.code and citizen.code not in with_files]
    assert bare == [], "a dossier without its files"
