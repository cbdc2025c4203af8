"""The bank's statement in the browser: three groups, ticked lines recorded once, nothing of the text kept."""

import logging
import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.fees.models import Payment, PaymentWay
from cqtt.roles import Role
from cqtt.till import statement_views
from tests.counting import queries
from tests.dossiers.staff import desk, press
from tests.factories import MONDAY
from tests.till.desk import memo_line, owing, waiting
from tests.till.test_taking_payment import CASH

PAGE, RECORD = "/can-bo/thu-phi/sao-ke", "/can-bo/thu-phi/sao-ke/ghi-nhan"
HEAD = "Ngày\tSố tiền\tNội dung"
NO_BREAK = "\u00a0"


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, name="Nguyễn Thị Hạnh")


def paste(client: FlaskClient, *lines: str) -> str:
    answer = client.post(PAGE, data={"text": "\r\n".join((HEAD, *lines))})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def ticked_in(page: str) -> list[str]:
    return re.findall(r'name="lines" value="([0-9a-f]{64})"', page)


def record(client: FlaskClient, *lines: str) -> str:
    """Tick whatever fits and press; return the page that follows."""
    digests = ticked_in(paste(client, *lines))
    answer = client.post(RECORD, data={"text": "\r\n".join((HEAD, *lines)), "lines": digests})
    assert answer.status_code == 303, answer.text
    return unescape(client.get(answer.location).text)


def payments() -> list[Payment]:
    db.session.rollback()
    return list(db.session.scalars(select(Payment).order_by(Payment.id)))


def test_what_fits_is_recorded_after_it_was_ticked(reception: FlaskClient) -> None:
    at_work, stood_still = owing(), waiting(50_000)
    lines = (memo_line(at_work), memo_line(stood_still, "+50.000 VND", day="22/11/2026 19:05"))
    page = paste(reception, *lines)
    assert "2 khoản khớp" in page and f"Cộng 58.000{NO_BREAK}đồng" in page
    assert str(at_work.code) in page and "Chứng thực chữ ký" in page
    assert payments() == [], "reading a statement changes nothing"
    after = record(reception, *lines)
    assert f"Đã ghi nhận 2 khoản theo sao kê, cộng 58.000{NO_BREAK}đồng" in after
    first, second = payments()
    assert (first.amount_vnd, first.way, first.receipt) == (8_000, PaymentWay.TRANSFER, "01/2026")
    assert second.paid_on.day == 22
    assert db.session.get_one(Dossier, stood_still.id).status is Status.PROCESSING


def test_only_what_was_ticked_is_recorded(reception: FlaskClient) -> None:
    one, other = owing(), owing()
    lines = (memo_line(one), memo_line(other))
    _first, second = ticked_in(paste(reception, *lines))
    reception.post(RECORD, data={"text": "\n".join((HEAD, *lines)), "lines": [second]})
    assert [payment.dossier_id for payment in payments()] == [other.id]


def test_the_same_line_a_second_time_says_when_it_was_recorded(reception: FlaskClient) -> None:
    dossier = owing()
    record(reception, memo_line(dossier))
    page = paste(reception, memo_line(dossier, "8.000,00", before="khac."))
    assert ticked_in(page) == []
    assert "đã ghi nhận hôm 23/11/2026, phiếu số 01/2026" in page
    dossier = db.session.get_one(Dossier, dossier.id)
    dossier.fee_vnd = 16_000  # asked for as much again: the old line does not pay for it
    db.session.commit()
    assert ticked_in(paste(reception, memo_line(dossier))) == []
    assert len(ticked_in(paste(reception, memo_line(dossier), memo_line(dossier)))) == 1, "a second one that day does"


def test_a_line_whose_record_was_taken_back_may_be_used_again(reception: FlaskClient) -> None:
    dossier = owing()
    record(reception, memo_line(dossier))
    (payment,) = payments()
    revision = db.session.get_one(Dossier, dossier.id).revision
    reception.post(f"/can-bo/thu-phi/{payment.id}/huy", data={"revision": revision, "reason": "nhầm"})
    record(reception, memo_line(dossier))
    assert [each.receipt for each in payments() if not each.is_cancelled] == ["02/2026"]


def test_what_nearly_fits_is_told_with_the_reason_and_what_to_do(reception: FlaskClient) -> None:
    short, paid, cut = owing(), owing(), owing()
    press(reception, paid, "da-nop-phi", **CASH)
    memo = (cut.code or "").replace(".", "")
    page = paste(
        reception,
        memo_line(short, "+7,000"),
        memo_line(paid),
        f"23/11/2026\t+8,000\t{memo[:-2]}",
        "23/11/2026\t+8,000\tH190000-261122-7777",
        "23/11/2026\t+8,000\tchuyen khoan",
        "23/11/2026\t-20,000\tphi dich vu",
        "dòng lạ <b>không</b> đọc được",
    )
    assert ticked_in(page) == []
    for words in (
        f"chuyển thiếu 1.000{NO_BREAK}đồng",
        "Hồ sơ đã nộp đủ",
        "Mã hồ sơ bị ngân hàng cắt",
        "Không có hồ sơ nào mang mã H19.00.00-261122-7777",
        "Nội dung không có mã hồ sơ",
        "Bỏ qua 1 dòng tiền ra",
        "dòng lạ <b>không</b> đọc được",
        "không thấy số tiền",
    ):
        assert words in page, words
    assert f'href="/can-bo/ho-so/{cut.id}#nop-phi"' in page, "the dossier that the cut code may be"
    assert page.index("chuyển thiếu") < page.index("Hồ sơ đã nộp đủ") < page.index("Nội dung không có mã")


