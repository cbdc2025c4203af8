"""Which procedures cause a letter: what comes with the program, and how administrators change it."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.audit.words import details_words
from cqtt.extensions import db
from cqtt.letters.facts import facts_of_dossier
from cqtt.letters.models import LetterTrigger
from cqtt.letters.rules import Occasion
from cqtt.letters.triggers import (
    NoLetter,
    add_default_triggers,
    add_trigger,
    change_trigger,
    guessed_answers,
    is_about_a_death,
    is_never,
    switch,
    trigger_of,
)
from cqtt.procedures.actions import import_catalogue
from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.questions import Question
from cqtt.ratings.inviting import is_mourning
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure, sign_in

LIST = "/quan-tri/mau-thu/thu-tuc"


def question(id: str, label: str, kind: str = "text") -> dict[str, object]:
    return {"id": id, "label": label, "kind": kind, "help": "", "required": True, "choices": [], "max_length": None}


# The usual registration, with a foreigner, in the hamlets, and the linked one for newborns.
CATALOGUE = {
    **dict.fromkeys(("1.000894", "2.000806", "1.000593"), Occasion.MARRIAGE),
    **dict.fromkeys(("1.001193", "2.000528", "1.003583", "3.000722"), Occasion.BIRTH),
    **dict.fromkeys(("1.000656", "1.001766", "1.000419"), Occasion.DEATH),
}
COUPLE = [question("ten_ben_nam", "Họ và tên chồng tương lai"), question("ten_ben_nu", "Họ và tên vợ tương lai")]


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def marriage(**content: Any) -> ProcedureVersion:
    said = {"slug": "dang-ky-ket-hon", "name": "Đăng ký kết hôn", "letter_trigger": "congratulate_marriage"}
    return make_procedure(code="1.000894", questions=COUPLE, **said | content)


def given() -> int:
    """Add the triggers of the program as the worker does; return how many."""
    count = add_default_triggers()
    db.session.commit()
    return count


def acts() -> list[str]:
    return [entry.action for entry in written() if entry.officer_id]


def written() -> list[AuditEntry]:
    entries = select(AuditEntry).where(AuditEntry.object_kind == "letter_trigger").order_by(AuditEntry.id)
    return list(db.session.scalars(entries))


def press(admin: FlaskClient, id: int, seen: int = 1, **typed: str) -> TestResponse:
    return admin.post(f"{LIST}/{id}", data={"revision": str(seen), **typed})


# -- what comes with the program ------------------------------------------------------------------


def test_every_registration_of_the_catalogue_causes_its_letter_and_names_its_people(app: Flask) -> None:
    import_catalogue(read_own_catalogue(), MONDAY)
    assert given() == len(CATALOGUE) == 10
    found = {row.procedure.code: row for row in db.session.scalars(select(LetterTrigger))}
    assert {code: row.occasion for code, row in found.items()} == CATALOGUE
    assert all(row.is_on and row.answers for row in found.values())
    assert found["1.000894"].answers == {"vo_chong": ["ten_ben_nam", "ten_ben_nu"]}
    assert found["3.000722"].answers == {"ten_be": ["ten_tre"]}
    assert found["1.001766"].answers == {"nguoi_mat": ["ten_nguoi_mat"]}


def test_what_could_hurt_or_tell_a_secret_causes_no_letter(app: Flask) -> None:
    names = {entry.code: entry.name for entry in read_own_catalogue().procedures}
    never = {code for code, name in names.items() if is_never(name)}
    again = {"1.004884", "1.005461", "1.004746", "1.004772"}
    child, adoption, divorce = {"1.001022", "1.000689", "2.000779"}, {"2.001263", "2.001255"}, {"2.000554"}
    assert again | child | adoption | divorce <= never
    assert not never & set(CATALOGUE)
    assert not is_never(names["1.000894"]) and not is_never("Miễn, giảm học phí") and not is_never("Nhận chăm sóc")


def test_the_catalogue_is_asked_once_and_never_for_what_could_hurt(app: Flask) -> None:
    id = marriage().procedure_id
    make_procedure(name="Đăng ký lại khai tử", letter_trigger="condolence")
    make_procedure(name="Cấp bản sao", letter_trigger="none")
    assert given() == 1
    version = db.session.scalars(select(ProcedureVersion).where(ProcedureVersion.procedure_id == id)).one()
    version.content = {**version.content, "letter_trigger": "condolence"}
    db.session.commit()
    assert given() == 0
    assert trigger_of(id).occasion is Occasion.MARRIAGE  # type: ignore[union-attr]


def test_a_family_mourns_where_the_letter_is_one_of_condolence(app: Flask) -> None:
    dossier = make_dossier(make_procedure(name="Đăng ký khai tử", letter_trigger="condolence"))
    assert is_about_a_death(dossier)  # nobody has said anything yet: the catalogue knows
    given()
    trigger = trigger_of(dossier.procedure_id)
    assert trigger is not None
    switch(trigger, False)
    assert is_mourning(dossier)
    change_trigger(trigger, 1, Occasion.BIRTH, {})
    assert not is_mourning(dossier)
    told = make_dossier(make_procedure(name="Báo tử tại ấp"))
    assert not is_mourning(told)
    add_trigger(told.procedure_id, "Báo tử tại ấp", Occasion.DEATH)
    assert is_mourning(told)


def test_what_an_administrator_said_is_not_said_again(app: Flask) -> None:
    id = marriage().procedure_id
    assert given() == 1
    trigger = trigger_of(id)
    assert trigger is not None
    switch(trigger, False)
    trigger.answers = {}
    assert given() == 0
    db.session.refresh(trigger)
    assert not trigger.is_on and trigger.answers == {}


@pytest.mark.parametrize(
    ("occasion", "questions", "guessed"),
    [
        (Occasion.BIRTH, [question("ten_me", "Họ và tên mẹ"), question("ten_chau", "Họ tên cháu")], ["ten_chau"]),
        (Occasion.BIRTH, [question("noi_sinh", "Nơi cháu sinh")], []),
        (Occasion.DEATH, [question("noi_mat", "Nơi mất"), question("ai", "Họ và tên người đã mất")], ["ai"]),
        (Occasion.MARRIAGE, COUPLE[:1], []),
        (Occasion.MARRIAGE, COUPLE[::-1], ["ten_ben_nam", "ten_ben_nu"]),
        (Occasion.MARRIAGE, [question("mot", "Họ tên chồng và vợ")], []),
    ],
)
def test_a_question_is_guessed_by_its_words_or_not_at_all(
    occasion: Occasion, questions: list[dict[str, object]], guessed: list[str]
) -> None:
    answers = guessed_answers(occasion, [Question.from_json(row) for row in questions])
    assert list(answers.values()) == ([guessed] if guessed else [])


def test_the_letter_names_both_of_a_couple(app: Flask) -> None:
    version = marriage()
    given()
    dossier = make_dossier(version, answers={"ten_ben_nam": "Trần Văn Mẫu", "ten_ben_nu": "Lê Thị Mẫu"})
    facts = facts_of_dossier(dossier, trigger_of(version.procedure_id))
    assert facts["vo_chong"] == "Trần Văn Mẫu và Lê Thị Mẫu"


# -- the pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [LIST, f"{LIST}/them", f"{LIST}/1"])
def test_only_administrators_say_which_procedure_causes_a_letter(client: FlaskClient, page: str) -> None:
    assert client.get(page).status_code == 303
    assert sign_in(client, make_officer(Role.LEADER)).get(page).status_code == 403


def test_the_list_says_which_letter_and_whose_names(admin: FlaskClient) -> None:
    marriage()
    given()
    page = admin.get(LIST).get_data(as_text=True)
    assert "Đăng ký kết hôn" in page and "Họ và tên chồng tương lai; Họ và tên vợ tương lai" in page
    assert "Chúc mừng kết hôn" in page and "Có thư" in page


def test_the_list_costs_the_same_for_many(admin: FlaskClient) -> None:
    def cost() -> int:
        with queries() as asked:
            admin.get(LIST)
        return len(asked)

    admin.get(LIST)
    add_trigger(make_procedure(name="Một").procedure_id, "Một", Occasion.BIRTH)
    db.session.commit()
    few = cost()
    for number in range(6):
        add_trigger(make_procedure(name=f"Việc {number}").procedure_id, "Việc", Occasion.DEATH)
    db.session.commit()
    assert cost() == few


def test_a_question_that_the_form_has_no_more_is_said(admin: FlaskClient) -> None:
    version = marriage()
    given()
    trigger = trigger_of(version.procedure_id)
    assert trigger is not None
    trigger.answers = {"vo_chong": ["ten_cu"]}
    db.session.commit()
    assert "Câu hỏi cũ không còn trong tờ khai" in admin.get(LIST).get_data(as_text=True)
    page = admin.get(f"{LIST}/{version.procedure_id}")
    assert page.status_code == 200 and "Họ và tên chồng tương lai" in page.get_data(as_text=True)


def test_a_procedure_is_switched_off_and_on(admin: FlaskClient) -> None:
    id = marriage().procedure_id
    given()
    for way, is_on in (("tat", False), ("tat", False), ("bat", True)):
        assert admin.post(f"{LIST}/{id}/{way}").status_code == 303
        assert trigger_of(id).is_on is is_on  # type: ignore[union-attr]
    assert acts() == ["take_out_of_use", "use"]
    assert admin.post(f"{LIST}/{id + 99}/tat").status_code == 404


def test_the_people_of_a_letter_are_chosen_from_the_form(admin: FlaskClient) -> None:
    id = marriage().procedure_id
    given()
    assert press(admin, id, occasion="marriage", first="", second="").status_code == 303
    assert trigger_of(id).answers == {}  # type: ignore[union-attr]
    press(admin, id, 2, occasion="marriage", first="ten_ben_nam", second="ten_ben_nu")
    assert trigger_of(id).answers == {"vo_chong": ["ten_ben_nam", "ten_ben_nu"]}  # type: ignore[union-attr]


def test_the_record_tells_who_changed_the_letter_from_what_to_what(admin: FlaskClient) -> None:
    id = marriage().procedure_id
    given()
    press(admin, id, occasion="birth", first="ten_ben_nu", second="")
    press(admin, id, 2, occasion="birth", first="ten_ben_nu", second="")  # nothing new
    first, changed = written()
    assert (first.actor, first.details["occasion"]) == ("command", "marriage")
    assert changed.actor == "officer" and changed.details == {
        "occasion_before": "marriage",
        "names_before": ["ten_ben_nam", "ten_ben_nu"],
        "occasion": "birth",
        "names": ["ten_ben_nu"],
    }
    assert details_words(changed.details) == (
        "loại thư trước đó: kết hôn, tên trước đó lấy từ câu: ten_ben_nam ten_ben_nu,"
        " loại thư: em bé, tên lấy từ câu: ten_ben_nu"
    )
    press(admin, id, 2, occasion="birth", first="", second="")
    assert details_words(written()[-1].details).endswith("tên lấy từ câu: không lấy")


def test_two_administrators_at_once_overwrite_nothing(admin: FlaskClient) -> None:
    id = marriage().procedure_id
    given()
    press(admin, id, occasion="death", first="", second="")
    late = press(admin, id, occasion="birth", first="", second="")
    assert late.status_code == 409 and "có người đã lưu thay đổi khác" in late.get_data(as_text=True)
    assert trigger_of(id).occasion is Occasion.DEATH  # type: ignore[union-attr]
    assert press(admin, id, 2, occasion="birth", first="", second="").status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"occasion": "marriage", "first": "ten_ben_nu", "second": "ten_ben_nu"}, "cùng một câu"),
        ({"occasion": "marriage", "first": "", "second": "ten_ben_nu"}, "chọn câu thứ nhất trước"),
        ({"occasion": "marriage", "first": "ten_ben_nu", "second": "ten_ben_nam"}, "tên chồng ở ô trên"),
        ({"occasion": "marriage", "first": "khong_co", "second": ""}, "Xin chọn một trong các mục có sẵn."),
        ({"occasion": "late", "first": "", "second": ""}, "Xin chọn"),
    ],
)
def test_people_that_cannot_be_are_refused(admin: FlaskClient, typed: dict[str, str], sentence: str) -> None:
    id = marriage().procedure_id
    given()
    answer = press(admin, id, **typed)
    assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)


def test_one_more_procedure_causes_a_letter(admin: FlaskClient) -> None:
    version = make_procedure(name="Ghi vào sổ việc kết hôn", questions=COUPLE)
    make_procedure(name="Đăng ký lại kết hôn")
    page = admin.get(f"{LIST}/them").get_data(as_text=True)
    assert "Ghi vào sổ việc kết hôn" in page and "Đăng ký lại kết hôn" not in page
    answer = admin.post(f"{LIST}/them", data={"procedure": str(version.procedure_id), "occasion": "marriage"})
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{version.procedure_id}")
    assert trigger_of(version.procedure_id).answers == {"vo_chong": ["ten_ben_nam", "ten_ben_nu"]}  # type: ignore[union-attr]
    assert acts() == ["add"]
    assert not re.search("Ghi vào sổ việc kết hôn", admin.get(f"{LIST}/them").get_data(as_text=True))


def test_a_procedure_that_must_cause_none_is_not_added(admin: FlaskClient) -> None:
    id = make_procedure(name="Đăng ký nhận cha, mẹ, con").procedure_id
    answer = admin.post(f"{LIST}/them", data={"procedure": str(id), "occasion": "birth"})
    assert answer.status_code == 422 and trigger_of(id) is None
    with pytest.raises(NoLetter):
        add_trigger(id, "Đăng ký nhận cha, mẹ, con", Occasion.BIRTH)
