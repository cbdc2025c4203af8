"""What administrators do with templates; every act is recorded. None of these commits."""

from datetime import datetime

from sqlalchemy import update

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.declarations.models import DeclarationTemplate
from cqtt.declarations.rules import Accepted
from cqtt.extensions import db


def put_to_use(
    procedure_id: int, accepted: Accepted, storage_key: str, officer: Officer, at: datetime
) -> DeclarationTemplate:
    """Keep a template that lies in the store; from now on the procedure's declarations are made from it."""
    template = DeclarationTemplate(
        procedure_id=procedure_id,
        name=accepted.name,
        storage_key=storage_key,
        sha256=accepted.digest,
        size=len(accepted.content),
        placeholders=list(accepted.names),
        created_at=at,
        officer_id=officer.id,
        is_active=False,
    )
    db.session.add(template)
    db.session.flush()
    record("add", "declaration_template", template.id, procedure=procedure_id, sha256=accepted.digest)
    use(template)
    return template


def use(template: DeclarationTemplate) -> None:
    """Make declarations from this template; the one in use until now rests, and can be taken up again."""
    of_it = DeclarationTemplate.procedure_id == template.procedure_id
    db.session.execute(update(DeclarationTemplate).where(of_it).values(is_active=False))
    template.is_active = True
    db.session.flush()
    record("use", "declaration_template", template.id, procedure=template.procedure_id)


def take_out_of_use(template: DeclarationTemplate) -> None:
    """Make no more declarations from this template; it stays, to be taken up again."""
    template.is_active = False
    record("take_out_of_use", "declaration_template", template.id, procedure=template.procedure_id)
