"""Đánh giá cán bộ và đơn vị: what own data says of the five groups of Quyết định 766, and of each one's own work."""

from cqtt.evaluation import admin_views, case_views, models, staff_views, work_views
from cqtt.evaluation.views import bp

__all__ = ["admin_views", "case_views", "models", "staff_views", "work_views"]
blueprints = (bp,)
