"""The citizen's page of a version that citizens do not see: the draft, or any other."""

from flask import abort, render_template, request
from sqlalchemy import select

from cqtt.access import requires
from cqtt.codes.models import ScanCode
from cqtt.editing.blueprint import ONE, bp
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.publishing.versions import STATUS_WORDS, version_or_404
from cqtt.extensions import db
from cqtt.procedures.catalogue import KIND, Published, published_catalogue
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.showing import shown_values
from cqtt.procedures.versions import content_of_version, version_in
from cqtt.roles import Role


@bp.get(f"{ONE}/xem-truoc")
@requires(Role.ADMINISTRATOR)
def preview(code: str) -> str:
    """The page exactly as citizens would read it, under a band that says who sees it by now."""
    procedure = procedure_or_404(code)
    version = _version_or_404(procedure)
    return render_template(
        "editing/publishing/preview.html",
        version=version,
        row=procedure,
        is_public=procedure.is_active and version_in(procedure.id, VersionStatus.PUBLISHED) is not None,
        status_words=STATUS_WORDS,
        **shown_values(_as_published(procedure, version), published_catalogue()),
    )


def _version_or_404(procedure: Procedure) -> ProcedureVersion:
    """Return the version that was asked for; without a number the draft, else what citizens read."""
    number = request.args.get("ban", type=int)
    if number is not None:
        return version_or_404(procedure, number)
    draft = version_in(procedure.id, VersionStatus.DRAFT)
    return draft or version_in(procedure.id, VersionStatus.PUBLISHED) or abort(404)


def _as_published(procedure: Procedure, version: ProcedureVersion) -> Published:
    """Return the procedure as it would stand in the catalogue with this version."""
    content = content_of_version(version)
    code = select(ScanCode.short).where(ScanCode.kind == KIND, ScanCode.target == str(procedure.id))
    return Published(
        id=procedure.id,
        slug=procedure.slug,
        code=content.code,
        filing_mode=procedure.filing_mode,
        filing_reason=procedure.filing_reason,
        portal_url=procedure.portal_url,
        replaced_by=procedure.replaced_by,
        synonyms=tuple(procedure.synonyms),
        version_id=version.id,
        version_number=version.number,
        published_at=version.published_at,
        short=db.session.scalar(code),
        content=content,
    )
