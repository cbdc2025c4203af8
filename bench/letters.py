"""How long letters for a list of 500 people take: read from the workbook, drafted, drawn as one file."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cqtt import create_app
from cqtt.clock import now
from cqtt.config import read_settings
from cqtt.extensions import db
from cqtt.letters import merge_batches
from cqtt.letters.merging import read_list
from cqtt.letters.models import Letter, LetterPrint
from cqtt.letters.papers import letters_on_paper
from cqtt.letters.people_list import MOST_ROWS, PeopleList
from cqtt.letters.print_jobs import make_letter_papers
from cqtt.letters.rules import Occasion
from cqtt.roles import Role
from tests.factories import make_commune, make_officer
from tests.letters.lists import HEAD, many, workbook

COUNT = 20


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what is measured, the figure and the bar."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"CQTT_DATA": str(Path(folder)), "CQTT_SECRET_KEY": "k" * 40}))
        with app.app_context():
            db.create_all()
            make_commune()
            yield from _measured()


def _measured() -> Iterator[tuple[str, str, str]]:
    begun = time.perf_counter()
    people = read_list(workbook(HEAD, *many(MOST_ROWS)), Occasion.THANKS).called("Danh sách", "vi")
    order = _started(people)
    make_letter_papers(now())
    seconds = time.perf_counter() - begun
    alone = _one_alone(order)
    yield "letter", f"{alone * 1000:,.1f} ms", "100 ms"
    each = seconds / MOST_ROWS
    yield f"{MOST_ROWS} letters of a list", f"{seconds:.1f} s, {each / alone:.1f} × one drawn alone", "20 s"


def _started(people: PeopleList) -> LetterPrint:
    order = merge_batches.start(people, merge_batches.keep_list(people), make_officer(Role.RECEPTION), now())
    db.session.commit()
    return order


def _one_alone(order: LetterPrint) -> float:
    """Return the mean time of a letter that is drawn by itself."""
    letters = [db.session.get_one(Letter, id) for id in order.letter_ids[:COUNT]]
    begun = time.perf_counter()
    for letter in letters:
        letters_on_paper([letter]).pdf()
    return (time.perf_counter() - begun) / COUNT
