"""Where a fault is mended: the part of the edit page, or the form builder."""

from flask import url_for

from cqtt.editing.publishing.rules import Fault
from cqtt.editing.sections.parts import FIELDS, Part

_PART_OF = {field: part for part, fields in FIELDS.items() for field in fields}


def mending_address(fault: Fault, code: str) -> str:
    """Return the address of the place that mends this fault."""
    if fault.field == "questions":
        return url_for("editing.builder", code=code)
    return url_for("editing.edit", code=code, _anchor=_PART_OF.get(fault.field, Part.NAME).value)
