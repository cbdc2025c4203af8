from datetime import date, datetime, time
from itertools import product

import pytest

from cqtt.clock import ICT
from cqtt.leaders.rules import (
    CallRefused,
    EntryRefused,
    Reader,
    ShiftRefused,
    Span,
    check_about,
    check_day,
    check_free,
    check_may_give_up,
    may_read,
    monday_of,
    promise_text,
    until_text,
    zalo_number,
)
from cqtt.roles import Role

TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)


def span(starts: str, ends: str, on: date = TODAY) -> Span:
    return Span(on, time.fromisoformat(starts), time.fromisoformat(ends))


def at(hour: int, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ICT)


def test_a_shift_that_ends_before_it_starts_ends_on_the_next_morning() -> None:
    night = span("17:00", "07:00")
    assert night.ends_at == at(7, 24)
    assert at(17) in night and at(6, 24) in night
    assert at(7, 24) not in night and at(16) not in night
    assert night.text == "17:00–07:00 hôm sau" and span("17:00", "22:00").text == "17:00–22:00"


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (span("08:00", "10:00"), span("10:00", "12:00"), False),
        (span("08:00", "10:01"), span("10:00", "12:00"), True),
        (span("08:00", "12:00"), span("09:00", "10:00"), True),
        (span("17:00", "07:00"), span("06:00", "08:00", TOMORROW), True),
        (span("17:00", "07:00"), span("07:00", "08:00", TOMORROW), False),
        (span("06:00", "08:00"), span("06:00", "08:00", TOMORROW), False),
    ],
)
def test_shifts_meet_when_they_share_a_moment(one: Span, other: Span, meet: bool) -> None:
    assert one.meets(other) is other.meets(one) is meet


def test_a_shift_over_another_of_the_same_leader_is_refused_with_its_hours() -> None:
    with pytest.raises(ShiftRefused, match="17:00–07:00 hôm sau, thứ Hai, 23/11/2026"):
        check_free(span("06:30", "08:00", TOMORROW), [span("17:00", "07:00")])
    check_free(span("07:00", "08:00", TOMORROW), [span("17:00", "07:00")])


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (span("08:00", "08:00"), "khác giờ bắt đầu"),
        (span("08:00", "09:00", date(2026, 11, 22)), "đã qua"),
        (span("08:00", "09:00", date(2027, 5, 24)), "nhiều nhất 26 tuần"),
    ],
)
def test_a_shift_needs_length_and_a_day_that_comes_soon(refused: Span, words: str) -> None:
    with pytest.raises(ShiftRefused, match=words):
        check_day(refused, TODAY)


def test_the_last_day_that_may_be_planned_is_within_the_weeks_shown() -> None:
    check_day(span("08:00", "09:00", date(2027, 5, 23)), TODAY)
    assert monday_of(date(2026, 11, 29)) == TODAY == monday_of(TODAY)


def test_an_end_is_told_as_people_say_it() -> None:
    assert until_text(at(22), at(18)) == "đến 22:00"
    assert until_text(at(7, 24), at(18)) == "đến 07:00 ngày mai"
    assert until_text(at(7, 24), at(2, 24)) == "đến 07:00"
    assert promise_text(at(16, 24)) == "trước 16:00, thứ Ba, 24/11/2026"


@pytest.mark.parametrize(
    ("phone", "has_zalo", "number"),
    [
        ("0912345678", True, "0912345678"),
        ("0912345678", False, ""),
        ("02513000001", True, ""),
        ("", True, ""),
        ("1022", True, ""),
    ],
)
def test_only_a_mobile_number_with_zalo_has_a_link(phone: str, has_zalo: bool, number: str) -> None:
    assert zalo_number(phone, has_zalo) == number


def test_nobody_is_given_up_before_three_tries() -> None:
    with pytest.raises(CallRefused, match="Mới gọi 2 lần"):
        check_may_give_up(2)
    check_may_give_up(3)


# Who may read the book: (role, is the one it is about, received, wrote, is the chairman) → may read.
ABOUT, OTHER, HEAD = 7, 8, 9


def reader(*roles: Role, id: int = OTHER, chairman: bool = False) -> Reader:
    return Reader(id, frozenset(roles), id if chairman else None)


@pytest.mark.parametrize("role", list(Role))
def test_an_ordinary_entry_is_read_by_reception_and_leaders_alone(role: Role) -> None:
    assert may_read(None, {1}, 2, reader(role)) is (role in (Role.RECEPTION, Role.LEADER))


@pytest.mark.parametrize(("received", "wrote", "heads"), list(product((False, True), repeat=3)))
@pytest.mark.parametrize("role", list(Role))
def test_a_sealed_entry_is_read_by_who_has_to(role: Role, received: bool, wrote: bool, heads: bool) -> None:
    hosts, writer = {OTHER if received else 1}, OTHER if wrote else 2
    works_with_book = role in (Role.RECEPTION, Role.LEADER)
    assert may_read(ABOUT, hosts, writer, reader(role, chairman=heads)) is (
        works_with_book and (received or wrote or heads)
    )


def test_who_stands_in_for_the_chairman_reads_what_the_chairman_would() -> None:
    deputy = Reader(OTHER, frozenset({Role.LEADER}), HEAD)
    assert may_read(ABOUT, {1}, 2, deputy)
    assert not may_read(OTHER, {1}, 2, deputy)
    assert not may_read(HEAD, {1}, 2, deputy)
    assert may_read(HEAD, {OTHER}, 2, deputy) and may_read(HEAD, {1}, OTHER, deputy)


@pytest.mark.parametrize("role", list(Role))
def test_whom_it_is_about_reads_it_in_no_case(role: Role) -> None:
    assert not may_read(ABOUT, {ABOUT}, ABOUT, reader(role, id=ABOUT, chairman=True))


def test_an_administrator_reads_no_sealed_entry_whatever_else_they_are() -> None:
    both = reader(Role.LEADER, Role.ADMINISTRATOR, chairman=True)
    assert not may_read(ABOUT, {OTHER}, OTHER, both)
    assert may_read(None, set(), 1, both)


def test_nobody_writes_about_themselves_or_about_who_received() -> None:
    check_about(None, {1}, reader(Role.RECEPTION))
    check_about(ABOUT, {1}, reader(Role.RECEPTION))
    with pytest.raises(EntryRefused, match="không thể là người tiếp"):
        check_about(ABOUT, {1, ABOUT}, reader(Role.RECEPTION))
    for writer in (reader(Role.LEADER, id=ABOUT), reader(Role.RECEPTION, Role.ADMINISTRATOR)):
        with pytest.raises(EntryRefused, match="người khác ghi"):
            check_about(ABOUT, {1}, writer)
