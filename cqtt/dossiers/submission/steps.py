"""Going through a submission page by page: the draft or its receipt, keeping what was typed, on to the next page."""

from collections.abc import Iterable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.clock import now, time_text
from cqtt.dossiers.content import content_of
from cqtt.dossiers.held import draft_or_gone
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status
from cqtt.dossiers.submission import drafts
from cqtt.dossiers.submission.pages import PAGE_NAMES, Page, next_page, page_before, typed_values
from cqtt.extensions import db
from cqtt.forms import Form


def draft_to_write(draft_key: str) -> Dossier:
    """Return the draft, or lead to its receipt when it was submitted meanwhile (back button, second tab)."""
    dossier = draft_or_gone(draft_key)
    if dossier.status is not Status.DRAFT:
        abort(redirect(url_for("dossiers.confirmation", code=dossier.code), 303))
    return dossier


def keep_page(dossier: Dossier, page: Page, names: Iterable[str]) -> None:
    """Keep what stands in the boxes of these names, right or not."""
    drafts.keep_typed(dossier, page, typed_values(request.form, names), now())
    db.session.commit()


def go_on(dossier: Dossier, page: Page, names: Iterable[str], values: dict[str, Any]) -> Response:
    """Store what a page gave, with what stood in its boxes, and lead to the next page."""
    at = now()
    drafts.keep_typed(dossier, page, typed_values(request.form, names), at)
    drafts.save_page(dossier, page, values, at)
    db.session.commit()
    return to_page(dossier, next_page(page))


def to_page(dossier: Dossier, page: Page) -> Response:
    return redirect(f"{url_for('dossiers.start', code=dossier.draft_key)}/{page.value}", 303)


def show_page(template: str, dossier: Dossier, page: Page, form: Form, **shown: object) -> tuple[str, int]:
    """Return a page of the submission; 422 where its form was sent with mistakes."""
    rendered = render_template(
        template,
        dossier=dossier,
        content=content_of(dossier),
        form=form,
        page=page,
        page_names=PAGE_NAMES,
        number=list(Page).index(page) + 1,
        back=page_before(page),
        saved_at=time_text(dossier.saved_at),
        **shown,
    )
    return rendered, form.http_status
