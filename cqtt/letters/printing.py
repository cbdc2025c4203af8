"""Orders of papers for many letters: letters, envelopes or labels in one file, made by the worker.

None of the acts commits but `mark_sent`. Who draws holds a lease, which falls by itself: an order whose maker died is
made by the next.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import lazyload, selectinload

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.files import FileStore
from cqtt.i18n import _, _l
from cqtt.letters.actions import send
from cqtt.letters.models import Letter, LetterPrint, Paper, PrintStatus
from cqtt.letters.papers import Drawing, envelopes_of, labels_of, letters_on_paper
from cqtt.letters.reading import readable_by
from cqtt.letters.rules import LetterRefused, Status, Way
from cqtt.letters.sizes import Envelope, LabelSheet
from cqtt.one_by_one import one_by_one
from cqtt.roles import Role

MOST_LETTERS = 500  # of one order
AT_ONCE = 25  # letters drawn in one go; then the progress is noted
KEPT = timedelta(days=7)
PAPER_NAMES = {
    Paper.LETTERS: _l("Thư, khổ A4"),
    Paper.ENVELOPES: _l("Phong bì"),
    Paper.LABELS: _l("Nhãn địa chỉ dán phong bì"),
}


def print_store() -> FileStore:
    """Return where made files lie: a folder of their own."""
    return FileStore(Path(current_app.instance_path) / "letters")


def order_papers(
    paper: Paper, options: dict[str, Any], letters: Sequence[Letter], start_key: str, officer: Officer, at: datetime
) -> LetterPrint:
    """Order papers for these letters. Sent twice, it is one order. Raise LetterRefused for none, or too many."""
    begun = order_of_key(start_key)
    if begun is not None:
        return begun
    if not letters:
        raise LetterRefused(_("Xin đánh dấu ít nhất một thư để in."))
    if len(letters) > MOST_LETTERS:
        raise LetterRefused(_("Mỗi lần in nhiều nhất %(most)s thư. Xin chia làm nhiều lần.", most=MOST_LETTERS))
    ordered = LetterPrint(
        start_key=start_key,
        paper=paper,
        options=options,
        letter_ids=[letter.id for letter in letters],
        status=PrintStatus.WAITING,
        created_at=at,
        created_by_id=officer.id,
    )
    db.session.add(ordered)
    db.session.flush()
    record("letter.order_print", "letter_print", ordered.id, officer.id, at=at, paper=paper.value, number=len(letters))
    return ordered


def order_of_key(start_key: str) -> LetterPrint | None:
    """Return what the form with this key has ordered, if it was sent."""
    return db.session.scalar(select(LetterPrint).where(LetterPrint.start_key == start_key))


def try_again(ordered: LetterPrint) -> bool:
    """Let an order that failed be made once more; tell whether it had failed."""
    failed = (LetterPrint.id == ordered.id, LetterPrint.status == PrintStatus.FAILED)
    values = {"status": PrintStatus.WAITING, "done": 0, "problem": "", "leased_until": None}
    tried = bool(db.session.execute(update(LetterPrint).where(*failed).values(values)).rowcount)  # type: ignore[attr-defined]
    if tried:
        record("letter.order_print", "letter_print", ordered.id)
    return tried


def printable(ids: Sequence[int], officer: Officer) -> list[Letter]:
    """Return the letters with these numbers, in this order, that an officer may read and that were not thrown away."""
    found = {letter.id: letter for letter in db.session.scalars(_wanted(ids).where(readable_by(officer)))}
    return [found[id] for id in ids if id in found]


def waiting_for_paper(officer: Officer) -> list[Letter]:
    """Return the signed letters that wait to be sent, those without telephone and mail first."""
    wanted = select(Letter).where(Letter.status == Status.APPROVED, readable_by(officer))
    letters = db.session.scalars(wanted.order_by(Letter.approved_at, Letter.id).limit(MOST_LETTERS))
    return sorted(letters, key=lambda letter: bool(letter.to_phone or letter.to_email))


def of_batch(batch_id: int, officer: Officer) -> list[Letter]:
    """Return the letters that one list made, in its order."""
    wanted = select(Letter).where(Letter.batch_id == batch_id, Letter.status != Status.DISCARDED, readable_by(officer))
    return list(db.session.scalars(wanted.order_by(Letter.id)))


def portions_of(ordered: LetterPrint) -> Iterator[Drawing]:
    """Yield what is to be drawn, a portion at a time; labels in one, for sheets are filled without a gap."""
    ids, options = ordered.letter_ids, ordered.options
    step = len(ids) if ordered.paper is Paper.LABELS else AT_ONCE
    for begin in range(0, len(ids), step):
        letters = _in_order(ids[begin : begin + step])
        if letters:
            yield _drawing(ordered.paper, options, letters)


def _drawing(paper: Paper, options: dict[str, Any], letters: Sequence[Letter]) -> Drawing:
    if paper is Paper.LETTERS:
        return letters_on_paper(letters)
    if paper is Paper.ENVELOPES:
        return envelopes_of(letters, Envelope(options["envelope"]))
    return labels_of(letters, LabelSheet(options["sheet"]), options["first"])


def _in_order(ids: Sequence[int]) -> list[Letter]:
    found = {letter.id: letter for letter in db.session.scalars(_wanted(ids))}
    return [found[id] for id in ids if id in found]


def _wanted(ids: Sequence[int]) -> Any:
    signer = selectinload(Letter.signer).options(lazyload(Officer.roles))
    return select(Letter).where(Letter.id.in_(ids), Letter.status != Status.DISCARDED).options(signer)


def may_open(ordered: LetterPrint, officer: Officer) -> bool:
    """Tell whether an officer may see an order: whoever placed it, and leaders who may read every letter in it."""
    if ordered.created_by_id == officer.id:
        return True
    hidden = select(Letter.id).where(Letter.id.in_(ordered.letter_ids), ~readable_by(officer)).limit(1)
    return officer.has_role(Role.LEADER) and db.session.scalar(hidden) is None


def hand_out(ordered: LetterPrint, officer: Officer) -> None:
    """Note that the file was taken to be printed."""
    record("print", "letter_print", ordered.id, officer.id, letters=ordered.letter_ids)


def to_be_marked(ordered: LetterPrint, officer: Officer) -> list[Letter]:
    """Return the letters of an order that were signed when they were printed and wait to be sent."""
    if ordered.paper is not Paper.LETTERS or ordered.status is not PrintStatus.DONE:
        return []
    return [
        letter
        for letter in printable(ordered.letter_ids, officer)
        if letter.status is Status.APPROVED and letter.approved_at and letter.approved_at <= ordered.created_at
    ]


def mark_sent(ordered: LetterPrint, officer: Officer, at: datetime) -> int:
    """Write down that the letters of an order went out on paper, and return how many.

    Each is a transaction of its own, so that five hundred keep nobody waiting; unlike an action, this commits. One
    that cannot be sent any more, for its dossier has gone on, stays among those that wait and stops no other.
    """
    officer_id = officer.id

    def mark(id: int, at: datetime) -> bool:
        letter = db.session.get_one(Letter, id)
        if letter.status is not Status.APPROVED:  # a colleague was faster
            return False
        send(letter, letter.revision, db.session.get_one(Officer, officer_id), Way.PRINTED, at)
        return True

    return one_by_one([letter.id for letter in to_be_marked(ordered, officer)], mark, at)
