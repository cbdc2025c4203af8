"""Search finds what people mean, however they type it."""

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.procedures.search import SearchEntry, SearchIndex
from cqtt.procedures.typos import is_one_slip
from cqtt.text import fold

CATALOGUE = read_own_catalogue()
ENTRIES = [
    SearchEntry.of(
        content,
        CATALOGUE.synonyms[content.slug],
        [event.name for event in CATALOGUE.life_events_of(content.slug)],
    )
    for content in CATALOGUE.procedures
]
INDEX = SearchIndex(ENTRIES)
QUERIES: list[tuple[str, list[str]]] = [
    (query, [wanted] if isinstance(wanted, str) else wanted)
    for query, wanted in yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text("utf-8"))
]


def found(query: str, limit: int = 3) -> list[str]:
    return [hit.key for hit in INDEX.find(query, limit)]


def share_found(queries: list[tuple[str, list[str]]], limit: int = 3) -> float:
    missed = [query for query, wanted in queries if not set(wanted) & set(found(query, limit))]
    share = 1 - len(missed) / len(queries)
    print(f"{share:.1%} of {len(queries)} queries found in the first {limit}; missed: {missed[:5]}")
    return share


def one_slip(word: str, chance: random.Random) -> str:
    """Return the word with one letter missing, added, wrong or swapped; short words stay as they are."""
    if len(word) < 4 or not word.isalpha():
        return word
    at, letter = chance.randrange(len(word) - 1), chance.choice("abcdeghiklmnopqrstuvxy")
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def test_people_find_what_they_mean_among_the_first_three():
    assert len(QUERIES) >= 280
    assert len({query for query, _wanted in QUERIES}) == len(QUERIES)
    assert {slug for _query, wanted in QUERIES for slug in wanted} <= {entry.key for entry in ENTRIES}
    assert share_found(QUERIES) >= 0.95


def test_marks_may_be_left_out():
    assert share_found([(fold(query), wanted) for query, wanted in QUERIES]) >= 0.95


def test_one_slip_in_every_word_does_no_harm():
    chance = random.Random(1)
    slipped = [
        (" ".join(one_slip(word, chance) for word in fold(entry.name).split()), [entry.key]) for entry in ENTRIES
    ]
    assert share_found(slipped) >= 0.95


@pytest.mark.proof
def test_every_name_and_every_everyday_name_finds_its_procedure_first():
    assert share_found([(entry.name, [entry.key]) for entry in ENTRIES], limit=1) == 1
    assert share_found([(name, [entry.key]) for entry in ENTRIES for name in entry.synonyms], limit=1) >= 0.99


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("sổ đỏ", "dang-ky-dat-dai-cap-giay-chung-nhan-lan-dau-cho-ho-gia-dinh"),
        ("so do", "dang-ky-dat-dai-cap-giay-chung-nhan-lan-dau-cho-ho-gia-dinh"),
        ("giấy tạm trú", "dang-ky-tam-tru"),
        ("xác nhận độc thân", "cap-giay-xac-nhan-tinh-trang-hon-nhan"),
        ("tôi muốn làm giấy khai sinh cho con thì cần gì", "dang-ky-khai-sinh"),
        ("ĐĂNG KÝ KHAI SINH", "dang-ky-khai-sinh"),
        ("đăng kí khai sinh", "dang-ky-khai-sinh"),
        ("hoà giải tranh chấp đất đai", "hoa-giai-tranh-chap-dat-dai"),
        ("dang ky khai sihn", "dang-ky-khai-sinh"),
        ("dang ky kết hôn", "dang-ky-ket-hon"),
    ],
)
def test_the_names_people_use_stand_first(query: str, slug: str):
    assert found(query, 1) == [slug]


@pytest.mark.parametrize(
    "query",
    [
        "1.001193",
        "1001193",
        "1.001193.000.00.00.H19",
        "1.001193.000.00.00.H19.01",
        "thủ tục 1.001193",
        " 1.001193 ",
        "001193",
        "1.0011",
    ],
)
def test_a_code_finds_its_procedure_however_it_is_written(query: str):
    assert found(query, 1) == ["dang-ky-khai-sinh"]


