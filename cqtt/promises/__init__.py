"""Việc đã hứa: what the unit promised people, by whom, by when, and what became of it."""

from cqtt.feedback.handling.promised import Keeper, register_keeper
from cqtt.feedback.promised_days import register_finder
from cqtt.promises import staff_views
from cqtt.promises.from_answers import fulfil, keep_promise, open_promise, promised_days
from cqtt.promises.jobs import escalate_late, sweep_files
from cqtt.promises.views import bp

__all__ = ["staff_views"]
blueprints = (bp,)
jobs = (escalate_late, sweep_files)

register_keeper(Keeper(make=keep_promise, fulfil=fulfil, open_of=open_promise))
register_finder(promised_days)
