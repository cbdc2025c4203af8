"""The standard texts that come with the program: a beginning, which administrators change as they like."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from cqtt.phrases.models import Occasion

FILE = Path(__file__).with_name("default_texts.yaml")


@dataclass(frozen=True)
class DefaultText:
    """One text of the file; `procedure` is a slug of the catalogue, None where it fits all."""

    occasion: Occasion
    text: str
    procedure: str | None = None
    legal_ground: str = ""
    competent_place: str = ""


@cache
def default_texts() -> list[DefaultText]:
    """Return every text of the file, in its order. Legal grounds stand only where they are certain."""
    rows = yaml.safe_load(FILE.read_text("utf-8"))
    return [DefaultText(Occasion(row.pop("occasion")), **row) for row in rows]
