"""What the calendar does to many things: each in a transaction of its own, so that none stops another."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from cqtt.errors import RuleBroken
from cqtt.extensions import db

logger = logging.getLogger(__name__)


def one_by_one(ids: Iterable[int], do: Callable[[int, datetime], bool], at: datetime) -> int:
    """Do it for one after the other, each read again and with its own commit; return how many it was done for.

    What somebody changes in the same moment, or a rule refuses, is left to the next round. A fault of the program in
    one stops no other; it is raised at the end, so that the administrator is told.
    """
    done, fault = 0, None
    for id in list(ids):
        db.session.rollback()  # nothing is kept of what was read before
        try:
            done += do(id, at)
            db.session.commit()
        except (RuleBroken, StaleDataError, IntegrityError):  # somebody was faster
            db.session.rollback()
            logger.warning("%s: %s left to the next round", do.__name__, id, exc_info=True)
        except Exception as found:
            db.session.rollback()
            logger.exception("%s: %s failed", do.__name__, id)
            fault = found
    if fault is not None:
        raise fault
    return done
