"""Thông báo: one outbox for all messages, written with the event that causes them, sent by the worker."""

from flask import Blueprint

from cqtt.notifications import admin_views, channel_views, push_views, rule_views
from cqtt.notifications.browsers import forget_old_browsers
from cqtt.notifications.delivery import deliver_due

blueprints: tuple[Blueprint, ...] = (push_views.bp, admin_views.bp)
jobs = (deliver_due, forget_old_browsers)

__all__ = ["blueprints", "channel_views", "jobs", "rule_views"]
