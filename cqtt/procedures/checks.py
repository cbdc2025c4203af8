"""What `cqtt procedures check` says of the record, besides the files: features that judge procedures add theirs."""

from collections.abc import Callable, Iterator
from datetime import datetime

Check = Callable[[datetime], list[str]]  # returns lines as the operator reads them
_checks: list[Check] = []


def register_check(check: Check) -> None:
    """Let the command say this too; called once, when the program starts."""
    _checks.append(check)


def said_of_record(at: datetime) -> Iterator[str]:
    """Yield what all checks say of the procedures in the record."""
    for check in _checks:
        yield from check(at)
