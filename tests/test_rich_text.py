"""The one place that turns Markdown into HTML: what it draws, what it leaves as it was typed."""

import pytest

from cqtt.rich_text import MOST_BRACKETS, plain_text, rich_text

LINK = "[a](https://example.vn) "


@pytest.mark.parametrize("line", ["===", "---", "-", "="])
def test_a_line_drawn_under_a_text_makes_no_heading_of_it(line: str) -> None:
    assert "<h" not in rich_text(f"Mang bản chính\n{line}")
    assert rich_text("# Giấy tờ") == "<h3>Giấy tờ</h3>\n"


def test_as_many_links_as_anybody_writes_are_links() -> None:
    assert rich_text(LINK * MOST_BRACKETS).count("<a ") == MOST_BRACKETS


def test_more_brackets_than_that_are_read_as_they_were_typed() -> None:
    for written in ("[" * 700, LINK.strip() * 501, "\\[" * 600 + "[" * 600):
        assert "<a " not in rich_text(written)
        assert plain_text(written) == written.replace("\\[", "[")
