"""Hồ sơ: what a citizen files, from draft to result."""

from cqtt.dossiers import (
    bulk_views,
    file_views,
    not_done,
    paper_views,
    queue_views,
    staff_decision_views,
    staff_file_views,
    staff_move_views,
    staff_paper_views,
    staff_supplement_views,
    staff_views,
    staff_work_views,
    submission_views,
)
from cqtt.dossiers.jobs import erase_old_drafts, remind, sweep_files
from cqtt.dossiers.views import bp

__all__ = [
    "bulk_views",
    "file_views",
    "not_done",
    "paper_views",
    "queue_views",
    "staff_decision_views",
    "staff_file_views",
    "staff_move_views",
    "staff_paper_views",
    "staff_supplement_views",
    "staff_views",
    "staff_work_views",
    "submission_views",
]
blueprints = (bp,)
jobs = (erase_old_drafts, remind, sweep_files)
