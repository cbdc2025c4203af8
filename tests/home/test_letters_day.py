"""What a morning says about letters: what burns first, what waits for whose hand, nothing to whoever writes none."""

from datetime import timedelta

from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.rules import Occasion, Way
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, sign_in
from tests.letters.cases import approved, drafted, running


def day_of(client: FlaskClient, *roles: Role) -> str:
    with frozen(MONDAY + timedelta(days=5)):  # Saturday: what is due on Monday 30 November burns
        return sign_in(client, make_officer(*roles)).get("/can-bo").text


def test_each_role_reads_what_its_hands_can_do(client: FlaskClient) -> None:
    leader, clerk = make_officer(Role.LEADER, title="Chủ tịch"), make_officer(Role.RECEPTION, Role.SPECIALIST)
    dossier = running(clerk)
    drafted(Occasion.LATE, dossier=dossier, due_at=dossier.due_at)
    approved(leader)
    by_phone = approved(leader)
    actions.send(by_phone, by_phone.revision, clerk, Way.TEXT, MONDAY)
    db.session.commit()
    of_leader, of_clerk = day_of(client, Role.LEADER), day_of(client, Role.RECEPTION)
    for title in ("Thư xin lỗi cần gửi gấp", "Thư đã duyệt, chờ gửi", "Tin có thư chờ gửi tay"):
        assert title in of_leader and title in of_clerk, title
    assert "Thư chờ duyệt" in of_leader and "Thư chờ duyệt" not in of_clerk
    assert of_leader.index("Thư xin lỗi cần gửi gấp") < of_leader.index("Trễ hạn")
    assert f'href="/can-bo/thu/{by_phone.id}#tin-bao"' in of_clerk


def test_who_was_not_content_stands_only_in_a_leaders_day(client: FlaskClient) -> None:
    letter = approved(make_officer(Role.LEADER, title="Chủ tịch"), occasion=Occasion.DISSATISFIED)
    assert f"/can-bo/thu/{letter.id}" in day_of(client, Role.LEADER)
    assert f"/can-bo/thu/{letter.id}" not in day_of(client, Role.RECEPTION)


def test_whoever_writes_no_letters_is_told_nothing(client: FlaskClient) -> None:
    approved(make_officer(Role.LEADER, title="Chủ tịch"))
    assert "chờ gửi" not in day_of(client, Role.OVERSEER, Role.ADMINISTRATOR)
