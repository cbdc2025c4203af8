"""The files of an intake: from the camera, from a folder, from the scanner; looked at before anything is locked."""

from cqtt.desk.screen import Screen
from cqtt.dossiers.submission.uploading import Stored, file_store
from cqtt.files import StoreFull
from cqtt.i18n import _
from cqtt.uploads import Examined, UploadRefused, examine


def taken_files(screen: Screen) -> list[tuple[str, Stored]] | None:
    """Return the files, stored, with the paper each belongs to.

    None when one is refused: nothing of the intake may be written then, and the screen says which and why.
    """
    sound = [*_picked(screen), *_scanned(screen)]
    if screen.form.also_wrong:
        return None
    try:
        return [(paper, Stored(examined, file_store().put(examined.kept))) for paper, examined in sound]
    except StoreFull as full:
        screen.refuse("papers", full.sentence)
        return None


def _picked(screen: Screen) -> list[tuple[str, Examined]]:
    sound = []
    for paper, file in screen.picked_files:
        try:
            sound.append((paper, examine(file.stream.read(), file.filename or "")))
        except UploadRefused as refused:
            screen.refuse(f"files-{paper}", f"{file.filename}: {refused.sentence}")
    return sound


def _scanned(screen: Screen) -> list[tuple[str, Examined]]:
    sound = []
    for scan, paper in screen.scans:
        if not paper:
            continue
        try:
            sound.append((paper, scan.examined()))
        except UploadRefused as refused:
            screen.refuse(f"scan-{scan.key}", f"{scan.name}: {refused.sentence}")
    for _key in screen.vanished_scans:
        screen.refuse("scans", _("Một tệp quét đã chọn không còn trong thư mục nữa. Xin quét lại rồi chọn tệp mới."))
    return sound
