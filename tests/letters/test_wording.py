"""The words of letters: no text that can be saved makes a letter with a hole, whatever is known or not."""

import re
import unicodedata
from typing import Any

import pytest
from flask import Flask
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from cqtt.letters.rules import NUMBERED, Occasion
from cqtt.letters.template_forms import TemplateForm
from cqtt.letters.template_reading import Version
from cqtt.letters.templates import LANGUAGES, default_words
from cqtt.letters.wording import (
    FROM_ANSWERS,
    OPEN_TO,
    PLACES,
    REQUIRED,
    examples,
    faults_of,
    fill,
    has_hole,
    places_in,
    says_something,
)
from cqtt.text import clean
from tests.rounds import LONG

NEW_TONE = re.compile("(oà|oá|oả|oã|oạ|oè|oé|oẻ|oẽ|oẹ|uỳ|uý|uỷ|uỹ|uỵ)\\b")
TEXTS = [(occasion, language) for occasion in Occasion for language in LANGUAGES]


# -- whatever can be saved, whatever is known -----------------------------------------------------

BRACES = st.sampled_from(["{", "}", "{{", "}}", "{}", "{ ho_ten }", "{Ho_Ten}", "{họ_tên}", "{0}", "%(x)s", "{ho_ten"])
WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["Thưa ", "\n\n", "\n", " ", "\u200b", "\u00a0", "Xin cảm ơn.", ". ", "—", "\r\n\r\n"]),
)
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=60),
    st.sampled_from(
        ["", "   ", "\n", "\u200b\u200b", "\u00a0", ".", "…", "{", "}", "{ho_ten}", "{{don_vi}}", "\n\n\n"]
    ),
    st.sampled_from(["Nguyễn\n\nVăn", "<b>Mẫu</b>", "%(name)s", "$x$", "a" * 5_000, "Đ\u1ed7 \u202eThị"]),
)


@st.composite
def typed_texts(draw: Any, occasion: Occasion) -> tuple[str, str]:
    """What an administrator may type: words, places of this letter and of others, braces that lead nowhere."""
    place = st.sampled_from([f"{{{name}}}" for name in OPEN_TO[occasion]])
    other = st.sampled_from([f"{{{name}}}" for name in PLACES] + ["{la}", "{None}"])
    piece = st.one_of(WORDS, place, place, place) if draw(st.booleans()) else st.one_of(WORDS, place, other, BRACES)
    subject = "".join(draw(st.lists(piece, min_size=1, max_size=6)))
    needed = [f" {{{name}}} " for name in REQUIRED.get(occasion, ())]
    body = "".join(draw(st.permutations([*draw(st.lists(piece, min_size=1, max_size=25)), *needed])))
    return subject, body


@settings(max_examples=2_000 if LONG else 100, deadline=None)
@given(data=st.data())
def prove_whole(data: st.DataObject) -> None:
    occasion, language = data.draw(st.sampled_from(TEXTS))
    subject, body = saved(data, occasion, language)
    facts = data.draw(st.dictionaries(st.sampled_from([*PLACES, "la"]), STRANGE, max_size=12))
    said, letter = fill(subject, facts, language), fill(body, facts, language)
    assert not has_hole(said + letter)
    assert "None" not in said + letter or "None" in subject + body
    assert "\n" not in said
    for name in places_in(subject + body):
        assert says_something(fill(f"{{{name}}}", facts, language)), name
    lines = zip(body.split("\n"), letter.split("\n"), strict=True)
    assert all(bool(before.strip()) == bool(after.strip()) for before, after in lines)


def saved(data: st.DataObject, occasion: Occasion, language: str) -> tuple[str, str]:
    """Return subject and body as the form passes them on; what it refuses is tried no further."""
    subject, body = data.draw(typed_texts(occasion))
    sent = MultiDict({"revision": "1", "subject": subject, "body": body, "leaves_out": "1"})
    form = TemplateForm(formdata=sent, meta={"csrf": False})
    form.occasion, form.before = occasion, Version(1, *default_words()[occasion, language])
    assume(form.validate())
    return form.subject.data, form.body.data


