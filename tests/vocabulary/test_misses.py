"""Searches that found nothing: counted without the person, listed, and made a name by one press."""

import logging
import re
from datetime import date, timedelta
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.database import BUSY_TIMEOUT
from cqtt.extensions import db
from cqtt.procedures import misses
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.catalogue import published_catalogue
from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.procedures.jobs import forget_old_searches
from cqtt.procedures.misses import count_miss, is_miss, worth_keeping
from cqtt.procedures.models import Procedure, ProcedureVersion, SearchMiss
from cqtt.procedures.search import Hit, SearchEntry, SearchIndex
from cqtt.roles import Role
from cqtt.throttle import Hit as Throttled
from cqtt.vocabulary.listing import key_of
from cqtt.worker import all_jobs
from tests.counting import queries
from tests.factories import MONDAY, make_officer, numbers, sign_in

LIST = "/quan-tri/tra-cuu"
DAY = date(2026, 11, 23)
LIVE = {"HX-Request": "true"}


def search(client: FlaskClient, words: str, **headers: str) -> None:
    assert client.get("/thu-tuc", query_string={"q": words}, headers=headers).status_code == 200


def make_miss(words: str = "lập hụi", times: int = 2, on: date = DAY) -> SearchMiss:
    for _time in range(times):
        count_miss(words, f"address {next(numbers)}", on)
    return db.session.scalars(select(SearchMiss).where(SearchMiss.words == words)).one()


def counted() -> dict[str, int]:
    return {miss.words: miss.count for miss in db.session.scalars(select(SearchMiss))}


def names_of(version: ProcedureVersion) -> list[str]:
    return list(db.session.get_one(Procedure, version.procedure_id).synonyms)


# -- what is counted ------------------------------------------------------------------------------


def test_a_search_that_found_nothing_is_counted_however_it_is_written(
    client: FlaskClient, birth: ProcedureVersion
) -> None:
    for words in ("lập hụi", "LAP HUI", "  lập   hụi "):
        search(client, words)
    assert counted() == {"lập hụi": 3}
    miss = db.session.get_one(SearchMiss, "lap hui")
    assert not miss.settled


def test_a_search_that_found_its_procedure_is_not_counted(client: FlaskClient, birth: ProcedureVersion) -> None:
    for words in ("khai sinh", "dang ky khai sinh", "1.001193"):
        search(client, words)
    client.get("/thu-tuc")
    client.get("/thu-tuc?linh-vuc=khong-co")
    assert counted() == {}


def test_the_letters_of_the_live_search_are_not_counted(client: FlaskClient, birth: ProcedureVersion) -> None:
    for words in ("lậ", "lập h", "lập hụi"):
        search(client, words, **LIVE)
    assert counted() == {}
    search(client, "lập hụi", **LIVE, **{"HX-Boosted": "true"})
    assert counted() == {"lập hụi": 1}


def test_what_only_resembles_the_words_is_a_miss() -> None:
    assert is_miss([]) and is_miss([Hit("a", 0.59, ())])
    assert not is_miss([Hit("a", 0.6, ()), Hit("b", 0.1, ())])


def test_few_right_answers_of_the_whole_catalogue_count_as_misses() -> None:
    catalogue = read_own_catalogue()
    index = SearchIndex(SearchEntry.of(each, catalogue.synonyms[each.slug], ()) for each in catalogue.procedures)
    names = [name for each in catalogue.procedures for name in (each.name, *catalogue.synonyms[each.slug])]
    assert not [name for name in names if is_miss(index.find(name, 1))]
    assert all(is_miss(index.find(words, 1)) for words in ("hụi", "làm passport gấp cho con", "phạt nguội"))


@pytest.mark.parametrize(
    "words",
    [
        "a b",
        "123",
        "0912345678",
        "tìm 0912 345 678",
        "075199000001",
        "H19.00.00-261123-0001",
        "lan@example.vn",
        "https://example.vn/lan",
        "một hai ba bốn năm sáu bảy tám chín",
        "dài" * 30,
    ],
)
def test_nothing_of_a_person_and_nothing_long_is_kept(client: FlaskClient, birth: ProcedureVersion, words: str) -> None:
    assert not worth_keeping(words)
    search(client, words)
    assert counted() == {}


