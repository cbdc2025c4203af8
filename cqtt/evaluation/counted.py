"""What each indicator counts, as conditions on rows. A number and the list of its cases are made from the same two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from cqtt.dossiers.holders import holder_at_result
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier, FilingChannel, SupplementRequest
from cqtt.dossiers.rules import RECEIVED, RUNNING, Status, Timeliness
from cqtt.evaluation.rules import Indicator, Part
from cqtt.feedback.models import Feedback
from cqtt.feedback.ratings import first_answered_at
from cqtt.feedback.rules import ENDED, OPEN, FeedbackKind
from cqtt.fees.models import Payment, PaymentWay
from cqtt.letters.models import Letter
from cqtt.letters.rules import NUMBERED
from cqtt.pledges.figures import IN_TIME, late_at_a_stop, late_when_stopped
from cqtt.procedures.content import FilingMode
from cqtt.register.rules import Period

Condition = ColumnElement[bool]
WORKED_ON = RECEIVED - {Status.RESOLVED}
PAPERS = (AttachmentKind.DOCUMENT, AttachmentKind.SUPPLEMENT)


@dataclass(frozen=True)
class Scope:
    """The days, what they are seen from, and whose or which procedure's work alone is meant."""

    period: Period
    at: datetime
    procedure_id: int | None = None
    officer_id: int | None = None


@dataclass(frozen=True)
class Counted:
    """The rows that are counted, those among them that are as they should be, and the moment they stand under."""

    all: Condition
    good: Condition
    moment: SQLColumnExpression[Any]
    finer: Mapping[Part, Condition] = field(default_factory=dict)  # kinds of what is as it should be

    def of(self, part: Part) -> Condition:
        """Return the rows of one part: good and other together are all of them, and none is in both."""
        if part is Part.ALL:
            return self.all
        return and_(self.all, self.parts.get(part, false()))

    @property
    def parts(self) -> Mapping[Part, Condition]:
        return {Part.GOOD: self.good, Part.OTHER: not_(self.good), **self.finer}


def counted(indicator: Indicator, scope: Scope) -> Counted:
    """Return what an indicator of dossiers, payments or feedback counts."""
    found = _COUNTED[indicator](scope)
    return replace(found, all=and_(found.all, *_narrowed(indicator, scope)))


# -- dossiers -------------------------------------------------------------------------------------


def _on_time(scope: Scope) -> Counted:
    """Results of these days, and what was stopped then after its due time: that counts as late.

    Withdrawn and refused dossiers have neither (Bộ chỉ số 766, group TDGQ).
    """
    resolved = and_(Dossier.timeliness.is_not(None), _within(Dossier.resolved_at, scope.period))
    stopped = and_(Dossier.status == Status.STOPPED, _within(Dossier.ended_at, scope.period), late_when_stopped())
    moment = func.coalesce(Dossier.resolved_at, Dossier.ended_at)
    finer = {Part.EARLY: _is(Timeliness.EARLY), Part.ON_DUE_DAY: _is(Timeliness.ON_TIME)}
    return Counted(or_(resolved, stopped), _is(*IN_TIME), moment, finer)


def _is(*timeliness: Timeliness) -> Condition:
    return and_(Dossier.timeliness.is_not(None), Dossier.timeliness.in_(timeliness))


def _scanned(scope: Scope) -> Counted:
    return Counted(_accepted(scope), _has_file(*PAPERS), Dossier.received_at)


def _electronic(scope: Scope) -> Counted:
    resolved = and_(Dossier.timeliness.is_not(None), _within(Dossier.resolved_at, scope.period))
    return Counted(resolved, _has_file(AttachmentKind.RESULT), Dossier.resolved_at)


def _filed_online(scope: Scope) -> Counted:
    """Filed online is what needed no way to the desk: not what was only sent there to be checked beforehand."""
    online = and_(Dossier.channel == FilingChannel.ONLINE, Dossier.filing_mode == FilingMode.LOCAL)
    return Counted(_accepted(scope), online, Dossier.received_at)


def _under_way(scope: Scope) -> Counted:
    """What is being worked on now, whatever the days; late is what the clock, or a stop that came too late, says."""
    open_now = and_(Dossier.status.in_(WORKED_ON), Dossier.received_at.is_not(None))
    late = or_(and_(Dossier.status.in_(RUNNING), _passed(Dossier.due_at, scope.at)), late_at_a_stop())
    return Counted(open_now, not_(late), Dossier.received_at)


def _apologised(scope: Scope) -> Counted:
    """What was late in these days; as it should be is an apology that has gone out, which mends no lateness."""
    late = _on_time(scope)
    sent = exists().where(of_lateness(), Letter.sent_at.is_not(None))
    return Counted(late.of(Part.OTHER), sent, late.moment)


def of_lateness() -> Condition:
    """Return the apologies of a dossier for a date that was not kept."""
    return and_(Letter.dossier_id == Dossier.id, Letter.occasion.in_(NUMBERED))


