"""Thủ tục hành chính: the catalogue of procedures, their versions and their QR codes."""

from cqtt.codes import kinds
from cqtt.procedures import code_views
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.commands import procedures
from cqtt.procedures.scanning import address_of_code
from cqtt.procedures.views import bp

kinds.register(KIND, address_of_code)

blueprints = (bp,)
commands = (procedures,)

__all__ = ["blueprints", "code_views", "commands"]
