"""The declaration of a case, filled, for the officer who works on it."""

from flask import Response

from cqtt.access import requires
from cqtt.declarations.views import bp
from cqtt.declarations.word_files import declaration_or_404
from cqtt.dossiers.case_access import case_or_404, note_handing_out
from cqtt.dossiers.rules import CASE_ROLES


@bp.get("/can-bo/ho-so/<row:id>/to-khai.docx")
@requires(*CASE_ROLES)
def case_declaration(id: int) -> Response:
    """Send the declaration; taking it out of the system is recorded."""
    answer = declaration_or_404(case_or_404(id))
    note_handing_out("download_declaration", "dossier", id)
    return answer
