"""Two people stand for an account and for a fee: by rule, by the database, and nothing is offered before."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.fees import actions
from cqtt.fees.models import FeeAccount, FeeConfirmation, account_in_use, confirmed_fee
from cqtt.fees.rules import NothingToConfirm, SamePerson
from cqtt.fees.vietqr import Transfer, read
from tests.factories import MONDAY
from tests.fees.money import HOLDER, account_of, confirm_fee, priced, propose, two_administrators

CODE = "H19.00.00-261123-0001"


@pytest.fixture
def people(app: Flask) -> tuple[Officer, Officer]:
    return two_administrators()


def test_nobody_confirms_the_account_he_proposed(people: tuple[Officer, Officer]) -> None:
    account = propose(people[0])
    with pytest.raises(SamePerson):
        actions.confirm_account(account, people[0], MONDAY)
    assert account_in_use() is None


def test_nobody_confirms_the_fee_he_proposed(people: tuple[Officer, Officer]) -> None:
    one, other = people
    mine, theirs = priced(), priced()
    actions.propose_fees({mine.id: 8_000}, one, MONDAY)
    actions.propose_fees({theirs.id: 8_000}, other, MONDAY)
    with pytest.raises(SamePerson):
        actions.confirm_fees([mine.id, theirs.id], one, MONDAY)
    assert confirmed_fee(mine.id) is None and confirmed_fee(theirs.id) is None, "all or nothing"


@pytest.mark.parametrize("table", ["fee_account", "fee_confirmation"])
def test_the_database_refuses_the_same_person_whoever_asks(people: tuple[Officer, Officer], table: str) -> None:
    propose(people[0])
    actions.propose_fees({priced().id: 8_000}, people[0], MONDAY)
    db.session.commit()
    with pytest.raises(IntegrityError, match="two_people"):
        db.session.execute(text(f"update {table} set confirmed_by_id = proposed_by_id"))
    db.session.rollback()


def test_the_database_refuses_two_fees_for_one_version(people: tuple[Officer, Officer]) -> None:
    version = priced()
    confirm_fee(version, *people)
    db.session.add(
        FeeConfirmation(version_id=version.id, amount_vnd=1, proposed_by_id=people[0].id, proposed_at=MONDAY)
    )
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_confirmed_account_takes_the_place_of_the_one_before(people: tuple[Officer, Officer]) -> None:
    first, second = account_of(*people, "111111"), propose(people[1], "222222")
    assert account_in_use() is first, "a proposal changes nothing"
    actions.confirm_account(second, people[0], MONDAY)
    db.session.commit()
    assert account_in_use() is second
    assert first.retired_at == MONDAY


def test_what_was_confirmed_or_dropped_is_not_confirmed_again(people: tuple[Officer, Officer]) -> None:
    account = account_of(*people)
    with pytest.raises(NothingToConfirm):
        actions.confirm_account(account, people[1], MONDAY)
    dropped = propose(people[0], "333333")
    propose(people[0], "444444")
    assert dropped.retired_at is not None
    with pytest.raises(NothingToConfirm):
        actions.confirm_account(dropped, people[1], MONDAY)
    version = priced()
    confirm_fee(version, *people)
    with pytest.raises(NothingToConfirm):
        actions.confirm_fees([version.id], people[1], MONDAY)


def test_a_code_is_offered_only_with_account_and_fee_confirmed(people: tuple[Officer, Officer]) -> None:
    version = priced()
    assert actions.payment_request_of(version.id, 8_000, CODE) is None
    account = account_of(*people)
    assert actions.payment_request_of(version.id, 8_000, CODE) is None, "the fee is not confirmed"
    actions.propose_fees({version.id: 8_000}, people[0], MONDAY)
    assert actions.payment_request_of(version.id, 8_000, CODE) is None, "the fee is only proposed"
    actions.confirm_fees([version.id], people[1], MONDAY)
    asked = actions.payment_request_of(version.id, 8_000, CODE)
    assert asked is not None
    assert read(asked.payload) == Transfer("970436", "0123456789", 8_000, "H190000-261123-0001")
    actions.retire_account(account, people[1], MONDAY)
    assert actions.payment_request_of(version.id, 8_000, CODE) is None, "the account is retired"


def test_several_copies_that_an_officer_asked_for_get_a_code_that_says_so(people: tuple[Officer, Officer]) -> None:
    version = priced()
    account_of(*people)
    confirm_fee(version, *people)
    asked = actions.payment_request_of(version.id, 24_000, CODE, 24_000)
    assert asked is not None
    assert asked.amount == "24.000\u00a0đồng (3 × 8.000\u00a0đồng)"
    assert read(asked.payload).amount_vnd == 24_000
    for amount, of in ((20_000, 20_000), (16_000, 24_000), (16_000, None), (4_000, 4_000)):
        assert actions.payment_request_of(version.id, amount, CODE, of) is None, f"{amount} of {of}"


@pytest.mark.parametrize("amount", [0, 1, 7_999, 8_001, 16_000])
def test_any_other_amount_gets_no_code(people: tuple[Officer, Officer], amount: int) -> None:
    version = priced()
    account_of(*people)
    confirm_fee(version, *people)
    assert actions.payment_request_of(version.id, amount, CODE) is None
    assert actions.payment_request_of(version.id, 8_000, None) is None, "a draft has no code"
    actions.retire_fees([version.id], people[0], MONDAY)
    assert actions.payment_request_of(version.id, 8_000, CODE) is None


def test_the_words_of_a_printed_paper(people: tuple[Officer, Officer]) -> None:
    version = priced()
    assert actions.payment_words(version.id, 8_000, CODE) is None
    account_of(*people)
    confirm_fee(version, *people)
    words = actions.payment_words(version.id, 8_000, CODE)
    assert words is not None
    assert words["amount"] == "8.000\u00a0đồng" and words["memo"] == "H190000-261123-0001"
    assert words["account"] == ["Vietcombank", "0123456789", HOLDER]
    assert read(words["qr"]).amount_vnd == 8_000


def test_everything_is_recorded_by_ids(people: tuple[Officer, Officer]) -> None:
    version = priced()
    account = account_of(*people)
    confirm_fee(version, *people)
    actions.retire_fees([version.id], people[0], MONDAY)
    actions.retire_account(account, people[0], MONDAY)
    db.session.commit()
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("fee."))).all()
    assert [(act.action, act.officer_id) for act in acts] == [
        ("fee.propose_account", people[0].id),
        ("fee.confirm_account", people[1].id),
        ("fee.propose", people[0].id),
        ("fee.confirm", people[1].id),
        ("fee.retire", people[0].id),
        ("fee.retire_account", people[0].id),
    ]
    assert "0123456789" not in str([act.details for act in acts])
    assert db.session.get_one(FeeAccount, account.id).number == "0123456789"
