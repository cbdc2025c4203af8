"""Two hundred opinions with names, numbers and plates in them: what reaches the public, and what never does.

Every address that a stranger may open is walked: while nothing is published, after a person published all of it in
the suggested words, and after a person let one name stand.
"""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.access import in_staff_area
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.models import Feedback, FeedbackFile
from cqtt.feedback.rules import Outcome
from cqtt.promises.models import Promise
from cqtt.redaction import leftovers, redact
from cqtt.roles import Role
from tests.factories import MONDAY, make_feedback, make_hamlet, make_officer, make_topic, sign_in
from tests.feedback.publishing.approving import approve, look, typed_on
from tests.feedback.sending.writing import begin, say, send_whole

MANY, WRITTEN = 200, 8  # opinions; how many of them go through the citizen's own form, with photographs
FILE_NAME = "ảnh nhà ông Tám Tiết Lộ 0912000999.jpg"
CAMERA, PLACE_TAKEN = "Máy ảnh Tiết Lộ", "10.851234N"
PHOTO_SECRETS = ("Tiết Lộ", "0912000999", PLACE_TAKEN)


CORPUS = Path(__file__).parents[1] / "redaction_corpus.txt"
MARKED = re.compile(r"\{[a-z]:([^}]*)\}")  # what must not survive, as the corpus marks it
LINES = [line.replace("\\n", "\n") for line in CORPUS.read_text().splitlines() if line and not line.startswith("#")]
OPINIONS = [MARKED.sub(r"\1", line) for line in LINES[:MANY]]


def telling_photo(number: int) -> bytes:
    """A photograph that says where it was taken and with whose camera."""
    exif = Image.Exif()
    exif[0x010F], exif[0x010E] = CAMERA, PLACE_TAKEN
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (10.0, 51.0, 4.4)
    kept = io.BytesIO()
    Image.new("RGB", (120, 90), f"#{number * 7 % 256:02x}80a0").save(kept, "JPEG", exif=exif, comment=CAMERA.encode())
    return kept.getvalue()


class Told(NamedTuple):
    """What was sent, without its record: two hundred of those would have to be read again with every request."""

    id: int
    code: str
    words: str


@pytest.fixture
def heard(app: Flask) -> list[Told]:
    """The opinions, sent: some by strangers through the real pages, the others by the same action."""
    app.config["WTF_CSRF_ENABLED"] = False
    topic, hamlet = make_topic(name="Đường sá").id, make_hamlet(name="Ấp 7").id
    told = []
    for number, words in enumerate(OPINIONS):
        if number < WRITTEN:
            files = [(io.BytesIO(telling_photo(number)), FILE_NAME)]
            boxes = {"topic_id": str(topic), "hamlet_id": str(hamlet), "files": files}
            one = send_whole(app.test_client(), words=words, **boxes)
        else:
            one = make_feedback(words=words, topic_id=topic, hamlet_id=hamlet, sender_name="Lê Tiết Lộ")
        told.append(Told(one.id, one.code, one.words))
    db.session.remove()
    return told


def secrets() -> list[str]:
    """What in the opinions must never be public, as far as it cannot also be an ordinary word."""
    parts = {part for line in LINES[:MANY] for part in MARKED.findall(line)}
    return sorted({part.lower() for part in parts if len(part) >= 6} | {secret.lower() for secret in PHOTO_SECRETS})


