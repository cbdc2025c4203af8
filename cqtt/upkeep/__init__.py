"""Vận hành: health, checks, and filling a new installation."""

from cqtt.upkeep.commands import check, demo, init
from cqtt.upkeep.views import bp

blueprints = (bp,)
commands = (init, demo, check)
