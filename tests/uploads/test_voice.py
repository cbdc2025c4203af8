"""Voice notes: what browsers and phones record is taken, its place and title are not, a film is no voice note."""

import random
import struct
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from cqtt.file_answers import send_kept
from cqtt.files import FileStore
from cqtt.sound import MOST_PARTS, NotASound, read_sound
from cqtt.upload_limits import MB, UploadRefused
from cqtt.upload_voice import ExaminedVoice, VoiceLimits, examine_voice
from tests.uploads.recordings import (
    FRAME,
    box,
    checksum,
    comments,
    element,
    fragmented_mp4,
    full,
    handler,
    mp4,
    number,
    open_element,
    opus_ogg,
    page,
    pages_of,
    sound_track,
    tags,
    track,
    webm,
)

PLACE = "+10.7931+107.0152/ nhà bà Sáu"
WRITTEN = {
    "webm": webm(),
    "closed webm": webm(closed=True),
    "ogg": opus_ogg(),
    "mp4": mp4(),
    "fragments": fragmented_mp4(),
}
quick = settings(max_examples=150, deadline=None, database=None)


def refusal(data: bytes, limits: VoiceLimits | None = None) -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        examine_voice(data, "loi-noi.webm", limits or VoiceLimits())
    assert caught.value.sentence.endswith(".")
    return caught.value


def taken(data: bytes, name: str = "loi-noi.webm") -> ExaminedVoice:
    return examine_voice(data, name)


# --- right ---


@pytest.mark.parametrize(
    ("written", "media_type", "extension"),
    [
        ("webm", "audio/webm", ".webm"),
        ("closed webm", "audio/webm", ".webm"),
        ("ogg", "audio/ogg", ".ogg"),
        ("mp4", "audio/mp4", ".m4a"),
        ("fragments", "audio/mp4", ".m4a"),
    ],
)
def test_what_is_recorded_is_kept_byte_for_byte(written: str, media_type: str, extension: str) -> None:
    data = WRITTEN[written]
    note = taken(data, "Ghi âm 1.bin")
    assert (note.media_type, note.extension, note.name) == (media_type, extension, f"Ghi âm 1{extension}")
    assert note.kept == data
    assert note.sha256_received == note.sha256_kept == sha256(data).hexdigest()
    assert note.seconds == pytest.approx(2, abs=0.05)


def test_a_stream_is_read_like_bytes() -> None:
    assert taken(BytesIO(WRITTEN["webm"])) == taken(WRITTEN["webm"])  # type: ignore[arg-type]


@pytest.mark.parametrize("claimed", ["", "../../loi.webm", "lời\u202enói.webm", "a" * 300])
def test_a_name_is_never_more_than_a_name(claimed: str) -> None:
    name = taken(WRITTEN["ogg"], claimed).name
    assert name.endswith(".ogg") and "/" not in name and "\u202e" not in name and len(name) <= 120


def test_fragments_that_share_one_length_are_added_up() -> None:
    assert taken(fragmented_mp4(3, listed=False)).seconds == pytest.approx(3)


def test_blocks_in_groups_count_like_simple_ones() -> None:
    group = element(0xA0, element(0xA1, b"\x81" + struct.pack(">hB", 500, 0) + FRAME) + number(0x9B, 20))
    assert taken(webm(1, more=element(0x1F43B675, number(0xE7, 4000) + group))).seconds == 4.5


# --- what else a recording holds ---


def test_title_and_place_of_a_webm_are_overwritten_and_nothing_else() -> None:
    info = element(0x7BA9, PLACE.encode()) + element(0x4461, bytes(8)) + element(0x7384, b"C:/Users/Sau/rec.webm")
    data = webm(info=info, more=tags(("LOCATION", PLACE), ("ARTIST", "Nguyễn Thị Sáu")))
    note = taken(data)
    assert len(note.kept) == len(data) and note.seconds == pytest.approx(2)
    assert PLACE.encode() not in note.kept and b"Users" not in note.kept and "Sáu".encode() not in note.kept
    assert note.sha256_received == sha256(data).hexdigest() != note.sha256_kept
    assert taken(note.kept).kept == note.kept
    for block in (b"A_OPUS", b"Chrome", b"OpusHead"):
        assert note.kept.count(block) == data.count(block)


@pytest.mark.parametrize("length", [0, 1, 124, 125, 126, 127, 128, 16_380, 16_382, 16_383, 20_000])
def test_a_tag_of_any_length_leaves_a_file_that_can_be_read(length: int) -> None:
    data = webm(more=element(0x1254C367, b"p" * length))
    note = taken(data)
    assert len(note.kept) == len(data) and b"pp" not in note.kept
    assert read_sound(note.kept).seconds == pytest.approx(2)


