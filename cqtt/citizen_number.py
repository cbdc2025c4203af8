"""What a citizen number (số định danh cá nhân) says of its owner: sex, and year of birth (Luật Căn cước 2023)."""

import re
from datetime import date

from cqtt.i18n import _

MALE, FEMALE = "Nam", "Nữ"
NUMBER = re.compile(r"[0-9]{12}")


def birth_year_of(number: str) -> int:
    """Return the year of birth in a whole citizen number."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def contradictions(number: str, birth_on: date | None, sex: str) -> list[str]:
    """Return a warning for each thing that a citizen number says otherwise; it may be the number that is wrong."""
    if not NUMBER.fullmatch(number):
        return []
    said = FEMALE if int(number[3]) % 2 else MALE
    found = []
    if sex and sex != said:
        found.append(_("Số định danh là của người giới tính %(said)s. Xin so lại với thẻ.", said=said))
    if birth_on and birth_on.year != birth_year_of(number):
        year = birth_year_of(number)
        found.append(_("Số định danh là của người sinh năm %(year)s. Xin so lại với thẻ.", year=year))
    return found
