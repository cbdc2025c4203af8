"""What goes wrong on a Saturday: another officer, no sign-in, a full or closed store, a file that is refused."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import delete, select

from cqtt.clock import today
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.promises.models import Promise
from tests.browser.hall import (
    Hall,
    Tablet,
    all_sent,
    be_ready,
    build_hall,
    picture,
    save,
    session_of_today,
    tablet_in,
    words_of,
    write,
)
from tests.listening.sessions import make_session
from tests.uploads.recordings import mp4, webm

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
KEPT = """async () => ({
  items: await window.cqttField.store.items(),
  files: (await window.cqttField.store.files()).map((file) => ({ ...file, size: file.blob.size })),
})"""
FULL = """isFull => {
  const put = (window.realPut ??= IDBObjectStore.prototype.put);
  IDBObjectStore.prototype.put = isFull ? refuse : put;
  function refuse(row) { // as a browser does whose disk is full: accepted first, undone at the end
    const asked = put.call(this, row);
    if (this.name !== "files") return asked; // for a few words there is always room
    Object.defineProperty(this.transaction, "error", { value: new DOMException("", "QuotaExceededError") });
    this.transaction.abort();
    return asked;
  }
}"""


@pytest.fixture(scope="module")
def built_hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return build_hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture
def hall(built_hall: Hall) -> Iterator[Hall]:
    with session_of_today(built_hall):
        yield built_hall


@pytest.fixture
def tablet(browser: Browser, tmp_path: Path, hall: Hall) -> Iterator[Tablet]:
    with tablet_in(hall, browser, tmp_path / "profile", *MICROPHONE) as tablet:
        be_ready(tablet)
        yield tablet


def kept(page: Page) -> dict[str, Any]:
    """What the device holds."""
    found: dict[str, Any] = page.evaluate(KEPT)
    return found


def said_at(hall: Hall) -> list[dict[str, Any]]:
    """What the office has of this session."""
    of_session = SessionOpinion.session_id == hall.session
    with hall.app.app_context():
        said = db.session.scalars(select(Feedback).join(SessionOpinion).where(of_session).order_by(Feedback.id))
        found = [
            {
                "words": each.words,
                "conduct": each.is_conduct,
                "files": [file.sha256_received for file in each.files],
                "voice": each.voice.seconds if each.voice else None,
            }
            for each in said
        ]
        db.session.remove()
    return found


def lines(tablet: Tablet, state: str) -> Any:
    return tablet.page.locator(f"[data-list] > li[data-state={state}]")


def write_private(tablet: Tablet, words: str, photo: bytes | None = None) -> None:
    page = tablet.page
    page.click("[data-open=opinion]")
    page.fill("#words", words)
    page.click("#panel-opinion details:has(#conduct_line) summary")
    page.select_option("#conduct_line", index=1)
    if photo is not None:
        page.set_input_files("#photos", {"name": "anh-rieng.jpg", "mimeType": "image/jpeg", "buffer": photo})
        expect(page.locator("#panel-opinion [data-thumbs] > li")).to_have_count(1)


def begin(tablet: Tablet, words: str) -> None:
    tablet.page.click("[data-open=opinion]")
    tablet.page.fill("#words", words)
    tablet.page.click("#panel-opinion [data-close]")
    expect(tablet.page.locator("#panel-opinion")).to_be_hidden()


def have_one_refused(tablet: Tablet, words: str) -> None:
    """The page is of this morning; a department it offers is no more."""
    page = tablet.page
    page.evaluate("document.querySelector('#department').append(new Option('Phòng đã giải thể', 'Phòng đã giải thể'))")
    page.click("[data-open=opinion]")
    page.fill("#words", words)
    page.get_by_label("Giao ngay cho bộ phận").check()
    page.select_option("#department", "Phòng đã giải thể")
    page.click("#panel-opinion .keep .primary")
    expect(lines(tablet, "refused")).to_have_count(1)


# --- who may read and send what was not sent ---


def test_what_is_begun_refused_or_private_waits_for_its_writer(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    have_one_refused(tablet, "Câu bị trả lại.")
    begin(tablet, "Câu đang ghi dở.")
    tablet.context.set_offline(True)
    write(page, 1, picture(1))
    save(tablet, 3)
    write_private(tablet, "Chuyện về ông Khang.")
    save(tablet, 4)
    tablet.context.clear_cookies()
    tablet.context.set_offline(False)
    page.goto(f"/dang-nhap?tiep={hall.field}")
    tablet.sign_in("lanhdao")
    expect(page.locator("[data-others]")).to_contain_text("1 mục do Đặng Thị Mai ghi trên máy này chưa gửi.")
    expect(page.locator("[data-others]")).to_contain_text(
        "Đặng Thị Mai còn 3 mục trên máy này: xin nhắc đăng nhập để xem lại và gửi."
    )
    page.get_by_role("button", name="Gửi thay").click()
    expect(lines(tablet, "sent")).to_contain_text("GY-")
    expect(page.get_by_role("button", name="Gửi thay")).to_have_count(0)
    expect(page.locator("[data-others]")).to_have_text(
        "Đặng Thị Mai còn 3 mục trên máy này: xin nhắc đăng nhập để xem lại và gửi."
    )
    expect(page.locator("[data-row-edit]:visible")).to_have_count(0)
    assert "Khang." not in page.inner_text("main") and "riêng" not in page.inner_text("[data-taken]")
    unsent = [item for item in kept(page)["items"] if item["state"] != "sent"]
    assert sorted(item["state"] for item in unsent) == ["draft", "ready", "refused"]
    assert not any("sentBy" in item for item in unsent)
    assert [(said["words"], said["conduct"]) for said in said_at(hall)] == [(words_of(1), False)]
    expect(page.locator("[data-clear-box]")).to_be_hidden()

    tablet.context.clear_cookies()
    page.goto(f"/dang-nhap?tiep={hall.field}")
    tablet.sign_in()
    expect(lines(tablet, "refused")).to_contain_text("Câu bị trả lại.")
    expect(lines(tablet, "draft")).to_contain_text("Câu đang ghi dở.")
    expect(tablet.lines).to_have_count(3)  # with what was sent in the meantime; the private one is a number
    expect(page.locator("[data-private-count]")).to_have_text("1 ý kiến gửi riêng đã gửi.")
    expect(lines(tablet, "sent")).to_contain_text("Trần T. M. – Ý kiến số 1…")
    [tally] = [item for item in kept(page)["items"] if item.get("isTally")]
    assert set(tally) == {"id", "session", "kind", "officer", "madeAt", "state", "isSecret", "isTally"}
    assert tally["madeAt"] == "" and "Khang" not in str(kept(page)["items"])

    tablet.context.clear_cookies()
    page.goto(f"/dang-nhap?tiep={hall.field}")
    tablet.sign_in("lanhdao")
    expect(page.locator("[data-others]")).to_contain_text("Đặng Thị Mai còn 2 mục trên máy này")
    expect(page.locator("[data-private-count]")).to_be_hidden()
    assert "Trần T. M." not in page.inner_text("main") and "riêng" not in page.inner_text("[data-taken]")
    assert [said["conduct"] for said in said_at(hall)] == [False, True]


def test_without_a_signal_nothing_is_sent_for_others(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    tablet.context.set_offline(True)
    write(page, 1, picture(1))
    save(tablet, 1)
    tablet.context.clear_cookies()
    tablet.context.set_offline(False)
    page.route("**/dong-bo", lambda route: route.abort())
    page.goto(f"/dang-nhap?tiep={hall.field}")
    tablet.sign_in("lanhdao")
    expect(page.get_by_role("button", name="Gửi thay")).to_be_visible()
    tablet.context.set_offline(True)
    expect(page.locator("[data-net]")).to_contain_text("Không có mạng.")
    expect(page.get_by_role("button", name="Gửi thay")).to_have_count(0)
    expect(page.locator("[data-row-edit]:visible")).to_have_count(0)
    assert "sentBy" not in kept(page)["items"][0] and "Ý kiến số" not in page.inner_text("main")


def test_without_a_sign_in_nobody_reads_what_was_begun_or_refused(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    have_one_refused(tablet, "Câu bị trả lại.")
    begin(tablet, "Câu đang ghi dở.")
    expect(tablet.lines).to_have_count(2)
    tablet.context.clear_cookies()
    page.reload()
    expect(page.locator("[data-net]")).to_contain_text("Xin đăng nhập lại")
    for number in range(2):
        expect(tablet.lines.nth(number)).to_contain_text("Đăng nhập để xem nội dung")
    expect(page.locator("[data-row-edit]:visible, [data-row-delete]:visible")).to_have_count(0)
    expect(page.locator("[data-print-list]")).to_be_hidden()
    assert "Câu" not in page.inner_text("main")
    tablet.context.set_offline(True)  # nobody can be asked now: the tablet is the office's
    expect(lines(tablet, "draft")).to_contain_text("Câu đang ghi dở.")
    tablet.context.set_offline(False)
    expect(lines(tablet, "draft")).to_contain_text("Đăng nhập để xem nội dung")


def test_only_what_a_hand_asked_for_counts_as_presence(hall: Hall, tablet: Tablet) -> None:
    page, asked = tablet.page, []
    page.on("request", lambda request: request.url.endswith("/the") and asked.append(request.headers))
    page.reload()
    expect(page.locator("[data-net]")).to_contain_text("mở được cả khi mất mạng")
    assert asked and all(headers.get("x-by-itself") == "1" for headers in asked)
    asked.clear()
    write(page, 1, picture(1))
    save(tablet, 1)
    expect(lines(tablet, "sent")).to_have_count(1)
    assert asked and not any("x-by-itself" in headers for headers in asked)


# --- what holds up nothing else ---


def test_a_session_that_is_gone_does_not_hold_up_another(hall: Hall, tablet: Tablet) -> None:
    page, first = tablet.page, hall.session
    with hall.app.app_context():
        hall.session = make_session(*db.session.scalars(select(Officer)), on=today()).id
        db.session.remove()
    page.goto(hall.field)
    page.route("**/dong-bo", lambda route: route.abort())
    write(page, 1, picture(1))
    save(tablet, 1)
    with hall.app.app_context():
        db.session.execute(delete(ListeningSession).where(ListeningSession.id == hall.session))
        db.session.commit()
        db.session.remove()
    page.unroute("**/dong-bo")
    hall.session = first
    page.goto(hall.field)
    write(page, 2, picture(2))
    save(tablet, 1)
    expect(lines(tablet, "sent")).to_contain_text("GY-")
    expect(page.locator("[data-net]")).to_contain_text("Đã gửi hết")
    expect(page.locator("[data-net]")).to_contain_text("1 mục của buổi khác chưa gửi.")
    assert [said["words"] for said in said_at(hall)] == [words_of(2)]


def test_a_file_that_breaks_the_server_does_not_hold_up_the_next(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    tablet.context.set_offline(True)
    for number in (1, 2):
        write(page, number, picture(number))
        save(tablet, number)
    bad = kept(page)["files"][0]["id"]

    def break_down(route: Route) -> None:
        route.fulfill(status=500, body="") if route.request.url.endswith(bad) else route.continue_()

    page.route("**/tep/*", break_down)
    tablet.context.set_offline(False)
    expect(page.locator("[data-net]")).to_contain_text("Máy chủ chưa nhận được; mọi thứ vẫn ở trên máy")
    expect(page.locator("[data-net]")).to_contain_text("1 mục chưa gửi")
    assert [file["id"] for file in kept(page)["files"]] == [bad]
    page.unroute("**/tep/*")
    all_sent(page)
    assert sorted(len(said["files"]) for said in said_at(hall)) == [1, 1]


# --- what is typed wrongly ---


MISTAKES: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("opinion", {"#phone": "0912", "#sender_name": "7 Mẫu"}, {"words": "", "sender_name": "", "phone": "10 chữ số"}),
    ("count", {"#attendees": "-4"}, {"attendees": "bằng chữ số"}),
    ("promise", {"#hua-due": "30"}, {"hua-words": "việc đã hứa", "hua-by": "lãnh đạo", "hua-due": "ngày có thật"}),
]


@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize(("kind", "typed", "wrong"), MISTAKES)
def test_each_mistake_is_said_at_its_question_above_the_bar(
    tablet: Tablet, width: int, kind: str, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    page = tablet.page
    page.set_viewport_size({"width": width, "height": 640})
    page.click(f"[data-open={kind}]")
    for box, value in typed.items():
        page.fill(box, value)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.click(f"#panel-{kind} .keep .primary")
    places = page.locator(f"#panel-{kind} .field:has(> [data-said])")
    expect(places).to_have_count(len(wrong))
    for place, (box, sentence) in zip(places.all(), wrong.items(), strict=True):
        expect(place.locator(f"#{box}")).to_have_attribute("aria-invalid", "true")
        expect(place.locator("[data-said]")).to_contain_text(sentence)
    first = page.locator(f"#{next(iter(wrong))}")
    expect(first).to_be_focused()
    box, bar = first.bounding_box(), page.locator(f"#panel-{kind} .keep").bounding_box()
    assert box and bar and box["y"] >= 0 and box["y"] + box["height"] <= bar["y"]
    said = places.first.locator("[data-said]").bounding_box()
    assert said and 0 <= said["y"] < box["y"]
    first.press("1")
    expect(places).to_have_count(len(wrong) - 1)  # what is being mended is not called wrong any more


def test_the_mark_of_a_code_names_nobody_in_full_and_gives_no_number(tablet: Tablet) -> None:
    page = tablet.page
    for number, words in enumerate(
        ("Nhà bà Nguyễn Thị Mẫu bị ngập.", "Gọi 0912 345 678 giúp.", "Đường tổ 3 ngập rồi."), 1
    ):
        page.click("[data-open=opinion]")
        page.fill("#words", words)
        page.fill("#sender_name", "Lê Văn Tám")
        page.fill("#phone", "0912 345 678")
        save(tablet, number)
        expect(lines(tablet, "sent")).to_have_count(number)
    marks = page.locator("[data-list] [data-row-words]").all_inner_texts()
    assert sorted(marks) == ["Lê V. T. – Gọi … giúp.", "Lê V. T. – Nhà bà…", "Lê V. T. – Đường tổ 3 ngập…"]
    assert "Mẫu" not in str(kept(page)["items"]) and "678" not in str(kept(page)["items"])


def test_the_last_question_is_not_hidden_by_the_bar_when_it_is_wrong(tablet: Tablet) -> None:
    page = tablet.page
    page.set_viewport_size({"width": 360, "height": 640})
    page.click("[data-open=opinion]")
    page.fill("#words", words_of(1))
    page.click("#panel-opinion details:has(#conduct_line) summary")
    page.select_option("#conduct_line", index=1)
    page.get_by_label("Đã giải quyết tại chỗ").check()
    page.fill("#solved_how", "Đã xin lỗi.")
    page.click("#panel-opinion details:has(#conduct_line) summary")
    page.evaluate("scrollTo(0, 0)")
    page.click("#panel-opinion .keep .primary")
    expect(page.locator("#conduct_line")).to_be_focused()
    box = page.locator("#conduct_line").bounding_box()
    bar = page.locator("#panel-opinion .keep").bounding_box()
    assert box and bar and box["y"] >= 0 and box["y"] + box["height"] <= bar["y"]


def test_consent_is_asked_for_and_seen_without_scrolling_under_the_bar(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    page.click("[data-open=opinion]")
    consent = page.locator("#may_publish")
    expect(consent).not_to_be_checked()
    box, bar = consent.bounding_box(), page.locator("#panel-opinion .keep").bounding_box()
    assert box and bar and box["y"] + box["height"] <= bar["y"]


# --- files that are refused ---


def test_a_refused_file_of_what_was_said_in_private_is_saved_or_dropped(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    write_private(tablet, "Chuyện riêng.", b"no picture at all")
    page.click("#panel-opinion .keep .primary")
    line = lines(tablet, "sent")
    expect(line).to_contain_text("Ý kiến gửi riêng")
    expect(line).to_contain_text("anh-rieng.jpg: ")
    assert "Chuyện riêng." not in str(kept(page)["items"])
    expect(page.locator("[data-net]")).to_contain_text("1 mục cần sửa.")
    with page.expect_download() as saved:
        line.get_by_role("button", name="Lưu tệp ra máy").click()
    assert saved.value.path().read_bytes() == b"no picture at all"
    line.get_by_role("button", name="Bỏ tệp").click()
    line.get_by_role("button", name="Bấm lần nữa để xóa").click()
    expect(tablet.lines).to_have_count(0)
    expect(page.locator("[data-private-count]")).to_have_text("1 ý kiến gửi riêng đã gửi.")
    assert kept(page)["files"] == [] and [item["isTally"] for item in kept(page)["items"]] == [True]
    assert [said["conduct"] for said in said_at(hall)] == [True]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (webm(200), "dài quá 2 phút"),
        (mp4() + bytes(5 * 1024 * 1024), "chỉ nhận đến 4 MB"),
        (b"MThd", "chưa mở được tệp"),
    ],
)
def test_a_voice_note_that_would_be_refused_is_refused_while_the_speaker_is_there(
    hall: Hall, tablet: Tablet, content: bytes, sentence: str
) -> None:
    page = tablet.page
    tablet.context.set_offline(True)
    page.click("[data-open=opinion]")
    page.fill("#words", words_of(1))
    page.set_input_files("#voice", {"name": "loi-noi.m4a", "mimeType": "audio/mp4", "buffer": content})
    error = page.locator("#panel-opinion [data-voice] > .error")
    expect(error).to_contain_text(sentence)
    assert page.evaluate("document.querySelector('#voice').files.length") == 0 and kept(page)["files"] == []
    page.set_input_files("#voice", {"name": "ngan.m4a", "mimeType": "audio/mp4", "buffer": mp4(20)})
    expect(error).to_have_count(0)
    save(tablet, 1)
    assert [file["name"] for file in kept(page)["files"]] == ["ngan.m4a"]
    tablet.context.set_offline(False)
    all_sent(page)
    assert [said["voice"] for said in said_at(hall)] == [20.0]


# --- the device itself ---


def test_a_closed_database_is_opened_again(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    page.evaluate(
        """() => {
            const begin = IDBDatabase.prototype.transaction;
            IDBDatabase.prototype.transaction = function (...given) {
                window.base = this;
                return begin.apply(this, given);
            };
        }"""
    )
    tablet.context.set_offline(True)
    write(page, 1, picture(1))
    page.evaluate("window.base.close()")  # without a word, as a browser does that tidies up
    save(tablet, 1)
    page.evaluate("window.base.close()")
    page.evaluate("window.base.dispatchEvent(new Event('close'))")
    write(page, 2, picture(2))
    save(tablet, 2)
    tablet.context.set_offline(False)
    all_sent(page)
    assert [said["words"] for said in said_at(hall)] == [words_of(1), words_of(2)]


def test_what_found_no_room_is_kept_once_there_is_room(hall: Hall, tablet: Tablet) -> None:
    page, photo = tablet.page, picture(1)
    error = page.locator("#panel-opinion [data-panel-error]")
    tablet.context.set_offline(True)
    page.click("[data-open=opinion]")
    page.fill("#words", words_of(1))
    expect(tablet.lines).to_have_count(1)
    page.evaluate(FULL, True)
    for _again in range(2):
        page.set_input_files("#photos", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo})
        expect(error).to_contain_text("Máy đã đầy chỗ")
    error.evaluate("place => (place.textContent = '')")
    page.click("#panel-opinion .keep .primary")
    expect(error).to_contain_text("Máy đã đầy chỗ")
    page.evaluate(FULL, False)
    save(tablet, 1)
    assert [file["size"] for file in kept(page)["files"]] == [len(photo)]
    tablet.context.set_offline(False)
    all_sent(page)
    assert [said["files"] for said in said_at(hall)] == [[sha256(photo).hexdigest()]]


@pytest.mark.parametrize("is_room_made", [True, False])
def test_whoever_puts_a_form_away_is_told_what_found_no_room(hall: Hall, tablet: Tablet, is_room_made: bool) -> None:
    page = tablet.page
    tablet.context.set_offline(True)
    page.click("[data-open=opinion]")
    page.fill("#words", words_of(1))
    expect(tablet.lines).to_have_count(1)
    page.evaluate(FULL, True)
    page.set_input_files("#voice", {"name": "ngan.m4a", "mimeType": "audio/mp4", "buffer": mp4(20)})
    expect(page.locator("#panel-opinion [data-panel-error]")).to_contain_text("Máy đã đầy chỗ")
    page.click("#panel-opinion [data-close]")
    expect(page.locator("#panel-opinion [data-panel-error]")).to_contain_text("bấm Để đó lần nữa thì bỏ tệp ấy")
    if is_room_made:
        page.evaluate(FULL, False)
        page.click("#panel-opinion .keep .primary")
    else:
        page.click("#panel-opinion [data-close]")
    expect(page.locator("#panel-opinion")).to_be_hidden()
    expect(lines(tablet, "ready" if is_room_made else "draft")).to_contain_text(words_of(1))
    assert [file["name"] for file in kept(page)["files"]] == (["ngan.m4a"] if is_room_made else [])


def test_what_was_being_said_when_the_power_went_is_there_again(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    tablet.context.set_offline(True)
    page.click("[data-open=opinion]")
    page.get_by_role("button", name="Ghi âm", exact=True).click()
    expect(page.locator("[data-voice-clock]")).to_contain_text("0:03")
    tablet.lose_power()

    page = tablet.switch_on(offline=True)
    tablet.open()
    lines(tablet, "draft").locator("[data-row-edit]").click()
    expect(page.locator("[data-voice-status]")).to_contain_text("Phần đã ghi vẫn còn")
    expect(page.locator("[data-voice-player]")).to_be_visible()
    save(tablet, 1)
    assert [file["state"] for file in kept(page)["files"]] == ["waiting"]
    tablet.context.set_offline(False)
    page.click("[data-sign-in-link]")
    tablet.sign_in()
    all_sent(page)
    [said] = said_at(hall)
    assert said["words"] == "" and 1 < said["voice"] < 5


# --- promises and counts ---


def test_a_promise_that_names_somebody_is_asked_about_and_may_stand(hall: Hall, tablet: Tablet) -> None:
    page, named = tablet.page, "Sửa đường trước nhà bà Nguyễn Thị Mẫu."
    page.click("[data-open=promise]")
    expect(page.locator("#hua-anyway")).to_be_hidden()
    page.fill("#hua-words", named)
    page.select_option("#hua-by", index=1)
    for part, value in (("", "30"), ("-thang", "12"), ("-nam", str(today().year + 1))):
        page.fill(f"#hua-due{part}", value)
    page.click("#panel-promise .keep .primary")
    expect(lines(tablet, "refused")).to_contain_text("Có chỗ giống tên hoặc số riêng của người dân.")
    page.click("[data-row-edit]")
    expect(page.locator(".field:has(> #hua-words) > .error")).to_contain_text("“Vẫn ghi như vậy”")
    expect(page.locator("#hua-words")).to_be_focused()
    page.check("#hua-anyway")
    page.click("#panel-promise .keep .primary")
    expect(lines(tablet, "sent")).to_contain_text("Việc hứa")
    with hall.app.app_context():
        assert db.session.scalars(select(Promise.words)).all() == [named]
        db.session.remove()


def test_the_sheet_shows_the_last_count_also_after_it_was_sent(hall: Hall, tablet: Tablet) -> None:
    page = tablet.page
    for number in (12, 31, 40):
        page.click("[data-open=count]")
        page.fill("#attendees", str(number))
        page.click("#panel-count .keep .primary")
        expect(page.locator("#panel-count")).to_be_hidden()
    write(page, 1, picture(1))
    save(tablet, 4)
    all_sent(page)
    page.evaluate("window.print = () => (window.printed = document.querySelector('[data-sheet]').innerText)")
    page.emulate_media(media="print")
    page.evaluate("document.querySelector('[data-print-list]').click()")
    page.wait_for_function("window.printed")
    assert "Số người dự: 40." in page.evaluate("window.printed")
