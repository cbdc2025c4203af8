"""A filled declaration says what was answered, word for word, and is still a Word document."""

import time
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from cqtt.commune.models import Commune, the_commune
from cqtt.declarations import kept
from cqtt.declarations.engine import NotFillable
from cqtt.declarations.filling import BLANK, fill
from cqtt.declarations.names import answer_names, known_names, name_groups, question_names
from cqtt.declarations.placeholders import LISTS
from cqtt.declarations.rules import examine
from cqtt.declarations.sample import NAME, sample_template
from cqtt.declarations.values import example_values, values_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.submission.jobs import sweep_files
from cqtt.extensions import db
from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.procedures.content import ProcedureContent
from tests.declarations.papers import edited, keep_template, lines, part_of, with_parts, word
from tests.factories import (
    MONDAY,
    make_attachment,
    make_commune,
    make_dossier,
    make_draft,
    make_hamlet,
    make_procedure,
    procedure_content,
)

MARKS = (
    "aàáảãạ ăằắẳẵặ âầấẩẫậ dđ eèéẻẽẹ êềếểễệ iìíỉĩị oòóỏõọ ôồốổỗộ ơờớởỡợ uùúủũụ ưừứửữự yỳýỷỹỵ "
    "AÀÁẢÃẠ ĂẰẮẲẴẶ ÂẦẤẨẪẬ DĐ EÈÉẺẼẸ ÊỀẾỂỄỆ IÌÍỈĨỊ OÒÓỎÕỌ ÔỒỐỔỖỘ ƠỜỚỞỠỢ UÙÚỦŨỤ ƯỪỨỬỮỰ YỲÝỶỸỴ"
)
ONE_ROW = [dict(zip(LISTS["cac_giay_to"], ("1", "Giấy chứng sinh & bản dịch", "1", "2"), strict=True))]

pytestmark = pytest.mark.usefixtures("app")


def question(id: str, kind: str = "text", **more: object) -> dict[str, object]:
    plain = {"id": id, "label": f"Câu hỏi {id}", "kind": kind, "help": "", "required": False, "choices": []}
    return plain | {"max_length": None} | more


def filled(*paragraphs: str, **texts: str) -> list[str]:
    return lines(fill(word(*paragraphs), texts, {"cac_giay_to": []}))


# -- words stay words -----------------------------------------------------------------------------


def test_every_vietnamese_letter_comes_out_as_it_was_typed() -> None:
    assert filled("Tôi là {{ ho_ten }}.", ho_ten=MARKS) == [f"Tôi là {MARKS}."]


@pytest.mark.parametrize(
    "typed",
    [
        "{{ 7*7 }}",
        "{{ ho_ten }}",
        "{% for g in cac_giay_to %}x{% endfor %}",
        "{# nhận xét #}",
        "{_{ 7*7 }_}",
        "<w:t>đậm</w:t></w:r></w:p>",
        "a < b & c > d \"e\" 'f' &amp; &#123;",
        "]]> <![CDATA[x]]> <!-- y --> <?z?>",
        "R&D {p {tr }} %}",
    ],
)
def test_what_looks_like_markup_or_template_is_printed_as_it_was_typed(typed: str) -> None:
    assert filled("Lời: {{ noi_dung }}.", "{{ ho_ten }}", noi_dung=typed, ho_ten="A") == [f"Lời: {typed}.", "A"]


def test_typed_template_words_stay_words_in_headers_footers_and_notes_of_several_sections() -> None:
    def add_places(paper: object) -> None:
        paper.add_section()  # type: ignore[attr-defined]
        for section in paper.sections:  # type: ignore[attr-defined]
            section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
            section.header.paragraphs[0].text = "Đầu {{ ho_ten }}"
            section.footer.paragraphs[0].text = "Chân {{ ho_ten }}"

    paper = word("{{ ho_ten }}", change=add_places)
    note = part_of(word("Chú {{ ho_ten }}")).replace(b"w:document", b"w:footnotes")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    row = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    paper = edited(with_parts(paper, {"word/footnotes.xml": note}), "</Types>", row, "[Content_Types].xml")
    out = fill(paper, {"ho_ten": "{{ 7*7 }}"}, {"cac_giay_to": []})
    opened = Document(BytesIO(out))
    assert [section.header.paragraphs[0].text for section in opened.sections] == ["Đầu {{ 7*7 }}"] * 2
    assert [section.footer.paragraphs[0].text for section in opened.sections] == ["Chân {{ 7*7 }}"] * 2
    assert "Chú {{ 7*7 }}" in part_of(out, "word/footnotes.xml").decode()


