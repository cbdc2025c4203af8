"""Letters for a list of people: kept for a day until somebody has looked at it, then drafted by the worker.

Each row is a cause of its own, so however often the list is sent or the worker begins anew, nobody gets two letters.
Of a list that was corrected and sent again, whoever has a letter from the one before is left out unless asked for.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.files import FileStore, NotAKey
from cqtt.i18n import _
from cqtt.letters import printing
from cqtt.letters.actions import draft
from cqtt.letters.facts import Addressee
from cqtt.letters.merge_matches import earlier_letters
from cqtt.letters.models import Letter, LetterBatch, LetterPrint, Paper, PrintStatus
from cqtt.letters.people_list import PeopleList
from cqtt.letters.rules import LetterRefused

KEPT_FOR = timedelta(days=1)


def list_store() -> FileStore:
    """Return where lists wait: a folder of their own."""
    return FileStore(Path(current_app.instance_path) / "letter-lists")


def keep_list(people: PeopleList) -> str:
    """Keep a list until somebody has looked at it, and return its key. Raise StoreFull for want of room."""
    return list_store().put(json.dumps(people.to_json(), ensure_ascii=False).encode())


def kept_list(key: str) -> PeopleList | None:
    """Return a kept list; None when it has become letters, or was kept too long."""
    try:
        return PeopleList.from_json(json.loads(list_store().read(key)))
    except (FileNotFoundError, NotAKey):
        return None


def forget_lists(at: datetime) -> int:
    """Remove lists that nobody confirmed within a day, and return how many."""
    return list_store().sweep((), at - KEPT_FOR)


def written_from(people: PeopleList) -> LetterPrint | None:
    """Return the order that this very list has made, if any."""
    return printing.order_of_key(_start_key(people))


def made_from(people: PeopleList) -> LetterPrint | None:
    """Return the same, unless it has failed: then it is begun again with the list that was sent anew."""
    begun = written_from(people)
    return None if begun is None or begun.status is PrintStatus.FAILED else begun


def start(people: PeopleList, kept: str, officer: Officer, at: datetime, again: bool = False) -> LetterPrint:
    """Order the letters of a list and their papers. The same list is the same order; one that failed is tried again.

    With `again`, also for those who have a letter from an earlier list.
    """
    begun = written_from(people)
    if begun is not None:
        if begun.status is PrintStatus.FAILED:
            begun.options = {**begun.options, "list": kept, "again": again}
            printing.try_again(begun)
        return begun
    key = _start_key(people)
    batch = LetterBatch(start_key=key, name=people.name, created_at=at, created_by_id=officer.id)
    db.session.add(batch)
    db.session.flush()
    ordered = LetterPrint(
        start_key=key,
        paper=Paper.LETTERS,
        options={"list": kept, "batch": batch.id, "rows": len(people.rows), "again": again},
        letter_ids=[],
        status=PrintStatus.WAITING,
        created_at=at,
        created_by_id=officer.id,
    )
    db.session.add(ordered)
    db.session.flush()
    record("letter.order_print", "letter_print", ordered.id, officer.id, at=at, batch=batch.id, number=len(people.rows))
    return ordered


def _start_key(people: PeopleList) -> str:
    return f"list-{people.key}"


def list_of(ordered: LetterPrint) -> PeopleList:
    """Return the list that an order is made from; raise LetterRefused when it is no longer kept."""
    people = kept_list(ordered.options["list"])
    if people is None:
        raise LetterRefused(_("Danh sách không còn được giữ. Xin tải tệp lên lại, thư nào đã soạn thì không soạn nữa."))
    return people


def draft_rows(ordered: LetterPrint, people: PeopleList, places: range, at: datetime) -> None:
    """Draft the letters of these places in the list; whoever has a letter from this list gets no other."""
    batch = db.session.get_one(LetterBatch, ordered.options["batch"])
    officer = db.session.get_one(Officer, ordered.created_by_id)
    rows = [people.rows[place] for place in places]
    known = {} if ordered.options.get("again") else earlier_letters(people, rows, at, batch.id)
    for place, row in zip(places, rows, strict=True):
        if row.number in known:
            continue
        to = Addressee(row.salutation, row.name, row.address, row.phone, row.email)
        cause = f"batch-{people.key}-{place}"
        draft(people.occasion, cause, to, row.facts, at, officer=officer, language=people.language, batch=batch)


def left_out(ordered: LetterPrint) -> int:
    """Return how many of a list had a letter already, and got none when it was drafted; none where it was no list."""
    rows = int(ordered.options.get("rows", 0))
    return rows - len(ordered.letter_ids) if rows and ordered.letter_ids else 0


def drafted_ids(ordered: LetterPrint) -> list[int]:
    """Return the letters of an order's list, in its order."""
    wanted = select(Letter.id).where(Letter.batch_id == ordered.options["batch"])
    return list(db.session.scalars(wanted.order_by(Letter.id)))
