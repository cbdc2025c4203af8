"""What everybody may see is what a person approved: words made safe, photographs blurred, nothing by itself."""

import html
import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.blurring import PARTS
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.kept import file_store
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.rules import Consent, Outcome, RejectReason, Step
from cqtt.files import FileStore
from cqtt.roles import Role
from tests.factories import MONDAY, make_feedback, make_officer, sign_in
from tests.feedback.officers import add_photo, again, make_chairman, make_conduct_report, words_of
from tests.feedback.publishing.approving import approve, look, page_of, typed_on, value_on

WORDS = "Nhà ông Nguyễn Văn Tám xả rác, gọi 0912 345 678."
SAFE = "Nhà ông [họ tên] xả rác, gọi [số điện thoại]."


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.RECEPTION))


def public(feedback: Feedback) -> tuple[bool, str, str]:
    feedback = again(feedback)
    return feedback.is_published, feedback.public_text, feedback.public_answer


# -- words ----------------------------------------------------------------------------------------


def test_the_page_shows_what_was_typed_and_suggests_what_may_be_public(desk: FlaskClient) -> None:
    page = desk.get(page_of(make_feedback(words=WORDS))).text
    assert "<mark>Nguyễn Văn Tám</mark>" in page and "<mark>0912 345 678</mark>" in page
    assert typed_on(page, "text") == SAFE
    assert public(db.session.scalars(select(Feedback)).one()) == (False, "", "")


