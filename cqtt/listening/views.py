"""The sessions as everybody sees them; the other pages hang themselves onto this blueprint."""

from flask import Blueprint

bp = Blueprint("listening", __name__)
