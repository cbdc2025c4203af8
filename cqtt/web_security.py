"""What every answer carries: content security policy, caching, compression."""

import brotli
from flask import Flask, Response, request

from cqtt.access import in_staff_area

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Officers photograph papers at their desk; citizens' pages leave that to the telephone's own camera.
PERMISSIONS = "camera=(), microphone=(self), geolocation=(self), payment=()"
PERMISSIONS_OF_OFFICERS = "camera=(self), microphone=(self), geolocation=(self), payment=()"


def init_app(app: Flask) -> None:
    """Add the headers to every answer; a view that set one of them itself keeps its own."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        permissions = PERMISSIONS_OF_OFFICERS if in_staff_area(request.path) else PERMISSIONS
        response.headers.setdefault("Permissions-Policy", permissions)
        # Every page may be personal to whoever asked; static files set their own rule.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    @app.after_request
    def compress(response: Response) -> Response:
        wanted = request.accept_encodings["br"] > 0 and response.mimetype in ("text/html", "image/svg+xml")
        if not wanted or response.direct_passthrough or "Content-Encoding" in response.headers:
            return response
        body = response.get_data()
        if len(body) < 500 or response.status_code in (204, 304):
            return response
        response.set_data(brotli.compress(body, quality=5))
        response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")
        return response
