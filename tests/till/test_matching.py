"""Lines beside dossiers: only one code in whole, money due now, and exactly that much is a match."""

from datetime import date
from typing import Any

import pytest

from cqtt.fees.memo import Mention, mentioned
from cqtt.till.matching import Known, Nearly, Payable, Why, digests_of, lay_beside
from cqtt.till.statement import Credit

CODE, OTHER = "H19.00.00-261123-0001", "H19.00.00-261123-0002"
MONDAY = date(2026, 11, 23)

pytestmark = pytest.mark.usefixtures("app")


def credit(text: str = "H190000-261123-0001", amount: int = 8_000, number: int = 1) -> Credit:
    return Credit(number, MONDAY, amount, text)


def payable(code: str = CODE, **fields: Any) -> Payable:
    id = int(code[-4:])
    usual = {"status": "Đang xử lý", "may_receive": True, "asked_vnd": 8_000, "due_vnd": 8_000}
    return Payable(**{"id": id, "code": code, "procedure": "Chứng thực"} | usual | fields)


def beside(*credits: Credit, dossiers: tuple[Payable, ...] = (), counted: dict[str, str] | None = None) -> Any:
    mentions = [mentioned(each.text, ["H19.00.00"]) for each in credits]
    known = Known({dossier.code: dossier for dossier in dossiers}, counted or {})
    return lay_beside(credits, mentions, known)


def nearly(*credits: Credit, **known: Any) -> Nearly:
    matches, rest = beside(*credits, **known)
    assert matches == []
    (line,) = rest
    assert line.reason and line.to_do
    return line


def test_the_right_code_with_the_right_amount_is_a_match() -> None:
    (match,), rest = beside(credit(), dossiers=(payable(),))
    assert (match.dossier.code, match.credit.amount_vnd, rest) == (CODE, 8_000, [])


@pytest.mark.parametrize(
    ("amount", "said"), [(7_000, "chuyển thiếu 1.000"), (9_500, "chuyển thừa 1.500"), (16_000, "chuyển thừa 8.000")]
)
def test_another_amount_is_told_with_the_difference(amount: int, said: str) -> None:
    line = nearly(credit(amount=amount), dossiers=(payable(),))
    assert line.why is Why.AMOUNT and said in line.reason


def test_a_dossier_that_paid_already() -> None:
    assert nearly(credit(), dossiers=(payable(due_vnd=0),)).why is Why.PAID


def test_a_second_transfer_for_the_same_dossier_is_no_second_match() -> None:
    matches, rest = beside(credit(number=1), credit(number=2), dossiers=(payable(),))
    assert [match.credit.number for match in matches] == [1]
    assert [line.why for line in rest] == [Why.PAID]


def test_a_second_line_with_another_amount_is_not_called_paid_while_nothing_is_recorded() -> None:
    _matches, (line,) = beside(credit(), credit(amount=5_000, number=2), dossiers=(payable(),))
    assert line.why is Why.AMOUNT
    assert "khác số phải nộp 8.000\u00a0đồng" in line.reason and "đã nộp đủ" not in line.reason
    _matches, (alike,) = beside(credit(), credit(number=2), dossiers=(payable(),))
    assert "đã nộp đủ" not in alike.reason, "nothing is recorded yet"


def test_a_dossier_that_was_asked_for_nothing() -> None:
    assert nearly(credit(), dossiers=(payable(asked_vnd=None, due_vnd=0),)).why is Why.NOT_ASKED


def test_a_dossier_that_is_closed() -> None:
    line = nearly(credit(), dossiers=(payable(may_receive=False, status="Dừng xử lý"),))
    assert line.why is Why.CLOSED and "Dừng xử lý" in line.reason


def test_a_code_of_nobody() -> None:
    line = nearly(credit())
    assert line.why is Why.UNKNOWN and CODE in line.reason


def test_a_line_without_a_code() -> None:
    assert nearly(credit("NGUYEN VAN THU chuyen tien"), dossiers=(payable(),)).why is Why.NO_CODE


def test_two_codes_in_one_line() -> None:
    line = nearly(credit("H190000-261123-0001 H190000-261123-0002"), dossiers=(payable(), payable(OTHER)))
    assert line.why is Why.SEVERAL and len(line.dossiers) == 2


def test_a_cut_code_is_never_a_match_but_says_what_it_may_be() -> None:
    dossiers = (payable(), payable(OTHER, due_vnd=9_000), payable("H19.00.00-261123-0003", may_receive=False))
    line = nearly(credit("H190000-261123-00"), dossiers=dossiers)
    assert line.why is Why.CUT and [dossier.code for dossier in line.dossiers] == [CODE]
    assert nearly(credit("H190000-261123-00", amount=5_000), dossiers=dossiers).dossiers == ()


def test_a_line_that_was_counted_says_when() -> None:
    mention = Mention(codes=(CODE,))
    (digest,) = digests_of([credit()], [mention])
    line = nearly(credit(), dossiers=(payable(),), counted={digest: "23/11/2026, phiếu số 07/2026"})
    assert line.why is Why.RECORDED and "hôm 23/11/2026, phiếu số 07/2026" in line.reason


def test_a_line_is_the_same_in_every_layout_and_two_like_it_are_two() -> None:
    mention = Mention(codes=(CODE,))
    one, again = digests_of([credit("H190000-261123-0001"), credit("MBVCB H1900002611230001")], [mention, mention])
    assert one != again
    assert digests_of([credit("khác hẳn")], [mention]) == [one]
    assert digests_of([credit(amount=8_001)], [mention]) != [one]
