"""Photographs and the voice note: a sender's own for the sender alone, approved copies for everybody."""

from flask import abort
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.extensions import db
from cqtt.feedback.held import held_or_404
from cqtt.feedback.kept import file_store, plain_name
from cqtt.feedback.models import Feedback, FeedbackFile
from cqtt.feedback.views import bp
from cqtt.file_answers import send_kept

A_MINUTE_OR_FIVE = "private, max-age=300"  # short: what is taken off the list is soon gone everywhere


@bp.get("/phan-anh/<code>/tep/<public_id>")
def own_file(code: str, public_id: str) -> Response:
    """Show a file to whoever sent the feedback; nothing of it stays in the browser."""
    files = held_or_404(code).files
    file = next((one for one in files if one.public_id == public_id and one.removed_at is None), None) or abort(404)
    return send_kept(file_store(), file.storage_key, file.media_type, plain_name(file.media_type), inline=True)


@bp.get("/phan-anh/anh/<public_id>")
def public_photo(public_id: str) -> Response:
    """Show the copy of a photograph that a person approved, for as long as the feedback is published."""
    wanted = (
        select(FeedbackFile)
        .join(Feedback)
        .where(
            FeedbackFile.public_id == public_id,
            FeedbackFile.public_key.is_not(None),
            FeedbackFile.removed_at.is_(None),
            Feedback.is_published,
        )
    )
    file = db.session.scalar(wanted)
    if file is None or file.public_key is None:
        abort(404)
    answer = send_kept(file_store(), file.public_key, "image/jpeg", plain_name("image/jpeg"), inline=True)
    answer.headers["Cache-Control"] = A_MINUTE_OR_FIVE
    return answer
