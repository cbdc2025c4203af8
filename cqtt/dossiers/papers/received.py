"""The list of papers on form 01: what the office has of a dossier, on paper and as pictures."""

from collections.abc import Iterator

from cqtt.dossiers.content import Paper, content_of, papers_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers import printed
from cqtt.dossiers.supplements import items_of, kept_under
from cqtt.i18n import _
from cqtt.procedures.content import FilingMode


def papers_received(dossier: Dossier) -> list[printed.ReceivedPaper]:
    """Return the papers the office has: as counted at the desk, else as they were promised or sent; then what came
    in answer to requests, item by item. What was counted of a document of the procedure stands in its own line.
    """
    lines = [_received(paper, dossier) for paper in papers_of(dossier, content_of(dossier))]
    return [*(line for line in lines if line), *_supplemented(dossier)]


def _supplemented(dossier: Dossier) -> Iterator[printed.ReceivedPaper]:
    for number, request in enumerate(dossier.supplements, start=1):
        for item in items_of(request, dossier.attachments) if request.answered_at else ():
            name = item.text.rstrip(".; ")
            counted = dossier.papers_received.get(kept_under(number, item.number))
            if item.files and not any(counted or ()):
                yield {"name": _("%(name)s (bản chụp bổ sung)", name=name), "originals": 0, "copies": 0}
            elif counted:  # ticked, and nothing counted: it stands there all the same
                yield {"name": name, "originals": counted[0], "copies": counted[1]}


def _received(paper: Paper, dossier: Dossier) -> printed.ReceivedPaper | None:
    """Return a line of the list; a picture is no copy, so it is told apart from what is on paper."""
    need, counted = paper.requirement, dossier.papers_received.get(paper.requirement.id)
    if counted and any(counted):
        return {"name": need.name, "originals": counted[0], "copies": counted[1]}
    if counted is None and (paper.to_bring or (paper.files and dossier.filing_mode is FilingMode.PRE_CHECK)):
        return {"name": need.name, "originals": need.originals, "copies": need.copies}
    if paper.files:
        return {"name": _("%(name)s (bản chụp gửi qua mạng)", name=need.name), "originals": 0, "copies": 0}
    return None
