"""Tin, thông báo: what the unit announces, on its page, pinned everywhere when urgent, and as a feed."""

from cqtt.news import admin_views, models
from cqtt.news.views import bp

__all__ = ["admin_views", "models"]
blueprints = (bp,)
