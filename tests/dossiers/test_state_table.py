"""The table of states, walked whole: each state, where it came from, each step, each role, first and later requests.

What is written here is read from the regulation's side, not from the code: for each state, who may do what.
"""

from itertools import product

import pytest

from cqtt.dossiers.rules import (
    CITIZEN_STEPS,
    ENDED,
    NEXT_STATUS,
    RUNNING,
    Status,
    Step,
    StepNotAllowed,
    check_citizen_step,
    check_may_be_extended,
    check_may_be_undone,
    next_status,
    roles_for,
    steps_open_to,
)
from cqtt.roles import Role

# R reception, S specialist, L leader, C the citizen, * the calendar (nobody). "back" is where it came from.
WHOLE_TABLE = """
draft               submit            C R    submitted
submitted           mark_complete     R      submitted
submitted           accept            R      accepted
submitted           refuse            R      refused
submitted           request_supplement R     awaiting_supplement
submitted           assign            R S L  submitted
submitted           set_national_code R S L  submitted
submitted           correct           R S    submitted
submitted           note              R S L  submitted
submitted           withdraw          C R    withdrawn
accepted            request_supplement S     awaiting_supplement
accepted            begin             S      processing
accepted            confirm_payment   R      accepted
accepted            cancel_payment    R      accepted
accepted            assign            R S L  accepted
accepted            set_national_code R S L  accepted
accepted            correct           R S    accepted
accepted            note              R S L  accepted
accepted            apologise         *      accepted
accepted            extend            L      accepted
accepted            move_due_date     *      accepted
accepted            propose_stop      S      accepted
accepted            stop              L      stopped
accepted            withdraw          C R    withdrawn
processing          request_supplement S     awaiting_supplement
processing          request_payment   S      awaiting_payment
processing          confirm_payment   R      processing
processing          cancel_payment    R      processing
processing          resolve           S      resolved
processing          undo_begin        S      accepted
processing          assign            R S L  processing
processing          set_national_code R S L  processing
processing          correct           R S    processing
processing          note              R S L  processing
processing          apologise         *      processing
processing          extend            L      processing
processing          move_due_date     *      processing
processing          propose_stop      S      processing
processing          stop              L      stopped
processing          withdraw          C R    withdrawn
awaiting_supplement supplement        C R S  back
awaiting_supplement refuse            R      refused    never-accepted
awaiting_supplement confirm_payment   R      awaiting_supplement accepted-before
awaiting_supplement cancel_payment    R      awaiting_supplement accepted-before
awaiting_supplement remind            R S    awaiting_supplement
awaiting_supplement assign            R S L  awaiting_supplement
awaiting_supplement set_national_code R S L  awaiting_supplement
awaiting_supplement correct           R S    awaiting_supplement
awaiting_supplement note              R S L  awaiting_supplement
awaiting_supplement apologise         *      awaiting_supplement
awaiting_supplement propose_stop      S      awaiting_supplement accepted-before
awaiting_supplement stop              L      stopped    accepted-before
awaiting_supplement withdraw          C R    withdrawn
awaiting_payment    confirm_payment   R      back
awaiting_payment    cancel_payment    R      awaiting_payment
awaiting_payment    assign            R S L  awaiting_payment
awaiting_payment    set_national_code R S L  awaiting_payment
awaiting_payment    correct           R S    awaiting_payment
awaiting_payment    note              R S L  awaiting_payment
awaiting_payment    apologise         *      awaiting_payment
awaiting_payment    propose_stop      S      awaiting_payment
awaiting_payment    stop              L      stopped
awaiting_payment    withdraw          C R    withdrawn
resolved            return_result     R      returned
resolved            shelve            R S    resolved
resolved            remind            R S    resolved
resolved            confirm_payment   R      resolved
resolved            cancel_payment    R      resolved
resolved            assign            R S L  resolved
resolved            set_national_code R S L  resolved
resolved            correct           R S    resolved
resolved            note              R S L  resolved
resolved            apologise         *      resolved
refused             note              R S L  refused
refused             apologise         *      refused
withdrawn           confirm_payment   R      withdrawn
withdrawn           cancel_payment    R      withdrawn
withdrawn           note              R S L  withdrawn
withdrawn           apologise         *      withdrawn
stopped             confirm_payment   R      stopped
stopped             cancel_payment    R      stopped
stopped             note              R S L  stopped
stopped             apologise         *      stopped
returned            confirm_payment   R      returned
returned            cancel_payment    R      returned
returned            note              R S L  returned
returned            apologise         *      returned
"""
LETTERS = {"R": Role.RECEPTION, "S": Role.SPECIALIST, "L": Role.LEADER}
Row = tuple[set[str], str, str]


