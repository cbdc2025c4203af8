"""A pasted statement against the record: what the till knows about the dossiers it names. Nothing is stored."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from cqtt.clock import date_text, local
from cqtt.commune.models import the_commune
from cqtt.dossiers.models import CodeSequence, Dossier
from cqtt.dossiers.rules import LONG_NAMES, Status, Step, StepNotAllowed, next_status
from cqtt.extensions import db
from cqtt.fees.memo import Mention, mentioned
from cqtt.fees.models import Payment
from cqtt.fees.rules import still_due
from cqtt.i18n import _
from cqtt.procedures.models import ProcedureVersion
from cqtt.till.matching import Known, Match, Nearly, Payable, Why, digests_of, lay_beside
from cqtt.till.statement import Statement, Unread, read_statement


@dataclass(frozen=True)
class Reading:
    """Everything a pasted statement came to."""

    matches: tuple[Match, ...]
    nearly: tuple[Nearly, ...]
    unread: tuple[Unread, ...]
    debits: int

    @property
    def total_vnd(self) -> int:
        """Return how much the lines that fit bring."""
        return sum(match.credit.amount_vnd for match in self.matches)


def read_pasted(pasted: str, today: date) -> Reading:
    """Return the lines beside the dossiers they name; StatementRefused when nothing of it can be read."""
    statement = read_statement(pasted, today)
    mentions = mentions_in(statement)
    known = Known(_dossiers_named(mentions), _counted(digests_of(statement.credits, mentions)))
    matches, nearly = lay_beside(statement.credits, mentions, known)
    nearly.sort(key=lambda line: list(Why).index(line.why))
    return Reading(tuple(matches), tuple(nearly), statement.unread, statement.debits)


def mentions_in(statement: Statement) -> list[Mention]:
    """Return the codes each line names, under every prefix this unit has ever given."""
    given = set(db.session.scalars(select(CodeSequence.prefix).distinct()))
    prefixes = sorted(given | {the_commune().code_prefix}, key=len, reverse=True)
    return [mentioned(credit.text, prefixes) for credit in statement.credits]


def _dossiers_named(mentions: Iterable[Mention]) -> dict[str, Payable]:
    """Return the dossiers named in whole, and those whose codes begin like one that was cut."""
    codes = {code for mention in mentions for code in mention.codes}
    beginnings = {piece for mention in mentions for piece in mention.cut}
    named = [Dossier.code.in_(codes), *(Dossier.code.startswith(piece, autoescape=True) for piece in beginnings)]
    return payables(or_(*named)) if codes or beginnings else {}


def payables(which: ColumnElement[bool]) -> dict[str, Payable]:
    """Return dossiers as the till sees them, by their codes."""
    came_in = (
        select(func.coalesce(func.sum(Payment.amount_vnd), 0))
        .where(Payment.dossier_id == Dossier.id, Payment.cancelled_at.is_(None))
        .correlate(Dossier)
        .scalar_subquery()
    )
    wanted = (
        select(
            Dossier.id,
            Dossier.code,
            Dossier.status,
            Dossier.status_before,
            Dossier.fee_vnd,
            ProcedureVersion.content["name"].as_string().label("procedure"),
            came_in.label("received"),
        )
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
        .where(Dossier.status != Status.DRAFT, which)
    )
    return {
        row.code: Payable(
            id=row.id,
            code=row.code,
            procedure=row.procedure,
            status=str(LONG_NAMES[row.status]),
            may_receive=_may_receive(row.status, row.status_before),
            asked_vnd=row.fee_vnd,
            due_vnd=still_due(row.fee_vnd, int(row.received)),
        )
        for row in db.session.execute(wanted)
    }


def _may_receive(status: Status, before: Status | None) -> bool:
    try:
        next_status(status, Step.CONFIRM_PAYMENT, before)
    except StepNotAllowed:
        return False
    return True


def _counted(digests: Collection[str]) -> Mapping[str, str]:
    """Return of the lines that were recorded before when that was, and under which receipt."""
    recorded = db.session.scalars(select(Payment).where(Payment.statement_line.in_(digests)))
    return {
        payment.statement_line or "": _(
            "%(day)s, phiếu số %(receipt)s",
            day=date_text(local(payment.recorded_at).date()),
            receipt=payment.receipt,
        )
        for payment in recorded
    }
