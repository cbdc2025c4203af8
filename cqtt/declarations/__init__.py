"""Tờ khai: the procedure's own declaration, filled from the answers into the commune's .docx template."""

from cqtt.declarations import admin_views, models, staff_views
from cqtt.declarations.panels import declaration_link
from cqtt.declarations.views import bp
from cqtt.dossiers.panels import register_case_panel, register_citizen_panel

__all__ = ["admin_views", "models", "staff_views"]
blueprints = (bp,)

register_case_panel("declarations/_case.html", declaration_link)
register_citizen_panel("declarations/_own.html", declaration_link)
