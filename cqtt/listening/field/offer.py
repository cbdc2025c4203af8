"""What the field page offers to choose from: names of the office and its procedures, nothing about citizens.

All of it lies on the device for hours. It is plain text and numbers, so that it outlives the transactions of a sync.
"""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from cqtt.clock import day_text
from cqtt.commune.models import Officer, active_hamlets, public_leaders
from cqtt.desk.brought import PapersBrought
from cqtt.extensions import db
from cqtt.feedback.topics import active_topics
from cqtt.i18n import _
from cqtt.listening.models import ListeningSession
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.procedures.content import FilingMode
from cqtt.procedures.facts import fee_fact
from cqtt.roles import Role


@dataclass(frozen=True)
class SimpleProcedure:
    """A procedure that may be taken in at a hamlet: it needs papers and no declaration, or is done on the spot."""

    published: Published

    @property
    def code(self) -> str:
        return self.published.address_code

    @property
    def name(self) -> str:
        return self.published.name

    @cached_property
    def papers(self) -> PapersBrought:
        return PapersBrought.of(self.published.content, None)

    @property
    def fee(self) -> str:
        """Return the fee in words; it is paid at the office, not in the hamlet."""
        return str(fee_fact(self.published.content, ""))


@dataclass(frozen=True)
class Offer:
    """The lists of the forms, by what is stored."""

    day: str
    hamlet_id: int
    hamlets: dict[int, str]
    topics: dict[int, str]
    leaders: dict[int, str]
    officers: dict[int, str]
    departments: list[str]
    place_in_words: str  # as a promise says where it was made

    @cached_property
    def procedures(self) -> dict[str, SimpleProcedure]:
        return {each.code: each for each in map(SimpleProcedure, published_catalogue().procedures) if is_simple(each)}


def is_simple(procedure: SimpleProcedure) -> bool:
    """Tell whether it may be taken in without a desk: filed here, with a published limit, no declaration to fill in."""
    content = procedure.published.content
    plain = content.on_the_spot or not any(question.required for question in content.questions)
    return procedure.published.filing_mode is FilingMode.LOCAL and content.known_limit is not None and plain


def offer_of(session: ListeningSession) -> Offer:
    """Return what may be chosen at this session."""
    officers = list(db.session.scalars(select(Officer).where(Officer.is_active).order_by(Officer.name_sort)))
    going = [person.officer for person in session.people if person.officer.has_role(Role.LEADER)]
    leaders = {officer.id: officer for officer in (*going, *public_leaders())}
    return Offer(
        day=day_text(session.on),
        hamlet_id=session.hamlet_id,
        hamlets={hamlet.id: hamlet.name for hamlet in active_hamlets()} | {session.hamlet.id: session.hamlet.name},
        topics={topic.id: topic.name for topic in active_topics()},
        leaders={officer.id: officer.name_and_title for officer in leaders.values() if officer.is_active},
        officers={officer.id: officer.name_and_title for officer in officers},
        departments=sorted({officer.department for officer in officers if officer.department}),
        place_in_words=_(
            "Buổi lắng nghe %(hamlet)s, %(day)s", hamlet=session.hamlet.name, day=f"{session.on:%d/%m/%Y}"
        ),
    )
