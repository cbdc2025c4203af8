"""The papers of a dossier on its page for officers: what was given out, and what can be printed or given out anew."""

from flask_login import current_user

from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.dossiers.follow import PAPER_SLUGS
from cqtt.dossiers.models import Dossier, PaperKind
from cqtt.dossiers.panels import Values
from cqtt.dossiers.papers.filling import name_of
from cqtt.dossiers.papers.issuing import latest, may_be_reissued, missing
from cqtt.forms import PostForm
from cqtt.roles import Role


def papers_of_case(dossier: Dossier) -> Values | None:
    """Return the numbered papers and which are to be given out; None where there is nothing to print yet."""
    never_given = missing(dossier)
    if not dossier.papers and not never_given:
        return None
    receipt = latest(dossier, PaperKind.RECEIPT)
    may_give_out = current_user.has_role(Role.RECEPTION, Role.SPECIALIST)
    return {
        "dossier": dossier,
        "papers": list(reversed(dossier.papers)),
        "outdated": receipt is not None and may_give_out and may_be_reissued(dossier, receipt, me(), now()),
        "missing": [(PAPER_SLUGS[kind], name_of(kind)[0]) for kind in never_given],
        "may_give_out": may_give_out,
        "form": PostForm(),
    }