@pytest.mark.parametrize(
    "words", ["Nguyễn Văn An", "TRẦN THỊ MẪU", "Lê Mẫu", "Nguyen Van An", "Đặng Thị Mẫu Bảo Hà", "Hồ Văn Mẫu"]
)
def test_what_is_written_like_a_persons_name_is_not_kept(
    client: FlaskClient, birth: ProcedureVersion, words: str
) -> None:
    assert not worth_keeping(words)
    search(client, words)
    assert counted() == {}


@pytest.mark.parametrize(
    "words", ["Đăng ký khai sinh", "Đăng Ký Khai Sinh", "HỒ SƠ ĐẤT ĐAI", "Lý Lịch Tư Pháp", "Phạm vi xã", "Lê hụi"]
)
def test_what_only_begins_like_a_name_is_kept(words: str) -> None:
    assert worth_keeping(words)


def test_nothing_about_who_searched_is_kept(client: FlaskClient, birth: ProcedureVersion) -> None:
    search(client, "lập hụi")
    assert {column.name for column in SearchMiss.__table__.columns} == {
        "folded",
        "words",
        "count",
        "first_on",
        "last_on",
        "settled",
    }
    assert not [hit.key for hit in db.session.scalars(select(Throttled)) if "127.0.0.1" in hit.key or "hui" in hit.key]


def test_one_address_cannot_fill_the_list(app: Flask, client: FlaskClient) -> None:
    for number in range(misses.COUNTED_AT_MOST + 5):
        count_miss(f"chữ lạ thứ {'x' * (number + 1)}", "10.0.0.9", DAY)
    assert len(counted()) == misses.COUNTED_AT_MOST
    count_miss("chữ của người khác", "10.0.0.10", DAY)
    assert "chữ của người khác" in counted()


def test_a_count_that_cannot_be_written_does_not_break_the_search(
    client: FlaskClient, birth: ProcedureVersion, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(*_args: object) -> bool:
        raise OperationalError("insert", {"words": "lập hụi"}, Exception("database is locked"))

    monkeypatch.setattr(misses, "count_use", locked)
    with caplog.at_level(logging.DEBUG):
        search(client, "lập hụi")
    assert counted() == {} and "not counted" in caplog.text and "hụi" not in caplog.text


def test_a_search_does_not_wait_until_others_have_written(client: FlaskClient, birth: ProcedureVersion) -> None:
    timeouts = []
    client.get("/thu-tuc")
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as writer:
        writer.execute(text("select 1"))
        begun = perf_counter()
        search(client, "lập hụi")
        assert perf_counter() - begun < 2  # not the five seconds that a change may wait
    for _connection in range(2):
        with db.engine.connect() as connection:
            timeouts.append(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())
    assert counted() == {} and timeouts == [BUSY_TIMEOUT] * 2
    search(client, "lập hụi")
    assert counted() == {"lập hụi": 1}


def test_what_nobody_searches_any_more_is_forgotten(app: Flask) -> None:
    make_miss("cũ rồi", on=DAY - misses.KEPT - timedelta(days=1))
    make_miss("còn mới", on=DAY - misses.KEPT)
    forget_old_searches(MONDAY)
    db.session.commit()
    assert list(counted()) == ["còn mới"]
    assert forget_old_searches in all_jobs()


# -- the page -------------------------------------------------------------------------------------


def test_only_administrators_see_the_searches(app: Flask, client: FlaskClient) -> None:
    make_miss()
    gets = (LIST, f"{LIST}/dat-ten?chu={key_of('lap hui')}")
    posts = (f"{LIST}/dat-ten", f"{LIST}/thoi-ten", f"{LIST}/bo-qua", f"{LIST}/xem-lai")
    assert {client.get(address).status_code for address in gets} == {303}
    sign_in(client, make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER))
    assert {client.get(address).status_code for address in gets} == {403}
    assert {client.post(address, data={"chu": key_of("lap hui")}).status_code for address in posts} == {403}