def test_attachments_chapters_and_what_nobody_knows_are_overwritten() -> None:
    strange = element(0x1941A469, b"attached") + element(0x1043A770, b"chapters") + element(0x4DBC, b"unheard")
    kept = taken(webm(tracks=track(more=element(0x536E, b"trackname")), more=strange)).kept
    assert not any(word in kept for word in (b"attached", b"chapters", b"unheard", b"trackname"))


def test_what_stood_in_the_free_space_of_a_file_is_gone_too() -> None:
    assert b"hidden" not in taken(webm(more=element(0xEC, b"hidden"))).kept
    assert b"hidden" not in taken(mp4(top=box(b"free", b"hidden"))).kept


def test_comments_of_an_ogg_are_emptied_and_its_checksums_hold() -> None:
    data = opus_ogg(
        tags=comments(f"LOCATION={PLACE}", "ARTIST=Nguyễn Thị Sáu", "METADATA_BLOCK_PICTURE=" + "A" * 40_000)
    )
    note = taken(data)
    assert len(note.kept) == len(data) and PLACE.encode() not in note.kept and b"AAAA" not in note.kept
    assert b"Lavf60" in note.kept
    for each in pages_of(note.kept):
        assert checksum(each[:22] + bytes(4) + each[26:]) == int.from_bytes(each[22:26], "little")
    assert taken(note.kept).kept == note.kept


def test_comments_over_several_pages_are_emptied_on_all_of_them() -> None:
    tagged = comments("DESCRIPTION=" + "p" * 3000)
    data = page([b"OpusHead" + taken(WRITTEN["ogg"]).kept[36:47]], 0, 0, flags=2)
    data += page([tagged[:1020]], 0, 1, goes_on=True) + page([tagged[1020:], FRAME], 480, 2, flags=1)
    data += page([FRAME], 48_312, 3, flags=4)
    note = taken(data)
    assert b"pp" not in note.kept and FRAME in note.kept
    for each in pages_of(note.kept):
        assert checksum(each[:22] + bytes(4) + each[26:]) == int.from_bytes(each[22:26], "little")


def test_titles_and_places_of_an_mp4_become_free_space() -> None:
    user = box(b"udta", box(b"\xa9xyz", PLACE.encode()) + full(b"meta", b"title"))
    data = mp4(
        tracks=sound_track(more=user), more=user + full(b"meta", PLACE.encode()), top=box(b"uuid", PLACE.encode())
    )
    note = taken(data)
    assert len(note.kept) == len(data) and PLACE.encode() not in note.kept and b"udta" not in note.kept
    assert note.kept.count(b"free") == 4 and note.kept.index(b"mdat") == data.index(b"mdat")
    assert note.sha256_kept != note.sha256_received == sha256(data).hexdigest()


def test_a_picture_of_the_cover_beside_the_sound_is_overwritten() -> None:
    kept = taken(mp4(more=box(b"udta", full(b"meta", handler(b"mdir") + box(b"ilst", b"\xff\xd8\xff cover"))))).kept
    assert b"cover" not in kept


# --- wrong ---


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (webm(0, more=b"")[: webm(0).index(b"\x1f\x43\xb6\x75")], "empty"),
        (opus_ogg(0), "empty"),
        (mp4(0), "empty"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "other-kind"),
        (b"ID3\x04" + bytes(100), "other-kind"),
        (b"<html><script>alert(1)</script>", "other-kind"),
        (webm(doc_type=b"matroska"), "other-kind"),
        (webm(tracks=b""), "other-kind"),
        (webm(tracks=track(codec=b"A_VORBIS")), "other-kind"),
        (webm(tracks=track(1, b"V_VP9")), "has-picture"),
        (webm(tracks=track() + track(1, b"V_VP9")), "has-picture"),
        (opus_ogg(head=b"\x01vorbis" + bytes(23)), "other-kind"),
        (opus_ogg(head=b"\x80theora" + bytes(23)), "has-picture"),
        (opus_ogg() + page([b"\x80theora"], 0, 0, flags=2, stream=9), "has-picture"),
        (mp4(brand=b"qt  "), "has-picture"),
        (mp4(brand=b"heic"), "other-kind"),
        (mp4(brand=b"3gp4"), "other-kind"),
        (mp4(tracks=sound_track(codec=b"samr")), "other-kind"),
        (mp4(tracks=sound_track() + sound_track(b"vide", b"avc1")), "has-picture"),
        (mp4(tracks=b""), "broken"),
        (webm()[:-3], "broken"),
        (opus_ogg()[:-3], "broken"),
        (mp4()[:-3], "broken"),
        (opus_ogg(tags=b"NotTags" + bytes(20)), "broken"),
        (opus_ogg(tags=b"OpusTags\xff\xff\xff\x7f"), "broken"),
    ],
)
def test_what_is_no_voice_note_is_refused_with_what_to_do(data: bytes, reason: str) -> None:
    refused = refusal(data)
    assert refused.reason == reason
    assert "Xin" in refused.sentence


