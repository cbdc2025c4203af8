"""The worker's round: every due job, each in its own transaction, whatever happens to the others."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from cqtt import FEATURES, notifications, worker
from cqtt.clock import frozen
from cqtt.commune.models import the_commune
from cqtt.dossiers.submission.jobs import sweep_files
from cqtt.extensions import db
from cqtt.heartbeat import beat, last_beat
from cqtt.schedule import Job, every, is_due
from tests.factories import MONDAY

HOUR = timedelta(hours=1)


def use_jobs(patch: pytest.MonkeyPatch, *jobs: Job) -> None:
    """Let these be the only jobs there are."""
    for feature in FEATURES:
        patch.setattr(feature, "jobs", (), raising=False)
    patch.setattr(notifications, "jobs", jobs)


def test_a_job_that_fails_stops_no_other_and_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(at: datetime) -> None:
        the_commune().hotline = "0900000999"
        db.session.flush()
        raise LookupError("something unforeseen")

    def work(at: datetime) -> None:
        the_commune().email = f"{at:%H}@anphuoc.example"

    use_jobs(monkeypatch, fail, work)
    with frozen(MONDAY):
        assert worker.tick() == 1
    commune = the_commune()
    assert (commune.hotline, commune.email) == ("0900000001", "02@anphuoc.example")


def test_a_job_with_a_pause_waits_for_its_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[datetime] = []

    @every(HOUR)
    def hourly(at: datetime) -> None:
        done.append(at)

    use_jobs(monkeypatch, hourly)
    last_runs: dict[Job, datetime] = {}
    for minutes in (0, 30, 59, 60, 61, 121):
        with frozen(MONDAY + timedelta(minutes=minutes)):
            worker.tick(last_runs)
    assert done == [MONDAY, MONDAY + HOUR, MONDAY + timedelta(minutes=121)]


def test_a_job_without_a_mark_runs_in_every_round() -> None:
    assert is_due(len, MONDAY, MONDAY)  # type: ignore[arg-type]
    assert not is_due(sweep_files, MONDAY, MONDAY + HOUR)


def test_a_round_that_ends_writes_down_that_the_worker_lives_once_a_minute(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    data: Path = app.config["SETTINGS"].data
    use_jobs(monkeypatch, lambda _at: None)
    last_runs: dict[Job, datetime] = {}
    beats = []
    for seconds in (0, 5, 59, 60, 90, 121):
        with frozen(MONDAY + timedelta(seconds=seconds)):
            worker.tick(last_runs)
        beats.append(last_beat(data))
    first, second, third = MONDAY, MONDAY + timedelta(seconds=60), MONDAY + timedelta(seconds=121)
    assert beats == [first, first, first, second, second, third]


def test_a_worker_that_dies_in_its_first_round_again_and_again_does_not_live(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    data: Path = app.config["SETTINGS"].data

    def die(_at: datetime) -> None:
        raise SystemExit

    use_jobs(monkeypatch, lambda _at: None, die)
    for _start in range(3):
        with pytest.raises(SystemExit):
            worker.tick({})
    assert last_beat(data) is None


def test_a_long_round_beats_between_its_jobs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[datetime | None] = []
    data: Path = app.config["SETTINGS"].data

    def work(_at: datetime) -> None: ...

    def look(_at: datetime) -> None:
        seen.append(last_beat(data))

    use_jobs(monkeypatch, work, look)
    last_runs: dict[Job, datetime] = {}
    for at in (MONDAY, MONDAY + HOUR):
        with frozen(at):
            worker.tick(last_runs)
    assert seen == [None, MONDAY + HOUR]


def test_a_beat_that_cannot_be_written_stops_nobody_and_a_clock_put_back_is_believed(tmp_path: Path) -> None:
    beat(tmp_path / "gone", MONDAY)
    assert last_beat(tmp_path / "gone") is None
    beat(tmp_path, MONDAY + HOUR), beat(tmp_path, MONDAY)
    assert last_beat(tmp_path) == MONDAY
    (tmp_path / "worker-beat").write_text("spoilt")
    assert last_beat(tmp_path) is None


def test_the_features_bring_jobs(app: Flask) -> None:
    names = {job.__name__ for job in worker.all_jobs()}
    assert {"deliver_due", "erase_old_drafts", "sweep_files"} <= names
    assert worker.tick() == 0


def test_the_worker_ends_after_its_round(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[datetime] = []
    use_jobs(monkeypatch, rounds.append)
    worker.run(app, lambda: len(rounds) >= 1)
    assert len(rounds) == 1
