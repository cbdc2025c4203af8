"""The table of moves, walked whole: each state, step, role, whoever has it, ordinary and about conduct.

What is written here is read from the regulation's side, not from the code: for each state, who may do what. It is
asked of the rules, of every action on real rows, and (the long proof) of every address of officers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.commune.due_dates import DueDate
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.mending import mend
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import (
    NEXT_STATUS,
    Consent,
    Outcome,
    RejectReason,
    Status,
    Step,
    StepNotAllowed,
    check_may_be_reopened,
    next_status,
    steps_open_to,
)
from cqtt.roles import Role
from tests.dossiers.staff import desk_of
from tests.factories import MONDAY, make_absence, make_feedback, make_officer
from tests.feedback.officers import INBOX, add_voice, make_chairman
from tests.rounds import a_part_of

# R reception, S specialist, L leader, C the sender or a follower, * the calendar (nobody).
# "held": once somebody has it, they alone, whoever stands in for them, and leaders.
WHOLE_TABLE = """
received transcribe       R S L received
received classify         R L   received
received assign           R S L assigned
received answer           R S L answered held
received reject           R L   rejected
received merge            R L   closed
received note             R S L received
received publish          R L   received
received unpublish        R L   received
received escalate         *     received
received move_due_date    *     received
received follow           C     received
received withdraw_consent C     received
received mend             C     received
assigned transcribe       R S L assigned
assigned classify         R L   assigned
assigned assign           R S L assigned
assigned answer           R S L answered held
assigned reject           R L   rejected
assigned merge            R L   closed
assigned note             R S L assigned
assigned publish          R L   assigned
assigned unpublish        R L   assigned
assigned escalate         *     assigned
assigned move_due_date    *     assigned
assigned follow           C     assigned
assigned withdraw_consent C     assigned
assigned mend             C     assigned
reopened transcribe       R S L reopened
reopened classify         R L   reopened
reopened assign           R S L assigned
reopened answer           R S L answered held
reopened reject           R L   rejected
reopened merge            R L   closed
reopened note             R S L reopened
reopened publish          R L   reopened
reopened unpublish        R L   reopened
reopened escalate         *     reopened
reopened move_due_date    *     reopened
reopened follow           C     reopened
reopened withdraw_consent C     reopened
answered transcribe       R S L answered
answered amend            R S L answered held
answered close            R S L * closed held
answered reopen           C     reopened
answered rate             C     answered
answered note             R S L answered
answered publish          R L   answered
answered unpublish        R L   answered
answered withdraw_consent C     answered
closed   transcribe       R S L closed
closed   reopen           C     reopened
closed   rate             C     closed
closed   note             R S L closed
closed   publish          R L   closed
closed   unpublish        R L   closed
closed   withdraw_consent C     closed
rejected transcribe       R S L rejected
rejected restore          L     received
rejected note             R S L rejected
rejected unpublish        R L   rejected
rejected withdraw_consent C     rejected
"""
NEVER_OF_CONDUCT = {"classify", "merge", "publish", "follow"}
LETTERS = {"R": Role.RECEPTION, "S": Role.SPECIALIST, "L": Role.LEADER}


@dataclass(frozen=True)
class Row:
    who: frozenset[str]
    leads_to: Status
    held: bool


def table() -> dict[tuple[Status, Step], Row]:
    found = {}
    for line in WHOLE_TABLE.strip().splitlines():
        state, step, *rest = line.split()
        who = frozenset(word for word in rest if len(word) == 1)
        leads_to, *held = [word for word in rest if len(word) > 1]
        found[Status(state), Step(step)] = Row(who, Status(leads_to), bool(held))
    return found


TABLE = table()
OFFICERS = [
    step for step in Step if any(row.who & set(LETTERS) for (_status, step_), row in TABLE.items() if step_ is step)
]
HOLDERS = ("nobody", "me", "another", "whom I stand in for")
# Of conduct: whom it is addressed to, whom it was given to, whoever else, whom it is about, and an administrator.
READERS = ("ordinary", "addressed to me", "given to me", "another's", "about me", "of an administrator")


def row_of(status: Status, step: Step, conduct: bool) -> Row | None:
    return None if conduct and step.value in NEVER_OF_CONDUCT else TABLE.get((status, step))


def expected(status: Status, step: Step, role: Role, holder: str, reader: str) -> Row | None:
    """Return the row by which this officer may take the step; None if they may not."""
    conduct = reader != "ordinary"
    row = row_of(status, step, conduct)
    handles = role in LETTERS.values()
    if row is None or not handles or reader in ("another's", "about me", "of an administrator"):
        return None
    by_role = any(LETTERS.get(letter) is role for letter in row.who)
    who_reads_may = conduct and bool(row.who & set(LETTERS))
    if not (by_role or who_reads_may):
        return None
    free = holder != "another" or role is Role.LEADER
    return row if free or not row.held else None


def test_every_step_leads_where_the_table_says_or_is_refused_by_name() -> None:
    for status, step, conduct in product(Status, Step, (False, True)):
        row = row_of(status, step, conduct)
        if row is None:
            with pytest.raises(StepNotAllowed, match="nên không làm được việc này"):
                next_status(status, step, conduct)
        else:
            assert next_status(status, step, conduct) is row.leads_to


def test_the_code_knows_no_step_that_the_table_does_not_name() -> None:
    assert set(NEXT_STATUS) == set(TABLE)
    assert {step for _status, step in TABLE} | {Step.SEND} == set(Step)


def test_the_buttons_follow_the_table_in_every_state_for_every_role_and_holder() -> None:
    for status, role, holder, conduct in product(Status, Role, HOLDERS[:3], (False, True)):
        offered = steps_open_to({role}, status, conduct, holder == "me", holder != "nobody")
        reader = "addressed to me" if conduct else "ordinary"
        wanted = [step for step in Step if expected(status, step, role, holder, reader)]
        assert offered == wanted, (status, role, holder, conduct)


def test_an_administrator_and_an_overseer_move_nothing() -> None:
    for status, conduct in product(Status, (False, True)):
        assert steps_open_to({Role.ADMINISTRATOR, Role.OVERSEER}, status, conduct, True, False) == []


def test_it_is_reopened_once_and_only_within_its_days() -> None:
    limit = timedelta(days=15)
    check_may_be_reopened(MONDAY, None, 15, MONDAY + limit)
    with pytest.raises(StepNotAllowed, match="Đã quá ngày 08/12/2026"):
        check_may_be_reopened(MONDAY, None, 15, MONDAY + limit + timedelta(seconds=1))
    with pytest.raises(StepNotAllowed, match="một lần"):
        check_may_be_reopened(MONDAY, MONDAY, 15, MONDAY)


# -- the same, of every action on real rows ------------------------------------------------------


@dataclass(frozen=True)
class People:
    """Who is at work: the officer who tries, and those around."""

    me: Officer
    colleague: Officer
    away: Officer  # I stand in for them
    head: Officer
    other: Feedback  # another feedback, to be joined with


def people_for(role: Role, also: tuple[Role, ...] = ()) -> People:
    me, away = make_officer(role, *also), make_officer(Role.SPECIALIST)
    make_absence(away, me, MONDAY.date(), MONDAY.date())
    return People(me, make_officer(Role.SPECIALIST), away, make_officer(Role.LEADER), make_feedback())


def put(feedback: Feedback, people: People, status: Status, holder: str, reader: str) -> None:
    """Bring it into a state that its moves would lead to, in the hands it is to be in."""
    holders = {
        "nobody": None,
        "me": people.me.id,
        "another": people.colleague.id,
        "whom I stand in for": people.away.id,
    }
    feedback.status, feedback.officer_id = status, holders[holder]
    feedback.answer, feedback.outcome = "Đã báo.", Outcome.EXPLAINED
    feedback.answered_at, feedback.reopened_at, feedback.rated_at = MONDAY, None, None
    feedback.reject_reason = RejectReason.SPAM if status is Status.REJECTED else None
    feedback.consent = Consent.WITHOUT_NAME
    feedback.is_conduct, feedback.is_published = reader != "ordinary", False
    feedback.about_officer_id = people.me.id if reader == "about me" else None
    feedback.recipient_id = people.head.id if reader in ("given to me", "another's") else people.me.id
    if reader == "given to me":
        feedback.officer_id = people.me.id
    elif reader == "another's" and holder == "me":
        feedback.officer_id = people.colleague.id


def tries_of(people: People) -> dict[Step, Callable[[Feedback], None]]:
    """Return how an officer tries each step."""
    me, at = people.me, MONDAY
    return {
        Step.TRANSCRIBE: lambda it: actions.transcribe(it, me, "Nước đen", at),
        Step.CLASSIFY: lambda it: actions.classify(it, me, {"place": "Chợ"}, "", at),
        Step.ASSIGN: lambda it: actions.assign(it, me, people.colleague, "", at),
        Step.ANSWER: lambda it: actions.answer(it, me, "Đã báo.", Outcome.EXPLAINED, at),
        Step.AMEND: lambda it: actions.amend(it, me, "Đã báo lại.", Outcome.EXPLAINED, at),
        Step.CLOSE: lambda it: actions.close(it, at, me),
        Step.REJECT: lambda it: actions.reject(it, me, RejectReason.SPAM, "Quảng cáo.", "", at),
        Step.RESTORE: lambda it: actions.restore(it, me, "Nhầm", at),
        Step.MERGE: lambda it: actions.merge(it, people.other, me, at),
        Step.NOTE: lambda it: actions.add_note(it, me, "Đã gọi", at),
        Step.PUBLISH: lambda it: actions.publish(it, me, "Đèn hỏng", "Đã báo", at),
        Step.UNPUBLISH: lambda it: actions.unpublish(it, me, "", at),
    }


def tried(feedback: Feedback, attempt: Callable[[Feedback], None]) -> Status | None:
    """Return where an attempt led, with everything taken back; None if it was refused, and changed nothing."""
    try:
        attempt(feedback)
        db.session.flush()
        led_to = feedback.status
    except StepNotAllowed:
        assert not db.session.dirty and not db.session.new
        return None
    db.session.rollback()
    return led_to


@pytest.fixture
def monday_morning(app: Flask) -> Iterator[None]:
    with frozen(MONDAY):
        yield


def cases(reader: str) -> Iterator[tuple[Status, str]]:
    """The states and hands that say something: of what an officer may not read at all, one pair of hands."""
    readable = reader in ("ordinary", "addressed to me")
    yield from product(Status, HOLDERS if readable else ("nobody",) if reader != "given to me" else ("me",))


def walk_actions(role: Role, reader: str, whole: bool) -> None:
    """Try every action in every state; in whose hands it is, for the steps it decides about, or (whole) for all."""
    people = people_for(role, also_administrator(role, reader))
    feedback, tries = make_feedback(), tries_of(people)
    for status, holder in cases(reader):
        put(feedback, people, status, holder, reader)
        db.session.commit()
        for step, attempt in tries.items():
            row = TABLE.get((status, step))
            if whole or holder in ("nobody", "me") or (row is not None and row.held):
                wanted = expected(status, step, role, holder, reader)
                assert tried(feedback, attempt) == (wanted.leads_to if wanted else None), (status, step, holder)


def also_administrator(role: Role, reader: str) -> tuple[Role, ...]:
    return (Role.ADMINISTRATOR,) if reader == "of an administrator" and role is not Role.ADMINISTRATOR else ()


@pytest.mark.usefixtures("app", "monday_morning")
@pytest.mark.parametrize("role", list(LETTERS.values()))
def test_every_action_follows_the_table_on_real_rows(role: Role) -> None:
    for reader in ("ordinary", "about me"):
        walk_actions(role, reader, whole=False)


@pytest.mark.proof
@pytest.mark.usefixtures("app", "monday_morning")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("role", list(Role))
def test_every_action_follows_the_table_whoever_has_it_and_reads_it(role: Role, reader: str) -> None:
    walk_actions(role, reader, whole=True)


def mend_unanswered(feedback: Feedback) -> None:
    feedback.answered_at = None
    mend(feedback, "Đèn hỏng.", "", MONDAY)


@pytest.mark.usefixtures("app", "monday_morning")
@pytest.mark.parametrize("conduct", [False, True])
def test_what_senders_followers_and_the_calendar_do_follows_the_table(conduct: bool) -> None:
    people, feedback = people_for(Role.LEADER), make_feedback()
    late = DueDate(MONDAY, MONDAY.date(), (), "")
    tries: dict[Step, Callable[[Feedback], Any]] = {
        Step.REOPEN: lambda it: citizen_actions.reopen(it, "Chưa xong", MONDAY),
        Step.RATE: lambda it: citizen_actions.rate(it, 4, "", MONDAY),
        Step.FOLLOW: lambda it: citizen_actions.follow(it, "theo-doi", "", MONDAY),
        Step.WITHDRAW_CONSENT: lambda it: citizen_actions.withdraw_consent(it, MONDAY),
        Step.MEND: mend_unanswered,
        Step.ESCALATE: lambda it: actions.escalate(it, 1, MONDAY),
        Step.MOVE_DUE_DATE: lambda it: actions.move_due_date(it, late, "Ngày mới", MONDAY),
        Step.CLOSE: lambda it: actions.close(it, MONDAY),
    }
    for status in Status:
        put(feedback, people, status, "nobody", "another's" if conduct else "ordinary")
        db.session.commit()
        for step, attempt in tries.items():
            row = row_of(status, step, conduct)
            inner = db.session.begin_nested()
            if row is None:
                with pytest.raises(StepNotAllowed):
                    attempt(feedback)
            else:
                attempt(feedback)
                assert feedback.status is row.leads_to, (status, step)
            inner.rollback()
            db.session.expire_all()


# -- the same, of every address ------------------------------------------------------------------

ADDRESSES: dict[Step, tuple[str, dict[str, str]]] = {
    Step.TRANSCRIBE: ("go-lai", {"words": "Nước đen"}),
    Step.CLASSIFY: ("phan-loai", {"kind": "petition", "topic": "0", "hamlet": "0"}),
    Step.ASSIGN: ("giao", {"officer": "colleague"}),
    Step.ANSWER: ("tra-loi", {"outcome": "explained", "words": "Đã báo."}),
    Step.AMEND: ("bo-sung", {"outcome": "explained", "words": "Đã báo lại."}),
    Step.CLOSE: ("khep", {}),
    Step.REJECT: ("khong-giai-quyet", {"reason": "spam", "words": "Quảng cáo."}),
    Step.RESTORE: ("xem-lai", {"note": "Nhầm"}),
    Step.MERGE: ("gop", {"code": "other"}),
    Step.NOTE: ("ghi-chu", {"note": "Đã gọi"}),
}


@pytest.mark.proof
@pytest.mark.usefixtures("monday_morning")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("role", list(Role))
def test_every_address_follows_the_table(app: Flask, role: Role, reader: str) -> None:
    people = people_for(role, also_administrator(role, reader))
    make_chairman()
    client, names = desk_of(app, people.me), {"colleague": str(people.colleague.id), "other": people.other.code}
    for (status, holder), step in a_part_of(product(cases(reader), ADDRESSES), 4, f"{role} {reader}"):
        if step is Step.ASSIGN and holder == "another":
            continue  # the page does not offer whoever has it already
        feedback = make_feedback()
        add_voice(feedback)
        put(feedback, people, status, holder, reader)
        db.session.commit()
        row = expected(status, step, role, holder, reader)
        address, plain = ADDRESSES[step]
        typed = {name: names.get(value, value) for name, value in plain.items()}
        check_address(client, feedback, f"{INBOX}/{feedback.id}/{address}", typed, row, (role, reader, status, step))


def check_address(
    client: FlaskClient, feedback: Feedback, address: str, typed: dict[str, str], row: Row | None, what: object
) -> None:
    """Look at the page and press its button: both open, or neither does and nothing changes."""
    revision, before = feedback.revision, feedback.status
    page = client.get(address).status_code
    sent = client.post(address, data={"revision": revision, **typed}).status_code
    now = db.session.get_one(Feedback, feedback.id)
    if row is None:
        assert page in (403, 404, 409) and sent == page, (what, page, sent)
        assert (now.status, now.revision) == (before, revision), what
    else:
        assert (page, sent) == (200, 303), (what, page, sent)
        assert now.status is row.leads_to, what