@pytest.mark.parametrize("write", [webm, opus_ogg, mp4, fragmented_mp4])
def test_two_minutes_and_a_little_are_taken_and_no_more(write: object) -> None:
    assert taken(write(124)).seconds == pytest.approx(124, abs=0.1)  # type: ignore[operator]
    refused = refusal(write(126))  # type: ignore[operator]
    assert refused.reason == "too-long" and "2 phút" in refused.sentence


def test_four_megabytes_are_taken_and_no_more() -> None:
    filled = webm(more=element(0xEC, b"x" * (4 * MB), 4))
    assert refusal(filled).reason == "too-large"
    assert refusal(BytesIO(filled)).sentence == refusal(filled).sentence  # type: ignore[arg-type]
    assert taken(webm(more=element(0xEC, bytes(3 * MB), 4))).seconds == pytest.approx(2)


def test_millions_of_parts_do_not_keep_the_machine_busy() -> None:
    assert refusal(webm(more=b"\xec\x80" * (MOST_PARTS + 1))).reason == "broken"
    assert refusal(mp4(top=box(b"free") * (MOST_PARTS + 1))).reason == "broken"
    assert refusal(opus_ogg() + page([], 0, 0) * (MOST_PARTS + 1)).reason == "broken"


def test_an_element_within_itself_a_thousand_times_is_not_followed() -> None:
    nested = b""
    for _depth in range(1000):
        nested = open_element(0x18538067, nested)
    assert refusal(webm()[:5] + nested).reason in ("broken", "other-kind")


@quick
@given(st.sampled_from(sorted(WRITTEN)), st.integers(0, 2**32), st.integers(1, 12))
def test_a_recording_damaged_anywhere_is_taken_or_refused_with_a_sentence(written: str, seed: int, often: int) -> None:
    damaged = bytearray(WRITTEN[written])
    chance = random.Random(seed)
    for _time in range(often):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    try:
        note = read_sound(bytes(damaged))
    except NotASound:
        return
    assert len(note.kept) == len(damaged)


@quick
@given(st.sampled_from(sorted(WRITTEN)), st.integers(0, 400))
def test_a_recording_cut_anywhere_is_taken_or_refused(written: str, length: int) -> None:
    try:
        read_sound(WRITTEN[written][:length])
    except NotASound as refused:
        assert refused.reason in ("broken", "empty", "other-kind", "has-picture")


# --- played ---


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path, free_floor=0)


@pytest.fixture
def client(store: FileStore) -> Iterator[FlaskClient]:
    app = Flask("voice")

    @app.get("/<key>/audio/<kind>/<int:inline>")
    def play(key: str, kind: str, inline: int) -> object:
        return send_kept(store, key, f"audio/{kind}", "Lời nói.webm", inline=bool(inline))

    with app.test_client() as client:
        yield client


def test_a_voice_note_is_played_in_the_page_with_every_guard(client: FlaskClient, store: FileStore) -> None:
    answer = client.get(f"/{store.put(b'0123456789')}/audio/webm/1")
    assert answer.status_code == 200 and answer.data == b"0123456789" and answer.mimetype == "audio/webm"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; media-src 'self'; sandbox;")
    assert "ETag" not in answer.headers and "Last-Modified" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "given_bytes", "told"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
    ],
)
def test_a_player_gets_the_piece_it_asks_for(
    client: FlaskClient, store: FileStore, asked: str, given_bytes: bytes, told: str
) -> None:
    answer = client.get(f"/{store.put(b'0123456789')}/audio/mp4/1", headers={"Range": asked})
    assert answer.status_code == 206 and answer.data == given_bytes
    assert answer.headers["Content-Range"] == told
    assert answer.headers["Content-Length"] == str(len(given_bytes))
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_piece_beyond_the_end_does_not_exist(client: FlaskClient, store: FileStore) -> None:
    assert client.get(f"/{store.put(b'0123')}/audio/ogg/1", headers={"Range": "bytes=9-"}).status_code == 416


def test_a_voice_note_that_is_saved_is_given_whole(client: FlaskClient, store: FileStore) -> None:
    answer = client.get(f"/{store.put(b'0123')}/audio/ogg/0", headers={"Range": "bytes=0-1"})
    assert answer.status_code == 200 and answer.data == b"0123"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_other_sound_is_never_played(client: FlaskClient, store: FileStore) -> None:
    answer = client.get(f"/{store.put(b'0123')}/audio/x-wav/1")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