def addresses(app: Flask, told: list[Told]) -> Iterator[str]:
    """Every address that a stranger may ask for; the page of a feedback for each, its others for every tenth."""
    files = [
        {"code": file.feedback.code, "public_id": file.public_id} for file in db.session.scalars(select(FeedbackFile))
    ]
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or in_staff_area(rule.rule) or rule.endpoint == "static_files.send":
            continue
        for values in _holes(rule.rule, rule.arguments, told, files):
            first = {name: word for word, name in re.findall(r"<any\(\W*([\w-]+)[^>]*\):(\w+)>", rule.rule)}
            if built := rule.build(values | first):
                yield built[1]
    pages = range(1, 2 + len(told) // 10)
    yield from (f"/phan-anh?trang={number}" for number in pages)


def _holes(rule: str, names: Iterable[str], told: list[Told], files: list[dict[str, str]]) -> list[dict[str, object]]:
    plain = {name: 1 if re.search(rf"<(?:row|int):{name}>", rule) else "khong-co" for name in names}
    if not rule.startswith("/phan-anh/"):
        return [plain]
    if "public_id" in plain:
        return [{name: file.get(name, value) for name, value in plain.items()} for file in files]
    about = told if rule == "/phan-anh/<code>" else told[::10]
    return [plain | {"code": one.code} for one in about] if "code" in plain else [plain]


def everything_in(answer: TestResponse) -> str:
    """All that an answer tells: its headers, its text, the text of papers, the bytes of pictures."""
    head = str(answer.headers)
    if answer.mimetype == "application/pdf":
        return head + " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    if answer.mimetype.startswith(("image/", "audio/", "application/octet")):
        return head + answer.data.decode("latin-1")
    return head + answer.get_data(as_text=True)


def leaks(client: FlaskClient, app: Flask, told: list[Told], sought: list[str]) -> list[tuple[str, str]]:
    found = []
    for address in addresses(app, told):
        text = everything_in(client.get(address)).lower()
        found += [(address, secret) for secret in sought if secret in text]
    return found


def as_a_person_would(text: str) -> str:
    """Take out of a suggestion what the page still warns of."""
    for one in reversed(leftovers(text)):
        text = text[: one.start] + "…" + text[one.end :]
    return text


def publish_all(client: FlaskClient, told: list[Told]) -> None:
    """A person publishes each, with its photographs: the first through the page, the rest by the same action."""
    officer = make_officer(Role.RECEPTION)
    sign_in(client, officer)
    for number, one in enumerate(told):
        if number < WRITTEN:
            suggested = typed_on(client.get(f"/can-bo/phan-anh/{one.id}/cong-khai").text, "text")
            kept = db.session.get_one(Feedback, one.id)
            chosen = {"anh": [file.public_id for file in kept.files]}
            approved = as_a_person_would(suggested)
            answer = approve(client, kept, text=approved, looked_through="y", **chosen)
            assert answer.status_code == 303, answer.text
        else:
            kept = db.session.get_one(Feedback, one.id)
            actions.publish(kept, officer, as_a_person_would(redact(kept.words).text), "", MONDAY)
    db.session.commit()
    client.post("/dang-xuat")


def test_of_two_hundred_opinions_nothing_is_public_that_a_person_has_not_approved(
    app: Flask, client: FlaskClient, heard: list[Told]
) -> None:
    assert len(heard) == MANY and len(secrets()) > 150
    assert db.session.query(FeedbackFile).count() == WRITTEN
    said, stranger = [one.words[:40].lower() for one in heard], app.test_client()
    assert leaks(stranger, app, heard, secrets() + said) == []
    for one in heard[WRITTEN : WRITTEN + 10]:
        found = stranger.get("/phan-anh", query_string={"q": one.words[:30]}).text
        assert "Không tìm thấy góp ý nào như thế" in found
    publish_all(client, heard)
    found = leaks(stranger, app, heard, secrets())
    assert found == [], found[:5]
    assert f"{MANY} góp ý" in stranger.get("/phan-anh").text
    assert "[họ tên]" in "".join(stranger.get(f"/phan-anh?trang={number}").text for number in range(1, 21))


PROMISES = "/can-bo/viec-da-hua"
IN_A_WEEK = {"due_on-ngay": "30", "due_on-thang": "11", "due_on-nam": "2026"}
IN_TWO_WEEKS = {"due_on-ngay": "7", "due_on-thang": "12", "due_on-nam": "2026"}
# What becomes of a promise, each with the box that everybody reads, in an order in which all of it can happen.
HAPPENS = (
    ("doi-ngay", "reason"),
    ("khong-lam-duoc", "reason"),
    ("lam-lai", "reason"),
    ("lam-xong", "result"),
)


def promise_by(client: FlaskClient, words: str, leader: Officer, **more: str) -> TestResponse:
    typed = {"start_key": "k" * 20, "words": words, "made_by": str(leader.id), "hamlet": "0", "said_at": ""}
    return client.post(f"{PROMISES}/them", data=typed | IN_A_WEEK | more)


def goes_on(client: FlaskClient, way: str, box: str, words: str, **more: object) -> TestResponse:
    """Say what becomes of the first promise, with the picture of what was done."""
    seen = str(db.session.get_one(Promise, 1).revision)
    picture = {"photo": (io.BytesIO(telling_photo(1)), FILE_NAME), "looked": "y"} if way == "lam-xong" else {}
    return client.post(f"{PROMISES}/1/{way}", data={"revision": seen, box: words} | IN_TWO_WEEKS | picture | more)


def test_a_promise_and_its_history_name_nobody_whom_an_officer_did_not_let_stand(
    app: Flask, client: FlaskClient
) -> None:
    """Each form of a promise asks before it writes a name, so that only what somebody saw twice is public."""
    told = [line for line in OPINIONS if leftovers(line) and len(line) < 400][::6]
    leader, stranger, page = make_officer(Role.LEADER, is_public=True), app.test_client(), "/cam-ket/viec-da-hua/1"
    assert len(told) > 25
    with frozen(MONDAY):
        sign_in(client, leader)
        for words in told:
            assert promise_by(client, words, leader).status_code == 422, words
        assert promise_by(client, as_a_person_would(redact(told[0]).text), leader).status_code == 303
        assert promise_by(client, "Việc khác", leader, start_key="l" * 20, said_at=told[1]).status_code == 422
        for (way, box), words in zip(HAPPENS, told, strict=False):
            assert goes_on(client, way, box, words).status_code == 422, words
            assert words not in stranger.get(page).text
            assert goes_on(client, way, box, as_a_person_would(redact(words).text)).status_code == 303
        assert leaks(stranger, app, [], secrets()) == []
        assert stranger.get(page).text.count("[họ tên]") >= 2 and stranger.get(f"{page}/anh").status_code == 200
        assert goes_on(client, "lam-lai", "reason", OPINIONS[1], anyway="1").status_code == 303
        assert "Trần Thị Mười" in stranger.get(page).text


def test_a_stranger_who_says_the_same_learns_nothing_of_others(app: Flask, client: FlaskClient) -> None:
    """Whoever is offered to follow what others said sees no word that nobody approved."""
    topic, hamlet = make_topic().id, make_hamlet().id
    told = [make_feedback(words=words, topic_id=topic, hamlet_id=hamlet) for words in OPINIONS[:20]]
    app.config["WTF_CSRF_ENABLED"] = False
    draft = begin(client)
    say(client, draft, words="Chỗ này đường hỏng nặng.", topic_id=str(topic), hamlet_id=str(hamlet))
    for page in ("noi-dung", "nguoi-gui", "xem-truoc"):
        text = client.get(f"/phan-anh/gui/{draft}/{page}", follow_redirects=True).text.lower()
        assert not [secret for secret in secrets() if secret in text]
        assert not [one.code for one in told if one.words[:40].lower() in text]


def photo_of(client: FlaskClient, told: Told) -> str:
    """The address of its photograph, as its public page names it."""
    (address,) = set(re.findall(r'src="(/phan-anh/anh/[^"]+)"', client.get(f"/phan-anh/{told.code}").text))
    return address


def test_a_public_photograph_tells_no_place_no_camera_and_no_file_name(app: Flask, client: FlaskClient) -> None:
    sent = send_whole(client, words="Đường hỏng.", files=[(io.BytesIO(telling_photo(1)), FILE_NAME)])
    told = Told(sent.id, sent.code, sent.words)
    publish_all(client, [told])
    stranger = app.test_client()
    answer = stranger.get(photo_of(stranger, told))
    assert answer.mimetype == "image/jpeg"
    with Image.open(io.BytesIO(answer.data)) as opened:
        assert not opened.getexif() and not {"exif", "comment", "icc_profile"} & set(opened.info)
    assert not [secret for secret in (*PHOTO_SECRETS, "Exif", "GPS") if secret in everything_in(answer)]
    file = db.session.get_one(Feedback, told.id).files[0]
    assert FILE_NAME[:10] in file.name, "the sender's own page may say it"
    for private in (f"/phan-anh/{told.code}/tep/{file.public_id}", f"/can-bo/phan-anh/{told.id}/tep/{file.public_id}"):
        assert stranger.get(private).status_code in (303, 404), "the original stays private"


def test_a_photograph_of_what_is_taken_down_is_gone_at_once(app: Flask, client: FlaskClient) -> None:
    sent = send_whole(client, words="Đường hỏng.", files=[(io.BytesIO(telling_photo(1)), FILE_NAME)])
    told = Told(sent.id, sent.code, sent.words)
    publish_all(client, [told])
    stranger = app.test_client()
    address = photo_of(stranger, told)
    assert stranger.get(address).status_code == 200
    sign_in(client, make_officer(Role.RECEPTION))
    client.post(f"/can-bo/phan-anh/{told.id}/go-xuong", data={"note": "Người dân xin gỡ"})
    assert stranger.get(address).status_code == 404
    assert told.code not in stranger.get("/phan-anh").text


def test_a_name_that_a_person_let_stand_is_shown(app: Flask, client: FlaskClient) -> None:
    told = make_feedback(words="Cô Huỳnh Ngọc Diễm ở quầy 2 rất nhiệt tình.")
    sign_in(client, make_officer(Role.RECEPTION))
    kept = "Cô Huỳnh Ngọc Diễm rất nhiệt tình."
    assert "Còn 1 chỗ có thể nhận ra một người" in look(client, told, text=kept).text
    assert approve(client, told, text=kept).status_code == 422, "not without a tick"
    assert "Huỳnh Ngọc Diễm" not in app.test_client().get("/phan-anh").text
    assert approve(client, told, text=kept, looked_through="y").status_code == 303
    assert "Huỳnh Ngọc Diễm" in app.test_client().get("/phan-anh").text


def test_an_answer_s_names_are_suggested_away_too(app: Flask, client: FlaskClient) -> None:
    told, officer = make_feedback(words="Đường hỏng."), make_officer(Role.RECEPTION)
    actions.answer(told, officer, "Đã mời ông Nguyễn Văn Tám, 0912 345 678 đến làm việc.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    publish_through_the_page(client, told)
    page = app.test_client().get("/phan-anh").text
    assert "Đã mời ông [họ tên], [số điện thoại] đến làm việc." in page and "0912" not in page


def publish_through_the_page(client: FlaskClient, told: Feedback) -> None:
    sign_in(client, make_officer(Role.RECEPTION))
    assert approve(client, told).status_code == 303
