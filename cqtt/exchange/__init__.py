"""Nhập, xuất danh mục: the catalogue as YAML and XLSX, there and back without loss."""

from click import Command

from cqtt.exchange.commands import export, import_
from cqtt.exchange.jobs import forget_imports
from cqtt.exchange.views import bp

__all__ = ["export", "import_"]  # they hang on `cqtt procedures`, as commands of the catalogue
blueprints = (bp,)
commands: tuple[Command, ...] = ()
jobs = (forget_imports,)
