"""The page of one procedure: what to bring, how long, how much, where and when; and the button it may have."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from cqtt.commune.models import Commune, Counter
from cqtt.extensions import db
from cqtt.procedures.actions import choose_filing_mode
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure, VersionStatus
from tests.factories import make_procedure

UNSURE = dict.fromkeys(["processing_time", "fee", "documents", "online_level"], "low") | {"identity": "high"}


def page_of(client: FlaskClient, code: str = "1.001193") -> str:
    answer = client.get(f"/thu-tuc/{code}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def main_of(page: str) -> str:
    return page.partition('<main id="main"')[2].partition("</main>")[0]


def procedure(**content: Any) -> Procedure:
    mode = content.pop("filing_mode", FilingMode.LOCAL)
    return make_procedure(mode, **{"code": "1.001193", "slug": "khai-sinh"} | content).procedure


def paper(name: str, **fields: Any) -> dict[str, Any]:
    plain = {"id": name, "name": name, "originals": 1, "copies": 0, "present_only": False, "note": "", "when": ""}
    return plain | fields


def test_the_questions_are_answered_in_the_order_people_ask_them(client: FlaskClient) -> None:
    procedure()
    page = main_of(page_of(client))
    order = [
        "<h1>Đăng ký khai sinh",
        "Bao lâu",
        "Nộp trực tuyến",
        "Cần mang theo",
        "Thời hạn",
        "Phí, lệ phí",
        "Nơi nộp và giờ làm việc",
        "Các bước",
        "Kết quả và biểu mẫu",
        "Căn cứ pháp lý",
        "Mã QR",
        "Nguồn: dữ liệu thử. Dữ liệu ngày 23/11/2026, phiên bản 1.",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_each_paper_says_how_many_when_and_what_if_it_is_missing(client: FlaskClient) -> None:
    procedure(
        requirements=[
            paper("Tờ khai", originals=2, copies=1),
            paper("Giấy chứng sinh", note="không có thì viết cam đoan"),
            paper("Ảnh", note="chưa ký trước"),
            paper("Căn cước", present_only=True, note="chỉ xuất trình; tra cứu được thì không cần"),
            paper("Giấy ủy quyền", when="khi nộp thay người khác"),
        ]
    )
    page = main_of(page_of(client))
    assert '<b>Tờ khai</b> <span class="count">2 bản chính, 1 bản sao</span>' in page
    assert page.count("Không có thì sao?") == 2
    assert "<p>Không có thì viết cam đoan.</p>" in page
    assert '<span class="soft">Chưa ký trước.</span>' in page
    assert "Chỉ xuất trình" in page and "<p>Tra cứu được thì không cần.</p>" in page
    rare = page.partition("Tùy trường hợp (1)")[2]
    assert "Giấy ủy quyền" in rare and "Khi nộp thay người khác" in rare
    assert "- Khi nộp thay người khác: Giấy ủy quyền (1 bản chính)" in page.partition("<pre")[2]


def test_unknown_values_are_named_and_doubtful_ones_never_shown(client: FlaskClient) -> None:
    procedure(
        confidence=UNSURE,
        processing_time={"amount": 77, "unit": "working_day", "note": "ghi chú một"},
        fee={"amount_vnd": 77000, "note": "ghi chú hai"},
        requirements=[paper("Giấy đáng ngờ")],
        steps=["Bước đáng ngờ"],
        results=["Kết quả đáng ngờ"],
        form_names=["Mẫu đáng ngờ"],
        legal_basis=["77/2026/NĐ-CP"],
        online_level="full",
    )
    page = main_of(page_of(client))
    for doubtful in ("77", "ghi chú", "đáng ngờ", "toàn trình"):
        assert doubtful not in re.sub(r"<(img|a|pre) [^>]*>", "", page.partition("Mã QR")[0])
    assert page.count("Chưa công bố, xin gọi 0251 3000 001") >= 9
    assert "Xin gọi trước khi đến" in page
    assert "miễn phí" not in page.lower() and "không thu" not in page.lower()


def test_without_a_telephone_unknown_values_send_people_to_the_desk(client: FlaskClient, commune: Commune) -> None:
    commune.phone = ""
    commune.address = ""
    procedure(confidence=UNSURE)
    page = main_of(page_of(client))
    assert "Chưa công bố, xin hỏi tại quầy" in page
    assert "tel:" not in page and "Gọi hỏi" not in page


@pytest.mark.parametrize(
    ("fee", "words"),
    [
        ({"amount_vnd": 0, "note": ""}, "<dd>Không thu</dd>"),
        ({"amount_vnd": 8000, "note": "mỗi bản"}, "<dd>8.000\u00a0đồng. Mỗi bản.</dd>"),
        ({"amount_vnd": None, "note": ""}, "<dd>Chưa công bố, xin gọi 0251 3000 001</dd>"),
        ({"amount_vnd": None, "note": "trực tuyến giảm nửa"}, "xin gọi 0251 3000 001. Trực tuyến giảm nửa.</dd>"),
    ],
)
def test_a_fee_is_said_with_its_condition_and_a_blank_one_is_not_free(
    client: FlaskClient, fee: dict[str, Any], words: str
) -> None:
    procedure(fee=fee)
    assert words in page_of(client)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"amount": 1, "unit": "same_day", "note": ""}, "Trong ngày"),
        ({"amount": 24, "unit": "hour", "note": ""}, "24 giờ"),
        ({"amount": 5, "unit": "working_day", "note": ""}, "5 ngày làm việc"),
        ({"amount": 30, "unit": "day", "note": ""}, "30 ngày"),
    ],
)
def test_a_time_limit_is_said_in_its_unit(client: FlaskClient, limit: dict[str, Any], words: str) -> None:
    procedure(processing_time=limit)
    assert f"<dt>Thời hạn</dt><dd>{words}</dd>" in page_of(client)


def test_when_only_a_part_can_be_done_online_the_missing_reason_is_named(client: FlaskClient) -> None:
    procedure(online_level="partial")
    assert "Lý do chỉ làm được một phần: chưa công bố." in page_of(client)


def test_the_place_has_its_counter_its_hours_and_a_way_there(client: FlaskClient, commune: Commune) -> None:
    commune.latitude, commune.longitude = 10.8012, 106.9934
    commune.hours = {str(day): [["07:00", "11:30"], ["13:00", "16:30"]] for day in range(5)} | {
        "5": [["07:30", "11:00"]]
    }
    commune.revision += 1
    db.session.add_all(
        [
            Counter(name="Quầy 2", fields=["Hộ tịch"]),
            Counter(name="Quầy 9", fields=["Đất đai"]),
            Counter(name="Quầy 1", fields=["Hộ tịch"], is_active=False),
        ]
    )
    procedure()
    page = page_of(client)
    assert "<b>Quầy 2</b>" in page and "Quầy 9" not in page and "Quầy 1<" not in page
    assert "Thứ Hai đến thứ Sáu: 7:00–11:30 và 13:00–16:30" in page
    assert "Thứ Bảy: 7:30–11:00" in page
    assert 'href="geo:10.8012,106.9934' in page
    assert "openstreetmap.org/?mlat=10.8012&amp;mlon=106.9934" in page


def test_there_is_no_map_where_the_position_is_not_known(client: FlaskClient) -> None:
    procedure()
    assert "geo:" not in page_of(client) and "openstreetmap" not in page_of(client)


@pytest.mark.parametrize(
    ("mode", "words", "link"),
    [
        (FilingMode.LOCAL, "Nộp trực tuyến", "/nop-ho-so/1.001193"),
        (FilingMode.PRE_CHECK, "Gửi giấy tờ để kiểm tra trước", "/nop-ho-so/1.001193"),
        (FilingMode.LINK_ONLY, "Nộp trên Cổng Dịch vụ công quốc gia", "https://dichvucong.gov.vn"),
        (FilingMode.AT_DESK, "Xin mời Ông/Bà đến trong giờ làm việc", None),
    ],
)
def test_the_button_is_the_one_its_filing_mode_allows(
    client: FlaskClient, mode: FilingMode, words: str, link: str | None
) -> None:
    procedure(filing_mode=mode)
    page = main_of(page_of(client))
    links = re.findall(r'<a class="button primary" href="([^"]+)"', page)
    assert words in page
    assert links == ([link] if link else [])
    assert ('rel="noopener"' in page) == (mode is FilingMode.LINK_ONLY)
    assert "Gọi hỏi 0251 3000 001" in page


def test_the_reason_of_the_filing_mode_is_said_unless_the_unit_just_chose_it(client: FlaskClient) -> None:
    row = procedure(filing_mode=FilingMode.LINK_ONLY)
    row.filing_reason = "Công an xã giải quyết."
    choose_filing_mode(make_procedure().procedure, FilingMode.LOCAL)  # raises the stamp
    db.session.commit()
    assert "Công an xã giải quyết." in page_of(client)
    choose_filing_mode(row, FilingMode.AT_DESK)
    db.session.commit()
    page = page_of(client)
    assert "Công an xã giải quyết." not in page and "đơn vị đã chọn" not in page


@pytest.mark.parametrize("typed", ["khai-sinh", "KHAI-SINH", "1.001193.000.00.00.H19", "1.001193 "])
def test_other_ways_to_write_the_address_lead_to_the_one_address(client: FlaskClient, typed: str) -> None:
    procedure()
    answer = client.get(f"/thu-tuc/{typed}")
    assert (answer.status_code, answer.location) == (301, "/thu-tuc/1.001193")


def test_a_procedure_without_national_code_lives_at_its_slug(client: FlaskClient) -> None:
    procedure(code=None)
    page = page_of(client, "khai-sinh")
    assert 'href="/nop-ho-so/khai-sinh"' in page


@pytest.mark.parametrize("typed", ["9.999999", "khong-co", "1.00119", "1.001193x", "%00", "1.001194.000.00.00.H19"])
def test_an_unknown_procedure_is_not_found(client: FlaskClient, typed: str) -> None:
    procedure()
    assert client.get(f"/thu-tuc/{typed}").status_code == 404


def test_a_withdrawn_procedure_says_so_by_its_name(client: FlaskClient) -> None:
    row = procedure()
    row.is_active = False
    row.versions[0].status = VersionStatus.RETIRED
    choose_filing_mode(make_procedure().procedure, FilingMode.LOCAL)
    answer = client.get("/thu-tuc/1.001193")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert "<h1>Đăng ký khai sinh</h1>" in page and "không còn được công bố" in page
    assert "Gọi hỏi 0251 3000 001" in page and "/nop-ho-so/" not in page


def test_a_replaced_procedure_links_its_successor(client: FlaskClient) -> None:
    row = procedure()
    successor = make_procedure(name="Thủ tục mới")
    row.replaced_by = str(successor.content["code"])
    choose_filing_mode(successor.procedure, FilingMode.LOCAL)
    db.session.commit()
    page = page_of(client)
    assert "đã có thủ tục mới thay thế" in page
    assert f'<a href="/thu-tuc/{successor.content["code"]}">Thủ tục mới</a>' in page


def test_hostile_words_of_the_catalogue_are_text(client: FlaskClient) -> None:
    procedure(name="<b>x</b> & {{ 7*7 }}", steps=["<script>alert(1)</script>"])
    page = page_of(client)
    assert "<h1>&lt;b&gt;x&lt;/b&gt; &amp; {{ 7*7 }}</h1>" in page
    assert "<script>alert" not in page
