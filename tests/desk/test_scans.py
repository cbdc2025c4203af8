"""The scanner's folder: what is listed, what is taken, and that nothing else of the machine can be reached."""

import os
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfWriter

from cqtt.config import WrongSetting, read_settings
from cqtt.desk import staff_views
from cqtt.desk.scans import MOST_SHOWN, waiting_scans
from cqtt.desk.screen import Screen
from cqtt.roles import Role
from tests.desk.desk import INTAKE, all_dossiers, at_desk, the_dossier, typed
from tests.dossiers.citizen import photo
from tests.dossiers.staff import desk
from tests.factories import make_procedure


def one_page() -> bytes:
    """A PDF as a scanner makes it."""
    out, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(200, 300)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """The folder of the desk's scanner."""
    place = tmp_path / "may-quet"
    place.mkdir()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], scans=place)
    return place


def lay(folder: Path, name: str, content: bytes | None = None, minute: int = 0) -> Path:
    """Put a file there as the scanner does; later minutes are newer."""
    path = folder / name
    path.write_bytes(photo() if content is None else content)
    os.utime(path, (1_700_000_000 + 60 * minute,) * 2)
    return path


def key_of(name: str) -> str:
    return next(scan.key for scan in waiting_scans() if scan.name == name)


def test_the_newest_file_is_shown_first(app: Flask, folder: Path) -> None:
    for minute, name in enumerate(("a.jpg", "b.pdf", "c.PNG")):
        lay(folder, name, minute=minute)
    assert [scan.name for scan in waiting_scans()] == ["c.PNG", "b.pdf", "a.jpg"]
    page = at_desk(app).post(INTAKE, data=typed(make_procedure())).text
    assert page.index("c.PNG") < page.index("b.pdf") < page.index("a.jpg")


def test_what_is_no_scan_stays_out_of_the_list(app: Flask, folder: Path, tmp_path: Path) -> None:
    secret = lay(tmp_path, "secret.jpg")
    (folder / "link.jpg").symlink_to(secret)
    (folder / "folder.jpg").mkdir()
    os.mkfifo(folder / "pipe.jpg")
    for name, content in (
        (".hidden.jpg", None),
        ("~part.jpg", None),
        ("empty.jpg", b""),
        ("note.txt", b"a"),
        ("run.exe", b"a"),
    ):
        lay(folder, name, content)
    lay(folder / "folder.jpg", "inside.jpg")
    assert waiting_scans() == []


def test_only_so_many_files_are_shown(app: Flask, folder: Path) -> None:
    for minute in range(MOST_SHOWN + 5):
        lay(folder, f"{minute}.jpg", b"x", minute)
    found = waiting_scans()
    assert len(found) == MOST_SHOWN and found[0].name == f"{MOST_SHOWN + 4}.jpg"


def test_a_chosen_file_goes_into_the_dossier_and_out_of_the_folder(app: Flask, folder: Path) -> None:
    taken, left = lay(folder, "giấy chứng sinh.jpg"), lay(folder, "cua-nguoi-khac.jpg", photo("red"))
    version, client = make_procedure(), at_desk(app)
    chosen = {f"scan-{key_of('giấy chứng sinh.jpg')}": "giay-chung-sinh"}
    assert client.post(f"{INTAKE}/nhan", data=typed(version, received=[], **chosen)).status_code == 303
    (file,) = the_dossier().attachments
    assert (file.name, file.requirement_id) == ("giấy chứng sinh.jpg", "giay-chung-sinh")
    assert not taken.exists() and left.exists()


def test_a_refused_intake_leaves_the_folder_as_it_was_and_the_choice_on_the_page(app: Flask, folder: Path) -> None:
    path = lay(folder, "a.jpg")
    version, client, key = make_procedure(), at_desk(app), key_of("a.jpg")
    sent = typed(version, applicant_name="", **{f"scan-{key}": "giay-chung-sinh"})
    answer = client.post(f"{INTAKE}/nhan", data=sent)
    assert answer.status_code == 422 and path.exists()
    assert 'value="giay-chung-sinh" selected' in answer.text


@pytest.mark.parametrize("content", [b"MZ no picture", b"<html><script>", photo()[:200]], ids=["exe", "html", "half"])
def test_a_file_that_is_not_what_its_name_says_is_refused_and_stays(app: Flask, folder: Path, content: bytes) -> None:
    path = lay(folder, "a.jpg", content)
    version, client = make_procedure(), at_desk(app)
    answer = client.post(f"{INTAKE}/nhan", data=typed(version, **{f"scan-{key_of('a.jpg')}": "giay-chung-sinh"}))
    assert answer.status_code == 422 and "a.jpg:" in answer.text
    assert path.exists() and not all_dossiers()


def test_a_pdf_is_taken_like_any_other(app: Flask, folder: Path) -> None:
    lay(folder, "a.pdf", one_page())
    version, client = make_procedure(), at_desk(app)
    client.post(f"{INTAKE}/nhan", data=typed(version, **{f"scan-{key_of('a.pdf')}": "giay-to-khac"}))
    assert the_dossier().attachments[0].media_type == "application/pdf"


