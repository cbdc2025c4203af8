"""How the papers of the office are called, under /quan-tri/mau-giay."""

from flask import Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.addresses import full_url
from cqtt.clock import now
from cqtt.commune.models import the_commune
from cqtt.dossiers.models import NamedForm
from cqtt.dossiers.papers.filling import UNNUMBERED, name_of, numbered, usual_name
from cqtt.extensions import db
from cqtt.file_answers import send_bytes
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.register import actions
from cqtt.register.examples import example_pdf
from cqtt.register.forms import PaperNameForm, TitleForm
from cqtt.register.views import bp
from cqtt.roles import Role

KINDS = {
    "mau-01": NamedForm.RECEIPT,
    "mau-02": NamedForm.SUPPLEMENT_REQUEST,
    "mau-03": NamedForm.REFUSAL,
    "mau-05": NamedForm.STOP,
    "mau-06": NamedForm.CONTROL_SLIP,
    "mau-07": NamedForm.REGISTER,
}
PAPER = "/quan-tri/mau-giay/<any('mau-01', 'mau-02', 'mau-03', 'mau-05', 'mau-06', 'mau-07'):paper>"
Answer = AnyResponse | tuple[str, int]


@bp.get("/quan-tri/mau-giay")
@requires(Role.ADMINISTRATOR)
def paper_names() -> str:
    """Show how each kind of paper is called and numbered."""
    named = {slug: name_of(kind) for slug, kind in KINDS.items()}
    usual = {slug: usual_name(kind) for slug, kind in KINDS.items()}
    return render_template(
        "register/paper_names.html",
        named=named,
        usual=usual,
        numbered=numbered,
        name_text=actions.name_text,
        token=PostForm(),
    )


@bp.route(PAPER, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def paper_name(paper: str) -> Answer:
    """Give papers of one kind another title, or another symbol behind their number."""
    kind = KINDS[paper]
    title, symbol = name_of(kind)
    asked = TitleForm if kind in UNNUMBERED else PaperNameForm
    form = asked.from_request(title=title, symbol=symbol, seen_title=title, seen_symbol=symbol)
    if not form.accepted():
        return _show(paper, form, form.http_status)
    try:
        actions.rename_paper(kind, *form.name, form.seen)
    except actions.ChangedMeanwhile as refused:
        form.title.errors = [refused.sentence]
        form.rest_on((title, symbol))
        return _show(paper, form, 409)
    db.session.commit()
    flash(_("Đã lưu. Giấy cấp từ nay mang tên và ký hiệu này; giấy đã cấp giữ nguyên."))
    return redirect(url_for(".paper_names"), 303)


def _show(paper: str, form: TitleForm, status: int) -> tuple[str, int]:
    usual = actions.name_text(*usual_name(KINDS[paper]))
    return render_template("register/paper_name.html", form=form, paper=paper, usual=usual), status


@bp.post(f"{PAPER}/nhu-thuong-le")
@requires(Role.ADMINISTRATOR)
def restore_paper_name(paper: str) -> AnyResponse:
    """Call papers of this kind as the regulation does."""
    actions.restore_name(KINDS[paper])
    db.session.commit()
    flash(_("Đã dùng lại tên và ký hiệu thường lệ."))
    return redirect(url_for(".paper_names"), 303)


@bp.get(f"{PAPER}.pdf")
@requires(Role.ADMINISTRATOR)
def example_paper(paper: str) -> Response:
    """A paper of this kind for somebody who does not exist, marked so."""
    made = example_pdf(KINDS[paper], the_commune(), now(), full_url("home.index"))
    return send_bytes(made, "application/pdf", f"xem-thu-{paper}.pdf", inline=True)
