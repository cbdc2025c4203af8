"""What a changed form would break is said before it is published."""

from dataclasses import replace

from cqtt.editing.form_builder.breaks import breaks
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.questions import Question, QuestionKind, ShownIf
from tests.factories import procedure_content

NAME = Question("ten_chau", "Tên cháu")
BORN = Question("ngay_sinh_chau", "Ngày sinh của cháu", QuestionKind.DATE)
MOTHER = Question("me", "Mẹ của cháu", QuestionKind.PERSON)
USED = ["ten_chau", "ho_ten", "me_ho_ten"]


def asking(*questions: Question) -> ProcedureContent:
    return replace(ProcedureContent.from_json(procedure_content()), questions=questions)


OLD = asking(NAME, BORN, MOTHER)


def test_nothing_breaks_where_nothing_changes_or_nothing_is_used() -> None:
    assert breaks(OLD, OLD, USED) == []
    assert breaks(OLD, asking(NAME, MOTHER), USED) == []  # the template does not use the date
    assert breaks(OLD, asking(), []) == []
    assert breaks(None, OLD, USED) == []


def test_a_question_that_the_template_uses_and_that_is_left_out_is_named() -> None:
    [said] = breaks(OLD, asking(BORN, MOTHER), USED)
    assert "{{ ten_chau }} của câu “Tên cháu”, mà câu này đã bỏ" in said


def test_a_place_for_part_of_a_block_belongs_to_the_block() -> None:
    [said] = breaks(OLD, asking(NAME, BORN), USED)
    assert "{{ me_ho_ten }} của câu “Mẹ của cháu”" in said


def test_another_kind_and_another_wording_are_named() -> None:
    [kind] = breaks(OLD, asking(replace(NAME, kind=QuestionKind.LONG_TEXT), BORN, MOTHER), USED)
    assert "“Tên cháu” đổi từ “Chữ ngắn” sang “Chữ dài”" in kind
    [words] = breaks(OLD, asking(replace(NAME, label="Tên con"), BORN, MOTHER), USED)
    assert "Câu “Tên cháu” nay là “Tên con”" in words


def test_a_condition_that_no_longer_holds_is_named() -> None:
    waiting = Question("sau", "Câu sau", shown_if=ShownIf("khong_co", ("yes",)))
    [said] = breaks(OLD, asking(NAME, BORN, MOTHER, waiting), USED)
    assert "“Câu sau” chỉ hiện theo một câu chọn đứng trước nó" in said
