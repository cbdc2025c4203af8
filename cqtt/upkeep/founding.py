"""The beginning of an installation: the unit, its proposed holidays, the catalogue, sentences to begin with."""

from datetime import datetime
from typing import Any

from cqtt.clock import local
from cqtt.commune.actions import found_unit
from cqtt.commune.holidays import LUNAR_YEARS, propose
from cqtt.commune.models import Commune, Holiday, UnitKind
from cqtt.extensions import db
from cqtt.phrases.actions import add_default_texts
from cqtt.procedures.actions import ImportReport, import_catalogue
from cqtt.procedures.catalogue_file import read_own_catalogue

ASSUMED = "giả định, chờ thông báo của năm"


def found(name: str, kind: UnitKind, parent_name: str, at: datetime, **settings: Any) -> tuple[Commune, ImportReport]:
    """Make the unit with the holidays of this year and the next, and take in the catalogue of the program."""
    today = local(at).date()
    commune = found_unit(name, kind, parent_name, today, **settings)
    for year in (today.year, today.year + 1):
        _say_what_is_assumed(year)
    report = import_catalogue(read_own_catalogue(), at)
    add_default_texts()
    return commune, report


def _say_what_is_assumed(year: int) -> None:
    """Mark the holidays for which no notice was known, so that somebody compares them with it."""
    for day in propose(year) if year in LUNAR_YEARS else ():
        row = db.session.get(Holiday, day.on)
        if day.assumed and row is not None:
            row.source = f"{day.source} ({ASSUMED})"
