"""What administrators decide about feedback; every act is recorded. None of these commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cqtt.audit.actions import record
from cqtt.commune.actions import ChangedMeanwhile, NameTaken, claim_revision
from cqtt.extensions import db
from cqtt.feedback.actions import address_waiting
from cqtt.feedback.secrecy import conduct_reports, may_receive_conduct
from cqtt.feedback.setting_up.defaults import default_answers, default_topics
from cqtt.feedback.topics import FeedbackSettings, FeedbackTopic, Occasion, StandardAnswer, every_topic
from cqtt.i18n import _

TOPIC, SETTINGS, ANSWER = "feedback_topic", "feedback_settings", "standard_answer"
WITH_PLACE = (Occasion.NOT_OURS, Occasion.REJECT)  # these say who is competent


def was_added_with(kind: type[FeedbackTopic] | type[StandardAnswer], start_key: str) -> bool:
    """Tell whether the form with this one-time key has added something already."""
    return db.session.scalar(select(kind.id).where(kind.start_key == start_key)) is not None


def add_topic(start_key: str | None = None, **values: Any) -> FeedbackTopic:
    """Add a topic at the end of the list."""
    last = db.session.scalar(select(func.max(FeedbackTopic.position))) or 0
    topic = FeedbackTopic(start_key=start_key, position=last + 1, **values)
    db.session.add(topic)
    _flush_or_say()
    record("add", TOPIC, topic.id)
    return topic


def change_topic(topic: FeedbackTopic, revision: int, **values: Any) -> None:
    """Store what was typed, unless somebody else stored a change meanwhile: ChangedMeanwhile.

    What has been received keeps the days it was promised.
    """
    claim_revision(topic, revision)
    _change(TOPIC, topic, values)


def add_answer(start_key: str | None = None, **values: Any) -> StandardAnswer:
    """Add a standard answer at the end of its list."""
    answer = StandardAnswer(start_key=start_key, **_fitting(values))
    answer.position = _last_place(answer) + 1
    db.session.add(answer)
    db.session.flush()
    record("add", ANSWER, answer.id, occasion=answer.occasion)
    return answer


def change_answer(answer: StandardAnswer, revision: int, **values: Any) -> None:
    """Store what was typed, unless somebody else stored a change meanwhile: ChangedMeanwhile."""
    claim_revision(answer, revision)
    if {"occasion", "topic_id"} & set(_change(ANSWER, answer, _fitting(values))):
        answer.position = _last_place(answer) + 1


def show(row: FeedbackTopic | StandardAnswer, shown: bool) -> None:
    """Offer a topic or an answer again, or no more; what was sent or written with it stays."""
    claim_revision(row, row.revision)
    row.is_active = shown
    record("show" if shown else "hide", _kind_of(row), row.id)


def move(row: FeedbackTopic | StandardAnswer, places: int) -> None:
    """Move it up (-1) or down (1) in its list; at the end it stays."""
    ordered: list[Any] = list(every_topic() if isinstance(row, FeedbackTopic) else beside(row))
    here = ordered.index(row)
    ordered.insert(max(0, here + places), ordered.pop(here))
    for position, other in enumerate(ordered, start=1):
        other.position = position
    record("move", _kind_of(row), row.id)


def beside(answer: StandardAnswer) -> Sequence[StandardAnswer]:
    """Return the answers that stand in one list with this one, itself included, in their order."""
    same = select(StandardAnswer).where(
        StandardAnswer.occasion == answer.occasion, StandardAnswer.topic_id.is_not_distinct_from(answer.topic_id)
    )
    return db.session.scalars(same.order_by(StandardAnswer.position, StandardAnswer.id)).all()


def save_settings(revision: int, at: datetime, **values: Any) -> None:
    """Store who reads reports of conduct, or the limits; reports without a reader find theirs.

    Whoever saves sees none of them. ChangedMeanwhile when somebody else stored a change since the form was filled.
    """
    settings = db.session.get(FeedbackSettings, 1)
    if settings is None:
        settings = _first_settings(revision)
    else:
        claim_revision(settings, revision)
    _change(SETTINGS, settings, values)
    db.session.flush()
    if {"chairman_id", "other_recipient_id"} & values.keys():
        address_waiting(at)


def _first_settings(revision: int) -> FeedbackSettings:
    if revision != 0:
        raise ChangedMeanwhile(_("Trong lúc Ông/Bà sửa, có người đã lưu thay đổi khác."))
    settings = FeedbackSettings(id=1)
    db.session.add(settings)
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise ChangedMeanwhile(_("Trong lúc Ông/Bà sửa, có người đã lưu thay đổi khác.")) from taken
    return settings


def conduct_without_reader() -> int:
    """Return how many reports of conduct nobody may read; the number is all that is told."""
    return sum(not (one.recipient and may_receive_conduct(one.recipient)) for one in conduct_reports())


def add_defaults() -> int:
    """Add the topics and answers that come with the program where there is no topic yet; return how many were added.

    A unit that has its own is left alone, so that this may be called at any time.
    """
    if db.session.scalar(select(func.count(FeedbackTopic.id))):
        return 0
    by_name = {topic["name"]: add_topic(**topic).id for topic in default_topics()}
    for answer in default_answers():
        topic = answer.pop("topic", None)
        add_answer(topic_id=by_name[topic] if topic else None, **answer)
    return len(by_name)


def _change(kind: str, row: Any, values: dict[str, Any]) -> list[str]:
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    _flush_or_say()
    record("change", kind, row.id, fields=changed)
    return changed


def _fitting(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values without what the occasion does not use, so that nothing is kept that nobody sees."""
    return values if values["occasion"] in WITH_PLACE else values | {"competent_place": ""}


def _last_place(answer: StandardAnswer) -> int:
    with db.session.no_autoflush:
        return max((other.position for other in beside(answer) if other is not answer), default=0)


def _kind_of(row: FeedbackTopic | StandardAnswer) -> str:
    return TOPIC if isinstance(row, FeedbackTopic) else ANSWER


def _flush_or_say() -> None:
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise NameTaken(_("Đã có lĩnh vực mang tên này. Xin chọn tên khác, hoặc cho hiện lại lĩnh vực cũ.")) from taken
