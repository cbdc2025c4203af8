"""Who may read what people told us: the one door to feedback for every page, list, count, search and file of officers.

A report of conduct is read by its recipient, and by whom the recipient gave it to: never by the person it is about,
never by an administrator. Whatever names an officer, praise apart, is kept from that officer.
"""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from cqtt.clock import today
from cqtt.commune.absence import stood_in_for
from cqtt.commune.models import Officer, public_leaders
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import HANDLERS, FeedbackKind
from cqtt.feedback.spoken_of import calls, has_whole_name, speaks_of_head
from cqtt.feedback.topics import the_settings
from cqtt.roles import Role


def readable_by(officer: Officer) -> ColumnElement[bool]:
    """Return the condition on Feedback that holds for what this officer may read today."""
    if not officer.has_role(*HANDLERS):
        return false()
    ordinary = Feedback.is_conduct.is_(False)
    if officer.has_role(Role.ADMINISTRATOR):
        readable: ColumnElement[bool] = ordinary
    else:
        own = {officer.id, *stood_in_for(officer.id, today())}
        given = and_(Feedback.is_conduct, or_(Feedback.recipient_id.in_(own), Feedback.officer_id == officer.id))
        readable = or_(ordinary, given)
    return and_(readable, _not_about(officer))


def _not_about(officer: Officer) -> ColumnElement[bool]:
    about_other = Feedback.about_officer_id.is_distinct_from(officer.id)
    return or_(about_other, and_(Feedback.kind == FeedbackKind.PRAISE, Feedback.is_conduct.is_(False)))


def ids_known_to(officer: Officer) -> Select[int]:
    """Return the ids of what an officer may know to exist without reading it: of secret reports only the own ones."""
    ordinary = and_(Feedback.is_conduct.is_(False), _not_about(officer))
    return select(Feedback.id).where(or_(ordinary, readable_by(officer)))


def readable(officer: Officer) -> Select[Feedback]:
    """Return the query of what this officer may read; every list and search of officers begins with it."""
    return select(Feedback).where(readable_by(officer))


def readable_or_none(officer: Officer, id: int) -> Feedback | None:
    """Return one feedback if this officer may read it; a secret one answers as if it were not there."""
    return db.session.scalar(readable(officer).where(Feedback.id == id))


def conduct_reports() -> list[Feedback]:
    """Return every report of conduct that still says something, to give each its reader; no page may ask for it."""
    kept = select(Feedback).where(Feedback.is_conduct, Feedback.erased_at.is_(None))
    return list(db.session.scalars(kept.order_by(Feedback.id)))


def may_read(feedback: Feedback, officer: Officer) -> bool:
    """Tell whether this officer may read it now, as the database knows it."""
    return readable_or_none(officer, feedback.id) is not None


def may_be_given(feedback: Feedback, officer: Officer) -> bool:
    """Tell whether an officer may be asked to answer: never whom it is about, no administrator for conduct."""
    if not officer.is_active or not officer.has_role(*HANDLERS):
        return False
    if feedback.is_conduct:
        return feedback.about_officer_id != officer.id and not officer.has_role(Role.ADMINISTRATOR)
    return feedback.about_officer_id != officer.id or feedback.kind is FeedbackKind.PRAISE


def may_receive_conduct(officer: Officer) -> bool:
    """Tell whether reports of conduct may be addressed to an officer: a leader at work who administers nothing."""
    return officer.is_active and officer.has_role(Role.LEADER) and not officer.has_role(Role.ADMINISTRATOR)


def chairman() -> Officer | None:
    """Return who heads the unit: the one of the settings, else the first leader of the public list who may be."""
    named = the_settings().chairman_id
    officer = db.session.get(Officer, named) if named else None
    if officer is not None and may_receive_conduct(officer):
        return officer
    return next((leader for leader in public_leaders() if may_receive_conduct(leader)), None)


def other_recipient() -> Officer | None:
    """Return who reads reports about the chairman and about administrators."""
    named = the_settings().other_recipient_id
    officer = db.session.get(Officer, named) if named else None
    return officer if officer is not None and may_receive_conduct(officer) else None


def officers_named(words: str) -> list[Officer]:
    """Return the officers whom what somebody typed about a person names.

    By the whole name; the two who read such reports also as people call them, "ông Bình".
    """
    if not words.strip():
        return []
    readers = (chairman(), other_recipient())
    active = db.session.scalars(select(Officer).where(Officer.is_active).order_by(Officer.id))
    return [one for one in active if has_whole_name(one.name, words) or (one in readers and calls(one.name, words))]


def spoken_of(whom: str, story: str) -> Officer | None:
    """Return the officer a report of conduct is about where nobody was chosen: the chairman before all others.

    `whom` is what was typed about the person. The story itself counts only for the two who would read it.
    """
    head, other = chairman(), other_recipient()
    named = officers_named(whom)
    if head and (head in named or speaks_of_head(whom, story) or calls(head.name, story)):
        return head
    if other and (other in named or calls(other.name, story)):
        return other
    return named[0] if len(named) == 1 else None


def recipient_of(about: Officer | None, whom: str = "", story: str = "") -> Officer | None:
    """Return who reads a report of conduct about this officer, or about a desk; None until the settings name one.

    Never a person it is about; about the chairman or an administrator: the other recipient. Where nobody was chosen,
    it is about whom the words speak of.
    """
    head, other = chairman(), other_recipient()
    meant = about or spoken_of(whom, story)
    accused = [*([meant] if meant else ()), *officers_named(whom)]
    of_head = about is None and speaks_of_head(whom, story)
    if of_head or any(one.has_role(Role.ADMINISTRATOR) or one == head for one in accused):
        return other if other not in accused else None
    return head
