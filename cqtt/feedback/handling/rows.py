"""One line of the inbox, and how it is read: what is shown there, and nothing else is loaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, case, func, select

from cqtt.clock import local
from cqtt.commune.models import Hamlet, Officer
from cqtt.feedback.handling.filters import HAS_VOICE, IS_OPEN, wanted_by
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel, FeedbackKind, Status
from cqtt.feedback.secrecy import readable_by
from cqtt.feedback.topics import FeedbackTopic

MOST_WORDS = 140  # of what was said, in a line


@dataclass(frozen=True)
class InboxRow:
    """One line of the inbox; of a report of conduct no word of what was said."""

    id: int
    code: str
    status: Status
    kind: FeedbackKind
    channel: Channel
    is_conduct: bool
    words: str
    has_voice: bool
    transcribed_at: datetime | None
    topic: str | None
    is_urgent: bool | None
    hamlet: str | None
    is_anonymous: bool
    sender_name: str
    officer_id: int | None
    officer: str | None
    officer_works: bool | None  # None where nobody has it
    department: str
    created_at: datetime
    sort_due_at: datetime | None
    due_at: datetime | None
    internal_due_at: datetime | None
    answered_at: datetime | None
    answered_in_time: bool | None
    closed_at: datetime | None
    escalation: int

    @property
    def came_on(self) -> date:
        """Return the day it was received."""
        return local(self.created_at).date()

    @property
    def excerpt(self) -> str:
        """Return the beginning of what was said, at the end of a word."""
        words = " ".join(self.words.split())
        return words if len(words) < MOST_WORDS else words[: MOST_WORDS - 1].rpartition(" ")[0] + "…"


Order = SQLColumnExpression[Any]
# What is open by its date, so that what is late stands first; then what was answered last, then what is over.
_RANK = case((IS_OPEN, 0), (Feedback.status == Status.ANSWERED, 1), else_=2)
_DATE = case((IS_OPEN, wanted_by()))
URGENCY: tuple[Order, ...] = (
    _RANK,
    _DATE.is_(None),
    _DATE,
    func.coalesce(Feedback.closed_at, Feedback.answered_at).desc(),
    Feedback.id,
)


def lines(officer: Officer) -> Select[Any]:
    """Select the columns of InboxRow of what this officer may read, and how many rows there are in all."""
    return (
        select(
            Feedback.id,
            Feedback.code,
            Feedback.status,
            Feedback.kind,
            Feedback.channel,
            Feedback.is_conduct,
            case((Feedback.is_conduct, ""), else_=func.substr(Feedback.words, 1, MOST_WORDS)).label("words"),
            HAS_VOICE.label("has_voice"),
            Feedback.transcribed_at,
            FeedbackTopic.name.label("topic"),
            FeedbackTopic.is_urgent,
            Hamlet.name.label("hamlet"),
            Feedback.is_anonymous,
            case((Feedback.is_conduct, ""), else_=Feedback.sender_name).label("sender_name"),
            Feedback.officer_id,
            Officer.name.label("officer"),
            Officer.is_active.label("officer_works"),
            Feedback.department,
            Feedback.created_at,
            Feedback.sort_due_at,
            Feedback.due_at,
            Feedback.internal_due_at,
            Feedback.answered_at,
            Feedback.answered_in_time,
            Feedback.closed_at,
            Feedback.escalation,
            func.count().over().label("total"),
        )
        .select_from(Feedback)
        .outerjoin(FeedbackTopic, FeedbackTopic.id == Feedback.topic_id)
        .outerjoin(Hamlet, Hamlet.id == Feedback.hamlet_id)
        .outerjoin(Officer, Officer.id == Feedback.officer_id)
        .where(readable_by(officer))
        .order_by(*URGENCY)
    )


def read(rows: Iterable[Row[Any]]) -> list[InboxRow]:
    """Return the lines that a selection gave, without what only the selection needed."""
    wanted = InboxRow.__dataclass_fields__
    found = (row._mapping for row in rows)
    return [InboxRow(**{name: line[name] for name in wanted}) for line in found]
