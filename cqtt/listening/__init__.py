"""Ngày thứ bảy lắng nghe dân nói: sessions in the hamlets, from the plan to what became of every word.

field/ is the page for the hamlet, which works without a connection; the rest plans, announces and reports.
"""

from cqtt.codes.kinds import register as register_code
from cqtt.feedback.occasions import register_finder as register_occasion
from cqtt.feedback.sending.purposes import register as register_purpose
from cqtt.listening import minutes_views, models, public_views, reminder_views, staff_views
from cqtt.listening.announcing import (
    CODE,
    ON_PAPER,
    PURPOSE,
    address_of_session,
    occasion_of_feedback,
    source_of_promise,
)
from cqtt.listening.field import views as field_views
from cqtt.listening.jobs import forget_erased, remind
from cqtt.listening.kept import sweep_files
from cqtt.listening.views import bp
from cqtt.promises.sources import register_source

__all__ = ["field_views", "minutes_views", "models", "public_views", "reminder_views", "staff_views"]
blueprints = (bp,)
jobs = (remind, forget_erased, sweep_files)

register_code(CODE, address_of_session, ON_PAPER)
register_purpose(PURPOSE)
register_source(source_of_promise)
register_occasion(occasion_of_feedback)
