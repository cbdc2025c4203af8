"""Text with lists, bold words and links that officials write: Markdown in, clean HTML out. The one place that makes it.

What is stored is the Markdown; HTML is made anew each time, so that a stricter rule holds for old text too.
"""

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

LONGEST = 20_000  # characters
# A list that goes on after a paragraph keeps its number: "2." must not become "1.".
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "h3", "h4", "blockquote"}
SCHEMES = {"http", "https", "mailto", "tel"}
_LEVELS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}  # the page has its own h1 and h2

# A line of === or --- under a line makes a heading of it: nobody who draws a line means that.
_without = ["image", "code", "fence", "hr", "lheading"]
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(_without)
MOST_BRACKETS = 500  # to look where each of 20 000 links may end takes most of a second
_BRACKET = re.compile(r"\\.|\[", re.DOTALL)  # or what is escaped already


def rich_text(written: str) -> Markup:
    """Return the text as safe HTML: only what TAGS names, links only to the web, mail and telephones."""
    tokens = _markdown.parse(_bounded(written))
    for token in tokens:
        token.tag = _LEVELS.get(token.tag, token.tag)
    drawn = _markdown.renderer.render(tokens, _markdown.options, {})
    kept = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    return Markup(kept)


def plain_text(written: str) -> str:
    """Return the words alone, a line for each paragraph: for messages, feeds and searches."""
    html = _markdown.render(_bounded(written)).replace("</p>", "</p>\n").replace("</li>", "</li>\n")
    words = Markup(nh3.clean(html, tags=set())).unescape()
    return "\n".join(line.strip() for line in words.split("\n") if line.strip())


def _bounded(written: str) -> str:
    """Return as much of the text as is read; where there are more brackets than anybody writes, they begin no link."""
    read = written[:LONGEST]
    if read.count("[") <= MOST_BRACKETS:
        return read
    return _BRACKET.sub(lambda found: "\\[" if found[0] == "[" else found[0], read)
