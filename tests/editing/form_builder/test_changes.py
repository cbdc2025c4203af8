"""What can be done to a form, without any page."""

from dataclasses import replace

import pytest

from cqtt.editing.form_builder import changes
from cqtt.editing.form_builder.changes import FormBroken, Place
from cqtt.procedures.questions import Question, QuestionKind, ShownIf, form_faults

NAME = Question("ho_ten", "Họ tên")
NEW = Question("loai", "Loại hồ sơ", QuestionKind.CHOICE, choices=("Cấp mới", "Cấp lại"))
WHY = Question("ly_do", "Lý do cấp lại", shown_if=ShownIf("loai", ("Cấp lại",)))
CHILDREN = Question("con", "Các con", QuestionKind.GROUP, parts=(NAME, Question("ngay", "Ngày", QuestionKind.DATE)))
FORM = (NAME, NEW, WHY, CHILDREN)


def ids(questions: changes.Questions) -> list[str]:
    return [question.id for question in questions]


def test_a_question_is_added_after_another_at_the_end_or_into_a_group() -> None:
    added = Question("them", "Thêm")
    assert ids(changes.add(FORM, added, after="ho_ten")) == ["ho_ten", "them", "loai", "ly_do", "con"]
    assert ids(changes.add(FORM, added))[-1] == "them"
    assert ids(changes.listed(changes.add(FORM, added, "con", "ho_ten"), "con")) == ["ho_ten", "them", "ngay"]


def test_moving_stays_inside_the_list() -> None:
    assert ids(changes.move_up(FORM, Place("loai"))) == ["loai", "ho_ten", "ly_do", "con"]
    assert changes.move_up(FORM, Place("ho_ten")) == FORM
    assert changes.move_down(FORM, Place("con")) == FORM
    assert ids(changes.move(FORM, Place("ho_ten"), 99)) == ["loai", "ly_do", "con", "ho_ten"]
    assert ids(changes.listed(changes.move_down(FORM, Place.read("con.ho_ten")), "con")) == ["ngay", "ho_ten"]


def test_a_question_cannot_stand_before_the_one_it_waits_for() -> None:
    with pytest.raises(FormBroken, match="“Lý do cấp lại” chỉ hiện theo một câu chọn đứng trước nó"):
        changes.refuse_faults(FORM, changes.move_up(FORM, Place("ly_do")))


def test_a_fault_that_was_there_before_hinders_no_other_change() -> None:
    faulty = (Question("ten-chau", "Tên cháu"), NAME)
    assert form_faults(faulty)
    changes.refuse_faults(faulty, changes.move_up(faulty, Place("ho_ten")))


def test_a_fault_in_one_group_does_not_hide_the_same_in_another() -> None:
    broken = Question("ngay", "Ngày", choices=("thừa",))
    one, other = (Question(id, id, QuestionKind.GROUP, parts=(NAME,)) for id in ("con", "chau"))
    faulty = (replace(one, parts=(broken,)), other)
    with pytest.raises(FormBroken, match="thuộc loại không có lựa chọn"):
        changes.refuse_faults(faulty, (faulty[0], replace(other, parts=(broken,))))


def test_a_second_one_has_an_id_of_its_own() -> None:
    assert ids(changes.duplicate(FORM, Place("ho_ten"))) == ["ho_ten", "ho_ten_2", "loai", "ly_do", "con"]
    assert changes.duplicate(FORM, Place("ho_ten"))[1].label == "Họ tên"


def test_leaving_a_question_out_frees_those_that_wait_for_it() -> None:
    assert changes.waiting_for(FORM, Place("loai")) == [WHY]
    left = changes.remove(FORM, Place("loai"))
    assert ids(left) == ["ho_ten", "ly_do", "con"] and left[1].shown_if is None
    assert form_faults(left) == []


def test_conditions_follow_a_choice_that_is_worded_anew() -> None:
    following = changes.rename_choices(FORM, Place("loai"), ("Cấp mới", "Cấp lại do mất"))
    assert following[2].shown_if == ShownIf("loai", ("Cấp lại do mất",))
    assert changes.rename_choices(FORM, Place("loai"), ("Cấp lại", "Cấp mới")) == FORM  # only the order
    assert changes.rename_choices(FORM, Place("loai"), ("Cấp mới",)) == FORM


def test_another_form_is_appended_under_ids_of_its_own() -> None:
    both = changes.append(FORM, FORM)
    assert ids(both)[4:] == ["ho_ten_2", "loai_2", "ly_do_2", "con_2"]
    assert both[6].shown_if == ShownIf("loai_2", ("Cấp lại",))
    assert form_faults(both) == []
