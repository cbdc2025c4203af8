"""`/quan-tri/tinh-trang`: what is broken and where it is mended; the same stands on an administrator's first page."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask_login import current_user

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.models import Officer
from cqtt.heartbeat import last_beat
from cqtt.home.panels import register_day_panel
from cqtt.roles import Role
from cqtt.upkeep.broken import HERE, all_broken
from cqtt.upkeep.nightly import last_look
from cqtt.upkeep.views import bp

AT_FIRST = 5  # on the first page; the rest is on the page of its own


@bp.get("/quan-tri/tinh-trang")
@requires(Role.ADMINISTRATOR)
def condition() -> str:
    """Everything that is broken, the most pressing first, and when all was looked at last."""
    data = current_app.config["SETTINGS"].data
    return render_template(
        "upkeep/condition.html",
        broken=all_broken(current_user.officer, now()),
        looked_at=last_look(data),
        beat_at=last_beat(data),
        here=HERE,
    )


def _panel(officer: Officer, at: datetime) -> dict[str, Any] | None:
    """Return what an administrator's first page says; nothing to others, and nothing while all is well."""
    broken = all_broken(officer, at) if officer.has_role(Role.ADMINISTRATOR) else []
    if not broken:
        return None
    first = [asdict(one) for one in broken[:AT_FIRST]]
    return {"first": first, "total": len(broken), "tone": "amber" if all(one.lasting for one in broken) else "red"}


register_day_panel("upkeep/_broken.html", _panel)
