"""Thiết bị: what officers, and later the machines themselves, report as broken in the hall, until it is mended."""

from cqtt.equipment import admin_views
from cqtt.equipment.staff_views import bp

__all__ = ["admin_views"]
blueprints = (bp,)
