"""`/nop-ho-so`: the pages of a submission, a step a page, saved as one goes."""

import secrets
from datetime import timedelta

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from cqtt.clock import local, now, time_text
from cqtt.codes.qr import qr_svg
from cqtt.commune.models import active_hamlets
from cqtt.dossiers import actions, consents
from cqtt.dossiers.content import content_of, name_with_case, papers_of, papers_to_look_up, papers_to_show
from cqtt.dossiers.held import draft_or_gone, held_dossiers, hold
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import OPEN, Status
from cqtt.dossiers.submission import drafts
from cqtt.dossiers.submission.answer_views import answers, form_of
from cqtt.dossiers.submission.drafts import KEPT
from cqtt.dossiers.submission.forms import ApplicantForm, PapersForm, ReviewForm, StartForm
from cqtt.dossiers.submission.pages import Page, first_open_page, kept_values, missing_sentences
from cqtt.dossiers.submission.steps import draft_to_write, go_on, keep_page, show_page, to_page
from cqtt.dossiers.submission.uploading import remove_from_store
from cqtt.dossiers.texts import secret_link
from cqtt.dossiers.views import bp
from cqtt.extensions import db
from cqtt.forms import PostForm, choices_of, keeps_typed
from cqtt.i18n import _
from cqtt.privacy import PRIVACY_VERSION
from cqtt.procedures.content import FilingMode, ProcedureContent
from cqtt.procedures.models import published_version
from cqtt.throttle import allowed, client_address
from cqtt.uploads import limits_sentence

STARTS_AN_HOUR = 200  # from one address; a hall shares one
FILED_HERE = (FilingMode.LOCAL, FilingMode.PRE_CHECK)


@bp.route("/nop-ho-so/<code>", methods=["GET", "POST"])
@keeps_typed
def start(code: str) -> Response | str | tuple[str, int]:
    """Say what is needed and how long it takes; a POST begins the draft."""
    version = published_version(code) or abort(404)
    if version.procedure.filing_mode not in FILED_HERE:
        return redirect(url_for("procedures.show", code=code), 303)
    form = StartForm(start_key=secrets.token_urlsafe(16))
    if form.accepted():
        if not allowed("start", client_address(), STARTS_AN_HOUR, timedelta(hours=1)):
            abort(429)
        return to_page(_begun(code, form.start_key.data), Page.APPLICANT)
    held = [one for one in held_dossiers() if one.procedure is version.procedure]
    shown = {
        "begun": [one for one in held if one.status is Status.DRAFT],
        "sent": [one for one in held if one.status in OPEN],
        "content": ProcedureContent.from_json(version.content),
    }
    return render_template("dossiers/start.html", version=version, form=form, **shown), form.http_status


@bp.route("/nop-ho-so/<draft>/nguoi-nop", methods=["GET", "POST"])
@keeps_typed
def applicant(draft: str) -> Response | tuple[str, int]:
    """Who asks, and who files it for whom."""
    dossier = draft_to_write(draft)
    hamlets = {hamlet.id: hamlet.name for hamlet in active_hamlets()}
    form = ApplicantForm.for_hamlets(hamlets, None if request.form else kept_values(dossier, Page.APPLICANT))
    if form.accepted():
        values = form.values(now().isoformat(), PRIVACY_VERSION)
        return go_on(dossier, Page.APPLICANT, [field.name for field in form], values)
    return show_page("dossiers/applicant.html", dossier, Page.APPLICANT, form)


@bp.route("/nop-ho-so/<draft>/giay-to", methods=["GET", "POST"])
@keeps_typed
def papers(draft: str) -> Response | tuple[str, int]:
    """The documents: photographs and files, or a mark that they will be brought to the desk."""
    dossier = draft_to_write(draft)
    content = content_of(dossier)
    found = papers_of(dossier, content)
    form = PapersForm(to_bring=dossier.papers_to_bring)
    by_everyone = [paper.requirement for paper in found if paper.requirement.always]
    form.to_bring.choices = choices_of({requirement.id: requirement.name for requirement in by_everyone})
    if form.accepted():
        return go_on(dossier, Page.PAPERS, [field.name for field in form], {"papers_to_bring": form.to_bring.data})
    return show_page(
        "dossiers/papers.html",
        dossier,
        Page.PAPERS,
        form,
        papers=found,
        at_desk=papers_to_show(content),
        looked_up=papers_to_look_up(content),
        limits=limits_sentence(),
    )


