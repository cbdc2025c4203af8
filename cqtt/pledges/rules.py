"""The law of the pledge: how long a signing holds, when it is renewed, and how a share is told.

The pledge is signed by everybody and renewed yearly. All days are days in Vietnam.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cqtt.clock import date_text
from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.roles import Role

RENEWED_BEFORE = timedelta(days=30)  # so long before its last day a signing may be renewed
ENOUGH_DOSSIERS = 10  # a share of fewer says nothing about the unit (Bộ chỉ số 766, comparing units)
ENOUGH_RATINGS = 5  # nor does one of fewer answers, and it could show who gave them


class Standing(StrEnum):
    """How an officer stands to the pledge on a day."""

    SIGNED = "signed"
    RENEWAL_DUE = "renewal_due"  # signed, and to be signed anew soon
    EXPIRED = "expired"
    OTHER_WORDS = "other_words"  # what was signed reads differently from today's pledge
    NEVER = "never"


HOLDING = frozenset({Standing.SIGNED, Standing.RENEWAL_DUE})


@dataclass(frozen=True)
class Signing:
    """What counts of a signing: its days and the version of the words."""

    signed_on: date
    expires_on: date
    wording: str


class NotYetDue(RuleBroken):
    """The pledge holds for a while; there is nothing to sign."""


class SheetRefused(RuleBroken):
    """The day on a sheet of paper cannot be."""


class NotOfTheUnit(RuleBroken):
    """Who has left, or only watches over the unit from above, does not sign for it."""


def expires_on(signed_on: date) -> date:
    """Return the last day a signing holds: the same day a year later, 28 February for the 29th."""
    try:
        return signed_on.replace(year=signed_on.year + 1)
    except ValueError:
        return date(signed_on.year + 1, 2, 28)


def is_valid_on(day: date, signing: Signing) -> bool:
    """Whether a signing holds on a day, both ends included."""
    return signing.signed_on <= day <= signing.expires_on


def renewable_from(signing: Signing) -> date:
    """Return the first day on which the pledge may be signed anew."""
    return signing.expires_on - RENEWED_BEFORE


def standing(day: date, latest: Signing | None, wording: str) -> Standing:
    """Tell how somebody stands on a day whose latest signing this is, under today's words."""
    if latest is None:
        return Standing.NEVER
    if latest.wording != wording:
        return Standing.OTHER_WORDS
    if not is_valid_on(day, latest):
        return Standing.EXPIRED
    return Standing.RENEWAL_DUE if day >= renewable_from(latest) else Standing.SIGNED


def check_due(day: date, latest: Signing | None, wording: str) -> None:
    """Raise NotYetDue while a signing holds that need not be renewed yet."""
    if latest is not None and standing(day, latest, wording) is Standing.SIGNED:
        raise NotYetDue(
            _(
                "Cam kết đã ký còn hiệu lực đến hết %(until)s. Có thể ký lại từ %(day)s.",
                until=date_text(latest.expires_on),
                day=date_text(renewable_from(latest)),
            )
        )


def check_sheet(signed_on: date, today: date) -> None:
    """Raise SheetRefused for a sheet of a day to come, or one that holds no more."""
    if signed_on > today:
        raise SheetRefused(_("Ngày này chưa đến. Xin ghi đúng ngày trên phiếu."))
    if expires_on(signed_on) < today:
        raise SheetRefused(_("Phiếu này đã quá một năm nên không còn hiệu lực. Xin mời ký phiếu mới."))


def is_of_the_unit(roles: Collection[Role]) -> bool:
    """Whether somebody with these roles signs: everybody but those who only watch from above."""
    return set(roles) != {Role.OVERSEER}


def check_of_the_unit(roles: Collection[Role], is_active: bool) -> None:
    """Raise NotOfTheUnit for somebody who does not sign, or no longer."""
    if not is_active:
        raise NotOfTheUnit(_("Người này đã ngừng làm việc nên không ký cam kết nữa."))
    if not is_of_the_unit(roles):
        raise NotOfTheUnit(_("Người chỉ theo dõi từ cấp trên không thuộc đơn vị nên không ký cam kết này."))


def percent(part: int, whole: int) -> int | None:
    """Return the share in whole per cent, None of nothing. 100 is said of all alone, and 0 of none alone."""
    if whole == 0:
        return None
    rounded = (200 * part + whole) // (2 * whole)
    if part < whole:
        rounded = min(rounded, 99)
    return max(rounded, 1) if part else rounded
