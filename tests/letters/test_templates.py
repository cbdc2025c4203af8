"""The texts of letters as administrators keep them: versions, preview, places that must not get lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.letters import actions as letter_actions
from cqtt.letters.models import LetterTemplate
from cqtt.letters.rules import Occasion
from cqtt.letters.template_actions import rewrite_drafts, save_text
from cqtt.letters.template_reading import in_force, versions_of
from cqtt.letters.templates import current, default_words
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_dossier, make_officer, sign_in
from tests.letters.cases import drafted

LIST = "/quan-tri/mau-thu"
THANKS, MARRIAGE = f"{LIST}/cam-on/vi", f"{LIST}/ket-hon/vi"
OF_THANKS = (Occasion.THANKS, "vi")
TYPED = {
    "revision": "1",
    "subject": "Lời cảm ơn",
    "body": "Thưa {xung_ho} {ho_ten},\n\n{ubnd} cảm ơn: {viec}.",
    "case": "",
}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR, name="Lê Quản Trị"))


def save(body: str = TYPED["body"], seen: int = 1, subject: str = "Lời cảm ơn") -> LetterTemplate:
    template = save_text(OF_THANKS, seen, subject, body, make_officer(Role.ADMINISTRATOR), MONDAY)
    db.session.commit()
    return template


def page_of(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def acts() -> list[tuple[str, str]]:
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.object_kind) for entry in entries if not entry.action.startswith("sign_in")]


# -- who, and what there is -----------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.LEADER])
@pytest.mark.parametrize("page", [LIST, THANKS, f"{THANKS}/cac-ban"])
def test_only_administrators_keep_the_texts(client: FlaskClient, role: Role, page: str) -> None:
    assert client.get(page).status_code == 303
    assert sign_in(client, make_officer(role)).get(page).status_code == 403


def test_every_text_stands_in_the_list_at_first_as_it_came(admin: FlaskClient) -> None:
    page = admin.get(LIST).get_data(as_text=True)
    assert page.count("Lời có sẵn, chưa ai sửa") == 16
    for slug in ("hen-lai", "tra-tre", "sai-sot", "chua-hai-long", "cam-on", "ket-hon", "em-be", "chia-buon"):
        assert f"{LIST}/{slug}/vi" in page and f"{LIST}/{slug}/en" in page
    assert not db.session.scalar(select(LetterTemplate.id)), "looking writes nothing"


def test_the_list_asks_for_all_texts_at_once(admin: FlaskClient) -> None:
    admin.get(LIST)
    with queries() as asked:
        admin.get(LIST)
    assert len([one for one in asked if "letter_template" in one]) == 1


def test_a_text_that_there_is_not_has_no_page(admin: FlaskClient) -> None:
    for address in (f"{LIST}/khac/vi", f"{LIST}/cam-on/fr", f"{THANKS}?tu-ban=7"):
        assert admin.get(address).status_code == 404


# -- saving ---------------------------------------------------------------------------------------


def test_saving_makes_a_new_version_and_the_one_before_is_kept(admin: FlaskClient) -> None:
    answer = admin.post(THANKS, data=TYPED)
    assert (answer.status_code, answer.location) == (303, THANKS)
    newest, first = versions_of(OF_THANKS)
    assert (newest.number, newest.subject, newest.by, newest.holds) == (2, "Lời cảm ơn", "Lê Quản Trị", True)
    assert (first.number, (first.subject, first.body), first.holds) == (1, default_words()[OF_THANKS], False)
    assert "Bản 2" in page_of(admin.get(LIST))
    assert ("change", "letter_template") in acts()


def test_saving_what_is_stored_already_writes_nothing(app: Flask) -> None:
    holding = current(*OF_THANKS)
    assert save(holding.body, subject=holding.subject) is holding
    assert len(versions_of(OF_THANKS)) == 1


def test_a_letter_that_was_drafted_keeps_its_words(app: Flask) -> None:
    letter = drafted()
    before = (letter.subject, letter.body)
    save()
    db.session.refresh(letter)
    assert (letter.subject, letter.body) == before
    assert drafted().subject == "Lời cảm ơn"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": "Cảm ơn {ma_ho_so}"}, "không có chỗ điền {ma_ho_so}"),
        ({"subject": "Gửi {ten}"}, "không có chỗ điền {ten}"),
        ({"body": "Cảm ơn {ho_ten"}, "đứng lẻ"),
        ({"body": " \u200b … "}, "Lời thư cần có chữ."),
        ({"subject": ""}, "Xin ghi tiêu đề."),
        ({"body": "Cảm ơn " * 700}, "nhiều nhất 4000 ký tự"),
        ({"body": "Cảm ơn {viec}"}, "không còn {xung_ho}, {ho_ten}, {ubnd}"),
    ],
)
def test_a_text_with_a_fault_is_not_saved_and_stays_in_its_box(
    admin: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    answer = admin.post(THANKS, data=TYPED | typed)
    assert answer.status_code == 422
    assert sentence in page_of(answer)
    kept = next(iter(typed.values())).strip().strip("\u200b ")
    assert kept in answer.get_data(as_text=True)
    assert not db.session.scalar(select(LetterTemplate.id))


def test_form_04_says_what_the_law_wants(admin: FlaskClient) -> None:
    subject, body = default_words()[Occasion.LATE, "vi"]
    typed = {"revision": "1", "subject": subject, "body": body.replace("{ngay_hen_moi}", "sau"), "leaves_out": "y"}
    answer = admin.post(f"{LIST}/hen-lai/vi", data=typed)
    assert answer.status_code == 422 and "Mẫu 04 cần có {ngay_hen_moi}" in page_of(answer)


def test_a_place_is_left_out_only_by_somebody_who_means_it(admin: FlaskClient) -> None:
    subject, body = default_words()[Occasion.MARRIAGE, "vi"]
    typed = {"revision": "1", "subject": subject, "body": body.replace("{ngay_dang_ky}", "hôm ấy")}
    refused = admin.post(MARRIAGE, data=typed)
    assert refused.status_code == 422
    assert "Lời mới không còn {ngay_dang_ky}." in page_of(refused)
    assert 'name="leaves_out"' in refused.get_data(as_text=True)
    assert admin.post(MARRIAGE, data=typed | {"leaves_out": "y"}).status_code == 303
    assert "leaves_out" not in admin.get(MARRIAGE).get_data(as_text=True)


def test_a_place_that_stands_less_often_is_said_before_and_after_saving(admin: FlaskClient) -> None:
    subject, body = default_words()[OF_THANKS]
    assert body.count("{xung_ho}") == 4
    typed = {"revision": "1", "subject": subject, "body": body.replace("Kính chúc {xung_ho}", "Kính chúc cô bác")}
    said = "Ô {xung_ho} chỉ còn 3 chỗ, trước đây 4."
    seen = admin.post(f"{THANKS}/xem-thu", data=typed, headers={"HX-Request": "true"})
    assert said in page_of(seen)
    assert said in page_of(admin.post(THANKS, data=typed, follow_redirects=True))
    assert "chỉ còn" not in page_of(admin.get(THANKS))
    more = typed | {"revision": "2", "body": f"{body} {{xung_ho}}"}
    assert "chỉ còn" not in page_of(admin.post(f"{THANKS}/xem-thu", data=more, headers={"HX-Request": "true"}))


def test_a_wrong_token_saves_nothing_and_keeps_what_was_typed(app: Flask, admin: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = admin.post(THANKS, data=TYPED)
    assert answer.status_code == 422 and "Lời cảm ơn" in answer.get_data(as_text=True)
    assert not db.session.scalar(select(LetterTemplate.id))


def test_two_administrators_at_once_overwrite_nothing(admin: FlaskClient) -> None:
    save("Thưa {xung_ho} {ho_ten}, {ubnd} đa tạ: {viec}.")
    answer = admin.post(THANKS, data=TYPED)
    page = page_of(answer)
    assert answer.status_code == 409
    assert "có người đã lưu thay đổi khác" in page and "đa tạ" in page and "cảm ơn: {viec}" in page
    assert "Xem thử với một hồ sơ" not in page.split("Những ô sau")[1].split("bấm Lưu")[0]
    assert admin.post(THANKS, data=TYPED | {"revision": "2"}).status_code == 303
    assert [version.number for version in versions_of(OF_THANKS)] == [3, 2, 1]


def test_a_version_that_holds_no_more_cannot_be_followed(app: Flask) -> None:
    save()
    with pytest.raises(ChangedMeanwhile):
        save("Khác {ho_ten}", seen=1)
    db.session.rollback()
    holding = select(LetterTemplate.version).where(LetterTemplate.retired_at.is_(None))
    assert db.session.scalars(holding).all() == [2]


# -- preview --------------------------------------------------------------------------------------


def test_the_preview_fills_what_was_typed_and_keeps_nothing(admin: FlaskClient) -> None:
    answer = admin.post(f"{THANKS}/xem-thu", data=TYPED, headers={"HX-Request": "true"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and page.strip().startswith('<section class="seen" id="ban-xem"')
    assert "<mark" in page and "hiến 40 m² đất" in page and "Ủy ban nhân dân xã An Phước" in page_of(answer)
    assert not db.session.scalar(select(LetterTemplate.id))


def test_the_preview_without_scripts_is_the_page_with_what_was_typed(admin: FlaskClient) -> None:
    answer = admin.post(f"{THANKS}/xem-thu", data=TYPED | {"body": "Cảm ơn {ten} {viec}"})
    page = page_of(answer)
    assert answer.status_code == 200
    assert "không có chỗ điền {ten}" in page and "Cảm ơn {ten} hiến 40" in page


def test_after_a_look_the_button_saves_and_does_not_look_once_more(admin: FlaskClient) -> None:
    page = admin.post(f"{THANKS}/xem-thu", data=TYPED).get_data(as_text=True)
    form = re.search(r'<form id="letter-text"[^>]*? action="([^"]+)"', page)
    assert form and form[1] == THANKS
    older = admin.get(f"{THANKS}?tu-ban=1").get_data(as_text=True)
    assert f'action="{THANKS}?tu-ban=1"' in older  # a mistake there comes back as that older version


def test_the_preview_with_a_case_says_what_the_case_says_and_is_recorded(admin: FlaskClient) -> None:
    dossier = make_dossier(applicant_name="Phạm Thị Thật", sex="Nữ")
    typed = TYPED | {"body": "Thưa {xung_ho} {ho_ten}: {viec}", "case": dossier.code.lower().replace("-", " - ")}
    answer = admin.post(f"{THANKS}/xem-thu", data=typed, headers={"HX-Request": "true"})
    page = page_of(answer)
    assert "Phạm Thị Thật" in page and dossier.code in page and "chưa biết" in page
    assert acts()[-1] == ("open", "dossier")


def test_a_case_that_there_is_not_is_said_and_examples_are_shown(admin: FlaskClient) -> None:
    answer = admin.post(f"{THANKS}/xem-thu", data=TYPED | {"case": "H19-không có"}, headers={"HX-Request": "true"})
    assert "Không tìm thấy hồ sơ" in page_of(answer) and "Nguyễn Văn Mẫu" in page_of(answer)
    assert ("open", "dossier") not in acts()


def test_a_case_is_shown_to_nobody_without_the_token_of_the_page(app: Flask, admin: FlaskClient) -> None:
    dossier = make_dossier(applicant_name="Phạm Thị Thật")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = admin.post(f"{THANKS}/xem-thu", data=TYPED | {"case": dossier.code})
    assert "Phạm Thị Thật" not in page_of(answer)
    assert ("open", "dossier") not in acts()


def test_the_english_preview_addresses_in_english(admin: FlaskClient) -> None:
    typed = TYPED | {"body": "Dear {xung_ho} {ho_ten}"}
    assert "Dear Mr Nguyễn Văn Mẫu" in page_of(admin.post(f"{LIST}/cam-on/en/xem-thu", data=typed))


def test_what_was_typed_is_seen_as_it_will_be_printed(admin: FlaskClient) -> None:
    dossier = make_dossier()
    answer = admin.post(f"{THANKS}/ban-in.pdf", data=TYPED | {"case": dossier.code})
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    assert acts()[-1] == ("print", "dossier")
    assert admin.post(f"{THANKS}/ban-in.pdf", data={}).data.startswith(b"%PDF")


# -- versions -------------------------------------------------------------------------------------


def test_versions_stand_beside_each_other_with_what_changed(admin: FlaskClient) -> None:
    save()
    save(TYPED["body"].replace("cảm ơn", "đa tạ"), seen=2)
    page = admin.get(f"{THANKS}/cac-ban").get_data(as_text=True)
    assert page.index("Bản 3") < page.index("Bản 2") < page.index("Bản 1")
    assert re.search(r"<ins>.*?đa tạ", page) and re.search(r"<del>.*?cảm ơn", page)
    assert page.count("Dùng lại bản này") == 2


def test_an_older_version_comes_back_as_a_new_one(admin: FlaskClient) -> None:
    save()
    page = admin.get(f"{THANKS}?tu-ban=1").get_data(as_text=True)
    subject, body = default_words()[OF_THANKS]
    assert body.split("\n")[0] in page and "lời của bản 1, chưa lưu" in page_of(admin.get(f"{THANKS}?tu-ban=1"))
    typed = {"revision": "2", "subject": subject, "body": body}
    assert admin.post(f"{THANKS}?tu-ban=1", data=typed).status_code == 303
    assert [(each.number, each.body == body) for each in versions_of(OF_THANKS)] == [(3, True), (2, False), (1, True)]


# -- drafts that wait -----------------------------------------------------------------------------


def test_drafts_are_written_anew_when_asked_but_no_words_of_an_officers_hand(admin: FlaskClient) -> None:
    leader = make_officer(Role.LEADER)
    waiting, by_hand, signed = drafted(), drafted(), drafted()
    letter_actions.edit(by_hand, by_hand.revision, leader, {"body": "Lời của tôi"}, MONDAY)
    letter_actions.approve([signed], {signed.id: signed.revision}, leader, MONDAY)
    other = drafted(Occasion.MARRIAGE)
    save()
    assert "1 thư đang chờ duyệt còn theo lời cũ" in page_of(admin.get(THANKS))
    assert admin.post(f"{THANKS}/viet-lai").status_code == 303
    db.session.expire_all()
    assert waiting.subject == "Lời cảm ơn" and waiting.events[-1].step.value == "edit"
    assert by_hand.body == "Lời của tôi" and signed.subject == other.subject.replace(other.subject, "Thư cảm ơn")
    assert "còn theo lời cũ" not in page_of(admin.get(THANKS))


def test_nothing_is_written_anew_twice(app: Flask) -> None:
    drafted()
    save()
    officer = make_officer(Role.ADMINISTRATOR)
    assert (rewrite_drafts(OF_THANKS, officer, MONDAY), rewrite_drafts(OF_THANKS, officer, MONDAY)) == (1, 0)


def test_the_text_in_force_is_the_one_letters_are_written_with(app: Flask) -> None:
    save()
    for (occasion, language), version in in_force().items():
        template = current(occasion, language)
        assert (template.version, template.subject, template.body) == (version.number, version.subject, version.body)
