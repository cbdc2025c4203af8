"""The law of fees: two people for what money is sent by, and when a transfer may be asked for with a code."""

from cqtt.errors import RuleBroken
from cqtt.i18n import _


class SamePerson(RuleBroken):
    """Whoever proposed an account or a fee may not confirm it too."""


class NothingToConfirm(RuleBroken):
    """It was confirmed or taken back meanwhile."""


class AlreadyCancelled(RuleBroken):
    """A payment is taken back once."""


class LineCounted(RuleBroken):
    """This line of the bank's statement has been recorded already."""


def check_second_person(proposed_by_id: int, officer_id: int) -> None:
    """Raise SamePerson unless somebody else confirms what was proposed."""
    if proposed_by_id == officer_id:
        raise SamePerson(_("Mục này do chính Ông/Bà đề nghị nên cần một người quản trị khác xem lại và xác nhận."))


def may_be_asked_by_code(amount_vnd: int, confirmed_fee: int | None, asked_vnd: int = 0) -> bool:
    """Whether a VietQR may be offered: for the fee of the procedure's version as two people confirmed it.

    Several copies are that fee several times, when an officer asked for just this in the dossier. A part of a fee,
    a tax: these are asked for in words and paid at the desk.
    """
    if amount_vnd <= 0 or not confirmed_fee:
        return False
    return amount_vnd == confirmed_fee or (amount_vnd == asked_vnd and amount_vnd % confirmed_fee == 0)


def still_due(asked_vnd: int | None, received_vnd: int) -> int:
    """Return what is still to be paid; what was paid too much is not owed to us."""
    return max((asked_vnd or 0) - received_vnd, 0)
