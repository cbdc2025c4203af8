"""Accounts and fees for tests, as two administrators leave them."""

from datetime import datetime

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.fees import actions
from cqtt.fees.models import FeeAccount
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, make_procedure

HOLDER = "ỦY BAN NHÂN DÂN XÃ AN PHƯỚC"


def two_administrators() -> tuple[Officer, Officer]:
    return make_officer(Role.ADMINISTRATOR, name="Trần Thị Một"), make_officer(Role.ADMINISTRATOR, name="Lê Văn Hai")


def propose(one: Officer, number: str = "0123456789", at: datetime = MONDAY) -> FeeAccount:
    account = actions.propose_account("970436", "Vietcombank", number, HOLDER, one, at)
    db.session.commit()
    return account


def account_of(one: Officer, other: Officer, number: str = "0123456789") -> FeeAccount:
    """An account in use."""
    account = propose(one, number)
    actions.confirm_account(account, other, MONDAY)
    db.session.commit()
    return account


def priced(amount: int = 8_000, **content: object) -> ProcedureVersion:
    """A procedure with a fee that is published for certain."""
    return make_procedure(**{"fee": {"amount_vnd": amount, "note": "tính cho mỗi bản"}, **content})


def confirm_fee(version: ProcedureVersion, one: Officer, other: Officer, amount: int = 8_000) -> None:
    actions.propose_fees({version.id: amount}, one, MONDAY)
    actions.confirm_fees([version.id], other, MONDAY)
    db.session.commit()
