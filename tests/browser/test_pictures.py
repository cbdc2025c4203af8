"""The two pictures of the README; `CQTT_PICTURES=1 make browser-tests` writes them to docs/img anew."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from cqtt import ROOT
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.path import sign_in


def picture(page: Page, name: str) -> Image.Image:
    taken = page.screenshot()
    if os.environ.get("CQTT_PICTURES"):
        folder: Path = ROOT / "docs" / "img"
        folder.mkdir(parents=True, exist_ok=True)
        Image.open(io.BytesIO(taken)).quantize(128).save(folder / f"{name}.png", optimize=True)
    return Image.open(io.BytesIO(taken)).convert("RGB")


def test_the_pictures_of_the_readme_show_the_house_colours(open_page: OpenPage) -> None:
    phone = open_page(PHONE)
    phone.goto("/thu-tuc/1.001193")
    desk = open_page(DESKTOP)
    sign_in(desk, "tiepnhan")
    desk.goto("/can-bo/ho-so")
    for page, name in ((phone, "procedure"), (desk, "queue")):
        colours = picture(page, name).getcolors(1 << 24) or []
        assert (0x7D, 0x10, 0x18) in {colour for _count, colour in colours}, f"{name}: no deep red head"
        assert len(colours) > 50, f"{name}: an empty page"