def test_an_empty_list_says_what_would_be_here(admin: FlaskClient) -> None:
    assert "Không còn chữ nào phải xem" in admin.get(LIST).text
    assert "Chưa có chữ nào được xem xong" in admin.get(f"{LIST}?xem=da-xong").text


def test_the_most_searched_stand_first_and_what_one_person_typed_is_not_shown(
    admin: FlaskClient, birth: ProcedureVersion
) -> None:
    make_miss("lập hụi", 2)
    make_miss("mua vàng", 5)
    make_miss("nguyễn văn thử", 1)
    page = admin.get(LIST).text
    assert page.index("mua vàng") < page.index("lập hụi")
    assert "nguyễn văn thử" not in page and "23/11/2026" in page


def test_one_press_makes_the_words_a_name_and_the_next_search_finds_it(
    admin: FlaskClient, birth: ProcedureVersion
) -> None:
    make_miss("nhóc tì chào đời mừng quá khai")
    page = admin.get(LIST).text
    assert 'name="procedure" value="dang-ky-khai-sinh"' in page  # guessed
    make_miss("giấy nhóc tì")
    said = {"chu": key_of("giay nhoc ti"), "procedure": "dang-ky-khai-sinh"}
    answer = admin.post(f"{LIST}/dat-ten", data=said)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?vua={said['chu']}&ten=dang-ky-khai-sinh")
    assert "“giấy nhóc tì” nay là tên gọi của “Đăng ký khai sinh”" in admin.get(answer.location).text
    assert "/thu-tuc/1.001193" in admin.get("/thu-tuc?q=giay+nhoc+ti").text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "change_names")).one()
    assert (entry.object_kind, entry.object_id) == ("procedure", str(birth.procedure_id))
    assert "nhóc" not in str(entry.details)


