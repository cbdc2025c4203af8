"""Letters that are drafted by themselves: from the dates and the events of dossiers, each cause at most once.

Each dossier is one short transaction: what an officer does in the same moment comes first, and the next round
looks again.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, or_, select

from cqtt.clock import local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import ENDED, RUNNING, WAITING, Status, Timeliness
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters import actions
from cqtt.letters.facts import Addressee, addressee_of, addressee_of_sender, facts_of_dossier
from cqtt.letters.forgetting import forget
from cqtt.letters.models import Letter, LetterEvent, LetterTrigger
from cqtt.letters.rules import CONSENT, DAYS_BEFORE, KIND_OF, Kind, Occasion, drafted_at
from cqtt.letters.rules import Status as LetterStatus
from cqtt.letters.salutations import COUPLE, FAMILY
from cqtt.one_by_one import one_by_one
from cqtt.ratings.apologies import answer_rated, forgotten, not_to_write_about, to_say_sorry_for
from cqtt.ratings.models import Rating

AT_ONCE = 200
LOOK_BACK = timedelta(days=30)  # what was decided longer ago makes no letter any more
FINISHED = (Status.RESOLVED, Status.RETURNED)
NOT_GONE = (LetterStatus.DRAFT, LetterStatus.APPROVED)


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
    """Whether its date has a letter, be it one that an officer threw away."""
    of_it = select(Letter.id).where(Letter.dossier_id == Dossier.id, Letter.occasion == Occasion.LATE)
    stands = or_(Letter.status != LetterStatus.DISCARDED, _last_hand().is_not(None))
    return of_it.where(Letter.due_at == Dossier.due_at, stands).correlate(Dossier).exists()


def _last_hand() -> ScalarSelect[int | None]:
    """Who did the last thing to a letter; nobody where the calendar or an event did."""
    last = select(LetterEvent.officer_id).where(LetterEvent.letter_id == Letter.id)
    return last.order_by(LetterEvent.id.desc()).limit(1).correlate(Letter).scalar_subquery()


def _draft_apology(id: int, at: datetime) -> bool:
    dossier = db.session.scalar(select(Dossier).where(Dossier.id == id, ~_has_letter_of_its_date()))
    if dossier is None or dossier.status not in RUNNING or dossier.due_at is None or dossier.received_at is None:
        return False
    if at < drafted_at(working_calendar(the_commune()), _running_since(dossier), dossier.due_at):
        return False
    cause = f"apology-{dossier.id}-{dossier.due_at:%Y%m%d%H%M}"
    if letter := actions.written(cause):  # thrown away when the date moved or the dossier was done, neither holds now
        actions.restore(letter, letter.revision, None, at, _("Hồ sơ lại cần thư này."))
        return True
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
    # Held until the letter is there: who takes the tick back at this moment finds it, or comes first.
    dossier = db.session.get_one(Dossier, id, with_for_update={"of": Dossier, "key_share": True})
    trigger = db.session.get_one(LetterTrigger, dossier.procedure_id)
    if KIND_OF[trigger.occasion] is Kind.CONGRATULATION and CONSENT not in dossier.consents:
        return False
    return _drafted(trigger.occasion, f"{trigger.occasion.value}-{dossier.id}", dossier, at, trigger)


def draft_for_low_marks(at: datetime) -> int:
    """Draft an apology to whoever was not content with what came of a dossier, or with an answer; leaders read it."""
    low = to_say_sorry_for(at - LOOK_BACK, at)
    written = set(db.session.scalars(select(Letter.rating_id).where(Letter.rating_id.in_(low))))
    return one_by_one([rating for rating in low if rating not in written], _draft_for_low_mark, at)


def _draft_for_low_mark(id: int, at: datetime) -> bool:
    rating = db.session.get_one(Rating, id)
    cause = f"rating-{id}"
    if rating.dossier_id is not None:
        dossier = db.session.get_one(Dossier, rating.dossier_id)
        return _drafted(Occasion.DISSATISFIED, cause, dossier, at, rating_id=id)
    answered = answer_rated(rating)
    if answered is None:
        return False
    to = addressee_of_sender(answered)  # of what was told, the letter says nothing
    return actions.draft(Occasion.DISSATISFIED, cause, to, {}, at, rating_id=id) is not None


def settle_letters_of_marks(at: datetime) -> int:
    """Throw away what has not gone yet where nobody may be written to any more; forget whom feedback forgot."""
    waits = select(Letter.id).where(Letter.status.in_(NOT_GONE), Letter.rating_id.in_(not_to_write_about()))
    done = one_by_one(db.session.scalars(waits.order_by(Letter.id).limit(AT_ONCE)).all(), _throw_away, at)
    erased = select(Letter.id).where(Letter.rating_id.in_(forgotten()), Letter.to_name != "")
    return done + one_by_one(db.session.scalars(erased.order_by(Letter.id).limit(AT_ONCE)).all(), _forget, at)


def _throw_away(id: int, at: datetime) -> bool:
    letter = db.session.get_one(Letter, id)
    actions.discard(letter, letter.revision, None, _("Góp ý nay là việc riêng nên không gửi thư."), at)
    return True


def _forget(id: int, at: datetime) -> bool:
    forget(db.session.get_one(Letter, id), at)
    return True


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
    rating_id: int | None = None,
) -> bool:
    facts = facts_of_dossier(dossier, trigger)
    to = _reader(occasion, dossier, facts)
    drafted = actions.draft(occasion, cause, to, facts, at, dossier=dossier, due_at=due_at, rating_id=rating_id)
    return drafted is not None


def _reader(occasion: Occasion, dossier: Dossier, facts: dict[str, str]) -> Addressee:
    """Return who reads it: a couple by both names, the bereaved and the parents as a family."""
    if occasion is Occasion.MARRIAGE:
        names = facts.get("vo_chong", "")
        to = addressee_of(dossier, COUPLE if names else "")
        return replace(to, name=names or to.name)
    return addressee_of(dossier, FAMILY if occasion in (Occasion.BIRTH, Occasion.DEATH) else "")
