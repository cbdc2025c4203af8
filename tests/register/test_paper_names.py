"""How papers are called: changed by an administrator, recorded, tried out before, and the usual names come back."""

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.dossiers.models import NamedForm, PaperKind, PaperName
from cqtt.dossiers.papers.filling import FORMS, UNNUMBERED, usual_name
from cqtt.extensions import db
from cqtt.register.admin_views import KINDS
from cqtt.roles import Role
from tests.dossiers.staff import desk, desk_of
from tests.dossiers.test_papers import text_of
from tests.factories import MONDAY
from tests.register.filing import accepted, make_all_hands

PAGE = "/quan-tri/mau-giay"
USUAL = {"seen_title": FORMS[PaperKind.RECEIPT].title, "seen_symbol": "TNHS"}
TYPED = {"title": "Giấy hẹn của phường", "symbol": "gh-ubnd", **USUAL}


def acts() -> list[tuple[str, str]]:
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "paper_name"))
    return [(entry.action, entry.object_id) for entry in entries]


def test_a_new_name_is_on_papers_given_out_from_now_on(app: Flask) -> None:
    officer = make_all_hands()
    before = accepted(officer)
    client = desk(app, Role.ADMINISTRATOR)
    assert 'value="GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"' in client.get(f"{PAGE}/mau-01").text
    assert client.post(f"{PAGE}/mau-01", data=TYPED).status_code == 303
    after = accepted(officer)
    assert (after.papers[0].words["title"], after.papers[0].words["number"]) == ("GIẤY HẸN CỦA PHƯỜNG", "02/GH-UBND")
    assert (before.papers[0].words["title"], before.papers[0].words["number"]) == (USUAL["seen_title"], "01/TNHS")
    page = client.get(PAGE).text
    assert "GIẤY HẸN CỦA PHƯỜNG" in page and "05/GH-UBND" in page and "Đơn vị tự đặt" in page
    assert acts() == [("change", "receipt")]


def test_the_usual_names_come_back_with_a_button(app: Flask) -> None:
    client = desk(app, Role.ADMINISTRATOR)
    assert "Dùng lại tên thường lệ" not in client.get(PAGE).text
    client.post(f"{PAGE}/mau-01", data=TYPED)
    assert "Dùng lại tên thường lệ" in client.get(PAGE).text
    for _time in range(2):  # pressed twice it is done once
        assert client.post(f"{PAGE}/mau-01/nhu-thuong-le").status_code == 303
    assert db.session.get(PaperName, PaperKind.RECEIPT) is None
    assert "05/TNHS" in client.get(PAGE).text
    assert acts() == [("change", "receipt"), ("restore", "receipt")]


def test_saving_what_is_there_changes_nothing(app: Flask) -> None:
    same = {"title": USUAL["seen_title"], "symbol": "TNHS", **USUAL}
    assert desk(app, Role.ADMINISTRATOR).post(f"{PAGE}/mau-01", data=same).status_code == 303
    assert db.session.get(PaperName, PaperKind.RECEIPT) is None and acts() == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Xin cho biết: tên giấy."),
        ({"title": "Ê" * 121}, "nhiều nhất 120 ký tự"),
        ({"symbol": ""}, "Xin cho biết: ký hiệu sau số."),
        ({"symbol": "TN HS"}, "Ký hiệu gồm chữ và số"),
        ({"symbol": "/TNHS"}, "Ký hiệu gồm chữ và số"),
        ({"symbol": "#2{1+1}"}, "Ký hiệu gồm chữ và số"),
    ],
)
def test_a_name_that_cannot_be_is_asked_for_again(app: Flask, typed: dict[str, str], sentence: str) -> None:
    answer = desk(app, Role.ADMINISTRATOR).post(f"{PAGE}/mau-01", data=TYPED | typed)
    assert answer.status_code == 422 and sentence in answer.text
    assert "GH-UBND" in answer.text or "GIẤY HẸN CỦA PHƯỜNG" in answer.text  # what was typed stays
    assert db.session.get(PaperName, PaperKind.RECEIPT) is None