def table() -> dict[tuple[Status, Step], Row]:
    found: dict[tuple[Status, Step], Row] = {}
    for line in WHOLE_TABLE.strip().splitlines():
        state, step, *rest = line.split()
        who = {word for word in rest if len(word) == 1}
        leads_to, *history = [word for word in rest if len(word) > 1]
        found[Status(state), Step(step)] = (who, leads_to, history[0] if history else "")
    return found


TABLE = table()
BEFORE = {
    Status.AWAITING_SUPPLEMENT: (Status.SUBMITTED, Status.ACCEPTED, Status.PROCESSING),
    Status.AWAITING_PAYMENT: (Status.PROCESSING,),
}
CASES = [(status, before) for status in Status for before in BEFORE.get(status, (None,))]


def allowed(status: Status, before: Status | None, step: Step) -> Row | None:
    row = TABLE.get((status, step))
    history = {"": True, "accepted-before": before in RUNNING, "never-accepted": before is Status.SUBMITTED}
    return row if row and history[row[2]] else None


@pytest.mark.parametrize(("status", "before"), CASES)
def test_every_step_leads_where_the_table_says_or_is_refused_by_name(status: Status, before: Status | None) -> None:
    for step in Step:
        row = allowed(status, before, step)
        if row is None:
            with pytest.raises(
                StepNotAllowed,
                match="nên không làm được việc này nữa" if status in ENDED else "nên chưa làm được việc này",
            ):
                next_status(status, step, before)
        else:
            assert next_status(status, step, before) == (before if row[1] == "back" else row[1]), step


def test_a_payment_in_part_leads_nowhere_and_nothing_else_is_done_in_part() -> None:
    for status, before in CASES:
        for step in Step:
            row = allowed(status, before, step)
            if row:
                leads_to = next_status(status, step, before, in_part=True)
                assert leads_to == (status if step is Step.CONFIRM_PAYMENT else next_status(status, step, before)), step
            else:
                with pytest.raises(StepNotAllowed):
                    next_status(status, step, before, in_part=True)


def may(who: set[str], role: Role, status: Status, step: Step, asked: int) -> bool:
    """Whether the table lets this role do it; whoever asks for papers a second time is a leader."""
    if step is Step.REQUEST_SUPPLEMENT and asked:
        return role is Role.LEADER
    return any(LETTERS.get(letter) is role for letter in who)


def test_every_state_step_and_role_is_allowed_or_refused_as_the_table_says() -> None:
    walked = 0
    for (status, before), step, role, asked in product(CASES, Step, Role, (0, 1, 2)):
        row = allowed(status, before, step)
        opened = step in steps_open_to({role}, status, before, asked)
        if step is Step.SUBMIT:
            assert not opened  # nobody submits from the page of a case
        else:
            assert opened == bool(row and may(row[0], role, status, step, asked)), (status, before, step, role, asked)
        walked += 1
    assert walked == len(CASES) * len(Step) * len(Role) * 3


def test_who_may_submit_for_somebody_at_the_desk() -> None:
    assert roles_for(Status.DRAFT, Step.SUBMIT) == {Role.RECEPTION}


def test_the_citizen_may_do_three_things_and_nothing_else() -> None:
    assert {step for (_status, step), (who, *_rest) in TABLE.items() if "C" in who} == set(CITIZEN_STEPS)
    for status, step in product(Status, Step):
        row = TABLE.get((status, step))
        if row and "C" in row[0]:
            check_citizen_step(status, step)
        else:
            with pytest.raises(StepNotAllowed):
                check_citizen_step(status, step)


def test_an_administrator_and_an_overseer_move_nothing() -> None:
    for status, before in CASES:
        assert steps_open_to({Role.ADMINISTRATOR, Role.OVERSEER}, status, before) == []


def test_the_code_knows_no_step_that_the_table_does_not_name() -> None:
    assert set(NEXT_STATUS) == set(TABLE)
    assert {step for _status, step in TABLE} == set(Step)


def test_a_beginning_is_undone_only_before_anything_else_happened() -> None:
    check_may_be_undone(Step.BEGIN, Step.BEGIN)
    for last in set(Step) - {Step.BEGIN}:
        with pytest.raises(StepNotAllowed, match="không hoàn tác được"):
            check_may_be_undone(Step.BEGIN, last)


def test_a_dossier_is_extended_once_and_only_in_time() -> None:
    check_may_be_extended(is_late=False, is_extended=False)
    with pytest.raises(StepNotAllowed, match="thư xin lỗi"):
        check_may_be_extended(is_late=True, is_extended=False)
    with pytest.raises(StepNotAllowed, match="một lần"):
        check_may_be_extended(is_late=False, is_extended=True)
