"""How long a signing holds, when it is renewed, and how a share is told."""

from datetime import date, timedelta

import pytest

from cqtt.pledges.rules import (
    NotOfTheUnit,
    NotYetDue,
    SheetRefused,
    Signing,
    Standing,
    check_due,
    check_of_the_unit,
    check_sheet,
    expires_on,
    is_of_the_unit,
    is_valid_on,
    percent,
    standing,
)
from cqtt.roles import Role

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
NOW = "2024-08"


def signed(on: date, wording: str = NOW) -> Signing:
    return Signing(on, expires_on(on), wording)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 23), date(2027, 11, 23)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 12, 31), date(2028, 12, 31)),
    ],
)
def test_a_signing_holds_for_a_year_also_from_the_29th_of_february(day: date, last: date) -> None:
    assert expires_on(day) == last


def test_a_signing_holds_on_both_its_first_and_last_day() -> None:
    signing = signed(TODAY)
    around = [TODAY - DAY, TODAY, signing.expires_on, signing.expires_on + DAY]
    assert [is_valid_on(day, signing) for day in around] == [False, True, True, False]


def test_renewal_is_due_in_the_last_thirty_days() -> None:
    signing = signed(TODAY)
    last = signing.expires_on
    days = [TODAY, last - 31 * DAY, last - 30 * DAY, last, last + DAY]
    assert [standing(day, signing, NOW) for day in days] == [
        Standing.SIGNED,
        Standing.SIGNED,
        Standing.RENEWAL_DUE,
        Standing.RENEWAL_DUE,
        Standing.EXPIRED,
    ]


def test_who_signed_other_words_has_not_signed_these() -> None:
    assert standing(TODAY, signed(TODAY, "2023-01"), NOW) is Standing.OTHER_WORDS
    assert standing(TODAY, None, NOW) is Standing.NEVER


def test_nobody_signs_twice_while_it_holds() -> None:
    with pytest.raises(NotYetDue, match="hết 23/11/2027. Có thể ký lại từ 24/10/2027"):
        check_due(TODAY, signed(TODAY), NOW)
    for latest in (None, signed(TODAY - 340 * DAY), signed(TODAY - 400 * DAY), signed(TODAY, "2023-01")):
        check_due(TODAY, latest, NOW)


def test_a_sheet_is_of_a_day_that_has_come_and_still_holds() -> None:
    for good in (TODAY, date(2025, 11, 23)):
        check_sheet(good, TODAY)
    for bad in (TODAY + DAY, date(2025, 11, 22)):
        with pytest.raises(SheetRefused):
            check_sheet(bad, TODAY)


def test_everybody_signs_but_who_only_watches_or_has_left() -> None:
    assert is_of_the_unit(frozenset()) and is_of_the_unit({Role.OVERSEER, Role.LEADER})
    assert not is_of_the_unit({Role.OVERSEER})
    check_of_the_unit({Role.RECEPTION}, is_active=True)
    for roles, is_active in (({Role.OVERSEER}, True), ({Role.RECEPTION}, False)):
        with pytest.raises(NotOfTheUnit):
            check_of_the_unit(roles, is_active)


def test_all_is_said_of_all_alone_and_none_of_none_alone() -> None:
    assert percent(0, 0) is None
    assert [percent(part, 1000) for part in (0, 1, 4, 5, 994, 995, 999, 1000)] == [0, 1, 1, 1, 99, 99, 99, 100]
    assert [percent(part, 12) for part in (0, 1, 6, 10, 11, 12)] == [0, 8, 50, 83, 92, 100]
    for whole in range(1, 400):
        assert percent(whole, whole) == 100 and percent(whole - 1, whole) != 100
