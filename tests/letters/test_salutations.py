"""Forms of address: nobody is called by a bare name, a group by a title, or two people by one."""

import pytest
from flask import Flask

from cqtt.commune.models import Commune
from cqtt.dossiers.models import ApplicantKind
from cqtt.letters.facts import addressee_of, facts_in
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion, Status
from cqtt.letters.salutations import BODY, COUPLE, SALUTATIONS, in_language, named, salutation_for
from cqtt.letters.showing import missing
from cqtt.letters.templates import default_words
from cqtt.letters.wording import examples, fill
from cqtt.roles import Role
from tests.factories import make_dossier, make_officer

TWO = "Trần Văn Mẫu và Lê Thị Mẫu"


@pytest.mark.parametrize(
    ("salutation", "name", "said"),
    [
        ("Ông", "Nguyễn Văn A", "Ông Nguyễn Văn A"),
        ("Ông", "ông Nguyễn Văn A", "ông Nguyễn Văn A"),  # typed with the title: not twice
        (BODY, "Tổ hợp tác rau sạch ấp 2", "Tổ hợp tác rau sạch ấp 2"),
        ("Quý cơ quan", "Công ty Ví Dụ", "Công ty Ví Dụ"),
        (COUPLE, TWO, "Ông Trần Văn Mẫu và Bà Lê Thị Mẫu"),
        ("Anh và Chị", TWO, "Anh Trần Văn Mẫu và Chị Lê Thị Mẫu"),
        ("Anh/Chị", TWO, "Anh Trần Văn Mẫu và Chị Lê Thị Mẫu"),  # as older letters have it
        ("Gia đình ông", "Võ Văn Mẫu", "Gia đình ông Võ Văn Mẫu"),
        ("Gia đình ông", "ông Võ Văn Mẫu", "Gia đình ông Võ Văn Mẫu"),
        ("Gia đình", "ông Ba Mẫu", "Gia đình ông Ba Mẫu"),
        ("Gia đình", "Gia đình ông Ba Mẫu", "Gia đình ông Ba Mẫu"),
        ("Cháu", "bé Võ An Mẫu", "bé Võ An Mẫu"),
        ("", "Sư cô Mẫu", "Sư cô Mẫu"),
        ("Mr and Ms", TWO, "Mr Trần Văn Mẫu and Ms Lê Thị Mẫu"),
        ("The family of", "bà Lê Thị Mẫu", "The family of Lê Thị Mẫu"),
    ],
)
def test_a_reader_is_named_as_one_names_them_to_their_face(salutation: str, name: str, said: str) -> None:
    assert named(salutation, name) == said


@pytest.mark.parametrize(
    ("name", "salutation"),
    [
        ("Tổ hợp tác xoài Suối Trầu", BODY),
        ("Nhóm thiện nguyện Bình Minh", BODY),
        ("Chùa Phước Long", BODY),
        ("Trường Mầm non Hoa Sen", BODY),
        ("Công ty TNHH Ví Dụ", BODY),
        ("Đoàn Văn Hội", "Ông/Bà"),  # a surname, no youth league
        ("Tống Thị Nhóm", "Ông/Bà"),
        ("Gia đình bà Sáu", "Gia đình"),
        ("bé Nguyễn Minh Mẫu", "Cháu"),
        (TWO, COUPLE),
        ("Lê Thị Mẫu và Trần Văn Mẫu", "Ông/Bà"),  # who is whom cannot be told
        ("Nguyễn Văn A", "Ông/Bà"),
    ],
)
def test_who_is_known_by_name_alone_is_called_by_what_the_name_tells(name: str, salutation: str) -> None:
    assert salutation_for(name) == salutation


@pytest.mark.parametrize(
    ("salutation", "name", "opening"),
    [
        (BODY, "Tổ hợp tác rau sạch ấp 2", "Thưa Tổ hợp tác rau sạch ấp 2,"),
        ("Gia đình ông", "Võ Văn Mẫu", "Thưa gia đình ông Võ Văn Mẫu,"),
        ("Ông/Bà", "Nguyễn Mẫu", "Thưa Ông/Bà Nguyễn Mẫu,"),
        (COUPLE, TWO, "Thưa Ông Trần Văn Mẫu và Bà Lê Thị Mẫu,"),
        ("Cháu", "bé Võ An Mẫu", "Thưa bé Võ An Mẫu,"),
    ],
)
def test_a_letter_opens_with_the_right_name(salutation: str, name: str, opening: str) -> None:
    facts = {"xung_ho": salutation, "ho_ten": name, "viec": "góp sách"}
    subject, body = default_words()[Occasion.THANKS, "vi"]
    letter = fill(body, facts)
    assert letter.startswith(opening)
    assert not any(each in letter for each in ("Quý đơn vị Tổ", "cùng gia đình", "gia đình ông sức khỏe"))


def test_within_the_text_a_family_is_the_family_whoever_is_its_head() -> None:
    facts = {"xung_ho": "Gia đình bà", "ho_ten": "Cao Thị Mẫu"}
    assert fill("Nếu {xung_ho} cần giúp. {xung_ho} cứ gọi.", facts) == "Nếu gia đình cần giúp. Gia đình cứ gọi."


