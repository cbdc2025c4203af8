"""Which drafts this browser writes: it holds their secrets in its signed cookie, by the key of the address."""

from flask import abort, make_response, render_template, session
from sqlalchemy import select

from cqtt.access import typed_texts
from cqtt.extensions import db
from cqtt.feedback.sending.models import FeedbackDraft

MOST = 5  # drafts at once, with what was sent of them; the oldest goes first


def hold_draft(draft: FeedbackDraft) -> None:
    """Let this browser write the draft from now on."""
    session["writing"] = [*session.get("writing", ()), [draft.key, draft.token]][-MOST:]
    session.permanent = True


def sent_as(key: str, token: str) -> None:
    """Remember under which secret a draft was sent, where another draft had said the same before."""
    session["writing"] = [[held, token if held == key else own] for held, own in session.get("writing", ())]


def token_of(key: str) -> str | None:
    """Return the secret of a draft that this browser writes or has written: a second tap finds what the first sent."""
    return next((token for held, token in session.get("writing", ()) if held == key), None)


def tokens_here() -> list[str]:
    """Return the secrets of what this browser writes and has written lately."""
    return [token for _key, token in session.get("writing", ())]


def drafts_of_browser() -> list[FeedbackDraft]:
    """Return what this browser is writing, the last first; no query where it writes nothing."""
    tokens = tokens_here()
    if not tokens:
        return []
    held = select(FeedbackDraft).where(FeedbackDraft.token.in_(tokens))
    return list(db.session.scalars(held.order_by(FeedbackDraft.saved_at.desc())))


def draft_or_none(key: str) -> FeedbackDraft | None:
    """Return the draft if this browser writes it."""
    token = token_of(key)
    if token is None:
        return None
    return db.session.scalar(select(FeedbackDraft).where(FeedbackDraft.key == key, FeedbackDraft.token == token))


def draft_or_gone(key: str) -> FeedbackDraft:
    """Return the draft if this browser writes it. One that is not there (any more) is 410, with what was typed."""
    draft = draft_or_none(key)
    if draft is None:
        abort(make_response(render_template("feedback/citizen/gone.html", typed=typed_texts()), 410))
    return draft
