"""How long a procedure may take, and what a stop does to that time."""

from dataclasses import dataclass
from enum import StrEnum

from cqtt.errors import RuleBroken

MOST = 10_000


class LimitRefused(RuleBroken):
    """A limit that is no time at all."""


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"
    SAME_DAY = "same_day"


class AfterStop(StrEnum):
    """What happens to the limit when a stopped dossier goes on: from zero, or on from where it stopped."""

    RESTART = "restart"
    CONTINUE = "continue"


WORDS = {Unit.WORKING_DAY: "ngày làm việc", Unit.DAY: "ngày", Unit.HOUR: "giờ làm việc"}


@dataclass(frozen=True)
class Limit:
    """A time limit as the procedure publishes it; the amount means nothing for `same_day`."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= MOST:
            raise LimitRefused("Thời hạn giải quyết cần là một số từ 1 trở lên.")

    @property
    def text(self) -> str:
        """The limit in words: "3 ngày làm việc", "trong ngày"."""
        return "trong ngày" if self.unit == Unit.SAME_DAY else f"{self.amount} {WORDS[self.unit]}"


def span_text(minutes: int, minutes_of_a_day: int) -> str:
    """Say a span of working time in its two largest units: "1 ngày 3 giờ", "2 giờ 40 phút", "40 phút"."""
    days, rest = divmod(minutes, minutes_of_a_day)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "ngày"), (hours, "giờ"), (0 if days else minutes, "phút")]
    return " ".join(f"{number} {word}" for number, word in parts if number)
