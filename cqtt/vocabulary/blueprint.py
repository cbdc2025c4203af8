"""The blueprint of all pages on which administrators keep the words by which citizens find a procedure."""

from flask import Blueprint

bp = Blueprint("vocabulary", __name__)

HERE = "/quan-tri/tra-cuu"
