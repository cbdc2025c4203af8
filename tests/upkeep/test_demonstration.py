"""`cqtt demo`: a commune that can be tried at once, made once, with nobody real in it."""

from collections import Counter
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from cqtt.clock import frozen, local
from cqtt.commune.credentials import weakness
from cqtt.commune.models import Commune, Hamlet, Holiday, Officer, active_hamlets, public_leaders
from cqtt.commune.models import Counter as Desk
from cqtt.dossiers.asking import question_form
from cqtt.dossiers.content import content_of, papers_of
from cqtt.dossiers.models import Attachment, Dossier, IssuedPaper, PaperKind
from cqtt.dossiers.rules import ENDED, Status
from cqtt.dossiers.submission.pages import missing_sentences
from cqtt.extensions import db
from cqtt.feedback.kept import file_store
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Status as FeedbackStatus
from cqtt.fields import CitizenNumberField
from cqtt.files import FileStore
from cqtt.notifications.models import DeliveryStatus, Notification
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure, ProcedureField
from cqtt.roles import Role
from cqtt.text import parse_phone
from cqtt.upkeep.demonstration import PASSWORD, sign_ins
from tests.dossiers.answering import sent_for
from tests.factories import MONDAY
from tests.upkeep.conftest import installation, run

pytestmark = pytest.mark.proof  # makes whole installations


def dossiers() -> list[Dossier]:
    return list(db.session.scalars(select(Dossier).order_by(Dossier.id)))


def test_the_unit_is_marked_as_sample_data(demonstration: Flask) -> None:
    commune = db.session.get_one(Commune, 1)
    assert (commune.full_name, commune.parent_name) == ("Xã An Phước", "thành phố Đồng Nai")
    assert commune.is_sample
    assert len(active_hamlets()) == 8
    assert db.session.scalar(select(func.count(Hamlet.id))) == 8


def test_at_least_150_procedures_can_be_read(demonstration: Flask) -> None:
    assert db.session.scalar(select(func.count(Procedure.id)).where(Procedure.is_active)) >= 150


def test_filing_follows_the_kind_of_procedure(demonstration: Flask) -> None:
    modes = dict(db.session.execute(select(Procedure.filing_mode, func.count()).group_by(Procedure.filing_mode)).all())
    assert set(modes) == {FilingMode.LOCAL, FilingMode.LINK_ONLY, FilingMode.AT_DESK}
    local_ones = db.session.scalars(select(Procedure).where(Procedure.filing_mode == FilingMode.LOCAL))
    assert all("Giả định" in one.filing_reason for one in local_ones)


def test_four_leaders_can_be_called_and_everybody_is_invented(demonstration: Flask) -> None:
    leaders = public_leaders()
    assert len(leaders) == 4
    assert all(leader.duty and leader.reception_day and leader.phone for leader in leaders)
    phones = list(db.session.scalars(select(Officer.phone))) + [one.phone for one in dossiers()]
    assert all(phone.startswith("09000000") and parse_phone(phone) for phone in phones)
    assert all(one.citizen_number.startswith("000") for one in dossiers())