def test_it_is_seen_as_everybody_would_before_it_is_public(desk: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    shown = look(desk, feedback)
    assert shown.status_code == 200 and "Như người dân sẽ thấy" in shown.text
    assert public(feedback)[0] is False, "looking publishes nothing"
    answer = approve(desk, feedback)
    assert (answer.status_code, answer.location) == (303, page_of(feedback))
    assert public(feedback) == (True, SAFE, "")
    assert "Mọi người đang đọc được góp ý này" in desk.get(page_of(feedback)).text
    kept = again(feedback)
    assert kept.events[-1].step is Step.PUBLISH and kept.published_by_id is not None
    assert kept.public_name == "", "nobody is named unless they wish it"


def test_other_words_than_those_seen_are_shown_first(desk: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    shown = look(desk, feedback)
    seen = {name: value_on(shown.text, name) for name in ("revision", "seen")}
    answer = desk.post(page_of(feedback), data=seen | {"text": "Xả rác.", "answer": ""})
    assert answer.status_code == 200 and "Như người dân sẽ thấy" in answer.text
    assert public(feedback)[0] is False


def test_what_still_tells_of_somebody_needs_a_tick(desk: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    shown = look(desk, feedback, text="Ông Nguyễn Văn Tám, 0912345678.")
    assert "Còn 2 chỗ có thể nhận ra một người" in shown.text
    assert "“0912345678” – số điện thoại" in words_of(shown.text)
    refused = approve(desk, feedback, text="Ông Nguyễn Văn Tám, 0912345678.")
    assert refused.status_code == 422 and "Xin đánh dấu ô này" in refused.text
    assert typed_on(refused.text, "text") == "Ông Nguyễn Văn Tám, 0912345678."
    assert public(feedback)[0] is False
    accepted = approve(desk, feedback, text="Ông Nguyễn Văn Tám, 0912345678.", looked_through="y")
    assert accepted.status_code == 303 and public(feedback)[1] == "Ông Nguyễn Văn Tám, 0912345678."


@pytest.mark.parametrize(("typed", "sentence"), [("", "Xin viết nội dung công khai."), ("x" * 10_001, "10000 ký tự")])
def test_words_that_cannot_be_are_refused_and_kept(desk: FlaskClient, typed: str, sentence: str) -> None:
    feedback = make_feedback(words=WORDS)
    refused = look(desk, feedback, text=typed, answer="Đã nhắc nhở gia đình.")
    assert refused.status_code == 422 and sentence in refused.text
    assert typed_on(refused.text, "answer") == "Đã nhắc nhở gia đình."


def test_a_sender_is_named_only_where_they_wished_it(desk: FlaskClient) -> None:
    nameless = make_feedback(words=WORDS, consent=Consent.WITHOUT_NAME)
    named = make_feedback(words=WORDS, consent=Consent.WITH_NAME)
    assert 'name="with_name"' not in desk.get(page_of(nameless)).text
    assert "Ghi tên người gửi: Trần Thị Mẫu" in desk.get(page_of(named)).text
    approve(desk, nameless, with_name="y")
    approve(desk, named)
    assert [again(one).public_name for one in (nameless, named)] == ["", ""]
    assert "Người gửi: Trần Thị Mẫu" in look(desk, named, with_name="y").text
    approve(desk, named, with_name="y")
    assert again(named).public_name == "Trần Thị Mẫu"


def test_an_answer_that_changed_since_is_pointed_out(desk: FlaskClient) -> None:
    feedback, officer = make_feedback(words=WORDS), make_officer(Role.LEADER)
    actions.answer(feedback, officer, "Đã gọi ông Nguyễn Văn Tám.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    assert typed_on(desk.get(page_of(feedback)).text, "answer") == "Đã gọi ông [họ tên]."
    approve(desk, feedback)
    warning = "Câu trả lời đã đổi sau khi công khai"
    assert warning not in desk.get(page_of(feedback)).text
    actions.amend(again(feedback), officer, "Đã lập biên bản.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    assert warning in desk.get(page_of(feedback)).text
    assert warning in desk.get(f"/can-bo/phan-anh/{feedback.id}").text
    approve(desk, feedback, answer="Đã lập biên bản.")
    assert warning not in desk.get(page_of(feedback)).text


def test_whoever_was_overtaken_keeps_what_was_typed_and_looks_again(desk: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    shown = look(desk, feedback, text="Có người xả rác.")
    seen = {name: value_on(shown.text, name) for name in ("revision", "seen")}
    actions.add_note(again(feedback), make_officer(Role.LEADER), "Xin chờ.", MONDAY)
    db.session.commit()
    late = desk.post(page_of(feedback), data=seen | {"text": "Có người xả rác.", "answer": ""})
    assert late.status_code == 409 and "vừa có thay đổi khác" in late.text
    assert typed_on(late.text, "text") == "Có người xả rác." and public(feedback)[0] is False
    looked = desk.post(
        page_of(feedback),
        data={"revision": value_on(late.text, "revision"), "seen": "", "text": "Có người xả rác.", "answer": ""},
    )
    again_seen = {name: value_on(looked.text, name) for name in ("revision", "seen")}
    answer = desk.post(page_of(feedback), data=again_seen | {"text": "Có người xả rác.", "answer": ""})
    assert answer.status_code == 303


# -- photographs ----------------------------------------------------------------------------------


def boxes(*files: FeedbackFile, blurred: str = "") -> dict[str, Any]:
    """Choose these photographs, with frames in per cent as somebody types them: "left top width height;…"."""
    return {"anh": [file.public_id for file in files]} | {
        f"vung-{file.public_id}-{part}-{row}": typed
        for file in files
        for row, frame in enumerate(blurred.split(";"), start=1)
        for part, typed in zip(PARTS, frame.split(), strict=False)
    }


def two_colours() -> bytes:
    picture = Image.new("RGB", (400, 300), "white")
    for x in range(0, 100, 4):
        picture.paste((0, 0, 0), (x, 0, x + 2, 100))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=95)
    return kept.getvalue()


def spread(content: bytes, corner: tuple[int, int, int, int]) -> int:
    """How far the darkest and the lightest of a corner lie apart."""
    low, high = Image.open(BytesIO(content)).convert("L").crop(corner).getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]


def stored(feedback: Feedback) -> list[FeedbackFile]:
    return again(feedback).files


def test_no_photograph_is_public_unless_it_was_chosen(desk: FlaskClient) -> None:
    feedback = make_feedback()
    before, after = add_photo(feedback), add_photo(feedback, FileKind.AFTER, "blue")
    page = desk.get(page_of(feedback)).text
    assert not re.search(r'name="anh"[^>]*checked', page)
    approve(desk, feedback)
    assert [file.public_key for file in stored(feedback)] == [None, None]
    approve(desk, feedback, **boxes(after))
    assert [file.public_key is not None for file in stored(feedback)] == [False, True]
    assert before.id == stored(feedback)[0].id and stored(feedback)[1].approved_by_id is not None


def test_what_was_drawn_over_is_gone_from_the_copy_and_the_original_stays(desk: FlaskClient) -> None:
    feedback = make_feedback()
    file = add_photo(feedback)
    file_store().path(file.storage_key).write_bytes(two_colours())
    corner = (0, 0, 90, 90)
    shown = look(desk, feedback, **boxes(file, blurred="0 0 25 34"))
    address = html.unescape(re.findall(r'src="([^"]*cong-khai/anh/[^"]*)"', shown.text)[0])
    preview = desk.get(address)
    assert preview.mimetype == "image/jpeg" and spread(preview.data, corner) < 60
    approve(desk, feedback, **boxes(file, blurred="0 0 25 34"))
    kept = stored(feedback)[0]
    assert kept.blurred == [[0, 0, 0.25, 0.34]]
    assert file_store().read(kept.public_key or "") == preview.data, "public is what was looked at"
    assert spread(file_store().read(kept.storage_key), corner) > 150


def test_a_copy_carries_nothing_beside_the_picture_even_without_a_rectangle(desk: FlaskClient) -> None:
    feedback = make_feedback()
    file = add_photo(feedback)
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "Máy của ông Tám", "nhà ông Tám"
    told = BytesIO()
    Image.new("RGB", (40, 30), "red").save(told, "JPEG", exif=exif, comment=b"secret")
    file_store().path(file.storage_key).write_bytes(told.getvalue())
    approve(desk, feedback, **boxes(file))
    copy = file_store().read(stored(feedback)[0].public_key or "")
    with Image.open(BytesIO(copy)) as opened:
        assert not opened.getexif() and "comment" not in opened.info
    assert b"Exif" not in copy and b"secret" not in copy


def test_another_approval_replaces_the_copy_and_removes_the_old_file(desk: FlaskClient) -> None:
    feedback = make_feedback()
    file = add_photo(feedback)
    approve(desk, feedback, **boxes(file))
    old = stored(feedback)[0].public_key or ""
    approve(desk, feedback, **boxes(file, blurred="10 10 20,5 20"))
    new = stored(feedback)[0].public_key or ""
    assert old != new and not file_store().path(old).exists() and file_store().path(new).exists()
    page = desk.get(page_of(feedback)).text
    assert [value_on(page, f"vung-{file.public_id}-{part}-1") for part in PARTS] == ["10", "10", "20,5", "20"]
    approve(desk, feedback)
    assert not file_store().path(new).exists() and stored(feedback)[0].approved_by_id is None


def test_a_file_that_is_gone_publishes_nothing_and_says_so(desk: FlaskClient) -> None:
    feedback = make_feedback()
    file = add_photo(feedback)
    file_store().remove(file.storage_key)
    refused = approve(desk, feedback, text="Đèn hỏng rồi.", **boxes(file))
    assert refused.status_code == 422 and "không còn trong kho" in refused.text
    assert typed_on(refused.text, "text") == "Đèn hỏng rồi." and public(feedback)[0] is False


@pytest.mark.parametrize(
    ("frames", "sentence"),
    [
        ("a b c d", "Ô che số 1 cần đủ bốn số"),
        ("10 10 20 20;10 10 20", "Ô che số 2 cần đủ bốn số"),
        ("90 90 50 50", "nằm ngoài ảnh"),
        ("nan nan nan nan", "nằm ngoài ảnh"),
    ],
)
def test_frames_that_are_unclear_are_refused_and_kept_so_that_no_face_stays_open(
    desk: FlaskClient, frames: str, sentence: str
) -> None:
    feedback = make_feedback()
    typed = boxes(add_photo(feedback), blurred=frames)
    refused = look(desk, feedback, **typed)
    assert refused.status_code == 422 and sentence in refused.text
    kept = {name: value for name, value in typed.items() if name != "anh"}
    assert {name: value_on(refused.text, name) for name in kept} == kept
    assert "Như người dân sẽ thấy" not in refused.text
    preview = desk.get(f"{page_of(feedback)}/anh/{typed['anh'][0]}", query_string=kept)
    assert preview.status_code == 409 and preview.mimetype == "text/html"


def test_nobody_has_to_write_fractions_between_commas(desk: FlaskClient) -> None:
    feedback = make_feedback()
    file = add_photo(feedback)
    page = desk.get(page_of(feedback)).text
    assert page.count(f'name="vung-{file.public_id}-') == 32 and f'name="vung-{file.public_id}"' not in page
    assert "tính bằng phần trăm của ảnh" in page and "từ 0 đến 1," not in page


def test_a_full_disk_publishes_nothing(desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    feedback = make_feedback()
    file = add_photo(feedback)
    monkeypatch.setattr(FileStore, "free_bytes", lambda store: 0)
    refused = approve(desk, feedback, **boxes(file))
    assert refused.status_code == 422 and public(feedback)[0] is False


# -- taking down, putting back --------------------------------------------------------------------


def down(feedback: Feedback) -> str:
    return f"/can-bo/phan-anh/{feedback.id}/go-xuong"


def test_taking_down_needs_a_word_and_removes_the_copies(desk: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    file = add_photo(feedback)
    approve(desk, feedback, **boxes(file, blurred="10 10 20,5 20"))
    key = stored(feedback)[0].public_key or ""
    refused = desk.post(down(feedback), data={"note": " "})
    assert refused.status_code == 422 and "Xin ghi một câu" in refused.text and public(feedback)[0]
    assert desk.post(down(feedback), data={"note": "Người trong ảnh xin gỡ"}).status_code == 303
    assert public(feedback) == (False, SAFE, "")
    assert not file_store().path(key).exists() and stored(feedback)[0].public_key is None
    event = again(feedback).events[-1]
    assert (event.step, event.note, event.told) == (Step.UNPUBLISH, "Người trong ảnh xin gỡ", "")
    count = len(again(feedback).events)
    assert desk.post(down(feedback), data={"note": "lần nữa"}).status_code == 303
    assert len(again(feedback).events) == count, "what is down stays down"


def test_it_is_put_back_exactly_as_it_was_approved(desk: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS, consent=Consent.WITH_NAME)
    file = add_photo(feedback)
    approve(desk, feedback, with_name="y", **boxes(file, blurred="10 10 20,5 20"))
    copy = file_store().read(stored(feedback)[0].public_key or "")
    desk.post(down(feedback), data={"note": "nhầm"})
    assert "Đăng lại như trước" in desk.get(page_of(feedback)).text
    answer = desk.post(f"/can-bo/phan-anh/{feedback.id}/dang-lai")
    assert answer.status_code == 303 and public(feedback) == (True, SAFE, "")
    assert again(feedback).public_name == "Trần Thị Mẫu"
    assert file_store().read(stored(feedback)[0].public_key or "") == copy


def test_what_never_was_public_can_neither_be_taken_down_nor_put_back(desk: FlaskClient) -> None:
    feedback = make_feedback()
    assert desk.get(down(feedback)).status_code == 404
    assert desk.post(f"/can-bo/phan-anh/{feedback.id}/dang-lai").status_code == 404


def test_a_sender_s_no_is_the_last_word(desk: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    approve(desk, feedback)
    kept = again(feedback)
    kept.consent, kept.is_published = Consent.NONE, False
    db.session.commit()
    for answer in (desk.get(page_of(feedback)), desk.post(f"/can-bo/phan-anh/{feedback.id}/dang-lai")):
        assert answer.status_code == 409 and "không đồng ý công khai" in answer.text
    assert public(feedback)[0] is False
    assert "Người gửi không đồng ý công khai." in desk.get(f"/can-bo/phan-anh/{feedback.id}").text


# -- who ------------------------------------------------------------------------------------------


def test_a_report_of_conduct_is_never_public_and_its_reader_is_told(client: FlaskClient) -> None:
    head = make_chairman()
    report = make_conduct_report(make_officer(Role.RECEPTION))
    sign_in(client, make_officer(Role.RECEPTION))
    assert client.get(page_of(report)).status_code == 404
    client.post("/dang-xuat")
    sign_in(client, head)
    answer = client.get(page_of(report))
    assert answer.status_code == 409 and "không làm được việc này" in answer.text
    assert client.post(page_of(report), data={"text": "x", "revision": report.revision}).status_code == 409
    assert again(report).is_published is False


def test_what_was_rejected_is_not_published(desk: FlaskClient) -> None:
    feedback = make_feedback()
    actions.reject(feedback, make_officer(Role.RECEPTION), RejectReason.SPAM, "Quảng cáo.", "", MONDAY)
    db.session.commit()
    assert desk.get(page_of(feedback)).status_code == 409


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.ADMINISTRATOR, Role.OVERSEER])
def test_others_decide_nothing(client: FlaskClient, role: Role) -> None:
    feedback = make_feedback()
    file = add_photo(feedback)
    pages = [page_of(feedback), down(feedback), f"{page_of(feedback)}/anh/{file.public_id}"]
    assert {client.get(page).status_code for page in pages} == {303}
    sign_in(client, make_officer(role))
    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(f"/can-bo/phan-anh/{feedback.id}/dang-lai").status_code == 403


def test_reading_is_recorded_by_the_code_alone(desk: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    file = add_photo(feedback)
    desk.get(page_of(feedback))
    desk.get(f"{page_of(feedback)}/anh/{file.public_id}")
    approve(desk, feedback)
    of_it = select(AuditEntry).where(AuditEntry.object_kind == "feedback").order_by(AuditEntry.id)
    entries = [(entry.action, entry.object_id) for entry in db.session.scalars(of_it)]
    assert entries[1:] == [(act, feedback.code) for act in ("view", "open_file", "feedback.publish")]


def test_a_photograph_of_another_feedback_is_not_found(desk: FlaskClient) -> None:
    feedback, other = make_feedback(), make_feedback()
    file = add_photo(other)
    assert desk.get(f"{page_of(feedback)}/anh/{file.public_id}").status_code == 404
    approve(desk, feedback, **boxes(file))
    assert [one.public_key for one in stored(other)] == [None]
