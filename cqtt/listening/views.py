"""The blueprint of the sessions, onto which the other pages hang themselves, and what their templates ask."""

from flask import Blueprint

from cqtt.clock import today
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import state_name

bp = Blueprint("listening", __name__)


@bp.app_template_global()
def session_state(session: ListeningSession) -> str:
    return state_name(session.status, session.on, today())