def test_what_was_pasted_is_shown_as_text(reception: FlaskClient) -> None:
    page = reception.post(PAGE, data={"text": f"{memo_line(owing())}<script>x</script>\nlạ </textarea><b>x"}).text
    assert "<script>x" not in page and "</textarea><b>" not in page and "&lt;script&gt;x" in page


def test_a_match_that_is_overtaken_is_told_and_the_others_are_recorded(
    reception: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading and the writing a colleague takes the money at the desk."""
    first, second = owing(), owing()
    lines = (memo_line(first), memo_line(second))
    digests = ticked_in(paste(reception, *lines))
    colleague, read_pasted = desk(app, Role.RECEPTION), statement_views.read_pasted

    def read_and_be_overtaken(*given: object) -> object:
        reading = read_pasted(*given)  # type: ignore[arg-type]
        return reading if payments() else (press(colleague, first, "da-nop-phi", **CASH), reading)[1]

    monkeypatch.setattr(statement_views, "read_pasted", read_and_be_overtaken)
    answer = reception.post(RECORD, data={"text": "\n".join((HEAD, *lines)), "lines": digests})
    page = reception.get(answer.location).text
    assert f"Chưa ghi nhận {first.code}: Số còn phải nộp vừa thay đổi" in page
    assert "Đã ghi nhận 1 khoản" in page
    assert [payment.dossier_id for payment in payments()] == [first.id, second.id]


def test_a_line_that_a_colleague_records_meanwhile_is_told_as_recorded(
    reception: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, colleague, read_pasted = owing(), desk(app, Role.RECEPTION), statement_views.read_pasted
    sent = {"text": f"{HEAD}\n{memo_line(dossier)}", "lines": ticked_in(paste(reception, memo_line(dossier)))}
    overtakes = iter([lambda: colleague.post(RECORD, data=sent)])

    def read_and_be_overtaken(*given: object) -> object:
        reading = read_pasted(*given)  # type: ignore[arg-type]
        next(overtakes, lambda: None)()
        return reading

    monkeypatch.setattr(statement_views, "read_pasted", read_and_be_overtaken)
    page = reception.get(reception.post(RECORD, data=sent).location).text
    assert f"Chưa ghi nhận {dossier.code}: Dòng sao kê này đã ghi nhận hôm 23/11/2026, phiếu số 01/2026" in page
    assert len(payments()) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Xin dán các dòng sao kê vào ô này"),
        ("   \n  ", "Xin dán các dòng sao kê vào ô này"),
        ("Trang chủ\nĐăng xuất", "Không đọc được dòng giao dịch nào"),
        ("<html><table><tr><td>8,000</td></tr></table>", "mã của cả một trang mạng"),
        ("\n".join(["23/11/2026\t+8,000\tx"] * 5_000), "nhiều nhất 1.000 dòng"),
    ],
)
@pytest.mark.parametrize("address", [PAGE, RECORD])
def test_what_is_no_statement_is_said_and_kept(reception: FlaskClient, address: str, text: str, sentence: str) -> None:
    answer = reception.post(address, data={"text": text})
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert sentence in page
    assert text[:2_000].strip() in page.replace("\r\n", "\n")


def test_nothing_ticked_is_said_and_the_lines_stay(reception: FlaskClient) -> None:
    dossier = owing()
    answer = reception.post(RECORD, data={"text": f"{HEAD}\n{memo_line(dossier)}"})
    assert answer.status_code == 422
    assert "Xin đánh dấu ít nhất một khoản" in answer.text and len(ticked_in(answer.text)) == 1
    forged = reception.post(RECORD, data={"text": f"{HEAD}\n{memo_line(dossier)}", "lines": ["0" * 64]})
    assert forged.status_code == 422 and payments() == []


def test_nothing_of_the_text_is_stored_or_logged(reception: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    dossier = owing()
    record(reception, memo_line(dossier), "23/11/2026\t+9,000\tTRAN VAN BI MAT chuyen")
    paste(reception, "không đọc được BI MAT", memo_line(dossier))
    everything = str([db.session.execute(select(table)).all() for table in db.metadata.sorted_tables])
    for secret in ("TRAN VAN", "99887766", "MBVCB", "BI MAT"):
        assert secret not in everything and secret not in caplog.text, secret
    (payment,) = payments()
    assert re.fullmatch(r"[0-9a-f]{64}", payment.statement_line or "")


def test_a_long_statement_takes_few_queries(reception: FlaskClient) -> None:
    dossiers = [owing() for _number in range(5)]
    lines = [memo_line(dossier) for dossier in dossiers] * 20
    paste(reception, *lines)
    with queries() as sent:
        page = paste(reception, *lines)
    assert len(sent) <= 10
    assert len(ticked_in(page)) == 5


def test_an_old_page_keeps_the_text(app: Flask, reception: FlaskClient) -> None:
    dossier = owing()
    text = f"{HEAD}\n{memo_line(dossier)}"
    app.config["WTF_CSRF_ENABLED"] = True
    for address in (PAGE, RECORD):
        answer = reception.post(address, data={"text": text, "lines": ["0" * 64]})
        assert answer.status_code == 422 and "Trang này đã mở quá lâu" in answer.text
        assert memo_line(dossier) in answer.text
    assert payments() == []


def test_the_fragment_is_a_fragment(reception: FlaskClient) -> None:
    fragment = reception.get(PAGE, headers={"HX-Request": "true"}).text.strip()
    assert fragment.startswith('<form id="statement"')


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.LEADER, Role.ADMINISTRATOR, Role.OVERSEER])
def test_only_reception_reads_statements(app: Flask, role: Role) -> None:
    client = desk(app, role)
    assert client.get(PAGE).status_code == client.post(PAGE).status_code == client.post(RECORD).status_code == 403
