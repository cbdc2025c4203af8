"""Write down what was done outside and cannot be done again: also while the database is busy with somebody else."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from cqtt.extensions import db

logger = logging.getLogger(__name__)
Written = TypeVar("Written")
MOST = 6  # attempts; SQLite waits five seconds in each, so all of them end before a lease does


def insist(write: Callable[[], Written]) -> Written:
    """Write and commit, once more when the database is busy; the last failure is raised."""
    for _attempt in range(MOST - 1):
        try:
            return write()
        except OperationalError:
            db.session.rollback()
            logger.warning("the database is busy; what was done outside is written down once more")
    return write()
