"""Which forms and samples that procedures name still lie in the store."""

from sqlalchemy import select

from cqtt.extensions import db
from cqtt.procedures.kept import file_store
from cqtt.procedures.models import ProcedureFile


def present_files(only: int | None = None) -> frozenset[int]:
    """Return the ids of the files that are there, of every procedure or of one."""
    wanted = select(ProcedureFile.id, ProcedureFile.storage_key)
    if only is not None:
        wanted = wanted.where(ProcedureFile.procedure_id == only)
    store = file_store()
    return frozenset(id for id, key in db.session.execute(wanted) if store.path(key).is_file())
