"""The whole catalogue of the program: there and back without loss, within the time that somebody waits."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import delete

from cqtt.codes.models import ScanCode
from cqtt.exchange import actions
from cqtt.exchange.files import Format
from cqtt.extensions import db
from cqtt.procedures.actions import import_catalogue
from cqtt.procedures.commands import own_catalogue
from cqtt.procedures.models import CatalogueStamp, LifeEvent, Procedure, ProcedureField, ProcedureVersion
from tests.exchange.catalogue import exported, plan_for
from tests.factories import MONDAY

T = TypeVar("T")
SECONDS = 2.0

pytestmark = pytest.mark.proof


def timed(work: Callable[[], T]) -> T:
    began = time.process_time()
    done = work()
    assert time.process_time() - began < SECONDS
    return done


def test_every_procedure_of_the_program_goes_there_and_back_in_time(app: Flask) -> None:
    import_catalogue(own_catalogue(), MONDAY)
    db.session.commit()
    before: dict[Format, bytes] = {form: timed(lambda form=form: exported(form)) for form in Format}  # type: ignore[misc]
    for form in Format:
        plan = timed(lambda form=form: plan_for(before[form]))  # type: ignore[misc]
        assert not plan.changes_anything and len(plan.items) >= 150
        _forget_everything()
        actions.publish(plan_for(before[form]), "nhập lại", None, MONDAY)
        db.session.commit()
        assert {each: exported(each) for each in Format} == before


def _forget_everything() -> None:
    for table in (ProcedureVersion, Procedure, ProcedureField, LifeEvent, ScanCode):
        db.session.execute(delete(table))
    db.session.get_one(CatalogueStamp, 1).as_of = ""
    db.session.commit()
    db.session.expunge_all()
