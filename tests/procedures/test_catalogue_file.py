"""Reading the catalogue: whole or not at all, with line and reason."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import cqtt.procedures.catalogue_file as catalogue_file
from cqtt.procedures.catalogue_file import Catalogue, CatalogueRefused, read_catalogue, read_own_catalogue
from cqtt.procedures.content import FilingMode
from cqtt.procedures.questions import QuestionKind

FOLDER = Path(catalogue_file.__file__).resolve().parent / "catalogue"
PROCEDURES = (FOLDER / "procedures.yaml").read_text("utf-8")
ADDITIONS = (FOLDER / "additions.yaml").read_text("utf-8")
OWN = read_own_catalogue()

ONE = """\
schema_version: 1
as_of: '2026-11-23'
procedures:
- id: khai-sinh
  code: '1.001193'
  name: Đăng ký khai sinh
  field: Hộ tịch
  processing_time: {amount: 1, unit: same_day, note: ''}
  fee: {amount_vnd: 0, note: miễn}
  online_level: full
  channels: [direct]
  applicants: [Công dân Việt Nam]
  required_documents:
  - {name: Căn cước, originals: 1, copies: 0, present_only: true, note: '', when: luôn cần}
  - {name: Tờ khai, originals: 1, copies: 0, present_only: false, note: '', when: luôn cần}
  - {name: Tờ khai, originals: 1, copies: 0, present_only: false, note: '', when: luôn cần}
  form_names: []
  results: [Giấy khai sinh]
  legal_basis: []
  steps: []
  on_the_spot: true
  letter_trigger: none
  confidence: high
  field_confidence: {identity: high, processing_time: high, fee: low, documents: high, online_level: medium}
  source: CSDLQG
"""
ADDED = """\
question_sets:
  chung: [{id: noi_dung, label: Nội dung, kind: long_text}]
  rieng: [{id: mau, label: Màu, kind: choice, choices: [Đỏ, Xanh], required: true}]
fields:
- {name: Hộ tịch, slug: ho-tich, icon: book, questions: chung, description: Khai sinh}
procedures:
  khai-sinh: {questions: rieng, notes: {fee: không thu}}
life_events:
- {slug: sinh-con, name: Sinh con, icon: baby, description: Khai sinh, procedures: [khai-sinh]}
replaced_by: {'2.000986': '1.001193'}
filing:
  default: {mode: local, assumed: true, reason: giả định}
  rules:
  - {online_levels: [none], mode: at_desk, reason: mời đến}
synonyms:
  khai-sinh: [làm khai sinh]
