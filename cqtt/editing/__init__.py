"""Quản trị thủ tục: administrators write the next version of a procedure, look at it, and publish it."""

from cqtt.editing import models, publishing
from cqtt.editing.blueprint import bp
from cqtt.editing.form_builder import copy_views, preview_views, question_views
from cqtt.editing.form_builder import views as form_builder_views
from cqtt.editing.jobs import publish_what_is_due
from cqtt.editing.link_checks import look_again, look_at_links
from cqtt.editing.overview import bulk_views, creation_views, filing_views
from cqtt.editing.overview import views as overview_views
from cqtt.editing.overview.report import gap_report
from cqtt.editing.sections import requirement_views
from cqtt.editing.sections import views as sections_views
from cqtt.procedures.checks import register_check

__all__ = [
    "bulk_views",
    "copy_views",
    "creation_views",
    "filing_views",
    "form_builder_views",
    "models",
    "overview_views",
    "preview_views",
    "publishing",
    "question_views",
    "requirement_views",
    "sections_views",
]
blueprints = (bp,)

register_check(gap_report)
jobs = (publish_what_is_due, look_at_links, look_again)
