"""Collect the sentences of the site for translators: `python -m tests.words` writes translations/cqtt.pot."""

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from cqtt import ROOT

TEMPLATE = ROOT / "translations" / "cqtt.pot"
KEYWORDS = {"_": None, "_l": None, "ngettext": (1, 2)}
METHODS = [("cqtt/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}


def collect() -> Catalog:
    """Return every sentence that stands in a `_()`, without where it stands."""
    catalog = Catalog(project="cqtt", charset="utf-8", fuzzy=False)
    only = {"cqtt", "templates"}
    found = extract_from_dir(
        ROOT, METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=lambda path: _wanted(str(path), only)
    )
    for _filename, _line, message, comments, context in found:
        catalog.add(message, context=context, auto_comments=comments)
    return catalog


def _wanted(path: str, only: set[str]) -> bool:
    relative = path.removeprefix(str(ROOT)).strip("/")
    return not relative or relative.split("/")[0] in only


def main() -> None:
    TEMPLATE.parent.mkdir(exist_ok=True)
    with TEMPLATE.open("wb") as file:
        write_po(file, collect(), omit_header=True, no_location=True, sort_output=True, width=0)
    print(f"{TEMPLATE.name}: {len(collect())} sentences")


if __name__ == "__main__":
    main()
