"""The points of each indicator: kept by administrators, within the totals of the groups, and by one at a time."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.evaluation.actions import state_of
from cqtt.evaluation.figures import report_of
from cqtt.evaluation.models import IndicatorWeight, weights
from cqtt.evaluation.periods import read_span
from cqtt.evaluation.rules import USUAL_TENTHS, Group, Indicator, tenths_text
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.staff import desk
from tests.factories import MONDAY
from tests.register.filing import make_all_hands, returned

WEIGHTS = "/quan-tri/diem-danh-gia"
AS_USUAL = {indicator.value: tenths_text(tenths) for indicator, tenths in USUAL_TENTHS.items()}


@pytest.fixture
def administrator(app: Flask) -> FlaskClient:
    return desk(app, Role.ADMINISTRATOR)


def typed(**points: str) -> dict[str, str]:
    return AS_USUAL | {"seen": state_of(weights())} | points


def test_an_administrator_gives_other_points_and_the_figures_follow(administrator: FlaskClient) -> None:
    returned(make_all_hands(), 2)
    answer = administrator.post(WEIGHTS, data=typed(on_time="12,5", scanned="10.5"))
    assert answer.status_code == 303
    assert weights() == USUAL_TENTHS | {Indicator.ON_TIME: 125, Indicator.SCANNED: 105}
    scored = report_of(read_span("2026", "", "", MONDAY.date()), MONDAY).scores[Group.PROGRESS]
    assert (scored.tenths, scored.computable, scored.elsewhere) == (125, 125, 75)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "indicator_weight")).one()
    assert (entry.action, entry.details) == ("change", {"fields": ["on_time", "scanned"]})


def test_saving_what_is_stored_already_changes_and_records_nothing(administrator: FlaskClient) -> None:
    assert administrator.post(WEIGHTS, data=typed()).status_code == 303
    assert weights() == USUAL_TENTHS
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "indicator_weight")).all() == []


@pytest.mark.parametrize("wrong", ["", "sáu", "-1", "1,25", "1000", "1e2", "6 điểm"])
def test_what_is_no_number_of_points_is_refused_and_stays(administrator: FlaskClient, wrong: str) -> None:
    answer = administrator.post(WEIGHTS, data=typed(on_time=wrong, scanned="7,5"))
    assert answer.status_code == 422
    assert 'value="7,5"' in answer.text and f'value="{wrong}"' in answer.text
    assert weights() == USUAL_TENTHS


def test_more_than_the_group_has_is_refused_with_its_sum(administrator: FlaskClient) -> None:
    answer = administrator.post(WEIGHTS, data=typed(filed_online="15", paid_online="7,5"))
    assert answer.status_code == 422 and "có 22 điểm, các phần đang ghi cộng lại 22,5" in answer.text
    assert 'value="7,5"' in answer.text and weights() == USUAL_TENTHS


def test_the_second_of_two_administrators_is_shown_what_the_first_saved(administrator: FlaskClient) -> None:
    late = typed(on_time="10")
    administrator.post(WEIGHTS, data=typed(on_time="15"))
    answer = administrator.post(WEIGHTS, data=late)
    assert answer.status_code == 409
    assert "Đồng nghiệp vừa lưu điểm khác" in answer.text and "đang là 15" in answer.text
    assert 'value="10"' in answer.text and weights()[Indicator.ON_TIME] == 150
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', answer.text)
    assert seen
    assert administrator.post(WEIGHTS, data=late | {"seen": seen[1]}).status_code == 303
    assert weights()[Indicator.ON_TIME] == 100


def test_the_usual_points_come_back(administrator: FlaskClient) -> None:
    administrator.post(WEIGHTS, data=typed(on_time="15"))
    assert administrator.post(f"{WEIGHTS}/nhu-thuong-le").status_code == 303
    assert weights() == USUAL_TENTHS and db.session.scalars(select(IndicatorWeight)).all() == []
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_kind == "indicator_weight"))
    assert list(acts) == ["change", "restore"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_decide_about_points(app: Flask, role: Role) -> None:
    client = desk(app, role)
    assert client.get(WEIGHTS).status_code == client.post(WEIGHTS, data={}).status_code == 403
    assert client.post(f"{WEIGHTS}/nhu-thuong-le").status_code == 403


def test_a_form_without_its_token_is_refused_and_keeps_what_was_typed(app: Flask) -> None:
    client = desk(app, Role.ADMINISTRATOR)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(WEIGHTS, data=typed(on_time="15"))
    assert answer.status_code == 422 and 'value="15"' in answer.text
    assert weights() == USUAL_TENTHS
