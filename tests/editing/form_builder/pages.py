"""The builder's pages for tests: addresses, the state a page showed, what the draft says by now."""

import re
import secrets

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt.editing.form_builder.forms import answer_words
from cqtt.editing.form_builder.kinds import WORDS
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.procedures.questions import DECIDING, NUMBERS, WITH_CHOICES, Question, QuestionKind
from cqtt.procedures.versions import content_of_version, version_in

EMPTY = {"label": "Câu hỏi thử", "help": "", "depends_on": ""}


def form_of(version: ProcedureVersion, rest: str = "") -> str:
    """Return an address of the builder."""
    return f"/quan-tri/thu-tuc/{version.procedure.address_code}/cau-hoi{rest}"


def draft_of(version: ProcedureVersion) -> ProcedureVersion | None:
    db.session.expire_all()
    return version_in(version.procedure_id, VersionStatus.DRAFT)


def questions_now(version: ProcedureVersion) -> tuple[Question, ...]:
    """Return what the draft asks."""
    draft = draft_of(version)
    assert draft is not None
    return content_of_version(draft).questions


def seen_on(page: str) -> str:
    """Return the state that a page of the builder showed."""
    found = re.search(r'name="seen"[^>]* value="([^"]*)"', page)
    assert found, page
    return found[1]


def press(admin: FlaskClient, version: ProcedureVersion, rest: str, **more: str) -> TestResponse:
    """Press a button of the list as it is by now, and return the page that follows."""
    seen = seen_on(admin.get(form_of(version)).text)
    return admin.post(form_of(version, rest), data={"seen": seen, **more}, follow_redirects=True)


def one_time() -> dict[str, object]:
    """Return the hidden key that each page of a new question has of its own."""
    return {"key": secrets.token_urlsafe(16)}


def add(
    admin: FlaskClient, version: ProcedureVersion, kind: QuestionKind, at: str = "", **typed: object
) -> TestResponse:
    """Fill in the page of a new question."""
    address = form_of(version, f"/them-cau?loai={WORDS[kind].slug}{at}")
    return admin.post(address, data=EMPTY | one_time() | typed, follow_redirects=True)


def edit(admin: FlaskClient, version: ProcedureVersion, place: str, **typed: object) -> TestResponse:
    """Open the page of a question, type some of it anew, and save."""
    page = admin.get(form_of(version, f"/{place}")).text
    stored = questions_now(version) if draft_of(version) else content_of_version(version).questions
    group, _dot, id = place.rpartition(".")
    among = next(one.parts for one in stored if one.id == group) if group else stored
    position = next(number for number, one in enumerate(among) if one.id == id)
    data = typed_as(among[position], among[:position]) | {"seen": seen_on(page)} | typed
    return admin.post(form_of(version, f"/{place}"), data=data, follow_redirects=True)


def typed_as(question: Question, earlier: tuple[Question, ...]) -> dict[str, object]:
    """Return what is typed to make this question, as a browser sends it."""
    typed: dict[str, object] = {
        "kind": WORDS[question.kind].slug,
        "label": question.label,
        "help": question.help,
        "depends_on": question.shown_if.question if question.shown_if else "",
    }
    if question.required:
        typed["required"] = "y"
    deciding = [one for one in earlier if one.kind in DECIDING]
    for number, on in enumerate(deciding):
        if question.shown_if and on.id == question.shown_if.question:
            typed[f"when_{number}"] = [value for value in answer_words(on) if value in question.shown_if.values]
    return typed | _limits_as_typed(question)


def _limits_as_typed(question: Question) -> dict[str, object]:
    if question.kind in WITH_CHOICES:
        return {"choices": "\r\n".join(question.choices)}
    if question.kind in NUMBERS:
        return {name: "" if (n := getattr(question, name)) is None else f"{n:,}".replace(",", ".") for name in BOUNDS}
    if question.kind is QuestionKind.DATE:
        return {"days": question.days.value}
    if question.kind is QuestionKind.GROUP:
        return {"most_rows": str(question.most_rows or ""), "first_part": question.parts[0].label}
    return {"max_length": str(question.max_length or "")}


BOUNDS = ("least", "most")
