"""The papers of a dossier on its page for officers: what was given out, and what can be printed or given out anew."""

from flask_login import current_user

from cqtt.clock import now
from cqtt.dossiers.case_access import me
from cqtt.dossiers.issuing import latest, may_be_reissued
from cqtt.dossiers.models import Dossier, PaperKind
from cqtt.dossiers.panels import Values
from cqtt.forms import PostForm
from cqtt.roles import Role


def papers_of_case(dossier: Dossier) -> Values | None:
    """Return the numbered papers and whether a new receipt is due; None where there is nothing to print yet."""
    if not dossier.papers and dossier.received_at is None:
        return None
    receipt = latest(dossier, PaperKind.RECEIPT)
    may_reissue = current_user.has_role(Role.RECEPTION, Role.SPECIALIST)
    return {
        "dossier": dossier,
        "papers": list(reversed(dossier.papers)),
        "outdated": receipt is not None and may_reissue and may_be_reissued(dossier, receipt, me(), now()),
        "form": PostForm(),
    }
