"""Letters that are drafted by themselves: from the dates and the events of dossiers, each cause at most once.

Each dossier is one short transaction: what an officer does in the same moment comes first, and the next round
looks again.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select

from cqtt.clock import local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import ENDED, RUNNING, WAITING, Status, Timeliness
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters import actions
from cqtt.letters.facts import Addressee, addressee_of, facts_of_dossier
from cqtt.letters.models import Letter, LetterTrigger
from cqtt.letters.rules import CONSENT, DAYS_BEFORE, KIND_OF, Kind, Occasion, drafted_at
from cqtt.letters.rules import Status as LetterStatus
from cqtt.one_by_one import one_by_one
from cqtt.ratings.reading import low_marks
from cqtt.ratings.rules import may_change

AT_ONCE = 200
LOOK_BACK = timedelta(days=30)  # what was decided longer ago makes no letter any more
FINISHED = (Status.RESOLVED, Status.RETURNED)


def draft_apologies(at: datetime) -> int:
    """Draft an apology for each dossier whose date comes near, two working days before; once for each date."""
    calendar = working_calendar(the_commune())
    last = calendar.closing(_working_days_after(calendar, local(at), DAYS_BEFORE))
    near = select(Dossier.id).where(Dossier.status.in_(RUNNING), Dossier.due_at <= last, ~_has_letter_of_its_date())
    return one_by_one(db.session.scalars(near.order_by(Dossier.due_at, Dossier.id)).all(), _draft_apology, at)


def _working_days_after(calendar: WorkingCalendar, at: datetime, count: int) -> date:
    day = at.date()
    for _day in range(count):
        day = calendar.next_working_day(day)
    return day


def _has_letter_of_its_date() -> ColumnElement[bool]:
    of_it = select(Letter.id).where(Letter.dossier_id == Dossier.id, Letter.occasion == Occasion.LATE)
    return of_it.where(Letter.due_at == Dossier.due_at).correlate(Dossier).exists()


def _draft_apology(id: int, at: datetime) -> bool:
    dossier = db.session.get(Dossier, id)
    if dossier is None or dossier.status not in RUNNING or dossier.due_at is None or dossier.received_at is None:
        return False
    if at < drafted_at(working_calendar(the_commune()), _running_since(dossier), dossier.due_at):
        return False
    cause = f"apology-{dossier.id}-{dossier.due_at:%Y%m%d%H%M}"
    return _drafted(Occasion.LATE, cause, dossier, at, due_at=dossier.due_at)


def _running_since(dossier: Dossier) -> datetime:
    """Return when the clock began, or went on after it had stopped last."""
    resumed = [event.at for event in dossier.events if event.from_status in WAITING and event.to_status in RUNNING]
    return max([*resumed, dossier.received_at or dossier.created_at])


def settle_apologies(at: datetime) -> int:
    """Let drafts follow their dossiers: what was done in time needs none, what came late says sorry for that."""
    drafts = (
        select(Letter.id)
        .join(Letter.dossier)
        .where(
            Letter.status == LetterStatus.DRAFT,
            Letter.occasion == Occasion.LATE,
            Dossier.status.not_in(RUNNING | WAITING) | (Dossier.due_at != Letter.due_at),
        )
    )
    return one_by_one(db.session.scalars(drafts.order_by(Letter.id).limit(AT_ONCE)).all(), _settle, at)


def _settle(id: int, at: datetime) -> bool:
    letter = db.session.get(Letter, id)
    if letter is None or letter.status is not LetterStatus.DRAFT or letter.dossier is None:
        return False
    dossier = letter.dossier
    if dossier.timeliness is Timeliness.LATE and not _was_said_sorry(dossier):
        actions.turn_into(letter, Occasion.RESOLVED_LATE, facts_of_dossier(dossier), at)
    elif dossier.status in ENDED or dossier.resolved_at:
        actions.discard(letter, letter.revision, None, _("Hồ sơ đã xong nên không cần thư này nữa."), at)
    else:
        actions.discard(letter, letter.revision, None, _("Ngày hẹn trả đã đổi."), at)
    return True


def _was_said_sorry(dossier: Dossier) -> bool:
    signed = (LetterStatus.APPROVED, LetterStatus.SENT)
    said = select(Letter.id).where(Letter.dossier_id == dossier.id, Letter.status.in_(signed), _is_apology())
    return db.session.scalar(said.limit(1)) is not None


def _is_apology() -> ColumnElement[bool]:
    return Letter.occasion.in_((Occasion.LATE, Occasion.RESOLVED_LATE))


def draft_for_late_results(at: datetime) -> int:
    """Draft an apology for what came late though its date gave no time to write one before.

    One that somebody has thrown away is not written once more.
    """
    said = select(Letter.id).where(Letter.dossier_id == Dossier.id, _is_apology())
    stands = or_(Letter.status != LetterStatus.DISCARDED, Letter.occasion == Occasion.RESOLVED_LATE)
    said = said.where(stands).correlate(Dossier)
    late = _finished_lately(at).where(Dossier.timeliness == Timeliness.LATE, ~said.exists())
    return one_by_one(db.session.scalars(late.limit(AT_ONCE)).all(), _draft_for_late_result, at)


def _draft_for_late_result(id: int, at: datetime) -> bool:
    dossier = db.session.get_one(Dossier, id)
    return _drafted(Occasion.RESOLVED_LATE, f"late-{dossier.id}", dossier, at, due_at=dossier.due_at)


def draft_by_events(at: datetime) -> int:
    """Draft what a marriage, a birth or a death that was registered asks for; congratulations only with the tick."""
    made = select(Letter.id).where(Letter.dossier_id == Dossier.id, Letter.occasion == LetterTrigger.occasion)
    caused = (
        _finished_lately(at)
        .join(LetterTrigger, LetterTrigger.procedure_id == Dossier.procedure_id)
        .where(LetterTrigger.is_on, ~made.correlate(Dossier, LetterTrigger).exists())
        .where(or_(LetterTrigger.occasion == Occasion.DEATH, Dossier.consents[CONSENT].as_string().is_not(None)))
    )
    return one_by_one(db.session.scalars(caused.limit(AT_ONCE)).all(), _draft_by_event, at)


def _draft_by_event(id: int, at: datetime) -> bool:
    dossier = db.session.get_one(Dossier, id)
    trigger = db.session.get_one(LetterTrigger, dossier.procedure_id)
    if KIND_OF[trigger.occasion] is Kind.CONGRATULATION and CONSENT not in dossier.consents:
        return False
    return _drafted(trigger.occasion, f"{trigger.occasion.value}-{dossier.id}", dossier, at, trigger)


def draft_for_low_marks(at: datetime) -> int:
    """Draft an apology to whoever was not content with what came of a dossier; leaders alone read it.

    A face that was touched by mistake can be changed for some minutes: until then nothing is drafted.
    """
    stands = [mark for mark in low_marks(at - LOOK_BACK) if not may_change(mark.at, at)]
    told = {mark.rating_id: mark.dossier_id for mark in stands if mark.dossier_id}
    causes = {f"rating-{rating}": rating for rating in told}
    written = db.session.scalars(select(Letter.cause).where(Letter.cause.in_(causes))).all()
    fresh = [causes[cause] for cause in causes if cause not in written]

    def draft(rating: int, at: datetime) -> bool:
        dossier = db.session.get(Dossier, told[rating])
        return dossier is not None and _drafted(Occasion.DISSATISFIED, f"rating-{rating}", dossier, at)

    return one_by_one(fresh, draft, at)


def _finished_lately(at: datetime) -> Select[int]:
    done = select(Dossier.id).where(Dossier.status.in_(FINISHED), Dossier.resolved_at > at - LOOK_BACK)
    return done.order_by(Dossier.id)


def _drafted(
    occasion: Occasion,
    cause: str,
    dossier: Dossier,
    at: datetime,
    trigger: LetterTrigger | None = None,
    due_at: datetime | None = None,
) -> bool:
    facts = facts_of_dossier(dossier, trigger)
    to = _reader(occasion, dossier, facts)
    return actions.draft(occasion, cause, to, facts, at, dossier=dossier, due_at=due_at) is not None


def _reader(occasion: Occasion, dossier: Dossier, facts: dict[str, str]) -> Addressee:
    """Return who reads it: a couple by both names, the bereaved and the parents as a family."""
    if occasion is Occasion.MARRIAGE:
        to = addressee_of(dossier, "Anh/Chị")
        return Addressee(to.salutation, facts.get("vo_chong", to.name), to.address, to.phone, to.email)
    return addressee_of(dossier, "Gia đình" if occasion in (Occasion.BIRTH, Occasion.DEATH) else "")
