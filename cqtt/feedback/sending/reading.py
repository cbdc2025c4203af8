"""A draft as a whole: what would be sent, what is missing, what the public would see, who would read it."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.held import held_feedback
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import OPEN, Consent
from cqtt.feedback.secrecy import chairman, other_recipient, recipient_of, spoken_of
from cqtt.feedback.sending.choices import UNKNOWN
from cqtt.feedback.sending.drafts import typed_of
from cqtt.feedback.sending.forms import SayingForm, form_for
from cqtt.feedback.sending.held import tokens_here
from cqtt.feedback.sending.models import FeedbackDraft
from cqtt.feedback.sending.pages import Page
from cqtt.feedback.sending.rules import SAME_WITHIN, SIMILAR_WITHIN, Matter, likeness
from cqtt.feedback.sending.who_forms import WhoForm

LOOKED_AT, OFFERED = 200, 3


@dataclass(frozen=True)
class Whole:
    """Both pages of a draft, read once more just before it is sent: what they name may be gone by now."""

    say: SayingForm
    who: WhoForm
    missing: tuple[Page, ...]

    @property
    def values(self) -> dict[str, Any]:
        return self.say.values() | self.who.values()


def whole(draft: FeedbackDraft) -> Whole:
    """Return what a draft holds, and which pages are not right yet."""
    say = form_for(draft.saying).filled(typed_of(draft, Page.SAY), bool(draft.voice), kept=True)
    who = WhoForm.filled(typed_of(draft, Page.WHO), draft.saying, kept=True)
    checked = ((Page.SAY, say), (Page.WHO, who))
    return Whole(say, who, tuple(page for page, form in checked if not draft.typed.get(page) or not form.validate()))


def sent_already(draft: FeedbackDraft, values: dict[str, Any], at: datetime) -> Feedback | None:
    """Return what this browser has just sent, if it said the very same: the same words twice are one feedback."""
    said = values | {"kind": draft.saying.kind}
    if said.get("is_conduct") and said["about_officer_id"] is None:
        del said["about_officer_id"]  # nobody was chosen: sending finds out whom the words speak of
    files = {file.upload_key for file in draft.files}
    lately = select(Feedback).where(Feedback.start_key.in_(tokens_here()), Feedback.created_at > at - SAME_WITHIN)
    for sent in db.session.scalars(lately):
        alike = all(getattr(sent, name) == value for name, value in said.items())
        if alike and {file.upload_key for file in sent.files} == files:
            return sent
    return None


def similar(draft: FeedbackDraft, values: dict[str, Any], at: datetime) -> list[Feedback]:
    """Return open matters of others that seem to be this one, the most alike first."""
    if not draft.saying.has_similar or values.get("topic_id") is None:
        return []
    own = {feedback.id for feedback in held_feedback()}
    open_ones = (
        select(Feedback)
        .where(
            Feedback.topic_id == values["topic_id"],
            Feedback.status.in_(OPEN),
            Feedback.is_conduct.is_(False),
            Feedback.consent != Consent.NONE,  # its answer is for its sender alone: nothing to follow
            Feedback.about_officer_id.is_(None),  # whoever it is about shall not meet it here either
            Feedback.merged_into_id.is_(None),
            Feedback.created_at > at - SIMILAR_WITHIN,
        )
        .order_by(Feedback.id.desc())
        .limit(LOOKED_AT)
    )
    mine = Matter(values["words"], values["hamlet_id"], values["latitude"], values["longitude"])
    found = [(likeness(mine, _matter(one)), one) for one in db.session.scalars(open_ones) if one.id not in own]
    best = sorted((pair for pair in found if pair[0]), key=lambda pair: (-pair[0], -pair[1].id))
    return [one for _likeness, one in best[:OFFERED]]


def offer_of(draft: FeedbackDraft, other: Feedback) -> str:
    """Return what names a matter offered to whoever writes this draft: nobody else's address, and never its code."""
    return hmac.digest(draft.token.encode(), other.token.encode(), "sha256").hex()[:20]


def _matter(feedback: Feedback) -> Matter:
    return Matter(feedback.words, feedback.hamlet_id, feedback.latitude, feedback.longitude)


@dataclass(frozen=True)
class Readers:
    """Who alone would read a report of conduct; None while nobody is named for it."""

    reader: Officer | None
    may_be_about_reader: bool  # nobody is chosen or described yet: it may turn out to be about whoever reads it
    instead: Officer | None  # who reads it then
    is_unknown: bool  # "Không biết tên", and nothing written tells who it was


def readers(values: dict[str, Any], chosen: str) -> Readers:
    """Return who would read a report of conduct, as far as it is written; `chosen`: whom it is about, as picked."""
    about, words = values["about_whom"], values["words"]
    officer = db.session.get(Officer, values["about_officer_id"]) if values["about_officer_id"] else None
    reader = recipient_of(officer, about, words)
    is_unknown = chosen == UNKNOWN and spoken_of(about, words) is None
    open_question = reader is not None and reader == chairman() and (not chosen or is_unknown)
    return Readers(reader, open_question, other_recipient() if open_question else None, is_unknown)