@pytest.mark.parametrize(
    ("place", "typed", "said", "in_english"),
    [
        ("vo_chong", TWO, "ông Trần Văn Mẫu và bà Lê Thị Mẫu", "Trần Văn Mẫu and Lê Thị Mẫu"),
        ("vo_chong", "anh Trần A và chị Lê B", "anh Trần A và chị Lê B", "Trần A and Lê B"),
        ("ten_be", "Nguyễn Minh Mẫu", "bé Nguyễn Minh Mẫu", "Nguyễn Minh Mẫu"),
        ("ten_be", "bé Nguyễn Minh Mẫu", "bé Nguyễn Minh Mẫu", "Nguyễn Minh Mẫu"),
        ("nguoi_mat", "cụ Lê Văn Mẫu", "cụ Lê Văn Mẫu", "Lê Văn Mẫu"),
        ("nguoi_mat", "Lê Văn Mẫu", "người thân là Lê Văn Mẫu", "Lê Văn Mẫu"),
    ],
)
def test_whom_a_letter_speaks_of_is_never_named_barely(place: str, typed: str, said: str, in_english: str) -> None:
    assert fill(f"x {{{place}}}", {place: typed}) == f"x {said}"
    assert fill(f"x {{{place}}}", {place: typed}, "en") == f"x {in_english}"


def test_a_young_couple_is_called_as_the_signer_chose() -> None:
    facts = {"xung_ho": "Anh và Chị", "vo_chong": TWO}
    assert fill("Thân gửi {vo_chong},", facts) == "Thân gửi anh Trần Văn Mẫu và chị Lê Thị Mẫu,"


def test_a_body_and_a_head_of_a_family_are_known_from_their_dossier(app: Flask) -> None:
    body = make_dossier(applicant_kind=ApplicantKind.ORGANISATION, organisation_name="Hợp tác xã Ví Dụ")
    assert addressee_of(body).salutation == BODY
    assert addressee_of(make_dossier(sex="Nữ"), "Gia đình").salutation == "Gia đình bà"
    assert addressee_of(make_dossier(sex="Nam")).salutation == "Ông"


def test_what_is_not_known_speaks_to_whom_it_is_for() -> None:
    assert fill("hồ sơ {ma_ho_so}", {"xung_ho": "Bà"}) == "hồ sơ của Bà"
    assert fill("hồ sơ {ma_ho_so}", {}) == "hồ sơ của Ông/Bà"


def test_a_sentence_begins_large_whatever_begins_it() -> None:
    facts = {"ly_do": "chúng tôi ghi nhầm tên.", "ubnd": "the People's Committee of An Phước Commune"}
    assert fill("Xin lỗi. {ly_do}", facts) == "Xin lỗi. Chúng tôi ghi nhầm tên."
    assert fill("Dear you,\n\n{ubnd} thanks", facts, "en").endswith("The People's Committee of An Phước Commune thanks")
    assert fill("đã giúp: {viec}", {"viec": "góp sách"}) == "đã giúp: góp sách"


@pytest.mark.parametrize("occasion", Occasion)
def test_an_english_letter_speaks_english_to_its_end(commune: Commune, occasion: Occasion) -> None:
    office = {"name": "Trần Thị Mẫu", "title": "Chủ tịch UBND xã", "phone": "0900000002"}
    make_officer(Role.LEADER, is_leader=True, is_public=True, **office)
    plain = {"viec": "your lessons", "ly_do": "We waited for another office.", "thu_tuc": "Birth registration"}
    unit = ("ubnd", "don_vi", "dien_thoai", "lanh_dao")  # told by the unit itself
    letter = Letter(
        occasion=occasion,
        status=Status.DRAFT,
        language="en",
        salutation="Ông",
        to_name="John Sample",
        facts={place: fact for place, fact in examples(occasion).items() if place not in unit} | plain,
        reason="",
    )
    facts = facts_in(letter)
    said = "\n".join(fill(words, facts, "en") for words in default_words()[occasion, "en"])
    for foreign in ("Ủy ban", "xã ", "Ông", "Bà", "bé ", "cụ ", " và ", "Chủ tịch", "/11/2026"):
        assert foreign not in said, foreign
    if occasion is Occasion.LATE:
        assert "on 16 November 2026 and promised the result by 25 November 2026" in said
        assert "The People's Committee of An Phước Commune received" in said
        assert "call Trần Thị Mẫu (0900 000 002)" in said


def test_the_page_asks_what_the_dead_were_called(app: Flask) -> None:
    letter = Letter(occasion=Occasion.DEATH, language="vi", subject="x", body="x", facts={"nguoi_mat": "Lê Văn Mẫu"})
    assert "cách gọi trước tên người mất" in missing(letter)
    letter.facts = {"nguoi_mat": "ông Lê Văn Mẫu"}
    assert missing(letter) == ""


def test_every_form_of_address_that_is_offered_has_its_words() -> None:
    assert all(named(each, "Nguyễn Văn A") for each in SALUTATIONS)
    assert {in_language(each, "en") for each in SALUTATIONS} == {"Mr", "Ms", "Mr and Ms", "The family of", ""}
