"""The register on PostgreSQL: the same lines in the same order, the same sums."""

from datetime import date, timedelta

import pytest
from flask import Flask

from cqtt.dossiers import actions
from cqtt.dossiers.models import PaperKind
from cqtt.dossiers.papers.issuing import reissue
from cqtt.extensions import db
from cqtt.register.book import PART, Sheet, page_of, parts_of, totals_of
from cqtt.register.rules import Period
from tests.dossiers.test_numbers_on_postgres import app
from tests.factories import MONDAY, make_dossier
from tests.postgres import postgres_server, postgres_url
from tests.register.filing import accepted, make_all_hands, many_returned, refused, resolved

__all__ = ["app", "postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof  # starts a database server
NOVEMBER = Sheet(Period(date(2026, 11, 1), date(2026, 11, 30)))


def test_lines_and_sums_are_those_of_sqlite(app: Flask) -> None:
    officer = make_all_hands()
    no, late, first = refused(officer), resolved(officer, 8), accepted(officer)
    old = make_dossier(status="processing", received_at=MONDAY)
    actions.correct(first, officer, {"applicant_name": "Nguyễn Thị Hường"}, MONDAY)
    reissue(first, PaperKind.RECEIPT, officer, MONDAY + timedelta(hours=1))
    db.session.commit()
    found = page_of(NOVEMBER, "Xã", 1, 50)
    assert [line.id for line in found] == [late.id, first.id, old.id, no.id]
    assert [line.number for line in found] == ["01", "02", "–", "01/TCHS"]
    assert found[1].note == "Đã tiếp nhận; Cấp lại giấy hẹn số 03/TNHS"
    totals = totals_of(NOVEMBER)
    assert (totals.accepted, totals.late, totals.open, totals.refused) == (3, 1, 2, 1)


def test_a_long_book_is_read_part_by_part(app: Flask) -> None:
    many_returned(make_all_hands(), PART + 1)
    assert [len(part) for part in parts_of(NOVEMBER, "Xã")] == [PART, 1]
