"""Following a dossier: look-up, the secret link, the dossier's page, supplement, withdrawal."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.clock import now
from cqtt.codes.qr import qr_svg
from cqtt.commune.models import the_commune
from cqtt.dossiers import actions
from cqtt.dossiers.answers import shown_answers
from cqtt.dossiers.codes import normalise
from cqtt.dossiers.consents import open_consents
from cqtt.dossiers.content import content_of, papers_of
from cqtt.dossiers.follow import dossier_of_code_and_digits, missed_promise, papers_to_print, timeline
from cqtt.dossiers.forms import FindForm, SupplementAnswerForm, WithdrawForm
from cqtt.dossiers.held import held_dossiers, hold, holds, let_go, unlocked_dossier_or_404
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier, SupplementRequest, new_token
from cqtt.dossiers.panels import citizen_panels
from cqtt.dossiers.rules import CITIZEN_STEPS, ENDED, LONG_NAMES, NEXT_STATUS, OWING, SHORT_NAMES, TONES, Status, Step
from cqtt.dossiers.supplements import clock_sentence, items_of
from cqtt.dossiers.texts import NEXT_SENTENCES, next_sentence, secret_link, text_to_send_on
from cqtt.error_pages import too_many
from cqtt.extensions import db
from cqtt.fees.actions import outstanding
from cqtt.forms import Form, PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.notifications.told_here import forget_here
from cqtt.procedures.facts import count_text
from cqtt.throttle import allowed, client_address, give_back
from cqtt.uploads import limits_sentence

bp = Blueprint("dossiers", __name__)
bp.add_app_template_global(shown_answers)
bp.add_app_template_global(count_text)

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
WRONG_A_DAY = 10  # wrong digits for one code; then only the link opens it until tomorrow
TRIES_OF_A_DEVICE = 30
TRIES_AN_HOUR = 60  # from one address; many people share the hall's


@bp.route("/ho-so", methods=["GET", "POST"])
@keeps_typed
def find() -> Response | tuple[str, int]:
    """Look a dossier up by its code and the last four digits of a phone or citizen number on it."""
    form = FindForm(code=request.args.get("ma", ""))
    if form.accepted():
        code = normalise(form.code.data, the_commune().code_prefix)
        _count_attempt(code)
        dossier = dossier_of_code_and_digits(code, form.digits.data)
        if dossier is not None:
            give_back("find", code, A_DAY)
            hold(dossier)
            db.session.commit()
            return redirect(url_for(".show", code=dossier.code), 303)
        form.code.errors = [_("Chưa tìm thấy hồ sơ với mã và bốn số này. Xin xem lại trên giấy hẹn hoặc tin nhắn.")]
    shown = {"form": form, "held": held_dossiers(), "status_names": SHORT_NAMES}
    return render_template("dossiers/find.html", **shown), form.http_status


@bp.get("/ho-so/mo/<token>")
def open_by_link(token: str) -> Response:
    """Open by the secret link: set the cookie and go on to the dossier, or to the page of the draft."""
    dossier = db.session.scalar(select(Dossier).where(Dossier.token == token))
    if dossier is None:
        if not allowed("link-from", client_address(), TRIES_AN_HOUR, AN_HOUR):
            abort(429)
        abort(404)
    hold(dossier)
    if dossier.status is Status.DRAFT:
        return redirect(url_for(".saved", draft=dossier.draft_key), 303)
    return redirect(url_for(".show", code=dossier.code), 303)


@bp.get("/ho-so/<code>")
def show(code: str) -> Response | str:
    """Where the dossier stands, what happens next, and what the citizen can do."""
    dossier = db.session.scalar(select(Dossier).where(Dossier.code == normalise(code)))
    if dossier is None or not holds(dossier):
        return redirect(url_for(".find", ma=code), 303)
    content, at = content_of(dossier), now()
    missed = missed_promise(dossier, at)
    return render_template(
        "dossiers/show.html",
        dossier=dossier,
        content=content,
        papers=papers_of(dossier, content),
        results=[file for file in dossier.attachments if file.kind is AttachmentKind.RESULT],
        status_name=LONG_NAMES[dossier.status],
        tone="red" if missed else TONES[dossier.status],
        missed=missed,
        next_sentence=next_sentence(dossier, _still_due(dossier)),
        timeline=timeline(dossier, at),
        clock=clock_sentence(dossier),
        printable=papers_to_print(dossier),
        panels=citizen_panels(dossier),
        consents=open_consents(dossier),
        may={step.value for step in CITIZEN_STEPS if (dossier.status, step) in NEXT_STATUS},
        link=secret_link(dossier),
        form=PostForm(),
        news_may_come=dossier.status not in ENDED,
    )


def _still_due(dossier: Dossier) -> int:
    """Return what the citizen still has to pay of what was asked for."""
    return outstanding(dossier.id, dossier.fee_vnd) if dossier.status in OWING else 0


@bp.get("/ho-so/<code>/xac-nhan")
def confirmation(code: str) -> str:
    """Xác nhận đã gửi hồ sơ: the code, what happens next, the link with its QR, a text to send on."""
    dossier = unlocked_dossier_or_404(code)
    link = secret_link(dossier)
    return render_template(
        "dossiers/confirmation.html",
        dossier=dossier,
        link=link,
        qr=qr_svg(link, _("Mã QR mở hồ sơ %(code)s", code=dossier.code)),
        ready_text=text_to_send_on(dossier),
        next_sentence=NEXT_SENTENCES[Status.SUBMITTED],
    )


@bp.route("/ho-so/<code>/bo-sung", methods=["GET", "POST"])
@keeps_typed
def supplement(code: str) -> Response | tuple[str, int]:
    """Answer a request for more papers: photographs, words, then hand it in."""
    dossier = unlocked_dossier_or_404(code)
    if dossier.open_supplement is None or dossier.status is not Status.AWAITING_SUPPLEMENT:
        return redirect(url_for(".show", code=code), 303)
    form = SupplementAnswerForm()
    if form.accepted():
        if supplement_files_of(dossier) or form.answer.data:
            actions.answer_supplement(dossier, form.answer.data or "", now())
            db.session.commit()
            return redirect(url_for(".show", code=code), 303)
        form.answer.errors = [_("Xin gửi ảnh giấy tờ, hoặc viết vài lời cho cán bộ.")]
    return supplement_page(dossier, dossier.open_supplement, form, form), form.http_status


def supplement_page(
    dossier: Dossier,
    asked: SupplementRequest,
    form: SupplementAnswerForm,
    token_form: Form,
    refused: Mapping[int, list[str]] | None = None,
) -> str:
    """Return the page that asks for papers: a box for each item, and in it what was refused of its files."""
    return render_template(
        "dossiers/supplement.html",
        dossier=dossier,
        asked=asked,
        items=items_of(asked, dossier.attachments),
        clock=clock_sentence(dossier),
        form=form,
        token_form=token_form,
        refused=refused or {},
        limits=limits_sentence(),
    )


@bp.route("/ho-so/<code>/rut", methods=["GET", "POST"])
@keeps_typed
def withdraw(code: str) -> Response | tuple[str, int]:
    """Take the dossier back, after asking once more."""
    dossier = unlocked_dossier_or_404(code)
    if (dossier.status, Step.WITHDRAW) not in NEXT_STATUS:
        return redirect(url_for(".show", code=code), 303)
    form = WithdrawForm()
    if form.accepted():
        actions.withdraw(dossier, form.reason.data or "", now())
        db.session.commit()
        return redirect(url_for(".show", code=code), 303)
    return render_template("dossiers/withdraw.html", dossier=dossier, form=form), form.http_status


@bp.post("/ho-so/<code>/cat-di")
def forget(code: str) -> Response:
    """Take the dossier off this browser: on a computer that others use too."""
    dossier = db.session.scalar(select(Dossier).where(Dossier.code == code))
    if dossier is not None:
        let_go(dossier)
        forget_here("dossier", dossier.id)
        db.session.commit()
    return redirect(url_for(".find"), 303)


def _count_attempt(code: str) -> None:
    """Count this attempt against the code, the device and the address; refuse it when one is used up."""
    if not allowed("find", code, WRONG_A_DAY, A_DAY):
        too_many(
            _(
                "Mã này đã bị thử sai nhiều lần nên đóng đến hết hôm nay, để giữ kín hồ sơ."
                " Xin mở bằng liên kết trong tin nhắn, hoặc gọi cho chúng tôi."
            )
        )
    device = session.setdefault("device", new_token())
    from_device = allowed("find-device", device, TRIES_OF_A_DEVICE, AN_HOUR)
    if not allowed("find-from", client_address(), TRIES_AN_HOUR, AN_HOUR) or not from_device:
        too_many(_("Xin chờ một giờ rồi thử lại, mở bằng liên kết trong tin nhắn, hoặc gọi cho chúng tôi."))


def supplement_files_of(dossier: Dossier) -> list[Attachment]:
    """Return the files sent for the request that is open."""
    request = dossier.open_supplement
    return [
        file
        for file in dossier.attachments
        if request and file.kind is AttachmentKind.SUPPLEMENT and file.supplement_id == request.id
    ]
