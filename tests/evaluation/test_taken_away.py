"""The tables that are taken away: the same numbers as the page, marked, named, and never a formula."""

import csv
import random
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask import Flask

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.evaluation.counted import Scope
from cqtt.evaluation.figures import tally_of
from cqtt.evaluation.periods import read_span
from cqtt.evaluation.rules import OUTLINES, Part, Subject
from cqtt.evaluation.words import WORDS
from cqtt.extensions import db
from cqtt.fees.models import PaymentWay
from cqtt.roles import Role
from tests.dossiers.staff import desk
from tests.evaluation.world import LATEST, add_payment, fill
from tests.factories import MONDAY
from tests.register.filing import make_all_hands, returned

UNIT = "/can-bo/danh-gia-don-vi"
ON_TIME = f"{UNIT}/dung-han"
YEAR = "ky=2026"


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_all_hands()


def test_the_workbook_holds_figures_and_procedures_and_is_marked(app: Flask, officer: Officer) -> None:
    for days in (2, 8):
        returned(officer, days)
    answer = desk(app, Role.LEADER).get(f"{UNIT}.xlsx?{YEAR}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="danh-gia-don-vi-20260101-20261231.xlsx"'
    assert answer.headers["Cache-Control"] == "no-store, private"
    book = openpyxl.load_workbook(BytesIO(answer.data))
    figures, procedures = book.worksheets
    assert figures["A1"].value == "Đánh giá đơn vị – Năm 2026 (tự tính, tham khảo)"
    rows = {row[1]: row for row in figures.iter_rows(min_row=4, values_only=True)}
    assert rows["Hồ sơ giải quyết trước hạn, đúng hạn"][2:8] == (1, 2, 50, None, 10, 20)
    assert rows["Khoản phí nộp bằng chuyển khoản"][2:7] == (0, 0, None, None, None)
    assert [cell.value for cell in procedures[5]][2:5] == [1, 1, 0]
    assert sum(row[2] for row in procedures.iter_rows(min_row=5, values_only=True)) == 2


def test_a_list_taken_away_says_which_it_is(app: Flask, officer: Officer) -> None:
    dossier = returned(officer, 8)
    add_payment(dossier, officer, PaymentWay.CASH, MONDAY.date())
    db.session.commit()
    client = desk(app, Role.LEADER)

    def rows(address: str) -> list[list[str]]:
        return list(csv.reader(StringIO(client.get(address).data.decode("utf-8-sig"))))

    late = rows(f"{ON_TIME}.csv?{YEAR}&phan=chua-dat&can-bo={officer.id}&thu-tuc={dossier.procedure_id}")
    named = f"Năm 2026 – trễ hạn – {officer.name} – {dossier.version.content['name']} (tự tính, tham khảo)"
    assert late[0] == [f"Hồ sơ giải quyết trước hạn, đúng hạn – {named}"]
    assert [len(line) for line in late[2:]] == [7, 7]
    head, paid = rows(f"{UNIT}/nop-phi-chuyen-khoan.csv?{YEAR}")[2:]
    assert "" not in head and len(head) == len(paid) == 6 and paid[1] == "23/11/2026"
    answer = client.get(f"{UNIT}/nop-phi-chuyen-khoan.xlsx?{YEAR}")
    cell = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].cell(5, 2)
    assert (cell.value.date(), cell.number_format) == (MONDAY.date(), "dd/mm/yyyy")


@pytest.mark.parametrize("typed", ['=HYPERLINK("http://x.example")', "+1+1", "@SUM(A1)"])
def test_what_looks_like_a_formula_is_text_in_every_table(app: Flask, officer: Officer, typed: str) -> None:
    returned(officer, 2, applicant_name=typed)
    client = desk(app, Role.LEADER)
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{ON_TIME}.xlsx?{YEAR}").data)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet.cell(5, 4).value == typed
    lines = list(csv.reader(StringIO(client.get(f"{ON_TIME}.csv?{YEAR}").data.decode("utf-8-sig"))))
    assert lines[3][3] == f"'{typed}"


def test_a_table_holds_the_numbers_and_the_rows_of_its_page(app: Flask) -> None:
    fill(random.Random(13), dossiers=24, feedbacks=8)
    scope, client = Scope(read_span("2026", "", "", LATEST.date()).period, LATEST), desk(app, Role.LEADER)
    with frozen(LATEST):
        figures = openpyxl.load_workbook(BytesIO(client.get(f"{UNIT}.xlsx?{YEAR}").data)).worksheets[0]
        shown = {row[1]: row[2:4] for row in figures.iter_rows(min_row=5, values_only=True)}
        for indicator, outline in OUTLINES.items():
            if outline.subject in (Subject.RATINGS, Subject.PROCEDURES):
                continue
            tally = tally_of(indicator, scope)
            if outline.group:
                assert shown[str(WORDS[indicator].name)] == (tally.good, tally.all)
            for part, count in ((Part.ALL, tally.all), (Part.GOOD, tally.good), (Part.OTHER, tally.other)):
                address = f"{UNIT}/{outline.slug}"
                sheet = openpyxl.load_workbook(BytesIO(client.get(f"{address}.xlsx?{YEAR}&phan={part}").data)).active
                assert len(list(sheet.iter_rows(min_row=5))) == count, (indicator, part)
                lines = list(csv.reader(StringIO(client.get(f"{address}.csv?{YEAR}&phan={part}").text)))
                assert len(lines) - 3 == count, (indicator, part)
