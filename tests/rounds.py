"""How much a long proof tries: a part on every change, everything with CQTT_PROOF=long (`make proof`)."""

import os
import random
from collections.abc import Iterable
from typing import TypeVar

LONG = os.environ.get("CQTT_PROOF") == "long"
T = TypeVar("T")


def a_part_of(cases: Iterable[T], share: int, whose: str = "") -> list[T]:
    """Return one of `share` cases in the short round, in their order; in the long one all.

    The same ones each time, so that a failure comes again, but others for each `whose`.
    """
    every = list(cases)
    if LONG:
        return every
    chosen = random.Random(whose).sample(range(len(every)), -(-len(every) // share))
    return [every[number] for number in sorted(chosen)]
