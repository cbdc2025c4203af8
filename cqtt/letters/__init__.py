"""Thư: apology, thanks, congratulation and condolence, drafted by themselves or by hand, signed by a leader, sent."""

from cqtt.letters import (
    consent,
    dossier_panels,
    list_views,
    mark_panel,
    merge_views,
    print_views,
    public_views,
    register_views,
    sign_views,
    staff_views,
    template_views,
    trigger_views,
    write_views,
)
from cqtt.letters.blueprint import bp
from cqtt.letters.jobs import draft
from cqtt.letters.print_jobs import make_letter_papers, sweep_letter_papers
from cqtt.letters.trigger_jobs import give_first_triggers

__all__ = [
    "consent",
    "dossier_panels",
    "list_views",
    "mark_panel",
    "merge_views",
    "print_views",
    "public_views",
    "register_views",
    "sign_views",
    "staff_views",
    "template_views",
    "trigger_views",
    "write_views",
]
blueprints = (bp,)
jobs = (draft, give_first_triggers, make_letter_papers, sweep_letter_papers)