"""


def refusal(text: str = ONE, additions: str = ADDED) -> str:
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(text, additions)
    assert refused.value.problems
    return str(refused.value)


def test_the_smallest_catalogue_is_read():
    catalogue = read_catalogue(ONE, ADDED)
    content = catalogue.procedures[0]
    assert [document.id for document in content.requirements] == ["to-khai", "to-khai-2", "can-cuoc"]
    assert [question.id for question in content.questions] == ["mau"]
    assert content.fee.note == "không thu"
    assert catalogue.filing["khai-sinh"].mode is FilingMode.LOCAL
    assert catalogue.filing["khai-sinh"].assumed


def test_the_own_catalogue_has_at_least_150_procedures():
    assert len(OWN.procedures) >= 150
    assert len(OWN.procedures) + len(OWN.left_out) == 177
    assert {"dang-ky-khai-sinh", "dang-ky-tam-tru"} <= {content.slug for content in OWN.procedures}


def test_an_entry_of_uncertain_identity_is_left_out_and_counted():
    assert "lien-thong-khai-sinh-thuong-tru-the-bhyt-cho-tre-duoi-6-tuoi" in {left.slug for left in OWN.left_out}
    catalogue = read_catalogue(ONE.replace("identity: high", "identity: low"), ADDED)
    assert (catalogue.procedures, [left.code for left in catalogue.left_out]) == ((), ["1.001193"])
    assert (catalogue.life_events[0].procedures, catalogue.synonyms, catalogue.filing) == ((), {}, {})


def test_what_is_added_names_only_procedures_that_are_loaded():
    slugs = {content.slug for content in OWN.procedures}
    assert set(OWN.filing) == slugs
    assert set(OWN.synonyms) == slugs
    assert {slug for event in OWN.life_events for slug in event.procedures} <= slugs
    assert all(event.procedures for event in OWN.life_events)
    assert OWN.replaced_by == {"2.000986": "3.000722"}


def test_every_procedure_asks_a_few_things_and_never_what_the_applicant_step_asks():
    for content in OWN.procedures:
        assert 3 <= len(content.questions) <= 8, content.slug
        for question in content.questions:
            assert question.label not in {
                "Họ và tên",
                "Số căn cước",
                "Điện thoại",
                "Ngày sinh",
                "Địa chỉ",
                "E-mail",
            }
            assert (question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)) == bool(question.choices)


def test_no_everyday_name_belongs_to_two_procedures():
    names = Counter(name for several in OWN.synonyms.values() for name in several)
    assert [name for name, count in names.items() if count > 1] == []


def test_filing_follows_the_rules_of_the_demonstration():
    modes = {content.slug: OWN.filing[content.slug] for content in OWN.procedures}
    for content in OWN.procedures:
        if content.field in ("Cư trú", "Căn cước", "Định danh điện tử", "Nghĩa vụ quân sự"):
            assert modes[content.slug].mode is FilingMode.LINK_ONLY
        elif content.online_level == "none":
            assert modes[content.slug].mode is FilingMode.AT_DESK
        else:
            assert modes[content.slug].mode is FilingMode.LOCAL
            assert modes[content.slug].assumed


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("  field: Hộ tịch\n", "", 4, "thiếu mục này"),
        ("name: Đăng ký khai sinh", "name: 12", 6, "phải là chữ"),
        ("name: Đăng ký khai sinh", "name: ' '", 6, "không được để trống"),
        ("'1.001193'", "'1.00119'", 5, "phải có dạng"),
        ("'1.001193'", "1.001193", 5, "phải là chữ"),
        ("code: '1.001193'", "kode: '1.001193'", 5, "không có mục nào tên như vậy"),
        ("unit: same_day", "unit: fortnight", 8, "không có trong"),
        ("amount: 1, unit: same_day", "amount: 1, unit: null", 8, "cùng có hoặc cùng để trống"),
        ("amount_vnd: 0", "amount_vnd: -5", 9, "số âm"),
        ("amount_vnd: 0", "amount_vnd: free", 9, "số nguyên"),
        ("channels: [direct]", "channels: [pigeon]", 11, "chỉ có"),
        ("channels: [direct]", "channels: direct", 11, "phải là một danh sách"),
        ("on_the_spot: true", "on_the_spot: maybe", 21, "true hoặc false"),
        ("identity: high", "identity: sure", 24, "không có trong"),
        ("id: khai-sinh", "id: Khai Sinh", 4, "chữ thường không dấu"),
        ("as_of: '2026-11-23'", "as_of: '23/11/2026'", 2, "phải là ngày"),
        ("field: Hộ tịch", "field: Hàng hải", 3, "chưa có trong tệp bổ sung"),
        ("source: CSDLQG", "source: CSDLQG\n  source: CSDLQG", 26, "ghi hai lần"),
    ],
)
def test_a_fault_is_told_with_its_line_and_reason(old: str, new: str, line: int, reason: str):
    assert old in ONE
    message = refusal(ONE.replace(old, new, 1))
    assert f"procedures.yaml, dòng {line}: " in message
    assert reason in message


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  khai-sinh: [làm khai sinh]", "  khai-tu: [làm khai tử]", "không có thủ tục này"),
        ("procedures: [khai-sinh]}", "procedures: [khai-tu]}", "không có thủ tục “khai-tu”"),
        ("  khai-sinh: {questions: rieng", "  khai-tu: {questions: rieng", "không có thủ tục này"),
        ("questions: rieng", "questions: khac", "không có bộ câu hỏi"),
        ("'2.000986': '1.001193'", "'2.000986': '9.999999'", "không có mã"),
        ("kind: choice, ", "kind: text, ", "các lựa chọn"),
        ("mode: local", "mode: pigeon", "không có trong"),
        ("icon: baby, ", "", "thiếu mục này"),
    ],
)
def test_a_fault_of_the_additions_is_told_too(old: str, new: str, reason: str):
    assert old in ADDED
    message = refusal(additions=ADDED.replace(old, new, 1))
    assert "additions.yaml, dòng " in message
    assert reason in message


def test_the_same_code_or_id_twice_is_refused():
    twice = ONE + ONE[ONE.index("- id:") :]
    message = refusal(twice)
    assert "mã “1.001193” đã có" in message
    assert "“khai-sinh” đã có" in message
    assert "dòng 26" in message


def test_all_faults_are_told_at_once():
    message = refusal(ONE.replace("online_level: full", "online_level: half").replace("fee:", "fees:"))
    assert len(message.splitlines()) >= 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [", "không đọc được YAML"),
        ("a: b: c", "không đọc được YAML"),
        ("\x00", "không đọc được YAML"),
        ("- 1", "tên: giá trị"),
        ("", "tên: giá trị"),
        ("[" * 5000, "lồng quá nhiều lớp"),
        ("a: &x [1]\nb: [*x, *x]", "neo"),
        ("a: !!python/object/apply:os.getcwd []", "thẻ kiểu"),
        ("a: " + "b" * (5 * 1024 * 1024), "lớn hơn 5 MB"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(text: str, reason: str):
    assert reason in refusal(text)
    assert reason in refusal(additions=text)


def test_text_that_is_not_in_normal_form_is_put_into_it():
    assert read_catalogue(unicodedata.normalize("NFD", ONE), unicodedata.normalize("NFD", ADDED)) == read_catalogue(
        ONE, ADDED
    )


def test_reading_twice_gives_the_same():
    again = read_own_catalogue()
    assert isinstance(again, Catalogue)
    assert [content.digest() for content in again.procedures] == [content.digest() for content in OWN.procedures]


@settings(max_examples=60, deadline=None)
@given(line=st.integers(0, ONE.count("\n") - 1), junk=st.text(max_size=12))
def test_a_damaged_file_is_read_or_refused_but_never_breaks(line: int, junk: str):
    lines = ONE.splitlines()
    lines[line] = lines[line][: len(lines[line]) // 2] + junk
    try:
        read_catalogue("\n".join(lines), ADDED)
    except CatalogueRefused as refused:
        assert refused.problems


def test_the_own_files_hold_no_alias_and_are_in_normal_form():
    for text in (PROCEDURES, ADDITIONS):
        assert unicodedata.is_normalized("NFC", text)
        assert not any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader))
