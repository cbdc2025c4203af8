"""The sessions as everybody sees them: which come, what came of those that were, and both as calendars."""

from urllib.parse import urlsplit

from flask import Response, abort, current_app, render_template, request

from cqtt.addresses import page_number
from cqtt.clock import today
from cqtt.commune.models import the_commune
from cqtt.extensions import db
from cqtt.listening.ics import calendar
from cqtt.listening.models import ListeningSession
from cqtt.listening.reading import coming, figures_of, past, promises_of, published_opinions
from cqtt.listening.rules import PART_NAMES, SessionStatus
from cqtt.listening.views import bp


@bp.get("/lang-nghe")
def listing() -> str:
    """Which sessions come, and those that have been."""
    page = past(today(), page_number(request.args.get("trang", "")), ".listing")
    return render_template("listening/listing.html", coming=coming(today()), page=page)


@bp.get("/lang-nghe/<row:id>")
def show(id: int) -> str:
    """One session: where, when, who comes; afterwards what was said and done."""
    session = db.session.get(ListeningSession, id) or abort(404)
    reported = session.status is SessionStatus.REPORTED
    return render_template(
        "listening/show.html",
        session=session,
        reported=reported,
        figures=figures_of(session) if reported else None,
        opinions=published_opinions(session) if reported else [],
        promises=promises_of(session) if reported else [],
        ahead=session.on >= today() and session.status is SessionStatus.PLANNED,
        part_names=PART_NAMES,
    )


@bp.get("/lang-nghe.ics")
def whole_calendar() -> Response:
    """The sessions that come, for calendars that look again by themselves."""
    return _answer(coming(today(), most=100), "lang-nghe.ics")


@bp.get("/lang-nghe/<row:id>.ics")
def one_calendar(id: int) -> Response:
    """One session, for a telephone's calendar."""
    session = db.session.get(ListeningSession, id) or abort(404)
    return _answer([session], f"lang-nghe-{session.on.isoformat()}.ics")


def _answer(sessions: list[ListeningSession], name: str) -> Response:
    host = urlsplit(str(current_app.config["SETTINGS"].base_url)).hostname or "cqtt"
    answer = Response(calendar(sessions, the_commune(), host), content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "public, max-age=900"
    return answer
