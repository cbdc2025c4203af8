"""One address, one template, two answers: the whole page, or its fragment for HTMX."""

from flask import Flask, Response, request
from htmx_flask import Htmx

htmx = Htmx()


def layout(name: str) -> str:
    """Name the template a page extends: its frame, or no frame for HTMX."""
    return f"layouts/{name}.html" if wants_whole_page() else "layouts/fragment.html"


def wants_whole_page() -> bool:
    """Whether the request asks for a page, not for its fragment alone."""
    asked = request.htmx  # type: ignore[attr-defined]
    return bool(not asked or asked.boosted or asked.history_restore_request)


def go_to(address: str) -> Response:
    """Lead to another page: by 303, or as HTMX understands it, which would put the page into the fragment's place."""
    if request.htmx:  # type: ignore[attr-defined]
        return Response(status=204, headers={"HX-Redirect": address})
    return Response(status=303, headers={"Location": address})


def init_app(app: Flask) -> None:
    """Give templates `layout` and tell caches which headers an answer depends on."""
    htmx.init_app(app)
    app.jinja_env.globals["layout"] = layout

    @app.after_request
    def vary(response: Response) -> Response:
        response.vary.update(["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
        return response
