"""The demonstration's dossiers: filed, accepted, worked on by the real actions at times that have passed."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from cqtt.clock import ICT, frozen, local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.limits import Limit
from cqtt.commune.models import Hamlet, Officer, the_commune
from cqtt.dossiers import actions
from cqtt.dossiers.content import papers_of
from cqtt.dossiers.models import ApplicantKind, Dossier
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.submission import drafts
from cqtt.dossiers.submission.pages import Page
from cqtt.dossiers.submission.uploading import file_store
from cqtt.extensions import db
from cqtt.notifications.actions import mark_sent_by_hand
from cqtt.notifications.models import Channel, Notification
from cqtt.privacy import PRIVACY_VERSION
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import published_version
from cqtt.procedures.questions import QuestionKind
from cqtt.upkeep.sample_pictures import sample_page
from cqtt.upkeep.sample_times import SampleTimes, minutes
from cqtt.uploads import examine

Row = Mapping[str, Any]


def fill(rows: list[Row], at: datetime) -> None:
    """Make the dossiers of the demonstration; all people in them are invented."""
    times = SampleTimes(working_calendar(the_commune()), at)
    acts = [act for number, row in enumerate(rows, start=1) for act in _acts(row, times, number)]
    for act in sorted(acts, key=lambda act: act.at):  # one after the other, so that numbers follow the dates
        with frozen(act.at):
            act.do()
    mark_old_messages(times)


@dataclass(frozen=True)
class _Act:
    """One thing that happened to one dossier, and when."""

    at: datetime
    do: Callable[[], None]


def _acts(row: Row, times: SampleTimes, number: int) -> Iterator[_Act]:
    """Yield everything that happens to one dossier, from its submission on."""
    version = published_version(row["procedure"])
    if version is None:
        raise LookupError(f"the catalogue has no procedure {row['procedure']}")
    course = _Course(row, times, ProcedureContent.from_json(version.content), number)
    draft = drafts.start_draft(version, secrets.token_urlsafe(16), course.submitted_at, PRIVACY_VERSION)
    yield _Act(course.submitted_at, partial(_submit, draft, row, number, course))
    for step in row["course"]:
        moment = course.moment_of(step)
        yield _Act(moment, partial(_take, step, draft, row, moment, course))


def _submit(draft: Dossier, row: Row, number: int, course: "_Course") -> None:
    _write(draft, row, number, course)
    actions.submit(draft, course.submitted_at)


@dataclass
class _Course:
    """When each step of one dossier happened."""

    row: Row
    times: SampleTimes
    content: ProcedureContent
    number: int
    submitted_at: datetime = field(init=False)
    received_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        if "due" in self.row:
            due_on = self.times.working_day(self.row["due"])
            self.received_at = self.times.received_for(self.limit, due_on)
            self.submitted_at = self.received_at - minutes(95 - self.number)
        elif self.row["sent"] == 0:
            self.submitted_at = self.received_at = self.times.now - minutes(20 * self.number)
        else:
            sent_on = self.times.working_day(-self.row["sent"])
            self.submitted_at = datetime.combine(sent_on, time(8, self.number), ICT)
            self.received_at = self.submitted_at + minutes(90)

    @property
    def limit(self) -> Limit:
        known = self.content.known_processing_time
        if known is None or known.unit is None:
            raise LookupError(f"{self.content.slug}: no time limit is known")
        return Limit(known.amount or 1, known.unit)

    @property
    def resolved_at(self) -> datetime:
        return self.times.resolved_at(self.received_at, self.times.working_day(self.row["due"]))

    def moment_of(self, step: str) -> datetime:
        return {
            "accept": lambda: self.received_at,
            "begin": lambda: self.received_at + minutes(75),
            "ask": lambda: self.received_at + minutes(105),
            "withdraw": lambda: self.received_at + minutes(100),
            "resolve": lambda: self.resolved_at,
            "return": lambda: self.times.morning_after(self.resolved_at),
        }[step]()


def _write(draft: Dossier, row: Row, number: int, course: _Course) -> None:
    at, content = course.submitted_at, course.content
    drafts.save_page(draft, Page.APPLICANT, _applicant(row, at), at)
    dates = {question.id for question in content.questions if question.kind is QuestionKind.DATE}
    answers = {
        name: (course.times.today + timedelta(days=given)).isoformat() if name in dates else given
        for name, given in row["answers"].items()
    }
    drafts.save_page(draft, Page.ANSWERS, {"answers": answers}, at)
    for page, paper in enumerate(papers_of(draft, content), start=1):
        if paper.requirement.compulsory or paper.requirement.id in row.get("photos", ()):
            _photograph(draft, paper.requirement.id, number * 10 + page, at)
    drafts.save_page(draft, Page.PAPERS, {"papers_to_bring": []}, at)
    db.session.flush()


def _applicant(row: Row, at: datetime) -> dict[str, Any]:
    """Return what the page "Người nộp" would have stored."""
    person, behalf = row["applicant"], row.get("on_behalf")
    return {
        "on_behalf": behalf is not None,
        "submitter_name": behalf["name"] if behalf else "",
        "submitter_phone": behalf["phone"] if behalf else "",
        "relation": behalf["relation"] if behalf else "",
        "tell_submitter": behalf is not None,
        "consents": {"on_behalf": {"at": at.isoformat(), "notice": PRIVACY_VERSION}} if behalf else {},
        "applicant_kind": ApplicantKind.ORGANISATION if "organisation" in row else ApplicantKind.PERSON,
        "organisation_name": row.get("organisation", ""),
        "applicant_name": person["name"],
        "citizen_number": person["number"],
        "phone": person["phone"],
        "hamlet_id": db.session.scalars(select(Hamlet.id).where(Hamlet.name == person["hamlet"])).one(),
        "address": person["address"],
    }


def _photograph(draft: Dossier, requirement: str, number: int, at: datetime) -> None:
    examined = examine(sample_page(number), "ban-mau.jpg")
    key = f"document:{requirement}:{examined.sha256_received}"
    drafts.attach(draft, examined, file_store().put(examined.kept), key, at, requirement_id=requirement)


def _take(step: str, dossier: Dossier, row: Row, at: datetime, course: _Course) -> None:
    desk = _officer("tiepnhan" if course.number % 2 else "tiepnhan2")
    specialist = _officer(row.get("specialist", "chuyenmon"))
    if step == "accept":
        decisions.accept(dossier, desk, course.limit, at)
    elif step == "begin":
        actions.begin(dossier, specialist, at)
    elif step == "ask":
        asking = desk if "sent" in row else specialist
        decisions.request_supplement(dossier, asking, row["missing"], "", at)
    elif step == "withdraw":
        actions.withdraw(dossier, "", at)
    elif step == "resolve":
        actions.resolve(dossier, specialist, row["result"], at)
    else:
        actions.return_result(dossier, desk, dossier.applicant_name, at)
    db.session.flush()


def _officer(login: str) -> Officer:
    return db.session.scalars(select(Officer).where(Officer.login == login)).one()


def mark_old_messages(times: SampleTimes) -> None:
    """Texts of earlier days have been sent; those since the last working day wait on the officers' pages."""
    since = datetime.combine(times.working_day(-1), time(), ICT)
    by_hand = select(Notification).where(Notification.channel == Channel.BY_HAND, Notification.created_at < since)
    for notification in db.session.scalars(by_hand):
        mark_sent_by_hand(notification, _officer("tiepnhan").id, local(notification.created_at) + minutes(10))
