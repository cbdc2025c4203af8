"""There and back without loss: the same catalogue is the same bytes, and a second import changes nothing at all."""

import unicodedata
import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event

from cqtt.codes.models import ScanCode
from cqtt.exchange import actions
from cqtt.exchange.building import content_of, content_values, made, question_values, requirement_values
from cqtt.exchange.columns import FIELDS, LIFE_EVENTS, OLD_CODES, PROCEDURES, QUESTIONS, REQUIREMENTS
from cqtt.exchange.faults import is_loose
from cqtt.exchange.files import Format, read_file, write_file
from cqtt.exchange.sheets import Sheets
from cqtt.exchange.stored import read_stored, sheets_of
from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import (
    CatalogueStamp,
    LifeEvent,
    Procedure,
    ProcedureField,
    ProcedureVersion,
)
from cqtt.procedures.questions import Question
from cqtt.text import clean
from tests.editing.form_builder.strategies import one_of_every_kind, question_lists
from tests.exchange.catalogue import ODD_TEXTS, add_file, content, exported, fill, only, plan_for, rich_content
from tests.factories import MONDAY
from tests.rounds import LONG

FORMATS = list(Format)
EXAMPLES = 200 if LONG else 10


def forget_everything() -> None:
    for table in (ProcedureVersion, Procedure, ProcedureField, LifeEvent, ScanCode):
        db.session.execute(delete(table))
    db.session.get_one(CatalogueStamp, 1).as_of = ""
    db.session.commit()
    db.session.expunge_all()


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_catalogue_is_the_same_bytes(app: Flask, form: Format) -> None:
    fill()
    first = exported(form)
    db.session.expunge_all()
    assert exported(form) == first


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_taken_into_an_empty_record_exports_the_same_bytes(app: Flask, form: Format) -> None:
    fill()
    before = {each: exported(each) for each in FORMATS}
    forget_everything()
    actions.publish(plan_for(before[form]), "lần đầu", None, MONDAY)
    db.session.commit()
    assert {each: exported(each) for each in FORMATS} == before
    stored = db.session.query(ProcedureVersion).filter_by(procedure_id=only("cap-giay-chung-nhan").id).one()
    assert ProcedureContent.from_json(stored.content) == rich_content()


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_says_nothing_new_to_the_record_it_came_from(app: Flask, form: Format) -> None:
    fill()
    plan = plan_for(exported(form))
    assert not plan.changes_anything and len(plan.of("unchanged")) == 2 and plan.untouched == 0


@pytest.mark.parametrize("form", FORMATS)
def test_a_second_import_writes_nothing_at_all(app: Flask, form: Format) -> None:
    fill()
    changed = exported(form)
    only().department = "Văn phòng"
    db.session.commit()
    actions.publish(plan_for(changed), "sửa", None, MONDAY)
    db.session.commit()
    stamp = db.session.get_one(CatalogueStamp, 1).value
    written: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "BEGIN")):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    actions.publish(plan_for(changed), "lần nữa", None, MONDAY)
    assert actions.prepare_drafts(plan_for(changed), False, None, MONDAY) == 0
    db.session.commit()
    event.remove(db.engine, "before_cursor_execute", note)
    assert written == [] and db.session.get_one(CatalogueStamp, 1).value == stamp


@pytest.mark.parametrize("form", FORMATS)
def test_blank_forms_are_named_by_digest_and_stay(app: Flask, form: Format) -> None:
    fill()
    row = only()
    file = add_file(row)
    version = row.versions[0]
    said = ProcedureContent.from_json(version.content)
    papers = (replace(said.requirements[0], form_file=file.id), *said.requirements[1:])
    said = replace(said, requirements=papers)
    version.content, version.digest = said.to_json(), said.digest()
    db.session.commit()
    sent = exported(form)
    assert not plan_for(sent).changes_anything
    if form is Format.YAML:
        assert f"form_file: {'a' * 64} tờ khai.docx" in sent.decode()


