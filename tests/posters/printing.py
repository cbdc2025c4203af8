"""Orders for papers, and the worker that makes them; used by the tests of posters."""

import secrets
from collections.abc import Sequence

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt import posters
from cqtt.clock import now
from cqtt.codes.models import ANYWHERE, ScanPlace
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.posters import actions
from cqtt.posters.making import poster_store
from cqtt.posters.models import JobState, PosterJob
from cqtt.posters.orders import Order
from cqtt.posters.rules import Size
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.procedures.versions import add_version, content_of_version, end_version
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer

PAGE = "/quan-tri/to-ma"


def make_place(name: str = "Nhà văn hóa Ấp 7", **fields: object) -> ScanPlace:
    place = ScanPlace(**{"name": name} | fields)
    db.session.add(place)
    db.session.commit()
    return place


def make_order(targets: Sequence[object], kind: str = KIND, size: Size = Size.A5, **more: object) -> PosterJob:
    """An order that waits to be made, of an administrator."""
    order = Order(kind, tuple(map(str, targets)), size, **more)  # type: ignore[arg-type]
    officer = make_officer(Role.ADMINISTRATOR)
    job = actions.place_order(order, secrets.token_urlsafe(16), officer, MONDAY)
    db.session.commit()
    return job


def let_the_worker_run() -> None:
    """One round of the worker's jobs for papers."""
    for job in posters.jobs:
        job(now())
    db.session.rollback()


def publish_next(version: ProcedureVersion, **changes: object) -> ProcedureVersion:
    """Publish the next version of a procedure."""
    content = content_of_version(version)
    end_version(version, MONDAY)
    following = add_version(version.procedure, content, VersionStatus.PUBLISHED, MONDAY)
    raise_stamp()
    db.session.commit()
    return following


def send_order(client: FlaskClient, targets: Sequence[object], **typed: object) -> TestResponse:
    """Send the form of an order as its page would."""
    chosen = {"loai": "thu-tuc", "chon": list(map(str, targets)), "start_key": "k" * 20}
    papers = {"size": "a5", "copies": "1", "place": str(ANYWHERE)}
    return client.post(f"{PAGE}/in", data={**chosen, **papers, **typed})


def make_made_order(officer: Officer) -> PosterJob:
    """An order whose file lies ready, without the time that drawing takes."""
    job = PosterJob(
        start_key=secrets.token_urlsafe(16),
        officer_id=officer.id,
        order=Order(KIND, ("1",), Size.A5).to_json(),
        state=JobState.DONE,
        total=1,
        done=1,
        storage_key=poster_store().put(b"%PDF-1.7"),
        created_at=MONDAY,
        finished_at=MONDAY,
    )
    db.session.add(job)
    db.session.commit()
    return job
