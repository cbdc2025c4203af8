"""The blueprint of the unit."""

from flask import Blueprint

bp = Blueprint("commune", __name__)
