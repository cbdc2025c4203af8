"""The blank forms and samples that citizens take from a procedure's page."""

from flask import Response, abort, request

from cqtt.procedures.catalogue import published_catalogue
from cqtt.procedures.kept import IN_PUBLIC, file_answer, published_file
from cqtt.procedures.views import bp


@bp.get("/thu-tuc/<code>/bieu-mau/<row:id>")
def form_file(code: str, id: int) -> Response:
    """Send a file that the published version names; one of a draft or of an old version is not found."""
    procedure = published_catalogue().find(code) or abort(404)
    file = published_file(procedure.id, procedure.content, id) or abort(404)
    answer = file_answer(file)
    answer.headers["Cache-Control"] = IN_PUBLIC
    answer.make_conditional(request)
    return answer
