"""Trang chủ: the first page, the pages about the site itself, and an officer's day."""

from cqtt.home import places, staff_views
from cqtt.home.views import bp

blueprints = (bp,)

__all__ = ["blueprints", "places", "staff_views"]
