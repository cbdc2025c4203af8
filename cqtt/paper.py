"""Papers: turn a typst template and its data into a PDF.

What people typed reaches a template as JSON and is printed as text; it is never read as markup.
The compiler is made at the first paper and kept. It has threads of its own, so a process must not make
a paper and then fork: the child would wait for threads it does not have. It is refused instead.
"""

import json
import logging
import os
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from cqtt.clock import WEEKDAYS, local

if TYPE_CHECKING:
    import typst

logger = logging.getLogger(__name__)

_PACKAGE = Path(__file__).resolve().parent
TEMPLATES = (_PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent) / "templates"

# Nghị định 30/2020/NĐ-CP asks for Times New Roman; Liberation Serif has the same widths.
SERIF_FONTS = ("Times New Roman", "Liberation Serif", "Tinos")
SANS_FONTS = ("Be Vietnam Pro", "Noto Sans", "Segoe UI", "Arial", "Liberation Sans", "DejaVu Sans")
REMEMBERED = 10  # papers after which typst lets go of what it laid out
BUNDLED_FONT = "Libertinus Serif"  # comes with typst and has every Vietnamese letter

_compiling = Lock()
_makers: set[int] = set()  # the processes that made the compiler: this one, or the one it was forked from


class PaperNotMade(Exception):
    """A paper could not be made; the text names the template and the cause, never the data."""


def render(template: str, data: Mapping[str, object]) -> bytes:
    """Return the PDF of `templates/<template>.typ`, for example "procedures/poster".

    The same data give the same bytes. Raise PaperNotMade when there is no such template or it fails.
    """
    source = (TEMPLATES / f"{template}.typ").resolve()
    if not source.is_relative_to(TEMPLATES.resolve()) or not source.is_file():
        raise PaperNotMade(f"no paper template named {template}")
    inputs = {"data": json.dumps(data, ensure_ascii=False), **fonts_in_use()}
    return _compile(template, source, inputs)


def forget_layouts() -> None:
    """Let go of the memory of what was laid out. For long papers: each would else be kept for ten papers more."""
    with _compiling:
        for _paper in range(REMEMBERED + 1):
            _compiler().compile(b"#set page(width: 1pt, height: 1pt)", format="svg", sys_inputs={})


def formal_day(day: date) -> str:
    """Return "ngày 05 tháng 02 năm 2026": a zero before days below ten and months 1 and 2 (Nghị định 30)."""
    day = local(day).date() if isinstance(day, datetime) else day
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def formal_moment(at: datetime) -> str:
    """Return "09 giờ 12 phút, thứ Hai, ngày 05 tháng 02 năm 2026" on Vietnam's clock."""
    here = local(at)
    return f"{here:%H} giờ {here:%M} phút, {WEEKDAYS[here.weekday()]}, {formal_day(here)}"


@cache
def fonts_in_use() -> dict[str, str]:
    """Return the font family of letters ("serif") and of posters ("sans") on this machine."""
    installed = {family.casefold() for family in _fonts().families()}
    return {"serif": _first_of(SERIF_FONTS, installed), "sans": _first_of(SANS_FONTS, installed)}


def _first_of(wanted: tuple[str, ...], installed: set[str]) -> str:
    return next((family for family in wanted if family.casefold() in installed), BUNDLED_FONT)


def _compile(template: str, source: Path, inputs: dict[str, str]) -> bytes:
    import typst

    if _forked_after_a_paper():
        raise PaperNotMade(f"{template}: the parent of this process has made papers; fork before the first one")
    try:
        with _compiling:  # one compiler cannot work on two papers at once
            paper = _compiler().compile(str(source), format="pdf", sys_inputs=inputs)
    except typst.TypstError as error:
        logger.error("paper template failed: %s", error.diagnostic)
        raise PaperNotMade(f"{template}: {error.message}") from None
    if not isinstance(paper, bytes):
        raise PaperNotMade(f"{template}: the compiler gave no document")
    return paper


def _forked_after_a_paper() -> bool:
    return bool(_makers) and os.getpid() not in _makers


@cache
def _compiler() -> "typst.Compiler":
    import typst

    logger.info("paper fonts: %s", fonts_in_use())
    _makers.add(os.getpid())
    return typst.Compiler(root=str(TEMPLATES), font_paths=_fonts())


@cache
def _fonts() -> "typst.Fonts":
    """Return the fonts of the machine and those that come with typst; typst is large, so load it late."""
    import typst

    return typst.Fonts()
