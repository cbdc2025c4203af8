"""Letters that nothing but an officer's own thought causes, under /can-bo/thu/viet."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.dossiers.case_access import note_reading
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _, _l
from cqtt.letters.actions import written as letter_of_cause
from cqtt.letters.blueprint import bp
from cqtt.letters.facts import Addressee, addressee_of
from cqtt.letters.forms import WriteForm
from cqtt.letters.list_views import ALL
from cqtt.letters.models import Letter
from cqtt.letters.rules import OCCASION_NAMES, WRITERS, Occasion
from cqtt.letters.salutations import COUPLE, FAMILY, SALUTATIONS, USUAL
from cqtt.letters.showing import sheet_of
from cqtt.letters.writing import Written, cause_of, dossier_of_code, earlier_condolence, preview, write_by_hand
from cqtt.text import clean

WRITE = f"{ALL}/viet"
# What stands in the address, whom it is for, and a drawing.
KINDS = {
    "cam-on": (Occasion.THANKS, _l("Người, nhóm đã góp công, góp của, góp ý hay"), "heart"),
    "ket-hon": (Occasion.MARRIAGE, _l("Đôi vợ chồng vừa đăng ký kết hôn, có ý muốn nhận"), "rings"),
    "em-be": (Occasion.BIRTH, _l("Gia đình vừa đăng ký khai sinh, có ý muốn nhận"), "baby"),
    "chia-buon": (Occasion.DEATH, _l("Gia đình có người vừa mất"), "candle"),
    "sai-sot": (Occasion.ERROR, _l("Người nộp hồ sơ mà chúng tôi làm sai"), "warning"),
}
SLUGS = ", ".join(f"'{slug}'" for slug in KINDS)
Answer = Response | tuple[str, int]


@bp.get(WRITE)
@requires(*WRITERS)
def write() -> str:
    """Choose what kind of letter to write."""
    doors = [
        {"href": url_for(".write_one", kind=slug), "label": OCCASION_NAMES[occasion], "icon": picture, "note": whom}
        for slug, (occasion, whom, picture) in KINDS.items()
    ]
    return render_template("letters/write.html", doors=doors)


@bp.route(f"{WRITE}/<any({SLUGS}):kind>", methods=["GET", "POST"])
@requires(*WRITERS)
@keeps_typed
def write_one(kind: str) -> Answer:
    """Write one letter by hand; an apology for an error begins with the code of its dossier."""
    occasion, dossier = KINDS[kind][0], _dossier(kind)
    if occasion is Occasion.ERROR and dossier is None:
        return _ask_for_code(kind), 200
    form = _form(occasion, dossier)
    if not form.accepted():
        return _page(kind, form, dossier), form.http_status
    earlier = _earlier(form) if occasion is Occasion.DEATH else None
    if earlier and not form.anyway.data:
        return _page(kind, form, dossier, earlier=earlier), 422
    letter = _written(form, occasion, dossier)
    flash(_("Đã soạn thư. Thư chờ lãnh đạo đọc và duyệt."))
    return redirect(url_for(".show", id=letter.id), 303)


@bp.route(f"{WRITE}/<any({SLUGS}):kind>/xem-truoc", methods=["GET", "POST"])
@requires(*WRITERS)
@keeps_typed
def preview_letter(kind: str) -> Answer:
    """Show the letter as it would be; nothing is kept."""
    occasion, dossier = KINDS[kind][0], _dossier(kind)
    if request.method == "GET" or (occasion is Occasion.ERROR and dossier is None):
        return redirect(url_for(".write_one", kind=kind), 303)
    form = _form(occasion, dossier)
    if not form.accepted():
        return _page(kind, form, dossier), form.http_status
    sheet = sheet_of(preview(_as_written(form, occasion, dossier)))
    page = _page(kind, form, dossier, sheet=sheet, earlier=_earlier(form) if occasion is Occasion.DEATH else None)
    db.session.rollback()
    return page, 200


def _dossier(kind: str) -> Dossier | None:
    if KINDS[kind][0] is not Occasion.ERROR:
        return None
    return dossier_of_code(clean(request.values.get("ma", ""))[:60]) if request.values.get("ma") else None


def _ask_for_code(kind: str) -> str:
    typed = clean(request.values.get("ma", ""))[:60]
    return render_template("letters/ask_code.html", kind=kind, typed=typed, name=OCCASION_NAMES[KINDS[kind][0]])


def _form(occasion: Occasion, dossier: Dossier | None) -> WriteForm:
    to = addressee_of(dossier) if dossier else None
    known = (
        {
            "salutation": to.salutation,
            "to_name": to.name,
            "to_address": to.address,
            "to_phone": to.phone,
            "to_email": to.email,
        }
        if to
        else {"salutation": _SALUTATION.get(occasion, USUAL)}
    )
    return WriteForm.about(occasion, **known)


_SALUTATION = {Occasion.MARRIAGE: COUPLE, Occasion.BIRTH: FAMILY, Occasion.DEATH: FAMILY}


def _earlier(form: WriteForm) -> Letter | None:
    return earlier_condolence(form.nguoi_mat.data or "", now())


def _as_written(form: WriteForm, occasion: Occasion, dossier: Dossier | None) -> Written:
    reader = form.reader
    to = Addressee(*(reader[name] for name in ("salutation", "to_name", "to_address", "to_phone", "to_email")))
    reason = form.reason.data if "reason" in form else ""
    return Written(occasion, to, reader["language"], form.facts(occasion), reason, dossier)


def _written(form: WriteForm, occasion: Occasion, dossier: Dossier | None) -> Letter:
    """Write the letter down and commit; of the same form, sent twice at once, the first one holds."""
    key = form.start_key.data
    try:
        letter = write_by_hand(_as_written(form, occasion, dossier), key, me(), now())
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if (before := letter_of_cause(cause_of(key))) is None:
            raise
        return before
    return letter


def _page(
    kind: str, form: WriteForm, dossier: Dossier | None, sheet: object = None, earlier: Letter | None = None
) -> str:
    if earlier is None and not form.anyway.data:
        del form.anyway
    page = render_template(
        "letters/write_one.html",
        kind=kind,
        name=OCCASION_NAMES[KINDS[kind][0]],
        whom=KINDS[kind][1],
        form=form,
        dossier=dossier,
        sheet=sheet,
        earlier=earlier,
        salutations=SALUTATIONS,
    )
    if dossier and request.method == "GET":
        note_reading("open", "dossier", dossier.id)
    return page
