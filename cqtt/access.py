"""Who may open what: the staff area is closed as a whole, and each staff view names its roles."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import ValidationError

from cqtt.roles import Role
from cqtt.text import clean

MOST_SHOWN = 4_000  # characters of one box
# Tokens, boxes of passwords, what a scanner typed from a citizen card, and marks that nobody typed.
NEVER_SHOWN = {"csrf_token", "password", "old", "new", "again", "scan", "seen", "revision", "kind", "ve", "dau"}
STAFF_AREAS = ("/can-bo", "/quan-tri")
View = TypeVar("View", bound=Callable[..., Any])


def requires(*roles: Role) -> Callable[[View], View]:
    """Name the roles that may open a staff view; none of them: 403. Without this mark it opens for nobody."""

    def mark(view: View) -> View:
        view.roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def in_staff_area(path: str) -> bool:
    """Whether an address belongs to the closed part."""
    return any(path == area or path.startswith(f"{area}/") for area in STAFF_AREAS)


def own_path(address: str | None) -> str | None:
    """Return the address if it is a path of this site, for `tiep=` after sign-in; else None."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc or "\\" in address or "\n" in address else address


def init_app(app: Flask) -> None:
    """Close the staff area before any view runs."""

    @app.before_request
    def gate() -> AnyResponse | None:
        if not in_staff_area(request.path):
            return None
        if not current_user.is_authenticated:
            return ask_to_sign_in()
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None:
            return None  # no such page: 404 follows, for officers only
        if not getattr(view, "roles", frozenset()) & current_user.role_set:
            abort(403)
        if current_user.must_change_password and request.endpoint not in ("commune.change_password",):
            return redirect(url_for("commune.change_password"), 303)
        return None


def ask_to_sign_in() -> AnyResponse:
    """Lead to the sign-in page; HTMX is told to load it whole, not into the fragment."""
    in_a_fragment = "HX-Request" in request.headers
    address = url_for("commune.sign_in", tiep=own_path(_page_to_return_to()))
    typed = typed_texts()
    if typed:  # a session that ended in the middle of a form: nothing that was written is lost
        page = render_template("errors/session_over.html", typed=typed, sign_in=address)
        in_place = {"HX-Retarget": "#main", "HX-Reswap": "innerHTML"}
        return Response(page, status=422, headers=in_place) if in_a_fragment else Response(page, status=401)
    if in_a_fragment:
        return Response("", status=401, headers={"HX-Redirect": address})
    return redirect(address, 303)


def _page_to_return_to() -> str | None:
    """Return the address to open after sign-in: the page asked for, or the form's own, where it is a page.

    What was to become a part of a page is no page: the one it belongs to is.
    """
    around = request.headers.get("HX-Current-URL")
    if around and "HX-Boosted" not in request.headers:
        return _without_site(around)
    if request.method != "GET":
        try:
            current_app.url_map.bind("").match(request.path, method="GET")
        except HTTPException:
            return None
    return request.full_path.rstrip("?")


def _without_site(address: str) -> str | None:
    """Return the path of an address, with its query."""
    try:
        page = urlsplit(address)
    except ValueError:
        return None
    return f"{page.path}?{page.query}" if page.query else page.path


def is_own_form() -> bool:
    """Whether the request carries the token of this browser's session."""
    if not current_app.config.get("WTF_CSRF_ENABLED", True):
        return True
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def typed_texts() -> list[str]:
    """Return what this request brought in words, so that nobody has to write it again from memory.

    Only of a form that this site gave out to this browser: no other site may put its words on our page.
    """
    if not is_own_form():
        return []
    brought = (value for name, value in request.form.items() if name not in NEVER_SHOWN)
    return [clean(value)[:MOST_SHOWN] for value in brought if len(value.strip()) > 2]
