"""Thu phí: money at the desk, the day's list, and the bank statement it is compared with."""

from cqtt.till import case_views, panels, statement_views
from cqtt.till.views import bp

__all__ = ["case_views", "panels", "statement_views"]
blueprints = (bp,)