def test_a_new_line_is_a_line_break_and_nothing_else_moves() -> None:
    out = fill(word("Kể: {{ noi_dung }} Hết."), {"noi_dung": "một\nhai  ba"}, {"cac_giay_to": []})
    assert lines(out) == ["Kể: một\nhai  ba Hết."]
    assert part_of(out).count(b"<w:br/>") == 1


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    typed = "".join(map(chr, (*range(32), 0x7F, 0xFFFE, 0xFFFF))) + "\ud800xong"
    printed = filled("{{ noi_dung }}", noi_dung=typed)[0]
    assert printed.replace("\t", "").replace("\n", "") == "\x7fxong"


def test_nothing_known_is_a_line_to_write_on() -> None:
    assert filled("Cha: {{ ten_cha }}, mẹ: {{ ten_me }}", ten_cha="", ten_me="Lan") == [f"Cha: {BLANK}, mẹ: Lan"]


def test_a_place_split_into_runs_is_filled() -> None:
    out = fill(word(["Tôi là {", "{ ho", "_ten }", "}."]), {"ho_ten": "Lan"}, {"cac_giay_to": []})
    assert lines(out) == ["Tôi là Lan."]


# -- loops ----------------------------------------------------------------------------------------


def table_of_papers(paper: object) -> None:
    rows = paper.add_table(rows=3, cols=2).rows  # type: ignore[attr-defined]
    rows[0].cells[0].text = "{%tr for giay in cac_giay_to %}"
    rows[1].cells[0].text, rows[1].cells[1].text = "{{ giay.stt }}. {{ giay.ten }}", "{{ giay.ban_sao }}"
    rows[2].cells[0].text = "{%tr endfor %}"


def test_paragraphs_and_rows_are_repeated_for_each_paper() -> None:
    paper = word("{%p for g in cac_giay_to %}", "- {{ g.ten }}", "{%p endfor %}", change=table_of_papers)
    other = dict(zip(LISTS["cac_giay_to"], ("2", "{{ giay.stt }}", "0", "1"), strict=True))
    printed = lines(fill(paper, {}, {"cac_giay_to": [*ONE_ROW, other]}))
    assert printed == [
        "- Giấy chứng sinh & bản dịch",
        "- {{ giay.stt }}",
        "1. Giấy chứng sinh & bản dịch",
        "2",
        "2. {{ giay.stt }}",
        "1",
    ]


def test_a_table_of_nothing_and_a_cell_of_nothing_leave_a_document_that_word_opens() -> None:
    def add(paper: object) -> None:
        table_of_papers(paper)
        cell = paper.add_table(rows=1, cols=1).rows[0].cells[0]  # type: ignore[attr-defined]
        cell.text = "{%p for g in cac_giay_to %}"
        cell.add_paragraph("{{ g.ten }}")
        cell.add_paragraph("{%p endfor %}")

    out = fill(word("Trước", change=add), {}, {"cac_giay_to": []})
    opened = Document(BytesIO(out))
    assert [len(table.rows) for table in opened.tables] == [1]
    assert [len(cell.paragraphs) for cell in opened.tables[0].rows[0].cells] == [1]


def test_what_would_grow_without_measure_is_not_made() -> None:
    rows = [dict.fromkeys(LISTS["cac_giay_to"], "x" * 4000)] * 3000
    with pytest.raises(NotFillable):
        fill(word("{%p for g in cac_giay_to %}", "{{ g.ten }}", "{%p endfor %}"), {}, {"cac_giay_to": rows})


def test_the_rest_of_the_document_stays_byte_for_byte() -> None:
    paper = word("{{ ho_ten }}")
    out = fill(paper, {"ho_ten": "Lan"}, {"cac_giay_to": []})
    for name in ("word/styles.xml", "word/theme/theme1.xml", "docProps/core.xml", "[Content_Types].xml"):
        assert part_of(out, name) == part_of(paper, name)


def test_filling_takes_less_than_a_fifth_of_a_second() -> None:
    paper = word(*["Dòng chữ của tờ khai {{ ho_ten }}"] * 60)
    began = time.perf_counter()
    out = fill(paper, {"ho_ten": "Nguyễn Thị Mẫu"}, {"cac_giay_to": []})
    assert time.perf_counter() - began < 0.2
    assert len(out) < 60_000


