"""The last look before sending: what the public would see, what others told already; then the code to keep."""

from datetime import timedelta

from flask import abort, redirect, render_template, session, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from cqtt.clock import now
from cqtt.codes.qr import qr_svg
from cqtt.commune.models import Hamlet
from cqtt.commune.pledge_text import LINES
from cqtt.error_pages import too_many
from cqtt.extensions import db
from cqtt.feedback.citizen_actions import sent_with
from cqtt.feedback.held import followed_feedback, held_or_404, hold
from cqtt.feedback.models import new_token
from cqtt.feedback.occasions import occasion_of
from cqtt.feedback.pages import map_of
from cqtt.feedback.sending import actions, drafts, purposes
from cqtt.feedback.sending.choices import whom
from cqtt.feedback.sending.held import draft_or_gone, draft_or_none, sent_as, token_of
from cqtt.feedback.sending.models import FeedbackDraft
from cqtt.feedback.sending.pages import PAGES, Page
from cqtt.feedback.sending.reading import Whole, offer_of, readers, sent_already, similar, whole
from cqtt.feedback.sending.rules import SAYING_NAMES, Saying, sounds_like_complaint
from cqtt.feedback.sending.taking_files import remove_from_store
from cqtt.feedback.sending.who_forms import FollowForm
from cqtt.feedback.texts import secret_link
from cqtt.feedback.topics import FeedbackTopic
from cqtt.feedback.views import bp
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.redaction import redact
from cqtt.throttle import allowed, client_address

Answer = Response | tuple[str, int]
DRAFT = "/phan-anh/gui/<draft>"
A_DAY = timedelta(days=1)
SENT_A_DAY = 20  # from one device
SENT_FROM_A_DAY = 400  # from one address; the people of the hall share one


@bp.route(f"{DRAFT}/xem-truoc", methods=["GET", "POST"])
def preview(draft: str) -> Answer:
    """All of it once more, as the public would see it; a POST sends. Sending again leads to the same code."""
    writing = draft_or_none(draft)
    if writing is None:
        return _to_what_was_sent(draft)
    ready, form = whole(writing), PostForm()
    if form.accepted() and not ready.missing:
        _count_sending()
        return _sent(draft)
    return _preview_page(writing, ready, form), form.http_status


@bp.route(f"{DRAFT}/theo-doi/<offer>", methods=["GET", "POST"])
@keeps_typed
def follow_instead(draft: str, offer: str) -> Answer:
    """Follow the same matter that somebody else told of; what is written stays, and may be sent all the same."""
    writing = draft_or_none(draft)
    if writing is None:
        return _to_what_was_sent(draft)
    ready = whole(writing)
    alike = [] if ready.missing else similar(writing, ready.values, now())
    other = next((one for one in alike if offer_of(writing, one) == offer), None) or abort(404)
    form = FollowForm(phone=ready.values.get("phone", ""))
    if form.accepted():
        follower = actions.follow_instead(writing, other, form.phone.data or "", now())
        db.session.commit()
        hold(follower.token)
        return redirect(url_for(".show", code=other.code), 303)
    return render_template("feedback/citizen/follow.html", draft=writing, other=other, form=form), form.http_status


@bp.get("/phan-anh/<code>/da-gui")
def sent(code: str) -> str:
    """The code, the link with its QR, and until when it is answered."""
    feedback = held_or_404(code)
    link = secret_link(feedback)
    qr = qr_svg(link, _("Mã QR mở góp ý %(code)s", code=feedback.code))
    return render_template(
        "feedback/citizen/sent.html", feedback=feedback, link=link, qr=qr, occasion=occasion_of(feedback)
    )


def _preview_page(draft: FeedbackDraft, ready: Whole, form: PostForm) -> str:
    values = {} if ready.missing else ready.values
    words = ready.say.words.data or ""
    return render_template(
        "feedback/citizen/preview.html",
        draft=draft,
        form=form,
        missing=ready.missing,
        values=values,
        shown=redact(words) if words and draft.saying is not Saying.CONDUCT else None,
        words=words,
        similar={offer_of(draft, one): one for one in similar(draft, values, now())} if values else {},
        followed=[one.id for one in followed_feedback()],
        readers=readers(values, ready.say["about"].data or "") if values.get("is_conduct") else None,
        about=whom(ready.say.about.data).name if "about" in ready.say and ready.say.about.data else "",
        line_words=LINES.get(values.get("conduct_line", ""), ""),
        is_complaint=sounds_like_complaint(words),
        asked=purposes.find(draft.purpose, draft.purpose_id),
        saying_name=SAYING_NAMES[draft.saying],
        hamlet=db.session.get(Hamlet, values["hamlet_id"]) if values.get("hamlet_id") else None,
        map_link=map_of(values.get("latitude"), values.get("longitude")),
        topic=db.session.get(FeedbackTopic, values["topic_id"]) if values.get("topic_id") else None,
        number=PAGES,
        total=PAGES,
        pages=Page,
    )


def _sent(key: str) -> Response:
    """Send the draft and lead to its code; a second tap, and the same words once more, lead to the same one."""
    for _attempt in range(2):
        draft = draft_or_none(key)
        if draft is None:
            return _to_what_was_sent(key)
        values, at = whole(draft).values, now()
        feedback = sent_already(draft, values, at)
        keys = drafts.erase(draft) if feedback else []
        try:
            feedback = feedback or actions.send_draft(draft, values, at)
            db.session.commit()
        except (IntegrityError, StaleDataError):  # another tap was faster
            db.session.rollback()
            continue
        remove_from_store(keys)
        hold(feedback.token)
        sent_as(key, feedback.start_key)
        return redirect(url_for(".sent", code=feedback.code), 303)
    abort(409)


def _to_what_was_sent(key: str) -> Response:
    """Lead to the code under which the draft was sent; else it is gone."""
    feedback = sent_with(token_of(key) or "")
    if feedback is None:
        draft_or_gone(key)
        abort(410)
    hold(feedback.token)
    return redirect(url_for(".sent", code=feedback.code), 303)


def _count_sending() -> None:
    """Count this sending against the device and the address, by day: a count says nothing of what was sent when."""
    device = session.setdefault("device", new_token())
    by_device = allowed("feedback-send", device, SENT_A_DAY, A_DAY)
    if not allowed("feedback-send-from", client_address(), SENT_FROM_A_DAY, A_DAY) or not by_device:
        too_many(
            _(
                "Hôm nay máy này đã gửi nhiều góp ý. Những gì đang viết vẫn còn đến hết ngày mai;"
                " xin gửi tiếp sau, hoặc gọi cho chúng tôi."
            )
        )
