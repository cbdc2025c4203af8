"""An officer who opens everything there is: every address of the product, every link, every search.

It knows no page by name, so what is added later is walked too.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import Table, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from cqtt.extensions import db
from cqtt.text import fold
from tests.test_routes import HOLES, QUERIES

Answers = Iterator[tuple[str, str, str]]  # endpoint, address, all that the answer says
_LINK = re.compile(r'(?:href|src|hx-get|action)="(/[^"#]*)')
_SEARCH = re.compile(r'<form[^>]*action="(/[^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_BOX = re.compile(r'<input[^>]*type="search"[^>]*name="([^"]+)"|<input[^>]*name="(q|tim|ma|code)"')
_HELD = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
MOST_OF_A_KIND = 12  # addresses followed of one endpoint
NEVER = {"commune.sign_out"}


def text_of(answer: TestResponse) -> str:
    """Return everything an answer says, whatever kind of file it is, with its headers."""
    content, kind = answer.data, answer.mimetype or ""
    said = content.decode("utf-8", "replace")
    if kind == "application/pdf":
        said = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            said = "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    headers = "\n".join(value for name, value in answer.headers.items() if name != "Set-Cookie")
    return f"{unescape(said)}\n{headers}"


@dataclass
class Secret:
    """What must be found nowhere: `words` folded, in pieces as a page may break them; numbers in any grouping."""

    words: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)  # ids of files, links
    codes: list[str] = field(default_factory=list)  # everywhere but in the record

    def found_in(self, said: str, in_record: bool = False) -> list[str]:
        folded = " ".join(fold(said).split())
        found = [word for word in self.words if fold(word) in folded]
        found += [number for number in self.numbers if re.search(r"[\s.\-]?".join(number), said)]
        found += [exact for exact in self.exact if exact in said]
        codes = [] if in_record else self.codes
        return found + [code for code in codes if fold(code) in folded or fold(code).replace("-", "") in folded]


class Walker:
    """One signed-in browser, and every address it asked."""

    def __init__(self, app: Flask, client: FlaskClient, holes: Iterable[dict[str, Any]] = ()) -> None:
        self.app, self.client, self.holes = app, client, [*holes, HOLES]
        self.asked: set[str] = set()
        self.of_kind: dict[str, int] = {}
        self.forms: dict[tuple[str, str], dict[str, str]] = {}

    def everywhere(self, whole: bool = True) -> Answers:
        """Ask every address of the product that answers GET, with everything that may stand in its holes.

        Not the whole: those without holes, and those of feedback.
        """
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            if "GET" not in (rule.methods or ()) or rule.endpoint in NEVER:
                continue
            if rule.arguments and not whole and "phan-anh" not in rule.rule:
                continue
            for address in dict.fromkeys(filled(rule, holes) for holes in self.holes):
                yield from self._ask(address)

    def along_links(self, *start: str) -> Answers:
        """Follow every link from these pages on, some of each kind."""
        ahead = list(start)
        while ahead:
            for endpoint, address, said in self._ask(ahead.pop(), follow=True):
                ahead += [link for link in map(unescape, _LINK.findall(said)) if link not in self.asked]
                yield endpoint, address, said

    def searching(self, *terms: str) -> Answers:
        """Type these words into every search that was met on the way."""
        for (action, box), held in list(self.forms.items()):
            for term in terms:
                typed = {**held, box: term}
                for answer in (
                    self.client.get(action, query_string=typed, follow_redirects=True),
                    self.client.post(action, data=typed, follow_redirects=True),
                ):
                    said = text_of(answer)
                    for echo in (term, unescape(term)):
                        said = said.replace(f'value="{echo}"', "")
                    yield self._endpoint(action), f"{action} ← {term}", said

    def _ask(self, address: str, follow: bool = False) -> Answers:
        endpoint = self._endpoint(address)
        if address in self.asked or endpoint in NEVER:
            return
        self.asked.add(address)
        self.of_kind[endpoint] = self.of_kind.get(endpoint, 0) + 1
        if follow and self.of_kind[endpoint] > MOST_OF_A_KIND:
            return
        answer = self.client.get(address)
        said = text_of(answer)
        if answer.mimetype == "text/html":
            self._note_forms(answer.text)
        if answer.location and answer.location.startswith("/"):
            yield from self._ask(unescape(answer.location), follow)
        yield endpoint, address, said

    def _note_forms(self, page: str) -> None:
        for action, inside in _SEARCH.findall(page):
            for names in _BOX.findall(inside):
                box = next(filter(None, names))
                self.forms.setdefault((unescape(action), box), dict(_HELD.findall(inside)))

    def _endpoint(self, address: str) -> str:
        path = address.partition("?")[0]
        try:
            endpoint, _values = self.app.url_map.bind("site").match(path, method="GET")
        except Exception:  # noqa: BLE001 - whatever leads nowhere is of no kind
            return ""
        return str(endpoint)


def filled(rule: Rule, holes: dict[str, Any]) -> str:
    """Return an address of this rule; what nobody named a value for gets one its kind of hole takes."""
    several = {name: word for word, name in re.findall(r"<any\(\W*([\w-]+)[^>]*\):(\w+)>", rule.rule)}
    numbers = set(re.findall(r"<(?:row|int)[^:>]*:(\w+)>", rule.rule))
    values = {}
    for name in rule.arguments:
        plain = holes.get(name, HOLES.get(name, 1 if name in numbers else "khong-co"))
        values[name] = several.get(name) or (plain if name not in numbers or str(plain).isdecimal() else 1)
    built = rule.build(values)
    assert built, rule.rule
    return built[1] + QUERIES.get(rule.endpoint, "")


def rows_about(tables: Iterable[Table], **of: Any) -> list[str]:
    """Return every row of these tables, to compare before and after."""
    db.session.rollback()
    return [repr(row) for table in tables for row in db.session.execute(select(table).order_by(*table.primary_key))]