def _asked_once(scope: Scope) -> Counted:
    """Dossiers whose papers were asked for in these days; not as it should be is a second request among them."""
    asked, earlier = aliased(SupplementRequest), aliased(SupplementRequest)
    of_days = and_(asked.dossier_id == Dossier.id, _within(asked.requested_at, scope.period))
    not_the_first = exists().where(earlier.dossier_id == asked.dossier_id, earlier.id < asked.id)
    any_request = exists().where(of_days)
    last = select(func.max(asked.requested_at)).where(of_days).correlate(Dossier).scalar_subquery()
    return Counted(any_request, not_(exists().where(of_days, not_the_first)), last)


def first_asker() -> SQLColumnExpression[Any]:
    """Return who asked for papers first: whose word was to be complete."""
    first = select(SupplementRequest.officer_id).where(SupplementRequest.dossier_id == Dossier.id)
    return first.order_by(SupplementRequest.id).limit(1).correlate(Dossier).scalar_subquery()


def _accepted(scope: Scope) -> Condition:
    return _within(Dossier.received_at, scope.period)


def _has_file(*kinds: AttachmentKind) -> Condition:
    return exists().where(Attachment.dossier_id == Dossier.id, Attachment.kind.in_(kinds))


# -- money ----------------------------------------------------------------------------------------


def _paid_online(scope: Scope) -> Counted:
    period = scope.period
    received = and_(Payment.cancelled_at.is_(None), Payment.paid_on >= period.first, Payment.paid_on <= period.last)
    return Counted(received, Payment.way == PaymentWay.TRANSFER, Payment.paid_on)


# -- feedback -------------------------------------------------------------------------------------


def may_be_told() -> Condition:
    """Return what figures may count: nothing that accuses an officer, so that no number and no list tells of it."""
    harmless = or_(Feedback.about_officer_id.is_(None), Feedback.kind == FeedbackKind.PRAISE)
    return and_(Feedback.is_conduct.is_(False), harmless)


def _answered(scope: Scope) -> Counted:
    """First answers of these days, and what never got one though its day came in them."""
    given = and_(Feedback.answered_in_time.is_not(None), _within(first_answered_at(), scope.period))
    never = Feedback.answered_in_time.is_(None)
    waits = and_(never, Feedback.status.in_(OPEN), _within(Feedback.due_at, scope.period), Feedback.due_at < scope.at)
    ended = and_(never, Feedback.status.in_(ENDED), _within(Feedback.closed_at, scope.period))
    ended_late = and_(ended, Feedback.due_at.is_not(None), Feedback.due_at < Feedback.closed_at)
    in_time = and_(Feedback.answered_in_time.is_not(None), Feedback.answered_in_time.is_(True))
    moment = func.coalesce(first_answered_at(), Feedback.closed_at, Feedback.due_at)
    return Counted(and_(may_be_told(), or_(given, waits, ended_late)), in_time, moment)


def answerer() -> SQLColumnExpression[Any]:
    """Return who answered, or where nobody has yet, who has it."""
    return func.coalesce(Feedback.answered_by_id, Feedback.officer_id)


def _praise(scope: Scope) -> Counted:
    about_somebody = and_(Feedback.kind == FeedbackKind.PRAISE, Feedback.about_officer_id.is_not(None))
    sent = and_(may_be_told(), about_somebody, _within(Feedback.created_at, scope.period))
    return Counted(sent, true(), Feedback.created_at)


# -- whose, and of which procedure ----------------------------------------------------------------

_COUNTED: Mapping[Indicator, Callable[[Scope], Counted]] = {
    Indicator.ON_TIME: _on_time,
    Indicator.SCANNED: _scanned,
    Indicator.ELECTRONIC: _electronic,
    Indicator.FILED_ONLINE: _filed_online,
    Indicator.UNDER_WAY: _under_way,
    Indicator.APOLOGISED: _apologised,
    Indicator.ASKED_ONCE: _asked_once,
    Indicator.PAID_ONLINE: _paid_online,
    Indicator.ANSWERED: _answered,
    Indicator.PRAISE: _praise,
}


def whose(indicator: Indicator) -> SQLColumnExpression[Any]:
    """Return the column that says whose work a counted row is."""
    others: dict[Indicator, SQLColumnExpression[Any]] = {
        Indicator.ON_TIME: holder_at_result(),
        Indicator.APOLOGISED: holder_at_result(),
        Indicator.ASKED_ONCE: first_asker(),
        Indicator.PAID_ONLINE: Payment.officer_id,
        Indicator.ANSWERED: answerer(),
        Indicator.PRAISE: Feedback.about_officer_id,
    }
    return others.get(indicator, Dossier.officer_id)


def _narrowed(indicator: Indicator, scope: Scope) -> list[Condition]:
    found: list[Condition] = []
    if scope.officer_id is not None:
        found.append(whose(indicator) == scope.officer_id)
    if scope.procedure_id is not None and indicator not in (Indicator.ANSWERED, Indicator.PRAISE):
        found.append(Dossier.procedure_id == scope.procedure_id)
    return found


def _within(moment: SQLColumnExpression[Any], period: Period) -> Condition:
    """Return whether a moment lies in the days; what has none does not."""
    return and_(moment.is_not(None), moment >= period.starts_at, moment < period.ends_at)


def _passed(moment: SQLColumnExpression[Any], at: datetime) -> Condition:
    return and_(moment.is_not(None), moment < at)
