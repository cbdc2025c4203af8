"""Word documents for the tests of templates: as Word writes them, and as somebody with bad intentions would."""

import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from docx import Document

from cqtt.commune.models import the_commune
from cqtt.declarations import actions, kept
from cqtt.declarations.models import DeclarationTemplate
from cqtt.declarations.names import known_names, name_groups
from cqtt.declarations.rules import examine
from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer

MAIN = "word/document.xml"


def word(*paragraphs: str | Iterable[str], change: Callable[[Any], None] | None = None) -> bytes:
    """A document of these paragraphs; one that is a list of texts is split into as many runs."""
    paper = Document()
    for texts in paragraphs:
        paragraph = paper.add_paragraph()
        for text in [texts] if isinstance(texts, str) else texts:
            paragraph.add_run(text)
    if change:
        change(paper)
    return saved(paper)


def saved(paper: Any) -> bytes:
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def with_parts(paper: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The document with parts added or replaced, or left out where None is given."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(paper)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        content: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()} | parts
        for name, part in content.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def part_of(paper: bytes, name: str = MAIN) -> bytes:
    with zipfile.ZipFile(BytesIO(paper)) as packed:
        return packed.read(name)


def edited(paper: bytes, old: str, new: str, name: str = MAIN) -> bytes:
    """The document with a piece of the XML of one part replaced."""
    xml = part_of(paper, name).decode()
    assert old in xml, old
    return with_parts(paper, {name: xml.replace(old, new, 1).encode()})


def lines(paper: bytes) -> list[str]:
    """What is printed: the texts of the paragraphs and of the cells."""
    opened = Document(BytesIO(paper))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in opened.paragraphs] + cells


def keep_template(version: ProcedureVersion, paper: bytes | None = None) -> DeclarationTemplate:
    """A template of this procedure, kept and in use; row and file."""
    groups = name_groups(ProcedureContent.from_json(version.content), the_commune())
    accepted = examine(paper or word("Tôi là {{ ho_ten }}."), "tờ khai.docx", known_names(groups))
    key = kept.template_store().put(accepted.content)
    officer = make_officer(Role.ADMINISTRATOR)
    template = actions.put_to_use(version.procedure_id, accepted, key, officer, MONDAY)
    db.session.commit()
    return template
