"""An administrator chooses, orders, waits, prints; what was printed is remembered."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.codes.models import ScanCode, ScanPlace
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.posters.models import JobState, PosterJob, PosterPrint
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk
from tests.factories import make_hamlet, make_officer, make_procedure, sign_in
from tests.posters.printing import PAGE, let_the_worker_run, make_order, make_place, publish_next, send_order
from tests.posters.scanner import codes_on

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return desk(app, Role.ADMINISTRATOR)


def jobs() -> list[PosterJob]:
    db.session.rollback()
    return list(db.session.scalars(select(PosterJob).order_by(PosterJob.id)))


def prints() -> list[tuple[int, int, int, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(PosterPrint).order_by(PosterPrint.id))
    return [(row.procedure_id, row.version_number, row.place_id, row.size) for row in rows]


def acts() -> list[str]:
    db.session.rollback()
    of_posters = select(AuditEntry.action).where(AuditEntry.object_kind.in_(("poster_job", "scan_place")))
    return list(db.session.scalars(of_posters.order_by(AuditEntry.id)))


def boxes(page: str) -> dict[str, bool]:
    """Return what can be ticked, and whether it is."""
    found = re.findall(r'<input type="checkbox" name="chon" value="(\d+)"( checked)?>', page)
    return {target: bool(checked) for target, checked in found}


def hanging_at(page: str) -> list[str]:
    """Return where something hangs that is out of date."""
    return re.findall(r'nay bản 2</span><span class="under">([^<]+)', page)


@pytest.mark.parametrize("path", ["", "/in", "/1", "/1/to-ma.pdf", "/noi-dan", "/noi-dan/1", "/luot-quet"])
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.LEADER, Role.SPECIALIST, Role.OVERSEER])
def test_only_administrators_print(app: Flask, path: str, role: Role) -> None:
    assert desk(app, role).get(PAGE + path).status_code == 403


def test_from_the_list_to_the_file(admin: FlaskClient) -> None:
    ids = [make_procedure(name=f"Thủ tục thứ {number}").procedure_id for number in (1, 2, 3)]
    page = admin.get(PAGE).text
    assert boxes(page) == {str(id): False for id in ids}
    form = admin.get(f"{PAGE}/in", query_string={"loai": "thu-tuc", "chon": ids[:2]}).text
    assert re.findall(r'name="chon" value="(\d+)"', form) == list(map(str, ids[:2]))
    answer = send_order(admin, ids[:2])
    (job,) = jobs()
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/{job.id}")
    waiting = admin.get(answer.location).text
    assert "xong 0 trên 2 mục" in waiting and 'hx-trigger="every 2s"' in waiting
    assert admin.get(f"{PAGE}/{job.id}/to-ma.pdf").status_code == 404
    let_the_worker_run()
    done = admin.get(answer.location).text
    assert "every 2s" not in done and f"{PAGE}/{job.id}/to-ma.pdf" in done
    file = admin.get(f"{PAGE}/{job.id}/to-ma.pdf")
    assert file.mimetype == "application/pdf" and file.headers["Cache-Control"] == "no-store, private"
    assert len(codes_on(file.data)) == 2


def test_the_same_form_sent_twice_is_one_order(admin: FlaskClient) -> None:
    id = make_procedure().procedure_id
    first, second = (send_order(admin, [id], new_place="Trường tiểu học") for _time in range(2))
    assert first.location == second.location
    assert len(jobs()) == 1
    assert db.session.scalars(select(ScanPlace.name)).all() == ["Trường tiểu học"]


def test_what_is_taken_is_remembered_once_with_the_version_that_was_drawn(admin: FlaskClient) -> None:
    version, place = make_procedure(), make_place()
    send_order(admin, [version.procedure_id], place=str(place.id), size="tent")
    let_the_worker_run()
    assert prints() == []  # made, but nobody has printed it
    publish_next(version)
    file = f"{PAGE}/{jobs()[0].id}/to-ma.pdf"
    assert admin.head(file).status_code == 200
    assert prints() == []
    for _time in range(2):
        assert admin.get(file).status_code == 200
    assert prints() == [(version.procedure_id, 1, place.id, "tent")]
    assert acts() == ["order", "print", "print"]


def test_posters_out_of_date_are_found_and_printed_again(admin: FlaskClient) -> None:
    version, other, hall = make_procedure(name="Việc đã đổi"), make_procedure(), make_place("Sảnh")
    for place in (0, hall.id):
        send_order(admin, [version.procedure_id, other.procedure_id], place=str(place), start_key=f"{place}" * 20)
        let_the_worker_run()
        admin.get(f"{PAGE}/{jobs()[-1].id}/to-ma.pdf")
    assert "tờ mã đã cũ" not in admin.get(PAGE).text
    publish_next(version)
    page = admin.get(f"{PAGE}?cu=1").text
    assert list(boxes(page)) == [str(version.procedure_id)]
    assert page.count("Bản 1, nay bản 2") == 2 and hanging_at(page) == ["Không ghi nơi dán", "Sảnh"]
    admin.post(f"{PAGE}/{jobs()[-1].id}/in-lai")  # for the hall only
    let_the_worker_run()
    admin.get(f"{PAGE}/{jobs()[-1].id}/to-ma.pdf")
    page = admin.get(f"{PAGE}?cu=1").text
    assert page.count("Bản 1, nay bản 2") == 1 and hanging_at(page) == ["Không ghi nơi dán"]


def test_a_hidden_place_has_no_posters_any_more(admin: FlaskClient) -> None:
    version, place = make_procedure(), make_place()
    send_order(admin, [version.procedure_id], place=str(place.id))
    let_the_worker_run()
    admin.get(f"{PAGE}/{jobs()[0].id}/to-ma.pdf")
    publish_next(version)
    assert "nay bản 2" in admin.get(PAGE).text
    admin.post(f"{PAGE}/noi-dan/{place.id}/an")
    assert "nay bản 2" not in admin.get(PAGE).text


def test_what_is_ticked_stays_ticked_while_one_looks_for_more(admin: FlaskClient) -> None:
    birth = make_procedure(name="Đăng ký khai sinh").procedure_id
    land = make_procedure(name="Đăng ký đất đai", field="Đất đai").procedure_id
    page = admin.get(PAGE, query_string={"q": "dat dai", "chon": birth}).text
    assert boxes(page) == {str(birth): True, str(land): False}
    assert list(boxes(admin.get(PAGE, query_string={"nhom": "Đất đai"}).text)) == [str(land)]
    fragment = admin.get(PAGE, query_string={"q": "khai sinh"}, headers=FRAGMENT).text
    assert "<h1>" not in fragment and 'id="found"' in fragment


def test_all_that_was_found_can_be_ordered_at_once_however_many_pages(admin: FlaskClient) -> None:
    for _number in range(45):
        make_procedure()
    page = admin.get(PAGE).text
    assert len(boxes(page)) == 40 and 'name="trang" value="2"' in page
    assert len(boxes(admin.get(f"{PAGE}?trang=2").text)) == 5
    form = admin.get(f"{PAGE}/in?loai=thu-tuc&het=1").text
    assert form.count('name="chon"') == 45


@pytest.mark.parametrize("asked", ["", "?loai=thu-tuc&q=khong+co+gi&het=1", "?chon=4711", "?chon=x&loai=%00"])
def test_an_order_of_nothing_leads_back(admin: FlaskClient, asked: str) -> None:
    answer = admin.get(f"{PAGE}/in{asked}")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?loai=thu-tuc")
    assert "Xin đánh dấu ít nhất một mục" in admin.get(answer.location).text


def test_a_form_without_its_token_orders_nothing(app: Flask, strict_client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(strict_client, make_officer(Role.ADMINISTRATOR))
    app.config["WTF_CSRF_ENABLED"] = True
    answer = send_order(strict_client, [make_procedure().procedure_id])
    assert answer.status_code == 422 and "mở quá lâu" in answer.text
    assert jobs() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"copies": "0"}, "từ 1 đến 50"),
        ({"copies": "nhiều"}, "Xin ghi bằng chữ số"),
        ({"size": "a0"}, "Xin chọn"),
        ({"place": "4711"}, "Xin chọn"),
        ({"new_place": "nha van hoa ấp 7"}, "Đã có “Nhà văn hóa Ấp 7”"),
        ({"new_place": "x" * 61}, "nhiều nhất 60"),
        ({"start_key": ""}, ""),
    ],
)
def test_a_wrong_order_is_kept_on_the_page(admin: FlaskClient, typed: dict[str, str], said: str) -> None:
    make_place()
    id = make_procedure().procedure_id
    answer = send_order(admin, [id], **({"new_place": "Chợ Phước Thái"} | typed))
    assert answer.status_code == 422
    assert said in answer.text
    assert typed.get("new_place", "Chợ Phước Thái") in answer.text
    assert jobs() == [] and len(db.session.scalars(select(ScanPlace)).all()) == 1


def test_an_order_too_large_says_how_large_one_may_be(admin: FlaskClient) -> None:
    ids = [make_procedure().procedure_id for _number in range(61)]
    answer = send_order(admin, ids, copies="50", new_place="Chợ")
    assert answer.status_code == 422 and "3050 bản" in answer.text
    assert jobs() == [] and db.session.scalars(select(ScanPlace)).all() == []


def test_an_order_that_failed_says_so_and_is_tried_again(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    send_order(admin, [make_procedure().procedure_id])
    (job,) = jobs()
    with monkeypatch.context() as patch:
        patch.setattr("cqtt.posters.making.sheets", lambda *what: 1 / 0)
        let_the_worker_run()
    page = admin.get(f"{PAGE}/{job.id}").text
    assert "chưa làm được tệp này" in page and "every 2s" not in page
    assert admin.post(f"{PAGE}/{job.id}/thu-lai").location == f"{PAGE}/{job.id}"
    let_the_worker_run()
    assert "Đã xong" in admin.get(f"{PAGE}/{job.id}").text
    admin.post(f"{PAGE}/{job.id}/thu-lai")  # an old page: what is done stays done
    assert jobs()[0].state is JobState.DONE


def test_ordering_again_while_the_same_is_being_made_is_that_order(admin: FlaskClient) -> None:
    send_order(admin, [make_procedure().procedure_id])
    let_the_worker_run()
    (job,) = jobs()
    first, second = (admin.post(f"{PAGE}/{job.id}/in-lai") for _time in range(2))
    assert first.location == second.location != f"{PAGE}/{job.id}"
    assert len(jobs()) == 2


def test_after_seven_days_the_page_offers_to_make_it_anew(admin: FlaskClient) -> None:
    job = make_order([make_procedure().procedure_id])
    job.state = JobState.DONE
    db.session.commit()
    page = admin.get(f"{PAGE}/{job.id}").text
    assert "Tệp đã được dọn" in page and "to-ma.pdf" not in page
    assert admin.get(f"{PAGE}/{job.id}/to-ma.pdf").status_code == 404


def test_progress_is_a_fragment_and_no_presence(admin: FlaskClient) -> None:
    job = make_order([make_procedure().procedure_id])
    fragment = admin.get(f"{PAGE}/{job.id}", headers=FRAGMENT).text
    assert fragment.strip().startswith('<section id="job"') and "<html" not in fragment


def test_what_had_no_code_gets_one_with_its_first_order(admin: FlaskClient) -> None:
    version = make_procedure()
    assert "localhost/thu-tuc" in admin.get(f"/thu-tuc/{version.procedure.code}").text
    send_order(admin, [version.procedure_id])
    db.session.rollback()
    (code,) = db.session.scalars(select(ScanCode)).all()
    assert f"/q/{code.short}" in admin.get(f"/thu-tuc/{version.procedure.code}").text


def test_people_counters_and_hamlets_are_printed_like_procedures(admin: FlaskClient) -> None:
    make_officer(name="Lê Thị Ví Dụ", is_leader=True, is_public=True, phone="0900000011")
    db.session.add(Counter(name="Quầy 2", fields=["Hộ tịch"]))
    make_hamlet(name="Ấp 7")
    for slug, name in (("lanh-dao", "Lê Thị Ví Dụ"), ("quay", "Quầy 2"), ("ap", "Ấp 7")):
        page = admin.get(f"{PAGE}?loai={slug}").text
        assert name in page
        (target,) = boxes(page)
        assert send_order(admin, [target], loai=slug, start_key=f"{slug:k>20}").status_code == 303
        let_the_worker_run()
        job = jobs()[-1]
        (codes,) = codes_on(admin.get(f"{PAGE}/{job.id}/to-ma.pdf").data)
        assert re.fullmatch(r"HTTP://LOCALHOST/Q/[A-Z2-9]{5}", codes[0])
    assert prints() == []  # these have no versions that could grow old


def test_places_are_added_renamed_hidden_and_shown(admin: FlaskClient) -> None:
    page = f"{PAGE}/noi-dan"
    assert admin.post(page, data={"name": "Sảnh một cửa"}).status_code == 303
    place = db.session.scalars(select(ScanPlace)).one()
    again = admin.post(page, data={"name": "sanh  MỘT cửa"})
    assert again.status_code == 422 and "sanh MỘT cửa" in again.text and "Đã có" in again.text
    assert admin.post(page, data={"name": ""}).status_code == 422
    assert admin.post(f"{page}/{place.id}", data={"name": "Sảnh tầng một"}).location == page
    admin.post(f"{page}/{place.id}/an")
    shown = admin.get(page).text
    assert "Sảnh tầng một" in shown and "Đã ẩn" in shown
    id = make_procedure().procedure_id
    assert "Sảnh tầng một" not in admin.get(f"{PAGE}/in?chon={id}").text
    admin.post(f"{page}/{place.id}/hien")
    assert "Sảnh tầng một" in admin.get(f"{PAGE}/in?chon={id}").text
    assert acts() == ["add", "rename", "hide", "show"]
    assert admin.post(f"{page}/4711", data={"name": "x"}).status_code == 404


def test_a_name_another_place_has_is_refused(admin: FlaskClient) -> None:
    place, _other = make_place("Chợ"), make_place("Sảnh")
    answer = admin.post(f"{PAGE}/noi-dan/{place.id}", data={"name": "sảnh"})
    assert answer.status_code == 422 and "Đã có “Sảnh”" in answer.text and 'value="sảnh"' in answer.text


def test_the_list_asks_the_database_little_however_long_it_is(full_app: Flask) -> None:
    admin = desk(full_app, Role.ADMINISTRATOR)
    admin.get(PAGE)  # reads the catalogue into memory
    for path in ("", "?q=khai+sinh", "?nhom=Hộ+tịch", "/in?het=1"):
        with queries() as sent:
            assert admin.get(PAGE + path).status_code == 200
        assert len([statement for statement in sent if "BEGIN" not in statement]) <= 16, path


def test_a_long_order_asks_the_database_no_more_than_a_short_one(admin: FlaskClient) -> None:
    counts = []
    for round in range(2):
        ids = [make_procedure().procedure_id for _number in range(10)]
        send_order(admin, ids, start_key=f"{round}" * 20)  # gives them their codes
        every = [str(id) for id in db.session.scalars(select(ProcedureVersion.procedure_id))]
        with queries() as sent:
            assert send_order(admin, every, start_key=f"{round + 5}" * 20).status_code == 303
        counts.append(len(sent))
    assert counts[0] == counts[1]
