"""The file store: files under random names in the data folder, on disk for good before anybody is told so."""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path

from cqtt.errors import RuleBroken
from cqtt.i18n import _

FREE_FLOOR = 200 * 1024 * 1024  # Below this the database needs what is left.
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_KEY = re.compile(r"[0-9a-f]{32}")  # 128 random bits: a key cannot be guessed
_UNFINISHED = re.compile(r"[0-9a-f]{32}\.part")


class NotAKey(ValueError):
    """What was asked for is not the name of a kept file."""


class StoreFull(RuleBroken):
    """There is no room for another file; nothing was kept of it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Xin lỗi, máy chủ tạm hết chỗ nên chưa nhận được tệp này. Những gì đã gửi vẫn còn."
                " Xin thử lại sau ít phút, hoặc gọi cho chúng tôi."
            )
        )


@dataclass(frozen=True)
class Damage:
    """A row whose file is not as it was kept."""

    key: str
    what: str  # "missing" or "changed"


@dataclass(frozen=True)
class FileStore:
    """Files by key, in two levels of folders below the root; readable by this program only."""

    root: Path
    free_floor: int = FREE_FLOOR

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their key; when this returns they survive a loss of power.

        Raise StoreFull, with nothing left behind, when the disk has no room.
        """
        if self.free_bytes() - len(data) < self.free_floor:
            raise StoreFull
        key = secrets.token_hex(16)
        try:
            self._write(self.path(key), data)
        except OSError as error:
            if error.errno in DISK_FULL:
                raise StoreFull from error
            raise
        return key

    def path(self, key: str) -> Path:
        """Return where the file of a key is; raise NotAKey for anything that `put` cannot have given."""
        if not _KEY.fullmatch(key):
            raise NotAKey(key)
        return self.root / key[:2] / key[2:4] / key

    def open(self, key: str) -> BufferedReader:
        """Open a kept file for reading; raise FileNotFoundError when it is gone."""
        return self.path(key).open("rb")

    def read(self, key: str) -> bytes:
        """Return a kept file; raise FileNotFoundError when it is gone."""
        return self.path(key).read_bytes()

    def remove(self, key: str) -> None:
        """Delete a file; one that is already gone is no fault."""
        self.path(key).unlink(missing_ok=True)

    def sweep(self, known_keys: Container[str], older_than: datetime) -> int:
        """Delete files that no row knows, and halves of files, and return how many.

        A file is written before its row is committed, so `older_than` must lie further back than any
        request lasts.
        """
        swept = 0
        for path in self._files():
            if path.name not in known_keys and _is_older(path, older_than):
                path.unlink(missing_ok=True)
                swept += 1
        return swept

    def verify(self, rows: Iterable[tuple[str, str]]) -> Iterator[Damage]:
        """Compare each (key, sha256) with its file and yield what does not agree."""
        for key, expected in rows:
            try:
                with self.open(key) as file:
                    found = file_digest(file, "sha256").hexdigest()
            except FileNotFoundError:
                yield Damage(key, "missing")
                continue
            if found != expected:
                yield Damage(key, "changed")

    def free_bytes(self) -> int:
        """Return the room left on the disk of the store."""
        self._make_folder(self.root)
        return shutil.disk_usage(self.root).free

    def _write(self, path: Path, data: bytes) -> None:
        """Write under another name, bring it to the disk, then rename: a file is whole or not there."""
        self._make_folder(path.parent.parent)
        self._make_folder(path.parent)
        unfinished = path.with_suffix(".part")
        try:
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        # The upper folders too: another process may just have made them and not have come this far.
        for folder in (path.parent, path.parent.parent, self.root):
            _sync_folder(folder)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder that only this program may enter."""
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=folder == self.root, exist_ok=True)

    def _files(self) -> Iterator[Path]:
        """Yield the kept and the unfinished files; what somebody else put into the folder is not ours."""
        for path in self.root.glob("??/??/*"):
            if _KEY.fullmatch(path.name) or _UNFINISHED.fullmatch(path.name):
                yield path


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
