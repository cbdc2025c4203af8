"""Ids of questions, and that the generated forms are forms."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cqtt.editing.form_builder.naming import new_id
from cqtt.procedures.questions import QUESTION_ID, Question, form_faults
from tests.editing.form_builder.strategies import labels, one_of_every_kind, question_lists


@given(labels, st.sets(st.sampled_from(["ho_ten", "ho_ten_2", "cau_hoi", "ngay_sinh"])))
@example("Họ tên", {"ho_ten", "ho_ten_2"})
@example("123", set())
def test_an_id_is_lawful_and_nobody_elses(label: str, taken: set[str]) -> None:
    made = new_id(label, taken)
    assert QUESTION_ID.fullmatch(made) and made not in taken


def test_an_id_says_what_is_asked_in_whole_words() -> None:
    assert new_id("Họ và tên cháu bé", ()) == "ho_va_ten_chau_be"
    assert new_id("Ngày sinh", {"ngay_sinh"}) == "ngay_sinh_2"
    assert new_id("Họ và tên người có tên trong giấy tờ hộ tịch", ()) == "ho_va_ten_nguoi_co_ten_trong_giay_to_ho"


@settings(max_examples=60, deadline=None)
@given(question_lists())
@example(one_of_every_kind())
def test_a_generated_form_has_no_fault(questions: tuple[Question, ...]) -> None:
    assert form_faults(questions) == []
