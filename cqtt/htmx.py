"""One address, one template, two answers: the whole page, or its fragment for HTMX."""

from flask import Flask, Response, request
from htmx_flask import Htmx

htmx = Htmx()


def layout(name: str) -> str:
    """Name the template a page extends: its frame, or no frame for HTMX."""
    asked = request.htmx  # type: ignore[attr-defined]
    whole_page = not asked or asked.boosted or asked.history_restore_request
    return f"layouts/{name}.html" if whole_page else "layouts/fragment.html"


def init_app(app: Flask) -> None:
    """Give templates `layout` and tell caches which headers an answer depends on."""
    htmx.init_app(app)
    app.jinja_env.globals["layout"] = layout

    @app.after_request
    def vary(response: Response) -> Response:
        response.vary.update(["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
        return response