def test_a_file_that_changed_since_it_was_chosen_is_not_taken(app: Flask, folder: Path) -> None:
    lay(folder, "a.jpg")
    version, client, key = make_procedure(), at_desk(app), key_of("a.jpg")
    lay(folder, "a.jpg", photo("red"), minute=5)
    answer = client.post(f"{INTAKE}/nhan", data=typed(version, **{f"scan-{key}": "giay-chung-sinh"}))
    assert answer.status_code == 422 and "không còn trong thư mục" in answer.text and not all_dossiers()


@pytest.mark.parametrize("key", ["../secret", "..%2Fsecret", "secret.jpg", "%2Fetc%2Fpasswd", "0" * 32])
def test_no_name_and_no_path_opens_a_file(app: Flask, folder: Path, tmp_path: Path, key: str) -> None:
    lay(tmp_path, "secret.jpg"), lay(folder, "a.jpg")
    client = at_desk(app)
    assert client.get(f"{INTAKE}/tep-quet/{key}.jpg").status_code == 404
    version = make_procedure()
    answer = client.post(f"{INTAKE}/nhan", data=typed(version, **{f"scan-{key}": "giay-chung-sinh"}))
    assert answer.status_code == 422 and not all_dossiers()


def test_a_small_picture_is_shown_to_reception_alone_and_kept_nowhere(app: Flask, folder: Path) -> None:
    lay(folder, "a.jpg"), lay(folder, "b.jpg", b"no picture"), lay(folder, "c.pdf", one_page())
    client = at_desk(app)
    answer = client.get(f"{INTAKE}/tep-quet/{key_of('a.jpg')}.jpg")
    assert answer.mimetype == "image/jpeg" and "no-store" in answer.headers["Cache-Control"]
    assert max(Image.open(BytesIO(answer.data)).size) <= 240
    assert client.get(f"{INTAKE}/tep-quet/{key_of('b.jpg')}.jpg").status_code == 404
    assert client.get(f"{INTAKE}/tep-quet/{key_of('c.pdf')}.jpg").status_code == 404
    assert desk(app, Role.SPECIALIST).get(f"{INTAKE}/tep-quet/{key_of('a.jpg')}.jpg").status_code == 403


def test_a_file_that_cannot_be_removed_is_said(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(folder, "a.jpg")
    version, client = make_procedure(), at_desk(app)

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError

    sent = typed(version, **{f"scan-{key_of('a.jpg')}": "giay-chung-sinh"})
    monkeypatch.setattr(Path, "unlink", refuse)
    done = client.post(f"{INTAKE}/nhan", data=sent).location
    assert "chưa xóa được khỏi thư mục máy quét" in client.get(done).text


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen in the folder after the chosen files were read and before they are removed."""
    read = staff_views.taken_files

    def read_and_act(screen: Screen) -> Any:
        taken = read(screen)
        act()
        return taken

    monkeypatch.setattr(staff_views, "taken_files", read_and_act)


def test_a_file_the_scanner_wrote_anew_meanwhile_stays(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, next_one = lay(folder, "a.jpg"), photo("red")
    version, client = make_procedure(), at_desk(app)
    sent = typed(version, **{f"scan-{key_of('a.jpg')}": "giay-chung-sinh"})
    meanwhile(monkeypatch, lambda: lay(folder, "a.jpg", next_one, minute=5))
    done = client.post(f"{INTAKE}/nhan", data=sent).location
    assert "Máy quét vừa ghi lại tệp a.jpg" in client.get(done).text
    assert path.read_bytes() == next_one


def test_a_file_that_another_desk_took_meanwhile_is_said(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lay(folder, "a.jpg")
    version, client = make_procedure(), at_desk(app)
    sent = typed(version, **{f"scan-{key_of('a.jpg')}": "giay-chung-sinh"})
    meanwhile(monkeypatch, path.unlink)
    done = client.post(f"{INTAKE}/nhan", data=sent).location
    assert "a.jpg vừa được lấy ở quầy khác" in client.get(done).text


@pytest.mark.parametrize("place", [None, Path("/khong/co/thu/muc/nay")])
def test_without_a_scanner_the_screen_says_nothing_of_one(app: Flask, place: Path | None) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], scans=place)
    page = at_desk(app).post(INTAKE, data=typed(make_procedure()))
    assert page.status_code == 200 and "máy quét" not in page.text


def test_the_setting_names_a_folder_apart_from_what_is_kept(tmp_path: Path) -> None:
    def scans_of(given: str) -> Any:
        return read_settings({"CQTT_DATA": str(tmp_path), "CQTT_SECRET_KEY": "k" * 40, "CQTT_SCANS": given}).scans

    assert scans_of("") is None
    assert scans_of(str(tmp_path.parent / "may-quet")) == (tmp_path.parent / "may-quet").resolve()
    for wrong in (tmp_path, tmp_path / "files", tmp_path.parent):
        with pytest.raises(WrongSetting, match="CQTT_SCANS"):
            scans_of(str(wrong))
