"""What is wrong with a template, said to the official who uploaded it: every fault at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from cqtt.errors import RuleBroken
from cqtt.i18n import _

MOST_SAID = 20  # faults that are listed one by one
MOST_QUOTED = 80  # characters of what is quoted


@dataclass(frozen=True)
class Fault:
    """One fault: a short code for logs and tests, and the sentence that says how to mend it."""

    reason: str
    sentence: str


class TemplateRefused(RuleBroken):
    """A template cannot be used; nothing of it is kept."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__(" ".join(fault.sentence for fault in self.faults))

    @property
    def sentences(self) -> list[str]:
        """Return what to mend, a sentence each; of very many, the first and how many more there are."""
        said = [fault.sentence for fault in self.faults[:MOST_SAID]]
        rest = len(self.faults) - len(said)
        return [*said, _("Còn %(count)s chỗ khác nữa.", count=rest)] if rest else said


def quoted(text: str) -> str:
    """Return a piece of the template as a sentence quotes it: one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_QUOTED else f"{line[:MOST_QUOTED]}…"