def test_of_two_who_change_the_same_name_the_second_is_shown_the_first(app: Flask) -> None:
    client = desk(app, Role.ADMINISTRATOR)
    client.post(f"{PAGE}/mau-01", data=TYPED)
    other = TYPED | {"title": "Tên của người thứ hai"}
    answer = client.post(f"{PAGE}/mau-01", data=other)
    assert answer.status_code == 409
    assert "Đồng nghiệp vừa đổi thành “GIẤY HẸN CỦA PHƯỜNG”, ký hiệu GH-UBND" in answer.text
    assert 'value="TÊN CỦA NGƯỜI THỨ HAI"' in answer.text and 'value="GIẤY HẸN CỦA PHƯỜNG"' in answer.text
    decided = other | {"seen_title": "GIẤY HẸN CỦA PHƯỜNG", "seen_symbol": "GH-UBND"}
    assert client.post(f"{PAGE}/mau-01", data=decided).status_code == 303


@pytest.mark.parametrize(("paper", "printed"), [("mau-06", "phieu-kiem-soat.pdf"), ("mau-07", "so-theo-doi.pdf")])
def test_forms_without_a_number_can_be_called_otherwise_too(app: Flask, paper: str, printed: str) -> None:
    """They have no number, so no symbol is asked for; each copy says when it was printed."""
    officer, client, usual = make_all_hands(), desk(app, Role.ADMINISTRATOR), usual_name(KINDS[paper])[0]
    dossier, form = accepted(officer), client.get(f"{PAGE}/{paper}").text
    assert f'value="{usual}"' in form and "Ký hiệu" not in form
    typed = {"title": "Tên của phường", "seen_title": usual}
    assert client.post(f"{PAGE}/{paper}", data=typed).status_code == 303
    assert client.post(f"{PAGE}/{paper}", data=typed).status_code == 409  # somebody was faster
    assert "TÊN CỦA PHƯỜNG" in client.get(PAGE).text and acts() == [("change", KINDS[paper].value)]
    address = f"/can-bo/ho-so/{dossier.id}/{printed}" if paper == "mau-06" else f"/can-bo/{printed}"
    with frozen(MONDAY):
        said = text_of(desk_of(app, officer).get(address).data)
    assert "TÊN CỦA PHƯỜNG" in said and usual not in said and "In lúc 09:00, thứ Hai, 23/11/2026" in said
    example = text_of(client.get(f"{PAGE}/{paper}.pdf").data)
    for part in ("BẢN XEM THỬ, không có giá trị", "TÊN CỦA PHƯỜNG", "Nguyễn Văn Mẫu", "In lúc"):
        assert part in example
    assert client.post(f"{PAGE}/{paper}/nhu-thuong-le").status_code == 303
    assert "TÊN CỦA PHƯỜNG" not in client.get(PAGE).text


@pytest.mark.parametrize("paper", [slug for slug, form in KINDS.items() if form not in UNNUMBERED])
def test_each_paper_can_be_tried_out_and_is_marked_as_no_paper(app: Flask, paper: str) -> None:
    client = desk(app, Role.ADMINISTRATOR)
    db.session.add(PaperName(kind=KINDS[paper], title="TÊN CỦA ĐƠN VỊ", symbol="KH-1"))
    db.session.commit()
    answer = client.get(f"{PAGE}/{paper}.pdf")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    said = text_of(answer.data)
    for part in ("BẢN XEM THỬ, không có giá trị", "TÊN CỦA ĐƠN VỊ", "Số: 05/KH-1", "Nguyễn Văn Mẫu", "Lê Thị Ví Dụ"):
        assert part in said


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.OVERSEER])
def test_only_administrators_name_papers(app: Flask, role: Role) -> None:
    client = desk(app, role)
    for address in (PAGE, f"{PAGE}/mau-01", f"{PAGE}/mau-01.pdf"):
        assert client.get(address).status_code == 403
    assert client.post(f"{PAGE}/mau-01", data=TYPED).status_code == 403
    assert client.post(f"{PAGE}/mau-01/nhu-thuong-le").status_code == 403
    assert db.session.get(PaperName, PaperKind.RECEIPT) is None


def test_there_are_six_papers_and_no_other(app: Flask) -> None:
    client = desk(app, Role.ADMINISTRATOR)
    assert set(KINDS.values()) == set(NamedForm)
    assert client.get(f"{PAGE}/mau-04").status_code == 404
