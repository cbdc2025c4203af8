"""Xã, phường: the unit itself, its hamlets, its people and their sign-in, its working calendar."""

from cqtt.commune import absence_views, admin_views, context, officer_views, photo_views, sign_in_views
from cqtt.commune.commands import officer
from cqtt.commune.jobs import forget_what_ended, sweep_portraits
from cqtt.commune.views import bp

__all__ = ["absence_views", "admin_views", "context", "officer_views", "photo_views", "sign_in_views"]
blueprints = (bp,)
commands = (officer,)
jobs = (forget_what_ended, sweep_portraits)
