"""The application for a WSGI server: `app`."""

from cqtt import create_app

app = create_app()
