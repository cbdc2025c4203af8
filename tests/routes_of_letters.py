"""What the walks over all addresses need of letters: who may ask, and one in each state."""

from datetime import timedelta
from typing import Any

from cqtt.clock import now
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import actions, printing
from cqtt.letters.merge_batches import keep_list
from cqtt.letters.merging import read_list
from cqtt.letters.models import Letter, LetterTrigger, Paper, PrintStatus
from cqtt.letters.rules import Occasion, Way
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.factories import make_officer
from tests.letters.cases import approved, drafted, sent
from tests.letters.lists import HEAD, many, workbook

# What a stranger may ask for.
PUBLIC = {
    "dossiers.withdraw_consent",
    "letters.open_letter",
    "letters.open_letter_pdf",
    "push.worker",
    "push.ask",
    "push.stop",
}
# What stands in the holes of an address where a test names nothing better.
HOLES = {"signed": "khong-co", "form": "xlsx"}


def is_about_letters(address: str) -> bool:
    """Tell whether an address, with its holes open, is about one letter."""
    return address.startswith(("/can-bo/thu/<row", "/can-bo/thu/danh-sach/<key", "/thu/mo/<"))


def furnish_letters(procedure_id: int) -> None:
    """Let a procedure cause letters."""
    db.session.add(LetterTrigger(procedure_id=procedure_id, occasion=Occasion.MARRIAGE, answers={}, is_on=True))
    db.session.commit()


def letters_in_each_state(reader: Officer) -> list[dict[str, Any]]:
    """Make a letter in each state, with a message about one; return what names each of them. The first is sent."""
    leader, at = make_officer(Role.LEADER, title="Chủ tịch"), now() - timedelta(days=1)
    thrown = drafted(at=at)
    actions.discard(thrown, thrown.revision, leader, "Viết nhầm", at)
    letters = [sent(leader, Way.TEXT, at), drafted(at=at), approved(leader, at), thrown]
    _order(letters, reader)
    return [_holes_of(letter) for letter in letters]


def _order(letters: list[Letter], reader: Officer) -> None:
    """Papers of the reader, one made and one that failed."""
    for status in (PrintStatus.DONE, PrintStatus.FAILED):
        ordered = printing.order_papers(Paper.LETTERS, {}, letters[:1], f"thu-{status.value}", reader, now())
        ordered.status = status
        ordered.storage_key = printing.print_store().put(b"%PDF-1.7") if status is PrintStatus.DONE else None
    db.session.commit()


def _holes_of(letter: Letter) -> dict[str, Any]:
    about = db.select(Notification.id).where(Notification.about_kind == "letter", Notification.about_id == letter.id)
    message_id = db.session.scalar(about) or 1
    return {
        "id": letter.id,
        "revision": letter.revision,
        "token": letter.token,
        "message_id": message_id,
        "key": _kept_list(),
    }


def _kept_list() -> str:
    """A list that waits for somebody to look at it."""
    return keep_list(read_list(workbook(HEAD, *many(2)), Occasion.THANKS))


def is_about_ratings(address: str) -> bool:
    """Tell the same of ratings."""
    return address.startswith(("/danh-gia/<", "/danh-gia/phieu/", "/danh-gia/may/"))
