"""Phí, lệ phí: what is to be paid, to which account, and what has been paid."""

from cqtt.fees import account_views, amount_views
from cqtt.fees.views import bp

__all__ = ["account_views", "amount_views"]
blueprints = (bp,)
