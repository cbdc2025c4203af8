"""An officer's day, role by role."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.notifications.actions import About, Message, announce
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_dossier, make_officer, sign_in
from tests.feedback.officers import make_chairman


def day_of(client: FlaskClient, officer: Officer) -> str:
    with frozen(MONDAY + timedelta(hours=1)):
        answer = sign_in(client, officer).get("/can-bo")
    assert answer.status_code == 200
    return answer.get_data(as_text=True).partition('<main id="main"')[2]


def running(name: str, hours: int, officer: Officer | None = None) -> Dossier:
    """A dossier in work that is due so many hours from Monday 9:00."""
    return make_dossier(
        applicant_name=name,
        status=Status.PROCESSING,
        received_at=MONDAY - timedelta(days=20),
        due_at=MONDAY + timedelta(hours=hours),
        officer_id=officer.id if officer else None,
    )


def heading(title: str, total: int = 1) -> str:
    return f"<h2>{title} ({total})</h2>"


def test_a_stranger_is_led_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/can-bo")
    assert answer.status_code == 303 and answer.location.startswith("/dang-nhap")


@pytest.mark.parametrize("role", list(Role))
def test_the_day_opens_for_every_role(client: FlaskClient, role: Role) -> None:
    assert "Việc hôm nay" in day_of(client, make_officer(role))


def test_an_officer_without_any_role_is_refused(client: FlaskClient) -> None:
    assert sign_in(client, make_officer()).get("/can-bo").status_code == 403


def test_reception_sees_what_waits_what_is_late_and_what_may_be_fetched(client: FlaskClient) -> None:
    make_dossier(applicant_name="Người Mới Gửi")
    running("Người Bị Trễ", -48)
    running("Người Hôm Nay", 5)
    make_dossier(applicant_name="Người Có Kết Quả", status=Status.RESOLVED, ended_at=MONDAY)
    page = day_of(client, make_officer(Role.RECEPTION))
    order = [page.index(words) for words in (heading("Trễ hạn"), heading("Đến hạn hôm nay"), heading("Chờ tiếp nhận"))]
    assert order == sorted(order)
    for name in ("Người Mới Gửi", "Người Bị Trễ", "Người Hôm Nay", "Người Có Kết Quả"):
        assert name in page
    assert 'href="/can-bo/ho-so?han=tre"><b>1</b> Trễ hạn' in page
    assert heading("Của tôi") not in page


def test_a_specialist_sees_what_is_his_and_not_what_waits_at_the_desk(client: FlaskClient) -> None:
    officer = make_officer(Role.SPECIALIST)
    mine = running("Người Của Tôi", 200, officer)
    make_dossier(applicant_name="Người Mới Gửi")
    page = day_of(client, officer)
    assert heading("Của tôi") in page and f'href="/can-bo/ho-so/{mine.id}"' in page
    assert heading("Chờ tiếp nhận") not in page and "Người Mới Gửi" not in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER])
def test_who_opens_no_dossier_sees_no_name(client: FlaskClient, role: Role) -> None:
    make_dossier(applicant_name="Người Mới Gửi")
    running("Người Bị Trễ", -48)
    page = day_of(client, make_officer(role))
    assert "Người Mới Gửi" not in page and "Người Bị Trễ" not in page
    assert ("Chờ tiếp nhận" in page) == (role is Role.OVERSEER)


def waiting_text(dossier: Dossier, hours: int = 0) -> None:
    at = MONDAY + timedelta(hours=hours)
    about = About("dossier", dossier.id, "accept")
    announce(f"event-{dossier.id}-{hours}", about, Message("Tin", "…", "Tin"), "", "0912345678", at)
    db.session.commit()


def test_texts_to_be_sent_by_hand_are_a_heap_that_leads_to_their_place(client: FlaskClient) -> None:
    dossiers = [make_dossier(applicant_name="Người Chờ Tin") for _n in range(10)]
    for hours, dossier in enumerate(dossiers):
        waiting_text(dossier, -hours)
    waiting_text(dossiers[0], 1)  # replaces the first: still one text about one dossier
    page = day_of(client, make_officer(Role.LEADER))
    heap = page.partition('<h2 id="tin-cho-gui">Tin chờ gửi tay (10)</h2>')[2]
    links = [f'href="/can-bo/ho-so/{dossier.id}#tin-bao"' for dossier in dossiers]
    assert [link in heap for link in links] == [False, False] + [True] * 8  # the longest waiting first
    assert heap.index(links[9]) < heap.index(links[2])
    assert str(dossiers[9].code) in heap and "Và 2 việc nữa" in heap
    assert 'href="#tin-cho-gui"><b>10</b> Tin chờ gửi tay' in page


def test_who_opens_no_dossier_is_told_of_no_text(client: FlaskClient) -> None:
    waiting_text(make_dossier())
    assert "Tin chờ gửi tay" not in day_of(client, make_officer(Role.OVERSEER))


def test_each_line_of_the_day_names_its_dossier_by_code(client: FlaskClient) -> None:
    late = running("Người Bị Trễ", -48)
    assert f"{late.code} · " in day_of(client, make_officer(Role.RECEPTION))


def test_a_number_that_is_zero_is_marked_so_that_a_telephone_leaves_it_out(client: FlaskClient) -> None:
    running("Người Bị Trễ", -48)
    numbers = day_of(client, make_officer(Role.RECEPTION)).partition("day-counts")[2].partition("</ul>")[0]
    assert 'class="red" href="/can-bo/ho-so?han=tre"><b>1</b>' in numbers
    assert numbers.count("<b>0</b>") == numbers.count('class="quiet none"') > 0


def test_an_empty_day_says_so(client: FlaskClient) -> None:
    assert "Không có việc nào đang chờ" in day_of(client, make_officer(Role.LEADER))


@pytest.mark.parametrize(
    ("role", "opens", "stays_closed"),
    [
        (Role.RECEPTION, "/can-bo/ho-so", "/quan-tri/don-vi"),
        (Role.OVERSEER, "/can-bo/ho-so", "/quan-tri/don-vi"),
        (Role.ADMINISTRATOR, "/quan-tri/can-bo", "/can-bo/ho-so"),
    ],
)
def test_the_ways_on_are_those_the_roles_open(client: FlaskClient, role: Role, opens: str, stays_closed: str) -> None:
    page = day_of(client, make_officer(role))
    assert f'class="button" href="{opens}"' in page
    assert f'class="button" href="{stays_closed}"' not in page
    assert 'href="/thu-tuc"' in page and 'href="/can-bo/mat-khau"' in page


def test_the_day_costs_the_same_however_much_there_is_to_do(client: FlaskClient) -> None:
    officer = make_officer(*Role)
    make_chairman()
    for number in range(12):
        make_dossier(applicant_name=f"Người {number}")
        running(f"Người Trễ {number}", -48, officer)
    day_of(client, officer)
    with frozen(MONDAY + timedelta(hours=1)), queries() as sent:
        assert client.get("/can-bo").status_code == 200
    assert len([statement for statement in sent if "BEGIN" not in statement]) <= 27
