"""Hồ sơ: what a citizen files, from draft to result.

Here is what all of it rests on, and following a dossier as a citizen; it imports none of the folders. They import only
those before them: submission/ (the draft), papers/ (numbered papers, and the decisions that they go out with), queue/
(many dossiers), case/ (the officers' page of one).
"""

from cqtt.dossiers import consent_views
from cqtt.dossiers.case import decision_views, move_views, not_done, supplement_views, work_views
from cqtt.dossiers.case import file_views as case_file_views
from cqtt.dossiers.case import views as case_views
from cqtt.dossiers.jobs import remind
from cqtt.dossiers.papers import sheet_views
from cqtt.dossiers.papers import staff_views as staff_paper_views
from cqtt.dossiers.papers import views as paper_views
from cqtt.dossiers.queue import bulk_views
from cqtt.dossiers.queue import views as queue_views
from cqtt.dossiers.submission import answer_views, file_views
from cqtt.dossiers.submission import views as submission_views
from cqtt.dossiers.submission.jobs import erase_old_drafts, sweep_files
from cqtt.dossiers.views import bp

__all__ = [
    "answer_views",
    "bulk_views",
    "case_file_views",
    "case_views",
    "consent_views",
    "decision_views",
    "file_views",
    "move_views",
    "not_done",
    "paper_views",
    "queue_views",
    "sheet_views",
    "staff_paper_views",
    "submission_views",
    "supplement_views",
    "work_views",
]
blueprints = (bp,)
jobs = (erase_old_drafts, remind, sweep_files)
