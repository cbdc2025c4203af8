"""Sổ tiếp công dân: who reads which entry, in every list, search and file; numbers, changes, what is recorded."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.leaders.models import ReceptionEntry
from cqtt.leaders.reception_book import number_of, readable_entries, reader_of
from cqtt.leaders.rules import may_read
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk, desk_of
from tests.factories import MONDAY, make_absence, make_officer
from tests.leaders.people import TODAY, make_entry, make_leader

BOOK = "/can-bo/tiep-cong-dan"
ADD = f"{BOOK}/them"
SECRET = "Nói rằng cán bộ đòi thêm giấy"


def typed(host: Officer, **more: Any) -> dict[str, Any]:
    plain = {
        "revision": "0",
        "start_key": "a-key-of-sixteen-characters",
        "received_on-ngay": "23",
        "received_on-thang": "11",
        "received_on-nam": "2026",
        "host_ids": [str(host.id)],
        "name": "Lê Văn Đến",
        "address": "Ấp 3",
        "phone": "0900000456",
        "people": "2",
        "track": "petition",
        "matter": "Xin làm thêm đèn đường",
        "papers": "Đơn 1 trang",
        "handling": "explained",
        "handling_note": "",
        "result": "",
        "about_id": "0",
    }
    return {name: value for name, value in (plain | more).items() if value is not None}


def entries() -> list[ReceptionEntry]:
    db.session.expire_all()
    return list(db.session.scalars(select(ReceptionEntry).order_by(ReceptionEntry.id)))


def recorded() -> list[tuple[str, str, str]]:
    kinds = AuditEntry.object_kind.in_(("reception_entry", "reception_book"))
    found = db.session.scalars(select(AuditEntry).where(kinds).order_by(AuditEntry.id))
    return [(entry.action, entry.object_kind, entry.object_id) for entry in found]


@pytest.fixture
def head(app: Flask) -> Officer:
    return make_leader(Role.LEADER, position=1, name="Nguyễn Minh Đầu")


@pytest.fixture
def writer(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, name="Đặng Thị Ghi")


# Writing


def test_who_was_received_is_written_down_under_the_next_number(app: Flask, head: Officer, writer: Officer) -> None:
    with clock.frozen(MONDAY):
        client = desk_of(app, writer)
        for number in range(2):
            more = {"start_key": f"a-key-of-sixteen-characters-{number}"}
            assert client.post(ADD, data=typed(head, **more)).status_code == 303
        page = client.get(BOOK).text
    assert "Đã ghi vào sổ, số 02/2026." in page and "Lê Văn Đến" in page and "Nguyễn Minh Đầu" in page
    assert [(entry.number, entry.year, entry.people, entry.sealed) for entry in entries()] == [
        (1, 2026, 2, False),
        (2, 2026, 2, False),
    ]
    assert [act for act, _kind, _id in recorded()] == ["reception.write", "reception.write", "view"]


def test_the_same_form_sent_twice_is_one_entry_and_takes_one_number(app: Flask, head: Officer, writer: Officer) -> None:
    with clock.frozen(MONDAY):
        client = desk_of(app, writer)
        for _time in range(2):
            assert client.post(ADD, data=typed(head)).status_code == 303
        client.post(ADD, data=typed(head, start_key="another-key-of-many-characters"))
    assert [entry.number for entry in entries()] == [1, 2]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"host_ids": []}, "Xin chọn ít nhất một người tiếp."),
        ({"host_ids": ["999"]}, "Xin chọn các mục có sẵn"),
        ({"name": ""}, "Xin cho biết: họ và tên người đến."),
        ({"people": "0"}, "Xin ghi số từ 1 đến 9999."),
        ({"track": None}, "Xin chọn loại việc."),
        ({"track": "nonsense"}, "Xin chọn một trong các mục có sẵn."),
        ({"handling": None}, "Xin chọn cách xử lý."),
        ({"handling": "referred"}, "Xin ghi chuyển cơ quan nào."),
        ({"handling": "appointed"}, "Xin ghi hẹn gặp ngày giờ nào."),
        ({"received_on-ngay": "24"}, "Ngày này chưa đến."),
        ({"about_id": "999"}, "Xin chọn một trong các mục có sẵn."),
        ({"phone": "12"}, "Số điện thoại có 10 chữ số"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(
    app: Flask, head: Officer, writer: Officer, more: dict[str, Any], sentence: str
) -> None:
    with clock.frozen(MONDAY):
        answer = desk_of(app, writer).post(ADD, data=typed(head, **more))
    assert answer.status_code == 422 and sentence in answer.text
    assert "Xin làm thêm đèn đường" in answer.text and 'value="Đơn 1 trang"' in answer.text
    assert entries() == []


def test_the_four_tracks_are_explained_where_one_chooses(app: Flask, head: Officer) -> None:
    page = desk_of(app, head).get(ADD).text
    for words in ("Khiếu nại: một quyết định", "Tố cáo: báo một người", "Kiến nghị: đề nghị", "Phản ánh: báo một việc"):
        assert words in page
    (received,) = re.findall(r'<input checked [^>]*name="host_ids"[^>]*>', page)
    assert f'value="{head.id}"' in received  # a leader who writes is the one who received


def test_an_entry_is_changed_and_a_colleagues_change_is_not_overwritten(
    app: Flask, head: Officer, writer: Officer
) -> None:
    entry = make_entry(writer, [head])
    with clock.frozen(MONDAY):
        client = desk_of(app, head)
        changed = typed(head, revision="1", result="Đã lắp đèn", matter="Cầu gãy ở Ấp 3")
        assert client.post(f"{BOOK}/{entry.id}", data=changed).status_code == 303
        late = client.post(f"{BOOK}/{entry.id}", data=typed(head, revision="1", result="Chưa xong"))
    assert late.status_code == 409 and "Đã lắp đèn" in late.text and "Chưa xong" in late.text
    (kept,) = entries()
    assert (kept.result, kept.matter, kept.number, kept.updated_by_id) == ("Đã lắp đèn", "Cầu gãy ở Ấp 3", 1, head.id)
    assert ("reception.change", "reception_entry", str(entry.id)) in recorded()


def test_an_entry_stays_in_the_book_of_its_year(app: Flask, head: Officer, writer: Officer) -> None:
    entry = make_entry(writer, [head], received_on=date(2025, 12, 30))
    with clock.frozen(MONDAY):
        answer = desk_of(app, head).post(f"{BOOK}/{entry.id}", data=typed(head, revision="1"))
    assert answer.status_code == 422 and "thuộc sổ năm 2025" in answer.text
    assert number_of(entries()[0]) == "01/2025"


# Who reads


def readable_ids(officer: Officer) -> set[int]:
    """What an officer may read by the query, which says the same as the rule."""
    told = {entry.id for entry in db.session.scalars(readable_entries(officer))}
    by_rule = {
        entry.id
        for entry in entries()
        if may_read(
            entry.about_officer_id, {each.officer_id for each in entry.hosts}, entry.written_by_id, reader_of(officer)
        )
    }
    assert told == by_rule, officer.role_set
    return told


def test_the_query_says_of_everybody_what_the_rule_says(app: Flask, head: Officer, writer: Officer) -> None:
    about, host = make_officer(Role.RECEPTION), make_leader(Role.LEADER, position=2)
    both = make_officer(Role.LEADER, Role.ADMINISTRATOR)
    people = [head, writer, about, host, both, *(make_officer(role) for role in Role)]
    make_entry(writer, [head]), make_entry(writer, [host, head], about), make_entry(host, [host], head)
    new = make_entry(writer, [both], about)
    make_entry(head, [head], host), make_entry(writer, [both], head)
    with clock.frozen(MONDAY):
        before = {officer.id: readable_ids(officer) for officer in people}
        assert reader_of(head).head_id == head.id and reader_of(host).head_id is None
        make_absence(head, host, TODAY, TODAY)  # from now on `host` stands in for the chairman
        after = {officer.id: readable_ids(officer) for officer in people}
    assert {id: read - before[id] for id, read in after.items() if read != before[id]} == {host.id: {new.id}}


@pytest.fixture
def about(app: Flask) -> Officer:
    return make_leader(Role.LEADER, Role.RECEPTION, position=5, name="Võ Thành Kể")


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def everything_shown(client: FlaskClient) -> str:
    """Every page and file of the book, the addresses of entries that one may guess, and searches."""
    found = [client.get(f"{BOOK}{part}").text for part in ("", "?q=nui", "?q=0900000789", "/them")]
    found += [client.get(f"{BOOK}/{number}").text for number in range(1, 6)]
    return " ".join([*found, *(words_of(client.get(f"{BOOK}.pdf{part}").data) for part in ("", "?kin=1"))])


TRACES = ("Đinh Văn Núi", "0900 000 789", SECRET, "K01", "sổ kín (PDF)")


def test_whom_an_entry_is_about_finds_no_trace_of_it(
    app: Flask, head: Officer, writer: Officer, about: Officer
) -> None:
    make_entry(writer, [head], name="Lê Văn Trước")
    sealed = make_entry(writer, [head], about, name="Đinh Văn Núi", phone="0900000789", matter=SECRET)
    make_entry(writer, [head], name="Lê Văn Sau")
    with clock.frozen(MONDAY):
        client = desk_of(app, about)
        shown = everything_shown(client)
        assert client.get(f"{BOOK}/{sealed.id}").status_code == 404
        assert client.post(f"{BOOK}/{sealed.id}", data=typed(head, revision="1")).status_code == 404
        listed = client.get(BOOK).text
        others = everything_shown(desk(app, Role.RECEPTION)), everything_shown(desk(app, Role.LEADER))
        reads = everything_shown(desk_of(app, head)), everything_shown(desk_of(app, writer))
    for page in (shown, *others):
        assert [trace for trace in TRACES if trace in page] == []
    for page in reads:
        assert [trace for trace in TRACES if trace not in page] == []
    assert "2 mục" in listed and "01/2026" in listed and "02/2026" in listed  # no number is missing either


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER, Role.SPECIALIST])
def test_others_do_not_open_the_book(app: Flask, head: Officer, writer: Officer, role: Role) -> None:
    entry = make_entry(writer, [head])
    client = desk(app, role)
    for address in (BOOK, ADD, f"{BOOK}.pdf", f"{BOOK}/{entry.id}"):
        assert client.get(address).status_code == 403
    assert client.post(ADD, data=typed(head)).status_code == 403


def test_what_is_about_an_officer_is_sealed_as_it_is_written(app: Flask, head: Officer, writer: Officer) -> None:
    about = make_officer(Role.SPECIALIST)
    with clock.frozen(MONDAY):
        client = desk_of(app, writer)
        page = client.post(ADD, data=typed(head, about_id=str(about.id)), follow_redirects=True).text
        own = client.post(ADD, data=typed(head, about_id=str(writer.id), start_key="x" * 20))
        host = client.post(ADD, data=typed(head, about_id=str(head.id), start_key="y" * 20))
    assert "Đã ghi vào sổ, số K01/2026." in page and "sổ kín" in page
    assert own.status_code == 422 and "Việc này nên do người khác ghi" in own.text
    assert host.status_code == 422 and "không thể là người tiếp" in host.text
    assert [(entry.sealed, entry.number) for entry in entries()] == [(True, 1)]


def test_an_entry_that_turns_out_to_be_about_an_officer_goes_to_the_sealed_book(
    app: Flask, head: Officer, writer: Officer, about: Officer
) -> None:
    entry = make_entry(writer, [head])
    with clock.frozen(MONDAY):
        client = desk_of(app, head)
        sealing = typed(head, revision="1", about_id=str(about.id))
        said = client.post(f"{BOOK}/{entry.id}", data=sealing, follow_redirects=True).text
        old, moved = entries()
        assert client.get(f"{BOOK}/{old.id}").status_code == 404
        assert client.get(f"{BOOK}/{moved.id}").status_code == 200
        assert desk_of(app, about).get(f"{BOOK}/{moved.id}").status_code == 404
        back = client.post(f"{BOOK}/{moved.id}", data=typed(head, revision="1"))
        later = make_entry(writer, [head])
    assert "Đã lưu mục số K01/2026." in said
    assert back.status_code == 422 and "cần giữ tên người bị nói đến" in back.text
    assert [number_of(one) for one in (*entries(), later)][:3] == ["01/2026", "K01/2026", "02/2026"]
    assert (moved.written_by_id, moved.updated_by_id) == (writer.id, head.id)
    assert (old.name, old.name_fold, old.phone, old.matter, old.hosts) == ("", "", "", "", [])


def lines_of(client: FlaskClient) -> list[str]:
    """The lines of the book as the list has them, without who it is that looks."""
    return re.findall(r"<tr class.*?</tr>", client.get(BOOK).text, re.DOTALL)


def test_a_line_struck_by_mistake_and_one_that_was_sealed_look_alike_to_whom_it_is_about(
    app: Flask, head: Officer, writer: Officer, about: Officer
) -> None:
    first, second, mistake = (make_entry(writer, [head], name=name) for name in ("Lê Văn Một", "Lê Văn Hai", "Sai"))
    with clock.frozen(MONDAY):
        client, watched = desk_of(app, head), desk_of(app, about)
        client.post(f"{BOOK}/{second.id}", data=typed(head, revision="1", about_id=str(about.id)))
        struck = client.post(f"{BOOK}/{mistake.id}/huy", data={"seen": "1"}, follow_redirects=True)
        lines, printed = lines_of(watched), words_of(watched.get(f"{BOOK}.pdf").data)
        found = [watched.get(f"{BOOK}?q={word}").text for word in ("hai", "sai", "0900000456")]
        gone = [watched.get(f"{BOOK}/{id}").status_code for id in (second.id, mistake.id)]
    assert "Đã gạch bỏ mục số 03/2026." in struck.text
    assert [re.findall(r"\d\d/2026(?=<)", line)[0] for line in lines] == ["03/2026", "02/2026", "01/2026"]
    assert lines[0].replace("03/2026", "02/2026") == lines[1] and "Mục hủy" in lines[1]
    assert printed.count("Mục hủy") == 2 and "Sai" not in printed and "Lê Văn Hai" not in printed
    assert gone == [404, 404] and not any("Mục hủy" in page or "02/2026" in page for page in found)
    assert first.id and recorded().count(("reception.strike", "reception_entry", str(second.id))) == 1


def test_a_line_is_struck_only_as_it_was_seen_and_by_who_reads_it(
    app: Flask, head: Officer, writer: Officer, about: Officer
) -> None:
    plain, sealed = make_entry(writer, [head]), make_entry(writer, [head], about)
    with clock.frozen(MONDAY):
        client = desk_of(app, head)
        assert 'name="seen"' in client.get(f"{BOOK}/{plain.id}").text and 'name="seen"' not in client.get(ADD).text
        late = client.post(f"{BOOK}/{plain.id}/huy", data={"seen": "0"})
        assert client.post(f"{BOOK}/{plain.id}/huy").status_code == 400
        assert desk_of(app, about).post(f"{BOOK}/{sealed.id}/huy", data={"seen": "1"}).status_code == 404
        assert desk(app, Role.ADMINISTRATOR).post(f"{BOOK}/{plain.id}/huy", data={"seen": "1"}).status_code == 403
        again = [client.post(f"{BOOK}/{sealed.id}/huy", data={"seen": "1"}).status_code for _time in range(2)]
    assert late.status_code == 409 and "có người đã lưu thay đổi khác" in late.text
    assert again == [303, 404]
    assert [one.struck_at is None for one in entries()] == [True, False]


def test_the_columns_of_the_laws_book_are_kept_and_printed(app: Flask, head: Officer, writer: Officer) -> None:
    asked = {
        "identity": "Căn cước 000000000001",
        "settled_by": "Ủy ban nhân dân huyện cũ",
        "handling": "returned",
        "handling_note": "Tòa án khu vực, văn bản 12",
    }
    with clock.frozen(MONDAY):
        client = desk_of(app, writer)
        refused = client.post(ADD, data=typed(head, **asked | {"handling_note": ""}))
        client.post(ADD, data=typed(head, **asked))
        printed = words_of(client.get(f"{BOOK}.pdf").data)
    assert refused.status_code == 422 and "Xin ghi hướng dẫn đến cơ quan nào." in refused.text
    (kept,) = entries()
    assert (kept.identity, kept.settled_by) == (asked["identity"], asked["settled_by"])
    for words in ("Căn cước 000000000001", "nhân dân huyện cũ", "Trả lại đơn", "Tòa án khu vực", "Cơ quan đã"):
        assert words in printed, words


def test_the_record_says_nothing_of_what_an_entry_is_about(app: Flask, head: Officer, writer: Officer) -> None:
    make_entry(writer, [head], make_officer(Role.SPECIALIST), matter=SECRET)
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "reception_entry"))
    assert entry.details == {}


# Lists, searches, paper


def test_a_search_finds_by_name_without_marks_by_telephone_and_by_days(
    app: Flask, head: Officer, writer: Officer
) -> None:
    make_entry(writer, [head], name="Đinh Văn Núi", phone="0900000789")
    make_entry(writer, [head], name="Hoàng Thị Lụa", phone="")
    make_entry(writer, [head], name="Lê Văn Xưa", received_on=TODAY - timedelta(days=60))
    with clock.frozen(MONDAY):
        client = desk_of(app, head)

        def names(query: str) -> list[str]:
            page = client.get(f"{BOOK}?{query}").text
            return [name for name in ("Đinh Văn Núi", "Hoàng Thị Lụa", "Lê Văn Xưa") if name in page]

        assert names("") == ["Đinh Văn Núi", "Hoàng Thị Lụa"]
        assert names("q=dinh+nui") == names("q=000789") == ["Đinh Văn Núi"]
        assert names("q=LUA") == ["Hoàng Thị Lụa"]
        assert names("q=100%25") == names("q=_") == []
        assert names("tu-ngay=2026-09-01&den-ngay=2026-09-30") == ["Lê Văn Xưa"]
        wrong = client.get(f"{BOOK}?tu-ngay=2026-12-01&den-ngay=2026-11-01")
        assert wrong.status_code == 422 and "Xin xem lại hai ngày" in wrong.text
        assert client.get(f"{BOOK}.pdf?tu-ngay=khong").status_code == 422


def test_the_list_has_pages_is_a_fragment_and_takes_few_queries(app: Flask, head: Officer, writer: Officer) -> None:
    for _n in range(32):
        make_entry(writer, [head])
    with clock.frozen(MONDAY):
        client = desk_of(app, head)
        page = client.get(BOOK, headers={"HX-Request": "true"}).text
        assert page.lstrip().startswith('<section id="entries"') and page.count("<tr ") == 30
        assert client.get(f"{BOOK}?trang=2").text.count('<tr class=""') == 2
        with queries() as sent:
            client.get(BOOK)
    assert len([query for query in sent if query.startswith("SELECT")]) <= 14, sent


def test_the_book_is_printed_in_the_order_of_its_numbers_and_that_is_recorded(
    app: Flask, head: Officer, writer: Officer
) -> None:
    make_entry(writer, [head], name="Lê Văn Một", received_on=TODAY)
    make_entry(writer, [head], name="Lê Văn Hai", received_on=TODAY - timedelta(days=3))
    make_entry(writer, [head], make_officer(name="Trần Văn Kể"), name="Lê Văn Kín")
    with clock.frozen(MONDAY):
        client = desk_of(app, head)
        answer = client.get(f"{BOOK}.pdf")
        sealed = words_of(client.get(f"{BOOK}.pdf?kin=1").data)
    words = words_of(answer.data)
    assert words.index("Lê Văn Một") < words.index("Lê Văn Hai") and "SỔ TIẾP CÔNG DÂN" in words
    assert "Lê Văn Kín" not in words and "người in: Nguyễn Minh Đầu" in words
    assert "Lê Văn Kín" in sealed and "Về: Trần Văn Kể" in sealed and "Lê Văn Một" not in sealed
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert recorded()[-2:] == [("print", "reception_book", "20261101-20261130")] * 2


def test_reading_an_entry_is_recorded(app: Flask, head: Officer, writer: Officer) -> None:
    entry = make_entry(writer, [head])
    with clock.frozen(MONDAY):
        client = desk_of(app, head)
        client.get(f"{BOOK}/{entry.id}"), client.get(f"{BOOK}/{entry.id}")
    assert recorded()[1:] == [("view", "reception_entry", str(entry.id))]
