"""Tờ mã: posters, labels and wall sheets with the codes to scan, for procedures, people and places."""

from cqtt.codes import kinds
from cqtt.posters import admin_views, counter_views, models, place_views, scan_views, things
from cqtt.posters.jobs import make_papers, sweep_papers
from cqtt.posters.views import bp

for _kind, (_resolver, _on_paper) in things.KINDS.items():
    kinds.register(_kind, _resolver, _on_paper)

__all__ = ["admin_views", "counter_views", "models", "place_views", "scan_views"]
blueprints = (bp,)
jobs = (make_papers, sweep_papers)