@bp.route("/nop-ho-so/<draft>/kiem-tra", methods=["GET", "POST"])
@keeps_typed
def review(draft: str) -> Response | tuple[str, int]:
    """All of it once more; a POST submits. Submitting again leads to the same receipt."""
    dossier = draft_or_gone(draft)
    if dossier.status is not Status.DRAFT:
        return redirect(url_for(".confirmation", code=dossier.code), 303)
    content = content_of(dossier)
    found = papers_of(dossier, content)
    missing = missing_sentences(dossier, found)
    form = ReviewForm()
    form.offer_consents(consents.asked_for(dossier.procedure_id))
    if form.accepted() and not missing:
        return _submitted(dossier, form.agreed_to.data)
    return show_page(
        "dossiers/review.html",
        dossier,
        Page.REVIEW,
        form,
        papers=found,
        at_desk_text="; ".join(name_with_case(requirement) for requirement in papers_to_show(content)),
        missing=missing,
        before_submitting=request.method == "GET",
    )


@bp.post("/nop-ho-so/<draft>/<page>/luu")
@keeps_typed
def save_for_later(draft: str, page: str) -> Response | tuple[str, int]:
    """Keep what stands in the boxes, right or not, and show how to come back."""
    dossier, where = draft_to_write(draft), _page(page)
    if not PostForm().accepted():  # an old token: the page itself says so, with what was typed
        return applicant(draft) if where is Page.APPLICANT else answers(draft)
    _keep_typed(dossier, where)
    return redirect(url_for(".saved", draft=draft), 303)


@bp.post("/nop-ho-so/<draft>/<page>/tu-luu")
def autosave(draft: str, page: str) -> str:
    """Keep what stands in the boxes while it is being typed; answers with the line that says so."""
    dossier = draft_to_write(draft)
    _keep_typed(dossier, _page(page))
    return render_template("dossiers/_saved_at.html", saved_at=time_text(dossier.saved_at))


@bp.get("/nop-ho-so/<draft>/da-luu")
def saved(draft: str) -> str:
    """The link, its QR and a text to send oneself, to go on later or on another phone."""
    dossier = draft_to_write(draft)
    link = secret_link(dossier)
    return render_template(
        "dossiers/saved.html",
        dossier=dossier,
        content=content_of(dossier),
        link=link,
        qr=qr_svg(link, _("Mã QR mở phần đang soạn")),
        until=local(dossier.saved_at + KEPT).date(),
        page=first_open_page(dossier),
        form=PostForm(),
    )


@bp.post("/nop-ho-so/<draft>/xoa")
def discard(draft: str) -> Response:
    """Erase the draft at its owner's wish."""
    dossier = draft_to_write(draft)
    code = dossier.procedure.address_code
    keys = drafts.erase_draft(dossier)
    db.session.commit()
    remove_from_store(keys)
    return redirect(url_for("procedures.show", code=code), 303)


def _begun(code: str, start_key: str) -> Dossier:
    """Begin the draft of this one-time key, or find the one that a request at the same moment began."""
    for _attempt in range(2):
        version = published_version(code) or abort(404)
        draft = drafts.start_draft(version, start_key, now(), PRIVACY_VERSION)
        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
        else:
            hold(draft)
            return draft
    abort(409)


def _submitted(dossier: Dossier, agreed_to: list[str]) -> Response:
    """Submit and lead to the confirmation; a second tap that lost the race leads to the same one."""
    draft_key, at = dossier.draft_key, now()
    try:
        consents.agree(dossier, agreed_to, at)
        actions.submit(dossier, at)
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        dossier = draft_or_gone(draft_key)
        if dossier.status is Status.DRAFT:
            raise
    return redirect(url_for("dossiers.confirmation", code=dossier.code), 303)


def _page(name: str) -> Page:
    if name not in (Page.APPLICANT.value, Page.ANSWERS.value):
        abort(404)
    return Page(name)


def _keep_typed(dossier: Dossier, page: Page) -> None:
    if page is Page.ANSWERS:
        return keep_page(dossier, page, form_of(dossier).kept_names)
    keep_page(dossier, page, [field.name for field in ApplicantForm.for_hamlets({})])
