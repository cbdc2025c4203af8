"""The addresses of letters: /can-bo/thu for officers, /quan-tri/mau-thu for their texts, /thu/mo for their readers."""

from flask import Blueprint

bp = Blueprint("letters", __name__)
