"""Từ ngữ tra cứu: fields of work, life events, everyday names, and what people searched in vain."""

from cqtt.vocabulary import heading_views, life_event_views, miss_views, name_views
from cqtt.vocabulary.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "heading_views", "life_event_views", "miss_views", "name_views"]
