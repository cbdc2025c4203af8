"""How often codes were scanned, under /quan-tri/to-ma/luot-quet."""

from flask import render_template, request

from cqtt.access import requires
from cqtt.clock import today
from cqtt.codes.kinds import printed_kinds
from cqtt.posters.scans import PERIODS, place_names, scan_report
from cqtt.posters.views import bp
from cqtt.roles import Role


@bp.get("/quan-tri/to-ma/luot-quet")
@requires(Role.ADMINISTRATOR)
def scans() -> str:
    """The counts per code and place, to be sorted, copied and printed."""
    return render_template(
        "posters/scans.html",
        report=scan_report(request.args, today()),
        periods=PERIODS,
        kinds={on_paper.slug: on_paper.label for on_paper in printed_kinds().values()},
        places=place_names(),
        day=today(),
    )
