"""What is missing or doubtful about a procedure, judged from plain facts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from cqtt.editing.overview.links import leads_nowhere, links_of
from cqtt.editing.overview.rules import Facts, Gap, gaps_of
from cqtt.editing.overview.words import GAPS
from cqtt.procedures.content import FilingMode, ProcedureContent
from tests.factories import MONDAY, procedure_content

SURE = {"identity": "high", "processing_time": "high", "fee": "high", "documents": "high", "online_level": "high"}
A_FORM = {
    "id": "to-khai",
    "name": "Tờ khai đăng ký khai sinh",
    "originals": 1,
    "copies": 0,
    "present_only": False,
    "note": "",
    "when": "luôn cần",
}


def content(**fields: Any) -> ProcedureContent:
    return ProcedureContent.from_json(procedure_content(**fields))


def facts(**fields: Any) -> Facts:
    """A procedure about which nothing is missing; name what the test changes."""
    return Facts(**{"content": content(), "filing_mode": FilingMode.LOCAL} | fields)


def found(judged: Facts) -> dict[Gap, str]:
    return {finding.gap: finding.detail for finding in gaps_of(judged, MONDAY)}


def test_a_procedure_with_everything_has_no_gap(app: Flask) -> None:
    assert found(facts()) == {}


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"processing_time": {"amount": None, "unit": None, "note": ""}}, Gap.NO_TIME),
        ({"confidence": SURE | {"processing_time": "low"}}, Gap.NO_TIME),
        ({"fee": {"amount_vnd": None, "note": ""}}, Gap.NO_FEE),
        ({"fee": {"amount_vnd": None, "note": "theo diện tích"}}, Gap.NO_FEE),
        ({"requirements": []}, Gap.NO_PAPERS),
        ({"confidence": SURE | {"documents": "low"}}, Gap.NO_PAPERS),
        ({"confidence": SURE | {"identity": "low"}}, Gap.UNCERTAIN_IDENTITY),
        ({"questions": []}, Gap.NO_QUESTIONS),
    ],
)
def test_what_citizens_would_miss_is_a_gap(app: Flask, fields: dict[str, Any], gap: Gap) -> None:
    assert list(found(facts(content=content(**fields)))) == [gap]


def test_what_is_written_but_not_vouched_for_says_so(app: Flask) -> None:
    unsure = content(confidence=dict.fromkeys(SURE, "low") | {"identity": "high"})
    said = "đã ghi, nhưng chưa đánh dấu là đã đối chiếu"
    assert found(facts(content=unsure)) == dict.fromkeys((Gap.NO_TIME, Gap.NO_FEE, Gap.NO_PAPERS), said)


def test_a_fee_of_nothing_is_known(app: Flask) -> None:
    assert found(facts(content=content(fee={"amount_vnd": 0, "note": ""}))) == {}


@pytest.mark.parametrize(
    ("mode", "asked"), [("local", True), ("pre_check", True), ("link_only", False), ("at_desk", False)]
)
def test_questions_are_missed_only_where_people_file_here(app: Flask, mode: str, asked: bool) -> None:
    judged = facts(
        content=content(questions=[]), filing_mode=FilingMode(mode), filing_reason="lý do", portal_url="https://a.vn/1"
    )
    assert (Gap.NO_QUESTIONS in found(judged)) is asked


def test_headings_alone_ask_nothing(app: Flask) -> None:
    heading = {
        "id": "phan",
        "label": "Phần",
        "kind": "section",
        "help": "",
        "required": False,
        "choices": [],
        "max_length": None,
    }
    assert Gap.NO_QUESTIONS in found(facts(content=content(questions=[heading])))


def test_every_way_but_filing_here_needs_its_reason(app: Flask) -> None:
    without = {mode for mode in FilingMode if Gap.NO_REASON in found(facts(filing_mode=mode))}
    assert without == set(FilingMode) - {FilingMode.LOCAL}
    assert Gap.NO_REASON not in found(facts(filing_mode=FilingMode.AT_DESK, filing_reason="Cần ký tại quầy."))


def test_a_procedure_filed_on_the_portal_needs_its_own_link(app: Flask) -> None:
    judged = facts(filing_mode=FilingMode.LINK_ONLY, filing_reason="Công an giải quyết.")
    assert list(found(judged)) == [Gap.NO_PORTAL_LINK]
    assert found(replace(judged, portal_url="https://dichvucong.gov.vn/a")) == {}


@pytest.mark.parametrize(
    ("address", "dead"),
    [
        ("https://dichvucong.gov.vn/p/home", False),
        ("https://đăngký.vn", False),
        ("http://a.vn:8080/x?y=z#w", False),
        ("https://", True),
        ("https://dichvucong", True),
        ("https://dich vu.vn", True),
        ("https://a.vn:cổng/", True),
        ("http://[::1", True),
        ("www.a.vn", True),
        ("dichvucong.gov.vn", True),
        ("ftp://a.vn", True),
        ("//a.vn/x", True),
        ("", True),
        ("#phan-hai", False),
        ("/thu-tuc/1.001193", False),
        ("/thu-tuc/9.999999?x=1", True),
        ("/tin/1", False),
        ("mailto:mot-cua@a.vn", False),
        ("mailto:mot-cua", True),
        ("tel:0251 3000 001", False),
        ("tel:gọi", True),
    ],
)
def test_an_address_that_cannot_be_right_is_told_without_asking_the_web(address: str, dead: bool) -> None:
    assert leads_nowhere(address, {"1.001193"}) is dead


def test_the_links_of_a_text_are_those_its_readers_get() -> None:
    written = "Xem [một](https://a.vn/?x=1&y=2), [hai](javascript:alert(1)) và [ba](/thu-tuc/1.001193)."
    assert list(links_of(written)) == ["https://a.vn/?x=1&y=2", "/thu-tuc/1.001193"]
    assert list(links_of("")) == []


def test_dead_links_of_the_guidance_and_of_the_portal_are_named(app: Flask) -> None:
    judged = facts(content=replace(content(), guidance="[cũ](/thu-tuc/1.000001)"), portal_url="www.a.vn")
    assert found(judged) == {Gap.DEAD_LINK: "www.a.vn; /thu-tuc/1.000001"}


@pytest.mark.parametrize(
    ("paper", "files", "missing"),
    [
        ({}, (), True),
        ({"form_file": 7}, (7,), False),
        ({"form_file": 7}, (), True),
        ({"form_file": 7, "sample_file": 8}, (7,), True),
        ({"name": "Đơn đề nghị"}, (), True),
        ({"name": "Đơn vị xác nhận"}, (), False),
        ({"name": "Giấy chứng sinh"}, (), False),
        ({"present_only": True}, (), False),
        ({"look_up": True}, (), False),
    ],
)
def test_a_form_is_missing_until_its_file_lies_in_the_store(
    app: Flask, paper: dict[str, Any], files: tuple[int, ...], missing: bool
) -> None:
    judged = facts(content=content(requirements=[A_FORM | paper]), files=frozenset(files))
    assert (Gap.FORM_FILE_MISSING in found(judged)) is missing


def test_posters_that_hang_out_of_date_are_named(app: Flask) -> None:
    assert found(facts(posters=("Ấp 1: phiên bản 2", "Ấp 2: phiên bản 1"))) == {
        Gap.POSTER_OUTDATED: "Ấp 1: phiên bản 2; Ấp 2: phiên bản 1"
    }


def test_a_draft_is_old_after_thirty_days_unless_it_waits_for_its_day(app: Flask) -> None:
    thirty = facts(draft_edited_at=MONDAY - timedelta(days=30))
    older = replace(thirty, draft_edited_at=MONDAY - timedelta(days=30, minutes=1))
    assert found(thirty) == {}
    assert found(older) == {Gap.OLD_DRAFT: "sửa lần cuối 24/10/2026"}
    assert found(replace(older, publish_on=date(2027, 1, 1))) == {}


def test_a_draft_whose_day_came_says_what_holds_it_back(app: Flask) -> None:
    assert found(facts(held_back=("Chưa có tên.", "Chưa có mã."))) == {Gap.HELD_BACK: "Chưa có tên. Chưa có mã."}


def test_of_a_retired_procedure_only_its_dossiers_are_left(app: Flask) -> None:
    judged = facts(content=None, filing_mode=FilingMode.AT_DESK, old_dossiers=2, unknown_names=("ten_cu",))
    assert found(judged) == {Gap.OLD_DOSSIERS: "2 hồ sơ đang mở"}


def test_names_of_the_template_that_nobody_asks_for_are_listed(app: Flask) -> None:
    assert found(facts(unknown_names=("ten_me", "ten_cha"))) == {Gap.UNKNOWN_NAMES: "ten_me; ten_cha"}


def test_every_gap_has_its_words_and_an_address_of_its_own() -> None:
    assert set(GAPS) == set(Gap)
    assert len({words.slug for words in GAPS.values()}) == len(GAPS)
