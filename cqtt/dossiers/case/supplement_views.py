"""Papers brought to the desk in answer to a request: what came of each item, on paper and as pictures."""

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.dossiers import actions
from cqtt.dossiers.case.attempts import CASE, Answer, attempt_after_reading, attempt_at
from cqtt.dossiers.case.brought_forms import TakeSupplementForm
from cqtt.dossiers.case.brought_items import take
from cqtt.dossiers.case_access import roles_ever
from cqtt.dossiers.rules import Step
from cqtt.dossiers.views import bp
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.uploads import ACCEPT


@bp.route(f"{CASE}/nhan-bo-sung", methods=["GET", "POST"])
@requires(*roles_ever(Step.SUPPLEMENT))
@reads_first
@keeps_typed
def take_supplement(id: int) -> Answer:
    """Record which of the missing papers were brought to the desk; the clock goes on when they are complete."""
    attempt = attempt_at(id, Step.SUPPLEMENT)
    form = TakeSupplementForm.about(attempt.dossier)
    if attempt.accepted(form):
        try:
            files = form.store()
            attempt = attempt_after_reading(id, Step.SUPPLEMENT)
            if not attempt.overtaken:
                take(attempt.dossier, form.items, files, now())
                actions.answer_supplement(attempt.dossier, form.whole_note, now(), officer=me())
                return attempt.done()
        except RuleBroken as refused:  # no room for the files
            db.session.rollback()
            form.all_here.errors = [refused.sentence]
    return attempt.ask("take_supplement", form, accept=ACCEPT)
