"""The decisions that a numbered paper goes out with: each records its event and issues its paper; none commits."""

from datetime import datetime

from cqtt.commune.clock_record import ClockEvent, Happened
from cqtt.commune.limits import Limit
from cqtt.commune.models import Officer
from cqtt.dossiers import supplements, texts
from cqtt.dossiers.clock import count_anew, is_late
from cqtt.dossiers.models import Dossier, PaperKind, SupplementRequest
from cqtt.dossiers.moves import by_officer
from cqtt.dossiers.papers.issuing import issue
from cqtt.dossiers.rules import Step
from cqtt.i18n import _


def accept(
    dossier: Dossier, officer: Officer, limit: Limit, at: datetime, note: str = "", fee_vnd: int | None = None
) -> None:
    """Receive the dossier: the clock runs to a due date that carries its explanation; form 01 is issued.

    A fee that is named is asked for from now on; without one, what was asked for before stays.
    """
    dossier.received_at = at
    dossier.fee_vnd = dossier.fee_vnd if fee_vnd is None else fee_vnd
    dossier.limit_amount, dossier.limit_unit = limit.amount, limit.unit.value
    explanation = count_anew(dossier, ClockEvent(Happened.STARTED, at, limit))
    told = _("Hồ sơ đã được tiếp nhận. %(explanation)s", explanation=explanation)
    by_officer(dossier, Step.ACCEPT, officer, at, told=told, note=note)
    issue(dossier, PaperKind.RECEIPT, officer, at)


def refuse(dossier: Dossier, officer: Officer, reason: str, legal_ground: str, at: datetime) -> None:
    """Decline to receive the dossier, with the reason and its legal ground (form 03)."""
    dossier.ended_at = at
    told = texts.refusal(reason, legal_ground)
    by_officer(dossier, Step.REFUSE, officer, at, told=told, note=legal_ground)
    issue(dossier, PaperKind.REFUSAL, officer, at)


def request_supplement(
    dossier: Dossier, officer: Officer, items: list[str], reason: str, at: datetime, note: str = ""
) -> None:
    """Ask once for everything that is missing; the clock stops until it has come (form 02).

    Of a second request the note says why it was not asked the first time.
    """
    told = _("Xin bổ sung: %(items)s.", items="; ".join(item.rstrip(".;") for item in items))
    late = {"late": is_late(dossier, at)}
    told = f"{told} {reason}".strip()
    by_officer(dossier, Step.REQUEST_SUPPLEMENT, officer, at, told=told, note=note, details=late)
    asked = SupplementRequest(requested_at=at, officer_id=officer.id, items=items, reason=reason)
    asked.reply_by = supplements.answer_by(dossier, at)
    dossier.supplements.append(asked)
    issue(dossier, PaperKind.SUPPLEMENT_REQUEST, officer, at)


def stop(dossier: Dossier, officer: Officer, reason: str, legal_ground: str, at: datetime) -> None:
    """End the work on a leader's decision, with the reason and its legal ground (form 05)."""
    dossier.ended_at = at
    by_officer(dossier, Step.STOP, officer, at, told=texts.refusal(reason, legal_ground), note=legal_ground)
    issue(dossier, PaperKind.STOP, officer, at)
