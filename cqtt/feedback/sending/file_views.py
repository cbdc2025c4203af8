"""Photographs and the voice note of a draft: sent one by one where scripts run, seen and taken back by their owner."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.clock import now
from cqtt.database import begin_writing, reads_first
from cqtt.extensions import db
from cqtt.feedback.kept import file_store
from cqtt.feedback.sending import drafts
from cqtt.feedback.sending.held import draft_or_gone
from cqtt.feedback.sending.models import FeedbackDraft
from cqtt.feedback.sending.pages import Page
from cqtt.feedback.sending.rules import MOST_PHOTOS
from cqtt.feedback.sending.taking_files import (
    ACCEPT,
    attach_stored,
    count_upload,
    photo_limits,
    picked,
    remove_from_store,
    store_photos,
)
from cqtt.feedback.sending.views import Refused, say, say_page, saying_form, typed_boxes
from cqtt.feedback.views import bp
from cqtt.file_answers import send_kept
from cqtt.forms import PostForm, keeps_typed
from cqtt.htmx import wants_whole_page

Answer = Response | tuple[str, int]
DRAFT = "/phan-anh/gui/<draft>"


@bp.route(f"{DRAFT}/anh", methods=["GET", "POST"])
@reads_first
@keeps_typed
def photos(draft: str) -> Answer:
    """The photographs alone, for the script that sends one after another; as a page they stand below the words."""
    writing, form = draft_or_gone(draft), PostForm()
    sentences: list[str] = []
    if form.accepted():
        writing, sentences = _take_photos(draft, len(writing.photos))
        if not sentences:
            return redirect(url_for(".photos", draft=draft), 303)
    if wants_whole_page():
        return _below_the_words(writing, sentences)
    sentences += [sentence for _id, sentence in form.complaints()]
    shown = {"draft": writing, "limits": photo_limits(), "accept": ACCEPT}
    return render_template("feedback/citizen/photos.html", form=form, sentences=sentences, **shown), form.http_status


@bp.get(f"{DRAFT}/tep/<public_id>")
def draft_file(draft: str, public_id: str) -> Response:
    """Show a file of a draft to whoever writes it."""
    found = (file for file in draft_or_gone(draft).files if file.public_id == public_id)
    file = next(found, None) or abort(404)
    return send_kept(file_store(), file.storage_key, file.media_type, file.name, inline=True)


@bp.post(f"{DRAFT}/tep/<public_id>/bo")
@keeps_typed
def drop_file(draft: str, public_id: str) -> Answer:
    """Take a file out of the draft; what stands in the boxes comes along and is kept."""
    writing = draft_or_gone(draft)
    if not PostForm().accepted():  # an old token: the page itself says so, with what was typed
        return say(draft)
    drafts.keep_typed(writing, Page.SAY, typed_boxes(writing), now())
    keys = drafts.detach(writing, public_id, now())
    db.session.commit()
    remove_from_store(keys)
    return redirect(url_for(".say", draft=draft, _anchor="anh"), 303)


def _below_the_words(draft: FeedbackDraft, sentences: list[str]) -> Answer:
    if request.method == "GET":
        return redirect(url_for(".say", draft=draft.key, _anchor="anh"), 303)
    form = saying_form(draft)
    form.accepted()  # so that an old token says so
    return say_page(draft, form, Refused(sentences))


def _take_photos(key: str, before: int) -> tuple[FeedbackDraft, list[str]]:
    """Store the photographs of this request and write their rows. Commits, because it spans transactions."""
    count_upload()
    stored, sentences = store_photos(picked("files"), MOST_PHOTOS - before)
    begin_writing()
    draft = draft_or_gone(key)
    refused, _replaced = attach_stored(draft, stored, now())
    db.session.commit()
    return draft, sentences + refused
