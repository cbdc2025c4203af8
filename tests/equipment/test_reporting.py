"""What is broken in the hall: one entry however often it is reported, seen until it is mended, by the reporter too."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Counter, Officer
from cqtt.equipment import actions
from cqtt.equipment.models import EquipmentFault, EquipmentReport
from cqtt.equipment.rules import REPEATED_WITHIN, FaultRefused, Thing, key_of
from cqtt.extensions import db
from cqtt.roles import Role
from cqtt.upkeep.broken import FAULTS_NAMED, all_broken
from tests.counting import queries
from tests.factories import MONDAY, make_officer, numbers, sign_in

ALL, FORM = "/can-bo/thiet-bi", "/can-bo/thiet-bi/bao-hong"
HOUR = timedelta(hours=1)
JAM = {"thing": "printer", "place": "Quầy 2", "words": "Kẹt giấy hoài."}


@pytest.fixture
def desk(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, name="Đặng Thị Mẫu")


def reported(
    by: Officer | None = None, thing: Thing = Thing.PRINTER, place: str = "", words: str = ""
) -> EquipmentFault:
    fault = actions.report(thing, place or f"Quầy {next(numbers)}", words, by, MONDAY)
    db.session.commit()
    return fault


def faults() -> list[EquipmentFault]:
    return list(db.session.scalars(select(EquipmentFault).order_by(EquipmentFault.id)))


def acts() -> list[tuple[str, int | None, str]]:
    told = select(AuditEntry).where(AuditEntry.object_kind == "equipment_fault").order_by(AuditEntry.id)
    return [(entry.action, entry.officer_id, entry.actor) for entry in db.session.scalars(told)]


# --- rules ---


@pytest.mark.parametrize("typed", ["quầy 2", "QUẦY 2", "  Quầy   2 ", "quay 2"])
def test_a_place_is_the_same_however_it_is_typed(typed: str) -> None:
    assert key_of(Thing.PRINTER, typed, "Kẹt giấy") == key_of(Thing.PRINTER, "Quầy 2", "Hết mực")


def test_of_other_things_the_words_tell_which_one_it_is() -> None:
    assert key_of(Thing.OTHER, "Sảnh", "Máy lạnh chảy nước") != key_of(Thing.OTHER, "Sảnh", "Đèn không sáng")


# --- reporting ---


def test_a_report_is_kept_and_recorded_and_the_reporter_sees_its_state(client: FlaskClient, desk: Officer) -> None:
    with frozen(MONDAY):
        answer = sign_in(client, desk).post(FORM, data=JAM)
        assert (answer.status_code, answer.location) == (303, f"{ALL}?muc=toi-bao")
        page = client.get(answer.location).text
    for said in ("Đã báo: Máy in – Quầy 2.", "Đang chờ sửa", "Kẹt giấy hoài.", "09:00, thứ Hai, 23/11/2026", desk.name):
        assert said in page
    assert acts() == [("equipment.report", desk.id, "officer")]


def test_the_same_thing_at_the_same_place_is_one_fault_and_counts(client: FlaskClient, desk: Officer) -> None:
    sign_in(client, desk).post(FORM, data=JAM)
    other = make_officer(Role.SPECIALIST)
    second = sign_in(client.application.test_client(), other)
    page = second.post(FORM, data=JAM | {"place": "quầy  2", "words": ""}, follow_redirects=True).text
    assert "Máy in – Quầy 2 đã được báo 2 lần" in page
    sign_in(client, desk).post(FORM, data=JAM | {"thing": "scanner"})
    assert [(fault.thing, fault.times) for fault in faults()] == [(Thing.PRINTER, 2), (Thing.SCANNER, 1)]
    assert [act for act, *_who in acts()] == ["equipment.report", "equipment.report_again", "equipment.report"]


def test_one_more_who_meets_it_needs_a_single_tap_and_a_second_tap_counts_nothing(
    client: FlaskClient, desk: Officer
) -> None:
    fault = reported(make_officer(Role.LEADER))
    sign_in(client, desk)
    for _tap in range(2):
        assert client.post(f"{ALL}/{fault.id}/bao-them").status_code == 303
    assert faults()[0].times == 2
    assert f'href="{ALL}?muc=toi-bao"><b>1</b>' in client.get(ALL).text


def test_a_machine_that_repeats_itself_counts_once_an_hour_and_acts_as_the_system(app: Flask) -> None:
    for minutes in (0, 1, 2, 59, 61):
        actions.report(Thing.PRINTER, "Máy lấy số", "hết giấy", None, MONDAY + timedelta(minutes=minutes))
        db.session.commit()
    (fault,) = faults()
    assert (fault.times, fault.last_at, fault.opened_by) == (2, MONDAY + timedelta(minutes=61), None)
    assert {(officer, actor) for _act, officer, actor in acts()} == {(None, "system")}
    assert timedelta(minutes=59) < REPEATED_WITHIN < timedelta(minutes=61)


def test_what_is_open_is_kept_once_by_the_database_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = reported(place="Quầy 2")
    monkeypatch.setattr(actions, "_open_one", lambda *_asked: None)  # as somebody who looked an instant before
    assert reported(make_officer(Role.RECEPTION), place="quầy 2").id == first.id
    assert [fault.times for fault in faults()] == [2]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("thing", "Xin chọn thiết bị bị hỏng."),
        ("place", "Xin ghi thiết bị đặt ở đâu"),
    ],
)
def test_a_report_without_thing_or_place_is_refused_and_what_was_typed_stays(
    client: FlaskClient, desk: Officer, missing: str, said: str
) -> None:
    answer = sign_in(client, desk).post(FORM, data={name: typed for name, typed in JAM.items() if name != missing})
    assert answer.status_code == 422 and said in answer.text and "Kẹt giấy hoài." in answer.text
    assert faults() == []


def test_another_thing_must_be_named_and_a_thing_that_is_none_is_refused(client: FlaskClient, desk: Officer) -> None:
    other = {"thing": "other", "place": "Sảnh", "words": ""}
    assert "Xin ghi thiết bị gì" in sign_in(client, desk).post(FORM, data=other).text
    assert client.post(FORM, data=JAM | {"thing": "toaster"}).status_code == 422
    assert client.post(FORM, data=other | {"words": "Máy lạnh chảy nước"}).status_code == 303


def test_places_that_were_named_before_are_offered_with_the_counters(client: FlaskClient, desk: Officer) -> None:
    db.session.add(Counter(name="Quầy 1", position=1))
    reported(place="Phòng văn thư"), reported(place="Phòng văn thư", thing=Thing.SCREEN)
    page = sign_in(client, desk).get(FORM).text
    assert page.count('value="Phòng văn thư"') == 1 and 'value="Quầy 1"' in page


# --- mending ---


def test_an_administrator_writes_what_was_done_and_the_reporter_reads_it(client: FlaskClient, desk: Officer) -> None:
    fault = reported(desk, place="Quầy 2")
    keeper = sign_in(client.application.test_client(), make_officer(Role.ADMINISTRATOR))
    mending = f"/quan-tri/thiet-bi/{fault.id}/da-sua"
    assert mending in keeper.get(ALL).text
    refused = keeper.post(mending, data={"what": ""})
    assert refused.status_code == 422 and "đã thay hộp mực" in refused.text
    assert (
        "Đã ghi: Máy in – Quầy 2 đã sửa."
        in keeper.post(mending, data={"what": "Đã thay trục cuốn."}, follow_redirects=True).text
    )
    page = sign_in(client, desk).get(f"{ALL}?muc=toi-bao").text
    assert "Đã thay trục cuốn." in page and "Đã sửa" in page
    assert "Không có thiết bị nào đang hỏng" in client.get(ALL).text


def test_a_colleague_was_faster_and_what_was_typed_stays(client: FlaskClient) -> None:
    fault, keeper = reported(), make_officer(Role.ADMINISTRATOR)
    actions.mend(fault, "Đã khởi động lại.", keeper, MONDAY)
    db.session.commit()
    answer = sign_in(client, keeper).post(f"/quan-tri/thiet-bi/{fault.id}/da-sua", data={"what": "Đã thay mực."})
    assert answer.status_code == 422 and "Đồng nghiệp vừa đổi" in answer.text and "Đã thay mực." in answer.text
    assert faults()[0].what_was_done == "Đã khởi động lại."
    assert client.post(f"{ALL}/{fault.id}/bao-them").status_code == 409


def test_mended_is_taken_back_unless_it_was_reported_anew(client: FlaskClient) -> None:
    keeper = make_officer(Role.ADMINISTRATOR)
    fault = reported(place="Quầy 2")
    actions.mend(fault, "Đã thay mực.", keeper, MONDAY)
    db.session.commit()
    undo = f"/quan-tri/thiet-bi/{fault.id}/mo-lai"
    assert undo in sign_in(client, keeper).get(f"{ALL}?muc=da-sua").text
    assert client.post(undo).status_code == 303
    assert (faults()[0].mended_at, faults()[0].what_was_done) == (None, "")
    assert client.post(undo).status_code == 409
    actions.mend(faults()[0], "Đã thay mực.", keeper, MONDAY)
    db.session.commit()
    assert reported(place="quầy 2").id != fault.id
    refused = client.post(undo)
    assert refused.status_code == 409 and "báo hỏng lại ở một mục khác" in refused.text
    said = ["equipment.report", "equipment.mend", "equipment.reopen", "equipment.mend", "equipment.report"]
    assert [act for act, *_who in acts()] == said


def test_a_mended_fault_that_breaks_again_is_a_new_one(app: Flask) -> None:
    keeper, fault = make_officer(Role.ADMINISTRATOR), reported(place="Quầy 2")
    actions.mend(fault, "Đã thay mực.", keeper, MONDAY)
    again = reported(place="Quầy 2")
    assert (again.id, again.times) != (fault.id, 2)
    with pytest.raises(FaultRefused):
        actions.report_again(fault, "vẫn hỏng", keeper, MONDAY)


# --- who, and how much ---


@pytest.mark.parametrize("role", [Role.OVERSEER])
def test_whoever_only_looks_on_reports_nothing(client: FlaskClient, role: Role) -> None:
    sign_in(client, make_officer(role))
    assert {client.get(ALL).status_code, client.get(FORM).status_code} == {403}


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.LEADER])
def test_only_administrators_write_that_something_works_again(client: FlaskClient, role: Role) -> None:
    fault = reported()
    sign_in(client, make_officer(role))
    assert "da-sua" not in client.get(ALL).text.replace("muc=da-sua", "")
    assert client.post(f"/quan-tri/thiet-bi/{fault.id}/da-sua", data={"what": "x"}).status_code == 403
    assert client.post(f"/quan-tri/thiet-bi/{fault.id}/mo-lai").status_code == 403


def test_the_list_is_turned_over_and_asks_the_database_no_more_for_more_lines(
    client: FlaskClient, desk: Officer
) -> None:
    reported(desk, words="Kẹt giấy.")
    sign_in(client, desk)
    client.get(ALL)
    with queries() as few:
        client.get(ALL)
    for _fault in range(24):
        reported(desk, words="Hết mực.")
    with queries() as many:
        first = client.get(ALL).text
    assert len(many) == len(few) <= 10
    assert "Trang 1 trên 2" in first and first.count("Hết mực.") == 20
    assert client.get(f"{ALL}?trang=2").text.count("Báo thêm lần nữa") == 5
    assert client.get(f"{ALL}?trang=99").text.count("Báo thêm lần nữa") == 5
    assert client.get(f"{ALL}?muc=khong-co").status_code == 200


def test_a_page_of_the_list_is_a_fragment_for_htmx(client: FlaskClient, desk: Officer) -> None:
    part = sign_in(client, desk).get(ALL, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<div") and "<html" not in part


def test_of_a_machine_that_said_it_a_hundred_times_each_word_is_shown_once(client: FlaskClient, desk: Officer) -> None:
    for hour in range(6):
        words = ("hết giấy", "kẹt giấy")[hour % 2]
        actions.report(Thing.PRINTER, "Máy lấy số", words, None, MONDAY + 2 * hour * HOUR)
    db.session.commit()
    assert db.session.scalar(select(func.count(EquipmentReport.id))) == 6
    page = sign_in(client, desk).get(ALL).text
    assert page.count("hết giấy") == page.count("kẹt giấy") == 1 and "Máy tự báo" in page and "Đã báo 6 lần" in page


# --- what administrators are told ---


def test_what_is_open_stands_among_what_is_broken_until_it_is_mended(client: FlaskClient, desk: Officer) -> None:
    keeper, fault = make_officer(Role.ADMINISTRATOR), reported(desk, place="Quầy 2", words="Của ông Mẫu")
    said = {one.what: one for one in all_broken(keeper, MONDAY)}
    one = said["Máy in – Quầy 2: hỏng từ 09:00, thứ Hai, 23/11/2026."]
    assert one.endpoint == "equipment.overview" and not one.lasting and "Mẫu" not in str(one)
    actions.report(Thing.PRINTER, "Quầy 2", "", keeper, MONDAY + HOUR)
    db.session.commit()
    assert "đã báo 2 lần" in all_broken(keeper, MONDAY)[0].what
    assert "Máy in – Quầy 2: hỏng từ" in sign_in(client, keeper).get("/can-bo").text
    actions.mend(db.session.get_one(EquipmentFault, fault.id), "Đã thay mực.", keeper, MONDAY)
    db.session.commit()
    assert not [one for one in all_broken(keeper, MONDAY) if "Quầy 2" in one.what]


def test_many_broken_things_are_counted_behind_the_first(app: Flask) -> None:
    for _fault in range(FAULTS_NAMED + 2):
        reported()
    said = [one.what for one in all_broken(make_officer(Role.ADMINISTRATOR), MONDAY)]
    assert sum("hỏng từ" in what for what in said) == FAULTS_NAMED and "2 thiết bị nữa đang chờ sửa." in said
