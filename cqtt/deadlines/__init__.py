"""Lịch làm việc: the calendar as administrators keep it, and what a change does to open dossiers."""

from cqtt.deadlines.jobs import follow_the_calendar
from cqtt.deadlines.views import bp

blueprints = (bp,)
jobs = (follow_the_calendar,)
