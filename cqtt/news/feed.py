"""The feed of announcements (RFC 4287, Atom), for people who read news elsewhere and for the sites above."""

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree

from cqtt.addresses import full_url
from cqtt.news.models import Announcement
from cqtt.rich_text import rich_text

ATOM = "http://www.w3.org/2005/Atom"
ElementTree.register_namespace("", ATOM)


def atom(title: str, items: Sequence[Announcement], at: datetime) -> bytes:
    """Return the feed; an entry is known by its address, which never changes."""
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "vi"})
    here = full_url("news.feed")
    _text(feed, "id", here)
    _text(feed, "title", title)
    _text(feed, "updated", _moment(max(map(_changed_at, items), default=at)))
    _link(feed, "self", here)
    _link(feed, "alternate", full_url("news.listing"))
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _text(author, "name", title)
    for item in items:
        _entry(feed, item)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: ElementTree.Element, item: Announcement) -> None:
    entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
    address = full_url("news.show", id=item.id)
    _text(entry, "id", address)
    _text(entry, "title", item.title)
    _text(entry, "published", _moment(item.publish_at or item.created_at))
    _text(entry, "updated", _moment(_changed_at(item)))
    _link(entry, "alternate", address)
    _text(entry, "content", str(rich_text(item.body))).set("type", "html")


def _changed_at(item: Announcement) -> datetime:
    """Return when readers could first see it as it is: one that was written for later changes when its hour comes."""
    return max(item.updated_at, item.publish_at or item.created_at)


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = text
    return child


def _link(parent: ElementTree.Element, relation: str, address: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "href": address})


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
