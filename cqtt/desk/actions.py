"""What is done at the desk: taking in what somebody brings, settling it at once, handing over results.

Each is one transaction of several moves of a dossier, made by one officer at one moment. None commits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cqtt.clock import local
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.desk.rules import is_of_the_dossier, receiver_words
from cqtt.dossiers import actions
from cqtt.dossiers.along import hand_along
from cqtt.dossiers.models import AttachmentKind, Dossier, FilingChannel
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.submission.drafts import start_draft
from cqtt.dossiers.submission.uploading import Stored, add_stored
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.fees.actions import receive
from cqtt.fees.models import PaymentWay
from cqtt.i18n import _
from cqtt.privacy import PRIVACY_VERSION
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import ProcedureVersion


@dataclass(frozen=True)
class Intake:
    """What an officer entered, checked, with the files that lie safely in the store."""

    start_key: str
    version_id: int
    person: Mapping[str, Any]  # columns of the dossier
    channel: FilingChannel
    papers_received: Mapping[str, list[int]]
    fee_vnd: int | None
    files: Sequence[tuple[str, Stored]]  # of which paper


def begun_with(start_key: str) -> Dossier | None:
    """Return the dossier that this one-time key has made already."""
    return db.session.scalar(select(Dossier).where(Dossier.start_key == start_key))


def enter(intake: Intake, officer: Officer, at: datetime) -> Dossier:
    """Make the dossier of an intake and submit it for the citizen; it is not accepted yet.

    Raise UploadRefused when its files are too many or too large together.
    """
    version = db.session.get_one(ProcedureVersion, intake.version_id)
    dossier = start_draft(version, intake.start_key, at, PRIVACY_VERSION)
    for name, value in intake.person.items():
        setattr(dossier, name, value)
    dossier.filing_mode = FilingMode.AT_DESK
    dossier.applicant_fold = dossier.folded_names
    dossier.channel, dossier.fee_vnd = intake.channel, intake.fee_vnd
    dossier.papers_received = dict(intake.papers_received)
    db.session.flush()
    for requirement_id, stored in intake.files:
        add_stored(dossier, stored, AttachmentKind.DOCUMENT, requirement_id, at)
    actions.submit(dossier, at, officer)
    return dossier


def resolve_at_once(
    dossier: Dossier, officer: Officer, limit: Limit | None, result: str, note: str, at: datetime, paid: bool = False
) -> None:
    """Accept, settle and hand over while the citizen waits; every move has its own event.

    `paid` says that the whole fee lies in the officer's hand: it is recorded under a receipt number with the rest.
    """
    decisions.accept(dossier, officer, limit or Limit(1, Unit.SAME_DAY), at, note=note)
    actions.begin(dossier, officer, at)
    actions.resolve(dossier, officer, result, at, on_paper=True)
    if paid and dossier.fee_vnd:
        payment = receive(dossier.id, dossier.fee_vnd, PaymentWay.CASH, local(at).date(), officer, at)
        actions.confirm_payment(dossier, officer, payment, "", at)
    actions.return_result(dossier, officer, dossier.submitter_name or dossier.applicant_name, at)


def hand_over(
    dossiers: Iterable[Dossier],
    officer: Officer,
    receiver: str,
    relation: str,
    at: datetime,
    along: Iterable[str] = (),
) -> None:
    """Hand the results over to one person; somebody whom no dossier names says in what capacity.

    `along` are the keys of what lay beside the results and went with them.
    """
    keys = list(along)
    for dossier in dossiers:
        named = (dossier.applicant_name, dossier.submitter_name)
        if not relation and not is_of_the_dossier(receiver, named):
            sentence = _(
                "Người nhận không có tên trong hồ sơ %(code)s. Xin ghi quan hệ hoặc giấy ủy quyền.", code=dossier.code
            )
            raise RuleBroken(sentence)
        hand_along(dossier, keys, officer, at)
        actions.return_result(dossier, officer, receiver_words(receiver, relation), at)
