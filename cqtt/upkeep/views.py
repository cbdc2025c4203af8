"""`/suc-khoe`: health for a monitor."""

import logging
import os

from flask import Blueprint, Response, current_app, jsonify

from cqtt import schema
from cqtt.files import FileStore

bp = Blueprint("upkeep", __name__)
logger = logging.getLogger(__name__)


@bp.get("/suc-khoe")
def health() -> tuple[Response, int]:
    """200 when this process can read and write both the database and the files, else 503; says no more."""
    able = {"database": _database_works(), "files": _files_work()}
    well = all(able.values())
    return jsonify(status="ok" if well else "error", **able), 200 if well else 503


def _database_works() -> bool:
    try:
        return schema.can_read_and_write()
    except Exception:
        logger.exception("the database does not work")
        return False


def _files_work() -> bool:
    store: FileStore = current_app.extensions["files"]
    try:
        return store.free_bytes() > store.free_floor and os.access(store.root, os.W_OK | os.X_OK)
    except OSError:
        logger.exception("the file store does not work")
        return False
