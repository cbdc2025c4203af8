"""What is kept of pledges: nobody rewrites a signing, no scan is lost, none lies about without its pledge."""

import os
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from cqtt.extensions import db
from cqtt.pledges import demo
from cqtt.pledges.jobs import sweep_scans
from cqtt.pledges.kept import scan_store, stored_keys
from cqtt.pledges.rules import Standing
from cqtt.pledges.signers import roll_on
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_officer
from tests.pledges.signing import TODAY, make_pledge


@pytest.mark.parametrize(
    "statement",
    [
        "update pledge set signed_on = '2020-01-01'",
        "update pledge set officer_id = officer_id + 1",
        "update pledge set wording = 'x'",
        "delete from pledge",
    ],
)
def test_the_database_rewrites_no_signing(app: Flask, statement: str) -> None:
    make_pledge(make_officer())
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_on": TODAY},
        {"way": "sheet"},
        {"taken_back_at": MONDAY},
    ],
)
def test_the_database_refuses_a_signing_that_cannot_be(app: Flask, fields: dict[str, object]) -> None:
    officer = make_officer()
    with pytest.raises(IntegrityError):
        make_pledge(officer, **fields)


def test_the_same_form_has_one_row(app: Flask) -> None:
    first = make_pledge(make_officer())
    with pytest.raises(IntegrityError):
        make_pledge(make_officer(), start_key=first.start_key)


def test_scans_without_a_pledge_are_swept_and_the_others_stay(app: Flask) -> None:
    kept, stray = scan_store().put(b"kept"), scan_store().put(b"stray")
    make_pledge(make_officer(), storage_key=kept, sha256_kept="0" * 64)
    for key in (kept, stray):
        long_ago = (MONDAY - timedelta(days=2)).timestamp()
        os.utime(scan_store().path(key), (long_ago, long_ago))
    assert sweep_scans(MONDAY) == 1
    assert scan_store().read(kept) == b"kept" and not scan_store().path(stray).exists()
    assert stored_keys() == [(kept, "0" * 64)]


def test_the_demonstration_has_every_state_to_look_at(app: Flask) -> None:
    make_officer(Role.LEADER, login=None)
    for login in ("quantri", "quantri2", "tiepnhan2", "vanhoa", "tiepnhan"):
        make_officer(Role.RECEPTION, login=login)
    demo.fill(MONDAY, photo())
    db.session.commit()
    standings = {signer.officer.login: signer.standing for signer in roll_on(TODAY).signers}
    assert standings == {
        None: Standing.SIGNED,
        "quantri": Standing.SIGNED,
        "quantri2": Standing.NEVER,
        "tiepnhan2": Standing.EXPIRED,
        "vanhoa": Standing.RENEWAL_DUE,
        "tiepnhan": Standing.SIGNED,
    }
    assert list(scan_store().verify(stored_keys())) == [] and len(stored_keys()) == 1


def test_the_roll_takes_three_queries_and_knows_who_is_of_the_unit(app: Flask) -> None:
    both = make_officer(Role.OVERSEER, Role.LEADER, name="Nguyễn Hai Vai")
    make_officer(Role.OVERSEER)
    plain = make_officer(name="Trần Không Vai")
    make_pledge(both)
    db.session.expire_all()
    with queries() as sent:
        roll = roll_on(TODAY)
    assert len([statement for statement in sent if "BEGIN" not in statement]) == 3
    assert {signer.officer.id for signer in roll.signers} == {both.id, plain.id}
    assert (len(roll.signed), roll.missing, roll.percent) == (1, 1, 50)
