"""What is read of a pasted statement, layout by layout, and what is left alone because it is not certain."""

from datetime import date

import pytest

from cqtt.till.statement import MOST_LINES, Statement, StatementRefused, read_statement

TODAY = date(2026, 11, 30)
MONDAY = date(2026, 11, 23)
MEMO = "MBVCB.6632.H190000-261123-0001.CT tu 0123456789 NGUYEN VAN THU"

pytestmark = pytest.mark.usefixtures("app")  # reasons are sentences, which need a language


def read(*lines: str) -> Statement:
    return read_statement("\n".join(lines), TODAY)


def only(*lines: str) -> tuple[date, int]:
    (credit,) = read(*lines).credits
    assert "H190000" in credit.text.replace(".", "")
    return credit.day, credit.amount_vnd


TAB = "Ngày GD\tSố CT\tGhi nợ\tGhi có\tSố dư\tNội dung"
LAYOUTS = [
    (TAB, f"23/11/2026\tFT26327\t\t8,000\t1,250,000\t{MEMO}"),
    (TAB, f"23/11/2026 10:15:22\tFT26327\t0\t8.000\t1.250.000\t{MEMO}"),
    ("Date;Description;Amount", f"2026-11-23;{MEMO};8000.00"),
    ("Ngày giao dịch,Mô tả,Số tiền", f'23-11-2026,"{MEMO}, cam on","8,000"'),
    ("Ngày;Nội dung;Số tiền;Số dư", f"23/11/26;{MEMO};+8,000 VND;1,250,000 VND"),
    (
        "Ngày giao dịch/ Transaction date\tSố tiền ghi nợ/ Debit\tSố tiền ghi có/ Credit\tSố dư/ Balance\tNội dung",
        f"23/11/2026\t\t8.000\t9.000.000\t{MEMO}",
    ),
    ("", f"23/11/2026\t+8,000 VND\t{MEMO}\t1,250,000 VND"),
    ("", f"1\t23/11/2026\t{MEMO}\t8.000"),
    ("", f"1\t23.11.2026\t{MEMO}\t8000"),
    ("", "23/11/2026 08:15 +8,000 VND H190000-261123-0001 SD 1,250,000 VND"),
    ("", "TK 0123456789|GD: +8,000VND 23/11/26 10:15|SD: 1,250,000VND|ND: H190000-261123-0001"),
    ("", "23/11/2026 H19.00.00-261123-0001 8.000đ"),
]


@pytest.mark.parametrize("lines", LAYOUTS, ids=range(len(LAYOUTS)))
def test_every_layout_says_the_same(lines: tuple[str, str]) -> None:
    assert only(*filter(None, lines)) == (MONDAY, 8_000)


def test_money_that_went_out_is_counted_and_left_out() -> None:
    found = read(
        TAB,
        f"23/11/2026\tA\t50,000\t\t0\t{MEMO}",
        f"23/11/2026\tB\t\t8,000\t0\t{MEMO}",
        "24/11/2026\tC\t\t-11,000\t0\tphí",
    )
    assert [credit.amount_vnd for credit in found.credits] == [8_000]
    assert (found.debits, found.unread) == (2, ())
    assert read("23/11/2026;-8,000;rut tien").debits == 1
    marked = read("Ngày\tD/C\tSố tiền\tNội dung", "23/11/2026\tD\t8,000\tx", "23/11/2026\tC\t9,000\tx")
    assert [credit.amount_vnd for credit in marked.credits] == [9_000] and marked.debits == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("23/11/2026\tA\t\t\t\tkhông có tiền", "không thấy số tiền"),
        ("23/11/2026\tA\t\ttám nghìn\t\tH190000", "không đọc được số tiền “tám nghìn”"),
        ("23/11/2026\tA\t\t8,000.50\t\tH190000", "không đọc được số tiền “8,000.50”"),
        ("hôm qua\tA\t\t8,000\t\tH190000", "không thấy ngày giao dịch"),
        ("31/02/2026\tA\t\t8,000\t\tH190000", "không thấy ngày giao dịch"),
        ("23/12/2026\tA\t\t8,000\t\tH190000", "ngày giao dịch chưa đến"),
        ("Số dư đầu kỳ", "không thấy số tiền"),
    ],
)
def test_a_line_that_is_not_certain_is_quoted_with_the_reason(line: str, why: str) -> None:
    found = read(TAB, f"23/11/2026\tA\t\t8,000\t\t{MEMO}", "", line)
    assert len(found.credits) == 1
    (unread,) = found.unread
    assert (unread.number, unread.why) == (4, why)
    assert unread.text.split(" · ")[0] == line.split("\t")[0]


def test_several_amounts_without_headings_are_not_guessed_at() -> None:
    with pytest.raises(StatementRefused, match="không rõ số nào là tiền vào; xin chép cả dòng tiêu đề"):
        read(f"23/11/2026\t8,000\t{MEMO}\t1,250,000")


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "Không đọc được dòng giao dịch nào"),
        ("\n \n\t\n", "Không đọc được dòng giao dịch nào"),
        ("Trang chủ\nTài khoản\nĐăng xuất", "Không đọc được dòng giao dịch nào"),
        ("<html><body><table><tr><td>23/11/2026</td><td>8,000</td></tr></table>", "mã của cả một trang mạng"),
        ("\x00\x01\x02", "Không đọc được dòng giao dịch nào"),
        ('"', "Không đọc được dòng giao dịch nào"),
    ],
)
def test_what_is_no_statement_is_refused_with_a_word_of_what_to_do(pasted: str, said: str) -> None:
    with pytest.raises(StatementRefused) as refused:
        read_statement(pasted, TODAY)
    assert said in refused.value.sentence


def test_five_thousand_lines_are_too_many_and_the_limit_is_named() -> None:
    lines = [f"23/11/2026\t+8,000\tH190000-261123-{number:04}" for number in range(5_000)]
    with pytest.raises(StatementRefused, match=r"có 5\.000 dòng.*nhiều nhất 1\.000 dòng"):
        read(*lines)
    assert len(read(*lines[:MOST_LINES]).credits) == MOST_LINES


def test_a_whole_page_with_a_table_in_it_gives_the_table() -> None:
    found = read("Ngân hàng Mẫu", "Xin chào NGUYEN VAN A", TAB, f"23/11/2026\tA\t\t8,000\t0\t{MEMO}", "© 2026")
    assert len(found.credits) == 1
    assert [unread.number for unread in found.unread] == [1, 2, 5]
