"""What was published before these pages came keeps its digest: nothing is added to a version that did not say it."""

import hashlib
import json
from dataclasses import fields, replace

from cqtt.commune.limits import AfterStop
from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.questions import Days, Question, QuestionKind, ShownIf
from cqtt.procedures.requirements import Requirement
from tests.factories import procedure_content

# Of all 169 entries of the catalogue, one after the other, as the first release stored them.
OF_THE_CATALOGUE = "760b80d0c20c1b2d292cc8df2710f5be803284fe834e192af41cd1b7e2bc220e"
OLD_KEYS = {
    "slug", "code", "name", "field", "processing_time", "fee", "requirements", "applicants", "form_names", "results",
    "legal_basis", "steps", "on_the_spot", "letter_trigger", "online_level", "channels", "questions", "source",
    "as_of", "confidence",
}  # fmt: skip


def test_the_catalogue_has_the_digests_of_the_first_release() -> None:
    digests = "".join(content.digest() for content in read_own_catalogue().procedures)
    assert hashlib.sha256(digests.encode()).hexdigest() == OF_THE_CATALOGUE


def test_an_old_version_is_stored_again_without_a_new_word() -> None:
    old = procedure_content()
    again = ProcedureContent.from_json(json.loads(json.dumps(old))).to_json()
    assert set(again) == OLD_KEYS and again == old
    assert set(again["requirements"][0]) == {"id", "name", "originals", "copies", "present_only", "note", "when"}
    assert set(again["questions"][0]) == {"id", "label", "kind", "help", "required", "choices", "max_length"}


def test_every_new_word_comes_back_and_changes_the_digest() -> None:
    plain = ProcedureContent.from_json(procedure_content())
    paper = replace(plain.requirements[0], look_up=True, form_file=3, sample_file=4)
    question = Question(
        "so-con",
        "Số con",
        QuestionKind.GROUP,
        parts=(Question("ten", "Tên", QuestionKind.NUMBER, least=1, most=9),),
        most_rows=3,
        shown_if=ShownIf("co", ("yes",)),
        days=Days.PAST,
    )
    for new in (
        {"guidance": "Lời thêm"},
        {"after_supplement": AfterStop.CONTINUE},
        {"supplement_window": 15},
        {"requirements": (paper,)},
        {"questions": (question,)},
    ):
        content = replace(plain, **new)  # type: ignore[arg-type]
        assert ProcedureContent.from_json(json.loads(json.dumps(content.to_json()))) == content
        assert content.digest() != plain.digest()


def test_every_field_that_came_later_is_left_out_where_it_says_the_usual() -> None:
    later = [each for kind in (ProcedureContent, Requirement, Question) for each in fields(kind) if each.metadata]
    assert {each.name for each in later} >= {"guidance", "look_up", "form_file", "shown_if", "parts"}
    content = ProcedureContent.from_json(procedure_content())
    stored = json.dumps(content.to_json())
    assert not [each.name for each in later if f'"{each.name}"' in stored]
