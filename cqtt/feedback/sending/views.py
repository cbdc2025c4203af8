"""`/phan-anh/gui`: the pages on which somebody says something, and everything that keeps what they have said so far."""

from dataclasses import dataclass, field
from datetime import timedelta

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.clock import now, time_text
from cqtt.commune.pledge_text import GROUPS
from cqtt.database import begin_writing, reads_first
from cqtt.extensions import db
from cqtt.feedback.sending import drafts
from cqtt.feedback.sending.beginning import beginning
from cqtt.feedback.sending.forms import BeginForm, SayingForm, form_for
from cqtt.feedback.sending.held import draft_or_gone, drafts_of_browser, hold_draft
from cqtt.feedback.sending.models import FeedbackDraft
from cqtt.feedback.sending.pages import PAGE_NAMES, PAGES, Page
from cqtt.feedback.sending.reading import readers
from cqtt.feedback.sending.rules import MOST_PHOTOS, SAYING_NAMES, Saying
from cqtt.feedback.sending.taking_files import (
    ACCEPT,
    attach_stored,
    count_upload,
    photo_limits,
    picked,
    remove_from_store,
    store_photos,
    store_voice,
)
from cqtt.feedback.sending.who_forms import WhoForm
from cqtt.feedback.topics import the_settings
from cqtt.feedback.views import bp
from cqtt.forms import Form, PostForm, keeps_typed
from cqtt.throttle import allowed, client_address


@dataclass(frozen=True)
class Refused:
    """What was not taken of the files, a sentence for each."""

    photos: list[str] = field(default_factory=list)
    voice: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.photos or self.voice)


NOTHING = Refused()
Answer = Response | tuple[str, int]
DRAFT = "/phan-anh/gui/<draft>"
STARTS_AN_HOUR = 200  # from one address; a hall shares one


@bp.route("/phan-anh/gui", methods=["GET", "POST"])
@keeps_typed
def begin() -> Answer:
    """The doors: what is it? A POST begins the draft."""
    known, form = beginning(request.args), BeginForm()
    if form.accepted():
        if not allowed("feedback-start", client_address(), STARTS_AN_HOUR, timedelta(hours=1)):
            abort(429)
        saying = Saying(form.saying.data)
        draft = drafts.start_draft(saying, known.typed(saying), known.asked, now())
        db.session.commit()
        hold_draft(draft)
        return redirect(url_for(".say", draft=draft.key), 303)
    shown = {
        "known": known,
        "form": form,
        "writing": drafts_of_browser(),
        "keep_years": the_settings().keep_years,
    }
    return render_template("feedback/citizen/begin.html", **shown), form.http_status


@bp.route(f"{DRAFT}/noi-dung", methods=["GET", "POST"])
@reads_first
@keeps_typed
def say(draft: str) -> Answer:
    """What there is to say: words, photographs, where. Everything that is sent is kept, right or not."""
    writing = draft_or_gone(draft)
    form = saying_form(writing)
    if not PostForm().accepted():
        form.accepted()  # an old token: the page says so
        return say_page(writing, form)
    writing, refused = _keep_said(draft, form)
    if "add" in request.form and not refused.any:
        return redirect(url_for(".say", draft=draft, _anchor="anh"), 303)
    if form.accepted() and not refused.any:
        return redirect(url_for(".who", draft=draft), 303)
    return say_page(writing, form, refused)


@bp.post(f"{DRAFT}/noi-dung/tu-luu")
def autosave(draft: str) -> str:
    """Keep what stands in the boxes while it is being typed; answers with the line that says so."""
    writing = draft_or_gone(draft)
    drafts.keep_typed(writing, Page.SAY, typed_boxes(writing), now())
    db.session.commit()
    return render_template("feedback/citizen/_saved_at.html", saved_at=time_text(writing.saved_at))


@bp.route(f"{DRAFT}/nguoi-gui", methods=["GET", "POST"])
@keeps_typed
def who(draft: str) -> Answer:
    """Named or not, and whether it may be published."""
    writing = draft_or_gone(draft)
    form = WhoForm.filled(None if request.form else drafts.typed_of(writing, Page.WHO), writing.saying)
    if form.accepted():
        # Of whoever gives no name, none is kept: not even what was typed before they chose so.
        names = ("is_anonymous", "consent") if form.anonymous else form.data
        drafts.keep_typed(writing, Page.WHO, drafts.boxes(request.form, names), now())
        db.session.commit()
        return redirect(url_for(".preview", draft=draft), 303)
    return show_page("feedback/citizen/who.html", writing, Page.WHO, form, keep_years=the_settings().keep_years)


@bp.post(f"{DRAFT}/xoa")
def discard(draft: str) -> Response:
    """Erase the draft at its owner's wish."""
    keys = drafts.erase(draft_or_gone(draft))
    db.session.commit()
    remove_from_store(keys)
    return redirect(url_for(".begin"), 303)


def say_page(draft: FeedbackDraft, form: SayingForm, refused: Refused = NOTHING) -> tuple[str, int]:
    """Return the page for what there is to say, with what was refused of the files."""
    form.voice.errors, form.refused_photos = refused.voice, refused.photos
    return show_page(
        "feedback/citizen/say.html",
        draft,
        Page.SAY,
        form,
        refused=refused,
        limits=photo_limits(),
        accept=ACCEPT,
        pledge=GROUPS,
        readers=readers(form.values(), form["about"].data or "") if draft.saying is Saying.CONDUCT else None,
    )


def show_page(template: str, draft: FeedbackDraft, page: Page, form: Form, **shown: object) -> tuple[str, int]:
    """Return a page of a draft; 422 where its form was sent with mistakes."""
    rendered = render_template(
        template,
        draft=draft,
        form=form,
        page=page,
        name=PAGE_NAMES[page],
        number=list(Page).index(page) + 2,
        total=PAGES,
        saying_name=SAYING_NAMES[draft.saying],
        saved_at=time_text(draft.saved_at) if draft.saved_at > draft.created_at else "",
        **shown,
    )
    return rendered, form.http_status


def typed_boxes(draft: FeedbackDraft) -> drafts.Typed:
    """Return what this request brought for the page of words."""
    return _boxes(saying_form(draft))


def saying_form(draft: FeedbackDraft) -> SayingForm:
    """Return the form of what there is to say, with what is sent now, else with what is kept."""
    typed = None if request.form else drafts.typed_of(draft, Page.SAY)
    return form_for(draft.saying).filled(typed, bool(draft.voice))


def _keep_said(key: str, form: SayingForm) -> tuple[FeedbackDraft, Refused]:
    """Keep the words and the files of this request; files are looked at without a lock. Commits, to let go of it."""
    files, recordings = picked("files"), picked("voice")
    if files or recordings:
        count_upload()
    photos, not_taken = store_photos(files, MOST_PHOTOS - len(draft_or_gone(key).photos))
    voice, not_heard = store_voice(recordings)
    begin_writing()
    draft, at = draft_or_gone(key), now()
    drafts.keep_typed(draft, Page.SAY, _boxes(form), at)
    no_room, replaced = attach_stored(draft, [*photos, *voice], at)
    form.has_voice = bool(draft.voice)
    db.session.commit()
    remove_from_store(replaced)
    return draft, Refused([*not_taken, *no_room], not_heard)


def _boxes(form: SayingForm) -> drafts.Typed:
    return drafts.boxes(request.form, set(form.data) - {"voice"})