def test_every_sign_in_works_with_the_password_that_is_printed(demonstration: Flask) -> None:
    assert weakness(PASSWORD, "tiepnhan") is None
    browser = demonstration.test_client()
    demonstration.config["WTF_CSRF_ENABLED"] = False
    for login, _who in sign_ins():
        answer = browser.post("/dang-nhap", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, login
        browser.post("/dang-xuat")
    roles = {role for officer in db.session.scalars(select(Officer)) for role in officer.role_set}
    assert roles == set(Role)


def test_desks_take_fields_that_exist(demonstration: Flask) -> None:
    fields = set(db.session.scalars(select(ProcedureField.name)))
    desks = list(db.session.scalars(select(Desk)))
    assert len(desks) == 4
    assert {field for desk in desks for field in desk.fields} <= fields


def test_the_holidays_of_two_years_say_what_is_assumed(demonstration: Flask) -> None:
    new_year = db.session.get_one(Holiday, date(2027, 1, 1))
    assert new_year.assumed
    assert not db.session.get_one(Holiday, date(2026, 9, 2)).assumed


def test_dossiers_stand_in_many_states_today(demonstration: Flask) -> None:
    states = Counter(dossier.status for dossier in dossiers())
    assert states[Status.SUBMITTED] >= 2
    assert {Status.ACCEPTED, Status.PROCESSING, Status.AWAITING_SUPPLEMENT, Status.RESOLVED, Status.RETURNED} <= set(
        states
    )
    running = [one for one in dossiers() if one.status in (Status.ACCEPTED, Status.PROCESSING) and one.due_at]
    due = [one.due_at for one in running if one.due_at]
    assert sum(moment < MONDAY for moment in due) == 1
    assert sum(local(moment).date() == local(MONDAY).date() for moment in due) >= 2


def test_nothing_in_a_dossier_lies_in_the_future_or_out_of_order(demonstration: Flask) -> None:
    for dossier in dossiers():
        moments = [event.at for event in dossier.events]
        assert moments == sorted(moments)
        assert moments[-1] <= MONDAY
        assert (dossier.ended_at is not None) == (dossier.status in ENDED)


def test_every_sample_dossier_could_have_been_filed_on_the_pages(demonstration: Flask) -> None:
    demonstration.config["WTF_CSRF_ENABLED"] = False
    hamlets = [hamlet.name for hamlet in active_hamlets()]
    for dossier in dossiers():
        content = content_of(dossier)
        assert missing_sentences(dossier, papers_of(dossier, content)) == []
        known = {question.id for question in content.questions}
        assert set(dossier.answers) <= known, f"{content.slug}: {set(dossier.answers) - known}"
        typed = MultiDict(sent_for(content.questions, dossier.answers))
        with demonstration.test_request_context("/", method="GET"):
            form = question_form(content.questions, hamlets, typed)
            form.validate()
            wrong = {field.name: field.errors for field in form if field.errors}
            wrong = {name: said for name, said in wrong.items() if not isinstance(form[name], CitizenNumberField)}
            assert wrong or form.answers() == dossier.answers
        assert wrong == {}, content.slug


def test_every_picture_lies_in_the_store_as_it_was_kept(demonstration: Flask) -> None:
    store: FileStore = demonstration.extensions["files"]
    rows = db.session.execute(select(Attachment.storage_key, Attachment.sha256_kept)).all()
    assert len(rows) >= 12
    assert list(store.verify((key, kept) for key, kept in rows)) == []


def test_old_messages_are_sent_and_fresh_ones_wait_for_an_officer(demonstration: Flask) -> None:
    states = Counter(db.session.scalars(select(Notification.status)))
    assert states[DeliveryStatus.SENT] > states[DeliveryStatus.PENDING] > 0


def test_a_second_run_changes_nothing_and_prints_the_sign_ins_again(demonstration: Flask) -> None:
    before = [dossier.code for dossier in dossiers()]
    again = run(demonstration, "demo")
    assert again.exit_code == 0
    assert "không đổi gì" in again.output
    assert PASSWORD in again.output
    assert [dossier.code for dossier in dossiers()] == before


def test_a_unit_of_ones_own_is_left_alone_and_no_password_is_shown(demonstration: Flask) -> None:
    db.session.get_one(Commune, 1).is_sample = False
    db.session.commit()
    told = run(demonstration, "demo")
    assert told.exit_code == 0
    assert PASSWORD not in told.output


@pytest.mark.parametrize(
    "at",
    [
        datetime.fromisoformat("2026-11-21T03:00+07:00"),  # a Saturday night
        datetime.fromisoformat("2026-02-18T10:00+07:00"),  # the second day of Tết
        datetime.fromisoformat("2027-01-04T06:59+07:00"),  # a Monday before the door opens
    ],
)
def test_the_demonstration_can_be_made_on_any_day(tmp_path: object, at: datetime) -> None:
    with installation(tmp_path) as app, frozen(at):  # type: ignore[arg-type]
        result = run(app, "demo")
        assert result.exit_code == 0, result.output
        assert max(event.at for dossier in dossiers() for event in dossier.events) <= at


def test_the_numbers_of_the_register_follow_the_dates(demonstration: Flask) -> None:
    of_kind: dict[tuple[PaperKind, int], list[IssuedPaper]] = {}
    for paper in db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.number)):
        of_kind.setdefault((paper.kind, paper.year), []).append(paper)
    assert max(map(len, of_kind.values())) > 5
    for papers in of_kind.values():
        moments = [paper.issued_at for paper in papers]
        assert moments == sorted(moments)


def test_there_is_feedback_in_every_state_with_photographs_and_answers_that_are_public(demonstration: Flask) -> None:
    told = list(db.session.scalars(select(Feedback)))
    assert {one.status for one in told} == set(FeedbackStatus) and len(told) >= 14
    shown = [one for one in told if one.is_published]
    assert len(shown) >= 4 and all(one.public_text and one.public_answer for one in shown)
    copies = [file for one in shown for file in one.files if file.public_key]
    assert len(copies) >= 4 and all(file_store().path(file.public_key or "").exists() for file in copies)
    assert [file for file in copies if file.blurred], "a face is covered"
    assert [one for one in told if one.is_conduct and one.recipient] and [one for one in told if one.voice]
    assert not [one for one in shown if one.phone and one.phone in one.public_text.replace(" ", "")]
