"""Điện thoại lãnh đạo: who answers, who is on duty, whom to call back, and the book of receiving citizens."""

from cqtt.leaders import call_staff_views, call_views, models, reception_views, roster_views
from cqtt.leaders.jobs import erase_old_call_backs, escalate_late_call_backs, forget_removed_hours
from cqtt.leaders.views import bp

__all__ = ["call_staff_views", "call_views", "models", "reception_views", "roster_views"]
blueprints = (bp,)
jobs = (escalate_late_call_backs, erase_old_call_backs, forget_removed_hours)
