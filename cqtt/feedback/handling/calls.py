"""What an officer hears on the telephone or at the desk, written down while the person speaks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cqtt.commune.models import Officer
from cqtt.feedback import actions
from cqtt.feedback.citizen_actions import send, sent_with
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Outcome
from cqtt.text import fold


def log(start_key: str, officer: Officer, values: Mapping[str, Any], answered: str, at: datetime) -> Feedback:
    """Keep what somebody said; what was answered at once is closed with it. The same key again returns the first."""
    known = sent_with(start_key)
    if known is not None:
        return known
    feedback = send(start_key, at, officer, **values)
    if answered:
        actions.answer(feedback, officer, answered, Outcome.EXPLAINED, at)
        actions.close(feedback, at, officer)
    return feedback


def place_meant(typed: str, names: Mapping[str, int]) -> tuple[list[int], str]:
    """Return which hamlets a few words mean, and what they say more about the place.

    "ap 7 canh truong" is "Ấp 7" and "canh truong"; what begins with no hamlet is a place in words.
    """
    if found := meant(typed, names):
        return found, ""
    words = typed.split()
    for end in range(len(words) - 1, 0, -1):
        begin = fold(" ".join(words[:end])).strip(" ,.;:-")
        known = [id for name, id in names.items() if begin in (fold(name), fold(name).split()[-1])]
        if len(known) == 1:
            return known, " ".join(words[end:]).strip(" ,.;:-")
    return [], typed


def meant(typed: str, names: Mapping[str, int]) -> list[int]:
    """Return which of the names a few typed letters mean: one that is equal, else whose words begin so, else any.

    "den" is "Đèn đường"; "7" is "Ấp 7" and not "Ấp 17".
    """
    wanted = fold(typed).split()
    folded = {name: fold(name) for name in names}
    equal = [id for name, id in names.items() if folded[name].split() == wanted]
    whole = [id for name, id in names.items() if set(wanted) <= set(folded[name].split())]
    begin = [id for name, id in names.items() if all(f" {word}" in f" {folded[name]}" for word in wanted)]
    inside = [id for name, id in names.items() if all(word in folded[name] for word in wanted)]
    return equal or whole or begin or inside
