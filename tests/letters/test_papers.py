"""A letter's PDF in the hands of officers and of its reader; envelopes and labels with its address."""

import pytest
from flask import Flask

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.papers import envelopes_of, labels_of, letters_on_paper
from cqtt.letters.rules import Occasion
from cqtt.letters.sizes import Envelope, LabelSheet
from cqtt.roles import Role
from tests.audit.record import entries
from tests.dossiers.staff import browser, desk
from tests.factories import MONDAY, make_officer
from tests.letters.cases import approved, drafted
from tests.letters.measured import Page, pages_of
from tests.letters.test_layout import draft, letter
from tests.posters.scanner import codes_on, words_on

LONG = (
    "Số 1234/56/7, hẻm 89, đường Nguyễn Thị Minh Khai nối dài, tổ 10, khu tái định cư Lộc An – Bình Sơn, Ấp 7,"
    " xã An Phước"
)


@pytest.fixture
def leader(app: Flask) -> Officer:
    return make_officer(Role.LEADER, title="Chủ tịch UBND xã")


def acts(action: str) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(entry.actor, entry.object_id) for entry in entries() if entry.action == action]


def test_an_officer_prints_a_letter_and_it_is_recorded(app: Flask, leader: Officer) -> None:
    one = approved(leader)
    answer = desk(app, Role.RECEPTION).get(f"/can-bo/thu/{one.id}/thu.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "THƯ CẢM ƠN" in words_on(answer.data)[0] and "BẢN NHÁP" not in words_on(answer.data)[0]
    assert acts("print") == [("officer", str(one.id))]


def test_a_draft_is_printed_as_a_draft(app: Flask) -> None:
    one = drafted()
    answer = desk(app, Role.SPECIALIST).get(f"/can-bo/thu/{one.id}/thu.pdf")
    assert "BẢN NHÁP" in words_on(answer.data)[0]


def test_who_was_not_content_is_printed_for_leaders_alone(app: Flask) -> None:
    one = drafted(Occasion.DISSATISFIED)
    address = f"/can-bo/thu/{one.id}/thu.pdf"
    assert desk(app, Role.RECEPTION).get(address).status_code == 404
    assert desk(app, Role.LEADER).get(address).status_code == 200
    assert desk(app, Role.ADMINISTRATOR).get(address).status_code == 403
    assert browser(app).get(address).location.startswith("/dang-nhap")


def test_the_reader_keeps_the_letter_by_its_link_once_it_is_signed(app: Flask, leader: Officer) -> None:
    waiting, one = drafted(), approved(leader)
    client = browser(app)
    answer = client.get(f"/thu/mo/{one.token}/thu.pdf")
    assert answer.status_code == 200 and "noindex" in answer.headers["X-Robots-Tag"]
    assert acts("download") == [("citizen", str(one.id))]
    assert client.get(f"/thu/mo/{waiting.token}/thu.pdf").status_code == 404
    assert client.get("/thu/mo/khong-co/thu.pdf").status_code == 404
    actions.discard(one, one.revision, leader, "nhầm người", MONDAY)
    db.session.commit()
    assert client.get(f"/thu/mo/{one.token}/thu.pdf").status_code == 404


def test_the_code_on_the_paper_opens_the_same_letter(app: Flask, leader: Officer) -> None:
    one = approved(leader)
    ((code,),) = codes_on(letters_on_paper([one]).pdf(), dpi=200)
    assert code == f"http://localhost/thu/mo/{one.token}"
    assert browser(app).get(code.removeprefix("http://localhost")).status_code == 200


def test_a_condolence_and_a_draft_carry_no_code(app: Flask) -> None:
    assert codes_on(letters_on_paper([letter(Occasion.DEATH), draft(Occasion.THANKS)]).pdf()) == [[], []]


def right_of_the_window(page: Page) -> bool:
    """Tell whether everything for the reader lies where a window of 100 by 45 mm, 20 mm from both edges, shows it."""
    width, height = page.size
    shown = [line for line in page.lines if line.baseline > height - 20 - 45]
    return all(line.left >= width - 120 and line.right <= width - 20 and line.baseline <= height - 20 for line in shown)


@pytest.mark.parametrize("size", Envelope)
@pytest.mark.parametrize("address", ["Số 12, Ấp 7, xã An Phước, thành phố Đồng Nai", LONG * 2, ""])
def test_an_envelope_shows_the_whole_address_in_its_window(app: Flask, size: Envelope, address: str) -> None:
    (page,) = pages_of(envelopes_of([letter(to_address=address)], size).pdf())
    assert page.size == (size.width, size.height)
    text = " ".join(" ".join(page.texts).split())
    assert "Ông Nguyễn Văn Mẫu" in text and address[:150] in text.replace("- ", "-")
    assert "ỦY BAN NHÂN DÂN XÃ AN PHƯỚC" in text
    assert right_of_the_window(page)
    assert min(line.left for line in page.lines) >= 10


def test_nothing_on_an_envelope_tells_what_the_letter_is_about(app: Flask) -> None:
    one = letter(Occasion.DEATH)
    (text,) = words_on(envelopes_of([one], Envelope.DL).pdf())
    assert "buồn" not in text.lower() and "0900 000 111" not in text


@pytest.mark.parametrize("sheet", LabelSheet)
def test_labels_begin_at_the_first_free_one_and_fill_sheets_without_a_gap(app: Flask, sheet: LabelSheet) -> None:
    readers = [letter(to_name=f"Nguyễn Văn Mẫu {number:02}") for number in range(sheet.on_a_sheet + 1)]
    first, second = pages_of(labels_of(readers, sheet, first=3).pdf())
    assert (first.size, second.size) == ((210, 297), (210, 297))
    names = [line for line in first.lines if "Mẫu" in line.text]
    assert (len(names), len([line for line in second.lines if "Mẫu" in line.text])) == (sheet.on_a_sheet - 2, 3)
    measures = sheet.measures()
    side = (210 - measures["across"] * measures["width"] - (measures["across"] - 1) * measures["gap"]) / 2
    head = (297 - measures["down"] * measures["height"]) / 2
    column, row = 2 % measures["across"], 2 // measures["across"]
    left = side + column * (measures["width"] + measures["gap"])
    top = head + row * measures["height"]
    assert left + 4 < names[0].left < left + 6
    assert top < names[0].baseline < top + measures["height"]


def test_a_line_of_a_label_ends_between_two_and_not_within_a_name(app: Flask) -> None:
    two = letter(salutation="Ông và Bà", to_name="Trần Văn Mẫu và Lê Thị Mẫu")
    (page,) = pages_of(labels_of([two], LabelSheet.THREE_BY_EIGHT).pdf())
    texts = [text.strip().replace("\u00a0", " ") for text in page.texts]
    assert texts[:2] == ["Ông Trần Văn Mẫu", "và Bà Lê Thị Mẫu"]


def test_no_label_leaves_its_place_however_long_the_address(app: Flask) -> None:
    (page,) = pages_of(labels_of([letter(to_address=LONG, to_name="Lê " * 40)] * 24, LabelSheet.THREE_BY_EIGHT).pdf())
    for line in page.lines:
        assert line.left // 70 == (line.right - 0.01) // 70  # no line crosses into the label beside it
        assert 0.5 < line.baseline < 296.5
