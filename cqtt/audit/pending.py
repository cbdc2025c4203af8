"""Acts wait for the end of their transaction: the head of the chain is locked last and for the shortest time.

What the transaction changes is flushed before the head is locked, so two transactions can never each hold what the
other waits for. Acts vanish with what they tell of: all of them when the transaction is rolled back, those of a
savepoint when that is.
"""

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from cqtt.audit import chain
from cqtt.audit.rules import Act
from cqtt.extensions import db

_ACTS, _MARKS = "audit.acts", "audit.marks"  # in Session.info


def acts_of(session: Session) -> list[Act]:
    """Return the acts that wait for this session's commit."""
    acts: list[Act] = session.info.setdefault(_ACTS, [])
    return acts


def wait(act: Act) -> None:
    """Keep an act until the transaction ends; where none has begun, it begins here, so that its rollback is heard."""
    session = db.session()
    if not session.in_transaction():
        session.begin()
    acts_of(session).append(act)


def _marks_of(session: Session) -> dict[SessionTransaction, int]:
    """Return how many acts waited when each savepoint was set."""
    marks: dict[SessionTransaction, int] = session.info.setdefault(_MARKS, {})
    return marks


@event.listens_for(db.session, "before_commit")
def write(session: Session) -> None:
    """Put what waits at the end of the chain. Releasing a savepoint writes nothing yet."""
    acts = acts_of(session)
    if not acts or session.in_nested_transaction():
        return
    session.flush()
    chain.append(session.connection(), acts)
    acts.clear()


@event.listens_for(db.session, "after_transaction_create")
def mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        _marks_of(session)[transaction] = len(acts_of(session))


@event.listens_for(db.session, "after_soft_rollback")
def forget_back_to_mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        del acts_of(session)[_marks_of(session).get(transaction, 0) :]


@event.listens_for(db.session, "after_transaction_end")
def forget(session: Session, transaction: SessionTransaction) -> None:
    """Forget what waited when the transaction ends, however it ends."""
    if transaction.parent is None:
        acts_of(session).clear()
        _marks_of(session).clear()
