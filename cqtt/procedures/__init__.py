"""Thủ tục hành chính: the catalogue of procedures, their versions and their QR codes."""

from cqtt.codes import kinds
from cqtt.procedures import code_views, file_views
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.commands import procedures
from cqtt.procedures.jobs import forget_old_searches
from cqtt.procedures.poster_words import ON_PAPER
from cqtt.procedures.scanning import address_of_code
from cqtt.procedures.views import bp

kinds.register(KIND, address_of_code, ON_PAPER)

blueprints = (bp,)
commands = (procedures,)
jobs = (forget_old_searches,)

__all__ = ["blueprints", "code_views", "commands", "file_views"]
