"""What the worker does for papers of letters: make what was ordered, clear away what was kept long enough."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from sqlalchemy import or_, select, update

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters import merge_batches
from cqtt.letters.models import LetterPrint, PrintStatus
from cqtt.letters.papers import Drawing
from cqtt.letters.printing import AT_ONCE, KEPT, portions_of, print_store
from cqtt.letters.rules import LetterRefused
from cqtt.paper import forget_layouts
from cqtt.schedule import every

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # a portion takes seconds
GIVEN_UP_AFTER = timedelta(hours=1)  # an order whose makers have died again and again
STRAY_AFTER = timedelta(days=1)


class LeaseLost(Exception):
    """Somebody else makes this order by now; nothing of ours is kept."""


@dataclass
class Lease:
    """The right to make one order, until a moment that each portion puts off."""

    order_id: int
    until: datetime

    def renew(self, **values: Any) -> None:
        """Write down how far it is, and keep the right to go on; raise LeaseLost when it was taken over."""
        until = now() + LEASE
        self._write(values | {"leased_until": until})
        self.until = until

    def end(self, status: PrintStatus, **values: Any) -> None:
        """Write down how it ended."""
        self._write(values | {"status": status, "leased_until": None})

    def _write(self, values: dict[str, Any]) -> None:
        own = (LetterPrint.status == PrintStatus.WAITING, LetterPrint.leased_until == self.until)
        written = db.session.execute(update(LetterPrint).where(LetterPrint.id == self.order_id, *own).values(values))
        if not written.rowcount:  # type: ignore[attr-defined]
            db.session.rollback()
            raise LeaseLost
        db.session.commit()


def make_letter_papers(at: datetime) -> bool:
    """Make the oldest order that waits or has lost its maker, and tell whether there was one."""
    lease = _take_lease(at)
    if lease is None:
        return False
    try:
        _make(lease)
    except LeaseLost:
        logger.warning("letter print %s was taken over", lease.order_id)
    except Exception as fault:  # whatever it is: the order has failed, and the next one shall have its turn
        logger.exception("letter print %s failed", lease.order_id)
        db.session.rollback()
        lease.end(PrintStatus.FAILED, problem=fault.sentence if isinstance(fault, LetterRefused) else "")
    return True


def _take_lease(at: datetime) -> Lease | None:
    """Claim an order with one conditional statement; who changes no row was too late."""
    free = or_(LetterPrint.leased_until.is_(None), LetterPrint.leased_until <= at)
    waiting = (LetterPrint.status == PrintStatus.WAITING, free)
    found = db.session.execute(
        select(LetterPrint.id, LetterPrint.created_at, LetterPrint.leased_until)
        .where(*waiting)
        .order_by(LetterPrint.id)
        .limit(1)
    ).first()
    if found is None:
        db.session.rollback()
        return None
    lease = Lease(found.id, at + LEASE)
    claimed = update(LetterPrint).where(LetterPrint.id == found.id, *waiting)
    taken = db.session.execute(claimed.values(leased_until=lease.until, done=0)).rowcount  # type: ignore[attr-defined]
    db.session.commit()
    if taken and found.leased_until and at - found.created_at > GIVEN_UP_AFTER:
        lease.end(PrintStatus.FAILED)
        return None
    return lease if taken else None


def _make(lease: Lease) -> None:
    if not db.session.get_one(LetterPrint, lease.order_id).letter_ids:
        _draft(lease)
    drawings = list(portions_of(db.session.get_one(LetterPrint, lease.order_id)))
    db.session.rollback()  # drawing takes seconds: nothing is held meanwhile
    if not drawings:
        raise LetterRefused(_("Không còn thư nào để in: những thư đã chọn nay đã bỏ."))
    made = _drawn(lease, drawings)
    forget_layouts()
    key = print_store().put(made)
    try:
        total = len(db.session.get_one(LetterPrint, lease.order_id).letter_ids)
        lease.end(PrintStatus.DONE, done=total, storage_key=key, sha256=sha256(made).hexdigest())
    except BaseException:
        print_store().remove(key)
        raise


def _draft(lease: Lease) -> None:
    """Draft the letters of an order that was made from a list, a portion a transaction, with how far it is."""
    ordered = db.session.get_one(LetterPrint, lease.order_id)
    kept, people = ordered.options["list"], merge_batches.list_of(ordered)
    for begin in range(0, len(people.rows), AT_ONCE):
        end = min(begin + AT_ONCE, len(people.rows))
        ordered = db.session.get_one(LetterPrint, lease.order_id)
        merge_batches.draft_rows(ordered, people, range(begin, end), now())
        lease.renew(done=end)
    drafted = merge_batches.drafted_ids(ordered)
    if not drafted:
        raise LetterRefused(_("Mọi người trong danh sách đã có thư từ trước nên không soạn thêm thư nào."))
    lease.renew(letter_ids=drafted, done=0)
    merge_batches.list_store().remove(kept)


def _drawn(lease: Lease, drawings: Sequence[Drawing]) -> bytes:
    """Return one PDF of all portions, and note after each how far it is."""
    writer = PdfWriter()
    for number, drawing in enumerate(drawings, start=1):
        for page in PdfReader(BytesIO(drawing.pdf())).pages:
            writer.add_page(page)
        if number < len(drawings):
            lease.renew(done=number * AT_ONCE)
    writer.add_metadata({"/Title": str(drawings[0].words["title"] if len(drawings) == 1 else _("Thư"))})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@every(timedelta(hours=1))
def sweep_letter_papers(at: datetime) -> int:
    """Remove files that were kept as long as their page promises, those no order knows, and lists nobody confirmed."""
    kept = select(LetterPrint).where(LetterPrint.storage_key.is_not(None))
    for old in db.session.scalars(kept.where(LetterPrint.created_at < at - KEPT)):
        old.storage_key = None
    db.session.commit()
    known = {key for key in db.session.scalars(select(LetterPrint.storage_key)) if key}
    db.session.rollback()
    return print_store().sweep(known, at - STRAY_AFTER) + merge_batches.forget_lists(at)
