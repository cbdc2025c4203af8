"""The promises of the code's shape: who may import whom, what rules are free of, how large things get."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from cqtt import FEATURES, ROOT

CODE = ROOT / "cqtt"
TEMPLATES = ROOT / "templates"
NAMES = [feature.__name__.removeprefix("cqtt.") for feature in FEATURES]
SHARED = {"layouts", "components", "errors"}
HTML = sorted(TEMPLATES.rglob("*.html"))
MODULES = [path for path in sorted(CODE.rglob("*.py")) if "migrations" not in path.parts]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports_of(path: Path) -> list[str]:
    return list(_imports(tree_of(path)))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("feature", NAMES)
def test_a_feature_imports_only_features_before_it(feature: str) -> None:
    later = NAMES[NAMES.index(feature) + 1 :]
    wrong = [
        (path.name, name)
        for path in (CODE / feature).rglob("*.py")
        for name in imports_of(path)
        if any(name == f"cqtt.{other}" or name.startswith(f"cqtt.{other}.") for other in later)
    ]
    assert wrong == []


@pytest.mark.parametrize("feature", NAMES)
def test_a_feature_uses_of_another_only_models_rules_and_actions(feature: str) -> None:
    private = re.compile(r"cqtt\.(\w+)\.([\w.]+\.)?\w*(views|forms)\b")
    wrong = [
        (path.name, name)
        for path in (CODE / feature).rglob("*.py")
        for name in imports_of(path)
        if (found := private.match(name)) and found[1] != feature and found[1] in NAMES
    ]
    assert wrong == []


def test_the_parts_of_dossiers_import_only_parts_before_them() -> None:
    parts = ["submission", "papers", "queue", "case"]
    later = {part: parts[number + 1 :] for number, part in enumerate(parts)}
    later["dossiers"] = parts  # what all parts rest on knows none of them
    wrong = [
        (path.name, name)
        for path in (CODE / "dossiers").rglob("*.py")
        for name in imports_of(path)
        if path.name != "__init__.py" and f"{name}.".startswith(_parts_of_dossiers(later[path.parent.name]))
    ]
    assert wrong == []


def _parts_of_dossiers(names: list[str]) -> tuple[str, ...]:
    return tuple(f"cqtt.dossiers.{name}." for name in names)


def test_rules_know_neither_flask_nor_the_database() -> None:
    forbidden = ("flask", "sqlalchemy", "cqtt.extensions", "cqtt.database")
    wrong = [(path, name) for path in CODE.rglob("rules.py") for name in imports_of(path) if name.startswith(forbidden)]
    assert wrong == []


def test_shared_modules_know_no_feature() -> None:
    shared = set(CODE.glob("*.py")) - {CODE / name for name in ("__init__.py", "cli.py", "worker.py")}
    wrong = [
        (path.name, name)
        for path in shared
        for name in imports_of(path)
        if name.split(".")[0] == "cqtt" and len(name.split(".")) > 1 and name.split(".")[1] in NAMES
    ]
    assert wrong == []


def test_every_template_folder_is_a_feature_or_shared() -> None:
    assert {path.name for path in TEMPLATES.iterdir()} <= set(NAMES) | SHARED


def test_functions_and_modules_stay_readable() -> None:
    wrong = [f"{path.name}: {len(path.read_text().splitlines())} lines" for path in MODULES if _lines(path) > 300]
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 45:
                wrong.append(f"{path.name}: {node.name}")
    wrong += [f"{path.name}: template" for path in HTML if _lines(path) > 150]
    assert wrong == []


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_only_models_commit_nothing_and_actions_commit_nothing() -> None:
    committing = re.compile(r"session\.commit\(")
    wrong = [
        path.name
        for path in MODULES
        if path.name in ("actions.py", "models.py", "rules.py", "forms.py") and committing.search(path.read_text())
    ]
    assert wrong == []


@pytest.mark.parametrize("path", HTML, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_a_template_holds_nothing_the_security_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\son[a-z]+=|\sstyle=|<style|<script(?![^>]*\bsrc=)|javascript:", text)
    assert not re.search(r"hx-on|hx-vals=['\"]js:|hx-trigger=\"[^\"]*\[", text)
    assert "|safe" not in text.replace(" ", "")


VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)


@pytest.mark.parametrize("path", HTML, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_words_on_screen_stand_where_they_can_be_translated(path: Path) -> None:
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text())
    bare = [data.data.strip() for data in tree.find_all(nodes.TemplateData) if VIETNAMESE.search(data.data)]
    inside = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext")
        for argument in call.args
    }
    bare += [
        const.value
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and VIETNAMESE.search(const.value) and id(const) not in inside
    ]
    assert bare == []


NEW_TONE = re.compile("(oà|oá|oả|oã|oạ|oè|oé|oẻ|oẽ|oẹ|uỳ|uý|uỷ|uỹ|uỵ)\\b")


def test_tone_marks_stand_in_the_old_place() -> None:
    texts = [*HTML, *MODULES, *(CODE / "procedures/catalogue").glob("*.yaml"), *TEMPLATES.rglob("*.typ")]
    wrong = [
        (path.name, line.strip()[:80])
        for path in texts
        for line in path.read_text().splitlines()
        for found in NEW_TONE.finditer(line)
        if not line[: found.start()].endswith(("q", "Q"))
    ]
    assert wrong == []
