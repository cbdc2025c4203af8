"""Sổ theo dõi hồ sơ: the books of the office, and how its numbered papers are called."""

from cqtt.dossiers.panels import register_case_panel
from cqtt.register import admin_views, staff_views
from cqtt.register.case_panel import papers_of_case
from cqtt.register.views import bp

__all__ = ["admin_views", "staff_views"]
blueprints = (bp,)

register_case_panel("register/_case_papers.html", papers_of_case)
