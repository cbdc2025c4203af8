"""The sessions as a calendar reads them (RFC 5545): in UTC, so that no telephone is in doubt about the hour."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from cqtt.addresses import full_url
from cqtt.clock import ICT
from cqtt.commune.models import Commune
from cqtt.content_lines import escaped, written
from cqtt.i18n import _
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import SessionStatus


def calendar(sessions: Iterable[ListeningSession], commune: Commune, host: str) -> str:
    """Return a calendar with these sessions; a cancelled one says so, so that telephones strike it out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cqtt//lang-nghe//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{escaped(_('%(unit)s: lắng nghe dân nói', unit=commune.full_name))}")
    for session in sessions:
        lines += _event(session, commune, host)
    return written([*lines, "END:VCALENDAR"])


def moment(on: date, clock: str) -> datetime:
    """Return the moment of "07:30" on a day, in UTC."""
    return datetime.combine(on, time.fromisoformat(clock), ICT).astimezone(UTC)


def _event(session: ListeningSession, commune: Commune, host: str) -> list[str]:
    said = _("Mời bà con đến nói, hỏi, góp ý với lãnh đạo.")
    words = f"{said} {session.topics}".strip()
    return [
        "BEGIN:VEVENT",
        f"UID:lang-nghe-{session.id}@{host}",
        f"SEQUENCE:{session.revision}",
        f"DTSTAMP:{_stamp(session.created_at)}",
        f"DTSTART:{_stamp(moment(session.on, session.starts))}",
        f"DTEND:{_stamp(moment(session.on, session.ends))}",
        f"SUMMARY:{escaped(_('Lắng nghe dân nói – %(hamlet)s', hamlet=session.hamlet.name))}",
        f"LOCATION:{escaped(', '.join((session.place, session.hamlet.name, commune.full_name)))}",
        f"DESCRIPTION:{escaped(words)}",
        f"URL:{full_url('listening.show', id=session.id)}",
        f"STATUS:{'CANCELLED' if session.status is SessionStatus.CANCELLED else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
