"""What the page of a procedure is drawn from: citizens read it, and administrators before they let citizens read it."""

from typing import Any

from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.procedures.catalogue import Catalogue, Group, Published
from cqtt.procedures.desk import counters_for
from cqtt.procedures.facts import hours_texts
from cqtt.procedures.kept import files_named_by
from cqtt.procedures.page import ProcedurePage
from cqtt.procedures.scanning import scan_address
from cqtt.text import slugify


def shown_values(procedure: Published, published: Catalogue) -> dict[str, Any]:
    """Return everything that procedures/show.html names."""
    commune, content = the_commune(), procedure.content
    return {
        "procedure": procedure,
        "page": ProcedurePage(content, commune, files_named_by(content.known_requirements or ())),
        "field": published.field_of.get(content.field) or _new_field(content.field),
        "successor": published.find(procedure.replaced_by),
        "counters": counters_for(content.field),
        "hours": hours_texts(working_calendar(commune)),
        "filing_reason": procedure.filing_reason,
        "scan_address": scan_address(procedure).partition("://")[2],
    }


def _new_field(name: str) -> Group:
    """Return a field that has no published procedure yet."""
    return Group(slugify(name), name, "", "document", ())
