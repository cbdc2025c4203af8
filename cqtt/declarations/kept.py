"""The templates that are kept: in a folder of their own, so that sweeping strays among citizens' files spares them."""

import logging
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from cqtt.commune.models import the_commune
from cqtt.declarations.engine import NotAllowed, NotFillable
from cqtt.declarations.faults import TemplateRefused
from cqtt.declarations.filling import fill
from cqtt.declarations.models import DeclarationTemplate
from cqtt.declarations.values import Values, values_of
from cqtt.dossiers.models import Dossier
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.files import FileStore
from cqtt.i18n import _

logger = logging.getLogger(__name__)


class NotFilled(RuleBroken):
    """The stored template is not as it was accepted, or what would come out is too large."""


def template_store() -> FileStore:
    return FileStore(Path(current_app.instance_path) / "declarations")


def stored_keys() -> list[tuple[str, str]]:
    """Return the key and digest of every kept template, for `FileStore.verify`."""
    rows = db.session.execute(select(DeclarationTemplate.storage_key, DeclarationTemplate.sha256))
    return [(key, digest) for key, digest in rows]


def templates_of(procedure_id: int) -> Sequence[DeclarationTemplate]:
    """Return the templates of a procedure, newest first."""
    of_it = select(DeclarationTemplate).where(DeclarationTemplate.procedure_id == procedure_id)
    return db.session.scalars(of_it.order_by(DeclarationTemplate.id.desc())).all()


def active_template(procedure_id: int) -> DeclarationTemplate | None:
    """Return the template that declarations of a procedure are made from, if there is one."""
    in_use = select(DeclarationTemplate).where(
        DeclarationTemplate.procedure_id == procedure_id, DeclarationTemplate.is_active
    )
    return db.session.scalar(in_use.order_by(DeclarationTemplate.id.desc()).limit(1))


def declaration_of(dossier: Dossier) -> bool:
    """Tell pages whether a dossier's declaration can be made; one query for an index of few rows."""
    in_use = select(DeclarationTemplate.id).where(
        DeclarationTemplate.procedure_id == dossier.procedure_id, DeclarationTemplate.is_active
    )
    return db.session.scalar(in_use.limit(1)) is not None


def declaration(template: DeclarationTemplate, dossier: Dossier, at: datetime) -> bytes:
    """Return the template filled for a dossier."""
    return filled(template, values_of(dossier, the_commune(), at))


def filled(template: DeclarationTemplate, values: Values) -> bytes:
    """Return the template filled; raise NotFilled when it cannot be, FileNotFoundError when it is gone.

    What it names and these values do not know (a question of another version) stays blank.
    """
    stored = template_store().read(template.storage_key)
    try:
        if sha256(stored).hexdigest() != template.sha256:
            raise NotFillable("changed")
        return fill(stored, {name: values.texts.get(name, "") for name in template.placeholders}, values.lists)
    except (TemplateRefused, NotAllowed, NotFillable) as error:
        logger.error("declaration template %s could not be filled: %s", template.id, type(error).__name__)
        raise NotFilled(_("Chưa điền được tờ khai này. Xin báo người quản trị xem lại mẫu của thủ tục.")) from error
