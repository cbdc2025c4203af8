"""Trang chủ: the first page, the pages about the site itself, and an officer's day."""

from cqtt.home import places, staff_views
from cqtt.home.digest import send_digests
from cqtt.home.views import bp

blueprints = (bp,)
jobs = (send_digests,)

__all__ = ["blueprints", "places", "staff_views"]
