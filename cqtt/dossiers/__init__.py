"""Hồ sơ: what a citizen files, from draft to result."""

from cqtt.dossiers import (
    file_views,
    paper_views,
    staff_file_views,
    staff_move_views,
    staff_views,
    submission_views,
)
from cqtt.dossiers.jobs import erase_old_drafts, sweep_files
from cqtt.dossiers.views import bp

__all__ = [
    "file_views",
    "paper_views",
    "staff_file_views",
    "staff_move_views",
    "staff_views",
    "submission_views",
]
blueprints = (bp,)
jobs = (erase_old_drafts, sweep_files)
