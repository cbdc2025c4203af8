"""A code that a procedure had before leads to it, whoever changed the code: an administrator or a file."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.procedures.actions import import_catalogue
from cqtt.procedures.additions_file import Filing
from cqtt.procedures.catalogue_file import Catalogue
from cqtt.procedures.content import FilingMode, ProcedureContent
from cqtt.procedures.models import Procedure
from cqtt.procedures.old_codes import change_code, lead_on
from tests.editing.publishing.drafting import birth
from tests.factories import MONDAY, make_procedure, procedure_content


def catalogue_of(content: ProcedureContent) -> Catalogue:
    filing = {content.slug: Filing(FilingMode.LOCAL, "")}
    return Catalogue(MONDAY.date(), (content,), (), (), {}, {}, filing, ())


def test_an_import_takes_back_the_code_that_an_administrator_changed(app: Flask) -> None:
    procedure = birth()
    change_code(procedure, "1.009999")
    db.session.commit()
    content = ProcedureContent.from_json(procedure_content())
    for code in ("1.001193", "1.001193", "1.005555"):
        import_catalogue(catalogue_of(replace(content, code=code)), MONDAY)
        db.session.commit()
    codes = db.session.execute(select(Procedure.code, Procedure.replaced_by).order_by(Procedure.code)).all()
    assert [tuple(row) for row in codes] == [("1.001193", "1.005555"), ("1.005555", ""), ("1.009999", "1.005555")]


def test_nothing_leads_in_a_circle(app: Flask) -> None:
    first, second = birth(), make_procedure(code="2.000001", slug="b").procedure
    second.replaced_by = "1.001193"
    db.session.flush()
    lead_on("1.001193", "2.000001")
    db.session.refresh(second)
    assert second.replaced_by == "1.001193" and first.replaced_by == ""
