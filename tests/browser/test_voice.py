"""A voice note from the microphone to the ear: recorded by a real browser, sent, looked into, kept and played."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cqtt import create_app
from cqtt.extensions import db
from cqtt.sound import read_sound
from tests import factories
from tests.browser.conftest import DESKTOP, FLAGS, PHONE, find_chromium, serving
from tests.browser.trial_page import Trial, trial_blueprint
from tests.conftest import make_settings
from tests.live_server import free_port
from tests.uploads.recordings import box, tags

STATUS = "[data-voice-status]"
PLAYS = """async audio => {
    audio.muted = true;
    await audio.play();
    await new Promise(done => { audio.ontimeupdate = () => audio.currentTime > 0.3 && done(); });
    audio.pause();
    return audio.error === null;
}"""
RECORD_AS = """async kind => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream, { mimeType: kind }), pieces = [];
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.start(300);
    await new Promise((done) => setTimeout(done, 1500));
    await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
    const all = new DataTransfer();
    all.items.add(new File([new Blob(pieces)], "a.mp4"));
    const input = document.querySelector("#voice");
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@pytest.fixture(scope="module")
def trial() -> Trial:
    return Trial()


@pytest.fixture(scope="module")
def address(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data: Path = tmp_path_factory.mktemp("trial")
    address = f"http://127.0.0.1:{free_port()}"
    app = create_app(make_settings(data, base_url=address))
    app.register_blueprint(trial_blueprint(trial))
    with app.app_context():
        db.create_all()
        factories.make_commune()
        db.session.remove()
    with serving(app, address):
        yield f"{address}/thu"


@pytest.fixture(scope="module")
def speaking(browser: Browser) -> Iterator[Browser]:
    """A browser with a microphone that hums."""
    launched = browser.browser_type.launch(
        executable_path=find_chromium(), args=[*FLAGS, "--use-fake-device-for-media-stream"]
    )
    yield launched
    launched.close()


@pytest.fixture
def page(speaking: Browser, trial: Trial, address: str) -> Iterator[Page]:
    trial.seconds, trial.change, trial.asked = 120, bytes, []
    context = speaking.new_context(viewport=PHONE, locale="vi-VN", reduced_motion="reduce")
    context.grant_permissions(["microphone", "geolocation"])
    context.set_geolocation({"latitude": 10.79312345, "longitude": 107.0152345, "accuracy": 12})
    context.set_default_timeout(20_000)
    problems: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto(address)
    yield page
    context.close()
    assert [problem for problem in problems if "422" not in problem] == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


SOME_SECONDS = re.compile("0:0[1-9]")  # a busy machine may let the first one pass unseen


def speak(page: Page, button: str = "Ghi âm") -> None:
    """Record for a second, or a little more."""
    press(page, button)
    expect(page.locator(STATUS)).to_contain_text("Đang ghi âm")
    expect(page.get_by_role("button", name="Dừng")).to_be_focused()
    expect(page.locator("[data-voice-clock]")).to_contain_text(SOME_SECONDS)


def files(page: Page) -> list[str]:
    return list(page.locator("#voice").evaluate("input => [...input.files].map(file => file.name)"))


def send(page: Page) -> None:
    with page.expect_navigation():
        press(page, "Gửi")


def test_what_is_said_is_sent_kept_as_it_came_and_played_in_pieces(page: Page, trial: Trial) -> None:
    speak(page)
    assert "/ 2:00" in page.locator("[data-voice-clock]").inner_text()
    press(page, "Dừng")
    expect(page.locator(STATUS)).to_contain_text(re.compile("Đã ghi được 0:0[1-9]"))
    assert files(page) == ["Lời nói.webm"]
    assert page.locator("[data-voice-player]").evaluate(PLAYS)
    send(page)
    assert trial.note is not None and trial.note.kept == trial.received
    assert trial.note.media_type == "audio/webm" and 0.5 < trial.note.seconds < 10
    assert page.locator(".voice-player audio").evaluate(PLAYS)
    assert trial.asked and trial.asked[0].startswith("bytes=0-")
    expect(page.locator("figcaption")).to_contain_text("Lời đã gửi · 0:0")


def test_a_recording_without_its_title_and_place_is_still_played(page: Page, trial: Trial) -> None:
    trial.change = lambda recorded: recorded + tags(("LOCATION", "+10.7931+107.0152/"))
    speak(page)
    press(page, "Dừng")
    expect(page.locator(STATUS)).to_contain_text("Đã ghi được")
    send(page)
    assert trial.note is not None
    assert b"107.0152" in trial.received and b"107.0152" not in trial.note.kept
    assert page.locator(".voice-player audio").evaluate(PLAYS)


def with_place(recorded: bytes) -> bytes:
    """The MP4 with a place behind the last box of its head, as phones write it."""
    at = recorded.index(b"moov") - 4
    size = int.from_bytes(recorded[at : at + 4], "big")
    place = box(b"udta", box(b"\xa9xyz", b"+10.7931+107.0152/"))
    head = struct.pack(">I", size + len(place)) + recorded[at + 4 : at + size] + place
    return recorded[:at] + head + recorded[at + size :]


def test_an_mp4_without_its_place_is_still_played(page: Page, trial: Trial) -> None:
    trial.change = with_place
    page.evaluate(RECORD_AS, "audio/mp4;codecs=opus")
    expect(page.locator(STATUS)).to_contain_text("Đã có tệp ghi âm a.mp4")
    send(page)
    assert trial.note is not None and trial.note.media_type == "audio/mp4"
    assert b"107.0152" in trial.received and b"107.0152" not in trial.note.kept
    assert read_sound(trial.note.kept).seconds == trial.note.seconds > 0.5
    assert page.locator(".voice-player audio").evaluate(PLAYS)


def test_whoever_sends_while_speaking_sends_what_was_said(page: Page, trial: Trial) -> None:
    speak(page)
    send(page)
    assert trial.note is not None and trial.note.seconds > 0.5


def test_the_recording_ends_by_itself(page: Page, trial: Trial) -> None:
    trial.seconds = 2
    page.reload()
    press(page, "Ghi âm")
    expect(page.locator(STATUS)).to_contain_text("Đã đủ 0:02 nên tự dừng")
    assert files(page) == ["Lời nói.webm"]


def test_a_recording_is_made_anew_or_taken_out(page: Page) -> None:
    speak(page)
    press(page, "Dừng")
    expect(page.locator("[data-voice-player]")).to_be_focused()
    speak(page, "Ghi lại")
    press(page, "Dừng")
    expect(page.locator(STATUS)).to_contain_text("Đã ghi được")
    press(page, "Bỏ đoạn ghi âm")
    expect(page.get_by_role("button", name="Ghi âm", exact=True)).to_be_focused()
    assert files(page) == []


def test_the_microphone_is_released_when_the_page_is_left(page: Page) -> None:
    page.evaluate(
        """() => {
            const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            navigator.mediaDevices.getUserMedia = async (wish) => (window.opened = await open(wish));
        }"""
    )
    speak(page)
    assert page.evaluate("window.opened.active")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert not page.evaluate("window.opened.active")
    assert files(page) == []


@pytest.mark.parametrize(
    ("error", "sentence"), [("NotAllowedError", "chưa được phép"), ("NotFoundError", "Không thấy micro")]
)
def test_without_a_microphone_there_is_a_sentence_and_the_file_box(page: Page, error: str, sentence: str) -> None:
    page.evaluate(
        "name => (navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', name); })", error
    )
    press(page, "Ghi âm")
    expect(page.locator(STATUS)).to_contain_text(sentence)
    expect(page.get_by_role("button", name="Ghi âm", exact=True)).to_be_focused()
    page.get_by_label("Tệp ghi âm").set_input_files({"name": "a.m4a", "mimeType": "audio/mp4", "buffer": b"no sound"})
    expect(page.locator(STATUS)).to_contain_text("Đã có tệp ghi âm a.m4a")
    send(page)
    expect(page.locator(".error").first).to_contain_text("Chúng tôi chưa mở được tệp này")


def test_without_scripts_the_telephones_own_recorder_is_offered(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Tệp ghi âm")).to_have_attribute("capture", "")
    expect(page.locator("[data-voice-recorder]")).to_be_hidden()
    expect(page.locator("[data-position]")).to_be_hidden()
    expect(page.locator(".blur").first.locator("[data-blur-row] input:visible")).to_have_count(32)
    context.close()


# --- frames over a picture, the position of the telephone ---


def frames(page: Page, number: int) -> list[str]:
    part = page.locator(".blur").nth(number)
    boxes = part.locator("[data-blur-boxes] input").all()
    return [value for value in (each.input_value() for each in boxes) if value]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw over the first picture, in fractions of it."""
    picture = page.locator(".blur-picture").first
    picture.scroll_into_view_if_needed()
    place = picture.bounding_box()
    assert place is not None
    for at, act in ((start, page.mouse.down), (end, page.mouse.up)):
        page.mouse.move(place["x"] + at[0] * place["width"], place["y"] + at[1] * place["height"], steps=3)
        act()


def rounded(values: list[str]) -> list[int]:
    """Return what stands in the boxes to the next ten per cent: a mouse stops between two dots."""
    return [10 * round(float(value.replace(",", ".")) / 10) for value in values]


def test_frames_are_drawn_moved_and_taken_out(page: Page) -> None:
    drag(page, (0.6, 0.6), (0.9, 0.8))
    old, new = frames(page, 0)[:4], frames(page, 0)[4:]
    assert old == ["30", "30", "20", "25"] and rounded(new) == [60, 60, 30, 20]
    drag(page, (0.35, 0.35), (0.55, 0.45))
    assert rounded(frames(page, 0)[:3]) == [50, 40, 20]
    page.keyboard.press("Delete")
    assert frames(page, 0) == new
    drag(page, (0.9, 0.1), (0.9, 0.1))
    assert frames(page, 0) == new  # a tap draws nothing


def test_frames_are_made_with_the_keys_alone_and_sent_as_rows(page: Page, trial: Trial) -> None:
    part = page.locator(".blur").nth(1)
    assert frames(page, 1) == ["30", "30", "20", "25"]
    part.get_by_role("button", name="Thêm khung che").press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    expect(part.get_by_role("status")).to_contain_text("Đang che 2 chỗ")
    assert frames(page, 1)[4:] == ["39", "40", "20", "21"]
    for _frame in range(6):
        part.get_by_role("button", name="Thêm khung che").click()
    expect(part.get_by_role("status")).to_contain_text("đã đủ")
    expect(part.get_by_role("button", name="Thêm khung che")).to_be_disabled()
    send(page)
    assert len(trial.framed) == 8 and trial.framed[1].left == 0.39


def test_the_position_is_written_when_it_is_asked_for_and_taken_out_again(page: Page) -> None:
    press(page, "Lấy vị trí điện thoại")
    expect(page.locator("[data-position]")).to_contain_text("lệch khoảng 12 mét")
    assert page.locator("[name=latitude]").input_value() == "10.79312"
    assert page.locator("[name=longitude]").input_value() == "107.01523"
    press(page, "Bỏ vị trí")
    assert page.locator("[name=latitude]").input_value() == ""


def test_a_refused_position_is_a_sentence(page: Page) -> None:
    page.context.clear_permissions()
    press(page, "Lấy vị trí điện thoại")
    expect(page.locator("[data-position]")).to_contain_text("Xin ghi địa điểm bằng chữ")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_the_parts_can_be_used_by_everybody(page: Page, viewport: dict[str, int]) -> None:
    page.set_viewport_size(viewport)
    speak(page)
    press(page, "Dừng")
    expect(page.locator(STATUS)).to_contain_text("Đã ghi được")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
