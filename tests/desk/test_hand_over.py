"""Handing over results: found by what is scanned, given to a person who is named, once."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.dossiers.models import AttachmentKind, Dossier
from cqtt.dossiers.rules import Status, Step
from cqtt.extensions import db
from cqtt.fees.actions import receive
from cqtt.fees.models import Payment, PaymentWay
from cqtt.roles import Role
from tests.counting import queries
from tests.desk.desk import CARD, HAND_OVER, at_desk
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_attachment, make_dossier, make_officer, make_procedure

BUTTON = "Đã trao kết quả"


def resolved(**fields: Any) -> Dossier:
    """A dossier whose result lies on the shelf."""
    plain = {"status": Status.RESOLVED, "resolved_at": MONDAY, "result_on_paper": True, "shelf": "K12"}
    return make_dossier(**plain | {"applicant_name": "Trần Thị Mẫu"} | fields)


def hand(*dossiers: Dossier, **changed: Any) -> dict[str, Any]:
    """What the form of the hand-over sends."""
    ids = [str(dossier.id) for dossier in dossiers]
    revisions = {f"revision-{dossier.id}": dossier.revision for dossier in dossiers}
    return {"shown": ids, "hand": ids, "receiver": "Trần Thị Mẫu", "relation": "", **revisions} | changed


def status_of(dossier: Dossier) -> Status:
    db.session.rollback()
    return db.session.get_one(Dossier, dossier.id).status


def test_each_way_to_find_a_result(app: Flask) -> None:
    dossier = resolved(national_code="H19.151-261123-0007")
    code = str(dossier.code)
    lines = [
        CARD,
        f"{CARD}\r",
        CARD.replace("|", "~"),
        f"http://localhost/ho-so/mo/{dossier.token}",
        code,
        code.lower().replace("-", " - "),
        code.removeprefix("H19.00.00-"),
        "H19.151-261123-0007",
        "075 199 000 001",
        "0900.000.123",
    ]
    client = at_desk(app)
    for line in lines:
        page = client.post(HAND_OVER, data={"scan": line})
        assert page.status_code == 200 and BUTTON in page.text, line
        assert "Kệ K12" in page.text and 'value="Trần Thị Mẫu"' in page.text, line


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("H19.00.00-261123-9999", "Không tìm thấy hồ sơ này"),
        ("http://localhost/ho-so/mo/khong-co-lien-ket-nay-dau", "Không tìm thấy hồ sơ này"),
        ("htttps:/anphươc", "Không tìm thấy hồ sơ này"),
        (CARD.replace("075199000001", "075199000009"), "Không có kết quả nào chờ Trần Thị Mẫu"),
        (CARD.replace("01021999", "31021999"), "31/02/1999 không có thật"),
        ("0900000999", "Không có kết quả nào đang chờ"),
    ],
)
def test_what_leads_nowhere_is_said(app: Flask, line: str, sentence: str) -> None:
    resolved()
    page = at_desk(app).post(HAND_OVER, data={"scan": line})
    assert page.status_code == 422 and sentence in page.text and BUTTON not in page.text


def test_a_result_that_is_not_ready_says_where_it_stands(app: Flask) -> None:
    dossier = make_dossier(status=Status.PROCESSING)
    page = at_desk(app).post(HAND_OVER, data={"scan": dossier.code})
    assert page.status_code == 422 and "Đang xử lý" in page.text


def test_nothing_that_was_scanned_is_shown_again(app: Flask) -> None:
    dossier = resolved()
    client = at_desk(app)
    assert "15042021" not in client.post(HAND_OVER, data={"scan": CARD}).text
    assert dossier.token not in client.post(HAND_OVER, data={"scan": f"/ho-so/mo/{dossier.token}"}).text


def test_all_results_of_one_person_are_handed_over_in_one_press(app: Flask) -> None:
    first, second, other = resolved(), resolved(), resolved(citizen_number="075199000002")
    client = at_desk(app)
    page = client.post(HAND_OVER, data={"scan": first.code}).text
    assert page.count('name="shown"') == 2
    answer = client.post(f"{HAND_OVER}/trao", data=hand(first, second))
    assert answer.status_code == 303 and "Đã trao 2 kết quả cho Trần Thị Mẫu" in client.get(HAND_OVER).text
    assert [status_of(each) for each in (first, second, other)] == [Status.RETURNED, Status.RETURNED, Status.RESOLVED]
    event = db.session.get_one(Dossier, first.id).events[-1]
    assert (event.step, event.note) == (Step.RETURN_RESULT, "Trần Thị Mẫu")


def test_an_unticked_result_stays(app: Flask) -> None:
    first, second = resolved(), resolved()
    at_desk(app).post(f"{HAND_OVER}/trao", data=hand(first, second, hand=[str(first.id)]))
    assert [status_of(each) for each in (first, second)] == [Status.RETURNED, Status.RESOLVED]


def test_somebody_else_says_in_what_capacity(app: Flask) -> None:
    dossier = resolved()
    client = at_desk(app)
    refused = client.post(f"{HAND_OVER}/trao", data=hand(dossier, receiver="Lê Văn Con"))
    assert refused.status_code == 422 and "Xin ghi quan hệ" in refused.text and 'value="Lê Văn Con"' in refused.text
    assert status_of(dossier) is Status.RESOLVED
    client.post(f"{HAND_OVER}/trao", data=hand(dossier, receiver="Lê Văn Con", relation="con"))
    assert db.session.get_one(Dossier, dossier.id).events[-1].note == "Lê Văn Con (con)"


def test_who_filed_it_on_behalf_may_take_it(app: Flask) -> None:
    dossier = resolved(on_behalf=True, submitter_name="Lê Văn Giúp", submitter_phone="0900000456", relation="con")
    at_desk(app).post(f"{HAND_OVER}/trao", data=hand(dossier, receiver="lê  văn giúp"))
    assert status_of(dossier) is Status.RETURNED


def test_the_card_of_whoever_fetches_fills_in_the_receiver(app: Flask) -> None:
    dossier, client = resolved(citizen_number="075199000002", applicant_name="Lê Thị Mẹ"), at_desk(app)
    first = client.post(HAND_OVER, data={"scan": CARD})
    assert 'value="Trần Thị Mẫu"' in first.text and "quét tiếp giấy hẹn" in first.text
    second = client.post(HAND_OVER, data={"scan": dossier.code, "receiver": "Trần Thị Mẫu"}).text
    assert 'value="Trần Thị Mẫu"' in second and BUTTON in second


def test_pressing_twice_and_a_stale_page_hand_over_once(app: Flask) -> None:
    dossier = resolved()
    client, sent = at_desk(app), hand(dossier)
    assert client.post(f"{HAND_OVER}/trao", data=hand(dossier, **{f"revision-{dossier.id}": "99"})).status_code == 422
    assert client.post(f"{HAND_OVER}/trao", data=sent).status_code == 303
    again = client.post(f"{HAND_OVER}/trao", data=sent)
    assert again.status_code == 422 and "đã được trao" in again.text
    db.session.rollback()
    steps = [event.step for event in db.session.get_one(Dossier, dossier.id).events]
    assert steps.count(Step.RETURN_RESULT) == 1


@pytest.mark.parametrize("changed", [{"receiver": ""}, {"hand": []}, {"receiver": "Mẫu 2"}, {"hand": ["abc"]}])
def test_bad_input_hands_over_nothing(app: Flask, changed: dict[str, Any]) -> None:
    dossier = resolved()
    answer = at_desk(app).post(f"{HAND_OVER}/trao", data=hand(dossier, **changed))
    assert answer.status_code == 422 and BUTTON in answer.text and status_of(dossier) is Status.RESOLVED


def test_a_wrong_token_hands_over_nothing(app: Flask) -> None:
    dossier, client = resolved(), at_desk(app)
    app.config["WTF_CSRF_ENABLED"] = True
    for address, data in ((HAND_OVER, {"scan": dossier.code}), (f"{HAND_OVER}/trao", hand(dossier))):
        answer = client.post(address, data=data)
        assert answer.status_code == 422 and "Trang này đã mở quá lâu" in answer.text
    assert status_of(dossier) is Status.RESOLVED


@pytest.mark.parametrize("step", ["trao", "tim"])
def test_the_address_left_behind_by_a_mistake_opens_as_the_list(app: Flask, step: str) -> None:
    answer = at_desk(app).get(f"{HAND_OVER}/{step}")
    assert (answer.status_code, answer.location) == (303, HAND_OVER)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RECEPTION])
def test_only_reception_hands_over(app: Flask, role: Role) -> None:
    dossier, client = resolved(), desk(app, role)
    assert client.get(HAND_OVER).status_code == client.post(f"{HAND_OVER}/trao", data=hand(dossier)).status_code == 403


def test_an_unpaid_fee_is_warned_of(app: Flask) -> None:
    dossier = resolved(fee_vnd=50000)
    client = at_desk(app)
    page = client.post(HAND_OVER, data={"scan": dossier.code}).text
    assert "còn 50.000" in page and f'href="/can-bo/ho-so/{dossier.id}/da-nop-phi"' in page
    officer = make_officer(Role.RECEPTION)
    payment = receive(dossier.id, 20000, PaymentWay.CASH, MONDAY.date(), officer, MONDAY)
    db.session.commit()
    assert "còn 30.000" in client.post(HAND_OVER, data={"scan": dossier.code}).text
    db.session.get_one(Payment, payment.id).cancelled_at = MONDAY
    db.session.commit()
    assert "còn 50.000" in client.post(HAND_OVER, data={"scan": dossier.code}).text
    receive(dossier.id, 50000, PaymentWay.CASH, MONDAY.date(), officer, MONDAY)
    db.session.commit()
    assert "Chưa nộp đủ phí" not in client.post(HAND_OVER, data={"scan": dossier.code}).text


def test_finding_somebodys_results_is_recorded_as_a_reading(app: Flask) -> None:
    dossier = resolved()
    at_desk(app).post(HAND_OVER, data={"scan": CARD})
    seen = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "view")).all()
    assert [(entry.object_kind, entry.object_id) for entry in seen] == [("dossier", str(dossier.id))]


def test_the_longest_wait_stands_first(app: Flask) -> None:
    resolved(applicant_name="Lê Văn Mới", shelf="K1")
    old = resolved(applicant_name="Phạm Thị Cũ", shelf="B-7", resolved_at=MONDAY - timedelta(days=9))
    make_attachment(old, kind=AttachmentKind.RESULT)
    client = at_desk(app)
    with frozen(MONDAY):
        page = client.get(HAND_OVER).text
        assert page.index("Phạm Thị Cũ") < page.index("Lê Văn Mới")
        assert "9 ngày" in page and "hôm nay" in page and "giấy, tệp" in page


def test_the_list_takes_the_same_few_queries_for_many(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    resolved(version=version)
    client.get(HAND_OVER)
    with queries() as few:
        client.get(HAND_OVER)
    for _ in range(8):
        resolved(version=version)
    with queries() as many:
        client.get(HAND_OVER)
    assert len(many) == len(few) <= 12
