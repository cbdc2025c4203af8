"""A desk with a dossier that owes money, for the tests of the till."""

from typing import Any

from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import CodeSequence, Dossier
from cqtt.dossiers.papers import decisions
from cqtt.extensions import db
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_officer
from tests.fees.money import priced

THREE_DAYS = Limit(3, Unit.WORKING_DAY)


def owing(fee: int | None = 8_000, **fields: Any) -> Dossier:
    """A dossier that was received this morning and asked for its fee."""
    dossier = make_dossier(**{"version": priced(name="Chứng thực chữ ký")} | fields)
    clerk = _someone(Role.RECEPTION)
    decisions.accept(dossier, clerk, THREE_DAYS, MONDAY)
    dossier.fee_vnd = fee
    _know_the_prefix(dossier)
    db.session.commit()
    return dossier


def waiting(amount: int = 50_000, **fields: Any) -> Dossier:
    """A dossier whose clock stands still until money has come."""
    dossier = owing(None, **fields)
    expert = _someone(Role.SPECIALIST)
    actions.begin(dossier, expert, MONDAY)
    actions.request_payment(dossier, expert, "Xin nộp lệ phí.", MONDAY, amount)
    db.session.commit()
    return dossier


def _someone(role: Role) -> Officer:
    return make_officer(role, name="Nguyễn Thị Hạnh")


def _know_the_prefix(dossier: Dossier) -> None:
    prefix, day, _number = (dossier.code or "").rsplit("-", 2)
    db.session.merge(CodeSequence(prefix=prefix, day=day, last=9999))


def memo_line(dossier: Dossier, amount: str = "+8,000", day: str = "23/11/2026", before: str = "MBVCB.1.") -> str:
    """A line of a statement that names the dossier as its VietQR does."""
    return f"{day}\t{amount}\t{before}{(dossier.code or '').replace('.', '')}.CT tu 99887766 TRAN VAN KHONG TEN"