# -- what the names stand for ---------------------------------------------------------------------


def values(dossier: Dossier) -> dict[str, str]:
    return values_of(dossier, the_commune(), MONDAY).texts


def test_the_applicant_the_unit_and_the_day_are_known() -> None:
    hamlet = make_hamlet(name="Ấp 1")
    dossier = make_dossier(
        birth_on=date(1990, 3, 8), sex="Nữ", email="thu@example.vn", address="Số 1", hamlet=hamlet, code="H19-1"
    )
    found = values(dossier)
    assert found["ho_ten"] == "Nguyễn Văn Thử"
    assert (found["ngay_sinh"], found["gioi_tinh"]) == ("08/03/1990", "Nữ")
    assert (found["so_dinh_danh"], found["dien_thoai"]) == ("075199000001", "0900 000 123")
    assert (found["dia_chi"], found["ap"]) == ("Số 1", "Ấp 1")
    assert found["noi_o"] == "Số 1, Ấp 1, xã An Phước, thành phố Đồng Nai"
    assert (found["don_vi"], found["ten_xa"], found["tinh_thanh"]) == ("xã An Phước", "An Phước", "thành phố Đồng Nai")
    assert (found["ma_ho_so"], found["thu_tuc"]) == ("H19-1", "Đăng ký khai sinh")
    assert (found["ngay_nop"], found["ngay"], found["thang"], found["nam"]) == ("23/11/2026", "23", "11", "2026")
    assert (found["nguoi_nop_thay"], found["ten_to_chuc"]) == ("", "")


def test_of_a_draft_the_day_is_today_and_there_is_no_code() -> None:
    draft = make_draft(address="Số 2, xã Khác, tỉnh Khác")
    found = values_of(draft, the_commune(), MONDAY + timedelta(days=9, hours=16)).texts
    assert (found["ma_ho_so"], found["ngay_nop"]) == ("", "03/12/2026")  # past midnight in Vietnam
    assert found["noi_o"] == "Số 2, xã Khác, tỉnh Khác"


def test_who_files_for_an_organisation_or_for_somebody_else_is_known() -> None:
    dossier = make_dossier(
        organisation_name="Hợp tác xã Mẫu",
        organisation_number="36",
        on_behalf=True,
        submitter_name="Trần Văn Thử",
        submitter_phone="0900000124",
        relation="con",
    )
    found = values(dossier)
    assert (found["ten_to_chuc"], found["ma_so_to_chuc"]) == ("Hợp tác xã Mẫu", "36")
    assert found["nguoi_nop_thay"] == "Trần Văn Thử"
    assert (found["quan_he_nop_thay"], found["dien_thoai_nop_thay"]) == ("con", "0900 000 124")


def test_answers_are_printed_as_people_read_them() -> None:
    asked = [
        question("ten-chau"),
        question("ngay-sinh", "date"),
        question("von", "money"),
        question("xac-nhan", "choices", choices=["Đối tượng", "Thu nhập"]),
        question("tranh-chap", "yes_no"),
        question("ghi-chu", "long_text"),
        question("bo-trong"),
    ]
    answers = {
        "ten-chau": "Nguyễn Thị Bé",
        "ngay-sinh": "2026-11-20",
        "von": "50000000",
        "xac-nhan": ["Đối tượng", "Thu nhập"],
        "tranh-chap": "no",
        "ghi-chu": "một\nhai",
    }
    found = values(make_dossier(make_procedure(questions=asked), answers=answers))
    assert found["ten_chau"] == "Nguyễn Thị Bé"
    assert found["ngay_sinh_tra_loi"] == "20/11/2026"  # our own ngay_sinh is the applicant's
    assert found["von"] == "50.000.000\u00a0đồng"
    assert found["xac_nhan"] == "Đối tượng; Thu nhập"
    assert (found["tranh_chap"], found["ghi_chu"], found["bo_trong"]) == ("Không", "một\nhai", "")


def test_a_question_called_like_a_word_of_the_engine_gets_another_name() -> None:
    asked = [question("in"), question("loop"), question("cac-giay-to"), question("ho-ten")]
    content = ProcedureContent.from_json(procedure_content(questions=asked))
    assert list(question_names(content)) == ["in_tra_loi", "loop_tra_loi", "cac_giay_to_tra_loi", "ho_ten_tra_loi"]


