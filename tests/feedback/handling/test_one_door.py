"""Nobody asks the database for feedback past `secrecy`: read from the code itself, for the whole product.

A function that names a table of feedback in a query passes through a door of secrecy.py in the same function, or
stands below with the reason why it may not need to. What citizens hold (sending/, following/, held.py) is opened by
secrets of theirs and by nothing an officer has.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cqtt import ROOT

CODE = ROOT / "cqtt"
TABLES = {"Feedback", "FeedbackFile", "FeedbackEvent", "FeedbackFollower"}
ASKING = {"select", "exists", "update", "delete", "aliased", "join", "outerjoin", "where", "filter", "filter_by"}
ASKING |= {"get", "get_one", "query", "joinedload", "selectinload", "contains_eager", "having", "select_from"}
DOORS = {"readable", "readable_by", "readable_or_none", "readable_or_404", "whole_or_404", "lines"}

# Folders and modules that officers' pages do not read through: the whole of each, and why.
OTHERS = {
    "feedback/secrecy.py": "the door itself",
    "feedback/sending": "the citizen's own drafts, and public matters to follow instead",
    "feedback/following": "what a browser holds the secret of, and what is published",
    "feedback/held.py": "what a browser holds the secret of",
    "feedback/views.py": "the secret link itself",
    "feedback/jobs.py": "what the calendar does by itself; nobody reads it",
    "migrations": "tables, no rows",
}
# "module function": why it may ask without a door.
ALLOWED = {
    "feedback/citizen_actions.py sent_with": "by the one-time key that only its own form has",
    "feedback/citizen_actions.py follow": "by the one-time key that only its own form has",
    "feedback/citizen_actions.py _free_code": "whether a code is taken; nothing is read",
    "feedback/due.py dates_that_move": "what the calendar does by itself; nobody reads it",
    "feedback/due.py move_sorting": "what the calendar does by itself; nobody reads it",
    "feedback/kept.py stored_keys": "keys of files, for the sweep",
    "feedback/ratings.py _count": "figures for everybody, without reports of conduct",
    "feedback/ratings.py satisfaction": "figures of whole fives, without reports of conduct",
    "feedback/ratings.py first_answered_at": "the moment of an answer, inside those figures",
    "evaluation/cases.py _feedbacks": "codes of what a figure counts, without what accuses anybody",
    "evaluation/satisfaction.py _answers": "figures of whole fives, without reports of conduct",
    "feedback/handling/filters.py": "the condition that there is a voice note, asked behind a door",
    "promises/reading.py": "that no promise tells of a report of conduct; nothing is read",
    "listening/jobs.py forget_erased": "what the calendar does by itself; nobody reads it",
    "listening/reading.py figures_of": "numbers for everybody",
    "listening/reading.py published_opinions": "what everybody may read",
    "ratings/actions.py change_mark": "by the key that only the browser has which gave the mark",
    "ratings/actions.py explain": "by the key that only the browser has which gave the mark",
    "ratings/apologies.py answer_rated": "what the calendar does by itself; nobody reads it",
    "ratings/apologies.py forgotten": "what the calendar does by itself; nobody reads it",
    "ratings/apologies.py not_to_write_about": "that no letter tells of it; nothing is read",
    "ratings/apologies.py to_say_sorry_for": "what the calendar does by itself; nobody reads it",
    "ratings/figures.py _answers": "figures of whole fives, without reports of conduct",
    "ratings/figures.py words_said": "that no word about a report of conduct is shown; nothing is read",
    "ratings/inviting.py answers_to_ask": "what the calendar does by itself; nobody reads it",
    "ratings/jobs.py _ask_about_answer": "what the calendar does by itself; nobody reads it",
    "ratings/jobs.py _take_in": "what the calendar does by itself; nobody reads it",
    "ratings/jobs.py forget_old_words": "what the calendar does by itself; nobody reads it",
    "ratings/jobs.py take_in_answers": "what the calendar does by itself; nobody reads it",
    "ratings/secrecy.py known_to": "that no report of conduct, and nothing about whoever asks, is told",
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(CODE.rglob("*.py")):
        name = path.relative_to(CODE).as_posix()
        if not any(name == other or name.startswith(f"{other}/") for other in OTHERS):
            yield name, path


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def names_in(nodes: list[ast.expr]) -> set[str]:
    return {node.id for each in nodes for node in ast.walk(each) if isinstance(node, ast.Name)}


def tables_of(tree: ast.Module) -> set[str]:
    """Return the names under which a module knows the tables of feedback."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "cqtt.feedback.models":
            found |= {alias.asname or alias.name for alias in node.names if alias.name in TABLES}
    return found


def asking_in(path: Path) -> Iterator[str]:
    """Yield each function of a module that asks for feedback and passes no door; "" for what no function holds."""
    tree = ast.parse(path.read_text())
    if not (tables := tables_of(tree)):
        return
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    if any(_asks(node, tables) for node in ast.walk(tree) if id(node) not in inside):
        yield ""
    for function in functions:
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        if any(_asks(call, tables) for call in calls) and not any(called(call) in DOORS for call in calls):
            yield function.name


def _asks(node: ast.AST, tables: set[str]) -> bool:
    if not isinstance(node, ast.Call) or called(node) not in ASKING:
        return False
    return bool(tables & names_in([*node.args, *(keyword.value for keyword in node.keywords)]))


def past_the_door() -> set[str]:
    return {f"{name} {function}".strip() for name, path in modules() for function in asking_in(path)}


def test_every_query_for_feedback_passes_the_door_or_is_named_with_its_reason() -> None:
    assert past_the_door() - set(ALLOWED) == set()


def test_no_reason_outlives_what_it_excuses() -> None:
    assert set(ALLOWED) - past_the_door() == set()


@pytest.mark.parametrize(
    "code",
    [
        "def page(): return db.session.scalars(select(Feedback)).all()",
        "def page(id): return db.session.get(Feedback, id)",
        "def page(): return select(Promise).join(Feedback).where(Promise.id == 1)",
        "def page(): return select(func.count()).where(Heard.code == 'GY')",
        "EVERYTHING = select(FeedbackFile)",
    ],
)
def test_the_test_sees_what_it_looks_for(code: str, tmp_path: Path) -> None:
    module = tmp_path / "page.py"
    head = "from cqtt.feedback.models import Feedback, FeedbackFile, Feedback as Heard\n"
    module.write_text(head + code)
    assert list(asking_in(module))
    module.write_text(head + "def page(): return db.session.scalars(readable(me()).where(Feedback.id == 1))")
    assert not list(asking_in(module))
