"""The first page and the pages about the site."""

from flask import Blueprint, Response, render_template, url_for

from cqtt.clock import day_text, today
from cqtt.feedback.topics import the_settings
from cqtt.i18n import _
from cqtt.leaders.rules import CALLED_WITHIN, CALLS_KEPT
from cqtt.listening.models import ListeningSession
from cqtt.listening.reading import next_session
from cqtt.privacy import PRIVACY_VERSION
from cqtt.procedures.catalogue import published_catalogue

bp = Blueprint("home", __name__)

# What holds personal data or is for officers; everything else may be found by anybody.
# Of what people say only the list: the slash after it closes whatever lies below.
CLOSED_TO_ROBOTS = (
    *("/ho-so", "/nop-ho-so", "/phan-anh/", "/lanh-dao/goi-lai", "/thu/"),
    *("/can-bo", "/quan-tri", "/dang-nhap", "/q/", "/Q/"),
)


@bp.get("/")
def index() -> str:
    """The first page: search, life events, the doors; one of them says where the next session is."""
    events, session = published_catalogue().life_events, next_session(today())
    return render_template("home/index.html", life_events=events, session=session, where=_where(session))


def _where(session: ListeningSession | None) -> str:
    """Return "07:30 thứ Bảy, 28/11/2026 tại Ấp 7"."""
    if session is None:
        return _("Lãnh đạo đến tận nơi nghe bà con nói")
    day = _("hôm nay") if session.on == today() else day_text(session.on)
    return _("%(time)s %(day)s tại %(hamlet)s", time=session.starts, day=day, hamlet=session.hamlet.name)


@bp.get("/rieng-tu")
def privacy() -> str:
    """What is kept of whom, who reads it, and for how long; whoever changes its meaning raises PRIVACY_VERSION."""
    figures = {"limits": the_settings(), "call_days": CALLS_KEPT.days}
    return render_template("home/privacy.html", version=PRIVACY_VERSION, **figures)


@bp.get("/tro-giup")
def help() -> str:
    """What people ask most often, with the figures that hold today."""
    return render_template("home/help.html", limits=the_settings(), call_limit=CALLED_WITHIN.text)


@bp.get("/huong-dan")
def guide() -> str:
    return render_template("home/guide.html")


@bp.get("/robots.txt")
def robots() -> Response:
    """Let search engines read what is public and nothing else."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS), f"Allow: {url_for('.index')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
