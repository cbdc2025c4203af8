"""The first page and the pages about the site."""

from flask import Blueprint, Response, render_template, url_for

from cqtt.privacy import PRIVACY_VERSION
from cqtt.procedures.catalogue import published_catalogue

bp = Blueprint("home", __name__)

# What holds personal data or is for officers; everything else may be found by anybody.
CLOSED_TO_ROBOTS = ("/ho-so", "/nop-ho-so", "/can-bo", "/quan-tri", "/dang-nhap", "/q/", "/Q/")


@bp.get("/")
def index() -> str:
    """The first page: search, life events, the doors."""
    return render_template("home/index.html", life_events=published_catalogue().life_events)


@bp.get("/rieng-tu")
def privacy() -> str:
    return render_template("home/privacy.html", version=PRIVACY_VERSION)


@bp.get("/tro-giup")
def help() -> str:
    return render_template("home/help.html")


@bp.get("/huong-dan")
def guide() -> str:
    return render_template("home/guide.html")


@bp.get("/robots.txt")
def robots() -> Response:
    """Let search engines read what is public and nothing else."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS), f"Allow: {url_for('.index')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
