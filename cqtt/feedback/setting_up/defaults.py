"""The topics and standard answers that come with the program: a beginning, which administrators change as they like."""

from pathlib import Path
from typing import Any

import yaml

from cqtt.feedback.topics import Occasion, Track

FILE = Path(__file__).with_name("defaults.yaml")


def default_topics() -> list[dict[str, Any]]:
    """Return the topics of the file by the names of the record, in their order."""
    return [row | {"track": Track(row.get("track", Track.LOCAL))} for row in _read()["topics"]]


def default_answers() -> list[dict[str, Any]]:
    """Return the answers of the file by the names of the record; `topic` is a name, missing where it fits all."""
    return [row | {"occasion": Occasion(row["occasion"])} for row in _read()["answers"]]


def _read() -> dict[str, list[dict[str, Any]]]:
    content: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text("utf-8"))
    return content
