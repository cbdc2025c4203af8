"""Quầy một cửa: taking in what people bring, handing over results, the screen turned to them."""

from cqtt.desk import hand_over_views, receipt_views, scan_views
from cqtt.desk.staff_views import bp

__all__ = ["hand_over_views", "receipt_views", "scan_views"]
blueprints = (bp,)
