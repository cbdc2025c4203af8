"""The template engine with everything taken out but names and loops: what it is asked to compile, it looks at first.

docxtpl's own cleaning makes the source, so that what is looked at is what is rendered.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from cqtt.declarations.placeholders import Known
from cqtt.declarations.xml_parts import WP, NotPlainXml, W, as_text, read_xml

MOST_FILLED = 8 * 1024 * 1024  # bytes of one part

_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')

Row = Mapping[str, str]


class NotAllowed(ValueError):
    """The source asks for more than names and loops over lists; the first argument is the kind of thing."""


class NotFillable(ValueError):
    """A part is no longer a part of a Word document once its places are filled."""


class NamesOnly(SandboxedEnvironment):
    """Compiles sources of known names and `for` over known lists, and nothing else: no filter, test or global."""

    def __init__(self, known: Known) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
        self.known = known
        for built_in in (self.globals, self.filters, self.tests):
            built_in.clear()

    def from_string(self, source: str | nodes.Template, *given: Any, **options: Any) -> Template:
        """Compile the source, or raise NotAllowed before anything of it is compiled."""
        tree = self.parse(source) if isinstance(source, str) else source
        for node in _more_than_names(tree, self.known):
            raise NotAllowed(f"{type(node).__name__} at line {node.lineno}")
        return super().from_string(tree, *given, **options)


def _more_than_names(tree: nodes.Node, known: Known, loop: tuple[str, str] | None = None) -> Iterator[nodes.Node]:
    """Yield every node that is none of: text, a known name, a loop over a known list, a field of its variable."""
    for node in tree.iter_child_nodes():
        if isinstance(node, nodes.For):
            yield from _in_loop(node, known, loop)
        elif isinstance(node, nodes.Output):
            yield from _more_than_names(node, known, loop)
        elif not _is_text(node) and not _is_value(node, known) and not _is_field(node, known, loop):
            yield node


def _in_loop(node: nodes.For, known: Known, outer: tuple[str, str] | None) -> Iterator[nodes.Node]:
    plain = isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name)
    if not plain or outer or node.else_ or node.test or node.recursive:
        yield node
        return
    variable, name = node.target.name, node.iter.name  # type: ignore[attr-defined]
    if name not in known.lists or variable in known.names or variable in known.lists:
        yield node
        return
    for each in node.body:
        yield from _more_than_names(nodes.Template([each], lineno=node.lineno), known, (variable, name))


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData)


def _is_value(node: nodes.Node, known: Known) -> bool:
    return isinstance(node, nodes.Name) and node.ctx == "load" and node.name in known.names


def _is_field(node: nodes.Node, known: Known, loop: tuple[str, str] | None) -> bool:
    if loop is None or not isinstance(node, nodes.Getattr) or not isinstance(node.node, nodes.Name):
        return False
    return node.node.name == loop[0] and node.attr in known.lists[loop[1]]


def source_of(part: bytes) -> str:
    """Return what the engine is given of a part: tags that Word has split are whole, `{%tr` stands for its row."""
    source: str = DocxTemplate(None).patch_xml(as_text(read_xml(part)))
    return source


def fill_part(source: str, texts: Mapping[str, str], lists: Mapping[str, Sequence[Row]], known: Known) -> Any:
    """Return the root of the part with its places filled; typed words stay words.

    Raise NotAllowed for what is more than names and loops, NotFillable when no sound part comes out.
    """
    rows = {name: [{key: as_xml(text) for key, text in row.items()} for row in lists[name]] for name in lists}
    try:
        template = NamesOnly(known).from_string(source)
        filled = template.render({name: as_xml(text) for name, text in texts.items()} | rows)
    except TemplateError as error:
        raise NotFillable(type(error).__name__) from error
    stored = filled.encode()
    if len(stored) > MOST_FILLED:
        raise NotFillable("too large")
    try:
        return _mended(read_xml(stored))
    except NotPlainXml as error:
        raise NotFillable(str(error)) from error


def as_xml(text: str) -> Markup:
    """Return words as they stand inside `w:t`: markup is text, a line break is one, what XML cannot hold is gone."""
    return _BREAK.join(escape(line) for line in _NOT_XML.sub("", text).split("\n"))


def _mended(root: Any) -> Any:
    """Give back what Word insists on and a loop may have taken away or doubled."""
    for table in [table for table in root.iter(f"{W}tbl") if table.find(f"{W}tr") is None]:
        table.getparent().remove(table)
    for holder in [root, *root.iter(f"{W}tc", f"{W}txbxContent", f"{W}footnote", f"{W}endnote")]:
        holds_text = holder.tag not in (f"{W}document", f"{W}footnotes", f"{W}endnotes")
        if holds_text and (len(holder) == 0 or holder[-1].tag != f"{W}p"):
            holder.append(holder.makeelement(f"{W}p"))
    for number, drawing in enumerate(root.iter(f"{WP}docPr"), start=1):
        drawing.set("id", str(number))
    return root
