"""The file store and how its files are handed out."""

import errno
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.file_answers import send_kept
from cqtt.files import Damage, FileStore, NotAKey, StoreFull

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
AN_HOUR_AGO = NOW - timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "data" / "files", free_floor=0)


def files_in(store: FileStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def aged(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_what_was_put_can_be_read_and_removed(store: FileStore) -> None:
    key = store.put(b"giay to")
    assert store.read(key) == b"giay to"
    with store.open(key) as file:
        assert file.read() == b"giay to"
    store.remove(key)
    store.remove(key)
    assert files_in(store) == []
    with pytest.raises(FileNotFoundError):
        store.read(key)


def test_keys_are_random_and_files_are_for_this_program_only(store: FileStore) -> None:
    old_mask = os.umask(0)
    try:
        keys = {store.put(b"same") for _ in range(50)}
    finally:
        os.umask(old_mask)
    assert len(keys) == 50 and all(len(key) == 32 for key in keys)
    for path in store.root.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700)
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700
    assert {len(path.relative_to(store.root).parts) for path in files_in(store)} == {3}


@pytest.mark.parametrize(
    "not_a_key",
    ["", "../../cqtt.db", "a" * 31, "a" * 33, "A" * 32, "a" * 32 + "\n", "/" + "a" * 31, "a" * 32 + ".part"],
)
def test_only_a_key_names_a_file(store: FileStore, not_a_key: str) -> None:
    for act in (store.path, store.read, store.open, store.remove):
        with pytest.raises(NotAKey):
            act(not_a_key)


def test_a_file_is_on_the_disk_before_its_key_is_told(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, Path.rename

    def noted_sync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def noted_rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "rename", noted_rename)
    store.put(b"giay to")
    assert steps == ["file", "rename", "folder", "folder", "folder"]


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    store: FileStore, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    def full(_handle: int) -> None:
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StoreFull, match="Xin lỗi, máy chủ tạm hết chỗ"):
            store.put(b"giay to")
    assert files_in(store) == []
    assert store.read(store.put(b"again")) == b"again"


def test_another_fault_of_the_disk_is_not_called_full(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="input/output") as caught:
        store.put(b"giay to")
    assert caught.value.errno == errno.EIO and files_in(store) == []


def test_nothing_is_taken_when_the_last_room_would_go(tmp_path: Path) -> None:
    store = FileStore(tmp_path, free_floor=2**62)
    with pytest.raises(StoreFull):
        store.put(b"giay to")
    assert files_in(store) == []


def test_the_sweep_takes_old_strays_and_halves_and_nothing_else(store: FileStore) -> None:
    known, stray, fresh = store.put(b"known"), store.put(b"stray"), store.put(b"fresh")
    half = store.path(stray).with_suffix(".part")
    half.write_bytes(b"hal")
    foreign = half.with_name("readme.txt")
    foreign.write_bytes(b"not ours")
    for path in (store.path(known), store.path(stray), half, foreign):
        aged(path, AN_HOUR_AGO - timedelta(seconds=1))
    aged(store.path(fresh), AN_HOUR_AGO + timedelta(seconds=1))
    assert store.sweep({known}, older_than=AN_HOUR_AGO) == 2
    assert set(files_in(store)) == {store.path(known), store.path(fresh), foreign}


def test_the_check_names_what_is_missing_and_what_was_changed(store: FileStore) -> None:
    rows = [(store.put(data), sha256(data).hexdigest()) for data in (b"sound", b"gone", b"altered")]
    store.remove(rows[1][0])
    store.path(rows[2][0]).write_bytes(b"AlterEd")
    assert list(store.verify(rows)) == [Damage(rows[1][0], "missing"), Damage(rows[2][0], "changed")]


def test_the_room_left_is_known_before_the_first_file(store: FileStore) -> None:
    assert store.free_bytes() > 0


# --- handing out ---


@pytest.fixture
def client(store: FileStore) -> Iterator[FlaskClient]:
    app = Flask("files")

    @app.get("/<key>/<kind>/<sub>/<name>/<int:inline>")
    def show(key: str, kind: str, sub: str, name: str, inline: int) -> object:
        return send_kept(store, key, f"{kind}/{sub}", name, inline=bool(inline))

    with app.test_client() as client:
        yield client


def test_a_photo_is_shown_with_every_guard(client: FlaskClient, store: FileStore) -> None:
    answer = client.get(f"/{store.put(b'jpeg')}/image/jpeg/Đơn xin.jpg/1")
    assert answer.data == b"jpeg" and answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert "filename*=UTF-8''%C4%90%C6%A1n%20xin.jpg" in answer.headers["Content-Disposition"]
    assert "ETag" not in answer.headers and "Last-Modified" not in answer.headers


def test_a_file_is_saved_unless_showing_is_asked(client: FlaskClient, store: FileStore) -> None:
    answer = client.get(f"/{store.put(b'%PDF-')}/application/pdf/a.pdf/0")
    assert answer.headers["Content-Disposition"] == "attachment; filename=a.pdf"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_pdf_that_is_shown_runs_nothing_though_its_viewer_needs_no_sandbox(
    client: FlaskClient, store: FileStore
) -> None:
    answer = client.get(f"/{store.put(b'%PDF-')}/application/pdf/a.pdf/1")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; base-uri 'none'")


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xml"])
def test_what_could_run_is_never_shown(client: FlaskClient, store: FileStore, kind: str) -> None:
    answer = client.get(f"/{store.put(b'<script>')}/{kind}/a/1")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_lost_file_is_not_found_and_is_logged(
    client: FlaskClient, store: FileStore, caplog: pytest.LogCaptureFixture
) -> None:
    key = store.put(b"jpeg")
    store.remove(key)
    assert client.get(f"/{key}/image/jpeg/Nguyen-Van-A.jpg/1").status_code == 404
    assert key in caplog.text and "Nguyen" not in caplog.text
