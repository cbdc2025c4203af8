"""Góp ý, phản ánh: what somebody tells the commune, from the first word to the answer.

Here is what all of it rests on: rules, models, who may read what (secrecy.py), the moves. The folders import it, and
none of each other: sending/ (the citizen's form), following/ (the sender's page, the public list), handling/ (the
officers' inbox and page), publishing/ (what the public may see), setting_up/ (topics, recipients, standard answers).
"""

from cqtt.feedback.following import file_views as following_file_views
from cqtt.feedback.following import mending_views, own_views
from cqtt.feedback.following import views as following_views
from cqtt.feedback.handling import answer_views as handling_answer_views
from cqtt.feedback.handling import call_views, inbox_views, not_done, work_views
from cqtt.feedback.handling import views as handling_views
from cqtt.feedback.jobs import close_by_itself, erase_old, escalate_late, remove_voice, take_copies_down
from cqtt.feedback.kept import sweep_files
from cqtt.feedback.publishing import card, panel
from cqtt.feedback.publishing import views as publishing_views
from cqtt.feedback.sending import complaint_views, preview_views
from cqtt.feedback.sending import file_views as sending_file_views
from cqtt.feedback.sending import views as sending_views
from cqtt.feedback.sending.jobs import erase_old_drafts
from cqtt.feedback.setting_up import answer_views, topic_views
from cqtt.feedback.setting_up import views as setting_up_views
from cqtt.feedback.setting_up.jobs import give_first_topics
from cqtt.feedback.views import bp

__all__ = [
    "answer_views",
    "call_views",
    "card",
    "complaint_views",
    "following_file_views",
    "following_views",
    "handling_answer_views",
    "handling_views",
    "inbox_views",
    "mending_views",
    "not_done",
    "panel",
    "publishing_views",
    "own_views",
    "preview_views",
    "sending_file_views",
    "sending_views",
    "setting_up_views",
    "topic_views",
    "work_views",
]
blueprints = (bp,)
jobs = (
    close_by_itself,
    erase_old,
    erase_old_drafts,
    escalate_late,
    give_first_topics,
    remove_voice,
    sweep_files,
    take_copies_down,
)
