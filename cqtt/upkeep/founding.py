"""The beginning of an installation: the unit, its proposed holidays, the catalogue, sentences and topics."""

from datetime import datetime
from typing import Any

from cqtt.clock import local
from cqtt.commune.actions import found_unit
from cqtt.commune.models import Commune, UnitKind
from cqtt.feedback.setting_up.actions import add_defaults
from cqtt.letters.triggers import add_default_triggers
from cqtt.phrases.actions import add_default_texts
from cqtt.procedures.actions import ImportReport, import_catalogue
from cqtt.procedures.catalogue_file import read_own_catalogue


def found(name: str, kind: UnitKind, parent_name: str, at: datetime, **settings: Any) -> tuple[Commune, ImportReport]:
    """Make the unit with the holidays of this year and the next, and take in the catalogue of the program."""
    commune = found_unit(name, kind, parent_name, local(at).date(), **settings)
    report = import_catalogue(read_own_catalogue(), at)
    add_default_texts()
    add_defaults()
    add_default_triggers()
    return commune, report