def person_and_group() -> list[dict[str, object]]:
    parts = [question("ho_ten"), question("items", "date"), question("me", "person")]
    return [
        question("co_con", "yes_no"),
        question("muc", "section", label="Về các con"),
        question("cha", "person", label="Người cha"),
        question("cac_con", "group", label="Các con", parts=parts, shown_if={"question": "co_con", "values": ["yes"]}),
    ]


def test_a_person_is_a_name_with_its_parts_and_a_group_a_list() -> None:
    child = {"ho_ten": "Mẫu Một", "items": "2020-01-02", "me": {"name": "Lê Mẫu", "phone": "0900000123"}}
    answers = {
        "co_con": "yes",
        "cha": {"name": "Trần Thử", "birth_on": "1985-02-01", "citizen_number": "075085000001"},
        "cac_con": [child, {"ho_ten": "Mẫu Hai"}],
    }
    version = make_procedure(questions=person_and_group())
    found = values_of(make_dossier(version, answers=answers), the_commune(), MONDAY)
    assert {name: found.texts[name] for name in found.texts if name.startswith("cha")} == {
        "cha": "Trần Thử",
        "cha_ngay_sinh": "01/02/1985",
        "cha_so_dinh_danh": "075085000001",
        "cha_dien_thoai": "",
    }
    assert "muc" not in found.texts and "cac_con" not in found.texts
    blank = {"me": "", "me_ngay_sinh": "", "me_so_dinh_danh": "", "me_dien_thoai": ""}
    assert found.lists["cac_con"] == [
        {"stt": "1", "ho_ten": "Mẫu Một", "items_tra_loi": "02/01/2020"}
        | blank
        | {"me": "Lê Mẫu", "me_dien_thoai": "0900 000 123"},
        {"stt": "2", "ho_ten": "Mẫu Hai", "items_tra_loi": ""} | blank,
    ]


def test_what_was_not_asked_leaves_its_places_blank() -> None:
    stored = {"co_con": "no", "cha": {"name": "Trần Thử"}, "cac_con": [{"ho_ten": "còn sót"}]}
    found = values_of(make_dossier(make_procedure(questions=person_and_group()), answers=stored), the_commune(), MONDAY)
    assert found.lists["cac_con"] == [] and found.texts["cha"] == "Trần Thử"


def test_a_part_of_a_person_gives_way_to_a_question_of_its_name() -> None:
    asked = [question("cha_ngay_sinh"), question("cha", "person")]
    content = ProcedureContent.from_json(procedure_content(questions=asked))
    assert list(answer_names(content)) == [
        "cha_ngay_sinh",
        "cha",
        "cha_ngay_sinh_tra_loi",
        "cha_so_dinh_danh",
        "cha_dien_thoai",
    ]


GROUP_PLACES = (
    "Cha {{ cha }}, {{ cha_ngay_sinh }}",
    "{%p for c in cac_con %}",
    "{{ c.stt }}. {{ c.ho_ten }}",
    "{%p endfor %}",
)


def test_a_template_goes_through_a_group_as_through_the_papers() -> None:
    version = make_procedure(questions=person_and_group())
    template = keep_template(version, word(*GROUP_PLACES))
    assert template.placeholders == ["cha", "cha_ngay_sinh", "cac_con.stt", "cac_con.ho_ten"]
    answers = {"co_con": "yes", "cac_con": [{"ho_ten": "Mẫu Một"}, {"ho_ten": "{{ Hai }}"}]}
    out = kept.declaration(template, make_dossier(version, answers=answers), MONDAY)
    assert lines(out) == [f"Cha {BLANK}, {BLANK}", "1. Mẫu Một", "2. {{ Hai }}"]


@pytest.mark.parametrize(
    "asked", [[], [question("cac_con")], [question("c")], [question("cac_con", "group", parts=[question("ten")])]]
)
def test_a_dossier_of_another_version_has_an_empty_list_or_blank_fields(asked: list[dict[str, object]]) -> None:
    version = make_procedure(questions=person_and_group())
    template = keep_template(version, word(*GROUP_PLACES, change=None))
    version.content = procedure_content(code=version.procedure.code, slug=version.procedure.slug, questions=asked)
    db.session.commit()
    answers = {"cac_con": [{"ten": "Mẫu"}]} if asked and asked[0]["kind"] == "group" else {"cac_con": "một chữ"}
    out = kept.declaration(template, make_dossier(version, answers=answers), MONDAY)
    rows = ["1. "] if asked and asked[0]["kind"] == "group" else []
    assert lines(out) == [f"Cha {BLANK}, {BLANK}", *rows]


