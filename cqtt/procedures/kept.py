"""The files of procedures that are kept: blank forms and samples, in a folder of their own, never deleted."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from flask import Response, current_app
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.file_answers import send_kept
from cqtt.files import FileStore
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import FileKind, ProcedureFile
from cqtt.procedures.requirements import Requirement

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURE = "image/jpeg"
IN_PUBLIC = "public, max-age=3600"  # a form that is taken back is gone within the hour


def file_store() -> FileStore:
    return FileStore(Path(current_app.instance_path) / "procedure_files")


def stored_keys() -> list[tuple[str, str]]:
    """Return the key and digest of every kept file, for `FileStore.verify`."""
    rows = db.session.execute(select(ProcedureFile.storage_key, ProcedureFile.sha256))
    return [(key, digest) for key, digest in rows]


def files_named_by(requirements: Iterable[Requirement]) -> Mapping[int, ProcedureFile]:
    """Return the files of these documents by their ids: one query, and none where no document has a file."""
    ids = {id for each in requirements for id in (each.form_file, each.sample_file) if id is not None}
    if not ids:
        return {}
    return {file.id: file for file in db.session.scalars(select(ProcedureFile).where(ProcedureFile.id.in_(ids)))}


def published_file(procedure_id: int, content: ProcedureContent, id: int) -> ProcedureFile | None:
    """Return a file of this procedure if what is known of it for certain names that file."""
    if not any(id in (each.form_file, each.sample_file) for each in content.known_requirements or ()):
        return None
    file = db.session.get(ProcedureFile, id)
    return file if file is not None and file.procedure_id == procedure_id else None


def file_answer(file: ProcedureFile) -> Response:
    """Answer with the file: a sample is shown in the page, a form is saved under its own name."""
    answer = send_kept(file_store(), file.storage_key, file.media_type, file.name, file.kind is FileKind.SAMPLE)
    answer.mimetype = file.media_type  # telephones open what was saved by its type
    answer.set_etag(file.sha256)
    return answer
