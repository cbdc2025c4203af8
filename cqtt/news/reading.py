"""Which announcements are shown now: on the page of news, in the feed, and pinned everywhere."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from flask import current_app, url_for
from sqlalchemy import Select, func, or_, select

from cqtt.addresses import page_count
from cqtt.extensions import db
from cqtt.news.models import Announcement
from cqtt.news.rules import NewsState, Span
from cqtt.procedures.catalogue import current_stamp

PER_PAGE = 20
IN_THE_FEED = 30
_reading = Lock()


@dataclass(frozen=True)
class Urgent:
    """An urgent notice, as every page shows it; held between requests, so it is no row."""

    id: int
    title: str
    span: Span


@dataclass(frozen=True)
class NewsPage:
    items: list[Announcement]
    total: int
    number: int
    endpoint: str

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for(self.endpoint, trang=number)


def span_of(item: Announcement) -> Span:
    return Span(item.publish_at, item.expires_at, item.withdrawn_at)


def state_of(item: Announcement, at: datetime) -> NewsState:
    return span_of(item).state(at)


def shown_page(at: datetime, number: int) -> NewsPage:
    """Return one page of what is shown now, newest first; past the end, the last page."""
    return _page(_shown_now(at), number, "news.listing")


def every_page(number: int) -> NewsPage:
    """Return one page of all announcements, the last written first."""
    return _page(select(Announcement).order_by(Announcement.id.desc()), number, "news.overview")


def _page(wanted: Select[Announcement], number: int, endpoint: str) -> NewsPage:
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    number = min(number, page_count(total, PER_PAGE))
    items = db.session.scalars(wanted.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return NewsPage(list(items), total, number, endpoint)


def newest(at: datetime, most: int = IN_THE_FEED) -> list[Announcement]:
    """Return what is shown now, newest first."""
    return list(db.session.scalars(_shown_now(at).limit(most)))


def urgent_now(at: datetime) -> list[Urgent]:
    """Return the urgent notices to pin on every page.

    They are read once, and again when the stamp of the news moves, which every change of them does.
    """
    stamp = current_stamp().news
    with _reading:
        held: tuple[int, list[Urgent]] | None = current_app.extensions.get("urgent_news")
        if held is None or held[0] != stamp:
            held = current_app.extensions["urgent_news"] = (stamp, _urgent())
    return [notice for notice in held[1] if notice.span.state(at) is NewsState.SHOWN]


def _urgent() -> list[Urgent]:
    wanted = select(Announcement).where(
        Announcement.is_urgent, Announcement.publish_at.is_not(None), Announcement.withdrawn_at.is_(None)
    )
    newest_first = wanted.order_by(Announcement.publish_at.desc()).limit(20)
    return [Urgent(item.id, item.title, span_of(item)) for item in db.session.scalars(newest_first)]


def _shown_now(at: datetime) -> Select[Announcement]:
    standing = select(Announcement).where(
        Announcement.withdrawn_at.is_(None),
        Announcement.publish_at <= at,
        or_(Announcement.expires_at.is_(None), Announcement.expires_at > at),
    )
    return standing.order_by(Announcement.publish_at.desc(), Announcement.id.desc())
