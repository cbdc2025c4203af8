"""What a procedure's content says, and what it keeps to itself."""

import json
from dataclasses import replace
from datetime import date

import pytest

from cqtt.commune.limits import Unit
from cqtt.procedures.catalogue_file import read_own_catalogue
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
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.procedures.requirements import Requirement

CATALOGUE = read_own_catalogue()


def make_content(**values: object) -> ProcedureContent:
    content = ProcedureContent(
        slug="dang-ky-khai-sinh",
        code="1.001193",
        name="Đăng ký khai sinh",
        field="Hộ tịch",
        processing_time=ProcessingTime(3, Unit.WORKING_DAY),
        fee=Fee(8000, "mỗi bản"),
        requirements=(Requirement("to-khai", "Tờ khai"),),
        applicants=("Công dân Việt Nam",),
        form_names=("Tờ khai", "Mẫu 47 (đối chiếu)"),
        results=("Giấy khai sinh",),
        legal_basis=("60/2014/QH13",),
        steps=("Nộp", "Nhận"),
        on_the_spot=True,
        letter_trigger=LetterTrigger.CONGRATULATE_NEWBORN,
        online_level=OnlineLevel.FULL,
        channels=(Channel.DIRECT, Channel.ONLINE),
        questions=(Question("mau", "Màu", QuestionKind.CHOICE, choices=("Đỏ", "Xanh")),),
        source="CSDLQG",
        as_of=date(2026, 11, 23),
        confidence=dict.fromkeys(Group, Confidence.HIGH),
    )
    return replace(content, **values)  # type: ignore[arg-type]


def doubtful(group: Group) -> dict[Group, Confidence]:
    return dict.fromkeys(Group, Confidence.HIGH) | {group: Confidence.LOW}


def test_what_is_certain_is_known():
    content = make_content()
    assert content.known_processing_time == content.processing_time
    assert content.known_fee == content.fee
    assert content.known_requirements == content.requirements
    assert content.known_form_names == ("Tờ khai",)
    assert content.known_online_level is OnlineLevel.FULL


def test_a_group_of_low_confidence_is_never_known():
    assert make_content(confidence=doubtful(Group.PROCESSING_TIME)).known_processing_time is None
    assert make_content(confidence=doubtful(Group.FEE)).known_fee is None
    unsure = make_content(confidence=doubtful(Group.DOCUMENTS))
    assert unsure.known_requirements is unsure.known_form_names is unsure.known_results is None
    assert unsure.known_steps is unsure.known_legal_basis is None
    unsure = make_content(confidence=doubtful(Group.ONLINE_LEVEL))
    assert (unsure.known_online_level, unsure.known_channels) == (OnlineLevel.UNKNOWN, ())


def test_a_group_without_stated_confidence_is_not_known():
    assert make_content(confidence={}).known_fee is None


def test_a_blank_fee_is_unknown_but_its_note_may_be_shown():
    assert make_content(fee=Fee(None)).known_fee is None
    assert make_content(fee=Fee(None, "do thành phố quy định")).known_fee == Fee(None, "do thành phố quy định")
    assert make_content(fee=Fee(0, "miễn")).known_fee == Fee(0, "miễn")


def test_a_time_without_number_or_unit_is_unknown():
    assert make_content(processing_time=ProcessingTime(None, None, "theo kế hoạch")).known_processing_time is None


@pytest.mark.parametrize("note", ["cần đối chiếu quyết định công bố", "chưa xác minh"])
def test_a_value_that_its_editor_marked_as_unchecked_is_not_known(note: str):
    assert make_content(fee=Fee(8000, note)).known_fee is None
    assert make_content(processing_time=ProcessingTime(3, Unit.DAY, note)).known_processing_time is None


def test_nothing_of_low_confidence_is_known_in_the_whole_catalogue():
    leaks = [
        (content.slug, group)
        for content in CATALOGUE.procedures
        for group, known in (
            (Group.PROCESSING_TIME, content.known_processing_time),
            (Group.FEE, content.known_fee),
            (Group.DOCUMENTS, content.known_requirements),
            (Group.DOCUMENTS, content.known_form_names),
            (Group.DOCUMENTS, content.known_results),
            (Group.DOCUMENTS, content.known_steps),
            (Group.DOCUMENTS, content.known_legal_basis),
            (Group.ONLINE_LEVEL, content.known_channels or None),
            (Group.ONLINE_LEVEL, None if content.known_online_level is OnlineLevel.UNKNOWN else True),
        )
        if known is not None and content.confidence[group] is Confidence.LOW
    ]
    assert leaks == []


def test_no_remark_between_editors_reaches_a_reader():
    remarks = ("bản trích", "đối chiếu", "chưa xác minh", "suy từ")
    shown = [
        (content.slug, known.note)
        for content in CATALOGUE.procedures
        for known in (content.known_processing_time, content.known_fee, *(content.known_requirements or ()))
        if known is not None and any(remark in known.note for remark in remarks)
    ]
    assert shown == []


def test_much_of_the_catalogue_is_known():
    times = [content for content in CATALOGUE.procedures if content.known_processing_time]
    papers = [content for content in CATALOGUE.procedures if content.known_requirements]
    assert len(times) >= 90
    assert len(papers) >= 110


def test_a_document_that_is_only_shown_or_depends_on_the_case_is_not_compulsory():
    assert Requirement("a", "Đơn", when="luôn cần").compulsory
    assert Requirement("a", "Đơn").always
    assert not Requirement("a", "Căn cước", present_only=True).uploadable
    assert not Requirement("a", "Căn cước", present_only=True).compulsory
    assert not Requirement("a", "Ủy quyền", when="khi nộp thay người khác").compulsory
    assert not Requirement("a", "Trích lục", when="luôn cần", note="khai thác được thì không nộp").compulsory


def test_content_comes_back_from_json_as_it_was():
    for content in (make_content(), *CATALOGUE.procedures):
        stored = json.loads(json.dumps(content.to_json()))
        assert ProcedureContent.from_json(stored) == content
        assert ProcedureContent.from_json(stored).digest() == content.digest()


def test_the_digest_follows_the_content_and_not_the_order_of_keys():
    content = make_content()
    turned = make_content(confidence=dict(reversed(content.confidence.items())))
    assert turned.digest() == content.digest()
    assert list(turned.to_json()["confidence"]) == list(content.to_json()["confidence"])
    assert make_content(fee=Fee(8001, "mỗi bản")).digest() != content.digest()


def test_json_of_another_shape_is_refused():
    with pytest.raises(KeyError):
        ProcedureContent.from_json({"slug": "x"})
    with pytest.raises(ValueError):
        ProcedureContent.from_json(make_content().to_json() | {"online_level": "half"})
