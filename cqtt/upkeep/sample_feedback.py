"""The demonstration's feedback: sent, answered, published by the real actions at times that have passed."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from cqtt.clock import ICT, frozen
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Hamlet, Officer, the_commune
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.kept import file_store, keep
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.publishing import approving
from cqtt.feedback.publishing.choosing import Choice
from cqtt.feedback.rules import Channel, Consent, FeedbackKind, Outcome, RejectReason
from cqtt.feedback.setting_up.actions import save_settings
from cqtt.feedback.topics import FeedbackTopic
from cqtt.privacy import PRIVACY_VERSION
from cqtt.redaction import redact
from cqtt.upkeep.sample_dossiers import mark_old_messages
from cqtt.upkeep.sample_scenes import sample_scene
from cqtt.upkeep.sample_sound import sample_voice
from cqtt.upkeep.sample_times import SampleTimes, minutes
from cqtt.upload_voice import examine_voice
from cqtt.uploads import examine

FILE = Path(__file__).with_name("sample_feedback.yaml")
Row = Mapping[str, Any]
Act = tuple[datetime, Callable[[], None]]


def fill(at: datetime) -> None:
    """Make the feedback of the demonstration; the people in it, and what they say, are invented."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    save_settings(
        0, at, chairman_id=_officer(content["chairman"]).id, other_recipient_id=_officer(content["other_recipient"]).id
    )
    times = SampleTimes(working_calendar(the_commune()), at)
    made: dict[int, Feedback] = {}  # by the number of the row
    acts = [act for number, row in enumerate(content["feedback"], start=1) for act in _acts(row, number, times, made)]
    for moment, do in sorted(acts, key=lambda act: act[0]):  # one after the other, so that numbers follow the dates
        with frozen(moment):
            do()
        db.session.flush()
    mark_old_messages(times)


def _acts(row: Row, number: int, times: SampleTimes, made: dict[int, Feedback]) -> Iterator[Act]:
    """Yield everything that happens to one feedback, from its sending on."""
    sent_at = _moment(times, row["sent"], time(8, 2 * number)) if row["sent"] else times.now - minutes(20)
    yield sent_at, partial(_send, row, number, sent_at, made)
    for hour, step in enumerate(row["course"], start=9):
        moment = _moment(times, step["day"], time(hour, 2 * number))
        yield moment, partial(_take, step, number, moment, made)


def _moment(times: SampleTimes, days_ago: int, at: time) -> datetime:
    return datetime.combine(times.working_day(-days_ago), at, ICT)


def _send(row: Row, number: int, at: datetime, made: dict[int, Feedback]) -> None:
    sender = row.get("sender", {})
    made[number] = feedback = citizen_actions.send(
        secrets.token_urlsafe(16),
        at,
        _officer(row["officer"]) if "officer" in row else None,
        kind=FeedbackKind(row["kind"]),
        channel=Channel(row.get("channel", Channel.ONLINE)),
        topic_id=_id_of(FeedbackTopic, row.get("topic")),
        hamlet_id=_id_of(Hamlet, row.get("hamlet")),
        place=row.get("place", ""),
        words=row["words"],
        is_anonymous=row.get("anonymous", False),
        sender_name=sender.get("name", ""),
        phone=sender.get("phone", ""),
        email=sender.get("email", ""),
        consent=Consent(row.get("consent", Consent.WITHOUT_NAME)),
        privacy_version=PRIVACY_VERSION,
        is_conduct="conduct" in row,
        conduct_line=row.get("conduct", ""),
        about_officer_id=_officer(row["about"]).id if "about" in row else None,
    )
    for scene in row.get("photos", ()):
        _photograph(feedback, scene, FileKind.PHOTO, at)
    if row.get("voice"):
        heard = examine_voice(sample_voice(), "ghi-am.ogg")
        keep(feedback, heard, file_store().put(heard.kept), FileKind.VOICE, at, seconds=heard.seconds)


def _take(step: Row, number: int, at: datetime, made: dict[int, Feedback]) -> None:
    feedback = made[number]
    desk = _officer(step.get("by", "tiepnhan"))
    by = feedback.officer if feedback.officer and "by" not in step else desk
    TAKEN[step["do"]](feedback, step, by, at, made)


def _assign(feedback: Feedback, step: Row, by: Officer, at: datetime, _made: object) -> None:
    actions.assign(feedback, by, _officer(step["to"]), "", at)
    db.session.refresh(feedback, ["officer"])


def _answer(feedback: Feedback, step: Row, by: Officer, at: datetime, _made: object) -> None:
    for scene in step.get("after", ()):
        _photograph(feedback, scene, FileKind.AFTER, at, by)
    actions.answer(feedback, by, step["words"], Outcome(step["outcome"]), at)


def _publish(feedback: Feedback, step: Row, _by: Officer, at: datetime, _made: object) -> None:
    """Approve the suggested words and every photograph; what the row says is blurred in the first."""
    desk = _officer("tiepnhan")
    name = feedback.sender_name if step.get("with_name") else ""
    actions.publish(feedback, desk, redact(feedback.words).text, redact(feedback.answer).text, at, name)
    frames = [step["blur"]] if "blur" in step else []
    chosen = [Choice(file, True, [] if number else frames) for number, file in enumerate(feedback.files)]
    approving.give_copies(feedback, approving.make_copies(chosen), desk)


def _reject(feedback: Feedback, step: Row, by: Officer, at: datetime, _made: object) -> None:
    actions.reject(feedback, by, RejectReason(step["reason"]), step["words"], step["place"], at)


def _merge(feedback: Feedback, step: Row, by: Officer, at: datetime, made: dict[int, Feedback]) -> None:
    actions.merge(feedback, made[step["into"]], by, at)


TAKEN: dict[str, Callable[..., None]] = {
    "assign": _assign,
    "answer": _answer,
    "publish": _publish,
    "reject": _reject,
    "merge": _merge,
    "close": lambda feedback, _step, by, at, _made: actions.close(feedback, at, by),
    "rate": lambda feedback, step, _by, at, _made: citizen_actions.rate(feedback, step["mark"], step["words"], at),
    "reopen": lambda feedback, step, _by, at, _made: citizen_actions.reopen(feedback, step["words"], at),
}


def _photograph(feedback: Feedback, scene: str, kind: FileKind, at: datetime, officer: Officer | None = None) -> None:
    examined = examine(sample_scene(scene), "anh.jpg")
    key = file_store().put(examined.kept)
    keep(feedback, examined, key, kind, at, officer.id if officer else None)


def _id_of(kind: type[FeedbackTopic] | type[Hamlet], name: str | None) -> int | None:
    return db.session.scalars(select(kind.id).where(kind.name == name)).one() if name else None


def _officer(login: str) -> Officer:
    return db.session.scalars(select(Officer).where(Officer.login == login)).one()
