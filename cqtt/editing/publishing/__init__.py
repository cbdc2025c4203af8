"""Công bố: what a new version changes and what stops it; versions published, compared, restored, ended."""

from cqtt.editing.publishing import bulk_views, history_views, preview_views, retire_views, views

__all__ = ["bulk_views", "history_views", "preview_views", "retire_views", "views"]
