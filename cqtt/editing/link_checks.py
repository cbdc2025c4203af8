"""Liên kết hỏng: the worker opens what procedures link to, a few addresses an hour, and notes what does not answer.

The web is asked outside any transaction. A failure counts when it is seen a second time, a day later; a unit without a
way to the web notes nothing.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, select, update

from cqtt.clock import local
from cqtt.commune.models import the_commune
from cqtt.config import Settings
from cqtt.editing.link_looks import Answer, Looker
from cqtt.editing.models import LinkCheck
from cqtt.editing.overview.links import web_links
from cqtt.extensions import db
from cqtt.procedures.catalogue import published_catalogue
from cqtt.schedule import every

logger = logging.getLogger(__name__)
AT_ONCE = 10
MOST_KNOWN = 3  # other addresses that tell whether there is a way to the web
ANEW_AFTER = timedelta(days=7)
AGAIN_AFTER = timedelta(days=1)  # what failed: a server that is being mended is back by then
ASKED = 0  # stands for what was answered, until the look that an administrator asked for


@every(timedelta(hours=1))
def look_at_links(at: datetime) -> int:
    """Look at some of the addresses that were not looked at for a week; forget those that nothing links to any more."""
    if (looker := _looker()) is None:
        return 0
    wanted = linked_addresses()
    db.session.execute(delete(LinkCheck).where(LinkCheck.address.not_in(wanted)))
    due = due_addresses(wanted, at)
    db.session.commit()
    return check(due, looker, at)


@every(timedelta(minutes=1))
def look_again(at: datetime) -> int:
    """Look at the addresses that an administrator asked for; each is tried once."""
    if (looker := _looker()) is None:
        return 0
    asked = select(LinkCheck.address).where(LinkCheck.status == ASKED).order_by(LinkCheck.address).limit(AT_ONCE)
    addresses = list(db.session.scalars(asked))
    db.session.execute(update(LinkCheck).where(LinkCheck.address.in_(addresses)).values(status=None))
    db.session.commit()
    return check(addresses, looker, at)


def check(addresses: Collection[str], looker: Looker, at: datetime) -> int:
    """Look at these, and leave what was found to be committed; return how many were noted.

    Where nothing works the fault is likely here: unless the national portal answers, or what did before, nothing is
    noted.
    """
    if not addresses:
        return 0
    known_to_work = _known_to_work(addresses)
    db.session.rollback()  # nothing is locked while the web is asked
    answers = looker.look_at_all(addresses)
    if _all_dead(answers) and _all_dead(looker.look_at_all(known_to_work)):
        logger.info("none of %s addresses answered, nor any other: nothing was noted", len(answers))
        return 0
    _note(answers, at)
    return len(answers)


def linked_addresses() -> set[str]:
    """Return every address of the web that readers of the published procedures are led to."""
    return {
        address
        for each in published_catalogue().procedures
        for address in web_links(each.portal_url, each.content.guidance)
    }


def due_addresses(wanted: Collection[str], at: datetime) -> list[str]:
    """Return those to look at now: first what was never looked at, then what has waited longest.

    Where more are due than one round takes, each hour takes other ones: a round of which nothing could be noted does
    not keep the rest waiting for ever.
    """
    checks = {row.address: row for row in db.session.scalars(select(LinkCheck))}
    waiting = {address: checks[address].checked_at for address in wanted if address in checks}
    due = [address for address in wanted if address not in checks or _is_due(checks[address], at)]
    ordered = sorted(due, key=lambda address: (address in waiting, waiting.get(address, at), address))
    rounds = -(-len(ordered) // AT_ONCE) or 1
    begin = AT_ONCE * (int(at.timestamp()) // 3600 % rounds)
    return ordered[begin : begin + AT_ONCE]


def _known_to_work(but: Collection[str]) -> list[str]:
    """Return the national portal, where the unit has its address, and what answered in the latest looks."""
    answered = (LinkCheck.failed_since.is_(None), LinkCheck.status.between(200, 399), LinkCheck.address.not_in(but))
    latest = select(LinkCheck.address).where(*answered).order_by(LinkCheck.checked_at.desc(), LinkCheck.address)
    return [each for each in (the_commune().portal_url, *db.session.scalars(latest.limit(MOST_KNOWN))) if each]


def _all_dead(answers: Mapping[str, Answer]) -> bool:
    return all(answer.is_dead for answer in answers.values())


def _is_due(row: LinkCheck, at: datetime) -> bool:
    return at - row.checked_at >= (AGAIN_AFTER if row.failed_since else ANEW_AFTER)


_TWICE: ColumnElement[bool] = LinkCheck.checked_at > LinkCheck.failed_since


def failed_links() -> dict[str, date]:
    """Return the addresses that were dead in two looks or more, with the day since when."""
    failed = select(LinkCheck.address, LinkCheck.failed_since).where(_TWICE)
    return {address: local(since).date() for address, since in db.session.execute(failed) if since}


def ask_again(addresses: Collection[str]) -> None:
    """Let the worker look at the dead ones among these in its next round; their warning stays until then."""
    dead = update(LinkCheck).where(LinkCheck.address.in_(addresses), _TWICE)
    db.session.execute(dead.values(status=ASKED))


def is_asked(addresses: Collection[str]) -> bool:
    """Tell whether a look at any of these is waited for."""
    waited_for = select(LinkCheck.address).where(LinkCheck.address.in_(addresses), LinkCheck.status == ASKED)
    return db.session.scalar(waited_for.limit(1)) is not None


def _note(answers: Mapping[str, Answer], at: datetime) -> None:
    """Write down what was found; the first failure is the day since when."""
    kept = {row.address: row for row in db.session.scalars(select(LinkCheck).where(LinkCheck.address.in_(answers)))}
    for address, answer in answers.items():
        row = kept.get(address) or LinkCheck(address=address, failed_since=None)
        row.checked_at, row.status = at, answer.status
        row.failed_since = (row.failed_since or at) if answer.is_dead else None
        db.session.add(row)


def _looker() -> Looker | None:
    """Return how this unit looks; one whose own address leads to this machine only is a trial and bothers nobody."""
    settings: Settings = current_app.config["SETTINGS"]
    return None if settings.is_loopback else Looker(agent=f"cqtt ({settings.base_url})")