def test_no_text_that_can_be_saved_makes_a_letter_with_a_hole(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        prove_whole()


# -- the places -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_every_place_has_words_for_what_nobody_knows(name: str) -> None:
    place = PLACES[name]
    for words in (place.otherwise, place.otherwise_en, place.example):
        assert says_something(words) and words == words.strip() and not has_hole(words) and "None" not in words
    assert fill(f"x {{{name}}}", {}) == f"x {place.otherwise}"
    assert fill(f"x {{{name}}}", {name: None}, "en") == f"x {place.otherwise_en}"


def test_every_letter_uses_places_that_there_are() -> None:
    assert set(OPEN_TO) == set(Occasion)
    assert all(set(names) <= set(PLACES) for names in OPEN_TO.values())
    for occasion, names in [*REQUIRED.items(), *FROM_ANSWERS.items()]:
        assert set(names) <= set(OPEN_TO[occasion])
    assert set(REQUIRED) == NUMBERED


def test_a_fact_cannot_bring_a_place_or_a_second_line_with_it() -> None:
    facts = {"ho_ten": "{don_vi} Lê\n\nThị\u200b Mẫu", "don_vi": "xã"}
    assert fill("Thưa {ho_ten}", facts) == "Thưa don_vi Lê Thị Mẫu"


def test_a_fact_that_no_eye_sees_counts_as_unknown() -> None:
    assert fill("x {viec}", {"viec": " \u200b\u2060.\n"}) == f"x {PLACES['viec'].otherwise}"


@pytest.mark.parametrize(
    ("occasion", "body", "fault"),
    [
        (Occasion.THANKS, "Cảm ơn {ma_ho_so}", "{ma_ho_so}"),
        (Occasion.THANKS, "Cảm ơn {ten}", "{ten}"),
        (Occasion.THANKS, "Cảm ơn {Ho_Ten}", "đứng lẻ"),
        (Occasion.THANKS, "Cảm ơn {{ho_ten}}", "đứng lẻ"),
        (Occasion.THANKS, "Cảm ơn {ho_{ho_ten}ten}", "đứng lẻ"),
        (Occasion.LATE, "Xin lỗi {ho_ten}", "{ngay_hen_moi}"),
        (Occasion.RESOLVED_LATE, "Xin lỗi {ho_ten}", "{ngay_hen}"),
    ],
)
def test_a_text_that_could_leave_a_hole_is_told_apart(occasion: Occasion, body: str, fault: str) -> None:
    assert fault in " ".join(faults_of(occasion, "Thư", body))


# -- the texts that come with the program ---------------------------------------------------------


@pytest.mark.parametrize(("occasion", "language"), TEXTS)
def test_the_texts_of_the_program_are_short_whole_and_without_fault(occasion: Occasion, language: str) -> None:
    subject, body = default_words()[occasion, language]
    assert faults_of(occasion, subject, body) == []
    assert len(body.split()) <= 120
    assert "{ubnd}" in body or occasion is Occasion.DISSATISFIED
    assert "{dien_thoai}" in body or occasion is Occasion.THANKS
    assert all(unicodedata.is_normalized("NFC", text) and text == clean(text) for text in (subject, body))


@pytest.mark.parametrize(("occasion", "language"), TEXTS)
@pytest.mark.parametrize("known", [True, False])
def test_the_texts_of_the_program_read_well_also_where_nothing_is_known(
    occasion: Occasion, language: str, known: bool
) -> None:
    facts = examples(occasion) if known else {}
    letter = "\n\n".join(fill(text, facts, language) for text in default_words()[occasion, language])
    assert not re.search(r"\b([^\W\d]+) \1\b", letter, re.IGNORECASE), "a word stands twice"
    assert not re.search(r" [,.;:)]|\( |\.\.|  |\( *\)", letter)
    paragraphs = letter.split("\n\n")
    assert all(each[0].isupper() and each[-1] in ".,!" for each in paragraphs[1:])


def test_marks_stand_in_the_old_place_and_a_condolence_is_sober() -> None:
    for (occasion, _language), words in default_words().items():
        assert not NEW_TONE.search(" ".join(words))
        assert occasion is not Occasion.DEATH or not re.search("!|mừng|vui", " ".join(words))


def test_personal_letters_name_no_code_and_no_cause_of_death() -> None:
    for occasion in (Occasion.MARRIAGE, Occasion.BIRTH, Occasion.DEATH, Occasion.THANKS, Occasion.DISSATISFIED):
        assert not {"ma_ho_so", "thu_tuc"} & set(OPEN_TO[occasion])


def test_a_family_is_small_within_a_sentence_and_stands_large_where_one_begins() -> None:
    facts = {"xung_ho": "Gia đình", "ho_ten": "Võ Văn Mẫu"}
    assert fill("Thưa {xung_ho} {ho_ten},", facts) == "Thưa gia đình Võ Văn Mẫu,"
    assert fill("Xin gọi.\n\n{xung_ho} cần hỏi?", facts) == "Xin gọi.\n\nGia đình cần hỏi?"
    assert fill("Thưa {xung_ho}", {"xung_ho": "Ông/Bà"}) == "Thưa Ông/Bà"


@pytest.mark.parametrize("reason", ["cán bộ phụ trách nghỉ ốm", "Cán bộ phụ trách nghỉ ốm."])
def test_a_reason_ends_with_one_full_stop_however_it_was_typed(reason: str) -> None:
    said = fill("Xin lỗi. {ly_do}\n\nXin hẹn lại.", {"ly_do": reason})
    assert said == "Xin lỗi. Cán bộ phụ trách nghỉ ốm.\n\nXin hẹn lại."
    assert fill("{ly_do} Xin hẹn lại.", {"ly_do": "hết mực"}) == "Hết mực. Xin hẹn lại."


def test_what_was_given_brings_no_second_full_stop() -> None:
    assert fill("Xin cảm ơn: {viec}.", {"viec": "tặng 20 cây bàng."}) == "Xin cảm ơn: tặng 20 cây bàng."
    assert fill("Vì {ly_do}.", {"ly_do": "mất điện"}) == "Vì mất điện."
