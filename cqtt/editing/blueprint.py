"""The blueprint of all pages on which administrators keep the procedures."""

from flask import Blueprint

bp = Blueprint("editing", __name__)

ALL = "/quan-tri/thu-tuc"
ONE = f"{ALL}/<code>"  # the national code, or the slug where there is none
