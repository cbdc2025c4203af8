"""`/can-bo/lang-nghe/<id>`: the field page of a session, what keeps it without a connection, and the door for syncs.

What a browser holds. The service worker keeps the page as /vo gives it out: the session, names of officers, hamlets,
topics and procedures, no citizen. What is written lies in the device's database until the server has said that it is
stored; then its words and files are erased from the device. Its code stays on the list, with a mark for its writer of
whose it is (initials, the first four words) until the list is erased; of what was said in private only how many there
were. The device belongs to the office: without a connection nobody can be asked for a password, so the page opens for
whoever holds the tablet, as its last officer left it. With a connection the page asks /the before it shows anything
unsent, and shows it to that officer only, signed in. What somebody else wrote is a number and a name: what is finished
may be sent by whoever is signed in, what is begun, was refused or was said in private waits for its writer. Signing out
erases nothing: what was not sent would be lost.
"""

import json
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from flask import Response as FileAnswer
from flask import abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.rules import HANDLERS
from cqtt.files import StoreFull
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.listening.field.file_intake import Damaged, OwnerUnknown, SentFile, take_in_file
from cqtt.listening.field.forms import CountForm, DossierForm, OpinionForm, PromiseForm
from cqtt.listening.field.journal import LATER, Answer, Arrival
from cqtt.listening.field.offer import Offer, offer_of
from cqtt.listening.field.plain import write_plain
from cqtt.listening.field.reading import session_or_404
from cqtt.listening.field.rules import (
    MOST_BYTES,
    MOST_ITEMS,
    ItemUnreadable,
    believed,
    is_device_id,
    is_sha256,
    read_moment,
)
from cqtt.listening.field.sync import take_in_items
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import ItemKind
from cqtt.listening.views import bp
from cqtt.promises.rules import ROLES as PROMISE_ROLES
from cqtt.promises.rules import Step as PromiseStep
from cqtt.roles import Role
from cqtt.upload_voice import VOICE
from cqtt.uploads import DEFAULT

FIELD = "/can-bo/lang-nghe"
PAGE = f"{FIELD}/<row:id>"
WORKER = "js/field-worker.js"


@bp.route(PAGE, methods=["GET", "POST"])
@requires(*HANDLERS)
@reads_first
@keeps_typed
def field_page(id: int) -> Response | tuple[str, int]:
    """The page; where no script runs, its form of an opinion is sent at once."""
    session = session_or_404(id)
    offer = offer_of(session)
    form = OpinionForm.on_page(offer, device_id=str(uuid4()))
    opinion = write_plain(id, offer, form) if form.accepted() else None
    if opinion is None:
        return _page(session_or_404(id), offer, form), 422 if request.method == "POST" else 200
    flash(_written(opinion.feedback))
    return redirect(url_for(".field_page", id=id), 303)


def _written(feedback: Feedback) -> str:
    """Say what became of an opinion; a code that opens nothing for its sender is not handed out as one."""
    if feedback.is_conduct:
        return _("Đã gửi riêng tới người có trách nhiệm.")
    if feedback.phone:
        return _("Đã ghi ý kiến, mã %(code)s.", code=feedback.code)
    return _(
        "Đã ghi ý kiến %(code)s. Không có số điện thoại nên mã không tra được: xin báo lại tận nơi.", code=feedback.code
    )


@bp.get(f"{PAGE}/vo")
@requires(*HANDLERS)
def field_shell(id: int) -> str:
    """The page as the service worker keeps it: without tokens, messages, or anything about a citizen."""
    session = session_or_404(id)
    offer = offer_of(session)
    return _page(session, offer, OpinionForm.on_page(offer), shell=True)


def _page(session: ListeningSession, offer: Offer, form: OpinionForm, shell: bool = False) -> str:
    officer = me()
    return render_template(
        "listening/field/page.html",
        session=session,
        offer=offer,
        officer=officer,
        form=form,
        promise=PromiseForm.on_page(offer, formdata=None),
        dossier=DossierForm.on_page(offer, formdata=None),
        count=CountForm.on_page(offer, formdata=None),
        may_promise=officer.has_role(*PROMISE_ROLES[PromiseStep.MAKE]) and bool(offer.leaders),
        may_take_in=officer.has_role(Role.RECEPTION) and bool(offer.procedures),
        shell=shell,
        voice=VOICE,
    )


@bp.get(f"{FIELD}/sw.js")
@requires(*HANDLERS)
def field_worker() -> FileAnswer:
    """The service worker, from an address that lets it serve the field pages and nothing else of the site."""
    script = current_app.extensions["static_files"][WORKER].bodies["identity"]
    answer = FileAnswer(script, mimetype="application/javascript")
    answer.headers["Service-Worker-Allowed"] = f"{FIELD}/"
    return answer


@bp.get(f"{PAGE}/the")
@requires(*HANDLERS)
def field_token(id: int) -> FileAnswer:
    """A fresh token for a page that may have been open for hours, and who is signed in."""
    session_or_404(id)
    return jsonify(token=generate_csrf(), officer=me().id, name=me().name)


@bp.post(f"{PAGE}/dong-bo")
@requires(*HANDLERS)
@reads_first
def field_sync(id: int) -> FileAnswer:
    """Take in what a tablet kept; an answer for each item, in their order."""
    session = session_or_404(id)
    answers = take_in_items(session, _items_or_400())
    return jsonify(items=[answer.as_json() for answer in answers])


def _items_or_400() -> list[object]:
    try:
        sent: Any = json.loads(_body_or_413(MOST_BYTES))
    except (ValueError, RecursionError):
        abort(400)
    items = sent.get("items") if isinstance(sent, dict) else None
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        abort(400)
    return items


def _body_or_413(most: int) -> bytes:
    if (request.content_length or 0) > most:
        abort(413)
    return request.get_data(cache=False)


@bp.post(f"{PAGE}/tep/<device_id>")
@requires(*HANDLERS)
@reads_first
def field_file(id: int, device_id: str) -> FileAnswer | tuple[FileAnswer, int]:
    """Take in one file of an opinion or a dossier: its bytes are the body, the rest stands in headers."""
    session = session_or_404(id)
    sent = _sent_file_or_400(session, device_id, now())
    try:
        return jsonify(take_in_file(sent).as_json())
    except OwnerUnknown as unknown:
        return jsonify(Answer(device_id, LATER, sentence=unknown.sentence).as_json()), 409
    except Damaged as damaged:
        return jsonify(Answer(device_id, LATER, sentence=damaged.sentence).as_json()), 422
    except StoreFull as full:
        return jsonify(Answer(device_id, LATER, sentence=full.sentence).as_json()), 503


def _sent_file_or_400(session: ListeningSession, device_id: str, at: datetime) -> SentFile:
    header = request.headers.get
    owner, digest, kind = header("X-Owner", ""), header("X-Sha256", ""), header("X-Kind", "")
    named = is_device_id(device_id) and is_device_id(owner) and is_sha256(digest)
    if not named or kind not in (FileKind.PHOTO, FileKind.VOICE):
        abort(400)
    try:
        made_at = read_moment(header("X-Made-At", ""))
    except ItemUnreadable:
        abort(400)
    officer_id = me().id
    arrival = Arrival(device_id, ItemKind.FILE, digest, session.id, officer_id, believed(made_at, session.on, at), at)
    content = _body_or_413(DEFAULT.file_bytes)
    return SentFile(arrival, owner, FileKind(kind), unquote(header("X-Name", ""))[:200], header("X-Paper", ""), content)
