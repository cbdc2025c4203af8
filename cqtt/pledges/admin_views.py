"""The pledges of the whole unit, kept by administrators under /quan-tri/cam-ket: states, sheets, scans, cards."""

import secrets
from collections import Counter
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import date_text, now, today
from cqtt.commune.models import Officer
from cqtt.commune.pledge_text import VERSION
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.dossiers.case_access import note_handing_out, note_reading
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.file_answers import send_kept, shown_in_page
from cqtt.files import StoreFull
from cqtt.forms import keeps_typed
from cqtt.i18n import _, _l
from cqtt.pledges import actions, papers
from cqtt.pledges.forms import SheetForm, TakeBackForm
from cqtt.pledges.kept import scan_store
from cqtt.pledges.models import Pledge
from cqtt.pledges.rules import Standing, is_of_the_unit
from cqtt.pledges.signers import Roll, Signer, history_of, latest_of, roll_on, signer_of
from cqtt.pledges.views import bp
from cqtt.roles import Role
from cqtt.text import clean, fold

Answer = AnyResponse | tuple[str, int]
ALL = "/quan-tri/cam-ket"
STATES = {
    "da-ky": (Standing.SIGNED, _l("Đã ký"), "green"),
    "ky-lai": (Standing.RENEWAL_DUE, _l("Sắp hết hạn"), "amber"),
    "het-han": (Standing.EXPIRED, _l("Đã hết hạn"), "red"),
    "loi-cu": (Standing.OTHER_WORDS, _l("Đã ký lời cũ"), "red"),
    "chua-ky": (Standing.NEVER, _l("Chưa ký"), "red"),
}
STANDINGS = {standing: (label, tone) for standing, label, tone in STATES.values()}


@bp.get(ALL)
@requires(Role.ADMINISTRATOR)
def overview() -> str:
    """Everybody of the unit with the state of the pledge; each number is a filter."""
    typed = clean(request.args.get("q", ""))[:100]
    state = request.args.get("trang-thai", "")
    roll = roll_on(today())
    chosen = STATES[state][0] if state in STATES else None
    found = [each for each in roll.signers if chosen in (None, each.standing) and _speaks_of(each.officer, typed)]
    return render_template(
        "pledges/overview.html",
        roll=roll,
        found=found,
        numbers=_numbers(roll, chosen),
        typed=typed,
        state=state if chosen else "",
        standings=STANDINGS,
    )


@bp.route(f"{ALL}/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@reads_first
@keeps_typed
def of_officer(id: int) -> Answer:
    """What an officer has signed so far; a POST records a sheet that was signed by hand."""
    officer = _officer_or_404(id)
    form = SheetForm.from_request(start_key=secrets.token_urlsafe(16))
    if form.accepted():
        try:
            pledge = _kept(id, form)
        except StoreFull as full:
            form.file.errors = [full.sentence]
        else:
            flash(_("Đã ghi phiếu, cam kết có hiệu lực đến hết %(day)s.", day=date_text(pledge.expires_on)))
            return redirect(url_for(".of_officer", id=id), 303)
    return _page(officer, form), form.http_status


@bp.get(f"{ALL}/<row:id>/<row:pledge_id>/ban-quet")
@requires(Role.ADMINISTRATOR)
def scan(id: int, pledge_id: int) -> Response:
    """The scan of a sheet; opened by itself it is recorded each time, inside a page once an hour."""
    pledge = _pledge_or_404(id, pledge_id)
    if pledge.storage_key is None:
        abort(404)
    answer = send_kept(scan_store(), pledge.storage_key, pledge.media_type, pledge.file_name, inline=True)
    if shown_in_page():
        note_reading("open_file", "pledge", pledge_id)
    else:
        note_handing_out("open_file", "pledge", pledge_id)
    return answer


@bp.route(f"{ALL}/<row:id>/<row:pledge_id>/rut", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def take_back(id: int, pledge_id: int) -> Answer:
    """Ask why; then take back a signing that was recorded by mistake."""
    pledge = _pledge_or_404(id, pledge_id)
    form = TakeBackForm.from_request()
    if form.accepted():
        actions.take_back(pledge, form.reason.data, me(), now())
        db.session.commit()
        flash(_("Đã rút lần ký này. Lịch sử vẫn giữ lại cùng lý do."))
        return redirect(url_for(".of_officer", id=id), 303)
    return render_template("pledges/take_back.html", pledge=pledge, officer=pledge.officer, form=form), form.http_status


@bp.get(f"{ALL}/<row:id>/phieu.pdf")
@requires(Role.ADMINISTRATOR)
def blank_sheet(id: int) -> Response:
    """A sheet with the words and an officer's name, to be signed by hand."""
    officer = _officer_or_404(id)
    answer = papers.answer(papers.sheet(officer), f"phieu-cam-ket-{id}.pdf")
    note_handing_out("print", "pledge_sheet", id)
    return answer


@bp.get(f"{ALL}/the.pdf")
@requires(Role.ADMINISTRATOR)
def all_cards() -> Response:
    """The desk cards of everybody who has signed; the print is recorded."""
    signed = roll_on(today()).signed
    if not signed:
        raise RuleBroken(_("Chưa ai ký nên chưa có thẻ để in. Xin mời cán bộ ký trước."))
    answer = papers.answer(papers.cards(signed), "the-cam-ket.pdf")
    note_handing_out("print", "pledge_card", "", officers=[signer.officer.id for signer in signed])
    return answer


def _numbers(roll: Roll, chosen: Standing | None) -> list[dict[str, object]]:
    """Return how many stand how, each number a way to its list; states that nobody is in are left out."""
    counted = Counter(signer.standing for signer in roll.signers)
    return [
        {
            "label": label,
            "count": counted[standing],
            "tone": tone,
            "href": _of_state("" if chosen is standing else slug),
            "current": chosen is standing,
        }
        for slug, (standing, label, tone) in STATES.items()
        if counted[standing]
    ]


def _of_state(slug: str) -> str:
    query: dict[str, Any] = {"trang-thai": slug} if slug else {}
    return url_for(".overview", **query)


def _speaks_of(officer: Officer, typed: str) -> bool:
    about = fold(" ".join((officer.name, officer.title, officer.department)))
    return all(word in about for word in fold(typed).split())


def _kept(id: int, form: SheetForm) -> Pledge:
    """Store the scan, then write its row and commit; the same form sent twice is one signing."""
    assert form.examined is not None
    key = scan_store().put(form.examined.kept)
    begin_writing()
    officer = _officer_or_404(id)
    pledge = actions.record_sheet(officer, form.signed_on.data, form.examined, key, form.start_key.data, me(), now())
    db.session.commit()
    if pledge.storage_key != key:
        scan_store().remove(key)
    return pledge


def _page(officer: Officer, form: SheetForm) -> str:
    signer: Signer = signer_of(officer, latest_of(officer.id), today())
    signs = officer.is_active and is_of_the_unit(officer.role_set)
    return render_template(
        "pledges/of_officer.html",
        officer=officer,
        signer=signer,
        signs=signs,
        may_sign=signs and signer.standing is not Standing.SIGNED,
        standings=STANDINGS,
        history=history_of(officer),
        wording=VERSION,
        today=today(),
        form=form,
    )


def _officer_or_404(id: int) -> Officer:
    return db.session.get(Officer, id) or abort(404)


def _pledge_or_404(officer_id: int, id: int) -> Pledge:
    """Return a signing of this officer; one of another answers as one that does not exist."""
    pledge = db.session.get(Pledge, id)
    if pledge is None or pledge.officer_id != officer_id:
        abort(404)
    return pledge
