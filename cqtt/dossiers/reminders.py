"""What the calendar does by itself: a kind word when papers or a result wait too long, and the end of a window.

Each dossier is one short transaction: what an officer does in the same moment comes first, and the next round
looks again.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from cqtt.clock import due_text
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import compute_due
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Commune, the_commune
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, SupplementRequest
from cqtt.dossiers.moves import move
from cqtt.dossiers.rules import Actor, Status, Step, is_open_to
from cqtt.dossiers.supplements import window_has_passed
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.one_by_one import one_by_one

AT_ONCE = 50


def remind_of_papers(at: datetime) -> int:
    """Remind people who have not answered a request for papers for as long as the unit says; once a request."""
    silent = _open_requests(SupplementRequest.reminded_at.is_(None))
    commune = the_commune()
    return one_by_one([one.id for one in silent if _silence_ends(commune, one) <= at], _remind_of_papers, at)


def _silence_ends(commune: Commune, request: SupplementRequest) -> datetime:
    days = Limit(commune.supplement_reminder_days, Unit.WORKING_DAY)
    return compute_due(working_calendar(commune), request.requested_at, days).due_at


def _remind_of_papers(id: int, at: datetime) -> bool:
    request = _still_open(id)
    if request is None or request.reminded_at:
        return False
    request.reminded_at = at
    told = _("Chúng tôi vẫn chờ giấy tờ bổ sung của Ông/Bà: %(items)s.", items="; ".join(map(str, request.items)))
    if request.reply_by:
        told = _("%(told)s Xin gửi chậm nhất %(when)s.", told=told, when=due_text(request.reply_by))
    actions.remind(request.dossier, told, at)
    return True


def close_windows(at: datetime) -> int:
    """Lay dossiers whose time for an answer has passed before whoever decides: nothing is stopped by itself."""
    over = _open_requests(SupplementRequest.reply_by < at, SupplementRequest.closing_proposed_at.is_(None))
    return one_by_one([one.id for one in over], _close_window, at)


def _close_window(id: int, at: datetime) -> bool:
    request = _still_open(id)
    if request is None or request.closing_proposed_at or not window_has_passed(request, at):
        return False
    dossier = request.dossier
    request.closing_proposed_at = at
    reason = _("Đã hết thời gian bổ sung mà chúng tôi chưa nhận được giấy tờ còn thiếu.")
    if is_open_to(Step.PROPOSE_STOP, dossier.status, dossier.status_before):
        actions.propose_stop(dossier, None, reason, at)
    else:  # never accepted: reception finds it among those whose window is over, and may refuse it
        move(dossier, Step.NOTE, Actor.SYSTEM, at, note=reason)
    return True


def remind_to_fetch(at: datetime) -> int:
    """Tell people, once and kindly, that their result has been waiting on the shelf."""
    commune = the_commune()
    waiting = select(Dossier.id).where(
        Dossier.status == Status.RESOLVED,
        Dossier.result_on_paper,
        Dossier.collect_reminded_at.is_(None),
        Dossier.resolved_at <= at - timedelta(days=commune.collect_reminder_days),
    )
    return one_by_one(db.session.scalars(waiting.order_by(Dossier.id).limit(AT_ONCE)).all(), _remind_to_fetch, at)


def _remind_to_fetch(id: int, at: datetime) -> bool:
    dossier = db.session.get(Dossier, id)
    if dossier is None or dossier.status is not Status.RESOLVED or dossier.collect_reminded_at:
        return False
    dossier.collect_reminded_at = at
    told = _("Kết quả của Ông/Bà vẫn đang chờ tại %(desk)s. Mời Ông/Bà đến nhận.", desk=the_commune().desk_word)
    actions.remind(dossier, told, at)
    return True


def _open_requests(*also: ColumnElement[bool]) -> list[SupplementRequest]:
    """Return requests that wait for an answer, the oldest first."""
    waiting = select(SupplementRequest).join(SupplementRequest.dossier)
    waiting = waiting.where(Dossier.status == Status.AWAITING_SUPPLEMENT, SupplementRequest.answered_at.is_(None))
    return list(db.session.scalars(waiting.where(*also).order_by(SupplementRequest.id).limit(AT_ONCE)))


def _still_open(id: int) -> SupplementRequest | None:
    """Return the request as it is by now, if it still waits for an answer."""
    request = db.session.get(SupplementRequest, id)
    if request is None or request.answered_at or request.dossier.status is not Status.AWAITING_SUPPLEMENT:
        return None
    return request