def test_the_beginning_of_a_code_finds_all_that_begin_so():
    codes = {entry.key: entry.code or "" for entry in ENTRIES}
    hits = [hit.key for hit in INDEX.find("1.0108", 50)]
    assert len(hits) > 3
    assert all(codes[key].startswith("1.0108") for key in hits)


def test_an_unknown_code_finds_nothing():
    assert INDEX.find("9.999999") == []


def test_a_number_in_a_question_is_no_code():
    assert found("làm căn cước cho người 14 tuổi", 1) == ["cap-the-can-cuoc-cho-nguoi-tu-du-14-tuoi"]


@pytest.mark.parametrize("query", ["", "   ", "?!", "\n", "xyzzyx"])
def test_nothing_asked_is_nothing_found(query: str):
    assert INDEX.find(query) == []


def test_the_word_being_typed_is_found_by_its_beginning():
    for typed in ("đăng ký kh", "đăng ký kha", "đăng ký khai si", "dang ky khai sin"):
        assert "dang-ky-khai-sinh" in found(typed, 5)


def test_marks_that_were_typed_put_the_word_with_those_marks_first():
    index = SearchIndex([SearchEntry("da", None, "Da giày"), SearchEntry("dda", None, "Đá xây dựng")])
    assert [hit.key for hit in index.find("đá")] == ["dda", "da"]
    assert [hit.key for hit in index.find("da")] == ["da", "dda"]


def test_the_places_in_the_name_are_the_words_asked_for():
    name = "Đăng ký khai sinh"
    hit = SearchIndex([SearchEntry("a", None, name)]).find("khai sihn")[0]
    assert [name[start:end] for start, end in hit.spans] == ["khai", "sinh"]
    hit = SearchIndex([SearchEntry("a", None, name)]).find("đăng ký kh")[0]
    assert [name[start:end] for start, end in hit.spans] == ["Đăng", "ký", "kh"]


def test_the_limit_is_kept_and_scores_fall():
    hits = INDEX.find("đăng ký", 7)
    assert len(hits) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_what_is_not_known_for_certain_is_not_searched():
    doubtful = next(content for content in CATALOGUE.procedures if content.known_requirements is None)
    assert SearchEntry.of(doubtful, (), ()).words == ()


def test_an_index_without_entries_finds_nothing():
    assert SearchIndex([]).find("khai sinh") == []


@pytest.mark.parametrize(
    ("typed", "meant", "is_slip"),
    [
        ("sinh", "sinh", False),
        ("snh", "sinh", True),
        ("siinh", "sinh", True),
        ("sing", "sinh", True),
        ("sihn", "sinh", True),
        ("sihm", "sinh", False),
        ("hnis", "sinh", False),
        ("si", "sinh", False),
    ],
)
def test_one_slip_is_one_letter_missing_added_wrong_or_swapped(typed: str, meant: str, is_slip: bool):
    assert is_one_slip(typed, meant) is is_slip
    assert is_one_slip(meant, typed) is is_slip


@settings(max_examples=300, deadline=None)
@given(query=st.text(st.characters(codec=None), max_size=60))
def test_any_text_may_be_typed(query: str):
    for hit in INDEX.find(query):
        assert hit.score > 0


@pytest.mark.proof
@settings(max_examples=200, deadline=None)
@given(
    words=st.lists(st.sampled_from(sorted({word for entry in ENTRIES for word in entry.name.split()})), max_size=30),
    junk=st.text(max_size=5),
)
def test_spans_always_lie_inside_the_name_in_order(words: list[str], junk: str):
    names = {entry.key: entry.name for entry in ENTRIES}
    for hit in INDEX.find(" ".join([*words, junk])):
        ends = [0, *(place for span in hit.spans for place in span), len(names[hit.key])]
        assert ends == sorted(ends)
