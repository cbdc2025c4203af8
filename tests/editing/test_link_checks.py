"""The round of looks at links: which are due, when a failure counts, and that a unit without a web notes nothing."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.database import SQLITE_BEGIN
from cqtt.editing import link_checks
from cqtt.editing.link_checks import ASKED, AT_ONCE, ask_again, check, due_addresses, failed_links, linked_addresses
from cqtt.editing.link_looks import Looker
from cqtt.editing.models import LinkCheck
from cqtt.extensions import db
from cqtt.procedures.actions import choose_filing_mode, raise_stamp
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.versions import end_version
from cqtt.roles import Role
from tests.editing.overview.places import LIST, administrator, make_draft_of, path
from tests.editing.webs import HERE, Web, looker, names, small_web
from tests.factories import MONDAY, make_commune, make_officer, make_procedure, sign_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOWHERE = "http://khong-co.vn/"


@pytest.fixture
def web(app: Flask) -> Iterator[Web]:
    """A small web; the unit's national portal is on it."""
    with small_web() as server:
        make_commune(portal_url=server.address("/", "cong.vn"))
        yield server


def make_linked(*addresses: str, portal: str = "") -> ProcedureVersion:
    """A published procedure whose guidance links to these."""
    version = make_procedure(guidance=" ".join(f"[x](<{each}>)" for each in addresses))
    choose_filing_mode(version.procedure, FilingMode.LINK_ONLY, "lý do", portal)
    raise_stamp()
    db.session.commit()
    return version


def seen(address: str, at: datetime, since: datetime | None = None, status: int | None = None) -> None:
    db.session.add(LinkCheck(address=address, checked_at=at, failed_since=since, status=status))
    db.session.commit()


def noted() -> dict[str, tuple[datetime | None, int | None]]:
    db.session.expire_all()
    return {row.address: (row.failed_since, row.status) for row in db.session.scalars(select(LinkCheck))}


def look(*addresses: str, at: datetime = MONDAY) -> int:
    count = check(addresses, looker(), at)
    db.session.commit()
    return count


def use_looker(patch: pytest.MonkeyPatch, used: Looker | None = None) -> None:
    """Let the worker's jobs look as the tests do."""
    patch.setattr(link_checks, "_looker", lambda: used or looker())


# -- what is looked at ----------------------------------------------------------------------------


def test_links_of_what_citizens_read_are_looked_at_and_nothing_else(app: Flask) -> None:
    version = make_linked("https://a.vn/1", "/thu-tuc/9.9", "mailto:a@b.vn", "http://localhost/", portal="https://b.vn")
    make_draft_of(version, make_officer(Role.ADMINISTRATOR), guidance="[nháp](https://nhap.vn)")
    end_version(make_linked("https://cu.vn/"), MONDAY)
    raise_stamp()
    db.session.commit()
    assert linked_addresses() == {"https://a.vn/1", "https://b.vn"}


def test_what_was_never_looked_at_comes_first_and_an_hour_has_ten(app: Flask) -> None:
    seen("http://b.vn", MONDAY - 8 * DAY)
    seen("http://a.vn", MONDAY - 9 * DAY)
    seen("http://c.vn", MONDAY - 7 * DAY + HOUR)
    wanted = {"http://a.vn", "http://b.vn", "http://c.vn", "http://z.vn"}
    assert due_addresses(wanted, MONDAY) == ["http://z.vn", "http://a.vn", "http://b.vn"]
    assert len(due_addresses({f"http://x{number}.vn" for number in range(30)}, MONDAY)) == AT_ONCE


def test_where_nothing_can_be_noted_each_hour_tries_other_ones(app: Flask) -> None:
    wanted = {f"http://x{number}.vn" for number in range(25)}
    hours = [due_addresses(wanted, MONDAY + number * HOUR) for number in range(3)]
    assert set().union(*hours) == wanted and sorted(map(len, hours)) == [5, 10, 10]


def test_what_failed_is_looked_at_again_the_next_day(app: Flask) -> None:
    seen("http://a.vn", MONDAY, since=MONDAY)
    assert due_addresses({"http://a.vn"}, MONDAY + DAY - HOUR) == []
    assert due_addresses({"http://a.vn"}, MONDAY + DAY) == ["http://a.vn"]


