"""What is done to letters; every act is recorded. None of these commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.actions import claim_revision
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.numbering import next_number
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import RUNNING
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters import sending
from cqtt.letters.facts import Addressee, facts_in
from cqtt.letters.models import Letter, LetterBatch, LetterEvent
from cqtt.letters.rules import (
    CONSENT,
    NUMBERED,
    WAY_NAMES,
    Kind,
    LetterRefused,
    Occasion,
    Status,
    Step,
    Way,
    check_again,
    check_new_date,
    check_together,
    next_status,
    roles_for,
)
from cqtt.letters.templates import current
from cqtt.letters.wording import fill, has_hole
from cqtt.ratings.apologies import is_private
from cqtt.text import fold

BOOK_OF_APOLOGIES, BOOK_OF_LETTERS = "letter-apology", "letter"  # Sổ phiếu xin lỗi (…/PXL), Sổ thư công
OF_THE_READER = ("salutation", "to_name", "to_address", "to_phone", "to_email", "language")
OF_THE_APOLOGY = ("reason", "new_due_at", "again_because")


def written(cause: str) -> Letter | None:
    """Return the letter that this cause has made, if any."""
    return db.session.scalar(select(Letter).where(Letter.cause == cause))


def draft(
    occasion: Occasion,
    cause: str,
    to: Addressee,
    facts: Mapping[str, Any],
    at: datetime,
    dossier: Dossier | None = None,
    officer: Officer | None = None,
    language: str = "vi",
    batch: LetterBatch | None = None,
    due_at: datetime | None = None,
    rating_id: int | None = None,
) -> Letter | None:
    """Draft a letter; None when its cause has made one before. Without an officer, the calendar or an event does."""
    if written(cause) is not None:
        return None
    if officer is not None:
        _check_who(Step.WRITE, Status.DRAFT, occasion, officer)
    letter = Letter(
        cause=cause,
        occasion=occasion,
        status=Status.DRAFT,
        language=language,
        dossier_id=dossier.id if dossier else None,
        batch_id=batch.id if batch else None,
        rating_id=rating_id,
        salutation=to.salutation,
        to_name=to.name,
        to_fold=fold(to.name),
        to_address=to.address,
        to_phone=to.phone,
        to_email=to.email,
        facts=dict(facts),
        reason="",
        due_at=due_at,
        created_at=at,
        revision=1,
    )
    write_anew(letter)
    db.session.add(letter)
    db.session.flush()
    _write(letter, Step.WRITE, officer, at)
    return letter


def write_anew(letter: Letter) -> None:
    """Fill the words of a letter from the text that holds now, with what is known now."""
    template, facts = current(letter.occasion, letter.language), facts_in(letter)
    letter.template_id, letter.is_edited = template.id, False
    letter.subject = fill(template.subject, facts, letter.language)
    letter.body = fill(template.body, facts, letter.language)


def edit(letter: Letter, seen: int, officer: Officer, values: Mapping[str, Any], at: datetime) -> None:
    """Change a draft. Words typed by hand stay as they are; all others follow who it is for and why it is written."""
    _take(letter, Step.EDIT, seen, officer)
    changed = sorted(name for name, value in values.items() if getattr(letter, name) != value)
    for name in changed:
        setattr(letter, name, values[name])
    letter.to_fold = fold(letter.to_name)
    if {"subject", "body"} & set(changed):
        letter.is_edited = True
    elif not letter.is_edited:
        write_anew(letter)
    _write(letter, Step.EDIT, officer, at, fields=changed)


def use_template(letter: Letter, seen: int, officer: Officer, at: datetime) -> None:
    """Throw away what was typed by hand: the words are those of the template again."""
    _take(letter, Step.EDIT, seen, officer)
    write_anew(letter)
    _write(letter, Step.EDIT, officer, at, fields=["template"])


def approve(letters: Sequence[Letter], seen: Mapping[int, int], officer: Officer, at: datetime) -> None:
    """Sign letters, each with its number in the register; all or none: LetterRefused says which one is not ready."""
    check_together([letter.occasion for letter in letters])
    for letter in letters:
        try:
            check_ready(letter, at)
        except LetterRefused as refused:
            raise LetterRefused(_("Thư gửi %(name)s: %(why)s", name=letter.to_name, why=refused)) from refused
    for letter in letters:
        _take(letter, Step.APPROVE, seen[letter.id], officer)
        letter.approved_at, letter.signer_id, letter.signer_title = at, officer.id, officer.title
        letter.book = BOOK_OF_APOLOGIES if letter.occasion in NUMBERED else BOOK_OF_LETTERS
        letter.year = local(at).year
        letter.number = next_number(letter.book, letter.year)
        _write(letter, Step.APPROVE, officer, at, book=letter.book, number=letter.number)


def check_ready(letter: Letter, at: datetime) -> None:
    """Raise LetterRefused unless nothing is missing that a signed letter must say."""
    if not (letter.to_name.strip() and letter.subject.strip() and letter.body.strip()):
        raise LetterRefused(_("Thư chưa có người nhận hoặc chưa có lời. Xin ghi đủ rồi duyệt."))
    if has_hole(letter.subject) or has_hole(letter.body):
        raise LetterRefused(_("Thư còn chỗ trống trong ngoặc { }. Xin ghi đủ rồi duyệt."))
    _check_wanted(letter)
    if letter.occasion is Occasion.LATE:
        _check_apology(letter, at)


def _check_wanted(letter: Letter) -> None:
    """Nobody is written to who did not ask to be congratulated, or whose feedback has become a private matter since."""
    if letter.kind is Kind.CONGRATULATION and letter.dossier is not None and CONSENT not in letter.dossier.consents:
        raise LetterRefused(_("Người nộp hồ sơ không muốn nhận thư chúc mừng. Xin bỏ thư này."))
    if letter.rating_id is not None and is_private(letter.rating_id):
        raise LetterRefused(_("Góp ý này nay là việc riêng nên không gửi thư. Xin bỏ thư này."))


def _check_apology(letter: Letter, at: datetime) -> None:
    """An apology gives an honest reason and one new date, and only while the date can still be given."""
    due_at = _date_not_kept(letter)
    if not letter.reason.strip():
        raise LetterRefused(_("Chưa có lý do trễ. Xin ghi lý do thật, một câu."))
    check_new_date(working_calendar(the_commune()), letter.new_due_at, due_at, at)
    check_again(promised_before(letter), letter.again_because)


def _date_not_kept(letter: Letter) -> datetime:
    """Return the date an apology is about, or raise LetterRefused when the dossier has gone on since."""
    dossier = letter.dossier
    if dossier is None or letter.due_at is None or dossier.status not in RUNNING:
        raise LetterRefused(_("Hồ sơ không còn chờ giải quyết nên không hẹn lại được. Xin xem lại hồ sơ."))
    if dossier.due_at != letter.due_at:
        raise LetterRefused(_("Ngày hẹn trả của hồ sơ đã đổi nên thư này không còn đúng. Xin bỏ thư này."))
    return letter.due_at


def _check_still_true(letter: Letter, at: datetime) -> None:
    """Raise LetterRefused if a letter that waited since its signature says what is true no more."""
    _check_wanted(letter)
    if letter.occasion is not Occasion.LATE:
        return
    _date_not_kept(letter)
    if letter.new_due_at is None or letter.new_due_at <= at:
        raise LetterRefused(_("Ngày hẹn mới trong thư đã qua. Xin báo lãnh đạo bỏ thư này."))


def promised_before(letter: Letter) -> bool:
    """Tell whether the dossier has a new date already, or another apology, signed, is on its way with one."""
    if letter.dossier is not None and letter.dossier.new_due_at is not None:
        return True
    others = select(Letter.id).where(
        Letter.dossier_id == letter.dossier_id,
        Letter.id != letter.id,
        Letter.occasion == Occasion.LATE,
        Letter.status.in_((Status.APPROVED, Status.SENT)),
    )
    return db.session.scalar(others.limit(1)) is not None


def send(letter: Letter, seen: int, officer: Officer, way: Way, at: datetime) -> None:
    """Send a signed letter, or say that it was printed or handed over; once more, another way, is allowed.

    Raise LetterRefused for one whose dossier has gone on since: no new date is promised for what is done.
    """
    first = letter.sent_at is None
    if first:
        _check_still_true(letter, at)
    if way not in sending.ways_open(letter):
        raise LetterRefused(_("Thư này không gửi được theo cách ấy. Xin chọn cách khác."))
    _take(letter, Step.SEND, seen, officer)
    letter.way, letter.sent_at, letter.sent_by_id = way, at, officer.id
    letter.returned_at, letter.returned_why = None, ""
    _write(letter, Step.SEND, officer, at, str(WAY_NAMES[way]), way=way.value)
    sending.deliver(letter, way, officer, at, first)


def note_returned(letter: Letter, seen: int, officer: Officer, why: str, at: datetime) -> None:
    """Write down that a letter did not reach its reader; it may go another way."""
    _take(letter, Step.RETURN, seen, officer)
    letter.returned_at, letter.returned_why = at, why
    _write(letter, Step.RETURN, officer, at, why)


def discard(letter: Letter, seen: int, officer: Officer | None, why: str, at: datetime) -> None:
    """Throw a letter away; a number it had stays in the register. Without an officer its cause is gone."""
    _take(letter, Step.DISCARD, seen, officer)
    _write(letter, Step.DISCARD, officer, at, why)


def restore(letter: Letter, seen: int, officer: Officer | None, at: datetime, why: str = "") -> None:
    """Take back that a draft was thrown away. Without an officer its cause is there again."""
    _take(letter, Step.RESTORE, seen, officer)
    _write(letter, Step.RESTORE, officer, at, why)


def turn_into(letter: Letter, occasion: Occasion, facts: Mapping[str, Any], at: datetime) -> None:
    """Give a draft another occasion, because what it is about went on; words typed by hand stay."""
    _take(letter, Step.EDIT, letter.revision, None)
    letter.occasion, letter.facts, letter.new_due_at = occasion, {**letter.facts, **facts}, None
    if not letter.is_edited:
        write_anew(letter)
    _write(letter, Step.EDIT, None, at, fields=["occasion"])


def _take(letter: Letter, step: Step, seen: int, officer: Officer | None) -> None:
    if officer is not None:
        _check_who(step, letter.status, letter.occasion, officer)
    claim_revision(letter, seen)
    letter.status = next_status(letter.status, step, letter.number is not None)


def _check_who(step: Step, status: Status, occasion: Occasion, officer: Officer) -> None:
    if not officer.has_role(*roles_for(step, status, occasion)):
        raise LetterRefused(_("Việc này do lãnh đạo quyết định. Xin báo lãnh đạo."))


def _write(letter: Letter, step: Step, officer: Officer | None, at: datetime, note: str = "", **details: Any) -> None:
    """Write the event and its record: ids and codes only, the words stay with the letter."""
    officer_id = officer.id if officer else None
    letter.events.append(LetterEvent(step=step, at=at, officer_id=officer_id, note=note))
    actor = "officer" if officer else "system"
    kind = letter.occasion.value
    record(f"letter.{step.value}", "letter", letter.id, officer_id, at=at, actor=actor, occasion=kind, **details)
