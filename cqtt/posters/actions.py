"""What administrators do about papers with codes, and the places where they hang. None of these commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update

from cqtt.audit.actions import record
from cqtt.codes.actions import code_for, shorts_of
from cqtt.codes.models import ScanPlace
from cqtt.commune.models import Officer
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.posters.models import JobState, PosterJob, PosterPrint
from cqtt.posters.orders import Order
from cqtt.posters.rules import check_number
from cqtt.procedures.actions import hold_catalogue, raise_stamp
from cqtt.procedures.catalogue import KIND
from cqtt.text import fold

BEING_MADE = (JobState.WAITING, JobState.RUNNING)


class NameTaken(RuleBroken):
    """There is a place of this name."""


def place_order(order: Order, start_key: str, officer: Officer, at: datetime) -> PosterJob:
    """Order papers; everything on them has a code from now on. Sent twice, it is one order. Raise TooMany."""
    check_number(len(order.targets), order.copies)
    begun = db.session.scalar(select(PosterJob).where(PosterJob.start_key == start_key))
    if begun is not None:
        return begun
    _give_codes(order.kind, order.targets)
    job = PosterJob(
        start_key=start_key,
        officer_id=officer.id,
        order=order.to_json(),
        state=JobState.WAITING,
        total=len(order.targets),
        done=0,
        created_at=at,
    )
    db.session.add(job)
    db.session.flush()
    record("order", "poster_job", job.id, kind=order.kind, size=order.size.value, number=job.total)
    return job


def order_again(job: PosterJob, start_key: str, officer: Officer, at: datetime) -> PosterJob:
    """Order the same anew, as things stand now; while the same is still being made, it is that order."""
    order = Order.from_json(job.order)
    waiting = select(PosterJob).where(PosterJob.officer_id == officer.id, PosterJob.state.in_(BEING_MADE))
    same = (other for other in db.session.scalars(waiting) if Order.from_json(other.order) == order)
    return next(same, None) or place_order(order, start_key, officer, at)


def try_again(job: PosterJob) -> bool:
    """Let a job that failed be made once more; tell whether it had failed."""
    failed = (PosterJob.id == job.id, PosterJob.state == JobState.FAILED)
    values = {"state": JobState.WAITING, "done": 0, "finished_at": None}
    tried = bool(db.session.execute(update(PosterJob).where(*failed).values(values)).rowcount)  # type: ignore[attr-defined]
    if tried:
        record("order", "poster_job", job.id)
    return tried


def hand_out(job_id: int, officer: Officer, at: datetime) -> None:
    """Note that the file was taken to be printed; the first time, also which versions hang from now on."""
    job = db.session.get_one(PosterJob, job_id, with_for_update=True, populate_existing=True)
    record("print", "poster_job", job.id)
    if job.order.get("handed_out"):
        return
    job.order = {**job.order, "handed_out": True}
    order = Order.from_json(job.order)
    versions = job.order.get("versions", {}) if order.kind == KIND else {}
    for target, version in versions.items():
        db.session.add(
            PosterPrint(
                procedure_id=int(target),
                version_number=version,
                place_id=order.place,
                size=order.size.value,
                printed_at=at,
                officer_id=officer.id,
            )
        )


def add_place(name: str) -> ScanPlace:
    """Add a place where papers hang, at the end of the list."""
    _check_name(name)
    last = db.session.scalar(select(func.max(ScanPlace.position))) or 0
    place = ScanPlace(name=name, position=last + 1)
    db.session.add(place)
    db.session.flush()
    record("add", "scan_place", place.id)
    return place


def rename_place(place: ScanPlace, name: str) -> None:
    """Give a place another name; its scans stay its own."""
    _check_name(name, place)
    place.name = name
    record("rename", "scan_place", place.id)


def show_place(place: ScanPlace, shown: bool) -> None:
    """Offer a place for papers again, or no more: what hangs there no longer counts as its own."""
    place.is_active = shown
    record("show" if shown else "hide", "scan_place", place.id)


def _check_name(name: str, but: ScanPlace | None = None) -> None:
    """Raise NameTaken when another place's name differs in capitals, marks or spaces alone."""
    for id, other in db.session.execute(select(ScanPlace.id, ScanPlace.name)):
        if fold(other).split() == fold(name).split() and (but is None or id != but.id):
            raise NameTaken(_("Đã có “%(name)s”. Xin chọn tên khác.", name=other))


def _give_codes(kind: str, targets: Collection[str]) -> None:
    known = shorts_of(kind, targets)
    missing = [target for target in targets if target not in known]
    if missing:
        hold_catalogue()  # before the first code: orders of the same things the other way round would wait for ever
    for target in missing:
        code_for(kind, target)
    if missing and kind == KIND:
        raise_stamp()  # pages of procedures show their code