def test_nothing_of_a_workbook_tells_when_it_was_made(app: Flask) -> None:
    fill()
    with zipfile.ZipFile(BytesIO(exported(Format.XLSX))) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert packed.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2


def test_a_workbook_opens_in_a_spreadsheet_program_and_holds_no_formula(app: Flask) -> None:
    fill()
    book = openpyxl.load_workbook(BytesIO(exported(Format.XLSX)))
    assert book.sheetnames == ["Hướng dẫn", "Thủ tục", "Giấy tờ", "Câu hỏi", "Lĩnh vực", "Sự kiện", "Mã cũ"]
    papers = book["Giấy tờ"]
    assert [cell.value for cell in papers[1]][:3] == ["Thủ tục", "Định danh", "Tên giấy tờ"]
    assert [cell.value for cell in papers[2]][:3] == ["procedure", "id", "name"]
    assert papers.freeze_panes == "B3"
    named = {cell.value: cell for cell in papers["C"]}
    assert named["=1+1"].data_type == "s" and named["=1+1"].quotePrefix
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    lists = {validation.formula1 for validation in book["Câu hỏi"].data_validations.dataValidation}
    assert '"có,không"' in lists


def test_one_field_alone_is_exported_without_life_events(app: Flask) -> None:
    fill()
    sheets = sheets_of(read_stored(), "ho-tich")
    assert [entry.slug for entry in sheets.entries()] == ["dang-ky-khai-sinh"]
    assert [row.text("id") for row in sheets.fields] == ["ho-tich"]
    assert sheets.life_events == () and [row.text("code") for row in sheets.old_codes] == ["2.000986"]
    plan = plan_for(write_file(sheets, Format.YAML))
    assert not plan.changes_anything and plan.untouched == 1


def sheets_with(said: ProcedureContent) -> Sheets:
    """The tables of one procedure, without any record behind them."""
    values = content_values(said) | {"filing_mode": "local"}
    asked = (row for question in said.questions for row in question_values(said.slug, question))
    return Sheets(
        "2026-11-23",
        {
            PROCEDURES.key: (made(PROCEDURES, values),),
            REQUIREMENTS.key: tuple(
                made(REQUIREMENTS, requirement_values(said.slug, paper, lambda id: "")) for paper in said.requirements
            ),
            QUESTIONS.key: tuple(made(QUESTIONS, row) for row in asked),
            **{table.key: () for table in (FIELDS, LIFE_EVENTS, OLD_CODES)},
        },
    )


@pytest.mark.proof
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions=question_lists())
@example(questions=one_of_every_kind())
def test_any_form_goes_there_and_back(app: Flask, questions: tuple[Question, ...]) -> None:
    said = replace(content(steps=list(ODD_TEXTS)), questions=questions)
    for form in FORMATS:
        back = read_file(write_file(sheets_with(said), form))
        assert content_of(back.entries()[0], lambda told: None) == said


_signs = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
rich_texts = st.text(st.one_of(_signs, st.sampled_from("\n \\-#*:|>'\"=+@_x")), max_size=80).map(
    lambda text: unicodedata.normalize("NFC", text)
)
lines = rich_texts.map(clean).filter(lambda text: bool(text) and not is_loose(text))


@pytest.mark.proof
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(guidance=rich_texts, note=lines, steps=st.lists(lines, max_size=4))
@example(guidance="  thụt\n\n\n- a\n\tb ", note="_x000D_", steps=["\\n", "a\\", "=1"])
@example(guidance="\n\ufffe\uffff", note="…", steps=["… ’"])
def test_any_text_goes_there_and_back(app: Flask, guidance: str, note: str, steps: list[str]) -> None:
    said = content(steps=steps)
    said = replace(said, guidance=guidance, requirements=(replace(said.requirements[0], note=note),))
    for form in FORMATS:
        back = read_file(write_file(sheets_with(said), form))
        assert content_of(back.entries()[0], lambda told: None) == said