def test_a_round_notes_what_it_found_and_forgets_what_nothing_links_to(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, alive = web.address("/404"), web.address("/")
    make_linked(dead, alive)
    seen("http://bo.vn", MONDAY)
    use_looker(monkeypatch)
    assert link_checks.look_at_links(MONDAY) == 2
    db.session.commit()
    assert noted() == {dead: (MONDAY, 404), alive: (None, 200)}
    assert link_checks.look_at_links(MONDAY + HOUR) == 0


def test_a_trial_on_one_machine_bothers_nobody(web: Web) -> None:
    make_linked(web.address("/"))
    assert link_checks.look_at_links(MONDAY) == link_checks.look_again(MONDAY) == 0
    assert (noted(), web.asked) == ({}, [])


def test_a_unit_with_a_name_of_its_own_says_it(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="https://anphuoc.example")
    used = link_checks._looker()
    assert used and used.agent == "cqtt (https://anphuoc.example)"


# -- when a failure counts ------------------------------------------------------------------------


def test_a_failure_counts_from_the_first_day_once_it_was_seen_twice(web: Web) -> None:
    dead, alive = web.address("/404"), web.address("/")
    look(dead, alive)
    assert failed_links() == {}
    look(dead, alive, at=MONDAY + DAY)
    assert failed_links() == {dead: date(2026, 11, 23)}
    look(dead, alive, at=MONDAY + 2 * DAY)
    assert failed_links() == {dead: date(2026, 11, 23)}


def test_what_answers_again_is_no_longer_dead(web: Web) -> None:
    address = web.address("/")
    seen(address, MONDAY - DAY, since=MONDAY - 3 * DAY)
    look(address)
    assert failed_links() == {} and noted() == {address: (None, 200)}


def test_what_leads_inside_is_not_called_dead(web: Web) -> None:
    for at in (MONDAY, MONDAY + DAY):
        look(f"{web.address('/to?http://trong.vn/')}", at=at)
    assert failed_links() == {}


def test_without_any_way_to_the_web_nothing_is_noted(app: Flask) -> None:
    make_commune(portal_url="http://khong-co.vn/cong")
    seen("http://khong-co-1.vn", MONDAY - 8 * DAY, status=200)
    for at in (MONDAY, MONDAY + DAY, MONDAY + 2 * DAY):
        assert look("http://khong-co-1.vn", "http://khong-co-2.vn", at=at) == 0
    assert noted() == {"http://khong-co-1.vn": (None, 200)}


def test_a_gate_that_refuses_everything_is_no_way_to_the_web_either(web: Web) -> None:
    make_commune(portal_url=web.address("/503", "cong.vn"))
    assert look(web.address("/500"), web.address("/404")) == 0
    assert noted() == {}


def test_the_only_link_of_a_unit_is_judged_too_when_the_portal_answers(web: Web) -> None:
    look(NOWHERE)
    look(NOWHERE, at=MONDAY + DAY)
    assert failed_links() == {NOWHERE: date(2026, 11, 23)}


@pytest.mark.parametrize("portal", ["", "http://khong-co.vn/cong"])
def test_without_a_portal_what_answered_before_tells_that_there_is_a_web(web: Web, portal: str) -> None:
    make_commune(portal_url=portal)
    seen("http://khong-co-4.vn", MONDAY - HOUR, status=200)  # asked too, and silent today
    seen(web.address("/con-do"), MONDAY - DAY, status=200)
    seen(web.address("/hong"), MONDAY - DAY, since=MONDAY - DAY, status=500)
    assert look(NOWHERE) == 1
    assert noted()[NOWHERE] == (MONDAY, None)
    assert ("HEAD", "/con-do") in web.asked and ("HEAD", "/hong") not in web.asked


def test_others_may_write_while_the_web_is_asked(app: Flask, web: Web) -> None:
    refused: list[str] = []

    def write_meanwhile(host: str, port: int) -> list[str]:
        try:
            with sqlite3.connect(app.config["SETTINGS"].data / "cqtt.db", timeout=0) as other:
                other.execute("update commune set hotline = '0900000777'")
            other.close()
        except sqlite3.OperationalError as locked:
            refused.append(str(locked))
        return names(host, port)

    db.session.remove()  # the worker begins with nothing read
    SQLITE_BEGIN.set("IMMEDIATE")
    used = Looker("cqtt", resolve=write_meanwhile, allows=lambda each: each == HERE)
    assert check([web.address("/")], used, MONDAY) == 1
    assert refused == []


# -- as administrators see it ---------------------------------------------------------------------


@pytest.fixture
def admin(client: FlaskClient) -> Iterator[FlaskClient]:
    with frozen(MONDAY):
        yield administrator(client)


def test_a_dead_link_is_a_warning_with_the_day_and_a_button(admin: FlaskClient) -> None:
    version = make_linked("http://a.vn/x", "http://b.vn")
    seen("http://a.vn/x", MONDAY, since=MONDAY - 3 * DAY, status=404)
    seen("http://b.vn", MONDAY, since=MONDAY)  # seen once
    html = admin.get(path(version.procedure)).get_data(as_text=True)
    assert "http://a.vn/x: không mở được từ 20/11/2026" in html and "http://b.vn: không" not in html
    assert f'action="{path(version.procedure)}/thu-lien-ket"' in html
    assert f'href="{path(version.procedure)}/sua#cac-buoc"' in html
    assert "Liên kết hỏng" in admin.get(f"{LIST}?xem-lai=lien-ket-hong").get_data(as_text=True)


def test_a_dead_link_to_the_portal_is_mended_where_the_filing_is(admin: FlaskClient) -> None:
    version = make_linked(portal="http://a.vn/x")
    seen("http://a.vn/x", MONDAY, since=MONDAY - DAY)
    html = admin.get(path(version.procedure)).get_data(as_text=True)
    assert f'href="{path(version.procedure)}/cach-nop#portal_url"><b>Liên kết hỏng' in html


def test_a_link_that_is_wrong_to_begin_with_has_no_button(admin: FlaskClient) -> None:
    html = admin.get(path(make_linked("http://sai").procedure)).get_data(as_text=True)
    assert "Liên kết hỏng" in html and "Thử lại ngay" not in html


def test_the_button_has_the_worker_look_again_and_the_warning_stays_until_then(
    admin: FlaskClient, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, mended = web.address("/404"), web.address("/")
    version = make_linked(dead, mended)
    for address in (dead, mended):
        seen(address, MONDAY, since=MONDAY - DAY, status=404)
    seen("http://khac.vn", MONDAY, since=MONDAY - DAY, status=404)
    answer = admin.post(path(version.procedure, "/thu-lien-ket"))
    assert (answer.status_code, answer.location) == (303, f"{path(version.procedure)}#nen-xem-lai")
    assert web.asked == [] and {each: status for each, (_since, status) in noted().items()} == {
        dead: ASKED,
        mended: ASKED,
        "http://khac.vn": 404,
    }
    html = admin.get(path(version.procedure)).get_data(as_text=True)
    assert "Máy chủ sắp mở thử lại." in html and "Thử lại ngay" not in html and f"{dead}: không mở được" in html
    use_looker(monkeypatch)
    assert link_checks.look_again(MONDAY + HOUR) == 2
    db.session.commit()
    assert (noted()[dead], noted()[mended]) == ((MONDAY - DAY, 404), (None, 200))
    assert link_checks.look_again(MONDAY + HOUR) == 0


def test_a_link_that_was_asked_for_is_tried_once_where_there_is_no_web(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_commune(portal_url="http://khong-co.vn/cong")
    seen(NOWHERE, MONDAY, since=MONDAY - DAY)
    ask_again([NOWHERE])
    use_looker(monkeypatch)
    assert link_checks.look_again(MONDAY) == 0
    assert noted() == {NOWHERE: (MONDAY - DAY, None)}


def test_others_may_not_ask(admin: FlaskClient) -> None:
    version = make_linked("http://a.vn/x")
    assert admin.post(f"{LIST}/9.999999/thu-lien-ket").status_code == 404
    sign_in(admin, make_officer(Role.LEADER))
    assert admin.post(path(version.procedure, "/thu-lien-ket")).status_code == 403
