"""Hand out a Word document: always to be saved, under a name with its marks, kept by nobody on the way."""

import logging
from io import BytesIO

from flask import Response, abort, send_file

from cqtt.clock import now
from cqtt.declarations.forms import WORD_FILE
from cqtt.declarations.kept import active_template, declaration
from cqtt.dossiers.models import Dossier
from cqtt.file_answers import POLICY
from cqtt.i18n import _

logger = logging.getLogger(__name__)


def declaration_or_404(dossier: Dossier) -> Response:
    """Answer with the dossier's declaration; 404 where the procedure has no template in use.

    The caller has found out that the person may see the dossier.
    """
    template = active_template(dossier.procedure_id) or abort(404)
    code = dossier.code or dossier.procedure.address_code
    try:
        return word_file(declaration(template, dossier, now()), _("Tờ khai %(code)s", code=code))
    except FileNotFoundError:
        logger.error("declaration template %s is missing from the store", template.id)
        abort(404)


def word_file(content: bytes, name: str) -> Response:
    """Answer with a document under this name."""
    answer = send_file(BytesIO(content), WORD_FILE, as_attachment=True, download_name=f"{name}.docx", conditional=False)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
