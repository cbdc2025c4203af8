"""The folder the desk's scanner writes into: what lies there, newest first, until it is taken into a dossier.

Nobody types a name or a path. A file is known by a key made of its name, its time and its size; only a file that
lies in the folder at this moment and still has that key is ever opened.
"""

import logging
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from flask import current_app
from PIL import Image

from cqtt.i18n import _
from cqtt.uploads import DEFAULT, PDF, Examined, UploadRefused, examine

logger = logging.getLogger(__name__)

MOST_SHOWN = 24
ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".pdf"}
THUMBNAIL = (240, 240)
KEY_LENGTH = 32


@dataclass(frozen=True)
class Scan:
    """A file in the scanner's folder."""

    key: str
    path: Path
    name: str
    size: int
    at: datetime

    @property
    def is_pdf(self) -> bool:
        return self.path.suffix.lower() == ".pdf"

    def examined(self) -> Examined:
        """Return what may be kept of it, or raise UploadRefused: a scanner's file is checked like any other."""
        try:
            return examine(self.path.read_bytes(), self.name)
        except OSError as error:
            logger.warning("a scanned file could not be read: %s", error.strerror)
            return examine(b"", self.name)  # refused as empty


def scans_folder() -> Path | None:
    """Return the folder, or None where none is set or it cannot be opened now."""
    folder: Path | None = current_app.config["SETTINGS"].scans
    return folder if folder and folder.is_dir() else None


def waiting_scans() -> list[Scan]:
    """Return the files that wait in the folder, newest first; what is no photo or PDF by its name stays out."""
    folder = scans_folder()
    if folder is None:
        return []
    try:
        found = [scan for path in folder.iterdir() if (scan := _scan(path))]
    except OSError as error:
        logger.warning("the scanner's folder could not be read: %s", error.strerror)
        return []
    return sorted(found, key=lambda scan: (scan.at, scan.name), reverse=True)[:MOST_SHOWN]


def _scan(path: Path) -> Scan | None:
    """Return the file if it is one: no link, which could lead elsewhere, no folder, nothing hidden or too large."""
    if path.name.startswith((".", "~")) or path.suffix.lower() not in ENDINGS:
        return None
    try:
        about = path.lstat()
    except OSError:  # taken meanwhile
        return None
    if not stat.S_ISREG(about.st_mode) or not 0 < about.st_size <= DEFAULT.file_bytes:
        return None
    at = datetime.fromtimestamp(about.st_mtime, UTC)
    words = f"{path.name}\0{about.st_mtime_ns}\0{about.st_size}"
    key = sha256(words.encode("utf-8", "surrogateescape")).hexdigest()[:KEY_LENGTH]
    return Scan(key, path, _readable(path.name), about.st_size, at)


def _readable(name: str) -> str:
    """Return the name as text; bytes that are none become a sign for it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def scan_of(key: str) -> Scan | None:
    """Return the file that has this key now."""
    return next((scan for scan in waiting_scans() if scan.key == key), None)


def thumbnail(scan: Scan) -> bytes | None:
    """Return a small picture of the file, or None where it cannot be shown."""
    try:
        examined = scan.examined()
    except UploadRefused:
        return None
    if examined.media_type == PDF:
        return None
    small = BytesIO()
    with Image.open(BytesIO(examined.kept)) as picture:
        picture.thumbnail(THUMBNAIL)
        picture.save(small, "JPEG", quality=70)
    return small.getvalue()


def remove(scans: list[Scan]) -> list[str]:
    """Take away what a dossier holds now; return what the officer has to look at, a sentence each."""
    return list(dict.fromkeys(sentence for scan in scans if (sentence := _removed(scan))))


def _removed(scan: Scan) -> str:
    """Remove the file as it was chosen, or say why it is still there or was gone before."""
    found = _scan(scan.path)
    try:
        if found and found.key == scan.key:
            scan.path.unlink()
            return ""
    except FileNotFoundError:  # taken between our look and our hand
        found = None
    except OSError as error:
        logger.warning("a scanned file could not be removed: %s", error.strerror)
        return _("Tệp quét đã vào hồ sơ nhưng chưa xóa được khỏi thư mục máy quét. Xin xóa tay để không dùng nhầm.")
    if found:
        return _(
            "Máy quét vừa ghi lại tệp %(name)s nên tệp được để nguyên. Xin xem lại tệp trong hồ sơ.", name=scan.name
        )
    return _("Tệp quét %(name)s vừa được lấy ở quầy khác. Xin xem lại tệp trong hồ sơ có đúng không.", name=scan.name)
