"""An order becomes a file: once, in portions, whatever happens to who makes it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.codes.models import ScanCode
from cqtt.extensions import db
from cqtt.posters import making
from cqtt.posters.jobs import make_papers, sweep_papers
from cqtt.posters.making import make_next, only_maker, poster_store
from cqtt.posters.models import JobState, PosterJob
from cqtt.posters.rules import AT_ONCE, KEPT, Size
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.models import Procedure
from cqtt.worker import all_jobs
from tests.factories import MONDAY, make_procedure
from tests.posters.printing import let_the_worker_run, make_order, make_place, publish_next
from tests.posters.scanner import codes_on, words_on


def file_of(job: PosterJob) -> bytes:
    db.session.rollback()
    assert job.state is JobState.DONE and job.storage_key
    return poster_store().read(job.storage_key)


def short_of(target: object) -> str:
    return db.session.scalars(select(ScanCode.short).where(ScanCode.target == str(target))).one()


def test_the_worker_makes_what_was_ordered(app: Flask) -> None:
    versions = [make_procedure(name=f"Thủ tục thứ {number}") for number in (1, 2, 3)]
    publish_next(versions[1])
    place = make_place()
    job = make_order([version.procedure_id for version in versions], place=place.id)
    let_the_worker_run()
    shorts = [short_of(version.procedure_id) for version in versions]
    made = file_of(job)
    wanted = [
        f"HTTP://LOCALHOST/Q/{short}-{number}-{place.id}" for short, number in zip(shorts, (1, 2, 1), strict=True)
    ]
    assert [codes for [codes] in codes_on(made)] == wanted
    assert f"localhost/q/{shorts[0].lower()}" in words_on(made)[0]
    assert (job.done, job.total) == (3, 3)
    assert job.order["versions"] == {str(versions[0].procedure_id): 1, str(versions[1].procedure_id): 2} | {
        str(versions[2].procedure_id): 1
    }


@pytest.mark.parametrize(("size", "sheets"), [(Size.LABELS, 2), (Size.TENT, 15), (Size.A4, 15), (Size.WALL, 5)])
def test_every_size_comes_as_often_as_it_was_ordered(app: Flask, size: Size, sheets: int) -> None:
    ids = [make_procedure().procedure_id for _number in range(3)]
    job = make_order(ids, size=size, copies=5)
    let_the_worker_run()
    found = codes_on(file_of(job), dpi=130)
    assert len(found) == sheets
    assert len(sum(found, [])) == (30 if size is Size.TENT else 15)


def test_the_progress_is_noted_after_each_portion(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [make_procedure().procedure_id for _number in range(AT_ONCE + 2)]
    job = make_order(ids)
    seen: list[tuple[JobState, int]] = []

    def look(size: Size, portion: list[object], sender: object) -> bytes:
        assert not db.session().in_transaction()  # nothing is held while papers are drawn
        seen.append((db.session.get_one(PosterJob, job.id, populate_existing=True).state, job.done))
        db.session.rollback()
        return b""

    monkeypatch.setattr(making, "sheets", look)
    monkeypatch.setattr(making, "bound", lambda parts, copies: b"%PDF" + b"".join(parts))
    let_the_worker_run()
    assert seen == [(JobState.RUNNING, 0), (JobState.RUNNING, AT_ONCE)]
    assert (job.state, job.done) == (JobState.DONE, AT_ONCE + 2)


def test_an_order_whose_maker_died_is_taken_up_again(app: Flask) -> None:
    job = make_order([make_procedure().procedure_id])
    job.state, job.done = JobState.RUNNING, 1
    db.session.commit()
    with frozen(MONDAY + timedelta(minutes=2)):
        let_the_worker_run()
    assert file_of(job)


def test_an_order_that_killed_its_maker_for_an_hour_is_given_up(app: Flask) -> None:
    job = make_order([make_procedure().procedure_id])
    job.state = JobState.RUNNING
    db.session.commit()
    with frozen(MONDAY + timedelta(hours=2)):
        let_the_worker_run()
    assert job.state is JobState.FAILED


def test_two_makers_never_work_at_once(app: Flask) -> None:
    job = make_order([make_procedure().procedure_id])
    with only_maker(poster_store().root) as alone:
        assert alone
        assert make_next(MONDAY) is False
        with only_maker(poster_store().root) as another:
            assert not another
    db.session.rollback()
    assert job.state is JobState.WAITING
    assert make_next(MONDAY) is True


def test_orders_are_made_in_turn_one_in_a_round(app: Flask) -> None:
    version = make_procedure()
    jobs = [make_order([version.procedure_id], copies=copies) for copies in (1, 2)]
    let_the_worker_run()
    assert [job.state for job in jobs] == [JobState.DONE, JobState.WAITING]


def test_what_cannot_be_drawn_fails_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [make_order([make_procedure().procedure_id]) for _number in range(2)]
    with monkeypatch.context() as patch:
        patch.setattr(making, "sheets", lambda *what: 1 / 0)
        let_the_worker_run()
    let_the_worker_run()
    assert [job.state for job in jobs] == [JobState.FAILED, JobState.DONE]


def test_what_was_withdrawn_meanwhile_is_left_out_and_nothing_at_all_fails(app: Flask) -> None:
    kept, gone = make_procedure(), make_procedure()
    both, only_gone = make_order([kept.procedure_id, gone.procedure_id]), make_order([gone.procedure_id])
    db.session.get_one(Procedure, gone.procedure_id).is_active = False
    raise_stamp()
    db.session.commit()
    let_the_worker_run()
    let_the_worker_run()
    assert len(codes_on(file_of(both))) == 1
    assert only_gone.state is JobState.FAILED


def test_a_full_disk_fails_the_order(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_order([make_procedure().procedure_id])
    monkeypatch.setattr("cqtt.files.FileStore.free_bytes", lambda store: 0)
    let_the_worker_run()
    assert job.state is JobState.FAILED
    assert list(poster_store().root.glob("??/??/*")) == []


def test_a_file_is_kept_for_seven_days(app: Flask) -> None:
    with frozen(MONDAY):
        job = make_order([make_procedure().procedure_id])
        let_the_worker_run()
        kept = poster_store().path(job.storage_key or "")
    with frozen(MONDAY + KEPT - timedelta(minutes=1)):
        let_the_worker_run()
        assert job.storage_key and kept.exists()
    make_old(kept)
    with frozen(MONDAY + KEPT + timedelta(minutes=1)):
        let_the_worker_run()
        assert job.storage_key is None and not kept.exists()


def make_old(path: Path) -> None:
    moment = MONDAY.timestamp()
    os.utime(path, (moment, moment))


def test_the_worker_knows_these_jobs() -> None:
    assert {make_papers, sweep_papers} <= set(all_jobs())
