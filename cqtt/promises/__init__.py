"""Việc đã hứa: what the unit promised people, by whom, by when, and what became of it."""

from cqtt.feedback.handling.promised import register_keeper
from cqtt.promises import staff_views
from cqtt.promises.from_answers import keep_promise
from cqtt.promises.jobs import escalate_late, sweep_files
from cqtt.promises.views import bp

__all__ = ["staff_views"]
blueprints = (bp,)
jobs = (escalate_late, sweep_files)

register_keeper(keep_promise)
