"""Cam kết: “4 xin, 4 luôn, 5 không”, who has signed it and until when, beside what the unit really achieves."""

from cqtt.pledges import admin_views, models, staff_views
from cqtt.pledges.jobs import sweep_scans
from cqtt.pledges.views import bp

__all__ = ["admin_views", "models", "staff_views"]
blueprints = (bp,)
jobs = (sweep_scans,)
