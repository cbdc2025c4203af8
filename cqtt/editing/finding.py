"""The procedure a page of the editors is about: by code or slug, published or not."""

from flask import abort
from sqlalchemy import or_, select

from cqtt.extensions import db
from cqtt.procedures.models import Procedure


def procedure_or_404(code: str) -> Procedure:
    """Return the procedure; also one that has never been published."""
    named = or_(Procedure.code == code, Procedure.slug == code)
    return db.session.scalar(select(Procedure).where(named)) or abort(404)
