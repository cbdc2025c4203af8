"""Đánh giá hài lòng: five faces after a result, an answer or a visit; counts for everybody, low marks for a leader."""

from cqtt.codes.kinds import register as register_code
from cqtt.pledges.figures import register_satisfaction
from cqtt.ratings import admin_views, models, panels, place_views, staff_views, tablet_views
from cqtt.ratings.jobs import forget_old_words, send_invitations, take_in_answers
from cqtt.ratings.places import CODE, ON_PAPER, address_of_place
from cqtt.ratings.reading import of_dossiers_since
from cqtt.ratings.views import bp

__all__ = ["admin_views", "models", "panels", "place_views", "staff_views", "tablet_views"]
blueprints = (bp,)
jobs = (send_invitations, take_in_answers, forget_old_words)

register_code(CODE, address_of_place, ON_PAPER)
register_satisfaction(of_dossiers_since)
