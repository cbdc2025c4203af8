"""Vận hành: health, checks, what is broken and who is told of it, and filling a new installation."""

from cqtt.upkeep import admin_views
from cqtt.upkeep.commands import check, demo, init
from cqtt.upkeep.digest import send_digest
from cqtt.upkeep.nightly import look_at_everything
from cqtt.upkeep.views import bp

__all__ = ["admin_views"]
blueprints = (bp,)
commands = (init, demo, check)
jobs = (look_at_everything, send_digest)
