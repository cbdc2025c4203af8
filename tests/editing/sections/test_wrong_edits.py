"""Fifty wrong edits, as somebody new would make them, and any text at all: citizens read what they read before."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cqtt.extensions import db
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from cqtt.text import clean
from tests.editing.sections.boxes import draft_content, draft_of, edit_of, fields_of, typed
from tests.factories import make_officer, make_procedure, sign_in

PAPER = "giay-chung-sinh"
LONG = "một dòng rất dài\n" * 300
NFD = "Gia\u0302\u0301y"
SCRIPT = "<script>alert(1)</script>"
HOSTILE = "[x](javascript:alert(1)) <img src=x onerror=alert(1)> {{ 7*7 }}"

# (part, or what stands behind it in the address; what is typed; whether it may be saved as a draft)
WRONG: list[tuple[str, dict[str, Any], bool]] = [
    *[("ten", {"code": code}, False) for code in ("1.1", "abc", "1001193", "1.001193.000.00.00.H19", "1.00119３")],
    *[("ten", {"name": name}, False) for name in ("", "   ", LONG, "\u200b")],
    ("ten", {"field": "Lĩnh vực tự đặt"}, False),
    ("ten", {"results": LONG}, False),
    ("ten", {"name": NFD + SCRIPT}, True),
    *[("thoi-han", {"amount": amount}, False) for amount in ("0", "-1", "1,5", "1000", "ba", "9" * 30)],
    ("thoi-han", {"unit": "year"}, False),
    ("thoi-han", {"amount": "", "unit": "day"}, False),
    ("thoi-han", {"after_supplement": ""}, False),
    ("thoi-han", {"supplement_window": "366"}, False),
    ("thoi-han", {"time_note": LONG}, False),
    *[
        ("le-phi", {"fee_amount": fee}, False)
        for fee in ("-1", "8k", "1.00.000", "8000,5", "1e9", "999999999999", "miễn phí")
    ],
    ("le-phi", {"fee_note": LONG}, False),
    ("le-phi", {"fee_amount": ""}, True),  # not published: never "free"
    ("cac-buoc", {"steps": LONG}, False),
    ("cac-buoc", {"form_names": "a" * 251}, False),
    ("cac-buoc", {"guidance": "x" * 6001}, False),
    ("cac-buoc", {"guidance": HOSTILE + SCRIPT}, True),
    ("truc-tuyen", {"online_level": "everything"}, False),
    ("truc-tuyen", {"channels": ["pigeon"]}, False),
    ("can-cu", {"source": ""}, False),
    ("can-cu", {"as_of-ngay": "", "as_of-thang": "", "as_of-nam": ""}, False),
    ("can-cu", {"as_of-nam": "2099"}, False),
    ("can-cu", {"checked": ["everything"]}, False),
    ("can-cu", {"checked": []}, True),
    ("giay-to", {f"{PAPER}-name": ""}, False),
    ("giay-to", {f"{PAPER}-originals": "-2"}, False),
    ("giay-to", {f"{PAPER}-copies": "21"}, False),
    ("giay-to", {f"{PAPER}-note": LONG}, False),
    ("giay-to", {f"{PAPER}-look_up": "y", f"{PAPER}-present_only": "y"}, False),
    ("giay-to", {f"{PAPER}-form_file": "1"}, False),
    ("giay-to", {"row": []}, False),  # a form that came without its end
    ("giay-to/them", {"new_name": " "}, False),
    (f"giay-to/{PAPER}/bo", {}, True),
    ("giay-to/khong-co/bo", {}, True),
    (f"giay-to/{PAPER}/tep/mau", {}, False),
    ("ten", {"seen": "0" * 16, "name": "Ghi đè"}, False),
    ("ten", {"seen": "", "name": "Không biết ghi lên đâu"}, False),
]


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def public(client: FlaskClient, version: ProcedureVersion) -> tuple[str, str, str]:
    """What citizens read, and what is stored of it."""
    code = version.procedure.code
    db.session.expire_all()
    return client.get(f"/thu-tuc/{code}").text, client.get("/thu-tuc?trang=1").text, json.dumps(version.content)


def test_fifty_wrong_edits_are_prevented_or_stay_a_draft_that_citizens_never_see(admin: FlaskClient) -> None:
    version = make_procedure()
    before = public(admin, version)
    assert len(WRONG) >= 50
    for where, wrong, may_be_saved in WRONG:
        draft = draft_of(version)
        said = draft.digest if draft else None
        answer = admin.post(edit_of(version, f"/{where}"), data=typed(admin, version, where.split("/")[0]) | wrong)
        assert answer.status_code in ((200, 303) if may_be_saved else (409, 422)), (where, wrong)
        draft = draft_of(version)
        assert may_be_saved or (draft.digest if draft else None) == said, (where, wrong)
        if wrong == {"checked": []} or where.endswith("/bo"):
            _throw_away(draft)
        assert public(admin, version) == before, (where, wrong)


def _throw_away(draft: ProcedureVersion | None) -> None:
    """Begin anew: what follows is about a list and ticks that are there."""
    if draft is not None:
        db.session.delete(draft)
        db.session.commit()


text_of_any_kind = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=200)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=text_of_any_kind, lines=st.lists(text_of_any_kind, max_size=5))
def test_any_text_is_kept_as_it_reads_or_refused_and_shown_again(
    admin: FlaskClient, words: str, lines: list[str]
) -> None:
    version = make_procedure()
    before = version.digest
    fields = typed(admin, version, "cac-buoc") | {"guidance": words, "steps": "\n".join(lines)}
    answer = admin.post(edit_of(version, "/cac-buoc"), data=fields)
    db.session.expire_all()
    assert version.digest == before
    if answer.status_code == 303 and draft_of(version):
        assert draft_content(version).guidance == clean(words)
        stored = fields_of(admin.get(edit_of(version)).text, "cac-buoc")
        again = admin.post(edit_of(version, "/cac-buoc"), data=stored)  # what stands there is what is stored
        assert again.status_code == 303 and draft_content(version).guidance == clean(words)
    else:
        assert answer.status_code in (303, 422)
