"""A document that the office looks up is asked of nobody: not on the page, not online, not at the desk."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.dossiers.case.papers_sent import papers_shown
from cqtt.dossiers.content import content_of, papers_of
from cqtt.procedures.content import Requirement
from cqtt.procedures.facts import Papers
from cqtt.procedures.models import ProcedureVersion
from tests.desk.desk import at_desk
from tests.dossiers.citizen import begin, fill_in
from tests.editing.sections.boxes import words_of
from tests.factories import make_dossier, make_procedure

USUAL = {"originals": 1, "copies": 0, "present_only": False, "note": "", "when": ""}


def procedure(**content: Any) -> ProcedureVersion:
    papers = [
        USUAL | {"id": "to-khai", "name": "Tờ khai"},
        USUAL | {"id": "ket-hon", "name": "Giấy đăng ký kết hôn", "look_up": True, "note": "đã có trong dữ liệu"},
    ]
    return make_procedure(requirements=papers, **content)


def test_citizens_read_that_they_need_not_bring_it(client: FlaskClient) -> None:
    version = procedure()
    page = client.get(f"/thu-tuc/{version.procedure.code}").text
    brought, _heading, looked_up = page.partition("Không phải mang: cán bộ tra cứu giúp")
    assert "<b>Tờ khai</b>" in brought and "Giấy đăng ký kết hôn" not in brought
    assert "Giấy đăng ký kết hôn" in looked_up and "Đã có trong dữ liệu." in looked_up
    assert "- Không phải mang, cán bộ tra cứu giúp: Giấy đăng ký kết hôn" in page.partition("<pre")[2]


def test_nobody_uploads_it(client: FlaskClient) -> None:
    version = procedure()
    start = client.get(f"/nop-ho-so/{version.procedure.code}").text
    assert "Ảnh chụp: Tờ khai" in start and "Giấy đăng ký kết hôn" not in start
    draft = begin(client, version)
    fill_in(client, draft)
    page = client.get(f"/nop-ho-so/{draft}/giay-to").text
    assert "giay-to-to-khai" in page and "giay-to-ket-hon" not in page
    assert "Không phải nộp: cán bộ tra cứu giúp Giấy đăng ký kết hôn" in words_of(page)
    assert client.get(f"/nop-ho-so/{draft}/giay-to/ket-hon").status_code == 404


def test_the_desk_is_told_to_look_it_up_and_ticks_nothing(app: Flask) -> None:
    version = procedure()
    page = at_desk(app).post("/can-bo/tiep-nhan", data={"procedure": version.procedure.address_code}).text
    assert 'value="to-khai"' in page and 'value="ket-hon"' not in page
    assert "Tra cứu, không yêu cầu nộp: Giấy đăng ký kết hôn." in words_of(page)


def test_the_case_says_who_has_it_and_misses_nothing(app: Flask) -> None:
    dossier = make_dossier(procedure())
    content = content_of(dossier)
    assert [paper.requirement.id for paper in papers_of(dossier, content)] == ["to-khai", "giay-to-khac"]
    shown = {paper.name: paper.state for paper in papers_shown(dossier, content)}
    assert shown == {"Tờ khai": "Còn thiếu", "Giấy đăng ký kết hôn": "Cán bộ tra cứu"}


@pytest.mark.parametrize("present_only", [False, True])
def test_what_is_looked_up_is_neither_handed_in_nor_shown(present_only: bool) -> None:
    paper = Requirement("a", "A", look_up=True, present_only=present_only)
    assert not paper.uploadable and not paper.compulsory
    papers = Papers.of([paper])
    assert (papers.always, papers.sometimes, len(papers.looked_up)) == ((), (), 1)
