"""Several drafts published at once: each is a transaction of its own, all of it or nothing. So this commits."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from cqtt.addresses import page_count
from cqtt.commune.models import Officer
from cqtt.database import begin_writing
from cqtt.editing.publishing import actions
from cqtt.editing.publishing.plan import Plan, plan_of, plans_of
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.text import fold, sort_key

logger = logging.getLogger(__name__)
PER_PAGE = 50
LATELY = timedelta(minutes=15)  # whoever saved within this time is taken to be still writing
_A_PICK = re.compile(r"([0-9]{1,9})\.([0-9a-f]{16})")


@dataclass(frozen=True)
class Pick:
    """A draft that was ticked, in the state its page showed."""

    draft_id: int
    state: str

    @classmethod
    def of(cls, plan: Plan) -> "Pick":
        return cls(plan.draft.id, plan.state)

    def __str__(self) -> str:
        return f"{self.draft_id}.{self.state}"


@dataclass(frozen=True)
class Outcome:
    """What became of one draft; `why_not` is empty when citizens read it now."""

    name: str
    code: str
    number: int
    why_not: str = ""


@dataclass(frozen=True)
class DraftsPage:
    """One page of the drafts, by name."""

    plans: list[Plan]
    total: int
    number: int
    typed: str

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for("editing.publish_several", q=self.typed or None, trang=number if number > 1 else None)


def drafts_page(typed: str, number: int) -> DraftsPage:
    """Return the drafts whose name or code has these words; past the end, the last page."""
    drafts = [draft for draft in _drafts() if fold(typed) in fold(f"{draft.content['name']} {draft.content['code']}")]
    drafts.sort(key=lambda draft: (sort_key(draft.content["name"]), draft.id))
    number = min(number, page_count(len(drafts), PER_PAGE))
    shown = drafts[(number - 1) * PER_PAGE : number * PER_PAGE]
    return DraftsPage(plans_of(shown), len(drafts), number, typed)


def fresh_from_others(plans: Iterable[Plan], officer_id: int, at: datetime) -> set[int]:
    """Return the ids of the drafts that somebody else may still be writing: they wait for a tick of their own."""
    drafts = (plan.draft for plan in plans)
    written = ((draft, draft.edited_at) for draft in drafts if draft.edited_by_id not in (None, officer_id))
    return {draft.id for draft, edited_at in written if edited_at is not None and at - edited_at < LATELY}


def picks_of(ticked: Iterable[str]) -> list[Pick]:
    """Return what was ticked, each draft once; at most what one page can show."""
    found = (match for each in ticked if (match := _A_PICK.fullmatch(each)))
    picks = {int(match[1]): Pick(int(match[1]), match[2]) for match in found}
    return list(picks.values())[:PER_PAGE]


def publish_each(picks: Iterable[Pick], note: str, officer_id: int, at: datetime) -> list[Outcome]:
    """Publish one after the other; one that may not be published, or was edited since, stays a draft and says why."""
    return [_publish_one(pick, note, officer_id, at) for pick in picks]


def _publish_one(pick: Pick, note: str, officer_id: int, at: datetime) -> Outcome:
    begin_writing()  # each is read again, under the lock that its change is written under
    draft = db.session.get(ProcedureVersion, pick.draft_id)
    if draft is None:
        return Outcome(_("Bản nháp đã bỏ"), "", 0, _("Có người vừa bỏ bản nháp này."))
    name, code, number = draft.content["name"], draft.procedure.address_code, draft.number
    try:
        _publish_as_seen(draft.procedure_id, pick, note, db.session.get_one(Officer, officer_id), at)
        db.session.commit()
    except (RuleBroken, OperationalError) as refused:
        db.session.rollback()
        return Outcome(name, code, number, _why_not(refused, pick))
    return Outcome(name, code, number)


def _publish_as_seen(procedure_id: int, pick: Pick, note: str, officer: Officer, at: datetime) -> None:
    draft = actions.claim_draft(procedure_id)
    if draft is None or draft.id != pick.draft_id:
        raise actions.NotReady(_("Có người vừa công bố hoặc bỏ bản nháp này."))
    plan = plan_of(draft)
    if plan.state != pick.state:
        raise actions.NotReady(_("Bản nháp vừa được sửa. Xin xem lại rồi công bố."))
    if plan.to_confirm:
        raise actions.NotReady(_("Có việc cần xác nhận. Xin mở riêng để đọc và đồng ý."))
    actions.publish(draft, note, officer, at)


def _why_not(refused: Exception, pick: Pick) -> str:
    if isinstance(refused, RuleBroken):
        return refused.sentence
    logger.warning("draft %s was not published: %s", pick.draft_id, type(refused).__name__)
    return _("Máy đang bận, chưa ghi được. Xin làm lại với thủ tục này.")


def _drafts() -> list[ProcedureVersion]:
    of_them = select(ProcedureVersion).where(ProcedureVersion.status == VersionStatus.DRAFT)
    return list(db.session.scalars(of_them.options(joinedload(ProcedureVersion.procedure))))