def test_a_name_given_by_mistake_is_taken_back(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_miss()
    said = {"chu": key_of("lap hui"), "procedure": "dang-ky-khai-sinh"}
    done = admin.post(f"{LIST}/dat-ten", data=said).location
    assert f'action="{LIST}/thoi-ten"' in admin.get(done).text
    assert "Là tên gọi của “Đăng ký khai sinh”" in admin.get(f"{LIST}?xem=da-xong").text
    assert admin.post(f"{LIST}/thoi-ten", data=said).status_code == 303
    assert names_of(birth) == []
    assert "<b>lập hụi</b>" in admin.get(LIST).text
    assert published_catalogue().search("lập hụi", 1) == []


def test_a_name_that_was_typed_by_hand_is_not_taken_away(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_miss()
    db.session.get_one(Procedure, birth.procedure_id).synonyms = ["Lập hụi"]
    raise_stamp()
    db.session.commit()
    said = {"chu": key_of("lap hui"), "procedure": "dang-ky-khai-sinh"}
    for way in ("bo-qua", "dat-ten"):
        done = admin.post(f"{LIST}/{way}", data=said).location
        for page in (admin.get(done).text, admin.get(f"{LIST}?xem=da-xong").text):
            assert f'action="{LIST}/xem-lai"' in page and f'action="{LIST}/thoi-ten"' not in page
    assert names_of(birth) == ["Lập hụi"]


def test_addresses_hold_nothing_of_what_was_searched(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_miss("nhóc tì chào đời mừng quá khai")
    make_miss()
    page = admin.get(LIST).text + admin.get(f"{LIST}/dat-ten?chu={key_of('lap hui')}").text
    done = admin.post(f"{LIST}/bo-qua", data={"chu": key_of("lap hui")}).location
    held = [done, *re.findall(r'(?:href|action|value)="([^"]*)"', page)]
    assert not [each for each in held if "hui" in each or "nhoc" in each]
    assert f"{LIST}/dat-ten?chu={key_of('lap hui')}" in held


def test_what_one_person_typed_is_shown_nowhere(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_miss("nguyễn văn thử", 1).settled = True
    db.session.commit()
    key = key_of("nguyen van thu")
    assert "nguyễn văn thử" not in admin.get(f"{LIST}?vua={key}").text
    assert admin.get(f"{LIST}/dat-ten?chu={key}").status_code == 404


def test_pressing_twice_gives_the_name_once(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_miss()
    for _time in range(2):
        said = {"chu": key_of("lap hui"), "procedure": "dang-ky-khai-sinh"}
        assert admin.post(f"{LIST}/dat-ten", data=said).status_code == 303
    assert names_of(birth) == ["lập hụi"]


def test_words_are_put_aside_and_taken_up_again(admin: FlaskClient) -> None:
    make_miss()
    done = admin.post(f"{LIST}/bo-qua", data={"chu": key_of("lap hui")}).location
    assert "Đã bỏ qua “lập hụi”." in admin.get(done).text
    assert "<b>lập hụi</b>" not in admin.get(LIST).text
    assert "Đã bỏ qua" in admin.get(f"{LIST}?xem=da-xong").text
    admin.post(f"{LIST}/xem-lai", data={"chu": key_of("lap hui")})
    assert "<b>lập hụi</b>" in admin.get(LIST).text


def test_words_that_find_something_by_now_are_said_so(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_miss("khai sinh")
    page = admin.get(LIST).text
    assert "Nay đã tìm ra: Đăng ký khai sinh." in page and "Đúng rồi, cất đi" in page


def test_any_other_procedure_is_chosen_from_all(
    admin: FlaskClient, birth: ProcedureVersion, land: ProcedureVersion
) -> None:
    make_miss()
    page = admin.get(f"{LIST}/dat-ten?chu={key_of('lap hui')}").text
    assert "Đã tìm 2 lần" in page and "Hòa giải tranh chấp đất đai</option>" in page
    for wrong in ("", "khong-co"):
        refused = admin.post(f"{LIST}/dat-ten", data={"chu": key_of("lap hui"), "procedure": wrong})
        assert refused.status_code == 422 and "“lập hụi”" in refused.text
    assert admin.post(f"{LIST}/dat-ten", data={"chu": key_of("lap hui"), "procedure": "hoa-giai"}).status_code == 303
    assert names_of(land) == ["lập hụi"]


def test_a_procedure_with_too_many_names_takes_no_more(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_miss()
    db.session.get_one(Procedure, birth.procedure_id).synonyms = [f"tên {number}" for number in range(60)]
    db.session.commit()
    answer = admin.post(f"{LIST}/dat-ten", data={"chu": key_of("lap hui"), "procedure": "dang-ky-khai-sinh"})
    assert answer.status_code == 422 and "Nhiều nhất 60 tên gọi" in answer.text
    assert len(names_of(birth)) == 60


def test_unknown_words_and_procedures_are_no_such_page(admin: FlaskClient) -> None:
    make_miss()
    assert admin.get(f"{LIST}/dat-ten?chu=la").status_code == 404
    assert admin.post(f"{LIST}/bo-qua", data={}).status_code == 404
    assert admin.post(f"{LIST}/thoi-ten", data={"chu": key_of("lap hui"), "procedure": "la"}).status_code == 404


def test_a_long_list_is_paged_with_few_questions_to_the_database(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_miss("mua vàng")
    admin.get(LIST)
    with queries() as short:
        admin.get(LIST)
    for number in range(45):
        make_miss(f"chữ lạ {'q' * (number + 3)}")
    admin.get(LIST)
    with queries() as long:
        page = admin.get(LIST).text
    assert len(long) <= len(short) + 1
    assert "46 câu" in page and "Trang 1 trên 3" in page
    assert admin.get(f"{LIST}?trang=99").text.count("<tr class=") == 6


def test_the_list_alone_is_a_fragment(admin: FlaskClient) -> None:
    make_miss()
    fragment = admin.get(LIST, headers=LIVE).text
    assert "<html" not in fragment and fragment.strip().startswith('<div id="found">')


def test_a_search_at_night_is_counted_on_the_day_of_vietnam(client: FlaskClient, birth: ProcedureVersion) -> None:
    with frozen(MONDAY - timedelta(hours=8)):  # 01:00 in Vietnam, still Sunday in Greenwich
        search(client, "lập hụi")
    assert db.session.get_one(SearchMiss, "lap hui").last_on == DAY
