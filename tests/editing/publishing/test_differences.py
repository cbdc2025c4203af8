"""The differences of two versions: every field counts, things are matched by their ids."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from cqtt.commune.limits import AfterStop, Unit
from cqtt.editing.publishing.differences import Change, Difference, Thing, changed_labels, differences
from cqtt.editing.publishing.saying import FIELD_LABELS
from cqtt.procedures.content import (
    Channel,
    Confidence,
    Fee,
    Group,
    LetterTrigger,
    OnlineLevel,
    ProcedureContent,
    ProcessingTime,
)
from cqtt.procedures.questions import Days, Question, QuestionKind, ShownIf
from cqtt.procedures.requirements import Requirement
from tests.factories import procedure_content

CONTENT = ProcedureContent.from_json(procedure_content())
PAPER = Requirement("to-khai", "Tờ khai")
ASKED = Question("ly_do", "Lý do")
OTHER: dict[str, Any] = {
    "slug": "khac",
    "code": None,
    "name": "Tên khác",
    "field": "Đất đai",
    "processing_time": ProcessingTime(3, Unit.DAY),
    "fee": Fee(None, "đăng ký đúng hạn"),
    "requirements": (),
    "applicants": ("Công dân\nViệt Nam",),
    "form_names": (),
    "results": ("Giấy khai sinh", "Bản sao"),
    "legal_basis": ("60/2014/QH13 ",),
    "steps": ("Nộp hồ sơ\n• Nhận kết quả", ""),
    "on_the_spot": False,
    "letter_trigger": LetterTrigger.CONDOLENCE,
    "online_level": OnlineLevel.NONE,
    "channels": (Channel.ONLINE, Channel.DIRECT),
    "questions": (),
    "source": "nguồn khác",
    "as_of": date(2026, 11, 24),
    "confidence": {**CONTENT.confidence, Group.FEE: Confidence.LOW},
    "after_supplement": AfterStop.CONTINUE,
    "supplement_window": 5,
    "guidance": "Xin **gọi** trước.",
}
OTHER_PAPER: dict[str, Any] = {
    "name": "Tờ khai mới",
    "originals": 2,
    "copies": 1,
    "present_only": True,
    "note": "ghi chú",
    "when": "khi cần",
    "look_up": True,
    "form_file": 4,
    "sample_file": 4,
}
OTHER_QUESTION: dict[str, Any] = {
    "label": "Vì sao",
    "kind": QuestionKind.LONG_TEXT,
    "help": "giúp",
    "required": True,
    "choices": ("a", "b"),
    "max_length": 9,
    "least": 0,
    "most": 0,
    "days": Days.PAST,
    "shown_if": ShownIf("ten-chau", ("a",)),
    "parts": (ASKED,),
    "most_rows": 2,
}


def that_differ(before: ProcedureContent, after: ProcedureContent) -> list[Difference]:
    return [each for each in differences(before, after) if each.differs]


def things(before: ProcedureContent, after: ProcedureContent) -> dict[str, Thing]:
    (only,) = that_differ(before, after)
    return {thing.title: thing for thing in only.things}


def with_papers(*names: str) -> ProcedureContent:
    return replace(CONTENT, requirements=tuple(Requirement(name, name) for name in names))


def test_every_field_has_a_name_and_a_test_value() -> None:
    names = {each.name for each in fields(ProcedureContent)}
    assert set(FIELD_LABELS) == set(OTHER) == names
    assert set(OTHER_PAPER) == {each.name for each in fields(Requirement)} - {"id"}
    assert set(OTHER_QUESTION) == {each.name for each in fields(Question)} - {"id"}


@pytest.mark.parametrize("name", OTHER)
def test_a_change_of_any_field_is_seen_and_no_other(name: str) -> None:
    changed = replace(CONTENT, **{name: OTHER[name]})
    assert [each.field for each in that_differ(CONTENT, changed)] == [name]
    assert changed_labels(CONTENT, changed) == [str(FIELD_LABELS[name])]


def test_equal_contents_do_not_differ() -> None:
    assert that_differ(CONTENT, ProcedureContent.from_json(CONTENT.to_json())) == []


@pytest.mark.parametrize("name", OTHER_PAPER)
def test_a_change_of_any_column_of_a_document_is_one_row(name: str) -> None:
    before = replace(CONTENT, requirements=(PAPER,))
    after = replace(CONTENT, requirements=(replace(PAPER, **{name: OTHER_PAPER[name]}),))
    (thing,) = things(before, after).values()
    assert thing.change is Change.CHANGED and len(thing.shown_rows) == 1


@pytest.mark.parametrize("name", OTHER_QUESTION)
@pytest.mark.parametrize("inside", [False, True])
def test_a_change_of_anything_about_a_question_is_seen(name: str, inside: bool) -> None:
    changed = replace(ASKED, **{name: OTHER_QUESTION[name]})
    before, after = ((replace(ASKED, id="nhom", parts=(each,)) if inside else each) for each in (ASKED, changed))
    (thing,) = things(replace(CONTENT, questions=(before,)), replace(CONTENT, questions=(after,))).values()
    assert thing.change is Change.CHANGED and thing.shown_rows


def test_documents_are_matched_by_their_ids() -> None:
    before = replace(CONTENT, requirements=(PAPER, Requirement("anh", "Ảnh"), Requirement("don", "Đơn")))
    after = replace(CONTENT, requirements=(Requirement("don", "Đơn"), replace(PAPER, name="Tờ khai mới"), ASKED_FOR))
    found = things(before, after)
    assert found["Ảnh"].change is Change.REMOVED
    assert found["Giấy mới"].change is Change.ADDED
    assert found["Tờ khai mới"].change is Change.CHANGED
    assert list(found) == ["Đơn", "Tờ khai mới", "Ảnh", "Giấy mới"], "what is gone stands where it stood"


ASKED_FOR = Requirement("moi", "Giấy mới")


def test_only_what_left_its_place_has_moved() -> None:
    found = things(with_papers("a", "b", "c", "d"), with_papers("d", "a", "b", "c"))
    assert [name for name, thing in found.items() if thing.moved] == ["d"]
    assert all(thing.change is Change.SAME for thing in found.values())


def test_a_thing_that_is_there_twice_is_not_lost() -> None:
    found = things(with_papers("a", "a"), with_papers("a"))
    assert [thing.change for thing in found.values()][-1] is Change.REMOVED


def test_a_new_procedure_is_told_without_its_blanks() -> None:
    told = differences(None, CONTENT)
    assert all(thing.change is Change.ADDED for each in told for thing in each.things)
    assert "Hướng dẫn thêm" not in [each.label for each in told if each.things]
