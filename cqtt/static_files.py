"""Stylesheets, scripts and pictures under hashed names, compressed once, cached for a year."""

import gzip
import hashlib
import importlib.resources
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

bp = Blueprint("static_files", __name__)
HTMX = ("js/htmx.js", importlib.resources.files("js_lib_htmx") / "static/htmx/htmx.min.js")
_COMPRESSED_KINDS = ("text/", "application/javascript", "image/svg+xml", "application/manifest+json")


@dataclass(frozen=True)
class StaticFile:
    """One file, ready to be sent in each encoding."""

    digest: str
    media_type: str
    bodies: dict[str, bytes]  # by content encoding: "br", "gzip", "identity"


@cache
def _pack(name: str, content: bytes) -> StaticFile:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type == "text/javascript":
        media_type = "application/javascript"
    if name.endswith(".css"):
        content = _without_comments(content)
    bodies = {"identity": content}
    if media_type.startswith(_COMPRESSED_KINDS):
        bodies |= {"br": brotli.compress(content), "gzip": gzip.compress(content, mtime=0)}
    return StaticFile(hashlib.sha256(content).hexdigest()[:16], media_type, bodies)


def _without_comments(css: bytes) -> bytes:
    """Drop comments and leading blanks: the source is for people, the network is not."""
    text = re.sub(r"/\*.*?\*/", "", css.decode(), flags=re.S)
    return re.sub(r"\s*\n\s*", "\n", text).strip().encode()


def load(folder: Path) -> dict[str, StaticFile]:
    """Read every static file once; the htmx of its wheel is one more of them."""
    files = {
        path.relative_to(folder).as_posix(): _pack(path.name, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return files | {HTMX[0]: _pack(HTMX[0], HTMX[1].read_bytes())}


def static_url(name: str) -> str:
    """Return the address under which a file may be cached for ever."""
    file = current_app.extensions["static_files"][name]
    return url_for("static_files.send", digest=file.digest, name=name)


@bp.get("/static/<digest>/<path:name>")
def send(digest: str, name: str) -> Response:
    file: StaticFile | None = current_app.extensions["static_files"].get(name)
    if file is None:
        abort(404)
    chosen = next((c for c in ("br", "gzip") if c in file.bodies and request.accept_encodings[c] > 0), "identity")
    response = Response(file.bodies[chosen], content_type=file.media_type)
    if file.media_type.startswith(("text/", "application/")):
        response.headers["Content-Type"] = f"{file.media_type}; charset=utf-8"
    if chosen != "identity":
        response.headers["Content-Encoding"] = chosen
    response.vary.add("Accept-Encoding")
    fresh = digest == file.digest
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    response.set_etag(f"{file.digest}-{chosen}")
    return response.make_conditional(request)  # type: ignore[return-value]


@bp.get("/favicon.ico")
def favicon() -> Response:
    return send(current_app.extensions["static_files"]["img/favicon.svg"].digest, "img/favicon.svg")


def init_app(app: Flask, folder: Path) -> None:
    """Load the files and give templates `static_url`."""
    app.extensions["static_files"] = load(folder)
    app.register_blueprint(bp)
    app.jinja_env.globals["static_url"] = static_url
