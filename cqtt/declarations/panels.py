"""Where the declaration is offered: on the officers' page of a dossier and on the citizen's."""

from collections.abc import Mapping

from cqtt.declarations.kept import declaration_of
from cqtt.dossiers.models import Dossier


def declaration_link(dossier: Dossier) -> Mapping[str, Dossier] | None:
    """Return the dossier where its declaration can be made from the commune's template."""
    return {"dossier": dossier} if declaration_of(dossier) else None
