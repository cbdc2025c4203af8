"""Hand out a kept file in a way that cannot harm who opens it."""

import logging
from io import BytesIO

from flask import Response, request, send_file
from werkzeug.exceptions import NotFound

from cqtt.files import FileStore

logger = logging.getLogger(__name__)

PLAYED = {"audio/webm", "audio/ogg", "audio/mp4"}
SHOWN_INLINE = {"image/jpeg", "image/png", "image/webp", "application/pdf", *PLAYED}
UNKNOWN = "application/octet-stream"

POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# Some browsers do not start their PDF viewer in a sandbox; the rest still holds.
PDF_POLICY = POLICY.replace(" sandbox;", "")
# Opened by itself, a recording is a page with a player in it.
AUDIO_POLICY = POLICY.replace("'none';", "'none'; media-src 'self';", 1)


def shown_in_page() -> bool:
    """Whether a browser asks for a picture inside a page, and not for a file to be opened or saved.

    Every browser says so in what it accepts; whatever does not say so counts as opened.
    """
    return request.headers.get("Accept", "").startswith("image/")


def send_kept(store: FileStore, key: str, media_type: str, name: str, inline: bool = False) -> Response:
    """Answer with a kept file, to be saved or, if asked and of a harmless type, shown.

    The caller has found out that the person may see it. A file that is gone answers 404 and is logged.
    """
    try:
        content = store.read(key)
    except FileNotFoundError:
        logger.error("file %s is missing from the store", key)
        raise NotFound from None
    return send_bytes(content, media_type, name, inline)


def send_bytes(content: bytes, media_type: str, name: str, inline: bool = False) -> Response:
    """Answer with a file, to be saved or, if asked and of a harmless type, shown or played.

    A player may ask for a piece of a recording; iPhones play nothing that is not given in pieces.
    """
    shown = inline and media_type in SHOWN_INLINE
    known = media_type if media_type in SHOWN_INLINE else UNKNOWN
    pieces = shown and known in PLAYED
    answer = send_file(BytesIO(content), known, as_attachment=not shown, download_name=name, conditional=pieces)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = _policy(known) if shown else POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _policy(media_type: str) -> str:
    if media_type == "application/pdf":
        return PDF_POLICY
    return AUDIO_POLICY if media_type in PLAYED else POLICY