def test_names_of_persons_and_lists_are_offered_with_examples(commune: Commune) -> None:
    content = ProcedureContent.from_json(procedure_content(questions=person_and_group()))
    groups = name_groups(content, commune)
    known = known_names(groups)
    assert list(known.lists["cac_con"])[:3] == ["stt", "ho_ten", "items_tra_loi"]
    assert {"cha_ngay_sinh", "cac_con.ho_ten"} <= set(known.names) and "cac_con" not in known.names
    accepted = examine(word(*GROUP_PLACES), "mau.docx", known)
    examples = example_values(groups)
    assert lines(fill(accepted.content, examples.texts, examples.lists))[:2] == [
        "Cha Trần Văn Thử, 01/02/1985",
        "1. (câu trả lời)",
    ]


def test_the_list_of_papers_holds_what_comes_with_the_dossier() -> None:
    dossier = make_dossier(papers_to_bring=["van-ban-uy-quyen"])
    rows = values_of(dossier, the_commune(), MONDAY).lists["cac_giay_to"]
    assert [row["ten"] for row in rows] == ["Văn bản ủy quyền"]
    make_attachment(dossier)
    dossier.papers_received = {"van-ban-uy-quyen": [0, 2]}
    rows = values_of(dossier, the_commune(), MONDAY).lists["cac_giay_to"]
    assert [tuple(row.values()) for row in rows] == [
        ("1", "Giấy chứng sinh", "1", "0"),
        ("2", "Văn bản ủy quyền", "0", "2"),
    ]


def test_every_name_that_is_offered_has_a_value_and_an_example(commune: Commune) -> None:
    version = make_procedure()
    content = ProcedureContent.from_json(version.content)
    groups = name_groups(content, commune)
    offered = set(known_names(groups).names)
    assert offered == set(values(make_dossier(version)))
    examples = example_values(groups)
    assert offered == set(examples.texts)
    assert [name for name, example in examples.texts.items() if not example] == []
    assert all(list(row) == list(LISTS["cac_giay_to"]) for row in examples.lists["cac_giay_to"])


def test_a_unit_that_has_not_told_its_telephone_leaves_the_place_blank() -> None:
    make_commune(phone="")
    assert values(make_dossier())["dien_thoai_don_vi"] == ""


# -- kept templates -------------------------------------------------------------------------------


def test_a_name_that_another_version_does_not_know_stays_blank() -> None:
    version = make_procedure()
    template = keep_template(version, word("Cháu {{ ten_chau }}, mẹ {{ ho_ten }}"))
    version.content = procedure_content(code=version.procedure.code, slug=version.procedure.slug, questions=[])
    db.session.commit()
    out = kept.declaration(template, make_dossier(version), MONDAY)
    assert lines(out) == [f"Cháu {BLANK}, mẹ Nguyễn Văn Thử"]


def test_a_template_that_was_changed_on_the_disk_is_not_used(caplog: pytest.LogCaptureFixture) -> None:
    template = keep_template(make_procedure())
    path: Path = kept.template_store().path(template.storage_key)
    path.write_bytes(word("{{ ho_ten }} đã bị đổi"))
    with pytest.raises(kept.NotFilled):
        kept.declaration(template, make_dossier(), MONDAY)
    assert f"template {template.id}" in caplog.text
    assert "Nguyễn Văn Thử" not in caplog.text


def test_templates_lie_where_the_sweep_of_citizens_files_does_not_come() -> None:
    template = keep_template(make_procedure())
    sweep_files(MONDAY + timedelta(days=3650))
    assert kept.template_store().read(template.storage_key)
    assert list(kept.template_store().verify(kept.stored_keys())) == []


def test_the_sample_of_the_demonstration_fits_its_procedure(commune: Commune) -> None:
    content = next(one for one in read_own_catalogue().procedures if one.code == "1.001193")
    groups = name_groups(content, commune)
    names = examine(sample_template(), NAME, known_names(groups)).names
    assert {question.id for question in content.questions} <= set(names)
    examples = example_values(groups)
    printed = "\n".join(lines(fill(sample_template(), examples.texts, examples.lists)))
    assert "TỜ KHAI ĐĂNG KÝ KHAI SINH" in printed and "Kính gửi: Ủy ban nhân dân xã An Phước" in printed
    assert "Ngày, tháng, năm sinh: 20/11/2026     Giới tính: Nam" in printed
    assert "{" not in printed
