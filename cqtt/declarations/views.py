"""The declaration of one's own dossier, filled, as a Word document."""

from datetime import timedelta

from flask import Blueprint, Response, abort

from cqtt.audit.rules import Actor
from cqtt.declarations.kept import declaration_of
from cqtt.declarations.word_files import declaration_or_404
from cqtt.dossiers.case_access import note_handing_out
from cqtt.dossiers.held import draft_or_gone, unlocked_dossier_or_404
from cqtt.dossiers.models import Dossier
from cqtt.throttle import allowed, client_address

bp = Blueprint("declarations", __name__)
bp.add_app_template_global(declaration_of)

FILLED_AN_HOUR = 300  # from one address; a hall shares one


@bp.get("/ho-so/<code>/to-khai.docx")
def own_declaration(code: str) -> Response:
    """The declaration of a dossier that this browser holds; each time is recorded."""
    _count_one()
    return _taken_home(unlocked_dossier_or_404(code))


@bp.get("/nop-ho-so/<draft>/to-khai.docx")
def draft_declaration(draft: str) -> Response:
    """The declaration of what is being written, to be read, printed and signed before it is handed in."""
    _count_one()
    return _taken_home(draft_or_gone(draft))


def _taken_home(dossier: Dossier) -> Response:
    answer = declaration_or_404(dossier)
    note_handing_out("download_declaration", "dossier", dossier.id, Actor.CITIZEN)
    return answer


def _count_one() -> None:
    if not allowed("declaration", client_address(), FILLED_AN_HOUR, timedelta(hours=1)):
        abort(429)
