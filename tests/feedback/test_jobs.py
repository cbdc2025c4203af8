"""What the calendar does to feedback: it rises when late, closes by itself, forgets; all on the working calendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from unittest.mock import Mock

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.clock import ICT, frozen
from cqtt.commune.holidays import propose
from cqtt.commune.models import Holiday, Officer, the_commune
from cqtt.commune.working_time import CalendarDay, DayKind
from cqtt.deadlines import actions as calendar_actions
from cqtt.deadlines.jobs import follow_the_calendar
from cqtt.deadlines.rules import Change
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions, ratings
from cqtt.feedback.jobs import close_by_itself, erase_old, escalate_late, remove_voice, take_copies_down
from cqtt.feedback.kept import file_store, sweep_files
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.rules import Actor, Outcome, RejectReason, Status, Step, StepNotAllowed
from cqtt.feedback.topics import FeedbackSettings
from cqtt.files import FileStore
from cqtt.notifications.models import DeliveryStatus, Notification
from cqtt.roles import Role
from cqtt.worker import all_jobs
from tests.factories import MONDAY, make_feedback, make_officer, make_topic, sign_in

pytestmark = pytest.mark.usefixtures("app")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def monday(app: Any) -> Iterator[None]:
    with frozen(MONDAY):
        yield


def closing(day: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, 16, 30, tzinfo=ICT)


def with_limit(days: int, **fields: Any) -> Feedback:
    return make_feedback(topic_id=make_topic(answer_days=days).id, **fields)


def levels(feedback: Feedback) -> list[int]:
    return [event.details["level"] for event in feedback.events if event.step is Step.ESCALATE]


def handed(feedback: Feedback, by: datetime | None = None) -> Officer:
    """Give it to somebody who answers."""
    desk, holder = make_officer(Role.RECEPTION), make_officer(Role.SPECIALIST)
    actions.assign(feedback, desk, holder, "", MONDAY, by)
    db.session.commit()
    return holder


# -- late -----------------------------------------------------------------------------------------


def test_what_is_late_rises_to_the_leaders_and_two_working_days_later_to_the_chairman_once() -> None:
    feedback = with_limit(3)
    handed(feedback)
    due = closing(26)
    assert feedback.due_at == due
    assert escalate_late(due) == 0, "the last minute is in time"
    assert [escalate_late(due + MINUTE) for _time in range(2)] == [1, 0]
    assert (feedback.escalation, feedback.escalated_at) == (1, due + MINUTE)
    # Counted from Thursday evening, so from Friday's opening: Monday and Tuesday, over the weekend.
    assert escalate_late(closing(1, 12)) == 0
    assert [escalate_late(closing(1, 12) + MINUTE) for _time in range(3)] == [1, 0, 0]
    assert feedback.escalation == 2 and levels(feedback) == [1, 2]
    assert feedback.officer_id is not None, "it stays with whoever has it"
    assert {event.actor for event in feedback.events if event.step is Step.ESCALATE} == {Actor.SYSTEM}


def test_the_days_with_the_leaders_leave_out_tet() -> None:
    """Due on the last day before Tết 2027 (4 to 10 February): with the leaders until after it."""
    db.session.add_all(Holiday(on=day.on, kind=day.kind, name=day.name, source=day.source) for day in propose(2027))
    db.session.commit()
    feedback = with_limit(2, at=datetime(2027, 2, 1, 9, tzinfo=ICT))
    assert feedback.due_at == closing(3, 2, 2027)
    across = with_limit(3, at=datetime(2027, 2, 1, 9, tzinfo=ICT))
    assert across.due_at == closing(11, 2, 2027) and "Tết" in across.due_explanation
    handed(feedback), handed(across)
    assert escalate_late(closing(3, 2, 2027) + MINUTE) == 1
    # Raised after closing time, it counts as the next opening, Thursday the 11th: Friday, then Monday.
    assert escalate_late(closing(11, 2, 2027)) == 0
    chairman = closing(15, 2, 2027)
    assert escalate_late(chairman) == 1 and across.escalation == 1, "the other one is late only now"
    assert feedback.escalation == 1
    assert escalate_late(chairman + MINUTE) == 1 and feedback.escalation == 2


def test_a_holiday_in_between_makes_the_answer_due_later_and_late_later() -> None:
    db.session.add(Holiday(on=date(2026, 11, 25), kind=DayKind.OFF, name="Quốc tang"))
    db.session.commit()
    feedback = with_limit(3)
    assert feedback.due_at == closing(27)
    handed(feedback)
    assert escalate_late(closing(26) + MINUTE) == 0
    assert escalate_late(closing(27) + MINUTE) == 1


def test_the_date_inside_the_office_counts_and_sorting_only_until_somebody_has_it() -> None:
    waiting, given, asked = with_limit(30), with_limit(30), with_limit(30)
    sort_by = closing(30)
    assert waiting.sort_due_at == sort_by
    handed(given)
    handed(asked, by=closing(25))
    assert escalate_late(closing(25) + MINUTE) == 1 and asked.escalation == 1
    assert escalate_late(sort_by + MINUTE) == 2, "asked rises to the chairman, waiting to the leaders"
    assert (asked.escalation, waiting.escalation, given.escalation) == (2, 1, 0)


def test_what_was_late_once_and_is_late_again_stays_its_days_with_the_leaders() -> None:
    feedback = with_limit(10)
    assert feedback.due_at == closing(7, 12)
    assert escalate_late(closing(30) + MINUTE) == 1, "not sorted in five days"
    handed(feedback)
    assert escalate_late(closing(4, 12)) == 0, "it is with somebody, and in time"
    assert escalate_late(closing(7, 12) + MINUTE) == 0, "late again: the leaders' days begin"
    assert escalate_late(closing(10, 12) + MINUTE) == 1 and feedback.escalation == 2


def test_a_report_of_conduct_and_what_is_answered_rise_to_nobody() -> None:
    secret = with_limit(1, is_conduct=True)
    answered = with_limit(1)
    actions.answer(answered, make_officer(Role.RECEPTION), "Đã nhắc.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    assert escalate_late(MONDAY + timedelta(days=90)) == 0
    assert levels(secret) == levels(answered) == []


def test_reopening_counts_anew() -> None:
    feedback = with_limit(1)
    escalate_late(closing(24) + MINUTE)
    officer = make_officer(Role.LEADER)
    actions.answer(feedback, officer, "Đã nhắc.", Outcome.EXPLAINED, closing(25))
    citizen_actions.reopen(feedback, "Chưa xong", closing(26) - timedelta(hours=2))
    db.session.commit()
    assert (feedback.escalation, feedback.due_at) == (0, closing(27))
    assert escalate_late(closing(27)) == 0
    assert escalate_late(closing(27) + MINUTE) == 1
    assert levels(feedback) == [1, 1]


def test_one_that_cannot_be_raised_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = with_limit(1), with_limit(1)
    whole = actions.escalate

    def refusing(feedback: Feedback, *said: Any) -> None:
        if feedback.id == first.id:
            raise StepNotAllowed("không được")
        whole(feedback, *said)

    monkeypatch.setattr(actions, "escalate", refusing)
    assert escalate_late(closing(24) + MINUTE) == 1
    assert (first.escalation, second.escalation) == (0, 1)


# -- closing by itself ----------------------------------------------------------------------------


def test_what_was_answered_closes_when_its_days_to_reopen_have_passed() -> None:
    feedback = make_feedback()
    actions.answer(feedback, make_officer(Role.RECEPTION), "Đã nhắc.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    assert close_by_itself(MONDAY + timedelta(days=15)) == 0
    assert [close_by_itself(MONDAY + timedelta(days=15) + MINUTE) for _time in range(2)] == [1, 0]
    assert (feedback.status, feedback.events[-1].actor) == (Status.CLOSED, Actor.SYSTEM)
    waiting = db.session.query(Notification).filter_by(status=DeliveryStatus.PENDING)
    assert [text.event for text in waiting] == ["close"], "its sender is thanked, and asked how the answer was"


def test_the_unit_s_own_days_count_and_a_correction_begins_them_anew() -> None:
    db.session.add(FeedbackSettings(id=1, reopen_days=5))
    db.session.commit()
    feedback, officer = make_feedback(), make_officer(Role.RECEPTION)
    actions.answer(feedback, officer, "Đã nhắc.", Outcome.EXPLAINED, MONDAY)
    actions.amend(feedback, officer, "Đã nhắc lần hai.", Outcome.EXPLAINED, MONDAY + timedelta(days=3))
    db.session.commit()
    assert close_by_itself(MONDAY + timedelta(days=6)) == 0
    assert close_by_itself(MONDAY + timedelta(days=9)) == 1


def test_what_lacks_its_photograph_does_not_close() -> None:
    feedback = make_feedback()
    photo = keep_file(feedback, FileKind.AFTER)
    actions.answer(feedback, make_officer(Role.RECEPTION), "Đã làm.", Outcome.DONE, MONDAY)
    photo.removed_at = MONDAY
    db.session.commit()
    assert close_by_itself(MONDAY + timedelta(days=40)) == 0
    photo.removed_at = None
    db.session.commit()
    assert close_by_itself(MONDAY + timedelta(days=40)) == 1


# -- voice notes ----------------------------------------------------------------------------------


def keep_file(feedback: Feedback, kind: FileKind, content: bytes = b"kept") -> FeedbackFile:
    """A file in the store with its row, as if it had been taken in."""
    key = file_store().put(content)
    media_type = "audio/webm" if kind is FileKind.VOICE else "image/jpeg"
    file = FeedbackFile(
        kind=kind,
        upload_key=f"{kind}:{key}",
        name="ghi-am-cua-chi-Lan.webm",
        media_type=media_type,
        size=len(content),
        sha256_received=sha256(content).hexdigest(),
        sha256_kept=sha256(content).hexdigest(),
        storage_key=key,
        created_at=MONDAY,
    )
    feedback.files.append(file)
    db.session.commit()
    return file


def there(*keys: str | None) -> list[bool]:
    return [file_store().path(key or "").exists() for key in keys]


def test_a_voice_note_goes_thirty_days_after_it_was_typed_and_the_matter_closed() -> None:
    feedback, officer = make_feedback(), make_officer(Role.RECEPTION)
    voice = keep_file(feedback, FileKind.VOICE)
    key = voice.storage_key
    actions.transcribe(feedback, officer, "Đèn hỏng.", MONDAY)
    db.session.commit()
    assert remove_voice(MONDAY + timedelta(days=300)) == 0, "open: somebody may want to listen"
    actions.answer(feedback, officer, "Đã nhắc.", Outcome.EXPLAINED, MONDAY + timedelta(days=2))
    actions.close(feedback, MONDAY + timedelta(days=2))
    db.session.commit()
    assert remove_voice(MONDAY + timedelta(days=32)) == 0 and there(key) == [True]
    later = MONDAY + timedelta(days=32) + MINUTE
    assert [remove_voice(later) for _time in range(2)] == [1, 0]
    assert there(key) == [False]
    row = db.session.get_one(FeedbackFile, voice.id)
    assert (row.removed_at, row.name, feedback.voice) == (later, "", None), "the row tells that there was one"
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "feedback.remove_voice")).one()
    assert feedback.words.endswith("Đèn hỏng.")


def test_a_voice_note_that_nobody_typed_is_kept_a_year() -> None:
    feedback, officer = make_feedback(words=""), make_officer(Role.RECEPTION)
    keep_file(feedback, FileKind.VOICE)
    actions.reject(feedback, officer, RejectReason.SPAM, "Quảng cáo.", "", MONDAY)
    db.session.commit()
    assert remove_voice(MONDAY + timedelta(days=364)) == 0
    assert remove_voice(MONDAY + timedelta(days=366)) == 1


def test_a_photograph_is_no_voice_note() -> None:
    feedback, officer = make_feedback(), make_officer(Role.RECEPTION)
    photo = keep_file(feedback, FileKind.PHOTO)
    actions.reject(feedback, officer, RejectReason.SPAM, "Quảng cáo.", "", MONDAY)
    db.session.commit()
    assert remove_voice(MONDAY + timedelta(days=900)) == 0 and there(photo.storage_key) == [True]


def test_a_file_goes_after_its_row_and_the_sweep_takes_what_a_crash_left(monkeypatch: pytest.MonkeyPatch) -> None:
    feedback, officer = make_feedback(), make_officer(Role.RECEPTION)
    key = keep_file(feedback, FileKind.VOICE).storage_key
    actions.transcribe(feedback, officer, "Đèn hỏng.", MONDAY)
    actions.reject(feedback, officer, RejectReason.UNCLEAR, "Chưa rõ ở đâu.", "", MONDAY)
    db.session.commit()

    with monkeypatch.context() as dying:
        dying.setattr(FileStore, "remove", Mock(side_effect=OSError("power")))
        with pytest.raises(OSError, match="power"):
            remove_voice(MONDAY + timedelta(days=31))
    db.session.rollback()
    assert feedback.voice is None and there(key) == [True]
    sweep_files(datetime.now(ICT) + timedelta(days=2))
    assert there(key) == [False]


# -- forgetting -----------------------------------------------------------------------------------

SECRETS = ("Trần Thị Mẫu", "0900000123", "me@example.vn", "Tổ 4", "Hẻm 12", "Đèn đường", "bí mật", "chị Lan", "ông Năm")


def old_one(**fields: Any) -> Feedback:
    """Answered, reopened, answered again, followed, rated, with a photograph, and published; all on one day."""
    feedback = make_feedback(email="me@example.vn", address="Tổ 4", place="Hẻm 12", latitude=10.8, **fields)
    officer = make_officer(Role.RECEPTION)
    keep_file(feedback, FileKind.PHOTO)
    actions.add_note(feedback, officer, "bí mật của chị Lan", MONDAY)
    actions.answer(feedback, officer, "Thưa ông Năm, đã nhắc.", Outcome.EXPLAINED, MONDAY)
    citizen_actions.reopen(feedback, "bí mật", MONDAY)
    actions.answer(feedback, officer, "Thưa ông Năm, đã nhắc lại.", Outcome.EXPLAINED, MONDAY)
    citizen_actions.rate(feedback, 4, "ông Năm", MONDAY)
    if not feedback.is_conduct:
        actions.publish(feedback, officer, "Đèn hỏng.", "Đã nhắc.", MONDAY)
    actions.close(feedback, MONDAY)
    db.session.commit()
    return feedback


def everything_kept(feedback: Feedback) -> str:
    """All that the database holds about it, as one text."""
    rows: list[Any] = [feedback, *feedback.events, *feedback.files, *feedback.followers]
    rows += db.session.scalars(select(Notification).where(Notification.about_id == feedback.id))
    return " ".join(str(getattr(row, column.key)) for row in rows for column in row.__table__.columns)


def test_after_its_years_only_what_is_counted_and_what_is_public_stays() -> None:
    feedback = old_one()
    copy = keep_file(feedback, FileKind.AFTER)
    copy.public_key, copy.public_sha256 = file_store().put(b"public"), sha256(b"public").hexdigest()
    db.session.commit()
    keys = [key for file in feedback.files for key in (file.storage_key, file.public_key) if key]
    token = feedback.token
    assert all(secret in everything_kept(feedback) for secret in SECRETS)
    assert erase_old(datetime(2031, 11, 23, 8, 59, tzinfo=ICT)) == 0
    assert [erase_old(datetime(2031, 11, 23, 9, 1, tzinfo=ICT)) for _time in range(2)] == [1, 0]
    kept = everything_kept(feedback)
    assert not [secret for secret in SECRETS if secret in kept]
    assert not any(there(*keys)) and len(keys) == 3
    assert feedback.token != token and feedback.latitude is None
    assert (feedback.code, feedback.outcome, feedback.status) == (feedback.code, Outcome.EXPLAINED, Status.CLOSED)
    assert (feedback.created_at, feedback.closed_at, feedback.rating) == (MONDAY, MONDAY, 4)
    assert (feedback.is_published, feedback.public_text, feedback.public_answer) == (True, "Đèn hỏng.", "Đã nhắc.")
    assert [event.step for event in feedback.events][:2] == [Step.SEND, Step.NOTE], "what happened stays"


def test_what_is_open_is_never_forgotten_and_the_unit_decides_the_years() -> None:
    db.session.add(FeedbackSettings(id=1, keep_years=1))
    db.session.commit()
    waiting, ended = make_feedback(), old_one()
    assert erase_old(MONDAY + timedelta(days=366)) == 1
    assert (waiting.erased_at, ended.erased_at is None) == (None, False)
    assert erase_old(MONDAY + timedelta(days=9_000)) == 0 and waiting.words


def test_a_report_of_conduct_forgets_whom_it_is_about() -> None:
    head, accused = make_officer(Role.LEADER, is_leader=True, is_public=True), make_officer(Role.RECEPTION)
    report = make_feedback(is_conduct=True, about_officer_id=accused.id)
    actions.answer(report, head, "Đã nhắc nhở.", Outcome.EXPLAINED, MONDAY)
    actions.close(report, MONDAY)
    db.session.commit()
    assert erase_old(datetime(2032, 1, 1, tzinfo=ICT)) == 1
    assert (report.about_officer_id, report.words, report.is_conduct) == (None, "", True)


# -- public copies --------------------------------------------------------------------------------


def test_a_sender_who_says_no_takes_the_pictures_down_too() -> None:
    feedback = make_feedback()
    photo = keep_file(feedback, FileKind.PHOTO)
    photo.public_key, photo.public_sha256 = file_store().put(b"public"), sha256(b"public").hexdigest()
    actions.publish(feedback, make_officer(Role.RECEPTION), "Đèn hỏng.", "", MONDAY)
    db.session.commit()
    public = photo.public_key
    assert take_copies_down(MONDAY) == 0 and there(public) == [True]
    citizen_actions.withdraw_consent(feedback, MONDAY)
    db.session.commit()
    assert [take_copies_down(MONDAY) for _time in range(2)] == [1, 0]
    assert there(public, photo.storage_key) == [False, True]
    assert photo.public_key is None


# -- a calendar that changes ----------------------------------------------------------------------


def mourning() -> Change:
    return Change(put={date(2026, 11, 25): CalendarDay(DayKind.OFF, "Quốc tang", "Thông báo 99/TB-VPCP")})


def test_a_holiday_announced_late_moves_answers_and_tells_the_senders_secret_reports_too() -> None:
    ordinary, secret, ended = with_limit(3), with_limit(3, is_conduct=True), with_limit(3)
    long = with_limit(30)
    actions.answer(ended, make_officer(Role.RECEPTION), "Đã nhắc.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    calendar = calendar_actions.calendar_after(the_commune(), mourning())
    assert calendar_actions.answers_that_move(calendar) == 2, "a secret report is counted nowhere"
    calendar_actions.change_calendar(the_commune(), the_commune().revision, mourning(), MONDAY)
    db.session.commit()
    for feedback in (ordinary, secret):
        assert feedback.due_at == closing(27) and "Quốc tang" in feedback.due_explanation
        event = feedback.events[-1]
        assert (event.step, event.actor) == (Step.MOVE_DUE_DATE, Actor.SYSTEM)
        assert "Quốc tang (25/11/2026)" in event.told and "27/11/2026" in event.told
    assert ended.due_at == closing(26)
    assert ordinary.sort_due_at == closing(24), "a third of three days, before the day of mourning"
    assert long.sort_due_at == closing(1, 12), "sorting moves without a word"


MOURNING = {
    "on-ngay": "25",
    "on-thang": "11",
    "on-nam": "2026",
    "kind": "off",
    "name": "Quốc tang",
    "source": "Thông báo 99/TB-VPCP",
}


def save_day(admin: FlaskClient, seen: str = "") -> TestResponse:
    return admin.post("/quan-tri/lich/them", data=MOURNING | {"revision": the_commune().revision, "seen": seen})


def test_the_page_says_how_many_answers_move_before_anything_is_saved(client: FlaskClient) -> None:
    feedback, secret = with_limit(3), with_limit(3, is_conduct=True)
    admin = sign_in(client, make_officer(Role.ADMINISTRATOR))
    shown = save_day(admin)
    assert shown.status_code == 200 and "1 góp ý đang mở sẽ đổi ngày trả lời" in shown.text
    assert not [one.code for one in (feedback, secret) if one.code in shown.text]
    assert db.session.get(Holiday, date(2026, 11, 25)) is None
    answer = save_day(admin, seen="1")
    assert (answer.status_code, answer.location) == (303, "/quan-tri/lich")
    assert "1 góp ý đổi ngày trả lời, người gửi được báo tin" in admin.get(answer.location).text
    assert [db.session.get_one(Feedback, one.id).due_at for one in (feedback, secret)] == [closing(27)] * 2


def test_a_change_that_moves_only_secret_reports_is_saved_without_a_word_about_them(client: FlaskClient) -> None:
    secret = with_limit(3, is_conduct=True)
    admin = sign_in(client, make_officer(Role.ADMINISTRATOR))
    answer = save_day(admin)
    assert answer.status_code == 303
    page = admin.get(answer.location).text
    assert "Không hồ sơ nào đổi ngày hẹn trả." in page and "góp ý" not in page.lower().split("<main")[1]
    assert db.session.get_one(Feedback, secret.id).due_at == closing(27)


def test_every_hour_answers_get_the_date_of_the_calendar() -> None:
    feedback = with_limit(3)
    assert follow_the_calendar(MONDAY) == 0
    db.session.add(Holiday(on=date(2026, 11, 25), kind=DayKind.OFF, name="Quốc tang"))
    db.session.commit()
    assert follow_the_calendar(MONDAY + timedelta(hours=14)) == 0, "nobody is written to at night"
    assert [follow_the_calendar(MONDAY) for _time in range(2)] == [1, 0]
    assert feedback.due_at == closing(27)


# -- figures --------------------------------------------------------------------------------------


def test_the_figures_count_good_marks_and_answers_in_time_and_nothing_secret() -> None:
    officer = make_officer(Role.RECEPTION)
    head = make_officer(Role.LEADER, is_leader=True, is_public=True)
    late = MONDAY + timedelta(days=60)
    for mark, at in ((5, MONDAY), (4, MONDAY), (3, late)):
        feedback = with_limit(3)
        actions.answer(feedback, officer, "Đã nhắc.", Outcome.EXPLAINED, at)
        citizen_actions.rate(feedback, mark, "", MONDAY)
    for mark in (5, 2, 4):
        make_feedback(is_conduct=False).rating = mark
    for feedback in db.session.scalars(select(Feedback).where(Feedback.rating.is_not(None))):
        feedback.rated_at = MONDAY
    secret = with_limit(3, is_conduct=True)
    actions.answer(secret, head, "Đã nhắc.", Outcome.EXPLAINED, MONDAY)
    citizen_actions.rate(secret, 1, "", MONDAY)
    with_limit(3)
    db.session.commit()
    with frozen(MONDAY + timedelta(hours=1)):
        assert ratings.satisfaction(MONDAY) == (3, 5), "the sixth waits for four more"
        assert ratings.satisfaction(late) == (0, 0)
    assert ratings.on_time(MONDAY, closing(26)) == (2, 3), "not late yet"
    assert ratings.on_time(MONDAY, closing(26) + MINUTE) == (2, 4), "what still waits counts as late"


def test_the_worker_knows_the_jobs() -> None:
    assert {close_by_itself, erase_old, escalate_late, remove_voice, take_copies_down} <= set(all_jobs())
