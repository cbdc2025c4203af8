"""Files of the desk's scanner, shown to the officer at the desk before one is taken into a dossier."""

from flask import Response, abort

from cqtt.access import requires
from cqtt.desk.scans import scan_of, thumbnail
from cqtt.desk.staff_views import DESK, bp
from cqtt.file_answers import POLICY
from cqtt.roles import Role


@bp.get(f"{DESK}/tep-quet/<key>.jpg")
@requires(Role.RECEPTION)
def scan_picture(key: str) -> Response:
    """A small picture of a file that waits in the scanner's folder."""
    scan = scan_of(key) or abort(404)
    picture = thumbnail(scan) or abort(404)
    answer = Response(picture, mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
