"""The law of planned absence (vắng mặt): which days and deputies may be chosen, and who stands in for whom on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cqtt.clock import date_text
from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.roles import ROLE_NAMES, Role

LONGEST = timedelta(days=366)
HANDLES_CASES = frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER})


class AbsenceRefused(RuleBroken):
    """An absence that cannot be planned like this."""


class DaysRefused(AbsenceRefused):
    """The days make no sense, or are taken by another absence of the same officer."""


class DeputyRefused(AbsenceRefused):
    """The chosen deputy cannot stand in on these days."""


@dataclass(frozen=True)
class Days:
    """The days of an absence, both ends included."""

    from_on: date
    until_on: date

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on

    def meets(self, other: "Days") -> bool:
        """Whether any day belongs to both."""
        return self.from_on <= other.until_on and other.from_on <= self.until_on

    @property
    def text(self) -> str:
        """Return "ngày 24/11/2026" or "từ 24/11/2026 đến hết 27/11/2026"."""
        if self.from_on == self.until_on:
            return _("ngày %(day)s", day=date_text(self.from_on))
        return _("từ %(first)s đến hết %(last)s", first=date_text(self.from_on), last=date_text(self.until_on))


@dataclass(frozen=True)
class Planned:
    """Who is away, who stands in, and when."""

    officer_id: int
    deputy_id: int
    days: Days


@dataclass(frozen=True)
class Colleague:
    """Who may be asked to stand in."""

    id: int
    name: str
    roles: frozenset[Role]


def check_days(days: Days, today: date) -> None:
    """Raise DaysRefused for days in the wrong order, over already, or longer than a year."""
    if days.until_on < days.from_on:
        raise DaysRefused(_("Ngày cuối cần bằng hoặc sau ngày đầu. Xin xem lại giúp."))
    if days.until_on < today:
        raise DaysRefused(_("Những ngày này đã qua. Xin ghi ngày cuối từ hôm nay trở đi."))
    if days.until_on - days.from_on >= LONGEST:
        raise DaysRefused(_("Mỗi lần ghi vắng nhiều nhất một năm. Xin ghi ngày cuối sớm hơn."))


def check_alone(officer_id: int, days: Days, planned: Iterable[Planned]) -> None:
    """Raise DaysRefused when the officer is away on one of these days already."""
    for other in planned:
        if other.officer_id == officer_id and other.days.meets(days):
            raise DaysRefused(
                _("Đã ghi vắng mặt %(days)s rồi. Xin chọn ngày khác, hoặc hủy lần ấy trước.", days=other.days.text)
            )


def check_deputy(
    officer: Colleague,
    deputy: Colleague,
    days: Days,
    planned: Collection[Planned],
    colleagues: Collection[Colleague],
) -> None:
    """Raise DeputyRefused unless the deputy can do the officer's work and is there on all of these days.

    A deputy who plans an absence later is not held back: whoever stands in for the deputy stands in for both, and
    so has the roles of both.
    """
    needed = roles_to_cover(officer, days, planned, colleagues)
    others = (each for each in colleagues if each.id not in (officer.id, deputy.id) and needed <= each.roles)
    free = [each for each in others if absence_of(each.id, days, planned) is None]
    if not needed <= deputy.roles:
        raise DeputyRefused(f"{_what_is_lacking(needed, deputy)} {_who_could(free)}")
    away = absence_of(deputy.id, days, planned)
    if away is None:
        return
    said = _("%(name)s cũng vắng mặt %(days)s.", name=deputy.name, days=away.days.text)
    raise DeputyRefused(f"{said} {_advice(away, free)}")


def _advice(away: Planned, free: Collection[Colleague]) -> str:
    """Name whom to choose instead: the deputy's own deputy if free, else the first who is."""
    if not free:
        return _("Những ngày ấy không còn ai khác; xin đổi ngày.")
    chosen = next((each for each in free if each.id == away.deputy_id), next(iter(free)))
    return _("Xin chọn người khác, ví dụ %(name)s, có mặt cả những ngày ấy.", name=chosen.name)


def roles_to_cover(
    officer: Colleague, days: Days, planned: Collection[Planned], colleagues: Iterable[Colleague]
) -> frozenset[Role]:
    """Return the roles by which the officer, and all whom the officer stands in for on these days, move dossiers."""
    found = {officer.id}
    while more := {each.officer_id for each in planned if each.deputy_id in found and each.days.meets(days)} - found:
        found |= more
    return officer.roles.union(*(each.roles for each in colleagues if each.id in found)) & HANDLES_CASES


def _what_is_lacking(needed: frozenset[Role], deputy: Colleague) -> str:
    lacking = [str(name) for role, name in ROLE_NAMES.items() if role in needed - deputy.roles]
    return _("%(name)s không có vai trò %(roles)s nên chưa thay được.", name=deputy.name, roles=", ".join(lacking))


def _who_could(free: Collection[Colleague]) -> str:
    if free:
        return _("Xin chọn người có đủ vai trò: %(names)s.", names=", ".join(each.name for each in free))
    return _("Những ngày ấy chưa có ai đủ vai trò; xin nhờ quản trị trao vai trò cho người thay trước.")


def is_fit(officer: Colleague, deputy: Colleague) -> bool:
    """Whether the deputy may make every move of a dossier that the officer makes: no role goes over."""
    return officer.roles & HANDLES_CASES <= deputy.roles


def may_be_asked(officer: Colleague, deputy: Colleague) -> bool:
    """Whether the deputy is offered at all: who works with dossiers is told by name what is lacking."""
    return not officer.roles & HANDLES_CASES or bool(deputy.roles & HANDLES_CASES)


def absence_of(officer_id: int, days: Days, planned: Iterable[Planned]) -> Planned | None:
    """Return the officer's first absence that meets these days."""
    met = (each for each in planned if each.officer_id == officer_id and each.days.meets(days))
    return min(met, key=lambda each: each.days.from_on, default=None)


def acting(day: date, planned: Iterable[Planned], at_work: Collection[int]) -> dict[int, int]:
    """Return who stands in for whom on a day: {officer: deputy}.

    A deputy who is away too is followed to the next one, A → B → C. Where the way ends with somebody who has
    left, or leads back to its beginning, nobody stands in and the officer is left out.
    """
    deputies = {each.officer_id: each.deputy_id for each in planned if day in each.days}
    found = {officer_id: _end_of_chain(officer_id, deputies) for officer_id in deputies}
    return {officer_id: last for officer_id, last in found.items() if last is not None and last in at_work}


def _end_of_chain(officer_id: int, deputies: dict[int, int]) -> int | None:
    passed, here = {officer_id}, deputies[officer_id]
    while here in deputies:
        if here in passed:
            return None
        passed.add(here)
        here = deputies[here]
    return here
