"""What the worker does for letters."""

from datetime import datetime, timedelta

from cqtt.letters import drafting
from cqtt.schedule import every

ROUNDS = (
    drafting.settle_apologies,
    drafting.draft_apologies,
    drafting.draft_for_late_results,
    drafting.draft_by_events,
    drafting.draft_for_low_marks,
    drafting.settle_letters_of_marks,
)


@every(timedelta(minutes=5))
def draft(at: datetime) -> int:
    """Draft what dates and events ask for, and let drafts follow their dossiers; a round that fails stops no other."""
    done, fault = 0, None
    for round_of in ROUNDS:
        try:
            done += round_of(at)
        except Exception as found:  # the worker tells of it, once the others have had their turn
            fault = found
    if fault is not None:
        raise fault
    return done
