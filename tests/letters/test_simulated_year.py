"""A year of 12,000 dossiers: who was let down is told two working days before, no letter comes twice or by itself.

The job runs at every opening, at odd moments and in two workers at once; papers are asked for, dates are moved; the
leader signs on most days, throws letters away, and now and then the power fails between signing and keeping.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.audit.verification import verify
from cqtt.clock import local
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import RUNNING, WAITING, Timeliness
from cqtt.dossiers.rules import Status as DossierStatus
from cqtt.dossiers.rules import Step as DossierStep
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.models import Letter, LetterEvent
from cqtt.letters.rules import KIND_OF, MOST_AT_ONCE, Kind, LetterRefused, Occasion, Status, Step
from cqtt.letters.sending import way_by_default
from tests.letters.year import Case, Promise, Sizes, Year
from tests.rounds import LONG

pytestmark = pytest.mark.proof

SIZES = Sizes(12_000, 360, 400, 300, 200) if LONG else Sizes(100, 16, 8, 6, 4, last=date(2026, 3, 6))
SIGNED = (Status.APPROVED, Status.SENT)
FINISHED = (DossierStatus.RESOLVED, DossierStatus.RETURNED)


# -- the leader's mornings --------------------------------------------------------------------------


def sign_and_send(year: Year) -> None:
    """Read what waits: sign, throw away, send; a condolence always alone."""
    db.session.commit()
    late = {case.id for case in year.cases if case.late}
    _send_signed(year)
    drafts = db.session.scalars(select(Letter).where(Letter.status == Status.DRAFT).order_by(Letter.id)).all()
    ready = [letter for letter in drafts if _is_made_ready(year, letter, late)]
    alone = [letter for letter in ready if letter.kind is Kind.CONDOLENCE]
    together = [letter for letter in ready if letter.kind is not Kind.CONDOLENCE]
    _never_a_condolence_among_others(year, alone, together)
    for part in [*([letter] for letter in alone), *_parts(together)]:
        _sign(year, part)
    _send_signed(year)
    db.session.commit()


def _is_made_ready(year: Year, letter: Letter, late: set[int]) -> bool:
    """Write down what an apology has to say; tell whether the leader signs this letter today."""
    if year.chance.random() < 0.04:
        year.happened["thrown away"] += 1
        actions.discard(letter, letter.revision, year.clerk, "không cần", year.at)
        return False
    if letter.occasion is not Occasion.LATE:
        return year.chance.random() < 0.9
    needed = letter.dossier_id in late or year.chance.random() < 0.02
    if not needed or letter.dossier is None or letter.dossier.status not in RUNNING:
        return False
    if letter.dossier.due_at != letter.due_at:  # moved since the job wrote it: refused, so nobody signs it
        year.happened["a date that was moved"] += 1
        return False
    _write_reason(year, letter)
    return True


def _write_reason(year: Year, letter: Letter) -> None:
    assert letter.due_at is not None
    day = max(local(letter.due_at), local(year.at)).date()
    for _day in range(year.chance.randrange(1, 6)):
        day = year.calendar.next_working_day(day)
    values = {"reason": "Chờ xác minh.", "new_due_at": year.calendar.closing(day)}
    signed_before = select(Letter.id).where(
        Letter.dossier_id == letter.dossier_id, Letter.occasion == Occasion.LATE, Letter.approved_at.is_not(None)
    )
    if db.session.scalar(signed_before.limit(1)):
        year.happened["a second new date"] += 1
        values["again_because"] = "Cơ quan xác minh xin thêm ngày."
    actions.edit(letter, letter.revision, year.clerk, values, year.at)


def _never_a_condolence_among_others(year: Year, alone: list[Letter], together: list[Letter]) -> None:
    if not alone or not together:
        return
    both, seen = [alone[0], together[0]], {letter.id: letter.revision for letter in (*alone, *together)}
    with pytest.raises(LetterRefused):
        actions.approve(both, seen, year.leader, year.at)
    year.happened["condolence refused among others"] += 1


def _parts(letters: Sequence[Letter]) -> Iterable[list[Letter]]:
    return (list(letters[start : start + MOST_AT_ONCE]) for start in range(0, len(letters), MOST_AT_ONCE))


def _sign(year: Year, letters: list[Letter]) -> None:
    """Sign letters; one time in ten the power fails before they are kept, and they are signed once more."""
    if not letters:
        return
    ids = [letter.id for letter in letters]
    db.session.commit()
    if year.chance.random() < 0.1:
        year.happened["power failure"] += 1
        actions.approve(letters, {letter.id: letter.revision for letter in letters}, year.leader, year.at)
        db.session.rollback()
        letters = [db.session.get_one(Letter, id) for id in ids]
    actions.approve(letters, {letter.id: letter.revision for letter in letters}, year.leader, year.at)
    db.session.commit()


def _send_signed(year: Year) -> None:
    for letter in db.session.scalars(select(Letter).where(Letter.status == Status.APPROVED)).all():
        status = letter.dossier.status if letter.dossier else None
        if status in WAITING or year.chance.random() < 0.05:
            continue  # another day
        is_over = letter.occasion is Occasion.LATE and status not in RUNNING
        if is_over or year.chance.random() < 0.03 or not _was_sent(year, letter):
            year.happened["a signed one thrown away"] += 1
            actions.discard(letter, letter.revision, year.leader, "không gửi nữa", year.at)
    db.session.commit()


def _was_sent(year: Year, letter: Letter) -> bool:
    """Send a signed letter; an apology whose date was moved since, or is over, is refused."""
    try:
        actions.send(letter, letter.revision, year.clerk, way_by_default(letter), year.at)
    except LetterRefused:
        assert letter.occasion is Occasion.LATE
        year.happened["a promise that was true no more"] += 1
        return False
    return True


# -- what has to be so -----------------------------------------------------------------------------


def two_working_days_before(calendar: WorkingCalendar, due_at: datetime) -> datetime:
    """Reckon, day by day, the opening two working days before; the rules that are tried are not asked."""
    before: list[date] = []
    day = local(due_at).date()
    while len(before) < 2:
        day -= timedelta(days=1)
        if calendar.sessions(day) and calendar.is_working_day(day):
            before.append(day)
    return calendar.opening(before[-1])


def ought_to_be_drafted_at(calendar: WorkingCalendar, running_since: datetime, due_at: datetime) -> datetime:
    """Reckon when a date has to be apologised for: two days before, or on its morning, or when it has passed."""
    for morning in (two_working_days_before(calendar, due_at), min(calendar.opening(local(due_at).date()), due_at)):
        if running_since <= morning:
            return morning
    return due_at


def first_told(year: Year, promise: Promise) -> datetime | None:
    """Return the first round of the job in which this date stood and its apology was asked for."""
    ought = ought_to_be_drafted_at(year.calendar, promise.running_since, promise.due_at)
    number = bisect_left(year.rounds, max(ought, promise.made_at))
    return year.rounds[number] if year.rounds[number] < promise.stood_until else None


def assert_told_in_time(year: Year, letters: Sequence[Letter]) -> Counter[str]:
    """Every date that passed had its letter, written by the first round of the job that could.

    A payment that is made within the day moves no date: the letter may come from before that stop.
    """
    of_date = {(letter.dossier_id, letter.due_at): letter for letter in letters if letter.cause.startswith("apology-")}
    found: Counter[str] = Counter()
    for case in year.cases:
        for missed in case.missed:
            same_date = [promise for promise in case.promises if promise.due_at == missed.due_at]
            written = next(filter(None, (first_told(year, promise) for promise in same_date)), None)
            letter = of_date[case.id, missed.due_at]
            assert letter.created_at == written, (case, letter.created_at, written)
            in_time = written == two_working_days_before(year.calendar, missed.due_at)
            found["two working days before" if in_time else "as soon as it was known"] += 1
            found["promised once more"] += len(same_date) > 1
    return found


def assert_all_late_ones_are_known(year: Year) -> None:
    late = set(db.session.scalars(select(Dossier.id).where(Dossier.timeliness == Timeliness.LATE)))
    missed = {case.id for case in year.cases if case.missed}
    assert late and late <= missed
    assert all(case.id in late for case in year.cases if case.late and _is_finished(case))


def _is_finished(case: Case) -> bool:
    return db.session.get_one(Dossier, case.id).status in FINISHED


def assert_none_twice(letters: Sequence[Letter]) -> None:
    """One event makes one letter; one fault is apologised for once; a letter is signed and told once."""
    assert len({letter.cause for letter in letters}) == len(letters)
    apologies = Counter((each.dossier_id, each.due_at) for each in letters if each.occasion is Occasion.LATE)
    by_event = Counter((each.dossier_id, each.occasion) for each in letters if each.kind is not Kind.APOLOGY)
    sorry = Counter(
        each.dossier_id for each in letters if each.occasion is Occasion.RESOLVED_LATE and each.status in SIGNED
    )
    promised = {each.dossier_id for each in letters if each.occasion is Occasion.LATE and each.status in SIGNED}
    assert not promised & set(sorry)
    for counted in (apologies, by_event, sorry):
        assert not [key for key, times in counted.items() if times > 1]
    told = Counter(
        event.details["letter"]
        for event in db.session.scalars(select(DossierEvent).where(DossierEvent.step == DossierStep.APOLOGISE))
    )
    sent = {letter.id for letter in letters if letter.sent_at and letter.kind is Kind.APOLOGY}
    assert set(told) == sent and set(told.values()) == {1}
    steps = Counter((event.letter_id, event.step) for event in db.session.scalars(select(LetterEvent)))
    once = (Step.WRITE, Step.APPROVE, Step.SEND)
    assert not [key for key, times in steps.items() if key[1] in once and times > 1]


def assert_register_without_gaps(letters: Sequence[Letter]) -> None:
    """Also what was signed and thrown away keeps its number; what a power failure took back is given again."""
    books: dict[tuple[str | None, int | None], list[int | None]] = {}
    for letter in letters:
        assert (letter.number is None) == (letter.approved_at is None)
        if letter.number is not None:
            books.setdefault((letter.book, letter.year), []).append(letter.number)
    assert {year for _book, year in books} >= {2026} and len({book for book, _year in books}) == 2
    for book, numbers in books.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), book  # type: ignore[type-var]


def assert_only_people_sign_and_send(year: Year, letters: Sequence[Letter]) -> None:
    acts = select(LetterEvent).where(LetterEvent.step.in_((Step.APPROVE, Step.SEND)))
    who = {(event.step, event.officer_id) for event in db.session.scalars(acts)}
    assert who == {(Step.APPROVE, year.leader_id), (Step.SEND, year.clerk_id)}
    made = {(event.letter_id, event.step) for event in db.session.scalars(select(LetterEvent))}
    for letter in letters:
        assert (letter.approved_at is not None) == ((letter.id, Step.APPROVE) in made), letter.cause
        assert letter.status not in SIGNED or letter.signer_id == year.leader_id, letter.cause
        assert letter.status is not Status.SENT or (letter.id, Step.SEND) in made, letter.cause
    condolences = [letter for letter in letters if letter.kind is Kind.CONDOLENCE]
    finished = {case.id for case in year.cases if case.occasion is Occasion.DEATH and _is_finished(case)}
    assert {letter.dossier_id for letter in condolences} == finished and condolences


def assert_only_who_ticked_is_congratulated(year: Year, letters: Sequence[Letter]) -> None:
    congratulated = {each.dossier_id for each in letters if each.kind is Kind.CONGRATULATION}
    asked = [case for case in year.cases if KIND_OF.get(case.occasion) is Kind.CONGRATULATION]  # type: ignore[call-overload]
    agreed = {case.id for case in asked if case.ticked and _is_finished(case)}
    assert congratulated <= agreed and any(not case.ticked for case in asked)
    never_written = agreed - congratulated
    took_back = {case.id for case in asked if case.took_back_at}
    assert never_written <= took_back
    for case in asked:
        for letter in (each for each in letters if case.took_back_at and each.dossier_id == case.id):
            assert letter.status is Status.DISCARDED or (letter.sent_at and letter.sent_at <= case.took_back_at)


def test_a_year_of_letters(app: Flask) -> None:
    year = Year(app, SIZES, seed=20260102)
    year.play(sign_and_send)
    letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    found = assert_told_in_time(year, letters)
    assert_all_late_ones_are_known(year)
    assert_none_twice(letters)
    assert_register_without_gaps(letters)
    assert_only_people_sign_and_send(year, letters)
    assert_only_who_ticked_is_congratulated(year, letters)
    assert verify().broken is None
    print(f"{len(letters)} letters, {len(year.rounds)} rounds: {dict(found)}; {dict(year.happened)}")
    assert found["two working days before"] and found["as soon as it was known"]
    assert all(year.happened[name] for name in (*ALWAYS, *(IN_THE_LONG_ROUND if LONG else ())))
    assert {letter.year for letter in letters if letter.year} <= {date(2026, 1, 1).year, 2027}


ALWAYS = ("supplement", "extension", "power failure", "two workers at once", "thrown away")
IN_THE_LONG_ROUND = (
    *("payment", "withdrawn", "consent taken back", "a signed one thrown away"),
    *("a second new date", "condolence refused among others"),
)
