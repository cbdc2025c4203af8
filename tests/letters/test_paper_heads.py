"""The head of every paper of the dossiers, measured: what stands below a line is as long as the decree allows.

Nghị định 30/2020/NĐ-CP, Phụ lục I: the rule below who issues a paper is a third to a half of the line above it and
stands below its middle; the one below the motto is as long as the motto.
"""

from typing import Any

import pytest

from cqtt.dossiers.papers.printed import pdf
from tests.dossiers.paper_words import FORMS, PAPERS, Words
from tests.letters.measured import Line, Page, Rule, pages_of

NEARLY = 0.35  # millimetres
NAMES = [
    "Ủy ban nhân dân\nxã An Phước",
    "Bộ phận Một cửa",
    "Trung tâm Phục vụ hành chính công xã An Phước",
    "Trung tâm Phục vụ hành chính công xã Bình Sơn Lộc An Long Thành Nhơn Trạch",
    "UBND",
]


def measured(template: str, words: Words, agency: str) -> Page:
    head: dict[str, Any] = {**words["head"], "agency": agency}
    return pages_of(pdf(template, words | {"head": head}))[0]


def above(page: Page, rule: Rule) -> Line:
    """Return the line that a rule stands below: of several side by side, the one whose middle is nearest."""
    near = [line for line in page.lines if 0 < rule.top - line.baseline < 4 and line.text.strip()]
    words = [part for line in near for part in _columns(line)]
    return min(words, key=lambda line: abs(line.middle - (rule.left + rule.right) / 2))


def _columns(line: Line) -> list[Line]:
    """Return what stands side by side in a head as lines of their own: they may share a baseline."""
    glyphs = [glyph for glyph in line.glyphs if glyph.char.strip()]
    parts: list[list[Any]] = [[glyphs[0]]]
    for before, glyph in zip(glyphs, glyphs[1:], strict=False):
        if glyph.left - before.right > 6 or glyph.left < before.left:
            parts.append([])
        parts[-1].append(glyph)
    return [Line(tuple(part)) for part in parts]


def first_rule(page: Page, from_side: float, to_side: float) -> Rule:
    """Return the uppermost rule that stands between these two edges."""
    within = [rule for rule in page.rules if from_side <= rule.left and rule.right <= to_side]
    return min(within, key=lambda rule: rule.top)


@pytest.mark.parametrize("agency", NAMES)
@pytest.mark.parametrize("template", sorted(FORMS))
def test_the_rules_of_a_head_are_as_long_as_the_decree_allows(template: str, agency: str) -> None:
    page = measured(template, PAPERS[template], agency)
    below_agency, below_motto = first_rule(page, 30, 98), first_rule(page, 98, 192)
    last, motto = above(page, below_agency), above(page, below_motto)
    assert motto.text.replace(" ", "") == "Độclập-Tựdo-Hạnhphúc"
    assert below_motto.length == pytest.approx(motto.width, abs=2 * NEARLY)
    assert last.text.replace(" ", "") in agency.upper().replace(" ", "")
    assert 1 / 3 <= below_agency.length / last.width <= 1 / 2
    assert (below_agency.left + below_agency.right) / 2 == pytest.approx(last.middle, abs=NEARLY)


@pytest.mark.parametrize("agency", NAMES)
@pytest.mark.parametrize("template", sorted(set(PAPERS) - set(FORMS)))
def test_a_head_without_the_country_has_the_same_rule(template: str, agency: str) -> None:
    page = measured(template, PAPERS[template], agency)
    below_agency = first_rule(page, 30, 192)
    last = above(page, below_agency)
    assert last.text.replace(" ", "") in agency.upper().replace(" ", "")
    assert 1 / 3 <= below_agency.length / last.width <= 1 / 2
